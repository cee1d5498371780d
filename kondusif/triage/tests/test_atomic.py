"""An action whose event cannot be written has not happened."""

import pytest

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.reports.models import Report
from kondusif.reports.states import Maturity, ReportState, Urgency
from kondusif.triage import actions
from kondusif.triage.models import Assessment, Claim, Escalation, Incident, IncidentSeries, Link
from kondusif.triage.states import IncidentState
from kondusif.triage.tests.factories import LATER, acting, incident_with, screened, verified, verifying

pytestmark = pytest.mark.django_db


def snapshot():
    """Everything this room could have changed."""
    with scoped(EVERYWHERE):
        return {
            model.__name__: sorted(map(repr, model.objects.values_list()))
            for model in (Report, Claim, Assessment, Incident, IncidentSeries, Link, Escalation, Event)
        }


@pytest.fixture
def scene():
    cast = make_cast()
    fresh, checked, true = screened(cast.ani), verifying(cast.ani), verified(cast.ani)
    other = incident_with(verified(cast.ani))
    with acting(cast.ani):
        for report in (fresh, checked):
            actions.release(report_id=report.pk, by=cast.ani, at=LATER)
    return cast.ani, fresh, checked, true, incident_with(true), other


ACTS = {
    "claim_report": lambda s: {"report_id": s[1].pk},
    "screen_report": lambda s: {
        "report_id": s[1].pk,
        "category": "hoax",
        "maturity": Maturity.POTENTIAL,
        "urgency": Urgency.RED,
    },
    "start_verification": lambda s: {"report_id": s[1].pk},
    "refer_report": lambda s: {"report_id": s[1].pk, "addressee": "Bawaslu", "note": "x"},
    "mark_duplicate": lambda s: {"report_id": s[1].pk, "incident_id": s[5].pk},
    "verify_report": lambda s: {"report_id": s[2].pk, "source_rating": "A", "info_rating": 1},
    "mark_unverified": lambda s: {"report_id": s[2].pk, "note": "x"},
    "propose_hoax": lambda s: {"report_id": s[2].pk, "note": "x"},
    "unlink_report": lambda s: {"report_id": s[3].pk},
    "link_report": lambda s: {"report_id": s[3].pk, "incident_id": s[5].pk},
    "merge_incidents": lambda s: {"into_id": s[5].pk, "from_id": s[4].pk},
    "move_incident": lambda s: {"incident_id": s[4].pk, "to": IncidentState.HANDLING},
    "describe_incident": lambda s: {
        "incident_id": s[4].pk,
        "title": "x",
        "has_victims": True,
        "has_weapon": False,
        "target": "",
    },
}


@pytest.mark.parametrize("name", ACTS)
def test_nothing_is_saved_when_the_event_fails(scene, name, monkeypatch):
    arguments = ACTS[name](scene)
    before = snapshot()

    def fail(*args, **kwargs):
        raise RuntimeError("the event cannot be written")

    with monkeypatch.context() as broken:
        broken.setattr("kondusif.core.models.Event.save", fail)
        with acting(scene[0]), pytest.raises(RuntimeError):
            getattr(actions, name)(by=scene[0], at=LATER, **arguments)
    assert snapshot() == before
    with acting(scene[0]):
        getattr(actions, name)(by=scene[0], at=LATER, **arguments)
    assert snapshot() != before


def test_following_a_task_saves_nothing_when_the_event_fails(scene, monkeypatch):
    before = snapshot()

    def fail(*args, **kwargs):
        raise RuntimeError("the event cannot be written")

    monkeypatch.setattr("kondusif.core.models.Event.save", fail)
    with scoped(EVERYWHERE), pytest.raises(RuntimeError):
        actions.follow_task(report_ids=[scene[3].pk], to=ReportState.RESOLVED, by=SYSTEM, at=LATER)
    assert snapshot() == before
