from datetime import UTC, datetime, timedelta

import pytest

from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Tenant
from kondusif.reports.states import ReportState
from kondusif.reports.tests.factories import SAMPANG_VILLAGE, report_row
from kondusif.triage import actions, queries
from kondusif.triage.models import Incident, Link
from kondusif.triage.states import MOVES, OPEN, IncidentState
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


def links_of(incident):
    with scoped(EVERYWHERE):
        return set(Link.objects.filter(incident=incident, unlinked_at=None).values_list("report_id", flat=True))


def fresh(incident):
    with scoped(EVERYWHERE):
        return Incident.objects.get(pk=incident.pk)


def test_numbers_run_by_office_and_year(cast):
    a, b = incident_with(verified(cast.budi)), incident_with(verified(cast.budi))
    elsewhere = incident_with(verified(cast.eko, region_code=SAMPANG_VILLAGE))
    next_year = incident_with(verified(cast.budi, at=NOW + timedelta(days=60)))
    assert [i.number for i in (a, b, elsewhere, next_year)] == [
        "K-35.26-2026-0001",
        "K-35.26-2026-0002",
        "K-35.27-2026-0001",
        "K-35.26-2027-0001",
    ]


def test_the_year_is_the_year_of_the_place(cast):
    new_year_in_jakarta = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # 00.30 WIB on 1 January
    assert incident_with(verified(cast.budi, at=new_year_in_jakarta)).number == "K-35.26-2027-0001"


def test_a_province_numbers_where_no_regency_has_an_office(cast):
    with scoped(EVERYWHERE):
        assert queries.tenant_of("35.26.06.2001") == "35.26"
        Tenant.objects.filter(region_id="35.26").delete()
        Tenant.objects.create(region_id="35", slug="jatim", name="Jawa Timur", timezone="Asia/Jakarta", created_at=NOW)
        assert queries.tenant_of("35.26.06.2001") == "35"
        assert queries.tenant_of("91.01.01") == "91.01"


def test_a_duplicate_joins_its_incident_and_waits_again_when_taken_out(cast):
    incident = incident_with(verified(cast.budi))
    repeat = screened(cast.budi)
    with acting(cast.budi):
        actions.mark_duplicate(report_id=repeat.pk, incident_id=incident.pk, note="sama", by=cast.budi, at=LATER)
    repeat = report_row(repeat.pk)
    assert (repeat.state, repeat.due_at) == (S.DUPLICATE, None)
    assert repeat.pk in links_of(incident)
    with acting(cast.budi):
        actions.unlink_report(report_id=repeat.pk, by=cast.budi, at=NOW + timedelta(days=3))
    repeat = report_row(repeat.pk)
    assert (repeat.state, repeat.decision_note) == (S.SCREENED, "")
    assert repeat.due_at == NOW + timedelta(days=4)  # its clock starts anew: yellow, 24 hours
    assert repeat.pk not in links_of(incident)
    assert events_of(incident)[-2:] == ["incident.linked", "incident.unlinked"]


def test_duplicates_count_as_no_source(cast):
    incident = incident_with(verified(cast.budi, source="D", info=4))
    repeat = screened(cast.budi, source_rating="D", info_rating=4)
    with acting(cast.budi):
        actions.mark_duplicate(report_id=repeat.pk, incident_id=incident.pk, by=cast.budi, at=LATER)
    assert fresh(incident).state == IncidentState.REPORTED


def test_a_link_is_ended_and_never_deleted(cast):
    report = verified(cast.budi)
    with acting(cast.budi):
        actions.unlink_report(report_id=report.pk, by=cast.budi, at=LATER)
        link = Link.objects.get(report=report)
        assert (link.unlinked_at, link.unlinked_by_id) == (LATER, cast.budi.person_id)
        with pytest.raises(Conflict):
            actions.unlink_report(report_id=report.pk, by=cast.budi, at=LATER)
    assert report_row(report.pk).state == S.VERIFIED


def test_a_verified_report_moves_from_one_incident_to_another(cast):
    report, other = verified(cast.budi), verified(cast.budi)
    former, new = incident_with(report), incident_with(other)
    with acting(cast.budi):
        actions.link_report(report_id=report.pk, incident_id=new.pk, by=cast.budi, at=LATER)
        actions.link_report(report_id=report.pk, incident_id=new.pk, by=cast.budi, at=LATER)
    assert links_of(former) == set()
    assert links_of(new) == {report.pk, other.pk}
    assert events_of(new).count("incident.linked") == 2


def test_only_a_verified_report_makes_or_joins_an_incident(cast):
    incident = incident_with(verified(cast.budi))
    report = verifying(cast.budi)
    with acting(cast.budi):
        for act, extra in ((actions.open_incident, {}), (actions.link_report, {"incident_id": incident.pk})):
            with pytest.raises(Conflict) as refused:
                act(report_id=report.pk, by=cast.budi, at=LATER, **extra)
            assert refused.value.code == "not_verified"


