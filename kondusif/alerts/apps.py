from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "kondusif.alerts"
    label = "alerts"
