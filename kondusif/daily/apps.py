from django.apps import AppConfig


class DailyConfig(AppConfig):
    name = "kondusif.daily"
    label = "daily"
