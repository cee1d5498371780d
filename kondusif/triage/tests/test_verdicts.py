from datetime import UTC, datetime, timedelta

import pytest

from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.people.models import Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast
from kondusif.reports.models import ResponseLimit
from kondusif.reports.queries import report_for
from kondusif.reports.states import Maturity, ReportState, Urgency
from kondusif.reports.tests.factories import report_row
from kondusif.triage import actions
from kondusif.triage.models import Assessment, Claim
from kondusif.triage.states import IncidentState
from kondusif.triage.tests.factories import (
    LATER,
    acting,
    arrived,
    events_of,
    incident_with,
    screened,
    verified,
    verifying,
)

pytestmark = pytest.mark.django_db
S = ReportState


@pytest.fixture
def cast():
    return make_cast()


def screen(report, by, at=LATER, **fields):
    usual = {"category": "crowd", "maturity": Maturity.SYMPTOM, "urgency": Urgency.ORANGE}
    with acting(by):
        actions.screen_report(report_id=report.pk, by=by, at=at, **usual | fields)
    return report_row(report.pk)


def test_screening_sets_what_it_is_and_starts_the_clock_of_acting(cast):
    report = screen(arrived(), cast.budi)
    assert (report.state, report.category, report.maturity, report.urgency) == (S.SCREENED, "crowd", "symptom", 2)
    assert report.first_action_at == LATER
    assert report.due_at == NOW + timedelta(hours=4)
    assert events_of(report) == ["report.received", "report.screened"]


def test_the_table_of_limits_decides_and_not_the_code(cast):
    ResponseLimit.objects.filter(pk=2).update(act_minutes=7)
    assert screen(arrived(), cast.budi).due_at == NOW + timedelta(minutes=7)


def test_green_reports_are_due_in_three_working_days(cast):
    report = screen(arrived(), cast.budi, urgency=Urgency.GREEN)
    # From Friday 20 November over a weekend to the end of Wednesday.
    assert report.due_at == datetime(2026, 11, 25, 16, 59, tzinfo=UTC)


def test_what_was_screened_may_be_corrected_while_it_waits(cast):
    report = screen(screen(arrived(), cast.budi), cast.budi, category="hoax", at=LATER + timedelta(minutes=1))
    assert (report.state, report.category, report.first_action_at) == (S.SCREENED, "hoax", LATER)
    assert events_of(report)[-1] == "report.corrected"


def test_a_decided_report_is_not_corrected(cast):
    report = verified(cast.budi)
    with pytest.raises(Conflict):
        screen(report, cast.budi)
    assert report_row(report.pk).category == report.category


def test_a_place_may_be_corrected_within_the_region_only(cast):
    report = screen(arrived(), cast.budi, region_code="35.26.01.1001")
    assert report.region_id == "35.26.01.1001"
    assert report.subdistrict_code == "35.26.01"
    with pytest.raises(NotAllowed):
        screen(report, cast.budi, region_code="35.27.01.2002")
    with pytest.raises(NotAllowed):
        screen(report, cast.budi, region_code="35.26.99.9999")
    assert report_row(report.pk).region_id == "35.26.01.1001"


@pytest.mark.parametrize("wrong", [{"category": "votes"}])
def test_an_unknown_category_is_named(cast, wrong):
    with pytest.raises(Problem) as refused:
        screen(arrived(), cast.budi, **wrong)
    assert list(refused.value.fields) == ["category"]


def test_verification_rates_judges_and_opens_an_incident(cast):
    report = verified(cast.budi, source="B", info=2)
    assert (report.state, report.source_rating, report.info_rating) == (S.VERIFIED, "B", 2)
    incident = incident_with(report)
    assert (incident.category, incident.region_id, incident.happened_at) == (
        report.category,
        report.region_id,
        report.event_at,
    )
    assert incident.number == "K-35.26-2026-0001"
    assert incident.state == IncidentState.CONFIRMED
    assert events_of(report)[-2:] == ["report.verification_started", "report.verified"]
    assert events_of(incident) == ["incident.opened", "incident.linked", "incident.moved"]
    with acting(cast.budi):
        assert not Claim.objects.exists()
        last = Assessment.objects.filter(report=report).last()
    assert (last.verdict, last.source_rating, last.info_rating, last.office.title) == (
        "verified",
        "B",
        2,
        "Operator Posko Bangkalan",
    )


