from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "kondusif.channels"
    label = "channels"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify

        classify("channels.Delivery", Sensitivity.CONFIDENTIAL, Retention.ARCHIVE)
        classify("channels.Address", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
        classify("channels.Preference", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
        classify("channels.Duty", Sensitivity.INTERNAL, Retention.ARCHIVE)
        classify("channels.TellRule", Sensitivity.INTERNAL, Retention.PERMANENT)
        classify("channels.Climb", Sensitivity.INTERNAL, Retention.ARCHIVE)
