"""The year's action plan of the demonstration: drafted, decreed, reported twice, and the third report begun."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from kondusif.people.models import Holding, Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer
from kondusif.plans.actions import issues, measures, period_reports, plan
from kondusif.plans.actions.conflict import (
    Consultation,
    Decree,
    NewStatus,
    consult_council,
    declare_status,
    end_status,
    propose_status,
)
from kondusif.plans.actions.issues import NewIssue
from kondusif.plans.actions.measure_tasks import MeasureTask, give_measure_task
from kondusif.plans.actions.measures import NewMeasure
from kondusif.plans.actions.period_reports import Entry
from kondusif.plans.actions.plan import NewPlan
from kondusif.plans.models import ActionPlan, ConflictStatus, Measure, StrategicIssue
from kondusif.plans.papers import PDF_TYPE, Paper
from kondusif.plans.rules import Period, ends_on
from kondusif.plans.states import IssueState
from kondusif.rehearsal.stage import Stage
from kondusif.rehearsal.story import Story

_NAMESPACE = UUID("0d5c7c52-5a3a-4f0e-9a51-2b0f6f0d9e11")


@dataclass(frozen=True)
class _Renaksi:
    """A measure of the story: its words, owner, targets, and what was reached in B04, B08 and so far in B12."""

    stage: str
    title: str
    success: str
    owner: Role
    unit: str
    targets: tuple[int | None, int | None, int | None]
    reached: tuple[float | None, float | None, float | None]
    supporters: tuple[tuple[str, str], ...] = ()


_PLAN = (
    _Renaksi("prevention", "Pemetaan potensi konflik pemilihan per kecamatan", "Peta ditetapkan dan dibagikan",
             Role.AGENCY_HEAD, "kecamatan", (6, 6, 6), (6, 7, 6), (("vertical", "Polres"), ("vertical", "Kejaksaan Negeri"))),
    _Renaksi("prevention", "Dialog lintas pendukung dan tokoh agama", "Berita acara tiap dialog", Role.POLITICS_OFFICER,
             "dialog", (4, 6, 6), (4, 8, 4), (("outside", "FKUB"), ("outside", "Pengurus partai politik"))),
    _Renaksi("prevention", "Patroli siber dan klarifikasi kabar bohong", "Klarifikasi terbit dalam 24 jam",
             Role.ANALYST, "klarifikasi", (10, 10, 20), (12, 9, None), (("agency", "Dinas Kominfo"), ("vertical", "Polres"))),
    _Renaksi("prevention", "Ikrar netralitas ASN dan kepala desa", "Pakta integritas ditandatangani",
             Role.REGIONAL_SECRETARY, "perangkat daerah", (None, 30, 12), (None, 27, None), (("outside", "Bawaslu"),)),
    _Renaksi("prevention", "Penyuluhan larangan politik uang", "Daftar hadir dan dokumentasi", Role.SUBDISTRICT_HEAD,
             "desa", (5, 5, 10), (5, 5, 6), (("vertical", "Polsek"), ("vertical", "Koramil"))),
    _Renaksi("cessation", "Gladi posko dan lapangan penanganan massa", "Gladi terlaksana dan dievaluasi",
             Role.POLICE_COMMAND, "gladi", (None, 1, 1), (None, 1, 1), (("vertical", "Kodim"), ("agency", "Satpol PP"))),
    _Renaksi("cessation", "Mediasi sengketa antarpendukung", "Kesepakatan tertulis", Role.AGENCY_HEAD, "mediasi",
             (2, 2, 3), (2, 1, None), (("outside", "Tokoh adat"),)),
    _Renaksi("cessation", "Kejadian kekerasan pemilihan", "Tidak ada kejadian", Role.POLICE_COMMAND, "kejadian",
             (0, 0, 0), (0, 1, None)),
    _Renaksi("recovery", "Pendampingan psikososial warga terdampak", "Warga terdampak didampingi", Role.AGENCY_FOCAL,
             "warga", (None, 20, 20), (None, 16, None), (("agency", "Dinas Sosial"), ("outside", "PMI"))),
)  # fmt: skip


def play(stage: Stage, story: Story, at: datetime) -> None:
    """This function will play the action plan, the register of issues and one past status of conflict."""
    _play_issues(stage, at)
    made = _play_plan(stage, at)
    _play_ties(stage, made, at)
    _play_conflict(stage, at)


def _viewer(stage: Stage, role: Role, at: datetime) -> Viewer | None:
    holdings = Holding.objects.select_related("person").filter(office__role=role)
    holding = holdings.filter(office__region_id=stage.tenant.region_id).order_by("id").first()
    return viewer_of(holding.person, at=at) if holding else None


def _owner(stage: Stage, role: Role, at: datetime) -> tuple[Office, Viewer]:
    """Who answers for a measure: the office of the tenant, the first camat, or the agency's head where neither is."""
    viewers: dict[Role, Callable[[], Viewer | None]] = {
        Role.AGENCY_HEAD: lambda: stage.head,
        Role.ANALYST: lambda: stage.analyst,
        Role.POLICE_COMMAND: lambda: stage.police,
        Role.SUBDISTRICT_HEAD: lambda: stage.camats[sorted(stage.camats)[0]] if stage.camats else None,
    }
    found = viewers[role]() if role in viewers else _viewer(stage, role, at)
    viewer = found if found and found.grants else stage.head
    return Office.objects.get(pk=viewer.grants[0].office_id), viewer


