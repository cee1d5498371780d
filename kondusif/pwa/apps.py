from django.apps import AppConfig


class PwaConfig(AppConfig):
    name = "kondusif.pwa"
    label = "pwa"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify

        classify("pwa.DeviceLease", Sensitivity.CONFIDENTIAL, Retention.CASE_SHORT)
