"""Taking reports in, moving them on, talking with their reporters."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.reports.actions import (
    answer_reporter,
    move_report,
    receive_each,
    receive_reports,
    reopen_report,
    write_to_desk,
)
from kondusif.reports.models import Contact, Message, Report
from kondusif.reports.receipts import receipt_of
from kondusif.reports.rules import Contact as NewContact
from kondusif.reports.sealing import open_contact, seal_contact
from kondusif.reports.states import ReportState
from kondusif.reports.territory import current_territory, forget_territory, place
from kondusif.reports.tests.factories import LERPAK, make_report, new_report, report_row

S = ReportState


@pytest.fixture
def cast(db):
    forget_territory()
    return make_cast()


def stored() -> list[Report]:
    with scoped(EVERYWHERE):
        return list(Report.objects.order_by("received_at", "id"))


def events(report_id=None) -> list[str]:
    with scoped(EVERYWHERE):
        found = Event.objects.filter(name__startswith="report.").order_by("id")
        return [e.name for e in (found.filter(subject_id=str(report_id)) if report_id else found)]


def walk(report, *states, by=SYSTEM, at=NOW, **changes):
    with scoped(EVERYWHERE):
        for state in states:
            report = move_report(report=report, to=state, by=by, at=at, **changes)
    return report


def test_a_batch_is_stored_with_an_event_and_a_receipt_for_each(cast):
    batch = [new_report(), new_report(category="crowd", region_code="", lat=LERPAK[0], lon=LERPAK[1])]
    received = receive_reports(batch, at=NOW)
    assert [r.is_new for r in received] == [True, True]
    assert all(len(r.receipt) == 20 and r.receipt.isdecimal() for r in received)
    assert len({r.receipt for r in received}) == 2
    rows = [report_row(r.report_id) for r in received]
    assert [row.region_id for row in rows] == ["35.26.06.2001", "35.26.06.2005"]
    assert [row.state for row in rows] == ["received", "received"]
    assert events() == ["report.received", "report.received"]
    with scoped(EVERYWHERE):
        event = Event.objects.get(subject_id=str(received[1].report_id))
        assert (event.subject_type, event.region_code, event.by_id) == ("reports.report", "35.26.06.2005", None)
        assert event.payload["category"] == "crowd" and "text" not in event.payload
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_pending")
            assert cursor.fetchone() == (2,)


def test_category_gives_urgency_maturity_and_clock_unless_said_otherwise(cast):
    report = make_report(category="intimidation_violence")
    assert (report.urgency, report.maturity, report.due_at) == (2, "occurrence", NOW + timedelta(hours=1))
    other = make_report(category="intimidation_violence", urgency=3, maturity="potential")
    assert (other.urgency, other.maturity, other.due_at) == (3, "potential", NOW + timedelta(minutes=15))


def test_the_same_report_again_gets_the_same_receipt_and_changes_nothing(cast):
    report = new_report()
    first = receive_reports([report], at=NOW)[0]
    again = receive_reports([report], at=NOW + timedelta(hours=5))[0]
    assert (again.report_id, again.receipt, again.is_new) == (first.report_id, first.receipt, False)
    assert len(stored()) == 1 and events() == ["report.received"]


def test_a_replay_tells_the_state_of_now(cast):
    new = new_report()
    first = receive_reports([new], at=NOW)[0]
    walk(report_row(first.report_id), S.SCREENED)
    assert receive_reports([new], at=NOW)[0].status == "screened"


def test_now_stays_the_same_report_when_sent_a_second_later(cast):
    new = new_report(happens_now=True, event_at=NOW)
    first = receive_reports([new], at=NOW)[0]
    again = receive_reports([replace(new, event_at=NOW + timedelta(seconds=3))], at=NOW + timedelta(seconds=3))[0]
    assert again.report_id == first.report_id


def test_two_of_the_same_in_one_batch_are_one_report(cast):
    new = new_report()
    first, second = receive_reports([new, new], at=NOW)
    assert first.report_id == second.report_id and first.is_new and not second.is_new
    assert len(stored()) == 1 and events() == ["report.received"]


@pytest.mark.parametrize(
    "change", [{"text": "Cerita yang lain sama sekali."}, {"exercise": True}, {"region_code": "35.26.06.2005"}]
)
def test_a_client_id_with_other_content_is_refused_and_nothing_of_the_batch_stays(cast, change):
    new = new_report()
    receive_reports([new], at=NOW)
    with pytest.raises(Conflict) as refused:
        receive_reports([new_report(), replace(new, **change)], at=NOW)
    assert "client_id" in refused.value.fields
    assert len(stored()) == 1 and events() == ["report.received"]


def test_taken_one_by_one_a_conflict_does_not_harm_its_neighbours(cast):
    new = new_report()
    receive_reports([new], at=NOW)
    territory = current_territory()
    batch = [
        place(n, territory=territory, at=NOW)
        for n in (new_report(), replace(new, text="Cerita yang lain."), new_report())
    ]
    good, bad, fine = receive_each(batch, at=NOW)
    assert good.is_new and fine.is_new and isinstance(bad, Conflict)
    assert len(stored()) == 3


def test_one_bad_report_stops_the_whole_batch_before_anything_is_written(cast):
    with pytest.raises(Problem) as refused:
        receive_reports([new_report(), new_report(text="")], at=NOW)
    assert list(refused.value.fields) == ["text"]
    assert stored() == [] and events() == []


def test_a_failed_event_leaves_no_report(cast, monkeypatch):
    from kondusif.reports.actions import receive

    broken = receive._INSERT.replace("'report.received', received_at", "NULL::text, received_at")
    monkeypatch.setattr(receive, "_INSERT", broken)
    with pytest.raises(Exception, match="null value"), transaction.atomic():
        receive_reports([new_report()], at=NOW)
    assert stored() == []


def test_many_reports_take_as_few_statements_as_two(cast):
    def statements(n):
        batch = [new_report(anonymous=False, contact=NewContact(phone="081234567890")) for _ in range(n)]
        with CaptureQueriesContext(connection) as captured:
            receive_reports(batch, at=NOW)
        return len(captured)

    current_territory()
    assert statements(60) == statements(2) <= 10


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"region_code": "35.28.01.1001"}, "village_code"),
        ({"region_code": "35.26.06.2999"}, "village_code"),
        ({"region_code": "desa Lerpak"}, "village_code"),
        ({"region_code": "3526060005"}, "village_code"),
        ({"region_code": "", "lat": 112.944, "lon": -6.985}, "lat"),
        ({"region_code": "", "lat": 1.35, "lon": 103.82}, "lat"),
        ({"region_code": "", "lat": float("nan"), "lon": 112.9}, "lat"),
        ({"region_code": "", "lat": -8.1, "lon": 112.17}, "lat"),
    ],
)
def test_places_outside_the_region_are_refused_by_field(cast, fields, field):
    with pytest.raises(Problem) as refused:
        receive_reports([new_report(**fields)], at=NOW)
    assert list(refused.value.fields) == [field]
    assert stored() == []


def test_a_contact_is_sealed_apart_and_opens_only_for_its_report(cast):
    contact = NewContact(phone="0812 9999 4242", name="Sari")
    report = make_report(anonymous=False, contact=contact)
    with scoped(EVERYWHERE):
        row = Contact.objects.get(report=report)
    assert b"9999" not in bytes(row.sealed) and row.hint == "42"
    assert open_contact(bytes(row.sealed), report.id) == contact
    with pytest.raises(InvalidTag):
        open_contact(bytes(row.sealed), uuid4())
    longer = seal_contact(NewContact(phone="0812", name="Sari Puspita Rahayu Ningsih"), report.id)
    assert len(longer) == len(bytes(row.sealed)), "the length of a name tells nothing"


def test_the_receipt_itself_is_nowhere_in_the_row(cast):
    report = make_report()
    receipt = receipt_of(report.client_id)
    with connection.cursor() as cursor, scoped(EVERYWHERE):
        cursor.execute("SELECT r::text FROM reports_report r")
        assert receipt not in cursor.fetchone()[0]


def test_a_report_moves_along_the_table_and_each_step_is_told(cast):
    report = make_report()
    with scoped(cast.budi.scope):
        report = move_report(report=report, to=S.SCREENED, by=cast.budi, at=NOW + timedelta(minutes=5))
        assert report.first_action_at == NOW + timedelta(minutes=5)
        assert report.due_at == NOW + timedelta(hours=24), "looked at, so now the time to act runs"
        report = move_report(report=report, to=S.VERIFYING, by=cast.budi, at=NOW)
        report = move_report(report=report, to=S.VERIFIED, by=cast.budi, at=NOW, source_rating="B", info_rating=2)
    assert (report_row(report.id).source_rating, report_row(report.id).info_rating) == ("B", 2)
    assert events(report.id) == ["report.received", "report.screened", "report.verification_started", "report.verified"]


def test_a_step_that_does_not_exist_is_refused(cast):
    report = make_report()
    with scoped(EVERYWHERE), pytest.raises(ForbiddenMove):
        move_report(report=report, to=S.RESOLVED, by=SYSTEM, at=NOW)
    assert report_row(report.id).state == "received" and events(report.id) == ["report.received"]


def test_two_officers_with_the_same_page_open_do_not_both_win(cast):
    report = make_report()
    stale = report_row(report.id)
    walk(report, S.SCREENED)
    with scoped(EVERYWHERE), pytest.raises(ForbiddenMove):
        move_report(report=stale, to=S.SCREENED, by=SYSTEM, at=NOW)


def test_only_an_office_of_the_region_with_the_deed_moves_a_report(cast):
    report = make_report()
    for stranger in (cast.eko, cast.dewi, cast.sari):
        with scoped(EVERYWHERE), pytest.raises(NotAllowed):
            move_report(report=report, to=S.SCREENED, by=stranger, at=NOW)
    assert report_row(report.id).state == "received"


def test_a_report_about_an_office_is_never_moved_by_that_office(cast):
    posko = Office.objects.get(title="Operator Posko Bangkalan")
    report = make_report(about_office_id=posko.pk)
    with scoped(EVERYWHERE), pytest.raises(NotAllowed):
        move_report(report=report, to=S.SCREENED, by=cast.budi, at=NOW)
    with scoped(EVERYWHERE):
        assert move_report(report=report, to=S.SCREENED, by=cast.ani, at=NOW).state == "screened"


def test_a_closed_report_has_no_clock_any_more(cast):
    report = walk(make_report(), S.OUT_OF_SCOPE, S.CLOSED)
    assert (report.due_at, report.closed_at) == (None, NOW)


def test_the_desk_answers_and_the_reporter_writes_back(cast):
    report = make_report()
    receipt = receipt_of(report.client_id)
    with scoped(cast.budi.scope):
        answer_reporter(report=report, text="Apakah kejadian masih berlangsung?", by=cast.budi, at=NOW)
    write_to_desk(receipt=receipt, text=" Masih, di balai desa.\r\n", at=NOW + timedelta(minutes=2))
    with scoped(EVERYWHERE):
        lines = [(m.from_reporter, m.text, m.office_id is None) for m in Message.objects.all()]
    assert lines == [(False, "Apakah kejadian masih berlangsung?", False), (True, "Masih, di balai desa.", True)]
    assert events(report.id)[1:] == ["report.messaged", "report.messaged"]


def test_nobody_else_answers_for_the_desk_and_empty_lines_are_none(cast):
    report = make_report()
    for stranger in (cast.eko, cast.dewi):
        with scoped(EVERYWHERE), pytest.raises(NotAllowed):
            answer_reporter(report=report, text="Halo", by=stranger, at=NOW)
    with scoped(EVERYWHERE), pytest.raises(Problem):
        answer_reporter(report=report, text="  ", by=cast.budi, at=NOW)
    with pytest.raises(NotFound):
        write_to_desk(receipt="1" * 20, text="Halo, ada orang?", at=NOW)
    assert events(report.id) == ["report.received"]


def test_a_reporter_cannot_flood_the_desk_through_one_report(cast):
    report = make_report()
    receipt = receipt_of(report.client_id)
    for n in range(50):
        write_to_desk(receipt=receipt, text=f"Halo yang ke-{n}", at=NOW)
    with pytest.raises(Conflict):
        write_to_desk(receipt=receipt, text="Halo", at=NOW)


def test_a_line_sent_twice_by_reloading_the_page_is_one_line(cast):
    receipt = receipt_of(make_report().client_id)
    for _n in range(3):
        write_to_desk(receipt=receipt, text="Masih berlangsung.", at=NOW)
    with scoped(EVERYWHERE):
        assert Message.objects.count() == 1


def test_a_reporter_objects_to_a_closed_report_once(cast):
    report = walk(make_report(), S.OUT_OF_SCOPE, S.CLOSED)
    receipt = receipt_of(report.client_id)
    later = NOW + timedelta(days=3)
    reopened = reopen_report(receipt=receipt, text="Ini urusan daerah, tolong diperiksa.", at=later)
    assert (reopened.state, reopened.due_at) == ("reopened", later + timedelta(hours=4))
    walk(report_row(report.id), S.VERIFYING, S.UNVERIFIED, S.CLOSED, at=later)
    with pytest.raises(Conflict):
        reopen_report(receipt=receipt, text="Masih tidak setuju.", at=later)
    assert report_row(report.id).state == "closed"


def test_an_open_report_cannot_be_reopened_and_14_days_are_the_end(cast):
    report = make_report()
    receipt = receipt_of(report.client_id)
    with pytest.raises(ForbiddenMove):
        reopen_report(receipt=receipt, text="Tolong dibuka lagi.", at=NOW)
    walk(report, S.OUT_OF_SCOPE, S.CLOSED)
    with pytest.raises(Conflict):
        reopen_report(receipt=receipt, text="Tolong dibuka lagi.", at=NOW + timedelta(days=14, seconds=1))
