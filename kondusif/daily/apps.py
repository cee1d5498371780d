from django.apps import AppConfig


class DailyConfig(AppConfig):
    name = "kondusif.daily"
    label = "daily"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("daily_situationreport", "daily_presencecheck")
        internal = (
            "SituationReport", "Silence", "AbsenceOrder", "AddressedClass", "DailyReport", "Handover", "PressNote",
            "Lesson",
        )  # fmt: skip
        for model in internal:
            classify(f"daily.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
        # Where a person was and why somebody wants to travel is theirs, and is kept no longer than needed.
        classify("daily.PresenceCheck", Sensitivity.CONFIDENTIAL, Retention.CASE_SHORT)
        classify("daily.ExceptionRequest", Sensitivity.CONFIDENTIAL, Retention.CASE)
