"""The Word form of each kind: the same papers as the PDF, for officials who go on writing in them."""

from collections.abc import Callable
from functools import cache

from kondusif.documents.kinds import Kind
from kondusif.documents.rendering.builder import Builder

_PERSON = (("Nama", "{{ row.name }}", 1.2), ("Jabatan", "{{ row.title }}", 1.3), ("Instansi", "{{ row.agency }}", 1.3))
_MEETING = (
    ("Hari, tanggal", "{{ d.starts_at.full }}"),
    ("Pukul", "{{ d.starts_at.time }} {{ d.zone }}"),
    ("Tempat", "{{ d.place }}"),
)


@cache
def default_form(kind: Kind) -> bytes:
    """This function will return the form that a kind has before an office brings its own."""
    builder = Builder(landscape=kind.landscape)
    LAYOUTS[kind.code](builder)
    return builder.content()


def _invitation(b: Builder) -> None:
    b.letter()
    b.prose("{{ d.opening or 'Dengan hormat, bersama ini kami mengundang Saudara untuk hadir pada:' }}")
    b.facts(*_MEETING, ("Sampai", "{{ d.until }}"), ("Pimpinan rapat", "{{ d.chair }}"), ("Pakaian", "{{ d.dress }}"))
    b.listed("Acara", "d.agenda")
    b.prose("{{ d.note }}")
    b.prose("Demikian disampaikan, atas perhatian dan kehadiran Saudara kami ucapkan terima kasih.")
    b.signature(place=False)
    b.copies()


def _attendance_list(b: Builder) -> None:
    b.title("DAFTAR HADIR")
    b.facts(("Rapat", "{{ d.meeting_title }}"), *_MEETING, ("Pimpinan", "{{ d.chair }}"))
    b.table("d.attendees", *_PERSON, ("Nomor HP", "{{ row.phone }}", 1), ("Kehadiran", "{{ row.status }}", 0.9),
            ("Tanda tangan", "", 1.2))  # fmt: skip
    b.signature()


def _minutes(b: Builder) -> None:
    b.title("NOTULEN")
    b.facts(("Rapat", "{{ d.meeting_title }}"), *_MEETING, ("Pimpinan rapat", "{{ d.chair }}"),
            ("Notulis", "{{ d.secretary }}"))  # fmt: skip
    b.listed("Acara", "d.agenda")
    b.section("Peserta")
    b.table("d.participants", *_PERSON, ("Kehadiran", "{{ row.status }}", 0.9))
    b.section("Pokok bahasan")
    b.numbered("d.points", "{{ item.title }}: {{ item.discussion }}")
    b.when("d.responses")
    b.section("Tanggapan per instansi")
    b.table("d.responses", ("Instansi", "{{ row.agency }}", 1), ("Tanggapan", "{{ row.text }}", 3))
    b.end()
    b.listed("Kesimpulan", "d.conclusions")
    b.when("d.follow_ups")
    b.section("Tindak lanjut")
    b.table("d.follow_ups", ("Tindak lanjut", "{{ row.text }}", 2.4), ("Penanggung jawab", "{{ row.owner }}", 1.2),
            ("Batas waktu", "{{ row.due }}", 1), ("Sifat", "{{ row.nature }}", 0.8))  # fmt: skip
    b.end()
    b.when("d.carried_over")
    b.section("Tindak lanjut rapat sebelumnya")
    b.table("d.carried_over", ("Tindak lanjut", "{{ row.text }}", 2.4), ("Penanggung jawab", "{{ row.owner }}", 1.2),
            ("Batas waktu", "{{ row.due }}", 1), ("Keadaan", "{{ row.state }}", 0.8))  # fmt: skip
    b.end()
    b.prose("{{ d.closing }}")
    b.signature()