def _play_plan(stage: Stage, at: datetime) -> ActionPlan:
    zone = ZoneInfo(stage.tenant.timezone)
    year, code = at.astimezone(zone).year, stage.tenant.region_id
    began = min(datetime(year, 1, 8, 3, 0, tzinfo=UTC), at - timedelta(days=10))
    new = NewPlan(code, year, "Rencana Aksi Terpadu Penanganan Konflik Sosial", _AIM, synthetic=True)
    made = plan.draft_plan(new=new, by=stage.head, at=began)
    owners = {}
    for r in _PLAN:
        office, viewer = _owner(stage, r.owner, at)
        owners[r.title] = viewer
        targets = tuple(None if t is None else Decimal(t) for t in r.targets)
        wanted = NewMeasure(r.stage, r.title, r.success, office.pk, r.unit, targets, r.supporters, "APBD (contoh)")
        measures.add_measure(plan_id=made.pk, new=wanted, by=stage.head, at=began)
    day = began.date() + timedelta(days=5)
    plan.submit_plan(plan_id=made.pk, by=stage.head, at=began)
    decree = f"300.1/{code}/{year} (contoh)"
    at_decree = began + timedelta(days=6)
    plan.approve_plan(plan_id=made.pk, decree_number=decree, decree_on=day, by=stage.regional_head, at=at_decree)
    plan.start_plan(plan_id=made.pk, by=stage.head, at=at_decree)
    for n, measure in enumerate(made.measures.order_by("number")):
        for k, period in enumerate(Period):
            _report(stage, measure, period, _PLAN[n].reached[k], owners[measure.title], at)
    return made


_AIM = "Pemilihan yang aman: konflik dicegah lebih dulu, dihentikan dengan cepat, dan dipulihkan bersama."


def _report(stage: Stage, measure: Measure, period: Period, reached: float | None, by: Viewer, at: datetime) -> None:
    """The last days of the period, or now where it still runs; the last one of all came late."""
    if reached is None or measure.target(period) is None:
        return
    year = measure.plan.year
    last = ends_on(year, period) + timedelta(days=2 if measure.number == 7 else -3)
    sent = min(datetime(last.year, last.month, last.day, 4, 0, tzinfo=UTC), at - timedelta(hours=measure.number))
    if sent.date() < date(year, int(period.value[1:]) - 3, 1):
        return  # the story ends before this period begins
    client_id = uuid5(_NAMESPACE, f"{measure.pk}{period}")
    papers = (Paper("bukti.pdf", PDF_TYPE, _sheet(f"{measure.title} {period.value.upper()}")),) if reached else ()
    entry = Entry(
        measure.pk, period, client_id, Decimal(str(reached)),
        f"Terlaksana {reached:g} {measure.unit}; dokumentasi terlampir (contoh peragaan).", papers=papers,
    )  # fmt: skip
    report = period_reports.submit_period_report(entry=entry, by=by, at=sent)
    over = ends_on(year, period) < at.date()
    judge = stage.analyst if by.person_id != stage.analyst.person_id else stage.head
    if over and measure.number != 9:
        checked = min(sent + timedelta(days=2), at)
        period_reports.verify_period_report(period_report_id=report.pk, by=judge, at=checked)


