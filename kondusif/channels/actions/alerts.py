"""Fanning a warning out: from the addressed offices to persons, from persons to their ways."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation

from kondusif.alerts.models import Alert
from kondusif.alerts.states import Level
from kondusif.channels.actions.queuing import put_in_queue, short
from kondusif.channels.answers import code_of, link_to
from kondusif.channels.carriers import has_carrier
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Delivery
from kondusif.channels.queries import Way, told_by_rule, ways_to
from kondusif.channels.rules import end_of_quiet
from kondusif.channels.texts import AlertText, alert_text
from kondusif.core.ids import new_id
from kondusif.people.viewers import Viewer


@transaction.atomic
def queue_alert(
    *, alert_id: UUID, news: str, by: Viewer, at: datetime, office_ids: Sequence[UUID] = ()
) -> list[Delivery]:
    """
    This function will queue what tells persons the *news* of a warning, by each of their ways, once each.

    *news* is ``issued``, ``escalated``, ``climbed`` (to *office_ids*), ``stood_down``, ``expired`` or ``reminded``.
    Rules of role and area add those who hear of it without being asked for an answer.
    """
    alert = Alert.objects.select_related("region").get(pk=alert_id)
    with translation.override("id"):
        text = alert_text(alert, news)
        usable = frozenset(kind for kind in Kind if has_carrier(kind))
        asked = ways_to(_asked(alert, news, office_ids), at, usable=usable)
        there = {(w.kind, w.address) for w in asked}
        informed = [] if news in {"reminded", "climbed", "escalated"} else told_by_rule(alert)
        others = [w for w in ways_to(informed, at, usable=usable) if (w.kind, w.address) not in there]
        rows = [_row(alert, news, text, way, text.wants_answer, at) for way in asked]
        rows += [_row(alert, news, text, way, False, at) for way in others]
    return put_in_queue(rows)


def _asked(alert: Alert, news: str, office_ids: Sequence[UUID]) -> list[UUID]:
    addressees = alert.addressees.order_by("office__title")
    if news == "climbed":
        addressees = addressees.filter(office_id__in=office_ids)
    if news in {"escalated", "reminded", "climbed"}:
        addressees = addressees.filter(acknowledged_at=None)
    return list(addressees.values_list("office_id", flat=True))


def _row(alert: Alert, news: str, text: AlertText, way: Way, asks: bool, at: datetime) -> Delivery:
    pk = new_id()
    answers = asks and way.person_id is not None
    code = code_of(alert.pk, way.person_id) if answers and way.person_id else ""
    link = link_to(pk) if answers else ""
    return Delivery(
        id=pk, key=f"alert:{news}:{alert.pk}:{way.person_id or way.office_id}:{way.kind}:{short(way.address)}",
        kind=way.kind, address=way.address, to_id=way.to_id, person_id=way.person_id, office_id=way.office_id,
        news=news, code=code, subject=text.subject, body=text.body(way.kind, code=code, link=link), link=link,
        is_urgent=alert.level == Level.RED, region_id=alert.region_id, alert=alert, queued_at=at,
        not_before=_when(alert, way, at), good_until=alert.valid_until if text.wants_answer else None,
    )  # fmt: skip


def _when(alert: Alert, way: Way, at: datetime) -> datetime:
    """Red ignores quiet hours; mail wakes nobody."""
    if way.quiet is None or way.kind == Kind.EMAIL or alert.level == Level.RED:
        return at
    return end_of_quiet(*way.quiet, at, ZoneInfo(alert.region.timezone))
