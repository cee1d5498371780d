from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "kondusif.commitments"
    label = "commitments"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only(
            "commitments_textversion", "commitments_signing", "commitments_scancheck", "commitments_monitoringevent"
        )
        for model in ("Commitment", "TextVersion", "ScanCheck", "MonitoringEvent"):
            classify(f"commitments.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("commitments.SigningLink", Sensitivity.INTERNAL, Retention.TRANSIENT)
        classify("commitments.Breach", Sensitivity.CONFIDENTIAL, Retention.CASE)
        classify("commitments.Certificate", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
        private = (Sensitivity.CONFIDENTIAL, Retention.ARCHIVE)
        classify("commitments.Party", Sensitivity.INTERNAL, Retention.ARCHIVE, person_name=private, position=private)
        classify(
            "commitments.Signing", Sensitivity.INTERNAL, Retention.ARCHIVE, strokes=private, typed_name=private,
            scan_path=private,
        )  # fmt: skip