def test_a_weak_report_opens_an_incident_that_is_not_yet_confirmed(cast):
    report = verified(cast.budi, source="F", info=6)
    assert incident_with(report).state == IncidentState.REPORTED


def test_a_second_independent_weak_source_confirms_the_incident(cast):
    first = verified(cast.budi, source="D", info=4)
    second = verified(cast.budi, source="E", info=4, incident_id=incident_with(first).pk)
    assert incident_with(second).state == IncidentState.CONFIRMED
    assert incident_with(second).pk == incident_with(first).pk


def test_any_number_of_unjudged_reports_confirms_nothing(cast):
    first = verified(cast.budi, source="F", info=6)
    for _n in range(3):
        verified(cast.budi, source="F", info=6, incident_id=incident_with(first).pk)
    assert incident_with(first).state == IncidentState.REPORTED


@pytest.mark.parametrize(
    ("source", "info", "field"),
    [
        ("G", 1, "source_rating"),
        ("", 1, "source_rating"),
        ("AB", 1, "source_rating"),
        ("A", 0, "info_rating"),
        ("A", 7, "info_rating"),
    ],
)
def test_a_rating_outside_the_scale_is_refused_by_name(cast, source, info, field):
    report = verifying(cast.budi)
    with acting(cast.budi), pytest.raises(Problem) as refused:
        actions.verify_report(report_id=report.pk, source_rating=source, info_rating=info, by=cast.budi, at=LATER)
    assert field in refused.value.fields
    assert report_row(report.pk).state == S.VERIFYING


def test_what_is_not_being_verified_cannot_be_verified(cast):
    report = screened(cast.budi)
    with acting(cast.budi), pytest.raises(ForbiddenMove):
        actions.verify_report(report_id=report.pk, source_rating="A", info_rating=1, by=cast.budi, at=LATER)


def test_nothing_is_verified_when_the_event_cannot_be_written(cast, monkeypatch):
    report = verifying(cast.budi)

    def fail(name, **kwargs):
        raise RuntimeError("no event")

    monkeypatch.setattr("kondusif.triage.actions.incidents.record", fail)
    with acting(cast.budi), pytest.raises(RuntimeError):
        actions.verify_report(report_id=report.pk, source_rating="A", info_rating=1, by=cast.budi, at=LATER)
    assert report_row(report.pk).state == S.VERIFYING
    with acting(cast.budi):
        assert not Assessment.objects.filter(report=report, verdict="verified").exists()


def test_a_colleague_cannot_verify_what_another_holds(cast):
    report = verifying(cast.budi)
    with acting(cast.ani), pytest.raises(Conflict):
        actions.verify_report(report_id=report.pk, source_rating="A", info_rating=1, by=cast.ani, at=NOW)
    with acting(cast.ani):  # the lease has ended
        actions.verify_report(
            report_id=report.pk, source_rating="A", info_rating=1, by=cast.ani, at=NOW + timedelta(minutes=15)
        )


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("screen_report", {"category": "crowd", "maturity": Maturity.SYMPTOM, "urgency": Urgency.RED}),
        ("start_verification", {}),
        ("refer_report", {"addressee": "Bawaslu", "note": "bukan wewenang"}),
        ("mark_unverified", {"note": "x"}),
        ("verify_report", {"source_rating": "A", "info_rating": 1}),
        ("propose_hoax", {"note": "x"}),
        ("confirm_hoax", {}),
        ("close_report", {}),
        ("open_incident", {}),
        ("unlink_report", {}),
    ],
)
def test_no_deed_is_open_to_another_regency_or_to_a_camat(cast, name, extra):
    report = screened(cast.budi)
    before = events_of(report)
    for stranger, refusal in ((cast.eko, NotFound), (cast.dewi, NotAllowed)):
        with acting(stranger), pytest.raises(refusal):
            getattr(actions, name)(report_id=report.pk, by=stranger, at=LATER, **extra)
    assert events_of(report) == before


