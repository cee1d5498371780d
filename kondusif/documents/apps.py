from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kondusif.documents"
    label = "documents"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("documents_rendition", "documents_reading", "documents_takennumber")
        for model in ("Recipient", "Rendition", "NumberCounter", "TakenNumber", "Letterhead", "Template"):
            classify(f"documents.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify(
            "documents.Document", Sensitivity.INTERNAL, Retention.ARCHIVE,
            title=(Sensitivity.CONFIDENTIAL, Retention.ARCHIVE), data=(Sensitivity.CONFIDENTIAL, Retention.ARCHIVE),
        )  # fmt: skip
        classify("documents.Reading", Sensitivity.CONFIDENTIAL, Retention.PERMANENT)