def _official_record(b: Builder) -> None:
    b.title("BERITA ACARA", "{{ d.subject }}")
    b.line("({{ d.record_type }})", center=True)
    b.prose("Pada hari ini {{ d.on.day }}, tanggal {{ d.on.date }}{% if d.time %}, pukul {{ d.time }} {{ d.zone }}{% endif %}"
            ", bertempat di {{ d.place }}, kami yang bertanda tangan di bawah ini:")  # fmt: skip
    b.facts(("Pihak Kesatu", "{{ d.first_party.name }}"), ("Jabatan", "{{ d.first_party.title }}"))
    b.when("d.second_party")
    b.facts(("Pihak Kedua", "{{ d.second_party.name }}"), ("Jabatan", "{{ d.second_party.title }}"))
    b.end()
    b.listed("Dasar", "d.basis")
    b.section("Menyatakan bahwa")
    b.numbered("d.facts")
    b.when("d.items")
    b.table("d.items", ("Uraian", "{{ row.name }}", 2), ("Jumlah", "{{ row.quantity }}", 0.8),
            ("Satuan", "{{ row.unit }}", 0.8), ("Keadaan", "{{ row.condition }}", 1.4))  # fmt: skip
    b.end()
    b.prose("{{ d.note }}")
    b.signers("Saksi-saksi", "d.witnesses", signed=False)
    b.signature("Mengetahui,", place=False)


def _joint_commitment(b: Builder) -> None:
    b.title("KOMITMEN BERSAMA", "{{ d.subject }}")
    b.prose("Pada hari ini {{ d.on.day }}, tanggal {{ d.on.date }}, bertempat di {{ d.place }}, kami para pihak:")
    b.table("d.parties", *_PERSON)
    b.listed("Menimbang", "d.considerations")
    b.prose("{{ d.preamble }}")
    b.line("{%p for article in d.articles %}")
    b.line("Pasal {{ loop.index }}", center=True, bold=True)
    b.line("{{ article.title }}", center=True, bold=True)
    b.numbered("article.clauses")
    b.line("{%p endfor %}")
    b.prose("{% if d.period %}Komitmen bersama ini berlaku {{ d.period }}.{% endif %}")
    b.signers("Para pihak", "d.parties")
    b.signers("Saksi", "d.witnesses")
    b.line("{% if d.version %}Versi naskah: {{ d.version }}{% endif %}", size=8)


def _integrity_pact(b: Builder) -> None:
    b.title("PAKTA INTEGRITAS", "{{ d.subject }}")
    b.table("d.parties", *_PERSON)
    b.prose("{{ d.preamble or 'menyatakan dengan sesungguhnya:' }}")
    b.numbered("d.clauses")
    b.prose("{{ d.sanction }}")
    b.prose("Demikian pakta integritas ini dibuat di {{ d.place }} pada tanggal {{ d.on.date }} tanpa paksaan.")
    b.signers("Yang membuat pernyataan", "d.parties")
    b.signers("Saksi", "d.witnesses")
    b.line("{% if d.version %}Versi naskah: {{ d.version }}{% endif %}", size=8)


def _counted(b: Builder, heading: str, items: str) -> None:
    b.when(items)
    b.section(heading)
    b.table(items, ("Uraian", "{{ row.name }}", 2), ("Rencana", "{{ row.planned if row.planned is not none else '–' }}", 0.8),
            ("Nyata", "{{ row.actual if row.actual is not none else '–' }}", 0.8), ("Keterangan", "{{ row.note }}", 1.6))  # fmt: skip
    b.end()


