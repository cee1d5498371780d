from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kondusif.documents"
    label = "documents"
