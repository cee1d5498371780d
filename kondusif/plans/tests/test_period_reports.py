"""Owners report what was reached; another person verifies; nothing is counted that was not handed in."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.plans.actions import plan
from kondusif.plans.actions.period_reports import (
    return_period_report,
    save_period_report,
    submit_period_report,
    verify_period_report,
)
from kondusif.plans.models import PeriodReport, ReportFile
from kondusif.plans.papers import PDF_TYPE, Paper, clean_paper, read_paper
from kondusif.plans.queries.plans import measures_to_report, reports_to_verify
from kondusif.plans.queries.progress import progress_by_plan, progress_of, renaksi_figure
from kondusif.plans.rules import Band, Period
from kondusif.plans.states import PeriodReportState
from kondusif.plans.tests.factories import IN_B08, PAPER, entry, first_measure, handed_in, make_players, running

pytestmark = pytest.mark.django_db
S = PeriodReportState


@pytest.fixture
def who():
    with scoped(EVERYWHERE):
        yield make_players(IN_B08)


def test_the_owner_hands_in_and_the_plans_office_verifies(who):
    measure = first_measure(running(who))
    report = handed_in(who, measure)
    assert (report.state, report.band) == (S.SUBMITTED, Band.NEAR)
    report = verify_period_report(period_report_id=report.pk, by=who.citra, at=IN_B08)
    assert report.state == S.VERIFIED
    names = Event.objects.filter(subject_id=str(report.pk)).order_by("id").values_list("name", flat=True)
    assert list(names) == ["period_report.submitted", "period_report.verified"]


def test_the_subdistrict_head_reports_inside_his_own_territory_only(who):
    """The event lies at the owner's, so that the database lets the owner write it."""
    measure = first_measure(running(who))
    with scoped(who.dewi.scope):
        handed_in(who, measure)
    assert Event.objects.get(name="period_report.submitted").region_code == "35.26.06"


def test_neither_strangers_nor_offices_above_report_a_measure(who):
    measure = first_measure(running(who))
    for stranger in (who.budi, who.eko, who.province_head, who.sampang_head):
        with pytest.raises(NotAllowed):
            submit_period_report(entry=entry(measure), by=stranger, at=IN_B08)
    assert not PeriodReport.objects.exists()


def test_the_plans_office_may_report_for_an_owner_but_not_verify_its_own_report(who):
    measure = first_measure(running(who))
    report = submit_period_report(entry=entry(measure), by=who.citra, at=IN_B08)
    assert Event.objects.get(name="period_report.submitted").payload["on_behalf"] is True
    with pytest.raises(NotAllowed):
        verify_period_report(period_report_id=report.pk, by=who.citra, at=IN_B08)
    for stranger in (who.dewi, who.eko, who.province_head):
        with pytest.raises(NotAllowed):
            verify_period_report(period_report_id=report.pk, by=stranger, at=IN_B08)
    assert verify_period_report(period_report_id=report.pk, by=who.ani, at=IN_B08).state == S.VERIFIED


def test_sending_the_same_report_twice_stores_it_once(who):
    measure = first_measure(running(who))
    same = entry(measure, client_id=uuid4())
    first = submit_period_report(entry=same, by=who.dewi, at=IN_B08)
    again = submit_period_report(entry=same, by=who.dewi, at=IN_B08 + timedelta(minutes=5))
    assert first.pk == again.pk
    assert (PeriodReport.objects.count(), ReportFile.objects.count()) == (1, 1)
    assert Event.objects.filter(name="period_report.submitted").count() == 1
    with pytest.raises(Conflict):
        submit_period_report(entry=entry(measure), by=who.dewi, at=IN_B08)


def test_a_draft_keeps_what_is_there_and_counts_for_nothing(who):
    made = running(who)
    measure = first_measure(made)
    report = save_period_report(
        entry=entry(measure, realised=None, narrative="", papers=()), by=who.dewi, at=IN_B08
    )  # fmt: skip
    assert (report.state, report.band) == (S.DRAFT, None)
    score = progress_of(who.citra, made, IN_B08).score(period=Period.B08)
    assert (score.n_due, score.n_reported, score.capped) == (2, 0, None)


def test_a_report_without_number_words_or_evidence_says_so_and_keeps_nothing(who):
    measure = first_measure(running(who))
    with pytest.raises(Problem) as refused:
        submit_period_report(entry=entry(measure, realised=None, narrative=" ", papers=()), by=who.dewi, at=IN_B08)
    assert set(refused.value.fields) == {"realised", "narrative"}
    with pytest.raises(Problem) as refused:
        submit_period_report(entry=entry(measure, papers=()), by=who.dewi, at=IN_B08)
    assert set(refused.value.fields) == {"files"}
    assert not PeriodReport.objects.exists()


def test_nothing_reached_is_a_number_and_needs_words_but_no_photo(who):
    measure = first_measure(running(who))
    report = submit_period_report(entry=entry(measure, realised=Decimal(0), papers=()), by=who.dewi, at=IN_B08)
    assert report.band == Band.BELOW