def _daily_report(b: Builder) -> None:
    b.title("LAPORAN HARIAN", "{{ d.election }}")
    b.addressees()
    b.facts(("Hari, tanggal", "{{ d.report_on.full }}"),
            ("Hitungan hari", "{% if d.h_minus is none %}–{% elif d.h_minus > 0 %}H-{{ d.h_minus }}{% elif d.h_minus == 0 %}Hari H{% else %}H+{{ -d.h_minus }}{% endif %}"),
            ("Masa laporan", "{{ d.period }}"))  # fmt: skip
    b.prose("{{ d.summary }}")
    b.when("d.stages")
    b.section("Tahapan")
    b.table(
        "d.stages",
        ("Tahapan", "{{ row.name }}", 1.4),
        ("Keadaan", "{{ row.state }}", 1),
        ("Keterangan", "{{ row.note }}", 2),
    )
    b.end()
    b.section("Situasi per kecamatan")
    b.table("d.situations", ("Kecamatan", "{{ row.area }}", 1), ("Situasi", "{{ row.situation }}", 2.4),
            ("Tingkat", "{{ row.level }}", 0.7), ("Masuk", "{{ row.reported }}", 0.7))  # fmt: skip
    b.when("d.incidents")
    b.section("Kejadian")
    b.table("d.incidents", ("Pukul", "{{ row.time }}", 0.7), ("Tempat", "{{ row.place }}", 1), ("Uraian", "{{ row.text }}", 1.8),
            ("Tindakan", "{{ row.action }}", 1.5))  # fmt: skip
    b.end()
    _counted(b, "Angka masa laporan", "d.counts")
    _counted(b, "Logistik", "d.logistics")
    _counted(b, "Personel", "d.personnel")
    _counted(b, "Pelanggaran", "d.violations")
    b.facts(("Partisipasi", "{{ d.turnout }}"), ("Kehadiran camat dan kepala desa", "{{ d.presence }}"))
    b.listed("Permasalahan", "d.problems")
    b.listed("Langkah yang diambil", "d.steps")
    b.listed("Saran", "d.suggestions")
    b.signature()
    b.copies()


def _information_report(b: Builder) -> None:
    b.title("LAPORAN INFORMASI")
    b.facts(("Bidang", "{{ d.field|upper }}"), ("Perihal", "{{ d.subject }}"))
    b.section("I. PENDAHULUAN")
    b.facts(("Sumber", "{{ d.source }}"), ("Hubungan dengan sumber", "{{ d.source_relation }}"),
            ("Cara mendapatkan", "{{ d.method }}"), ("Waktu mendapatkan", "{{ d.obtained }}"),
            ("Nilai informasi", "{{ d.source_grade }}{{ d.information_grade }}"))  # fmt: skip
    b.section("II. FAKTA-FAKTA")
    b.facts(("Apa", "{{ d.what }}"), ("Bilamana", "{{ d.when }}"), ("Di mana", "{{ d.where }}"), ("Siapa", "{{ d.who }}"),
            ("Bagaimana", "{{ d.how }}"), ("Mengapa", "{{ d.why }}"))  # fmt: skip
    b.section("III. PENDAPAT PELAPOR")
    b.facts(("Analisis", "{{ d.analysis }}"), ("Prediksi", "{{ d.prediction }}"))
    b.listed("Langkah yang diambil", "d.steps")
    b.listed("Saran", "d.suggestions")
    b.signature()
    b.listed("Distribusi", "d.distribution")


def _action_plan(b: Builder) -> None:
    b.title("RENCANA AKSI TERPADU", "Penanganan Konflik Sosial {{ d.area }} Tahun {{ d.year }}")
    b.facts(("Tim", "{{ d.team }}"))
    b.listed("Dasar", "d.basis")
    b.prose("{{ d.introduction }}")
    b.table(
        "d.measures", ("Tahap", "{{ row.stage }}", 0.9), ("Isu", "{{ row.issue }}", 1.2), ("Rencana aksi", "{{ row.action }}", 1.3),
        ("Penanggung jawab", "{{ row.owner }}", 1), ("Pendukung", "{{ row.supporters }}", 1),
        ("Ukuran keberhasilan", "{{ row.indicator }}", 1.1), ("Target", "{{ row.target }}", 0.9), ("B04", "{{ row.b04 }}", 0.5),
        ("B08", "{{ row.b08 }}", 0.5), ("B12", "{{ row.b12 }}", 0.5), ("Ket.", "{{ row.note }}", 0.7),
    )  # fmt: skip
    b.signature()


