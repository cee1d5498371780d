"""Who may look after the ways in; no office reads what senders wrote there."""

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed
from kondusif.people.viewers import Viewer


def check_may_retry(viewer: Viewer) -> None:
    """
    This function will let pass whoever may give a message another try.

    :raises NotAllowed: if no office of *viewer* gives it.
    """
    if not viewer.may("channel.retry"):
        raise NotAllowed("channel.not_yours", _("Your office does not look after the channels."))