def test_an_incident_is_opened_from_a_report_that_was_taken_out_of_another(cast):
    report = verified(cast.budi)
    with acting(cast.budi):
        with pytest.raises(Conflict):
            actions.open_incident(report_id=report.pk, by=cast.budi, at=LATER)
        actions.unlink_report(report_id=report.pk, by=cast.budi, at=LATER)
        incident = actions.open_incident(
            report_id=report.pk, title="  Ricuh\n di balai ", has_weapon=True, target="kpu", by=cast.budi, at=LATER
        )
    assert (incident.title, incident.has_weapon, incident.has_victims, incident.target) == (
        "Ricuh di balai",
        True,
        False,
        "kpu",
    )
    assert incident_with(report).pk == incident.pk


def test_a_merge_brings_reports_flags_and_class_along_and_can_be_taken_back(cast):
    stays, goes = verified(cast.ani), verified(cast.ani, classification=2)
    into, former = incident_with(stays), incident_with(goes)
    with acting(cast.ani):
        actions.describe_incident(
            incident_id=former.pk, title="Lain", has_victims=True, has_weapon=False, target="kpu", by=cast.ani, at=NOW
        )
        actions.merge_incidents(into_id=into.pk, from_id=former.pk, by=cast.ani, at=LATER)
    into = fresh(into)
    assert links_of(into) == {stays.pk, goes.pk}
    assert (into.has_victims, into.target, into.classification) == (True, "kpu", 2)
    assert fresh(former).merged_into_id == into.pk
    with acting(cast.ani):
        assert former.pk not in set(queries.incidents_seen_by(cast.ani).values_list("pk", flat=True))
        actions.unmerge_incident(incident_id=former.pk, by=cast.ani, at=LATER)
    into = fresh(into)
    assert links_of(into) == {stays.pk}
    assert links_of(former) == {goes.pk}
    assert (into.has_victims, into.target) == (False, "")
    assert fresh(former).merged_into_id is None
    assert [e for e in events_of(former) if "merge" in e] == ["incident.merged", "incident.unmerged"]


def test_taking_a_merge_back_leaves_alone_what_has_gone_elsewhere_since(cast):
    stays, goes, third = verified(cast.budi), verified(cast.budi), verified(cast.budi)
    into, former, other = map(incident_with, (stays, goes, third))
    with acting(cast.budi):
        actions.merge_incidents(into_id=into.pk, from_id=former.pk, by=cast.budi, at=LATER)
        actions.link_report(report_id=goes.pk, incident_id=other.pk, by=cast.budi, at=LATER)
        actions.unmerge_incident(incident_id=former.pk, by=cast.budi, at=LATER)
    assert links_of(former) == set()
    assert links_of(other) == {goes.pk, third.pk}


def test_merges_of_merges_are_taken_back_one_after_the_other(cast):
    own, middle, last = verified(cast.budi), verified(cast.budi), verified(cast.budi)
    first, second, third = map(incident_with, (own, middle, last))
    with acting(cast.budi):
        actions.merge_incidents(into_id=second.pk, from_id=first.pk, by=cast.budi, at=NOW)
        actions.merge_incidents(into_id=third.pk, from_id=second.pk, by=cast.budi, at=LATER)
        actions.unmerge_incident(incident_id=second.pk, by=cast.budi, at=LATER)
        assert links_of(second) == {own.pk, middle.pk}
        actions.unmerge_incident(incident_id=first.pk, by=cast.budi, at=LATER)
    assert [links_of(i) for i in (first, second, third)] == [{own.pk}, {middle.pk}, {last.pk}]


def test_what_has_been_merged_away_takes_no_more_reports(cast):
    a, b, c = verified(cast.budi), verified(cast.budi), verified(cast.budi)
    into, former = incident_with(a), incident_with(b)
    with acting(cast.budi):
        actions.merge_incidents(into_id=into.pk, from_id=former.pk, by=cast.budi, at=LATER)
        with pytest.raises(Conflict) as refused:
            actions.link_report(report_id=c.pk, incident_id=former.pk, by=cast.budi, at=LATER)
        assert refused.value.code == "merged_away"
        with pytest.raises(Conflict):
            actions.merge_incidents(into_id=former.pk, from_id=into.pk, by=cast.budi, at=LATER)
        with pytest.raises(Conflict):
            actions.merge_incidents(into_id=into.pk, from_id=into.pk, by=cast.budi, at=LATER)
        with pytest.raises(Conflict):
            actions.unmerge_incident(incident_id=into.pk, by=cast.budi, at=LATER)


def test_an_incident_lives_by_its_table_of_moves(cast):
    incident = incident_with(verified(cast.budi))
    with acting(cast.budi):
        for state in ("handling", "contained", "handling", "contained", "recovered", "closed"):
            actions.move_incident(incident_id=incident.pk, to=IncidentState(state), by=cast.budi, at=LATER)
        with pytest.raises(ForbiddenMove):
            actions.move_incident(incident_id=incident.pk, to=IncidentState.HANDLING, by=cast.budi, at=LATER)
    assert events_of(incident).count("incident.moved") == 7  # the first one confirmed it


