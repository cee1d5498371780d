"""The desk's report: every figure with its rows, frozen, approved by the secretary once, received above."""

from datetime import date, timedelta

import pytest

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.daily.actions import reports as actions
from kondusif.daily.actions.lessons import NewLesson, carry_lesson, note_lesson
from kondusif.daily.actions.press import (
    approve_press_note,
    draft_press_note,
    edit_press_note,
    public_facts,
    publish_press_note,
)
from kondusif.daily.actions.reports import ReportText
from kondusif.daily.models import DailyReport, PressNote
from kondusif.daily.paper import report_data
from kondusif.daily.queries.lessons import lessons_seen_by
from kondusif.daily.queries.press import press_notes_seen_by, published_notes
from kondusif.daily.queries.reports import daily_reports_seen_by, inbox_of, reports_awaiting_approval
from kondusif.daily.states import DailyReportState, HandoverWay, PressNoteState, SituationLevel
from kondusif.daily.tests.factories import reported
from kondusif.documents.kinds import KINDS
from kondusif.documents.models import Document
from kondusif.elections.models import Election
from kondusif.elections.rules import LawFamily
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NEW_YEAR, NOW, appoint, make_cast
from kondusif.people.viewers import CITIZEN
from kondusif.regions.models import Tenant

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WORDS = ReportText(
    summary="Situasi umum aman.", problems="Jalan rusak.\nSinyal lemah.", steps="Patroli.", advice="Genset."
)


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        cast = make_cast()
        Tenant.objects.update(created_at=NOW - timedelta(days=2))
        yield cast


