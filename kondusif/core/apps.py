from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "kondusif.core"
    label = "core"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify

        classify("core.Event", Sensitivity.CONFIDENTIAL, Retention.PERMANENT)
        classify("core.Pending", Sensitivity.INTERNAL, Retention.TRANSIENT)
