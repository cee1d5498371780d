from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kondusif.people"
    label = "people"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        classify("people.Person", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
        classify("people.Office", Sensitivity.PUBLIC, Retention.PERMANENT)
        classify("people.Holding", Sensitivity.INTERNAL, Retention.PERMANENT)
        classify("people.GroupKey", Sensitivity.INTERNAL, Retention.PERMANENT)
        classify("people.KeyGrant", Sensitivity.SEALED, Retention.ACCOUNT)
        classify("people.KeyShare", Sensitivity.INTERNAL, Retention.PERMANENT)
        classify("people.Tally", Sensitivity.INTERNAL, Retention.TRANSIENT)
        append_only("people_keyshare")

        from allauth.mfa.signals import authenticator_removed

        from kondusif.people.accounts import end_other_sessions

        authenticator_removed.connect(end_other_sessions, dispatch_uid="people.end_other_sessions")
