"""The desk takes calls: it knows a caller again only with the caller's word, and blocks nobody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from kondusif.channels.calls import actions, queries
from kondusif.channels.calls.models import Call, Caller
from kondusif.channels.states import CallOutcome
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, second_factor_of
from kondusif.reports.models import Contact, Report
from kondusif.reports.receipts import grouped, receipt_of
from kondusif.reports.rules import NewReport
from kondusif.reports.territory import forget_territory

pytestmark = pytest.mark.django_db
NUMBER = "0812-3456-7890"
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _places_of_this_test(db):
    forget_territory()


def begun(cast, typed=NUMBER, by=None, at=NOW) -> Call:
    return actions.begin_call(typed=typed, by=by or cast.budi, at=at)


def new(text="Kotak suara basah di balai desa", **changes) -> NewReport:
    return NewReport(uuid4(), "logistics", text, NOW, region_code="35.26.06.2005", **changes)


def reported(cast, call, *, agrees=False, reachable=False, at=LATER, **changes):
    return actions.report_from_call(
        call_id=call.pk, new=new(**changes), agrees=agrees, reachable=reachable, by=cast.budi, at=at
    )


def names() -> list[str]:
    events = Event.objects.filter(name__startswith="call").order_by("id")
    return list(events.values_list("name", flat=True))


def stored_everywhere() -> str:
    """This function will return every row of the tables that a call touches, as text."""
    rows = []
    with connection.cursor() as cursor:
        for table in ("channels_call", "channels_caller", "core_event", "reports_report"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_without_the_callers_word_nothing_of_the_number_stays_and_the_report_is_nobodys(cast):
    call = begun(cast)
    call, sent = reported(cast, call)
    assert (call.outcome, call.sealed_number, call.caller_id, call.report_id) == ("report", None, None, None)
    report = Report.objects.get(pk=sent.received.report_id)
    assert (report.channel, report.anonymous) == ("call", True)
    assert not Caller.objects.exists()
    assert not Contact.objects.exists()
    assert "81234567890" not in stored_everywhere()
    again = begun(cast, at=LATER)
    assert (again.caller, queries.history_of(cast.budi, again)) == (None, [])


def test_a_caller_who_agreed_is_known_again_with_the_reports_of_this_desk(cast):
    call, sent = reported(cast, begun(cast), agrees=True)
    assert call.report_id == sent.received.report_id
    again = begun(cast, "+62 812 3456 7890", at=LATER)
    assert [r.pk for r in queries.history_of(cast.budi, again)] == [sent.received.report_id]
    assert queries.n_calls_of(again) == 1
    assert "81234567890" not in stored_everywhere()
    assert begun(cast, by=cast.eko, at=LATER).caller is None, "another desk knows nothing"
    assert queries.history_of(cast.ani, again)[0].pk == sent.received.report_id


def test_reachable_puts_the_number_under_the_reports_own_seal_only(cast):
    _call, sent = reported(cast, begun(cast), reachable=True)
    assert Contact.objects.get(report_id=sent.received.report_id).hint == "90"
    assert not Caller.objects.exists()
    withheld = begun(cast, "")
    for wish in ({"agrees": True}, {"reachable": True}):
        with pytest.raises(Problem) as refusal:
            reported(cast, withheld, **wish)
        assert set(refusal.value.fields) == set(wish)


def test_the_same_call_stored_twice_is_one_report_and_the_same_receipt(cast):
    call = begun(cast)
    report = new()
    first, second = (
        actions.report_from_call(call_id=call.pk, new=report, agrees=False, reachable=False, by=cast.budi, at=at)[1]
        for at in (LATER, LATER + timedelta(minutes=1))
    )
    assert first.received.receipt == second.received.receipt == receipt_of(actions.client_id_of(call))
    assert Report.objects.count() == 1
    with pytest.raises(Conflict), transaction.atomic():
        reported(cast, call, text="Sesuatu yang lain sama sekali")


def test_every_look_is_written_down_also_one_that_finds_nobody(cast):
    begun(cast)
    begun(cast, "")
    assert names() == ["call.began", "caller.looked_up", "call.began"]
    looked = Event.objects.get(name="caller.looked_up")
    assert (looked.by_id, looked.payload["known"], looked.region_code) == (cast.budi.person_id, False, "35.26")
    assert "8123" not in str(looked.payload)


def test_a_nuisance_is_flagged_with_a_reason_and_the_next_call_is_taken_all_the_same(cast):
    call = begun(cast)
    with pytest.raises(Problem):
        actions.end_call(call_id=call.pk, outcome=CallOutcome.NUISANCE, reason=" ", by=cast.budi, at=LATER)
    actions.end_call(call_id=call.pk, outcome=CallOutcome.NUISANCE, reason="Bermain-main.", by=cast.budi, at=LATER)
    again = begun(cast, at=LATER)
    assert (again.caller.flag_reason, again.caller.sealed) == ("Bermain-main.", None)
    call, _sent = reported(cast, again)
    assert (call.caller, call.report_id) == (None, None), "a flag connects no report"
    third = begun(cast, at=LATER)
    actions.clear_flag(call_id=third.pk, by=cast.budi, at=LATER)
    assert not Caller.objects.exists()


def test_a_flag_runs_out_and_a_forgotten_call_is_ended_by_the_clock(cast):
    call = begun(cast)
    actions.end_call(call_id=call.pk, outcome=CallOutcome.NUISANCE, reason="Iseng.", by=cast.budi, at=NOW)
    left = begun(cast)
    assert actions.tidy_calls(by=cast.budi, at=NOW + timedelta(hours=5)) == 1
    left.refresh_from_db()
    assert (left.outcome, left.sealed_number) == ("broken_off", None)
    assert Caller.objects.exists()
    actions.tidy_calls(by=cast.budi, at=NOW + timedelta(days=91))
    assert not Caller.objects.exists()


def test_a_caller_who_wishes_so_is_forgotten_and_the_report_stays(cast):
    _call, sent = reported(cast, begun(cast), agrees=True)
    again = begun(cast, at=LATER)
    actions.forget_caller(call_id=again.pk, by=cast.budi, at=LATER)
    assert not Caller.objects.exists()
    assert not Call.objects.filter(report__isnull=False).exists()
    assert Report.objects.filter(pk=sent.received.report_id).exists()
    assert "caller.forgotten" in names()


def test_a_call_belongs_to_whoever_took_it_and_only_desks_take_calls(cast):
    call = begun(cast)
    for who, error in (("ani", NotAllowed), ("eko", NotFound), ("citra", NotFound)):
        with pytest.raises(error):
            actions.end_call(
                call_id=call.pk, outcome=CallOutcome.INFORMATION, reason="", by=getattr(cast, who), at=LATER
            )
    for who in ("citra", "dewi", "rendra"):
        with pytest.raises(NotAllowed):
            begun(cast, by=getattr(cast, who))
    actions.end_call(call_id=call.pk, outcome=CallOutcome.INFORMATION, reason="", by=cast.budi, at=LATER)
    with pytest.raises(Conflict):
        actions.end_call(call_id=call.pk, outcome=CallOutcome.INFORMATION, reason="", by=cast.budi, at=LATER)
    with pytest.raises(Conflict):
        reported(cast, call)
    with pytest.raises(Problem):
        begun(cast, "halo")


def test_the_database_refuses_a_number_without_consent_and_one_that_outlives_its_call(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Caller.objects.create(region_id="35.26", lookup=b"x", sealed=b"y", first_at=NOW, flagged_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Caller.objects.create(region_id="35.26", lookup=b"x", first_at=NOW)
    call = begun(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(ended_at=NOW, outcome="information")


def enters(client, person) -> None:
    client.force_login(person)
    second_factor_of(person)


def test_a_call_from_the_number_to_the_receipt_that_is_read_aloud(cast, client):
    enters(client, cast.persons["budi"])
    assert client.post(reverse("calls:desk"), {"number": "halo"}).status_code == 422
    opened = client.post(reverse("calls:desk"), {"number": NUMBER})
    page = opened["Location"]
    asked = client.get(page).content.decode()
    assert "belum dikenal" in asked and asked.count("tidak disegel") == 1
    assert client.post(page, {"category": "logistics"}).status_code == 422
    typed = {"category": "logistics", "text": "Kotak suara basah", "village_code": "35.26.06.2005", "agrees": "on"}
    answer = client.post(page, typed, follow=True)
    call = Call.objects.get()
    shown = answer.content.decode()
    for group in grouped(receipt_of(actions.client_id_of(call))).split():
        assert f"<strong>{group}</strong>" in shown
    assert answer["Cache-Control"] == "private, no-store"
    Call.objects.update(ended_at=NOW - timedelta(days=1))
    assert "<strong>" not in client.get(reverse("calls:receipt", args=[call.pk])).content.decode().split("<main")[1]
    second = client.post(reverse("calls:desk"), {"number": NUMBER})["Location"]
    assert "Satu panggilan sebelum ini" in client.get(second).content.decode().replace("1 panggilan", "Satu panggilan")
    assert client.post(f"{second}/akhiri", {"outcome": "nuisance"}).status_code == 422
    assert client.post(f"{second}/akhiri", {"outcome": "information"}).status_code == 302
    assert client.post(f"{second}/akhiri", {"outcome": "meledak"}).status_code == 422


def test_a_colleague_does_not_read_a_call_or_its_receipt(cast, client):
    call = begun(cast)
    colleague = appoint("Wati Ningsih", Role.DUTY_OPERATOR, "35.26", "Operator Posko Bangkalan II")
    assert viewer_of(colleague, at=NOW).may("call.take", "35.26")
    enters(client, colleague)
    for view in ("call", "receipt"):
        assert client.get(reverse(f"calls:{view}", args=[call.pk])).status_code == 404
    enters(client, cast.persons["citra"])
    assert client.get(reverse("calls:desk")).status_code == 403
