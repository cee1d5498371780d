from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kondusif.people"
    label = "people"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify

        classify("people.Person", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
        classify("people.Office", Sensitivity.PUBLIC, Retention.PERMANENT)
        classify("people.Holding", Sensitivity.INTERNAL, Retention.PERMANENT)
