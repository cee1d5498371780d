"""A scan from order to finding: made once, repeatable for ever, announced once."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.detection import bridge, tasks
from kondusif.detection.actions import judge_cluster, recompute, request_run, run_detection, running
from kondusif.detection.models import Cluster, Run
from kondusif.detection.queries import clusters_current
from kondusif.detection.states import Judgement, RunState
from kondusif.detection.tests.factories import add_noise, load_bangkalan, nearest, plant
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Region
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState
from kondusif.triage.models import Incident

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TROUBLED = ["35.26.06.2005", "35.26.06.2004"]  # Lerpak and its neighbour


@pytest.fixture
def scene(cast):
    """Thirty villages around Lerpak with everyday reports, and trouble in two of them for four days."""
    villages = load_bangkalan()
    lerpak = Region.objects.get(code="35.26.06.2005")
    near = Region.objects.filter(code__in=nearest(villages, lerpak, 30))
    add_noise(list(near), per_day=4, seed=4)
    plant(TROUBLED, days=4, per_day=5)
    return cast


def grow() -> None:
    """Once more as many reports from the same places and days."""
    plant(TROUBLED, days=4, per_day=8, start=2 * 10**6)


def made(quick, at=NOW, **kwargs) -> Run:
    run = request_run("35.26", SYSTEM, at, parameters=quick, **kwargs)
    return run_detection(run.pk, clock=lambda: at)


def found() -> list[Event]:
    return list(Event.objects.filter(name="cluster.found").order_by("id"))


def test_the_planted_trouble_is_found_placed_dated_and_announced(scene, quick):
    run = made(quick)
    assert (run.state, run.progress, run.error) == (RunState.DONE, 1.0, "")
    first = run.clusters.get(rank=1)
    assert set(first.cases_by_member) <= set(first.members)
    assert sum(first.cases_by_member.values()) == first.cases >= 12
    assert (NOW.date() - first.starts_on).days in (3, 4) and first.ends_on == NOW.date()
    assert first.recurrence_days >= 100 and first.relative_risk > 3
    assert first.region_id.startswith("35.26.06")
    [event] = found()
    assert (event.subject_id, event.region_code, event.payload["cases"]) == (
        str(first.pk),
        first.region_id,
        first.cases,
    )
    assert Event.objects.get(name="detection.ran").payload["significant"] == 1


def test_a_stored_run_is_made_again_to_the_bit_though_its_reports_changed_since(scene, quick, capsys):
    run = made(quick)
    Report.objects.filter(category="intimidation_violence").update(state=ReportState.HOAX)
    assert recompute(Run.objects.get(pk=run.pk)).all_same
    call_command("recompute_run", str(run.pk))
    assert "BERBEDA" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda run: Run.objects.filter(pk=run.pk).update(seed=run.seed ^ 1), "same_result"),
        (lambda run: Run.objects.filter(pk=run.pk).update(input_hash="0" * 64), "same_input"),
        (lambda run: run.clusters.filter(rank=1).update(expected=1.0), "same_clusters"),
    ],
)
def test_a_run_that_somebody_altered_is_told_apart(scene, quick, change, part):
    run = made(quick)
    change(run)
    again = recompute(Run.objects.get(pk=run.pk))
    assert not getattr(again, part) and not again.all_same
    with pytest.raises(CommandError):
        call_command("recompute_run", str(run.pk))


def test_the_next_hours_scan_finds_the_same_and_does_not_announce_it_again(scene, quick):
    made(quick)
    second = made(quick, NOW + HOUR)
    again = second.clusters.get(rank=1)
    assert again.former is not None and again.first_found_at == NOW
    assert len(found()) == 1


def test_a_finding_that_grew_by_half_is_announced_again(scene, quick):
    made(quick)
    grow()
    made(quick, NOW + HOUR)
    assert [e.payload["grown"] for e in found()] == [False, True]


def test_a_judgement_is_carried_on_until_the_finding_grew_by_half(scene, quick):
    first = made(quick).clusters.get(rank=1)
    judge_cluster(cluster_id=first.pk, judgement="artefact", note="Satu pelapor yang rajin.", by=scene.ani, at=NOW)
    second = made(quick, NOW + HOUR).clusters.get(rank=1)
    assert (second.judgement, second.judged_by_id, second.judged_cases) == (
        "artefact",
        scene.ani.person_id,
        first.cases,
    )
    grow()
    third = made(quick, NOW + 2 * HOUR).clusters.get(rank=1)
    assert third.judgement == Judgement.UNJUDGED and third.judged_by is None
    assert len(found()) == 2


def test_an_exercise_finds_its_own_reports_and_announces_nothing(scene, quick):
    Report.objects.update(exercise=True)
    run = made(quick, exercise=True)
    assert run.clusters.filter(recurrence_days__gte=100).exists()
    assert found() == []
    assert clusters_current(scene.budi, NOW) == []


def test_a_quiet_tenant_gets_an_empty_run_and_no_error(cast, quick):
    run = made(quick)
    assert (run.state, run.result["too_few"], run.clusters.count()) == (RunState.DONE, True, 0)
    assert recompute(run).all_same


def test_only_one_scan_of_a_tenant_is_under_way(cast):
    request_run("35.26", cast.ani, NOW)
    with pytest.raises(Conflict):
        request_run("35.26", cast.citra, NOW + timedelta(minutes=5))
    request_run("35.27", SYSTEM, NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(region_id="35.26", seed=1, requested_at=NOW)


def test_a_scan_whose_worker_is_lost_for_an_hour_no_longer_blocks_the_next(cast):
    lost = request_run("35.26", cast.ani, NOW)
    request_run("35.26", cast.ani, NOW + timedelta(minutes=61))
    lost.refresh_from_db()
    assert (lost.state, lost.error) == (RunState.FAILED, "worker_lost")


def test_an_interrupted_scan_starts_afresh_and_a_finished_one_stays(scene, quick):
    run = request_run("35.26", SYSTEM, NOW, parameters=quick)
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    done = run_detection(run.pk, clock=lambda: NOW)
    assert done.state == RunState.DONE
    again = run_detection(run.pk, clock=lambda: NOW + HOUR)
    assert again.finished_at == NOW and again.clusters.count() == done.clusters.count()


def test_the_engines_refusal_and_any_other_fault_end_the_run_with_a_code_and_no_cluster(cast, quick, monkeypatch):
    for error, code in (
        (bridge.ScanRefused("counts: too many"), "engine_refused"),
        (MemoryError("no room"), "unexpected"),
    ):

        def refuse(*args, error=error):
            raise error

        monkeypatch.setattr(running, "scan_counted", refuse)
        run = made(quick)
        assert (run.state, run.error) == (RunState.FAILED, code)
        assert str(error) in run.error_detail
    assert Cluster.objects.count() == 0
    assert Event.objects.filter(name="detection.failed").count() == 2


def test_nothing_is_kept_of_a_scan_whose_event_cannot_be_written(scene, quick, monkeypatch):
    real = running.record

    def refuse(name, **kwargs):
        if name == "cluster.found":
            raise RuntimeError("no event")
        return real(name, **kwargs)

    monkeypatch.setattr(running, "record", refuse)
    assert made(quick).state == RunState.FAILED
    assert Cluster.objects.count() == 0 and not Event.objects.filter(name="detection.ran").exists()


@pytest.mark.parametrize("who", ["budi", "dewi", "rendra", "eko", "sari"])
def test_only_analyst_and_head_of_agency_start_a_scan(cast, who):
    with pytest.raises(NotAllowed):
        request_run("35.26", getattr(cast, who), NOW)
    assert not Run.objects.exists()


def test_a_scan_is_ordered_for_an_office_that_exists_and_of_a_kind_that_exists(cast):
    with pytest.raises(NotFound):
        request_run("35", SYSTEM, NOW)
    with pytest.raises(Problem):
        request_run("35.26", SYSTEM, NOW, kind="tarot")


def test_every_hour_each_tenant_is_scanned_and_one_under_way_is_enough(cast):
    request_run("35.26", cast.ani, NOW)
    tasks.scan_every_tenant(int(NOW.timestamp()))
    assert sorted(Run.objects.values_list("region_id", flat=True)) == ["35.26", "35.27"]


def test_the_job_that_was_ordered_makes_the_run(scene, quick, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    run = request_run("35.26", SYSTEM, NOW, parameters=quick)
    tasks.run_scan(str(run.pk))
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_two_runs_do_not_share_a_seed(cast):
    assert request_run("35.26", SYSTEM, NOW).seed != request_run("35.27", SYSTEM, NOW).seed


def test_incidents_are_scanned_beside_the_reports_and_announce_nothing(scene, quick):
    of_reports = made(quick)
    before = len(found())
    opened = [
        Incident(
            number=f"K-{n}",
            category="intimidation_violence",
            region_id=TROUBLED[n % 2],
            opened_at=NOW,
            happened_at=NOW - timedelta(days=n % 3) if n < 12 else NOW - timedelta(days=4 + n % 50),
        )
        for n in range(12)
    ]
    Incident.objects.bulk_create(opened)
    run = made(quick, source="incidents")
    assert (run.state, run.n_reports, run.calibration) == (RunState.DONE, 12, None)
    assert "series" not in run.result
    assert len(found()) == before
    assert {c.run_id for c in clusters_current(SYSTEM, NOW)} <= {of_reports.pk}
    assert {c.run_id for c in clusters_current(SYSTEM, NOW, source="incidents")} <= {run.pk}


def test_the_timetable_orders_incidents_and_reports_apart(scene):
    tasks.scan_incidents_of_every_tenant(int(NOW.timestamp()))
    assert set(Run.objects.values_list("source", flat=True)) == {"incidents"}
