"""Leave and travel: whom an order may instruct, when it binds, and who may be away in spite of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.daily.actions.exceptions import NewException, ask_exception, decide_exception
from kondusif.daily.actions.orders import NewOrder, advance_orders, draft_order, issue_order, lift_order
from kondusif.daily.models import AbsenceOrder, AddressedClass, ExceptionRequest
from kondusif.daily.queries.orders import exceptions_seen_by, exceptions_waiting, orders_in_force, orders_seen_by
from kondusif.daily.queries.presence import presence_rows
from kondusif.daily.states import AbsenceKind, Addressed, AddressedNature, ExceptionState, OrderState
from kondusif.documents.models import Document
from kondusif.people.models import Holding
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import appoint, make_cast

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2024, 2, 1, 9, tzinfo=WIB)
# As told in Madiun: nobody travels from the 10th, no leave on the 12th and 13th.
TRAVEL = NewOrder(
    "35.26", AbsenceKind.TRAVEL, "Larangan bepergian", "Pengiriman logistik pemilu dimulai.",
    [Addressed.SUBDISTRICT_HEADS, Addressed.VILLAGE_HEADS], date(2024, 2, 10),
)  # fmt: skip
LEAVE = NewOrder(
    "35.26", AbsenceKind.LEAVE, "Larangan cuti", "Agar tidak terjadi konflik.",
    [Addressed.CIVIL_SERVANTS, Addressed.REGIONAL_COMPANIES, Addressed.STATE_COMPANIES, Addressed.PRIVATE_EMPLOYERS],
    date(2024, 2, 12), date(2024, 2, 13), exceptions="Cuti sakit\nCuti melahirkan",
)  # fmt: skip


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        cast = make_cast()
        Holding.objects.update(starts_on=date(2024, 1, 1))
        yield cast


@pytest.fixture
def no_paper(monkeypatch):
    monkeypatch.setattr("kondusif.daily.actions.orders.issue_circulars", lambda *a, **k: (None, "800/1/SE"))


def issued(stage, new=TRAVEL) -> AbsenceOrder:
    order = draft_order(new=new, by=stage.citra, at=NOW)
    return issue_order(order_id=order.pk, by=stage.rendra, at=NOW)


def test_each_class_is_addressed_in_the_most_binding_way_that_is_allowed(stage):
    order = draft_order(new=LEAVE, by=stage.budi, at=NOW)
    natures = dict(AddressedClass.objects.filter(order=order).values_list("addressed", "nature"))
    assert natures == {
        "civil_servants": "instruction", "regional_companies": "request", "state_companies": "appeal",
        "private_employers": "appeal",
    }  # fmt: skip


def test_companies_are_never_instructed_neither_by_the_form_nor_by_the_table(stage):
    wrong = replace(LEAVE, natures=((Addressed.STATE_COMPANIES, AddressedNature.INSTRUCTION),))
    with pytest.raises(Problem) as refused:
        draft_order(new=wrong, by=stage.budi, at=NOW)
    assert list(refused.value.fields) == ["addressed"]
    order = draft_order(new=LEAVE, by=stage.budi, at=NOW)
    for addressed in ("state_companies", "private_employers", "regional_companies"):
        with pytest.raises(DatabaseError), transaction.atomic():
            AddressedClass.objects.filter(order=order, addressed=addressed).update(nature="instruction")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"addressed": []}, "addressed"),
        ({"title": " "}, "title"),
        ({"reason": ""}, "reason"),
        ({"to_on": date(2024, 2, 9)}, "to_on"),
        ({"from_on": date(2024, 1, 31)}, "from_on"),
    ],
)
def test_an_order_that_cannot_be_is_refused_beside_its_field(stage, change, field):
    with pytest.raises(Problem) as refused:
        draft_order(new=replace(TRAVEL, **change), by=stage.citra, at=NOW)
    assert list(refused.value.fields) == [field]
    assert not AbsenceOrder.objects.exists()


def test_the_circular_has_a_number_and_appeal_and_instruction_are_two_papers(stage):
    order = issued(stage, LEAVE)
    papers = Document.objects.filter(subject_id=str(order.pk)).order_by("id")
    assert [p.data["nature"] for p in papers] == ["instruksi", "imbauan"]
    assert all(p.number and p.number in order.document_number for p in papers)
    assert papers[1].data["targets"] == ["bumd", "bumn", "swasta"]
    assert (order.state, order.issued_title) == (OrderState.ISSUED, "Pj. Bupati Bangkalan")


def test_an_order_without_an_end_says_that_it_holds_until_it_is_lifted(stage):
    order = issued(stage)
    [paper] = Document.objects.filter(subject_id=str(order.pk))
    assert paper.data["ends_on"] is None
    assert "sampai dicabut" in " ".join(paper.data["provisions"])


def test_it_binds_from_its_first_day_and_ends_after_its_last(stage, no_paper):
    travel, leave = issued(stage), issued(stage, LEAVE)
    for day, expected in (
        (9, ("issued", "issued")), (10, ("in_force", "issued")), (12, ("in_force", "in_force")),
        (13, ("in_force", "in_force")), (14, ("in_force", "lifted")),
    ):  # fmt: skip
        advance_orders(at=datetime(2024, 2, day, 0, 5, tzinfo=WIB))
        states = tuple(AbsenceOrder.objects.get(pk=o.pk).state for o in (travel, leave))
        assert states == expected, day
    lifted = lift_order(order_id=travel.pk, reason="Rekapitulasi selesai", by=stage.rendra, at=NOW + timedelta(days=30))
    assert (lifted.state, lifted.lift_reason) == (OrderState.LIFTED, "Rekapitulasi selesai")
    assert not orders_in_force(stage.dewi).exists()


def test_only_the_secretary_or_head_issues_and_only_once(stage, no_paper):
    order = draft_order(new=TRAVEL, by=stage.citra, at=NOW)
    for stranger in (stage.citra, stage.budi, stage.dewi, stage.eko):
        with pytest.raises(NotAllowed):
            issue_order(order_id=order.pk, by=stranger, at=NOW)
    issue_order(order_id=order.pk, by=stage.rendra, at=NOW)
    with pytest.raises(ForbiddenMove):
        issue_order(order_id=order.pk, by=stage.rendra, at=NOW)
    with pytest.raises(Problem):
        lift_order(order_id=order.pk, reason=" ", by=stage.rendra, at=NOW)
    assert Event.objects.filter(name="absence_order.issued").count() == 1


def test_the_event_of_an_order_tells_who_wrote_it_and_who_stands_alone(stage, no_paper):
    secretary = viewer_of(
        appoint("Siti Aminah", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah", starts_on=date(2024, 1, 1)),
        at=NOW,
    )
    for writer, alone in ((stage.citra, False), (secretary, True)):
        order = draft_order(new=TRAVEL, by=writer, at=NOW)
        issue_order(order_id=order.pk, by=secretary, at=NOW)
        told = Event.objects.get(name="absence_order.issued", subject_id=str(order.pk)).payload
        assert (told["alone"], told["office"], told["number"]) == (alone, "Sekretaris Daerah", "800/1/SE")
        assert told["drafted_by"] == str(writer.person_id)


def test_an_office_above_orders_in_its_own_name_and_not_in_the_regions(stage, no_paper):
    governor = viewer_of(
        appoint("Gatot Subroto", Role.REGIONAL_HEAD, "35", "Gubernur Jawa Timur", starts_on=date(2024, 1, 1)), at=NOW
    )
    order = draft_order(new=TRAVEL, by=stage.citra, at=NOW)
    with pytest.raises(NotAllowed):
        issue_order(order_id=order.pk, by=governor, at=NOW)
    issue_order(order_id=order.pk, by=stage.rendra, at=NOW)
    with pytest.raises(NotAllowed):
        lift_order(order_id=order.pk, reason="Sudah selesai", by=governor, at=NOW)


def test_an_order_whose_days_are_past_is_not_issued(stage, no_paper):
    order = draft_order(new=LEAVE, by=stage.citra, at=NOW)
    with pytest.raises(Problem) as refused:
        issue_order(order_id=order.pk, by=stage.rendra, at=NOW + timedelta(days=20))
    assert refused.value.code == "absence_order.past"


def test_a_subdistrict_reads_what_binds_it_from_above_but_no_drafts_and_nothing_of_others(stage, no_paper):
    draft = draft_order(new=LEAVE, by=stage.citra, at=NOW)
    order = issued(stage)
    with scoped(stage.dewi.scope):
        assert list(orders_seen_by(stage.dewi)) == [order]
    assert set(orders_seen_by(stage.budi)) == {order, draft}
    with scoped(stage.eko.scope):
        assert not orders_seen_by(stage.eko).exists() and not AbsenceOrder.objects.exists()


def asked(stage, order, **changes) -> ExceptionRequest:
    new = NewException(order.pk, date(2024, 2, 11), date(2024, 2, 11), "Surabaya", "Keluarga sakit")
    return ask_exception(new=replace(new, **changes), by=stage.dewi, at=NOW)


def test_an_exception_is_granted_only_with_a_named_substitute(stage, no_paper):
    request = asked(stage, issued(stage))
    with pytest.raises(Problem) as refused:
        decide_exception(request_id=request.pk, grants=True, by=stage.rendra, at=NOW)
    assert "substitute" in refused.value.fields
    granted = decide_exception(request_id=request.pk, grants=True, substitute="Sekcam Geger", by=stage.rendra, at=NOW)
    assert (granted.state, granted.substitute) == (ExceptionState.APPROVED, "Sekcam Geger")
    with pytest.raises(ForbiddenMove):
        decide_exception(request_id=request.pk, grants=False, note="Tidak", by=stage.rendra, at=NOW)
    [row] = presence_rows(stage.citra, "35.26", date(2024, 2, 11))
    assert row.state == "leave"
    with pytest.raises(DatabaseError), transaction.atomic():
        ExceptionRequest.objects.filter(pk=request.pk).update(substitute="")


def test_a_refusal_needs_its_reason_and_the_asker_does_not_decide(stage, no_paper):
    request = asked(stage, issued(stage))
    with pytest.raises(Problem):
        decide_exception(request_id=request.pk, grants=False, by=stage.rendra, at=NOW)
    for stranger in (stage.dewi, stage.citra, stage.eko):
        with pytest.raises(NotAllowed):
            decide_exception(request_id=request.pk, grants=True, substitute="X", by=stranger, at=NOW)
    refused = decide_exception(request_id=request.pk, grants=False, note="Wajib di tempat", by=stage.rendra, at=NOW)
    assert refused.state == ExceptionState.REFUSED
    assert Event.objects.filter(name="exception.refused").count() == 1


def test_nobody_asks_where_no_order_binds(stage, no_paper):
    order = issued(stage)
    with pytest.raises(NotAllowed):
        ask_exception(new=NewException(order.pk, NOW.date(), NOW.date(), "A", "B"), by=stage.budi, at=NOW)
    with pytest.raises(Problem):
        asked(stage, order, to_on=date(2024, 2, 1))
    lift_order(order_id=order.pk, reason="Selesai", by=stage.rendra, at=NOW)
    with pytest.raises(Conflict):
        asked(stage, order)
    assert not ExceptionRequest.objects.exists()


def test_a_request_is_seen_by_who_asked_and_who_decides(stage, no_paper):
    request = asked(stage, issued(stage))
    assert list(exceptions_seen_by(stage.dewi)) == list(exceptions_waiting(stage.rendra)) == [request]
    assert not exceptions_seen_by(stage.budi).exists() and not exceptions_seen_by(stage.eko).exists()
