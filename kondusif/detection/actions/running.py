"""Making an ordered scan: read, scan outside any transaction, write what was found; and making it again."""

import logging
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kondusif.core.actions import record
from kondusif.core.states import check_move
from kondusif.detection import rules
from kondusif.detection.actions.calibrating import order_calibrations, say_how_often_by_chance
from kondusif.detection.bridge import (
    ENGINE_VERSION,
    METHODS,
    Finding,
    Outcome,
    Parameters,
    ScanRefused,
    chance_of,
    opinions_on,
    risen_series,
    scan_counted,
)
from kondusif.detection.counting import count, count_weeks, days_known
from kondusif.detection.kept import Counted, unpacked
from kondusif.detection.models import Calibration, Cluster, Run
from kondusif.detection.queries import extent_of
from kondusif.detection.rates import people_in, rate_of
from kondusif.detection.states import MOVES, SERIES, Judgement, Kind, RunState, Source, Step
from kondusif.people.viewers import SYSTEM
from kondusif.regions.codes import lies_in
from kondusif.regions.models import Tenant

logger = logging.getLogger(__name__)
MEMORY_DAYS = 3  # a finding that paused for longer is news again


def run_detection(run_id: UUID, *, clock: Callable[[], datetime]) -> Run:
    """
    This function will make the scan and store what it found, or why it could not.

    It may be called again for the same run: a finished run stays as it is, an interrupted one starts afresh.
    """
    run = _begin(run_id, clock())
    if run is None:
        return Run.objects.get(pk=run_id)
    try:
        counted = _read(run)
        outcome = scan_counted(counted, Parameters(**run.parameters), run.seed, run.kind)
        opinions = _second_opinions(run, counted, outcome)
        series = _series_of(run, counted)
        _show_progress(run, Step.WRITING, 0.9)
        return _finish(run, counted, outcome, opinions, series, clock())
    except ScanRefused as problem:
        return _fail(run, "engine_refused", str(problem), clock())
    except Exception as problem:
        logger.exception("scan %s failed", run_id)
        return _fail(run, "unexpected", f"{type(problem).__name__}: {problem}", clock())


@transaction.atomic
def _begin(run_id: UUID, at: datetime) -> Run | None:
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state not in (RunState.QUEUED, RunState.RUNNING):
        return None
    check_move(MOVES, run.state, RunState.RUNNING)
    run.state, run.step, run.progress, run.started_at = RunState.RUNNING, Step.READING, 0.05, at
    run.save(update_fields=["state", "step", "progress", "started_at"])
    return run


def _read(run: Run) -> Counted:
    tenant = Tenant.objects.get(region_id=run.region_id)
    counted = count(
        run.region_id, source=run.source, exercise=run.exercise, at=run.requested_at, zone=tenant.timezone,
        n_days=run.parameters["window_days"],
    )  # fmt: skip
    run.n_reports, run.n_places, run.n_unplaced = counted.n_reports, len(counted.places), counted.n_unplaced
    run.first_on, run.last_on = counted.first_on, counted.last_on
    _show_progress(run, Step.SCANNING, 0.2, "n_reports", "n_places", "n_unplaced", "first_on", "last_on")
    return counted


def _show_progress(run: Run, step: Step, share: float, *fields: str) -> None:
    """Committed at once: somebody is watching."""
    run.step, run.progress = step, share
    run.save(update_fields=["step", "progress", *fields])


@transaction.atomic
def _finish(
    run: Run, counted: Counted, outcome: Outcome, opinions: list[list[dict]], series: dict, at: datetime
) -> Run:
    # Lock first: a second worker may have taken the run over.
    now = Run.objects.select_for_update().get(pk=run.pk)
    if now.state != RunState.RUNNING:
        return now
    former = _remembered(run, at)
    run.calibration = _calibration_for(run, at)
    elsewhere = announced_elsewhere(run, at) if outcome.findings else []
    clusters = [_cluster(run, rank, f, former, at) for rank, f in enumerate(outcome.findings, start=1)]
    _say_how_much_is_usual(run, clusters, series.get("alarms", ()), counted)
    for cluster, said in zip(clusters, opinions, strict=True):
        cluster.opinions = said
        if run.calibration is not None:
            say_how_often_by_chance(cluster, run.calibration)
        _inherit_announcement(cluster, elsewhere)
    # Incidents grow out of reports, whose scan has announced them; theirs says whether checking bears it out.
    speaks = not run.exercise and run.source == Source.REPORTS
    news = [c for c in clusters if _is_news(c)] if speaks else []
    grown = {c.pk for c in news if c.announced_at is not None}
    for cluster in news:
        cluster.announced_at, cluster.announced_cases = at, cluster.size
    if series:
        _say_chance_of_series(run, series, at)
    run.state, run.step, run.progress, run.finished_at = RunState.DONE, Step.ENDED, 1.0, at
    run.method, run.engine_version = METHODS[Kind(run.kind)], ENGINE_VERSION
    run.counted, run.input_hash, run.result_hash = counted.packed(), counted.digest(), outcome.digest
    run.result = _told(outcome) | ({"series": series} if series else {})
    run.save()
    Cluster.objects.bulk_create(clusters)
    significant = sum(c.stands_out for c in clusters)
    if (clusters and run.calibration is None) or (series.get("alarms") and not series["campaigns"]):
        order_calibrations(at)
    record(
        "detection.ran", subject=run, by=SYSTEM, at=at, kind=run.kind, clusters=len(clusters), significant=significant
    )
    for c in news:
        record(
            # Silence is for a person to look into: no warning is ever drafted on it by itself.
            "silence.found" if c.is_silence else "cluster.found", subject=c, by=SYSTEM, at=at, cases=c.cases, expected=round(c.expected, 2),
            alarms_per_campaign=round(c.chance, 4) if c.is_chance_known else None, stream=c.stream, grown=c.pk in grown,
        )  # fmt: skip
    return run


