from datetime import timedelta

import pytest

from kondusif.core.problems import Conflict, NotAllowed, NotFound
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.reports.states import Maturity, Urgency
from kondusif.reports.tests.factories import SAMPANG_VILLAGE
from kondusif.triage import actions
from kondusif.triage.models import Claim
from kondusif.triage.rules import LEASE
from kondusif.triage.tests.factories import acting, arrived, events_of, screened, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def take_next(viewer, at=NOW):
    with acting(viewer):
        return actions.claim_next(by=viewer, at=at)


def test_the_next_report_is_the_most_urgent_then_the_oldest(cast):
    arrived(at=NOW - timedelta(hours=9), urgency=Urgency.GREEN)
    newer_red = arrived(at=NOW - timedelta(hours=1), urgency=Urgency.RED)
    older_red = arrived(at=NOW - timedelta(hours=2), urgency=Urgency.RED)
    arrived(region_code=SAMPANG_VILLAGE, at=NOW - timedelta(hours=9), urgency=Urgency.RED)
    assert [take_next(cast.budi).pk, take_next(cast.ani).pk] == [older_red.pk, newer_red.pk]


def test_nobody_is_given_what_a_colleague_holds(cast):
    only = arrived()
    assert take_next(cast.budi).pk == only.pk
    assert take_next(cast.ani) is None
    assert take_next(cast.budi) is None


def test_an_expired_lease_returns_to_the_queue(cast):
    only = arrived()
    take_next(cast.budi)
    assert take_next(cast.ani, at=NOW + LEASE - timedelta(seconds=1)) is None
    assert take_next(cast.ani, at=NOW + LEASE).pk == only.pk
    with acting(cast.budi):
        assert Claim.objects.get(report=only).person_id == cast.ani.person_id


def test_opening_a_report_a_colleague_holds_says_so(cast):
    report = arrived()
    take_next(cast.ani)
    with acting(cast.budi), pytest.raises(Conflict) as refused:
        actions.claim_report(report_id=report.pk, by=cast.budi, at=NOW)
    assert refused.value.code == "held_by_colleague"


def test_the_refusal_speaks_indonesian(cast):
    report = arrived()
    take_next(cast.ani)
    with acting(cast.budi), pytest.raises(Conflict) as refused:
        actions.claim_report(report_id=report.pk, by=cast.budi, at=NOW)
    assert str(refused.value) == "Laporan ini sedang diperiksa petugas lain."


def test_claiming_again_renews_the_lease_and_tells_it_once(cast):
    report = arrived()
    with acting(cast.budi):
        actions.claim_report(report_id=report.pk, by=cast.budi, at=NOW)
        actions.claim_report(report_id=report.pk, by=cast.budi, at=NOW + timedelta(minutes=10))
        claim = Claim.objects.get(report=report)
    assert claim.until == NOW + timedelta(minutes=10) + LEASE
    assert claim.at == NOW
    assert events_of(report) == ["report.received", "report.claimed"]


def test_working_on_a_report_renews_the_lease(cast):
    report = arrived()
    take_next(cast.budi)
    with acting(cast.budi):
        later = NOW + timedelta(minutes=14)
        actions.screen_report(
            report_id=report.pk, category="hoax", maturity=Maturity.SYMPTOM, urgency=Urgency.RED, by=cast.budi, at=later
        )
        assert Claim.objects.get(report=report).until == later + LEASE


def test_a_released_report_is_free_at_once(cast):
    report = arrived()
    take_next(cast.budi)
    with acting(cast.budi):
        actions.release(report_id=report.pk, by=cast.budi, at=NOW)
    assert take_next(cast.ani).pk == report.pk
    assert events_of(report)[-2:] == ["report.released", "report.claimed"]


def test_releasing_what_a_colleague_holds_changes_nothing(cast):
    report = arrived()
    take_next(cast.ani)
    with acting(cast.budi):
        actions.release(report_id=report.pk, by=cast.budi, at=NOW)
    assert take_next(cast.budi) is None
    assert "report.released" not in events_of(report)


def test_a_decided_report_can_no_longer_be_claimed(cast):
    report = verified(cast.ani)
    with acting(cast.budi), pytest.raises(Conflict) as refused:
        actions.claim_report(report_id=report.pk, by=cast.budi, at=NOW)
    assert refused.value.code == "already_decided"
    assert not Claim.objects.filter(report=report).exists()


def test_an_officer_of_another_regency_finds_nothing(cast):
    report = arrived()
    assert take_next(cast.eko) is None
    with acting(cast.eko), pytest.raises(NotFound):
        actions.claim_report(report_id=report.pk, by=cast.eko, at=NOW)


def test_the_second_wall_alone_does_not_let_another_regency_in(cast):
    report = arrived()
    with acting(cast.budi), pytest.raises(NotFound):  # the database would show it, the door does not
        actions.claim_report(report_id=report.pk, by=cast.eko, at=NOW)


def test_a_camat_reads_and_does_not_claim(cast):
    report = arrived()
    with acting(cast.dewi), pytest.raises(NotAllowed):
        actions.claim_report(report_id=report.pk, by=cast.dewi, at=NOW)
    assert take_next(cast.dewi) is None


def test_a_secret_report_is_above_the_operator_and_not_above_the_analyst(cast):
    arrived(classification=2)
    assert take_next(cast.budi) is None
    assert take_next(cast.ani) is not None


def test_nothing_is_claimed_when_the_event_cannot_be_written(cast, monkeypatch):
    report = arrived()

    def fail(*args, **kwargs):
        raise RuntimeError("no event")

    monkeypatch.setattr("kondusif.triage.actions.claims.record", fail)
    with acting(cast.budi), pytest.raises(RuntimeError):
        actions.claim_report(report_id=report.pk, by=cast.budi, at=NOW)
    with acting(cast.budi):
        assert not Claim.objects.exists()


def test_a_screened_report_waits_too(cast):
    report = screened(cast.ani)
    with acting(cast.ani):
        actions.release(report_id=report.pk, by=cast.ani, at=NOW)
    assert take_next(cast.budi).pk == report.pk