def _sheet(text: str) -> bytes:
    """A page of PDF with one line on it: small enough to make fifty of them at once."""
    plain = text.encode("latin-1", "replace").replace(b"(", b"[").replace(b")", b"]")
    body = zlib.compress(b"BT /F1 16 Tf 60 760 Td (Contoh peragaan: " + plain + b") Tj ET")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(body), body),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )


def _play_issues(stage: Stage, at: datetime) -> None:
    began = at - timedelta(days=50)
    code = stage.tenant.region_id
    issues.seed_issues(region_code=code, by=stage.head, at=began)
    local = NewIssue(
        code, "Kerumunan saat kampanye terbuka", "Dua rapat umum pada hari dan jalan yang sama (contoh peragaan).",
        "crowds", "Rapat tim kewaspadaan dini (contoh peragaan)", "campaign", stage.head.grants[0].office_id,
        synthetic=True,
    )  # fmt: skip
    issues.enter_issue(new=local, by=stage.analyst, at=at - timedelta(days=20))
    for origin, to, note in (
        ("national-2024/02", IssueState.HANDLED, "Penyuluhan dan patroli berjalan di semua kecamatan."),
        ("national-2024/03", IssueState.WATCHED, "Dipantau lewat laporan warga dan dialog lintas pendukung."),
        ("national-2024/05", IssueState.CLOSED, "Jadwal pemilihan tidak berhimpitan tahun ini."),
    ):
        issue = StrategicIssue.objects.get(region_id=code, origin=origin)
        issues.move_issue(issue_id=issue.pk, to=to, note=note, by=stage.analyst, at=at - timedelta(days=12))


def _play_ties(stage: Stage, made: ActionPlan, at: datetime) -> None:
    of = {m.title: m for m in made.measures.all()}
    for title, origin in (
        ("Penyuluhan larangan politik uang", "national-2024/02"),
        ("Dialog lintas pendukung dan tokoh agama", "national-2024/03"),
        ("Patroli siber dan klarifikasi kabar bohong", "national-2024/04"),
        ("Ikrar netralitas ASN dan kepala desa", "national-2024/01"),
    ):
        issue = StrategicIssue.objects.get(region_id=made.region_id, origin=origin)
        issues.tie_measure(
            measure_id=of[title].pk, to="issue", issue_id=issue.pk, by=stage.head, at=at - timedelta(days=11)
        )
    step = MeasureTask(
        "Susun jadwal penyuluhan di desa yang tersisa", "Bersama tiga pilar; sertakan daftar hadir.",
        of["Penyuluhan larangan politik uang"].owner_id, at + timedelta(days=4),
    )  # fmt: skip
    measure = of["Penyuluhan larangan politik uang"]
    give_measure_task(measure_id=measure.pk, step=step, by=stage.head, at=at - timedelta(days=2))


def _play_conflict(stage: Stage, at: datetime) -> ConflictStatus | None:
    """One that is over: so that its page can be read without frightening anybody."""
    chair = _viewer(stage, Role.COUNCIL_CHAIR, at)
    if chair is None or not chair.grants:
        return None
    began = at - timedelta(days=150)
    new = NewStatus(
        stage.tenant.region_id, "Bentrokan dua kampung (contoh peragaan)", "Dua kampung berselisih soal batas lahan.",
        "Personel tidak cukup di tiga titik sekaligus.", "Kantor kecamatan tutup dua hari.", began.date(), synthetic=True,
    )  # fmt: skip
    status = propose_status(new=new, by=stage.head, at=began)
    answered = began + timedelta(days=1)
    heard = Consultation("agrees", "170/21 (contoh)", answered.date())
    consult_council(status_id=status.pk, heard=heard, by=chair, at=answered)
    decree = Decree("188/45 (contoh)", answered.date(), 30)
    declare_status(status_id=status.pk, decree=decree, by=stage.regional_head, at=answered + timedelta(hours=3))
    ended = answered + timedelta(days=18)
    return end_status(status_id=status.pk, reason="Kedua kampung berdamai.", by=stage.regional_head, at=ended)
