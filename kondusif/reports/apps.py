from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "kondusif.reports"
    label = "reports"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("reports_disclosure", "reports_disclosurestep")
        confidential, sealed = Sensitivity.CONFIDENTIAL, Sensitivity.SEALED
        classify("reports.Report", confidential, Retention.CASE)
        classify("reports.Contact", sealed, Retention.CASE_SHORT)
        classify("reports.Attachment", confidential, Retention.CASE)
        classify("reports.PhotoUpload", confidential, Retention.TRANSIENT)
        classify("reports.PhotoPart", sealed, Retention.TRANSIENT)
        classify("reports.Message", confidential, Retention.CASE)
        classify("reports.SealedText", sealed, Retention.CASE)
        classify("reports.Disclosure", confidential, Retention.PERMANENT)
        classify("reports.DisclosureStep", confidential, Retention.PERMANENT)
        classify("reports.SheetImport", confidential, Retention.CASE)
        classify("reports.ImportedReport", confidential, Retention.CASE)
        classify("reports.ResponseLimit", Sensitivity.PUBLIC, Retention.PERMANENT)
