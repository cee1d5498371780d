"""Two officers at the same moment, each with a connection of their own."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from kondusif.core.problems import Conflict
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.reports.models import Report
from kondusif.reports.states import Urgency
from kondusif.triage import actions
from kondusif.triage.models import Claim, Incident
from kondusif.triage.tests.factories import acting, arrived, incident_with, verified
from tests.support.waiting import PATIENCE_S, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("triage concurrency")]

ROUNDS = 12


def together(*acts):
    """Run each act in a thread with a connection of its own, all let go at once; return what each gave or raised."""
    gate, given = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        try:
            gate.wait(PATIENCE_S)
            given[n] = act()
        except Exception as problem:
            given[n] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE_S)
    return given


def test_two_officers_who_take_the_next_one_never_get_the_same():
    cast = make_cast()
    reports = {arrived(NOW + timedelta(seconds=n)).pk for n in range(ROUNDS * 2)}

    def taking(viewer):
        def take():
            taken = []
            with acting(viewer):
                for _n in range(ROUNDS):
                    taken.append(actions.claim_next(by=viewer, at=NOW).pk)
            return taken

        return take

    budi, ani = together(taking(cast.budi), taking(cast.ani))
    assert isinstance(budi, list) and isinstance(ani, list), (budi, ani)
    assert len(budi) == len(ani) == ROUNDS
    assert set(budi) | set(ani) == reports
    with acting(cast.budi):
        assert Claim.objects.count() == ROUNDS * 2


def test_of_two_officers_who_open_one_report_exactly_one_gets_it():
    cast = make_cast()
    for _n in range(ROUNDS):
        report = arrived()

        def opening(viewer, report=report):
            def open_it():
                with acting(viewer):
                    return actions.claim_report(report_id=report.pk, by=viewer, at=NOW)

            return open_it

        given = together(opening(cast.budi), opening(cast.ani))
        won = [g for g in given if isinstance(g, Report)]
        lost = [g for g in given if isinstance(g, Conflict)]
        assert (len(won), len(lost)) == (1, 1), given


def test_a_row_that_is_being_taken_is_passed_over_and_not_waited_for():
    cast = make_cast()
    first, second = arrived(urgency=Urgency.RED), arrived(urgency=Urgency.GREEN)
    with acting(cast.ani), transaction.atomic():
        Report.objects.select_for_update(of=("self",)).get(pk=first.pk)

        def take():
            with acting(cast.budi):
                return actions.claim_next(by=cast.budi, at=NOW)

        (given,) = together(take)
    assert given.pk == second.pk


def test_incidents_opened_at_the_same_moment_get_different_numbers():
    cast = make_cast()

    def judging(viewer):
        return lambda: [verified(viewer).state for _n in range(4)]

    given = together(judging(cast.budi), judging(cast.ani))
    assert given == [["verified"] * 4] * 2
    with acting(cast.budi):
        numbers = sorted(Incident.objects.values_list("number", flat=True))
    assert numbers == [f"K-35.26-2026-{n:04d}" for n in range(1, 9)]


def wait_until_somebody_waits():
    """Return once another connection waits for a lock of this one."""

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            return cursor.fetchone()[0] > 0

    until(waits, "somebody waits")


@pytest.mark.parametrize("back", [False, True], ids=["merge", "take back"])
def test_a_report_is_put_elsewhere_while_a_colleague_merges_its_incident(back):
    cast = make_cast()
    stays, goes = verified(cast.budi), verified(cast.budi)
    into, former = incident_with(stays), incident_with(goes)
    if back:
        with acting(cast.budi):
            actions.merge_incidents(into_id=into.pk, from_id=former.pk, by=cast.budi, at=NOW)

    def merge():
        with acting(cast.ani):
            if back:
                return actions.unmerge_incident(incident_id=former.pk, by=cast.ani, at=NOW)
            return actions.merge_incidents(into_id=into.pk, from_id=former.pk, by=cast.ani, at=NOW)

    given = []
    thread = threading.Thread(target=lambda: given.extend(together(merge)))
    with acting(cast.budi):
        with transaction.atomic():
            Report.objects.select_for_update(of=("self",)).get(pk=goes.pk)
            thread.start()
            wait_until_somebody_waits()
            actions.link_report(report_id=goes.pk, incident_id=into.pk, by=cast.budi, at=NOW)
        thread.join(2 * PATIENCE_S)
        assert [type(g) for g in given] == [Incident], given
