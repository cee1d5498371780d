from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "kondusif.publication"
    label = "publication"