def _say_how_much_is_usual(run: Run, clusters: list[Cluster], alarms: Collection[dict], counted: Counted) -> None:
    if not clusters and not alarms:
        return
    people, reports = people_in(run.region_id), _reports_of(run, counted)
    for cluster in clusters:
        cluster.rate = rate_of(reports, set(cluster.cases_by_member), people, cluster.starts_on)
    for alarm in alarms:
        alarm["rate"] = rate_of(reports, [alarm["region"]], people, run.last_on - timedelta(days=alarm["days"] - 1))


def _series_of(run: Run, counted: Counted) -> dict:
    if run.kind != Kind.STP or run.source != Source.REPORTS:
        return {}
    return risen_series(counted, allowed=rules.ALARMS_PER_CAMPAIGN)


def _second_opinions(run: Run, counted: Counted, outcome: Outcome) -> list[list[dict]]:
    """What detectors of single subdistricts say of each finding; they ask for too many, so of a silence nothing."""
    if run.kind == Kind.SILENT or not outcome.findings:
        return [[] for _ in outcome.findings]
    zone = Tenant.objects.get(region_id=run.region_id).timezone
    known = days_known(run.region_id, zone, counted)
    told = []
    for f in outcome.findings:
        areas = {code[: rules.SUBDISTRICT] for code in f.cases_by_member}
        weekly = count_weeks(
            run.region_id,
            f.extent.stream,
            areas,
            source=run.source,
            exercise=run.exercise,
            at=run.requested_at,
            zone=zone,
        )
        stream = counted.streams.index(f.extent.stream)
        told.append(opinions_on(counted, stream, f.cases_by_member, known, weekly, run.seed))
    return told


def _reports_of(run: Run, counted: Counted) -> Counted:
    """How much people report here is counted in reports, also where incidents were scanned, which grow out of them."""
    if run.source == Source.REPORTS:
        return counted
    zone = Tenant.objects.get(region_id=run.region_id).timezone
    return count(
        run.region_id,
        source=Source.REPORTS,
        exercise=run.exercise,
        at=run.requested_at,
        zone=zone,
        n_days=counted.n_days,
    )


def _is_news(c: Cluster) -> bool:
    explained = c.judgement in (Judgement.KNOWN, Judgement.ARTEFACT)
    return not explained and rules.is_news(c.chance, c.size, c.announced_cases)


def _say_chance_of_series(run: Run, series: dict, at: datetime) -> None:
    made = _calibration_for(run, at, SERIES)
    series["campaigns"] = made.parameters["campaigns"] if made else 0
    for alarm in series.get("alarms", ()):
        alarm["chance"], alarm["is_bound"] = (
            chance_of(alarm["strength"], made.maxima, made.parameters["campaigns"], made.parameters["quiet_days"])
            if made
            else (None, False)
        )


def _calibration_for(run: Run, at: datetime, kind: str = "") -> Calibration | None:
    """The newest simulated campaigns of what the run looked for."""
    since = at - timedelta(days=rules.CALIBRATION_GOOD_FOR_DAYS)
    made = Calibration.objects.filter(region_id=run.region_id, kind=kind or run.kind, source=run.source)
    return made.filter(at__gt=since, at__lte=at).first()


def _told(outcome: Outcome) -> dict:
    return {
        "too_few": outcome.too_few,
        "engine_input_hash": outcome.engine_input_hash,
        "null_maxima": list(outcome.null_maxima),
        "findings": [_finding_told(f) for f in outcome.findings],
    }


def _finding_told(finding: Finding) -> dict:
    told = asdict(finding)
    extent = told.pop("extent")
    return told | extent | {"starts_on": extent["starts_on"].isoformat(), "ends_on": extent["ends_on"].isoformat()}


