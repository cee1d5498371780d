from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "kondusif.ratings"
    label = "ratings"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("ratings_rating")
        classify("ratings.Rating", Sensitivity.INTERNAL, Retention.PERMANENT)
        classify("ratings.ImportBatch", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("ratings.SituationRound", Sensitivity.INTERNAL, Retention.TRANSIENT)
