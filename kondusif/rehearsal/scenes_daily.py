"""The last days of the desk in the demonstration: reports of the subdistricts, presence, bans, the daily report."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from kondusif.daily.actions import reports as daily
from kondusif.daily.actions.exceptions import NewException, ask_exception, decide_exception
from kondusif.daily.actions.lessons import NewLesson, note_lesson
from kondusif.daily.actions.orders import NewOrder, draft_order, issue_order
from kondusif.daily.actions.presence import NewPresence, declare_presence
from kondusif.daily.actions.press import approve_press_note, draft_press_note, publish_press_note
from kondusif.daily.actions.silence import notice_silence
from kondusif.daily.actions.situation import NewSituation, write_situation
from kondusif.daily.models import SituationReport
from kondusif.daily.states import AbsenceKind, Addressed, Crowd, HeadWhere, SituationLevel, Standing
from kondusif.elections.actions.enter_history import enter_history
from kondusif.elections.history_file import PastRow
from kondusif.people.models import Holding
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer
from kondusif.rehearsal.stage import Stage
from kondusif.rehearsal.story import Story

N_DAYS = 3
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
_NAMESPACE = UUID("2b7f0c52-64f1-4f0e-8f53-9d7f51a1c0de")
_NOTES = (
    "Kotak suara tiba lengkap di PPK.",
    "Dua kotak suara menunggu kendaraan.",
    "",
    "Gudang PPK dijaga bergantian.",
)
_NEEDS = ("", "", "Lampu darurat untuk dua TPS.", "")

_PAST = (
    ("pilkada", "Pilkada 2018 (contoh)", date(2018, 6, 27), 0.68),
    ("pemilu", "Pemilu 2019 (contoh)", date(2019, 4, 17), 0.79),
    ("pilkades", "Pilkades 2021 (contoh)", date(2021, 5, 2), 0.83),
    ("pemilu", "Pemilu 2024 (contoh)", date(2024, 2, 14), 0.81),
)


def play(stage: Stage, story: Story, at: datetime) -> None:
    """This function will let the desk's last days happen through the officers' own actions, ending at *at*."""
    if len(stage.tenant.region_id) == 2:
        return  # a province's desk receives; its regencies are not played day by day
    zone = ZoneInfo(stage.tenant.timezone)
    trouble = {o.villages[0].subdistrict for o in story.outbreaks if not o.is_over}
    today = at.astimezone(zone).date()
    for back in range(N_DAYS, -1, -1):
        _morning(stage, trouble, today - timedelta(days=back), zone, at, is_last=back == 0)
    secretary = _holder(Role.REGIONAL_SECRETARY, stage.tenant.region_id, at)
    if secretary:
        _bans(stage, secretary, at)
        _reports(stage, secretary, at)
    _lesson(stage, at)
    _past(stage, at)
    notice_silence(stage.tenant.region_id, at=at)


def _holder(role: Role, region_code: str, at: datetime) -> Viewer | None:
    holding = Holding.objects.select_related("person").filter(office__role=role, office__region_id=region_code).first()
    return viewer_of(holding.person, at=at) if holding else None


def _morning(stage: Stage, trouble: set[str], day: date, zone: ZoneInfo, at: datetime, *, is_last: bool) -> None:
    """Most write before six, some late; on the last morning two say nothing."""
    six = datetime.combine(day, datetime.min.time(), zone).replace(hour=6)
    for n, (code, camat) in enumerate(sorted(stage.camats.items())):
        written = six + ((n * 7 + day.day) % 40 - 32) * MINUTE
        silent = n % 9 == 4 and (is_last or (at.astimezone(zone).date() - day).days == 1)
        if silent or written >= at:
            continue
        _situation(code, camat, code in trouble, n, written)
        where = Standing.OUTSIDE if is_last and n % 11 == 6 else Standing.INSIDE
        if is_last and n % 7 != 5:
            _presence(code, camat, where, written)


def _situation(code: str, camat: Viewer, troubled: bool, n: int, at: datetime) -> SituationReport:
    new = NewSituation(
        client_id=uuid5(_NAMESPACE, f"situation {code} {at.isoformat()}"), region_code=code,
        level=SituationLevel.VULNERABLE if troubled else SituationLevel.WATCHFUL if n % 6 == 2 else SituationLevel.STABLE,
        crowd=Crowd.GATHERING if troubled else Crowd.USUAL, head_where=HeadWhere.PRESENT, event_at=at, entered_at=at,
        n_incidents=int(troubled), incidents_note="Warga melapor didatangi orang tak dikenal." if troubled else "",
        logistics_note=_NOTES[n % len(_NOTES)], needs=_NEEDS[n % len(_NEEDS)], synthetic=True,
    )  # fmt: skip
    return write_situation(new=new, by=camat, at=at + 2 * MINUTE).report


def _presence(code: str, camat: Viewer, where: Standing, at: datetime) -> None:
    new = NewPresence(
        client_id=uuid5(_NAMESPACE, f"presence {code} {at.isoformat()}"), entered_at=at, standing=where, synthetic=True,
        statement="Rapat di ibu kota provinsi" if where == Standing.OUTSIDE else "",
    )  # fmt: skip
    declare_presence(new=new, by=camat, at=at)


def _bans(stage: Stage, secretary: Viewer, at: datetime) -> None:
    """As in Madiun in 2024: no journeys while the logistics travel, no leave on the two days before the vote."""
    code, today = stage.tenant.region_id, at.astimezone(ZoneInfo(stage.tenant.timezone)).date()
    travel = NewOrder(
        code, AbsenceKind.TRAVEL, "Larangan bepergian ke luar daerah", "Pengiriman logistik pemilihan dari KPU dimulai.",
        [Addressed.SUBDISTRICT_HEADS, Addressed.VILLAGE_HEADS], today, synthetic=True,
    )  # fmt: skip
    leave = NewOrder(
        code, AbsenceKind.LEAVE, "Larangan cuti menjelang pemungutan suara", "Agar semua siaga dan tidak terjadi konflik.",
        [Addressed.CIVIL_SERVANTS, Addressed.REGIONAL_COMPANIES, Addressed.STATE_COMPANIES, Addressed.PRIVATE_EMPLOYERS],
        today + 10 * DAY, today + 11 * DAY, exceptions="Cuti sakit\nCuti melahirkan", synthetic=True,
    )  # fmt: skip
    orders = [draft_order(new=new, by=stage.analyst, at=at - 5 * MINUTE) for new in (travel, leave)]
    for order in orders:
        issue_order(order_id=order.pk, by=secretary, at=at - 4 * MINUTE)
    camats = [camat for _code, camat in sorted(stage.camats.items())]
    for n, camat in enumerate(camats[:2]):
        asked = ask_exception(
            new=NewException(orders[0].pk, today, today, "Surabaya", "Mendampingi keluarga berobat", "Sekretaris Camat", True),
            by=camat, at=at - 3 * MINUTE,
        )  # fmt: skip
        if n == 0:
            decide_exception(request_id=asked.pk, grants=True, by=secretary, at=at - 2 * MINUTE)


def _reports(stage: Stage, secretary: Viewer, at: datetime) -> None:
    """Yesterday's report went all the way; today's waits for the secretary."""
    code = stage.tenant.region_id
    text = daily.ReportText(
        summary="Situasi umum aman dan terkendali. Satu kecamatan memerlukan perhatian.",
        problems="Dua kecamatan belum melapor.", steps="Posko menelepon camat dan tiga pilar.",
        advice="Dukungan lampu darurat untuk TPS di pesisir.",
    )  # fmt: skip
    for moment in (at - DAY, at - MINUTE):
        report = daily.assemble_report(region_code=code, by=stage.operator, at=moment, synthetic=True)
        daily.edit_report(report_id=report.pk, text=text, by=stage.operator, at=moment)
        daily.submit_report(report_id=report.pk, by=stage.operator, at=moment)
        if moment < at - MINUTE:
            daily.approve_report(report_id=report.pk, by=secretary, at=moment)
            _press(stage, report.pk, moment)
            if daily.receiver_above(code, report.day):
                daily.send_report(report_id=report.pk, by=stage.operator, at=moment)


def _press(stage: Stage, report_id: UUID, at: datetime) -> None:
    note = draft_press_note(report_id=report_id, by=stage.operator, at=at, synthetic=True)
    approve_press_note(note_id=note.pk, by=stage.head, at=at)
    publish_press_note(note_id=note.pk, by=stage.head, at=at)


def _lesson(stage: Stage, at: datetime) -> None:
    new = NewLesson(
        stage.tenant.region_id, "Gladi posko", "Dua kecamatan pesisir tidak terjangkau selama satu jam.",
        "Siapkan radio di tiap kantor camat.", worked="Pohon telepon sampai ke kepala desa dalam 20 menit.",
        linked="Rapat evaluasi gladi", synthetic=True,
    )  # fmt: skip
    note_lesson(new=new, by=stage.operator, at=at)


def _past(stage: Stage, at: datetime) -> None:
    """Earlier elections of the regency and its subdistricts: invented numbers that say so."""
    rows = []
    for n, code in enumerate([stage.tenant.region_id, *sorted(stage.camats)]):
        parts = len(stage.camats) if n == 0 else 1
        voters, stations = 30_000 * parts + 137 * n, (60 + n % 9) * parts
        for m, (kind, name, day, came) in enumerate(_PAST):
            rows.append(
                PastRow(
                    len(rows) + 1, code, kind, name, day, "Angka contoh (sintetis)", voters + 900 * m,
                    round((voters + 900 * m) * (came - 0.01 * (n % 5))), stations, (n + m) % 3, int((n + m) % 4 == 0), 0,
                )
            )  # fmt: skip
    enter_history(rows, by=stage.analyst, at=at, synthetic=True)
