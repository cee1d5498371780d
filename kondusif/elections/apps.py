from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "kondusif.elections"
    label = "elections"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify

        for model in ("Election", "Stage", "PollingStation", "LegalLimit", "RegionalDay", "PastElection"):
            classify(f"elections.{model}", Sensitivity.PUBLIC, Retention.PERMANENT)
