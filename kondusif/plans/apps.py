from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "kondusif.plans"
    label = "plans"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("plans_resultcut", "plans_reportfile", "plans_statuspaper")
        for model in (
            "ActionPlan", "Measure", "Supporter", "ResultCut", "PeriodReport", "ReportFile",
            "ConflictStatus", "StatusPaper", "StrategicIssue", "Tie",
        ):  # fmt: skip
            classify(f"plans.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
