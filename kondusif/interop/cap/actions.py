"""Writing a CAP message for each thing that happens to a warning, once."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import shapely
from django.conf import settings
from django.db import transaction

from kondusif.alerts.models import Alert
from kondusif.core.actions import Actor, record
from kondusif.core.models import Event
from kondusif.documents.signing.authority import SEAL
from kondusif.documents.signing.installation import authority_here
from kondusif.interop.cap.codec import MsgType, Reference, to_element
from kondusif.interop.cap.mapping import Circumstances, to_message
from kondusif.interop.cap.signing import signed
from kondusif.interop.models import CapMessage
from kondusif.regions.models import Boundary, Region
from kondusif.regions.queries import tenant_of

NAMES: dict[str, tuple[MsgType, str]] = {
    "alert.issued": (MsgType.ALERT, ""),
    "alert.escalated": (MsgType.UPDATE, "Dinaikkan kepada atasan. / Raised to superiors."),
    "alert.stood_down": (MsgType.CANCEL, "Diakhiri dengan keputusan. / Ended by decision."),
    "alert.expired": (MsgType.CANCEL, "Lewat masa berlaku. / Expired on its date."),
}


@transaction.atomic
def publish(*, event_id: int, by: Actor, at: datetime) -> CapMessage | None:
    """
    This function will write and sign the message of an event of a warning; a second time it returns the first.

    None where the warning had no message yet and ends: nobody outside was ever warned.
    """
    written = CapMessage.objects.filter(event_id=event_id).first()
    if written:
        return written
    event = Event.objects.get(pk=event_id)
    alert = Alert.objects.select_for_update(of=("self",)).select_related("region").get(pk=UUID(event.subject_id))
    msg_type, note = NAMES[event.name]
    before = list(CapMessage.objects.filter(alert=alert).order_by("sent_at", "id"))
    if msg_type != MsgType.ALERT and not before:
        return None
    sent = max(event.at.replace(microsecond=0), alert.issued_at.replace(microsecond=0))
    sender = _sender(alert.region_id)
    identifier = f"{sender}.{alert.number.replace('/', '-')}.{len(before) + 1}"
    message = to_message(alert, _circumstances(alert, identifier, sender, sent, (msg_type, note), before))
    certificate, key = authority_here(at).service(SEAL)
    row = CapMessage.objects.create(
        identifier=identifier, event=event, alert=alert, region_id=alert.region_id, msg_type=msg_type, sent_at=sent,
        is_public=alert.is_public, headline=message.infos[0].headline[:200],
        content=signed(to_element(message), certificate, key),
    )  # fmt: skip
    record("cap.written", subject=row, by=by, at=at, identifier=identifier)
    return row


def publish_missed(*, by: Actor) -> int:
    """
    This function will write the messages of warnings that nobody was told of when they happened, and count them.

    A demonstration's past is one: its events are over before anything listens.
    """
    told = CapMessage.objects.values("event_id")
    missed = Event.objects.filter(name__in=NAMES).exclude(pk__in=told).order_by("pk")
    return sum(publish(event_id=event.pk, by=by, at=event.at) is not None for event in missed)


def _circumstances(alert, identifier, sender, sent, kind, before) -> Circumstances:
    tenant = tenant_of(alert.region_id)
    boundary = Boundary.objects.filter(region_id=alert.region_id, current=True).first()
    return Circumstances(
        identifier=identifier, sender=sender, sender_name=tenant.name if tenant else alert.region.title, sent=sent,
        msg_type=kind[0], note=kind[1],
        references=tuple(Reference(sender, m.identifier, m.sent_at.astimezone(_zone(alert))) for m in before),
        place=alert.region.title, outline=shapely.from_wkb(bytes(boundary.geometry)) if boundary else None,
        zone=_zone(alert), web=settings.PUBLIC_ADDRESS if alert.is_public else "",
    )  # fmt: skip


def _zone(alert: Alert) -> ZoneInfo:
    return ZoneInfo(alert.region.timezone)


def _sender(region_code: str) -> str:
    host = settings.PUBLIC_ADDRESS.partition("://")[2].partition("/")[0].partition(":")[0]
    return f"kesbangpol-{Region.objects.get(pk=region_code[:5]).pk.replace('.', '')}@{host}"