@pytest.mark.parametrize("number", ["-1", "NaN", "Infinity", "1e30"])
def test_a_number_that_is_none_is_refused(who, number):
    measure = first_measure(running(who))
    with pytest.raises(Problem) as refused:
        submit_period_report(entry=entry(measure, realised=Decimal(number)), by=who.dewi, at=IN_B08)
    assert set(refused.value.fields) == {"realised"}


def test_a_report_given_back_counts_no_more_until_it_is_handed_in_anew(who):
    made = running(who)
    measure = first_measure(made)
    report = handed_in(who, measure)
    with pytest.raises(Problem):
        return_period_report(period_report_id=report.pk, reason=" ", by=who.citra, at=IN_B08)
    return_period_report(period_report_id=report.pk, reason="Foto tidak jelas", by=who.citra, at=IN_B08)
    assert progress_of(who.citra, made, IN_B08).score(period=Period.B08).n_reported == 0
    again = handed_in(who, measure, realised=Decimal(4))
    assert (again.pk, again.state, again.band, again.returned_reason) == (report.pk, S.SUBMITTED, Band.MET, "")


def test_a_mistake_found_after_verification_is_returned_in_the_open(who):
    report = handed_in(who, first_measure(running(who)))
    verify_period_report(period_report_id=report.pk, by=who.citra, at=IN_B08)
    report = return_period_report(period_report_id=report.pk, reason="Angka ganda", by=who.citra, at=IN_B08)
    assert (report.state, report.verified_at, report.verified_by) == (S.RETURNED, None, None)


def test_only_running_plans_and_periods_that_began_are_reported(who):
    made = running(who)
    measure = first_measure(made)
    with pytest.raises(Problem, match="belum dimulai"):
        handed_in(who, measure, period=Period.B12)
    patrol = made.measures.get(number=2)
    with pytest.raises(Problem, match="tidak ada yang perlu dilaporkan"):
        handed_in(who, patrol, period=Period.B04)
    plan.close_plan(plan_id=made.pk, evaluation="Selesai", by=who.citra, at=IN_B08)
    with pytest.raises(Conflict):
        handed_in(who, measure)


def test_late_and_missing_reports_are_counted_by_the_regions_clock(who):
    made = running(who)
    measure = first_measure(made)
    midnight = datetime(2026, 8, 31, 16, 59, tzinfo=UTC)  # 23.59 WIB
    assert len(progress_of(who.citra, made, midnight).missing()) == 1  # B04 of the first measure
    after = midnight + timedelta(minutes=1)
    assert [c.period for c in progress_of(who.citra, made, after).missing()] == [Period.B04, Period.B08, Period.B08]
    handed_in(who, measure, at=after)
    cells = progress_of(who.citra, made, after).cells
    assert [c.is_late for c in cells if c.measure.number == 1] == [True, True, False]
    assert len(progress_of(who.citra, made, after).missing()) == 2


def test_the_board_reads_the_present_period_and_says_nothing_without_a_running_plan(who):
    assert renaksi_figure(who.citra, "35.26", IN_B08) is None
    made = running(who)
    handed_in(who, first_measure(made), realised=Decimal(6))
    figure = renaksi_figure(who.citra, "35.26", IN_B08)
    assert (figure.period, figure.score.n_due, figure.score.n_reported) == (Period.B08, 2, 1)
    assert (figure.score.capped, float(figure.score.uncapped), figure.n_late) == (1, 1.5, 1)


def test_lists_for_owner_and_verifier_hold_their_own_and_nothing_else(who, django_assert_num_queries):
    measure = first_measure(running(who))
    report = handed_in(who, measure)
    assert measure in measures_to_report(who.dewi)
    assert measures_to_report(who.eko) == []
    assert list(reports_to_verify(who.citra)) == [report]
    for other in (who.sampang_head, who.province_head, who.dewi):
        assert not reports_to_verify(other).exists()
    with django_assert_num_queries(3):
        progress_by_plan(who.citra, [measure.plan], IN_B08)


def test_a_report_takes_six_files_and_the_same_file_once(who):
    measure = first_measure(running(who))
    seven = tuple(Paper(f"{n}.pdf", PDF_TYPE, b"%%PDF-%d %%%%EOF" % n) for n in range(7))
    with pytest.raises(Problem):
        handed_in(who, measure, papers=seven)
    handed_in(who, measure, papers=(PAPER, PAPER, *seven[:2]))
    assert ReportFile.objects.count() == 3


def test_evidence_is_never_changed_and_a_changed_file_is_noticed(who):
    handed_in(who, first_measure(running(who)))
    file = ReportFile.objects.get()
    assert read_paper(file.path, file.sha256) == PAPER.content
    with pytest.raises(Problem):
        read_paper(file.path, b"x" * 32)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportFile.objects.all().delete()


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"<svg onload=alert(1)>", b"%PDF-1.4 cut short"])
def test_a_file_that_is_neither_photo_nor_pdf_is_refused(content):
    with pytest.raises(Problem):
        clean_paper("bukti.pdf", content)


def test_a_files_name_cannot_point_elsewhere():
    assert clean_paper("..\\..\\rahasia/bukti.exe", PAPER.content).name == "bukti.pdf"
