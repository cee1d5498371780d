"""The office's letters of the demonstration: a circular, an order, a roster, a referral, an information report, a map."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kondusif.documents.actions import (
    NewDocument,
    NewLetterhead,
    issue_document,
    set_letterhead,
    take_by_hand,
    withdraw_document,
    write_draft,
)
from kondusif.documents.mapping import map_data
from kondusif.documents.models import Document
from kondusif.documents.units import unit_of
from kondusif.people.models import Office
from kondusif.people.viewers import Viewer
from kondusif.ratings.schemes import Authority
from kondusif.rehearsal.stage import Stage
from kondusif.rehearsal.story import Story

DAYS_TO_VOTE = 12
_CLOCKS = {"Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_NOTE = "Contoh peragaan; data sintetis."


def play(stage: Stage, story: Story, at: datetime) -> None:
    """This function will write the letters of the ten days before *at*, each by the officer who would."""
    desk = _Desk(stage, at)
    village = story.outbreaks[-1].villages[0] if story.outbreaks else None
    area = f"Kecamatan {village.subdistrict_name}" if village else stage.tenant.name
    desk.prepare()
    desk.issue("circular", "Larangan cuti dan bepergian", desk.circular(), 9, stage.head)
    desk.issue("order_letter", f"Pemantauan situasi di {area}", desk.order(area), 6, stage.head)
    faulty = desk.issue("duty_roster", "Jadwal piket posko (tanggal keliru)", desk.roster(), 5, stage.operator)
    withdraw_document(
        document_id=faulty.pk, reason="Tanggal piket keliru; lihat jadwal berikutnya.", by=stage.head,
        at=at - timedelta(days=4),
    )  # fmt: skip
    desk.issue("duty_roster", "Jadwal piket posko", desk.roster(), 4, stage.operator)
    desk.issue("referral_letter", "Penerusan dugaan pelanggaran netralitas", desk.referral(), 3, stage.operator)
    desk.issue("information_report", "Rencana pengerahan massa", desk.information(area), 2, stage.analyst)
    desk.issue("vulnerability_map", "Peta kerawanan", desk.vulnerability(), 0, stage.analyst)
    write_draft(new=desk.new("official_record", "Serah terima logistik", desk.record(area)), by=stage.operator, at=at)


class _Desk:
    """The officer's table: what every letter of this tenant shares."""

    def __init__(self, stage: Stage, at: datetime):
        self.stage, self.at = stage, at
        self.region = stage.tenant.region
        self.office = Office.objects.select_related("region__parent").get(pk=stage.head.grants[0].office_id)
        self.zone = _CLOCKS.get(self.region.timezone, "WIB")
        self.today = at.astimezone(ZoneInfo(self.region.timezone)).date()

    def day(self, n: int) -> str:
        return (self.today + timedelta(days=n)).isoformat()

    def prepare(self) -> None:
        """This function will set the letterhead and enter the numbers that the office had written by hand."""
        unit = unit_of(self.office)
        look = NewLetterhead(
            lines=unit.lines,
            address="Jalan Contoh Peragaan Nomor 1",
            city=unit.city,
            unit_code=f"433.{self.region.pk[-2:]}",
        )
        before = self.at - timedelta(days=10)
        set_letterhead(office_id=self.office.pk, new=look, by=self.stage.head, at=before)
        take_by_hand(
            office_id=self.office.pk, year=before.year, first=901, last=903, purpose="Nomor cadangan di buku agenda",
            by=self.stage.head, at=before,
        )  # fmt: skip

    def new(self, kind: str, title: str, data: dict[str, Any]) -> NewDocument:
        return NewDocument(
            kind=kind, title=title, data=data, region_code=self.region.pk, office_id=self.office.pk, synthetic=True
        )

    def issue(self, kind: str, title: str, data: dict[str, Any], days_ago: int, by: Viewer) -> Document:
        at = self.at - timedelta(days=days_ago)
        return issue_document(new=self.new(kind, title, data), by=by, at=at)

    def circular(self) -> dict[str, Any]:
        return {
            "to": ["Kepala Perangkat Daerah", "Camat", "Kepala Desa"], "nature": "instruksi",
            "subject": "Larangan cuti dan bepergian keluar daerah", "targets": ["asn", "camat", "kades"],
            "starts_on": self.day(-9), "ends_on": self.day(DAYS_TO_VOTE + 3), "background": _NOTE,
            "provisions": ["Tidak mengajukan cuti tahunan.", "Tidak bepergian keluar daerah tanpa izin tertulis."],
            "exceptions": ["Cuti sakit dan melahirkan.", "Tugas kedinasan dengan surat tugas."],
            "reporting": "Pelanggaran dilaporkan kepada Inspektorat paling lambat satu hari kerja.",
        }  # fmt: skip

    def order(self, area: str) -> dict[str, Any]:
        people = (self.stage.operator, self.stage.analyst)
        return {
            "order_type": "perintah", "place": area, "starts_on": self.day(-6), "ends_on": self.day(DAYS_TO_VOTE + 1),
            "assignees": [{"name": p.name, "title": p.title} for p in people], "note": _NOTE,
            "basis": ["Peringatan dini yang berlaku."],
            "tasks": ["Memantau situasi dan bertemu tiga pilar desa.", "Melaporkan hasilnya setiap hari pukul 06.00."],
        }  # fmt: skip

    def roster(self) -> dict[str, Any]:
        shifts = [("Pagi", "06.00–14.00", self.stage.operator), ("Malam", "14.00–22.00", self.stage.analyst)]
        return {
            "title": "Posko Desk Pemilihan", "place": "Posko", "zone": self.zone, "starts_on": self.day(-4),
            "ends_on": self.day(DAYS_TO_VOTE), "notes": [_NOTE],
            "shifts": [
                {"on": self.day(n), "shift": name, "hours": hours, "people": [who.name], "lead": who.name}
                for n in range(-4, 3) for name, hours, who in shifts
            ],
        }  # fmt: skip

    def referral(self) -> dict[str, Any]:
        return {
            "to": [f"Ketua Bawaslu {self.region.title}"], "subject": "Penerusan laporan dugaan pelanggaran netralitas",
            "summary": f"Kami menerima laporan warga tentang dugaan keterlibatan aparatur dalam kampanye. {_NOTE}",
            "requests": ["Menindaklanjuti sesuai kewenangan.", "Menyampaikan hasilnya kepada kami."],
        }  # fmt: skip

    def information(self, area: str) -> dict[str, Any]:
        return {
            "field": "politik", "subject": "Rencana pengerahan massa", "source": "Tokoh masyarakat (rekaan)",
            "obtained": f"{self.day(-3)} pukul 20.00 {self.zone}", "source_grade": "C", "information_grade": "3",
            "what": "Ada ajakan berkumpul di depan kantor penyelenggara.", "when": "Sekitar hari penetapan hasil.",
            "where": area, "who": "Kelompok pendukung; tidak disebutkan nama.", "how": "Ajakan dari mulut ke mulut.",
            "why": "Tidak puas atas isu yang beredar.", "analysis": "Dapat menarik ratusan orang bila tidak ada dialog.",
            "prediction": "Mereda bila kedua pihak diundang.", "suggestions": ["Undang kedua pihak berdialog."],
            "steps": [_NOTE], "distribution": ["Kepala Daerah", "Kapolres"],
        }  # fmt: skip

    def record(self, area: str) -> dict[str, Any]:
        return {
            "subject": "Serah terima logistik pemilihan", "record_type": "serah terima", "on": self.day(0), "place": area,
            "first_party": {"name": "Petugas Satu (rekaan)", "title": "Ketua PPK"}, "zone": self.zone,
            "second_party": {"name": "Petugas Dua (rekaan)", "title": "Ketua PPS"},
            "facts": ["Pihak Kesatu menyerahkan logistik kepada Pihak Kedua.", "Segel diperiksa bersama dan utuh."],
            "items": [{"name": "Kotak suara", "quantity": 12}, {"name": "Bilik suara", "quantity": 24}], "note": _NOTE,
        }  # fmt: skip

    def vulnerability(self) -> dict[str, Any]:
        return map_data(
            self.stage.analyst, self.region, Authority.KESBANGPOL, self.today,
            title=f"Peta Kerawanan {self.region.title}", note=_NOTE,
        )  # fmt: skip