def test_a_report_that_cannot_be_shown_true_is_refused_with_a_reason(cast):
    report = verifying(cast.budi)
    with acting(cast.budi), pytest.raises(Problem):
        actions.mark_unverified(report_id=report.pk, note="  ", by=cast.budi, at=LATER)
    with acting(cast.budi):
        actions.mark_unverified(report_id=report.pk, note="Tidak ada saksi.", by=cast.budi, at=LATER)
    report = report_row(report.pk)
    assert (report.state, report.decision_note, report.due_at) == (S.UNVERIFIED, "Tidak ada saksi.", None)
    assert events_of(report)[-1] == "report.unverified"


def test_a_refused_report_may_be_taken_up_again_with_a_fresh_clock(cast):
    report = verifying(cast.budi)
    with acting(cast.budi):
        actions.mark_unverified(report_id=report.pk, note="Tidak ada saksi.", by=cast.budi, at=LATER)
        actions.start_verification(report_id=report.pk, by=cast.budi, at=NOW + timedelta(days=20))
    report = report_row(report.pk)
    assert report.state == S.VERIFYING
    assert report.due_at == NOW + timedelta(days=21)  # money politics is yellow: 24 hours


def test_a_refused_report_is_closed_in_the_end(cast):
    report = verifying(cast.budi)
    with acting(cast.budi):
        actions.mark_unverified(report_id=report.pk, note="Tidak ada saksi.", by=cast.budi, at=LATER)
        actions.close_report(report_id=report.pk, by=cast.budi, at=LATER)
    report = report_row(report.pk)
    assert (report.state, report.closed_at, report.decision_note) == (S.CLOSED, LATER, "Tidak ada saksi.")


def test_a_report_that_waits_is_not_closed(cast):
    report = verifying(cast.budi)
    with acting(cast.budi), pytest.raises(ForbiddenMove):
        actions.close_report(report_id=report.pk, by=cast.budi, at=LATER)


def test_a_report_for_somebody_else_is_referred_with_addressee_and_reason(cast):
    report = screened(cast.budi)
    for wrong in ({"addressee": " ", "note": "x"}, {"addressee": "Bawaslu", "note": ""}):
        with acting(cast.budi), pytest.raises(Problem):
            actions.refer_report(report_id=report.pk, by=cast.budi, at=LATER, **wrong)
    with acting(cast.budi):
        actions.refer_report(
            report_id=report.pk, addressee="Bawaslu Bangkalan", note="Wewenang Bawaslu.", by=cast.budi, at=LATER
        )
    report = report_row(report.pk)
    assert (report.state, report.referred_to, report.decision_note) == (
        S.OUT_OF_SCOPE,
        "Bawaslu Bangkalan",
        "Wewenang Bawaslu.",
    )


def test_a_hoax_takes_an_analyst_and_a_second_person(cast):
    report = verifying(cast.budi)
    with acting(cast.budi):
        with pytest.raises(NotAllowed):
            actions.propose_hoax(report_id=report.pk, note="Foto lama.", by=cast.budi, at=LATER)
        with pytest.raises(Conflict):
            actions.confirm_hoax(report_id=report.pk, by=cast.budi, at=LATER)
        actions.release(report_id=report.pk, by=cast.budi, at=LATER)
    with acting(cast.ani):
        actions.propose_hoax(report_id=report.pk, note="Foto lama.", by=cast.ani, at=LATER)
        with pytest.raises(NotAllowed) as refused:
            actions.confirm_hoax(report_id=report.pk, by=cast.ani, at=LATER)
        assert refused.value.code == "second_person"
        with pytest.raises(Conflict):
            actions.propose_hoax(report_id=report.pk, note="Foto lama.", by=cast.ani, at=LATER)
    assert report_row(report.pk).state == S.VERIFYING
    with acting(cast.citra):
        actions.confirm_hoax(report_id=report.pk, by=cast.citra, at=LATER)
    report = report_row(report.pk)
    assert (report.state, report.decision_note) == (S.HOAX, "Foto lama.")
    assert events_of(report)[-2:] == ["report.hoax_proposed", "report.hoaxed"]


