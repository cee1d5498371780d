from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "kondusif.ratings"
    label = "ratings"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only(
            "ratings_rating", "ratings_indexsetting", "ratings_expertscore", "ratings_indexrun", "ratings_indexvalue"
        )
        for model in ("IndexSetting", "ExpertScore", "IndexRun", "IndexValue"):
            classify(f"ratings.{model}", Sensitivity.INTERNAL, Retention.PERMANENT)
        classify("ratings.Rating", Sensitivity.INTERNAL, Retention.PERMANENT)
        classify("ratings.ImportBatch", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("ratings.SituationRound", Sensitivity.INTERNAL, Retention.TRANSIENT)
