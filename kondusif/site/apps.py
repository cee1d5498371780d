from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "kondusif.site"
    label = "site"
