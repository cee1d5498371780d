"""What the other actions of warnings have in common."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.alerts.models import Alert
from kondusif.core.problems import NotFound, Problem


def locked(alert_id: UUID) -> Alert:
    """
    This function will return the warning, held until the transaction ends.

    :raises NotFound: if there is none within reach.
    """
    alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if alert is None:
        raise NotFound("alert.missing", _("There is no such warning, or it is not yours to see."))
    return alert


def reason_of(text: str) -> str:
    """
    This function will return the reason without blanks around it.

    :raises Problem: if nothing is left.
    """
    if not text.strip():
        raise Problem(
            "alert.reason_missing",
            _("Write a reason; it stays with the warning."),
            fields={"reason": _("Write a reason.")},
        )
    return text.strip()
