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
        append_only("people_keyshare")
