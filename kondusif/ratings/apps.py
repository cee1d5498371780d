from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "kondusif.ratings"
    label = "ratings"
