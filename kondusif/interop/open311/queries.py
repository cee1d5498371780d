"""Reading what a partner's system sent, and what everybody may know."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from kondusif.alerts.models import Alert
from kondusif.alerts.queries import alerts_seen_by
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import PartnerKey, ServiceRequest
from kondusif.people.queries import within
from kondusif.people.viewers import SYSTEM
from kondusif.reports.states import ReportState

_NUMBER = re.compile(r"KDF-[A-Z2-7]{16}")
SPAN = timedelta(days=90)  # the standard's: a list reaches over no more


@dataclass(frozen=True)
class Wanted:
    """Which requests a list shows."""

    since: datetime
    until: datetime
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # given: nothing else counts
    is_open: bool | None = None
    first: int = 0
    most: int = 100


def requests_of(key: PartnerKey, wanted: Wanted, done: frozenset[ReportState]) -> list[ServiceRequest]:
    """This function will return the reports that the system behind *key* sent, the newest first."""
    with scoped((key.region_id,)):
        rows = _requests().filter(key=key)
        if wanted.numbers:
            rows = rows.filter(pk__in=wanted.numbers)
        else:
            rows = rows.filter(sent_at__range=(wanted.since, wanted.until))
            if wanted.codes:
                rows = rows.filter(report__category__in=wanted.codes)
            if wanted.is_open is not None:
                settled = Q(report__state__in=sorted(done))
                rows = rows.filter(~settled if wanted.is_open else settled)
        return list(rows.order_by("-sent_at", "number")[wanted.first : wanted.first + wanted.most])


def request_named(number: str) -> ServiceRequest | None:
    """This function will return one report by the number under which a partner asks for it; the number opens it."""
    if not _NUMBER.fullmatch(number):
        return None
    with scoped(EVERYWHERE):
        return _requests().filter(pk=number).first()


def _requests() -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.select_related("report", "report__region", "report__handler")


def warnings(wanted: Wanted, *, at: datetime, region_code: str = "") -> list[Alert]:
    """
    This function will return what the public was or is warned of, the newest first.

    A reader holds no office: this door opens the scope for what was written for the public, and nothing else.
    """
    with scoped(EVERYWHERE):
        rows = _public()
        if region_code:
            rows = rows.filter(within([region_code]))
        if wanted.numbers:
            rows = rows.filter(pk__in=[n for n in wanted.numbers if _is_uuid(n)])
        else:
            rows = rows.filter(issued_at__range=(wanted.since, wanted.until))
            in_force = Q(ended_at=None, valid_until__gt=at)
            if wanted.is_open is not None:
                rows = rows.filter(in_force if wanted.is_open else ~in_force)
        return list(rows.order_by("-issued_at", "id")[wanted.first : wanted.first + wanted.most])


def _public() -> QuerySet[Alert]:
    return alerts_seen_by(SYSTEM).filter(is_public=True, exercise=False, issued_at__isnull=False)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
