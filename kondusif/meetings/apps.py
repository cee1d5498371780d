from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "kondusif.meetings"
    label = "meetings"
