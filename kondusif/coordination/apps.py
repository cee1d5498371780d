from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "kondusif.coordination"
    label = "coordination"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("coordination_evidence")
        for model in ("Task", "Evidence", "TaskCounter"):
            classify(f"coordination.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
