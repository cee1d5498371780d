from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "kondusif.channels"
    label = "channels"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify

        classify("channels.Follower", Sensitivity.SEALED, Retention.ACCOUNT)
        classify("channels.Bulletin", Sensitivity.PUBLIC, Retention.TRANSIENT)
        classify("channels.BulletinCopy", Sensitivity.CONFIDENTIAL, Retention.TRANSIENT)
        classify("channels.Caller", Sensitivity.SEALED, Retention.CASE_SHORT)
        classify("channels.Call", Sensitivity.CONFIDENTIAL, Retention.CASE)
        classify("channels.Delivery", Sensitivity.CONFIDENTIAL, Retention.ARCHIVE)
        classify("channels.Address", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
        classify("channels.Preference", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
        classify("channels.Duty", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("channels.TellRule", Sensitivity.INTERNAL, Retention.PERMANENT)
        classify("channels.Climb", Sensitivity.INTERNAL, Retention.ARCHIVE)
        # Talks with citizens: marks and sealed bytes, forgotten after a week, the marks after 90 days.
        classify("channels.Conversation", Sensitivity.SEALED, Retention.CASE_SHORT)
        classify("channels.InboundMessage", Sensitivity.SEALED, Retention.CASE_SHORT)
        classify("channels.HeldPhoto", Sensitivity.CONFIDENTIAL, Retention.TRANSIENT)
        classify("channels.Reply", Sensitivity.CONFIDENTIAL, Retention.TRANSIENT)
        classify("channels.WebhookEvent", Sensitivity.INTERNAL, Retention.TRANSIENT)
