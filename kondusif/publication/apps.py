from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "kondusif.publication"
    label = "publication"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("publication_release", "publication_cell", "publication_noticeversion")
        for model in ("PublicNotice", "NoticeDraft", "NoticeVersion", "NoticeCounter"):
            classify(f"publication.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("publication.Release", Sensitivity.PUBLIC, Retention.PERMANENT)
        # Which reports stand behind a band is for the next issue's comparison, never for the public.
        classify(
            "publication.Cell",
            Sensitivity.PUBLIC,
            Retention.PERMANENT,
            counted=(Sensitivity.CONFIDENTIAL, Retention.CASE),
        )
