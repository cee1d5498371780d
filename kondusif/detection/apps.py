from django.apps import AppConfig


class DetectionConfig(AppConfig):
    name = "kondusif.detection"
    label = "detection"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify

        internal, archive = Sensitivity.INTERNAL, Retention.ARCHIVE
        classify("detection.Run", internal, archive)
        classify("detection.Cluster", internal, archive, note=(Sensitivity.CONFIDENTIAL, archive))
