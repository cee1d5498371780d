from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "kondusif.triage"
    label = "triage"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("triage_assessment", "triage_escalation")
        classify("triage.Claim", Sensitivity.INTERNAL, Retention.TRANSIENT)
        classify("triage.Assessment", Sensitivity.CONFIDENTIAL, Retention.CASE)
        classify("triage.Incident", Sensitivity.CONFIDENTIAL, Retention.ARCHIVE)
        classify("triage.Link", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("triage.IncidentSeries", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("triage.Suggestion", Sensitivity.INTERNAL, Retention.CASE)
        classify("triage.Escalation", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("triage.SearchEntry", Sensitivity.CONFIDENTIAL, Retention.CASE)
