from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "kondusif.regions"
    label = "regions"
