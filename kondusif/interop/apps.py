from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "kondusif.interop"
    label = "interop"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("interop_capmessage", "interop_servicerequest")
        classify("interop.CapMessage", Sensitivity.INTERNAL, Retention.PERMANENT)
        for model in ("WebhookEndpoint", "WebhookMessage"):
            classify(f"interop.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("interop.PartnerKey", Sensitivity.INTERNAL, Retention.ARCHIVE)
        # Which system brought a report, and the number that opens its state.
        classify("interop.ServiceRequest", Sensitivity.CONFIDENTIAL, Retention.CASE)
        classify("interop.CalendarKey", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
        classify("interop.AppPassword", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
        classify("interop.GuessLane", Sensitivity.INTERNAL, Retention.TRANSIENT)
        classify("interop.FieldForm", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("interop.FormSubmission", Sensitivity.CONFIDENTIAL, Retention.CASE)
        classify("interop.FormFile", Sensitivity.CONFIDENTIAL, Retention.CASE)