def _action_plan_report(b: Builder) -> None:
    b.title("LAPORAN RENCANA AKSI TERPADU", "Periode {{ d.period }} Tahun {{ d.year }} — {{ d.area }}")
    b.facts(("Tim", "{{ d.team }}"),
            ("Nilai terbatas 100 %", "{% if d.score_capped is not none %}{{ d.score_capped }} %{% endif %}"),
            ("Nilai tanpa batas", "{% if d.score_uncapped is not none %}{{ d.score_uncapped }} %{% endif %}"))  # fmt: skip
    b.prose("{{ d.summary }}")
    b.table(
        "d.results", ("Rencana aksi", "{{ row.action }}", 1.4), ("Penanggung jawab", "{{ row.owner }}", 1),
        ("Target", "{{ row.target }}", 0.8), ("Realisasi", "{{ row.realisation }}", 0.8),
        ("%", "{{ row.percent if row.percent is not none else '–' }}", 0.5), ("Hasil", "{{ row.band }}", 0.9),
        ("Bukti", "{{ row.evidence }}", 1), ("Kendala", "{{ row.obstacle }}", 1), ("Tindak lanjut", "{{ row.follow_up }}", 1),
    )  # fmt: skip
    b.listed("Saran", "d.suggestions")
    b.signature()


def _order_letter(b: Builder) -> None:
    b.title("SURAT {{ d.order_type|upper }}")
    b.listed("Menimbang", "d.considerations")
    b.listed("Dasar", "d.basis")
    b.line("{{ 'MEMERINTAHKAN:' if d.order_type == 'perintah' else 'MENUGASKAN:' }}", center=True, bold=True)
    b.section("Kepada")
    b.table("d.assignees", *_PERSON)
    b.section("Untuk")
    b.numbered("d.tasks")
    b.facts(("Waktu", "{{ d.starts_on.date }} s.d. {{ d.ends_on.date }}"), ("Tempat", "{{ d.place }}"),
            ("Keterangan", "{{ d.note }}"))  # fmt: skip
    b.signature()
    b.copies()


def _duty_roster(b: Builder) -> None:
    b.title("JADWAL PIKET", "{{ d.title }}")
    b.facts(("Masa piket", "{{ d.starts_on.date }} s.d. {{ d.ends_on.date }}"), ("Tempat", "{{ d.place }}"),
            ("Waktu", "dalam {{ d.zone }}"))  # fmt: skip
    b.table("d.shifts", ("Hari, tanggal", "{{ row.on.full }}", 1.4), ("Giliran", "{{ row.shift }}", 0.8),
            ("Pukul", "{{ row.hours }}", 1), ("Petugas", "{{ row.people|join(', ') }}", 1.8),
            ("Penanggung jawab", "{{ row.lead }}", 1.2), ("Nomor HP", "{{ row.phone }}", 1))  # fmt: skip
    b.listed("Catatan", "d.notes")
    b.signature()


def _circular(b: Builder) -> None:
    b.addressees()
    b.title("SURAT EDARAN", "{{ d.subject }}")
    b.prose("{{ d.background }}")
    b.listed("Dasar", "d.basis")
    b.section("Sifat dan sasaran")
    b.prose("Edaran ini merupakan {{ d.nature|upper }} bagi {{ d.targets|join(', ') }}.")
    b.section("Masa berlaku")
    b.prose(
        "Berlaku sejak {{ d.starts_on.full }} sampai {% if d.ends_on %}dengan {{ d.ends_on.full }}{% else %}dicabut{% endif %}."
    )
    b.section("Ketentuan")
    b.numbered("d.provisions")
    b.listed("Pengecualian", "d.exceptions")
    b.prose("{{ d.reporting }}")
    b.signature()
    b.copies()