def test_a_proposal_falls_with_any_later_judgement(cast):
    report = verifying(cast.budi)
    with acting(cast.budi):
        actions.release(report_id=report.pk, by=cast.budi, at=LATER)
    with acting(cast.ani):
        actions.propose_hoax(report_id=report.pk, note="Foto lama.", by=cast.ani, at=LATER)
    with acting(cast.budi):
        actions.mark_unverified(report_id=report.pk, note="Belum jelas.", by=cast.budi, at=LATER + timedelta(minutes=1))
        actions.start_verification(report_id=report.pk, by=cast.budi, at=LATER + timedelta(minutes=2))
        with pytest.raises(Conflict) as refused:
            actions.confirm_hoax(report_id=report.pk, by=cast.budi, at=LATER + timedelta(minutes=3))
    assert refused.value.code == "hoax_not_proposed"


def camat_geger() -> Office:
    return Office.objects.get(title="Camat Geger")


def test_a_report_against_a_camat_vanishes_from_that_camat(cast):
    report = arrived()
    with acting(cast.dewi):
        assert report_for(cast.dewi, report.pk)
    screen(report, cast.budi, about_office_id=camat_geger().pk)
    with acting(cast.dewi), pytest.raises(NotFound):
        report_for(cast.dewi, report.pk)
    with acting(cast.dewi), pytest.raises(NotFound):
        actions.claim_report(report_id=report.pk, by=cast.dewi, at=LATER)


def test_a_mistaken_office_is_taken_off_again(cast):
    report = screen(arrived(), cast.budi, about_office_id=camat_geger().pk)
    assert screen(report, cast.budi).about_office_id == camat_geger().pk
    assert screen(report, cast.budi, about_office_id="").about_office_id is None


def test_nobody_judges_a_report_about_their_own_agency(cast):
    Office.objects.filter(title__in=["Operator Posko Bangkalan", "Kepala Bakesbangpol Bangkalan"]).update(
        agency="Bakesbangpol"
    )
    head = Office.objects.get(title="Kepala Bakesbangpol Bangkalan")
    report = arrived(about_office_id=head.pk)
    with acting(cast.budi), pytest.raises(NotAllowed):
        actions.screen_report(
            report_id=report.pk,
            category="crowd",
            maturity=Maturity.SYMPTOM,
            urgency=Urgency.RED,
            by=cast.budi,
            at=LATER,
        )
    assert screen(report, cast.ani).state == S.SCREENED  # the analyst's office names no agency in this scene


def test_an_officer_who_finds_that_it_is_about_their_agency_lets_go_of_it(cast):
    Office.objects.filter(title__in=["Operator Posko Bangkalan", "Kepala Bakesbangpol Bangkalan"]).update(
        agency="Bakesbangpol"
    )
    head = Office.objects.get(title="Kepala Bakesbangpol Bangkalan")
    report = screen(arrived(), cast.budi, about_office_id=head.pk)
    with acting(cast.budi):
        assert not Claim.objects.filter(report=report).exists()
        with pytest.raises(NotAllowed):
            actions.start_verification(report_id=report.pk, by=cast.budi, at=LATER)


def test_two_offices_are_never_added_up(cast):
    # Village head of one place and operator of another: neither gives him a claim in Geger.
    appoint("Eko Prasetyo", Role.VILLAGE_HEAD, "35.26.06.2001", "Kepala Desa Kombangan")
    eko = viewer_of(cast.persons["eko"], at=NOW)
    report = arrived()
    with acting(eko), pytest.raises((NotFound, NotAllowed)):
        actions.claim_report(report_id=report.pk, by=eko, at=NOW)
