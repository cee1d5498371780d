"""Playing the story through the officers' own actions, each at its moment."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from kondusif.alerts import actions as alerts
from kondusif.alerts.actions import AlertDraft
from kondusif.alerts.drafting import draft_from_cluster, draft_from_reports
from kondusif.alerts.models import Alert
from kondusif.alerts.rules import content_hash
from kondusif.alerts.states import Level
from kondusif.coordination import actions as coordination
from kondusif.coordination.actions import NewTask
from kondusif.core.actions import record
from kondusif.core.models import Pending
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection.actions import request_run, run_detection
from kondusif.detection.models import Cluster, Run
from kondusif.elections.actions.plan_demo_election import plan_demo_election
from kondusif.elections.queries import day_in
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.publication.actions import make_release
from kondusif.ratings.actions import NewRating, give_rating, rate_from_situation
from kondusif.ratings.schemes import Scheme
from kondusif.regions.models import Tenant
from kondusif.rehearsal import (
    scenes_commitments,
    scenes_daily,
    scenes_documents,
    scenes_engine,
    scenes_meetings,
    scenes_minutes,
    scenes_notices,
    scenes_plans,
    scenes_tasks,
    scenes_vault,
)
from kondusif.rehearsal import stage as staging
from kondusif.rehearsal.phrases import OUTCOMES, SETTLED
from kondusif.rehearsal.stage import Stage
from kondusif.rehearsal.story import N_DAYS, Outbreak, Story, StoryReport, tell
from kondusif.reports.actions import move_report, receive_reports
from kondusif.reports.models import Report
from kondusif.reports.rules import NewReport
from kondusif.reports.states import Maturity, ReportState, Urgency
from kondusif.triage import actions as triage
from kondusif.triage.models import Incident, Link
from kondusif.triage.states import MOVES as INCIDENT_MOVES
from kondusif.triage.states import IncidentState
from kondusif.triage.tasks import prepare

Say = Callable[[str], None]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAYS_TO_VOTE = 12
# Enough for a scan to see a habit; a small town writes less than a regency.
PER_DAY_PER_100_VILLAGES, MOST_PER_DAY, LEAST_PER_DAY = 2.6, 9.0, 3.0


@dataclass
class Play:
    """What the running story remembers."""

    stage: Stage
    story: Story
    ends_at: datetime
    report_ids: dict[UUID, UUID] = field(default_factory=dict)
    incidents: dict[int, UUID] = field(default_factory=dict)


def is_played(region_code: str) -> bool:
    """This function will tell whether the region's demonstration was loaded to the end."""
    from kondusif.core.models import Event

    return Event.objects.filter(name="demonstration.played", region_code=region_code).exists()


def play_demonstration(region_code: str, *, at: datetime, seed: int, say: Say) -> None:
    """
    This function will load sixty invented days of a region, ending at *at*; a second time it does nothing.

    :raises ValueError: if the region has too few villages with a known place.
    """
    with scoped(EVERYWHERE):
        if is_played(region_code):
            say("Peragaan sudah dimuat.")
            return
        with transaction.atomic():
            _play(region_code, at, seed, say)