def _team_decree(b: Builder) -> None:
    b.title("KEPUTUSAN {{ d.issuer|upper }}", "{{ d.subject|upper }}")
    b.listed("Menimbang", "d.considerations")
    b.listed("Mengingat", "d.basis")
    b.line("MEMUTUSKAN:", center=True, bold=True)
    b.facts(
        ("Menetapkan", "KEPUTUSAN TENTANG {{ d.subject|upper }}."),
        ("KESATU", "Membentuk {{ d.subject }} dengan susunan sebagaimana tercantum dalam Lampiran."),
    )
    b.section("KEDUA: Tim bertugas")
    b.numbered("d.tasks")
    b.facts(("KETIGA", "Keputusan ini berlaku sejak {{ d.starts_on.date }}{% if d.ends_on %} s.d. {{ d.ends_on.date }}{% endif %}."),
            ("Biaya", "{{ d.funding }}"))  # fmt: skip
    b.signature()
    b.copies()
    b.section("LAMPIRAN: SUSUNAN TIM")
    b.table("d.members", ("Kedudukan", "{{ row.position }}", 1.2), ("Jabatan / nama", "{{ row.holder }}", 1.6),
            ("Instansi", "{{ row.agency }}", 1.2), ("Subtim", "{{ row.group }}", 1))  # fmt: skip


def _vulnerability_map(b: Builder) -> None:
    b.title("{{ d.title|upper }}", "{{ d.area }}")
    b.facts(("Otoritas", "{{ d.authority }}"), ("Metode", "{{ d.method }}"), ("Edisi", "{{ d.edition }}"),
            ("Keadaan per", "{{ d.as_of.date }}"), ("Batas", "{{ d.source }}"))  # fmt: skip
    b.prose("Gambar peta ada pada berkas PDF; tabel ini memuat isi yang sama.")
    b.table("d.areas", ("Wilayah", "{{ row.name }}", 1.4), ("Tingkat", "{{ row.level }}", 0.9),
            ("Sebutan", "{{ row.class_name }}", 1), ("Alasan", "{{ row.reason }}", 2))  # fmt: skip
    b.prose("{{ d.note }}")
    b.signature()


def _press_note(b: Builder) -> None:
    b.title("SIARAN PERS", "{{ d.headline }}")
    b.line("{{ d.place }}, {{ d.on.date }}")
    b.line("{%p for item in d.paragraphs %}")
    b.prose("{{ item }}")
    b.line("{%p endfor %}")
    b.line("{%p for item in d.quotes %}")
    b.prose("“{{ item.text }}” — {{ item.speaker }}")
    b.line("{%p endfor %}")
    b.when("d.figures")
    b.table("d.figures", ("Uraian", "{{ row.name }}", 2), ("Angka", "{{ row.value }}", 1))
    b.end()
    b.facts(("Narahubung", "{{ d.contact }}"))
    b.signature()


def _referral_letter(b: Builder) -> None:
    b.letter()
    b.listed("Dasar", "d.basis")
    b.prose("{{ d.summary }}")
    b.facts(("Nomor rujukan", "{{ d.reference }}"))
    b.listed("Bukti yang dilampirkan", "d.evidence")
    b.prose("Sehubungan dengan itu, sesuai kewenangan Saudara, kami mohon kiranya berkenan:")
    b.numbered("d.requests")
    b.prose("{{ d.closing or 'Atas perhatian dan kerja sama Saudara kami ucapkan terima kasih.' }}")
    b.signature(place=False)
    b.copies()


LAYOUTS: dict[str, Callable[[Builder], None]] = {
    "invitation": _invitation, "attendance_list": _attendance_list, "minutes": _minutes,
    "official_record": _official_record, "joint_commitment": _joint_commitment, "integrity_pact": _integrity_pact,
    "daily_report": _daily_report, "information_report": _information_report, "action_plan": _action_plan,
    "action_plan_report": _action_plan_report, "order_letter": _order_letter, "duty_roster": _duty_roster,
    "circular": _circular, "team_decree": _team_decree, "vulnerability_map": _vulnerability_map,
    "press_note": _press_note, "referral_letter": _referral_letter,
}  # fmt: skip