def _remembered(run: Run, at: datetime) -> list[Cluster]:
    """What the runs of the last days found, newest first: a finding may drop out for an hour and return."""
    own = Cluster.objects.filter(
        run__region_id=run.region_id, run__exercise=run.exercise, run__source=run.source, run__kind=run.kind,
        run__state=RunState.DONE, run__finished_at__gt=at - timedelta(days=MEMORY_DAYS),
    )  # fmt: skip
    return list(own.select_related("run").order_by("-run__finished_at", "rank"))


def announced_elsewhere(run: Run, at: datetime) -> list[Cluster]:
    """
    This function will return what the offices above and below the run's own announced in the last days.

    A province and its regencies scan the same reports: whoever finds a thing first announces it for all.
    """
    recent = (
        Cluster.objects.filter(
            run__exercise=run.exercise, run__source=run.source, run__kind=run.kind, announced_at__isnull=False,
            run__state=RunState.DONE, run__finished_at__gt=at - timedelta(days=MEMORY_DAYS),
        )
        .exclude(run__region_id=run.region_id)
        .select_related("run")
        .order_by("-announced_cases", "-run__finished_at")
    )  # fmt: skip
    mine = run.region_id
    return [c for c in recent if lies_in(c.run.region_id, mine) or lies_in(mine, c.run.region_id)]


def _cluster(run: Run, rank: int, finding: Finding, former: list[Cluster], at: datetime) -> Cluster:
    extent = finding.extent
    same = next((c for c in former if rules.is_same(extent_of(c), extent)), None)
    cluster = Cluster(
        run=run, rank=rank, stream=extent.stream, region_id=rules.common_region(finding.cases_by_member),
        members=list(extent.members), cases_by_member=finding.cases_by_member, starts_on=extent.starts_on,
        ends_on=extent.ends_on, cases=extent.cases, expected=finding.expected, relative_risk=finding.relative_risk,
        llr=finding.llr, p_value=finding.p_value, recurrence_days=finding.recurrence_days, lon=finding.lon,
        lat=finding.lat, radius_km=finding.radius_km, expected_by_member=finding.expected_by_member, former=same, first_found_at=same.first_found_at if same else at,
    )  # fmt: skip
    if same is not None:
        cluster.announced_at, cluster.announced_cases = same.announced_at, same.announced_cases
        if same.judgement != Judgement.UNJUDGED and not rules.has_outgrown(cluster.size, same.judged_cases):
            for field in ("judgement", "note", "judged_by_id", "judged_at", "judged_cases"):
                setattr(cluster, field, getattr(same, field))
    return cluster


def _inherit_announcement(cluster: Cluster, elsewhere: list[Cluster]) -> None:
    if cluster.announced_at is None:
        told = next((c for c in elsewhere if rules.is_same(extent_of(c), extent_of(cluster))), None)
        if told is not None:
            cluster.announced_at, cluster.announced_cases = told.announced_at, told.announced_cases


@transaction.atomic
def _fail(run: Run, code: str, detail: str, at: datetime) -> Run:
    now = Run.objects.select_for_update().get(pk=run.pk)
    if now.state != RunState.RUNNING:
        return now
    check_move(MOVES, now.state, RunState.FAILED)
    now.state, now.step, now.error, now.error_detail, now.finished_at = (
        RunState.FAILED,
        Step.ENDED,
        code,
        detail[:300],
        at,
    )
    now.save(update_fields=["state", "step", "error", "error_detail", "finished_at"])
    record("detection.failed", subject=now, by=SYSTEM, at=at, error=code)
    return now


@dataclass(frozen=True)
class Recomputed:
    """Whether a stored run gives the same again, part by part."""

    same_input: bool
    same_result: bool
    same_clusters: bool
    engine_then: str
    engine_now: str

    @property
    def all_same(self) -> bool:
        return self.same_input and self.same_result and self.same_clusters


def recompute(run: Run) -> Recomputed:
    """
    This function will make a finished run again from what is stored with it, and compare to the bit.

    :raises ValueError: if the run never finished: then there is nothing to compare.
    """
    if run.state != RunState.DONE or run.counted is None:
        raise ValueError(f"run {run.pk} is {run.state}; only a finished run can be made again")
    counted = unpacked(run.counted)
    outcome = scan_counted(counted, Parameters(**run.parameters), run.seed, run.kind)
    stored = [
        (c.region_id, sorted(c.members), c.starts_on, c.ends_on, c.cases, c.expected, c.llr, c.p_value)
        for c in run.clusters.order_by("rank")
    ]
    again = [
        (rules.common_region(f.cases_by_member), sorted(f.extent.members), f.extent.starts_on, f.extent.ends_on,
         f.extent.cases, f.expected, f.llr, f.p_value)
        for f in outcome.findings
    ]  # fmt: skip
    return Recomputed(
        counted.digest() == run.input_hash,
        outcome.digest == run.result_hash and list(outcome.null_maxima) == run.result["null_maxima"],
        stored == again,
        run.engine_version,
        ENGINE_VERSION,
    )
