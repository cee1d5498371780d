from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "kondusif.interop"
    label = "interop"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("interop_capmessage")
        classify("interop.CapMessage", Sensitivity.INTERNAL, Retention.PERMANENT)
