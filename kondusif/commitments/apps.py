from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "kondusif.commitments"
    label = "commitments"
