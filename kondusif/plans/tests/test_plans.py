"""A plan goes from draft to decree to reports; nobody above or beside writes in it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.people.tests.factories import NEW_YEAR, NOW
from kondusif.plans.actions import measures, plan
from kondusif.plans.actions.plan import NewPlan
from kondusif.plans.models import ActionPlan, Measure, ResultCut
from kondusif.plans.queries.plans import measures_of, plans_seen_by
from kondusif.plans.rules import NEAR_FROM
from kondusif.plans.states import PLAN_MOVES, PlanState
from kondusif.plans.tests.factories import drafted, first_measure, make_players, new_measure, office, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    with scoped(EVERYWHERE):
        yield make_players()


def test_the_whole_way_of_a_plan_leaves_its_events_in_order(who):
    made = running(who)
    made = plan.close_plan(plan_id=made.pk, evaluation="Tepat waktu", by=who.citra, at=NOW)
    assert made.state == PlanState.CLOSED
    names = Event.objects.filter(subject_id=str(made.pk)).order_by("id").values_list("name", flat=True)
    assert list(names) == ["plan.drafted", "plan.submitted", "plan.approved", "plan.started", "plan.closed"]


def test_a_region_has_one_plan_a_year_unless_the_first_is_withdrawn(who):
    first = drafted(who)
    with pytest.raises(Conflict):
        drafted(who)
    plan.withdraw_plan(plan_id=first.pk, reason="Salah tahun", by=who.citra, at=NOW)
    assert drafted(who).state == PlanState.DRAFTED


def test_a_plan_without_title_or_of_a_far_year_says_so_field_by_field(who):
    with pytest.raises(Problem) as refused:
        drafted(who, title=" ", year=2050)
    assert set(refused.value.fields) == {"title", "year"}
    assert not ActionPlan.objects.exists()


def test_after_midnight_the_decree_may_be_of_today_and_the_year_is_the_new_one(who):
    made = drafted(who, at=NEW_YEAR, year=2029)
    measures.add_measure(plan_id=made.pk, new=new_measure(), by=who.citra, at=NEW_YEAR)
    plan.submit_plan(plan_id=made.pk, by=who.citra, at=NEW_YEAR)
    for day in (date(2027, 1, 2), date(2027, 1, 1)):
        signed = {"plan_id": made.pk, "decree_number": "SK/1/2027", "decree_on": day, "by": who.rendra, "at": NEW_YEAR}
        if day > date(2027, 1, 1):
            with pytest.raises(Problem):
                plan.approve_plan(**signed)
        else:
            assert plan.approve_plan(**signed).decree_on == day


def test_only_the_regions_own_office_writes_and_an_office_above_only_reads(who):
    for stranger in (who.province_head, who.sampang_head, who.budi, who.eko, who.sari):
        with pytest.raises(NotAllowed):
            plan.draft_plan(new=NewPlan("35.26", 2026, "Rencana"), by=stranger, at=NOW)
    made = running(who)
    assert made in plans_seen_by(who.province_head)
    with pytest.raises(NotAllowed):
        plan.close_plan(plan_id=made.pk, evaluation="x", by=who.province_head, at=NOW)


def test_an_empty_plan_is_not_submitted(who):
    with pytest.raises(Problem, match="minimal satu renaksi"):
        plan.submit_plan(plan_id=drafted(who).pk, by=who.citra, at=NOW)


def test_nobody_approves_what_he_submitted_and_no_plan_is_approved_without_its_decree(who):
    made = drafted(who)
    measures.add_measure(plan_id=made.pk, new=new_measure(), by=who.citra, at=NOW)
    plan.submit_plan(plan_id=made.pk, by=who.citra, at=NOW)
    ActionPlan.objects.update(submitted_by=who.persons["rendra"])
    with pytest.raises(NotAllowed):
        plan.approve_plan(plan_id=made.pk, decree_number="1", decree_on=NOW.date(), by=who.rendra, at=NOW)
    with pytest.raises(NotAllowed):
        plan.approve_plan(plan_id=made.pk, decree_number="1", decree_on=NOW.date(), by=who.citra, at=NOW)
    with pytest.raises(Problem) as refused:
        tomorrow = (NOW + timedelta(days=1)).date()
        plan.approve_plan(plan_id=made.pk, decree_number="", decree_on=tomorrow, by=who.secretary, at=NOW)
    assert set(refused.value.fields) == {"decree_number", "decree_on"}


def test_a_plan_given_back_can_be_changed_and_submitted_again(who):
    made = drafted(who)
    measure = measures.add_measure(plan_id=made.pk, new=new_measure(), by=who.citra, at=NOW)
    plan.submit_plan(plan_id=made.pk, by=who.citra, at=NOW)
    with pytest.raises(Conflict):
        measures.change_measure(measure_id=measure.pk, new=new_measure(unit="desa"), by=who.citra, at=NOW)
    plan.return_plan(plan_id=made.pk, reason="Satuan keliru", by=who.rendra, at=NOW)
    measures.change_measure(measure_id=measure.pk, new=new_measure(unit="desa"), by=who.citra, at=NOW)
    assert plan.submit_plan(plan_id=made.pk, by=who.citra, at=NOW).state == PlanState.SUBMITTED
    assert Measure.objects.get().unit == "desa"


def test_no_move_skips_the_decree(who):
    with pytest.raises(ForbiddenMove):
        plan.start_plan(plan_id=drafted(who).pk, by=who.citra, at=NOW)
    assert [frm for frm, to in PLAN_MOVES.items() if PlanState.RUNNING in to] == [PlanState.APPROVED]


def test_a_measure_names_every_faulty_field_at_once(who):
    bad = new_measure(
        stage="x", title=" ", success="", unit="", owner_id=office("Operator Posko Sampang").pk,
        targets=(None, None, None),
    )  # fmt: skip
    with pytest.raises(Problem) as refused:
        measures.add_measure(plan_id=drafted(who).pk, new=bad, by=who.citra, at=NOW)
    assert set(refused.value.fields) == {"stage", "title", "success", "unit", "owner", "target_b04"}
    with pytest.raises(Problem):
        measures.check_measure(ActionPlan.objects.get(), new_measure(targets=(Decimal("NaN"), None, Decimal(-1))))
    assert not Measure.objects.exists()


def test_measures_are_numbered_and_name_supporters_in_and_outside_the_government(who):
    made = drafted(who)
    for _ in range(2):
        measures.add_measure(plan_id=made.pk, new=new_measure(), by=who.citra, at=NOW)
    rows = measures_of(who.citra, made)
    assert [m.number for m in rows] == [1, 2]
    assert [(s.kind, s.name) for s in rows[0].supporters.all()] == [
        ("outside", "FKUB Bangkalan"), ("vertical", "Polsek Geger"),
    ]  # fmt: skip
    measures.drop_measure(measure_id=rows[0].pk, by=who.citra, at=NOW)
    assert [m.number for m in measures_of(who.citra, made)] == [2]


def test_what_is_being_drafted_is_hidden_from_those_above_and_below(who):
    made = drafted(who)
    assert [made in plans_seen_by(v) for v in (who.citra, who.rendra, who.province_head, who.dewi, who.eko)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_an_approved_plan_binds_the_offices_below_and_is_read_above(who):
    made = running(who)
    seen = [made in plans_seen_by(v) for v in (who.citra, who.province_head, who.dewi, who.eko, who.sari)]
    assert seen == [True, True, True, False, False]
    for viewer, n in ((who.dewi, 1), (who.eko, 0)):
        with scoped(viewer.scope):
            assert ActionPlan.objects.count() == n


def test_a_plan_of_the_province_is_read_in_its_regencies(who):
    made = drafted(who, by=who.province_head, region="35")
    own = new_measure(owner_id=office("Kepala Bakesbangpol Bangkalan").pk)
    measures.add_measure(plan_id=made.pk, new=own, by=who.province_head, at=NOW)
    plan.submit_plan(plan_id=made.pk, by=who.province_head, at=NOW)
    assert made not in plans_seen_by(who.citra)
    plan.approve_plan(plan_id=made.pk, decree_number="SK/2", decree_on=NOW.date(), by=who.governor, at=NOW)
    assert made in plans_seen_by(who.citra)


def test_the_cut_of_a_tenant_counts_for_plans_drafted_after_it(who):
    before = drafted(who)
    plan.set_cut(region_code="35.26", near_from=Decimal("0.6"), reason="Pedoman provinsi", by=who.citra, at=NOW)
    after = drafted(who, year=2027)
    other = drafted(who, by=who.sampang_head, region="35.27")
    assert (before.near_from, after.near_from, other.near_from) == (NEAR_FROM, Decimal("0.6"), NEAR_FROM)
    with pytest.raises(Problem):
        plan.set_cut(region_code="35.26", near_from=Decimal(1), reason="x", by=who.citra, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        ResultCut.objects.update(near_from=Decimal("0.1"))


def test_nothing_is_saved_when_the_event_fails(who, monkeypatch):
    made = drafted(who)

    def fails(*args, **more):
        raise RuntimeError("no event")

    monkeypatch.setattr(measures, "record", fails)
    with pytest.raises(RuntimeError):
        measures.add_measure(plan_id=made.pk, new=new_measure(), by=who.citra, at=NOW)
    assert not Measure.objects.exists()


def test_the_matrix_costs_the_same_queries_for_one_measure_and_for_many(who, django_assert_num_queries):
    made = drafted(who)
    for n in range(6):
        measures.add_measure(plan_id=made.pk, new=new_measure(title=f"Renaksi {n}"), by=who.citra, at=NOW)
    with django_assert_num_queries(4):
        [(m.owner.title, list(m.supporters.all()), list(m.reports.all())) for m in measures_of(who.citra, made)]


def test_a_measure_of_a_running_plan_stays_as_it_was_decreed(who):
    measure = first_measure(running(who))
    for change in (
        lambda: measures.change_measure(
            measure_id=measure.pk, new=replace(new_measure(), unit="x"), by=who.citra, at=NOW
        ),
        lambda: measures.drop_measure(measure_id=measure.pk, by=who.citra, at=NOW),
    ):
        with pytest.raises(Conflict):
            change()
