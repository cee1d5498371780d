from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "kondusif.meetings"
    label = "meetings"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify
        from kondusif.core.grants import append_only

        append_only("meetings_calltreecheck")
        append_only("meetings_revision", "meetings_correction")
        personal = (Sensitivity.CONFIDENTIAL, Retention.ARCHIVE)
        for model in ("Body", "Membership", "Meeting", "AgendaItem", "InviteRule", "Invitee", "CallTreeCheck"):
            classify(f"meetings.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
        for model in ("Minutes", "Passage", "Revision", "Correction"):
            classify(f"meetings.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
        for model in ("Decision", "Directive", "DirectiveOwner", "MeetingIssue"):
            classify(f"meetings.{model}", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("meetings.Attendance", Sensitivity.INTERNAL, Retention.ARCHIVE, phone=personal)
        classify("meetings.PhoneNumber", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