def test_every_state_of_an_incident_can_be_reached_and_only_closed_ends_it():
    reached, border = {IncidentState.REPORTED}, {IncidentState.REPORTED}
    while border:
        border = {t for s in border for t in MOVES[s]} - reached
        reached |= border
    assert reached == set(IncidentState) == set(MOVES)
    assert [s for s in IncidentState if not MOVES[s]] == [IncidentState.CLOSED]
    assert IncidentState.CLOSED not in OPEN


def test_an_incident_keeps_a_title_and_a_known_target(cast):
    incident = incident_with(verified(cast.budi))
    usual = {"incident_id": incident.pk, "has_victims": False, "has_weapon": False, "by": cast.budi, "at": LATER}
    with acting(cast.budi):
        with pytest.raises(Problem):
            actions.describe_incident(title=" \n ", target="", **usual)
        with pytest.raises(Problem):
            actions.describe_incident(title="Ricuh", target="pasar", **usual)


def test_incidents_of_another_regency_do_not_exist_for_eko(cast):
    incident = incident_with(verified(cast.budi))
    own = incident_with(verified(cast.eko, region_code=SAMPANG_VILLAGE))
    with acting(cast.eko):
        assert set(queries.incidents_seen_by(cast.eko)) == {own}
        with pytest.raises(NotFound):
            actions.move_incident(incident_id=incident.pk, to=IncidentState.HANDLING, by=cast.eko, at=LATER)
        with pytest.raises(NotFound):
            actions.merge_incidents(into_id=own.pk, from_id=incident.pk, by=cast.eko, at=LATER)
    with acting(cast.budi):  # the query's own filter holds without the database's
        assert set(queries.incidents_seen_by(cast.eko)) == set()


def test_dewi_reads_the_incidents_of_her_subdistrict_and_moves_none(cast):
    here = incident_with(verified(cast.budi, region_code="35.26.06.2005"))
    there = incident_with(verified(cast.budi, region_code="35.26.01.1001"))
    with acting(cast.dewi):
        assert set(queries.incidents_seen_by(cast.dewi)) == {here}
        with pytest.raises(NotAllowed):
            actions.move_incident(incident_id=here.pk, to=IncidentState.HANDLING, by=cast.dewi, at=LATER)
    with acting(cast.budi):
        assert set(queries.incidents_seen_by(cast.dewi)) == {here}
        assert set(queries.incidents_seen_by(cast.budi)) == {here, there}


def test_an_incident_about_a_camat_is_hidden_from_that_camat(cast):
    camat = Office.objects.get(title="Camat Geger")
    incident = incident_with(verified(cast.budi, about_office_id=camat.pk))
    with acting(cast.dewi):
        assert not queries.incidents_seen_by(cast.dewi).exists()
    with acting(cast.budi):
        assert set(queries.incidents_seen_by(cast.budi)) == {incident}


def test_an_incident_is_as_secret_as_its_most_secret_report(cast):
    open_report = verified(cast.ani)
    incident = incident_with(open_report)
    verified(cast.ani, classification=2, incident_id=incident.pk)
    with acting(cast.budi):
        assert not queries.incidents_seen_by(cast.budi).exists()
    with acting(cast.ani):
        assert queries.incidents_seen_by(cast.ani).exists()


def test_reports_follow_the_task_step_by_step(cast):
    report, done = verified(cast.budi), verified(cast.budi)
    waiting = screened(cast.budi)
    with scoped(EVERYWHERE):
        actions.follow_task(report_ids=[done.pk], to=S.RESOLVED, by=SYSTEM, at=LATER, outcome_note="Sudah ditertibkan.")
        moved = actions.follow_task(report_ids=[report.pk, done.pk, waiting.pk], to=S.IN_PROGRESS, by=SYSTEM, at=LATER)
    assert [r.pk for r in moved] == [report.pk]
    assert report_row(report.pk).state == S.IN_PROGRESS
    assert report_row(waiting.pk).state == S.SCREENED
    assert (report_row(done.pk).state, report_row(done.pk).outcome_note) == (S.RESOLVED, "Sudah ditertibkan.")
    assert events_of(done)[-3:] == ["report.assigned", "report.progressed", "report.resolved"]


def test_a_task_brings_no_report_to_a_state_of_triage(cast):
    with pytest.raises(ValueError):
        actions.follow_task(report_ids=[], to=S.HOAX, by=SYSTEM, at=LATER)


def test_unlinked_noise_does_not_show_among_the_reports_of_an_incident(cast):
    report, noise = verified(cast.budi), verified(cast.budi)
    incident = incident_with(report)
    arrived()
    with acting(cast.budi):
        actions.link_report(report_id=noise.pk, incident_id=incident.pk, by=cast.budi, at=LATER)
        actions.unlink_report(report_id=noise.pk, by=cast.budi, at=LATER)
        assert [r.pk for r in queries.reports_of(incident, cast.budi)] == [report.pk]
