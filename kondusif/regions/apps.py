from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "kondusif.regions"
    label = "regions"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify

        for model in ("Region", "Boundary", "Tenant"):
            classify(f"regions.{model}", Sensitivity.PUBLIC, Retention.PERMANENT)
        classify("regions.DataLoad", Sensitivity.INTERNAL, Retention.PERMANENT)
