from django.apps import AppConfig


class DetectionConfig(AppConfig):
    name = "kondusif.detection"
    label = "detection"
