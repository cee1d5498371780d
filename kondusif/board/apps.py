from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "kondusif.board"
    label = "board"
