from django.apps import AppConfig


class DetectionConfig(AppConfig):
    name = "kondusif.detection"
    label = "detection"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        internal, archive = Sensitivity.INTERNAL, Retention.ARCHIVE
        append_only("detection_calibration", "detection_forecast", "detection_areaforecast")
        classify("detection.Forecast", internal, archive)
        classify("detection.AreaForecast", internal, archive)
        classify("detection.Run", internal, archive)
        classify("detection.Calibration", internal, archive)
        classify("detection.Cluster", internal, archive, note=(Sensitivity.CONFIDENTIAL, archive))