@pytest.fixture
def siti(stage):
    return viewer_of(appoint("Siti Sekda", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah Bangkalan"), at=NOW)


@pytest.fixture
def prov(stage):
    return viewer_of(appoint("Putri Provinsi", Role.PROVINCE_VIEWER, "35", "Kesbangpol Jawa Timur"), at=NOW)


@pytest.fixture
def no_paper(monkeypatch):
    class Paper:
        pk, number = None, "100.1/7/LH"

    for module in ("reports.issue_daily_report", "press.issue_press_note"):
        monkeypatch.setattr(f"kondusif.daily.actions.{module}", lambda *a, **k: Paper)


def submitted(stage) -> DailyReport:
    reported(stage.dewi, NOW - 3 * HOUR, level=SituationLevel.WATCHFUL, logistics_note="Kotak tiba")
    report = actions.assemble_report(region_code="35.26", by=stage.budi, at=NOW)
    actions.edit_report(report_id=report.pk, text=WORDS, by=stage.budi, at=NOW)
    return actions.submit_report(report_id=report.pk, by=stage.budi, at=NOW)


def approved(stage, siti) -> DailyReport:
    return actions.approve_report(report_id=submitted(stage).pk, by=siti, at=NOW)


def value(report: DailyReport, key: str):
    return next(f for f in report.content["figures"] if f["key"] == key)["value"]


def test_every_figure_is_the_number_of_its_rows_and_what_nobody_knows_is_not_zero(stage):
    report = submitted(stage)
    for figure in report.content["figures"]:
        if figure["value"] is not None:
            assert figure["value"] == len(figure["rows"]), figure["key"]
            assert all(row["href"].startswith("/") for row in figure["rows"]), figure["key"]
    assert {k: value(report, k) for k in ("subdistricts_reported", "subdistricts_silent", "heads_unknown")} == {
        "subdistricts_reported": 1, "subdistricts_silent": 1, "heads_unknown": 1,
    }  # fmt: skip
    assert [value(report, k) for k in ("logistics", "personnel", "violations", "turnout")] == [None] * 4
    geger, bangkalan = sorted(report.content["situations"], key=lambda s: s["name"], reverse=True)
    assert (geger["level"], geger["note"], bangkalan["level"]) == (1, "Kotak tiba", None)


def test_assembled_anew_it_takes_new_figures_and_keeps_the_words(stage):
    report = actions.assemble_report(region_code="35.26", by=stage.budi, at=NOW)
    actions.edit_report(report_id=report.pk, text=WORDS, by=stage.budi, at=NOW)
    reported(stage.dewi, NOW)
    again = actions.assemble_report(region_code="35.26", by=stage.budi, at=NOW + HOUR)
    assert (again.pk, again.summary, value(again, "subdistricts_reported")) == (report.pk, WORDS.summary, 1)


def test_a_report_without_a_summary_is_not_submitted(stage):
    report = actions.assemble_report(region_code="35.26", by=stage.budi, at=NOW)
    with pytest.raises(Problem) as refused:
        actions.submit_report(report_id=report.pk, by=stage.budi, at=NOW)
    assert list(refused.value.fields) == ["summary"]


def test_once_submitted_neither_figures_nor_words_change(stage):
    report = submitted(stage)
    with pytest.raises(Conflict):
        actions.assemble_report(region_code="35.26", by=stage.budi, at=NOW + HOUR)
    with pytest.raises(Conflict):
        actions.edit_report(report_id=report.pk, text=WORDS, by=stage.budi, at=NOW)
    with pytest.raises(ForbiddenMove):
        actions.submit_report(report_id=report.pk, by=stage.budi, at=NOW)


def test_the_secretary_alone_approves_and_only_once(stage, siti, no_paper):
    report = submitted(stage)
    assert list(reports_awaiting_approval(siti)) == [report]
    for stranger in (stage.budi, stage.citra, stage.rendra, stage.eko):
        with pytest.raises(NotAllowed):
            actions.approve_report(report_id=report.pk, by=stranger, at=NOW)
    done = actions.approve_report(report_id=report.pk, by=siti, at=NOW)
    assert (done.state, done.approved_title) == (DailyReportState.APPROVED, "Sekretaris Daerah Bangkalan")
    with pytest.raises(ForbiddenMove):
        actions.approve_report(report_id=report.pk, by=siti, at=NOW)
    assert Event.objects.filter(name="daily_report.approved").count() == 1


def test_what_was_changed_behind_the_hash_is_not_approved(stage, siti, no_paper):
    report = submitted(stage)
    DailyReport.objects.filter(pk=report.pk).update(summary="Semua aman sekali.")
    with pytest.raises(Conflict):
        actions.approve_report(report_id=report.pk, by=siti, at=NOW)


def test_the_secretary_sends_it_back_with_a_word(stage, siti, no_paper):
    report = submitted(stage)
    with pytest.raises(Problem):
        actions.send_report_back(report_id=report.pk, note=" ", by=siti, at=NOW)
    back = actions.send_report_back(report_id=report.pk, note="Tambah Socah", by=siti, at=NOW)
    assert (back.state, back.submitted_at) == (DailyReportState.EDITED, None)
    actions.submit_report(report_id=report.pk, by=stage.budi, at=NOW)
    assert actions.approve_report(report_id=report.pk, by=siti, at=NOW).state == DailyReportState.APPROVED


def test_the_paper_is_issued_with_a_number_and_its_data_fit_the_kind(stage, siti):
    report = approved(stage, siti)
    paper = Document.objects.get(pk=report.document_id)
    assert paper.number == report.document_number
    assert paper.data["to"] == ["Gubernur Jawa Timur"]
    data = KINDS["daily_report"].clean(report_data(report))
    assert {s["situation"] for s in data["situations"]} == {"Kotak tiba", "Belum ada laporan."}
    assert data["problems"] == ["Jalan rusak.", "Sinyal lemah."]


def test_a_province_that_uses_the_installation_receives_it_and_says_so(stage, siti, prov, no_paper):
    report = approved(stage, siti)
    assert not inbox_of(prov).exists() and not daily_reports_seen_by(prov).exists()
    handover = actions.send_report(report_id=report.pk, by=stage.budi, at=NOW)
    assert (handover.way, handover.to_region_code) == (HandoverWay.INBOX, "35")
    assert list(inbox_of(prov)) == [handover] and list(daily_reports_seen_by(prov)) == [report]
    for stranger in (stage.budi, stage.eko, siti):
        with pytest.raises(NotAllowed):
            actions.acknowledge_report(handover_id=handover.pk, by=stranger, at=NOW)
    assert (
        actions.acknowledge_report(handover_id=handover.pk, by=prov, at=NOW).acknowledged_title
        == "Kesbangpol Jawa Timur"
    )
    with pytest.raises(Conflict):
        actions.acknowledge_report(handover_id=handover.pk, by=prov, at=NOW)
    with pytest.raises(ForbiddenMove):
        actions.send_report(report_id=report.pk, by=stage.budi, at=NOW)


def test_where_nobody_above_uses_it_the_desk_says_how_it_went(stage, siti, no_paper):
    report = approved(stage, siti)
    with pytest.raises(Problem) as refused:
        actions.send_report(report_id=report.pk, by=stage.budi, at=NOW)
    assert list(refused.value.fields) == ["to_text"]
    handover = actions.send_report(
        report_id=report.pk, way=HandoverWay.EMAIL, to_text="kesbangpol@contoh.test", by=stage.budi, at=NOW
    )
    assert (handover.way, handover.sent_title) == (HandoverWay.EMAIL, "Operator Posko Bangkalan")


def test_another_regency_sees_nothing_of_it(stage, siti, no_paper):
    submitted(stage)
    assert not daily_reports_seen_by(stage.eko).exists()
    with scoped(stage.eko.scope):
        assert not DailyReport.objects.exists()


def test_the_press_is_told_only_approved_figures_and_no_small_numbers(stage, siti, no_paper):
    report = submitted(stage)
    with pytest.raises(Conflict):
        draft_press_note(report_id=report.pk, by=stage.budi, at=NOW)
    report = actions.approve_report(report_id=report.pk, by=siti, at=NOW)
    told = {f["name"] for f in public_facts(report)}
    assert value(report, "subdistricts_reported") == 1
    assert not any("Subdistricts" in name or "Kecamatan" in name for name in told), "one alone could point at somebody"
    note = draft_press_note(report_id=report.pk, by=stage.budi, at=NOW)
    assert "Kabupaten Bangkalan" in note.body


@pytest.mark.parametrize(
    "words", ["Kejadian di TPS 12 Lerpak", "Hubungi 0812 3456 7890", "NIK 3526010101900001", "Pelaku Budi Santosa"]
)
def test_a_note_that_names_a_station_a_number_or_a_person_is_refused(stage, siti, no_paper, words):
    note = draft_press_note(report_id=approved(stage, siti).pk, by=stage.budi, at=NOW)
    with pytest.raises(Problem) as refused:
        edit_press_note(note_id=note.pk, title="Situasi", body=words, by=stage.budi, at=NOW)
    assert list(refused.value.fields) == ["body"]
    assert PressNote.objects.get(pk=note.pk).body == note.body


def test_another_person_approves_the_note_and_then_everybody_may_read_it(stage, siti, no_paper):
    note = draft_press_note(report_id=approved(stage, siti).pk, by=stage.budi, at=NOW)
    with pytest.raises(NotAllowed):
        approve_press_note(note_id=note.pk, by=stage.budi, at=NOW)
    with pytest.raises(ForbiddenMove):
        publish_press_note(note_id=note.pk, by=stage.citra, at=NOW)
    approve_press_note(note_id=note.pk, by=stage.citra, at=NOW)
    with scoped(()):
        assert published_notes() == []
    published = publish_press_note(note_id=note.pk, by=stage.citra, at=NOW)
    assert published.state == PressNoteState.PUBLISHED
    with scoped(()):
        assert [n.pk for n in published_notes()] == [note.pk]
        assert not press_notes_seen_by(CITIZEN).exists()
    assert not press_notes_seen_by(stage.eko).exists()


def test_an_author_does_not_approve_the_own_note(stage, siti, no_paper):
    hadi = viewer_of(
        appoint("Hadi Susilo", Role.AGENCY_HEAD, "35.26", "Kepala Bakesbangpol Bangkalan", prefix="Plh"), at=NOW
    )
    note = draft_press_note(report_id=approved(stage, siti).pk, by=stage.citra, at=NOW)
    edit_press_note(note_id=note.pk, title="Situasi", body="Aman dan tertib.", by=stage.budi, at=NOW)
    with pytest.raises(NotAllowed):
        approve_press_note(note_id=note.pk, by=stage.citra, at=NOW)
    assert approve_press_note(note_id=note.pk, by=hadi, at=NOW).state == PressNoteState.APPROVED


def test_the_only_one_who_approves_notes_writes_none(stage, siti, no_paper):
    report = approved(stage, siti)
    with pytest.raises(Conflict) as refused:
        draft_press_note(report_id=report.pk, by=stage.citra, at=NOW)
    assert "Budi Santosa (Operator Posko Bangkalan)" in str(refused.value)
    note = draft_press_note(report_id=report.pk, by=stage.budi, at=NOW)
    with pytest.raises(Conflict):
        edit_press_note(note_id=note.pk, title="Situasi", body="Aman.", by=stage.citra, at=NOW)
    assert approve_press_note(note_id=note.pk, by=stage.citra, at=NOW).state == PressNoteState.APPROVED


def test_a_lesson_noted_in_the_night_after_the_vote_is_not_of_the_election_that_is_over(stage):
    for day in (date(2026, 12, 31), date(2027, 9, 9)):
        Election.objects.create(
            slug=f"uji-{day}", kind=Election.Kind.PILKADA, name="Pilkada", voting_on=day, region_id="35.26",
            law_family=LawFamily.PILKADA.value,
        )  # fmt: skip
    new = NewLesson("35.26", "Malam penghitungan", "Sinyal putus di Geger", "Sediakan radio")
    assert note_lesson(new=new, by=stage.budi, at=NEW_YEAR).election.voting_on == date(2027, 9, 9)
    assert note_lesson(new=new, by=stage.budi, at=NEW_YEAR - HOUR).election.voting_on == date(2026, 12, 31)


def test_a_lesson_is_noted_and_carried_into_a_plan_once(stage):
    new = NewLesson("35.26", "Pilkada 2026", "Sinyal putus di Geger", "Sediakan radio", linked="Rapat evaluasi")
    lesson = note_lesson(new=new, by=stage.budi, at=NOW)
    with pytest.raises(Problem):
        carry_lesson(lesson_id=lesson.pk, to="", by=stage.budi, at=NOW)
    assert carry_lesson(lesson_id=lesson.pk, to="Renaksi 2027", by=stage.citra, at=NOW).carried_to == "Renaksi 2027"
    with pytest.raises(ForbiddenMove):
        carry_lesson(lesson_id=lesson.pk, to="Renaksi 2027", by=stage.citra, at=NOW)
    with scoped(stage.dewi.scope):
        assert list(lessons_seen_by(stage.dewi)) == [lesson]
    assert not lessons_seen_by(stage.eko).exists()
    with pytest.raises(NotAllowed):
        note_lesson(new=new, by=stage.dewi, at=NOW)
    with pytest.raises(Problem):
        note_lesson(new=NewLesson("35.26", "", "x", "y"), by=stage.budi, at=NOW)
