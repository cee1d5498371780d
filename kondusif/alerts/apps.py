from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "kondusif.alerts"
    label = "alerts"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("alerts_signature")
        for model in ("Alert", "Basis", "Signature", "Addressee", "AlertCounter"):
            classify(f"alerts.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