def _play(region_code: str, at: datetime, seed: int, say: Say) -> None:
    stage = staging.set_stage(region_code, at=at)
    villages = staging.villages_of(region_code)
    per_day = min(MOST_PER_DAY, max(LEAST_PER_DAY, PER_DAY_PER_100_VILLAGES * len(villages) / 100))
    story = tell(villages, ends_at=at, seed=seed, reports_per_day=per_day)
    plan_demo_election(region_code=region_code, voting_on=day_in(region_code, at + timedelta(days=DAYS_TO_VOTE)))
    staging.seat_villages(story.outbreaks[-1], stage.tenant, at=at)
    say(f"{len(story.reports)} laporan sintetis di {len(villages)} desa, tiga rangkaian kejadian ditanam")
    play = Play(stage, story, at)
    _say_of_others(play)
    steps = list(heapq.merge(_report_steps(play), _rating_steps(play), _alert_steps(play)))
    for n, (moment, _order, step) in enumerate(steps):
        step(moment)
        if n % (len(steps) // 10 + 1) == 0:
            say(f"memutar cerita: {100 * n // len(steps)} %")
    say("memutar cerita: rapat, notulen, tugas, rencana aksi, laporan harian")
    scenes_minutes.play(stage, scenes_meetings.play(stage, at), at)
    scenes_tasks.play(stage, story, at)
    scenes_plans.play(stage, story, at)
    scenes_daily.play(stage, story, at)
    scenes_notices.play(stage, at)
    scenes_vault.play(stage, at)
    record("demonstration.played", subject=stage.tenant, by=SYSTEM, at=at, region_code=region_code, seed=seed)
    # The story is past: nobody is to be told of it now. What is still open is looked at once, as of today.
    Pending.objects.all().delete()
    say("mencari gugus dan tempat sunyi, menghitung indeks dan prakiraan, menerbitkan naskah")
    _wake(play)


_order = count()
Step = tuple[datetime, int, Callable[[datetime], None]]


def _report_steps(play: Play) -> Iterator[Step]:
    steps: list[Step] = []
    for report in play.story.reports:
        steps += [(moment, next(_order), step) for moment, step in _life(play, report) if moment < play.ends_at]
    return iter(sorted(steps, key=lambda s: s[:2]))


def _life(play: Play, r: StoryReport) -> Iterator[tuple[datetime, Callable[[datetime], None]]]:
    """One report from receipt to verdict; what the clock of the story has not reached is left undone."""
    received = r.at + 4 * MINUTE
    yield received, lambda at: _receive(play, r, at)
    if r.fate == "waiting":
        return
    pace = 20 * MINUTE + (r.client_id.int % 170) * MINUTE  # officers are quick and slow, as in life
    looked = received + pace
    yield looked, lambda at: _look(play, r, at)
    yield looked + 25 * MINUTE, lambda at: _judge(play, r, at)
    if r.fate == "verified" and r.outbreak is None:
        days = 1 + r.client_id.int % 4
        yield looked + 25 * MINUTE + days * timedelta(days=1), lambda at: _settle(play, r, at)


def _receive(play: Play, r: StoryReport, at: datetime) -> None:
    new = NewReport(
        client_id=r.client_id, category=r.category, text=r.text, event_at=r.at, lat=r.lat, lon=r.lon,
        region_code=r.village.code, station_number=r.station_number, synthetic=True,
    )  # fmt: skip
    [received] = receive_reports([new], at=at)
    play.report_ids[r.client_id] = received.report_id
    prepare(Report.objects.get(pk=received.report_id), at=at)


def _look(play: Play, r: StoryReport, at: datetime) -> None:
    report_id, by = play.report_ids[r.client_id], play.stage.operator
    report = Report.objects.get(pk=report_id)
    grave = r.category == "intimidation_violence" and r.outbreak is not None
    triage.claim_report(report_id=report_id, by=by, at=at)
    triage.screen_report(
        report_id=report_id, category=r.category, urgency=Urgency(report.urgency),
        maturity=Maturity.OCCURRENCE if grave and r.client_id.int % 3 == 0 else Maturity(report.maturity), by=by, at=at,
    )  # fmt: skip


def _judge(play: Play, r: StoryReport, at: datetime) -> None:
    report_id, by = play.report_ids[r.client_id], play.stage.operator
    if r.fate == "out_of_scope":
        triage.refer_report(
            report_id=report_id,
            addressee="Dinas terkait",
            note="Bukan urusan pemilihan; sudah diteruskan.",
            by=by,
            at=at,
        )
        return
    triage.start_verification(report_id=report_id, by=by, at=at)
    if r.fate == "unverified":
        triage.mark_unverified(
            report_id=report_id, note="Petugas tidak menemukan kejadian ini di lokasi.", by=by, at=at
        )
    elif r.fate == "hoax":
        triage.release(report_id=report_id, by=by, at=at)
        triage.propose_hoax(report_id=report_id, note="Gambar lama dari tempat lain.", by=play.stage.analyst, at=at)
        triage.release(report_id=report_id, by=play.stage.analyst, at=at)
        triage.confirm_hoax(report_id=report_id, note="Sudah dicek bersama Kominfo.", by=by, at=at + MINUTE)
    else:
        rating = "B" if r.outbreak is not None else "BCD"[r.client_id.int % 3]
        triage.verify_report(
            report_id=report_id, source_rating=rating, info_rating=2 + r.client_id.int % 2, note="Dicek lewat tiga pilar.",
            incident_id=play.incidents.get(r.outbreak) if r.outbreak is not None else None, by=by, at=at,
        )  # fmt: skip
        if r.outbreak is not None:
            link = Link.objects.get(report_id=report_id, unlinked_at=None)
            play.incidents.setdefault(r.outbreak, link.incident_id)


def _settle(play: Play, r: StoryReport, at: datetime) -> None:
    """What everyday trouble comes to: somebody went there, it is over, and the reporter is told."""
    report = Report.objects.get(pk=play.report_ids[r.client_id])
    with transaction.atomic():
        move_report(report=report, to=ReportState.RESOLVED, by=play.stage.operator, at=at, outcome_note=SETTLED)
    _close_incident(play, report.pk, at)


def _close_outbreak(play: Play, index: int, at: datetime) -> None:
    incident_id, by = play.incidents[index], play.stage.operator
    for state in (
        IncidentState.CONFIRMED,
        IncidentState.HANDLING,
        IncidentState.CONTAINED,
        IncidentState.RECOVERED,
        IncidentState.CLOSED,
    ):
        if state in INCIDENT_MOVES[IncidentState(Incident.objects.get(pk=incident_id).state)]:
            triage.move_incident(incident_id=incident_id, to=state, note="Situasi kembali tenang.", by=by, at=at)


def _close_incident(play: Play, report_id: UUID, at: datetime) -> None:
    incident = Incident.objects.get(links__report_id=report_id, links__unlinked_at=None)
    if incident.state in {IncidentState.REPORTED, IncidentState.CONFIRMED}:
        triage.move_incident(
            incident_id=incident.pk, to=IncidentState.CLOSED, note=SETTLED, by=play.stage.operator, at=at
        )


def _rating_steps(play: Play) -> Iterator[Step]:
    code = play.stage.tenant.region_id
    zone = ZoneInfo(play.stage.tenant.timezone)
    for day in range(N_DAYS - 1, -1, -1):
        dawn = (play.ends_at - timedelta(days=day)).astimezone(zone).replace(hour=5, minute=0, second=0, microsecond=0)
        if dawn <= play.ends_at:
            yield dawn, next(_order), lambda at: rate_from_situation(code, at)


def _alert_steps(play: Play) -> Iterator[Step]:
    steps: list[Step] = []
    for index, outbreak in enumerate(play.story.outbreaks):
        if outbreak.is_over:
            steps += [(at, next(_order), step) for at, step in _warning_of(play, index, outbreak)]
    return iter(sorted(steps, key=lambda s: s[:2]))


def _warning_of(play: Play, index: int, outbreak: Outbreak) -> Iterator[tuple[datetime, Callable[[datetime], None]]]:
    """A warning from draft to the outcome that its reporters read, as it went in the story."""
    stage, memory = play.stage, {}
    camat = stage.camats[outbreak.villages[0].subdistrict]
    middle = outbreak.first_at + (outbreak.last_at - outbreak.first_at) * 0.7
    last_verdict = outbreak.last_at + 5 * HOUR

    def draft(at: datetime) -> None:
        reports = [
            play.report_ids[r.client_id]
            for r in play.story.reports
            if r.outbreak == index and r.client_id in play.report_ids
        ]
        memory["alert"] = alerts.draft_alert(draft=_draft(outbreak, reports, at), by=stage.operator, at=at).pk

    def sign(at: datetime) -> None:
        alert = Alert.objects.get(pk=memory["alert"])
        alerts.sign_alert(alert_id=alert.pk, seen=content_hash(alert.content()), by=stage.head, at=at)

    def give(at: datetime) -> None:
        new = NewTask(
            "Temui kepala desa dan tiga pilar", "Datangi desa-desa yang disebut, tenangkan warga, laporkan dengan foto.",
            camat.grants[0].office_id, at + 24 * HOUR, memory["alert"], synthetic=True,
        )  # fmt: skip
        memory["task"] = coordination.give_task(task=new, by=stage.head, at=at).pk

    def follow(at: datetime) -> None:
        coordination.follow_reports(task_id=memory["task"], by=SYSTEM, at=at)

    def work(action: Callable, by: Viewer, **more: str) -> Callable[[datetime], None]:
        return lambda at: (action(task_id=memory["task"], by=by, at=at, **more), follow(at))[0]

    yield middle, draft
    yield outbreak.last_at + HOUR, lambda at: _scan(play, at)
    yield middle + 40 * MINUTE, sign
    yield middle + 55 * MINUTE, lambda at: alerts.acknowledge_alert(alert_id=memory["alert"], by=camat, at=at)
    yield last_verdict, give
    yield last_verdict + 2 * HOUR, work(coordination.accept_task, camat)
    yield (
        last_verdict + 20 * HOUR,
        work(
            coordination.complete_task,
            camat,
            note="Pertemuan di balai desa, dihadiri tiga pilar dan tokoh warga. Situasi tenang.",
        ),
    )
    yield last_verdict + 26 * HOUR, work(coordination.verify_task, stage.head, outcome=OUTCOMES[outbreak.category])
    yield (
        last_verdict + 27 * HOUR,
        lambda at: alerts.stand_down_alert(
            alert_id=memory["alert"], reason="Situasi kembali tenang.", by=stage.head, at=at
        ),
    )
    yield last_verdict + 28 * HOUR, lambda at: _close_outbreak(play, index, at)


def _draft(outbreak: Outbreak, reports: list[UUID], at: datetime) -> AlertDraft:
    place = outbreak.villages[0].subdistrict_name
    words = {"hoax": "Kabar bohong beredar", "money_politics": "Pembagian uang dan barang"}[outbreak.category]
    return AlertDraft(
        level=Level.ORANGE if outbreak.category == "money_politics" else Level.YELLOW,
        title=f"{words} di Kecamatan {place}",
        situation=f"{len(reports)} laporan dari {len(outbreak.villages)} desa dalam beberapa hari, sebagian terverifikasi.",
        action="Camat menemui kepala desa bersama tiga pilar dan melapor ke posko dalam 24 jam.",
        region_code=outbreak.villages[0].subdistrict,
        valid_until=at + timedelta(days=14),
        report_ids=reports,
        is_public=True,
        public_text="Jangan meneruskan pesan yang belum jelas. Laporkan ke posko; petugas sedang menindaklanjuti.",
        synthetic=True,
    )


def _say_of_others(play: Play) -> None:
    """Two other authorities, imagined, who do not agree: the product shows both beside our own."""
    code, day = play.stage.tenant.region_id, (play.ends_at - timedelta(days=45)).date()
    subdistricts = sorted(play.stage.camats)
    trouble = {o.villages[0].subdistrict for o in play.story.outbreaks}
    for n, sub in enumerate(subdistricts):
        if not sub.startswith(code):
            continue
        polres = "sangat rawan" if sub in trouble or n % 5 == 0 else "rawan" if n % 2 else "kurang rawan"
        bawaslu = "tinggi" if n % 7 == 0 else "sedang"
        for who, authority, word in ((play.stage.police, "polres", polres), (play.stage.oversight, "bawaslu", bawaslu)):
            new = NewRating(
                region_code=sub, authority=authority, method="Contoh peragaan (sintetis)", edition="peragaan",
                valid_from=day, scheme=Scheme.OFFICIAL, class_name=word,
                level={"kurang rawan": 0, "rawan": 2, "sangat rawan": 3, "sedang": 1, "tinggi": 3}[word],
            )  # fmt: skip
            give_rating(new, by=who, at=play.ends_at - timedelta(days=45))


def _scan(play: Play, at: datetime) -> Run:
    run = request_run(play.stage.tenant.region_id, SYSTEM, at)
    return run_detection(run.pk, clock=lambda: at)


def _wake(play: Play) -> None:
    """What an hourly schedule would do now: scan, rate, draft; here at once, so that the first page is current."""
    code, at = play.stage.tenant.region_id, play.ends_at
    make_release(play.stage.tenant, by=SYSTEM, at=at)
    run = _scan(play, at)
    rate_from_situation(code, at)
    scenes_engine.play(play.stage, at)
    scenes_documents.play(play.stage, play.story, at)
    scenes_commitments.play(play.stage, at)
    for regency in Tenant.objects.filter(region__code__startswith=code[:5]).values_list("region_id", flat=True):
        draft_from_reports(regency[:5], by=SYSTEM, at=at)
    for cluster in Cluster.objects.filter(run=run, announced_at=at):
        draft_from_cluster(str(cluster.pk), by=SYSTEM, at=at)
