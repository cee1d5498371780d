"""Ratings, reports and incidents for a scene."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from kondusif.people.tests.factories import NOW
from kondusif.ratings.actions import Document, NewRating
from kondusif.reports.models import Report
from kondusif.reports.states import Channel, ReportState, Urgency
from kondusif.triage.models import Incident, Link
from kondusif.triage.states import IncidentState

PAPER = Document("SK 12.pdf", "ratings/xx/sk12.pdf", "a" * 64)
GEGER, LERPAK, KOMBANGAN, SRESEH = "35.26.06", "35.26.06.2005", "35.26.06.2001", "35.27.01"


def a_rating(**fields) -> NewRating:
    """This function will describe a rating of Geger by Kesbangpol, unless told otherwise."""
    base = {
        "region_code": GEGER, "authority": "kesbangpol", "method": "Survei kecamatan", "edition": "2026",
        "class_name": "rawan", "valid_from": date(2026, 11, 1),
    }  # fmt: skip
    return NewRating(**base | fields)


def add_report(region: str = LERPAK, *, hours_ago: float = 5, at: datetime = NOW, **fields) -> Report:
    """This function will store a received report directly: how it came is another room's matter."""
    when = at - timedelta(hours=hours_ago)
    key = uuid4()
    base = {
        "client_id": key, "content_hash": sha256(key.bytes).digest(), "receipt_hash": sha256(b"r" + key.bytes).digest(),
        "channel": Channel.WEB, "category": "crowd", "text": "Kerumunan di depan balai desa.", "urgency": Urgency.YELLOW,
        "region_id": region, "event_at": when, "entered_at": when, "received_at": when, "state": ReportState.RECEIVED,
    }  # fmt: skip
    return Report.objects.create(**base | fields)


def add_verified(
    region: str = LERPAK, *, urgency: Urgency = Urgency.YELLOW, source: str = "F", info: int = 6, **fields
) -> Report:
    """This function will store a verified report of a grade."""
    return add_report(
        region, state=ReportState.VERIFIED, urgency=urgency, source_rating=source, info_rating=info, **fields
    )


def add_incident(
    region: str = LERPAK, *reports: Report, state: IncidentState = IncidentState.CONFIRMED, **fields
) -> Incident:
    """This function will store an incident with its reports."""
    base = {
        "number": f"K-{uuid4().hex[-8:]}", "title": "Kerumunan", "category": "crowd", "state": state,
        "region_id": region, "happened_at": NOW - timedelta(hours=5), "opened_at": NOW - timedelta(hours=4),
    }  # fmt: skip
    incident = Incident.objects.create(**base | fields)
    for report in reports:
        Link.objects.create(incident=incident, report=report, linked_at=NOW - timedelta(hours=3))
    return incident
