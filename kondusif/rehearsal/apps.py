from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "kondusif.rehearsal"
    label = "rehearsal"
