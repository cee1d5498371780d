"""Situation reports of the cast's subdistrict, ready to be sent."""

from datetime import datetime
from uuid import uuid4

from kondusif.daily.actions.situation import NewSituation, write_situation
from kondusif.daily.models import SituationReport
from kondusif.daily.states import Crowd, HeadWhere, SituationLevel
from kondusif.people.viewers import Viewer

GEGER = "35.26.06"


def a_situation(at: datetime, **changes) -> NewSituation:
    """This function will return an ordinary calm report of Geger at *at*."""
    fields = {
        "client_id": uuid4(), "region_code": GEGER, "level": SituationLevel.STABLE, "crowd": Crowd.USUAL,
        "head_where": HeadWhere.PRESENT, "event_at": at, "entered_at": at,
    }  # fmt: skip
    return NewSituation(**(fields | changes))


def reported(by: Viewer, at: datetime, **changes) -> SituationReport:
    """This function will store such a report as *by* and return it."""
    return write_situation(new=a_situation(at, **changes), by=by, at=at).report
