"""Having a provider deliver here, by the hand of a person."""

from datetime import datetime

from django.db import transaction

from kondusif.channels.permissions import check_may_retry
from kondusif.channels.telegram import registering
from kondusif.core.actions import record
from kondusif.people.models import Person
from kondusif.people.viewers import Viewer


def register_bot(*, by: Viewer, at: datetime) -> None:
    """
    This function will have Telegram deliver all that we answer to this installation, wherever it delivered before.

    :raises NotAllowed: if no office of *by* looks after the channels.
    :raises Problem: if the secret or an https address is missing here.
    :raises OSError: if Telegram is away or refuses the token.
    :raises Undeliverable: if there is no bot, or Telegram does not take the address.
    """
    check_may_retry(by)
    registering.register()
    with transaction.atomic():
        region_code = by.grants[0].region_code if by.grants else ""
        record(
            "channel.registered",
            subject=Person.objects.get(pk=by.person_id),
            by=by,
            at=at,
            region_code=region_code,
            kind="telegram",
        )
