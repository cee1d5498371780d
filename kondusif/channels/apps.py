from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "kondusif.channels"
    label = "channels"

    def ready(self) -> None:
        from kondusif.core.fields import Retention, Sensitivity, classify

        classify("channels.Delivery", Sensitivity.CONFIDENTIAL, Retention.ARCHIVE)
        classify("channels.Address", Sensitivity.CONFIDENTIAL, Retention.ACCOUNT)
