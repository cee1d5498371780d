"""Taking in a report from a partner's system: the same write path as every channel, once however often it is sent."""

import base64
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotAllowed, Problem, Sentence
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.secrets import secret
from kondusif.interop.models import PartnerKey, ServiceRequest
from kondusif.interop.open311.mapping import Submission
from kondusif.regions.codes import lies_in
from kondusif.regions.place_text import Confidence
from kondusif.regions.queries import resolve_place
from kondusif.reports.actions import send_report
from kondusif.reports.models import Report
from kondusif.reports.rules import NewReport
from kondusif.reports.territory import current_territory, place

# The same words that come again within this time are the same sending over a bad line; later, a new report.
SAME_SENDING = timedelta(hours=96)
_SURE = {Confidence.HIGH, Confidence.MEDIUM}
_REGENCY = 5  # characters of a regency's code: a report lies in one at least


@dataclass(frozen=True)
class Taken:
    """A report from a partner that is safely stored."""

    number: str
    receipt: str
    is_new: bool
    refused: tuple[Sentence, ...] = ()  # why photos were left out


def take_in(*, sent: Submission, photos: Sequence[bytes], key: PartnerKey, at: datetime) -> Taken:
    """
    This function will store what a partner's system sent.

    :raises NotAllowed: if the key does not send reports, or none from there.
    :raises Problem: if the report is not in order.
    :raises Conflict: if the partner's own number was used before for other content.
    """
    if not key.sends_reports:
        raise NotAllowed("open311.may_not_send", _("This key does not send reports."))
    report = replace(_placed(sent.report, key), client_id=_client_id(sent, key, at))
    _check_lies_in(report, key, at)
    with transaction.atomic():
        done = send_report(report, photos=photos, at=at)
        number = number_of(report.client_id)
        with scoped(EVERYWHERE):  # the report of a moment ago, in this transaction
            ServiceRequest.objects.bulk_create(
                [ServiceRequest(number=number, report_id=done.received.report_id, key=key, sent_at=at)],
                ignore_conflicts=True,
            )
    return Taken(number, done.received.receipt, done.received.is_new, done.refused)


def _placed(report: NewReport, key: PartnerKey) -> NewReport:
    """An address in words is read as far as it is sure; what it does not tell, the key's own regency must do."""
    if report.lat is not None or report.lon is not None or report.region_code or not report.place_text:
        return report
    guess = resolve_place(report.place_text, key.region_id)
    if guess.code and guess.confidence in _SURE:
        return replace(report, region_code=guess.code)
    if len(key.region_id) >= _REGENCY:
        return replace(report, region_code=key.region_id)
    sentence = _("This address is not known here. Give lat and long, or the village's code as address_id.")
    raise Problem("open311.where", sentence, fields={"place_text": sentence})


def _check_lies_in(report: NewReport, key: PartnerKey, at: datetime) -> None:
    placed = place(report, territory=current_territory(), at=at)
    if not lies_in(placed.region_code, key.region_id):
        sentence = _("This place lies outside %(region)s, for which the key is.") % {"region": key.region.title}
        raise NotAllowed("open311.elsewhere", sentence, fields={"lat": sentence})


def _client_id(sent: Submission, key: PartnerKey, at: datetime) -> UUID:
    """
    The key of this sending: from the partner's own number, else from what was said and by whom.

    Keyed, so that a thief of the table cannot try senders against it. The same words come to a new
    key once the former report is older than any delivery may be late.
    """
    if sent.external_id:
        return _made(key, "number", sent.external_id)
    for candidate in _candidates(sent, key):
        with scoped(EVERYWHERE):
            before = Report.objects.filter(client_id=candidate).values_list("received_at", flat=True).first()
        if before is None or at - before < SAME_SENDING:
            return candidate
    raise AssertionError("candidates never end")


def _candidates(sent: Submission, key: PartnerKey) -> Iterator[UUID]:
    said = sent.report
    content = "\x1f".join(
        str(part) for part in (
            said.category, said.text, said.lat, said.lon, said.region_code, said.place_text, said.contact, sent.sender,
            "now" if said.happens_now else said.event_at, said.crowd_estimate, said.station_number, said.exercise,
        )
    )  # fmt: skip
    n = 0
    while True:
        yield _made(key, "content", f"{n}\x1f{content}")
        n += 1


def _made(key: PartnerKey, kind: str, text: str) -> UUID:
    whole = f"{key.pk}\x1f{kind}\x1f{text}".encode("utf-8", "replace")
    return UUID(bytes=hmac.digest(_secret(), whole, "sha256")[:16], version=5)


def number_of(client_id: UUID) -> str:
    """This function will return the number of a request: nobody guesses it, and it opens no reporter's page."""
    mark = hmac.digest(_secret(), b"number\x1f" + client_id.bytes, "sha256")[:10]
    return "KDF-" + base64.b32encode(mark).decode()


@cache
def _secret() -> bytes:
    return secret(settings.SECRETS_DIR, "open311").encode()
