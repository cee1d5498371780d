from django.apps import AppConfig


class PwaConfig(AppConfig):
    name = "kondusif.pwa"
    label = "pwa"
