"""
Five meetings as offices held them, from the invitation to what became of them, in a browser.

What was said at each is in ``docs/explanation/five-meetings.md``; the officers are invented.
"""

import re
from zoneinfo import ZoneInfo

import pytest

from kondusif.people.roles import Role
from tests.journeys import steps
from tests.journeys.steps import Directive, Told, sent
from tests.support.hall import PHONE, Hall, StoryClock, seat, seat_village, shots_folder

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def hall_of(live_server, shell, monkeypatch, settings):
    """``hall_of("35.26", "Asia/Jakarta", 20)`` seats a region so many days before the vote."""
    settings.DEMO, halls = True, []

    def opened(region_code: str, zone: str, days_to_vote: int) -> Hall:
        clock = StoryClock(ZoneInfo(zone))
        monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
        seat(region_code, days_to_vote=days_to_vote, clock=clock)
        folder = shots_folder()
        hall = Hall(region_code, live_server.url, shell, clock, folder and folder / f"rapat-{region_code}")
        halls.append(hall)
        return hall

    yield opened
    for hall in halls:
        hall.close()


def held(hall: Hall, told: Told, *, present: tuple[str, ...], chair: str = "kepala-daerah") -> tuple[object, str]:
    """From the plan to approved minutes, on the first morning; returns the clerk's screen and the address."""
    clerk = hall.screen("analis")
    hall.clock.set(0, "07:30")
    address = steps.plan(hall, clerk, told, day=0, starts="09:00", ends="11:00")
    steps.invite(hall, clerk, address, told)
    hall.clock.set(0, "08:55")
    steps.open_and_sign_in(hall, clerk, address, present)
    hall.clock.set(0, "09:30")
    steps.take_minutes(hall, clerk, address, told)
    hall.clock.set(0, "11:05")
    steps.approve(hall, address, chair)
    return clerk, address


def carried_and_reported(
    hall: Hall, address: str, told: Told, *, done: Directive, chair: str = "kepala-daerah"
) -> None:
    """One directive is done and verified; the others are carried over, and the daily report counts them."""
    hall.clock.set(1, "08:00")
    steps.do(hall, done, picture="7-tugas-di-ponsel")
    steps.verify(hall, chair, done)
    carried = steps.follow_up(hall, hall.screen("analis"), address, told, day=7)
    for directive in told.directives:
        assert (directive.title in carried) == (directive != done), directive.title
    report = steps.write_daily_report(hall, day=1, picture="9-laporan-harian")
    assert steps.figure(report, "Tugas selesai dan terverifikasi") == 1


BANGKALAN = Told(
    title="Rapat koordinasi kesiapan pengamanan pemilihan",
    kind="coordination",
    place="Pendopo Agung, Bangkalan",
    chair="Bupati Bangkalan",
    agenda=("Kesiapan pengamanan (20)", "Pendistribusian logistik (15)", "Ajakan menggunakan hak pilih (10)"),
    rules=(("subdistrict_heads", "Bangkalan"), ("office", "Operasi Polres"), ("office", "Kodim")),
    said="Camat diminta lebih intens berada di wilayah masing-masing; satu kompi Brimob diperbantukan.",
    directives=(
        Directive("Camat tetap berada di wilayah kecamatannya", "Camat Geger", "camat-geger", 8),
        Directive("Pantau pendistribusian logistik di kecamatan", "Camat Kamal", "camat-kamal", 14),
        Directive("Ajak warga menggunakan hak suaranya", "Camat Burneh", "camat-burneh", 16),
    ),
)


def test_bangkalan_all_subdistrict_heads_stay_in_their_area_and_watch_the_logistics(hall_of):
    hall = hall_of("35.26", "Asia/Jakarta", 20)
    clerk, address = held(hall, BANGKALAN, present=("camat-geger", "camat-kamal", "camat-burneh"))
    clerk.goto(hall.url + address + "/hadir")
    missing = clerk.locator("#gambar").inner_text()
    assert "Camat Socah" in missing
    assert "Camat Geger" not in missing
    carried_and_reported(hall, address, BANGKALAN, done=BANGKALAN.directives[0])


BLITAR = Told(
    title="Rakor Bakesbangpol dengan Forkopimda: komitmen bersama",
    kind="coordination",
    place="Balai Koesoemo Wicitro, Kota Blitar",
    chair="Wali Kota Kota Blitar",
    agenda=("Potensi kerawanan di wilayah (20)", "Komitmen bersama (20)"),
    rules=(("office", "DPRD"), ("office", "Operasi Polres"), ("office", "Penghubung KPU"), ("office", "FKDM"),
           ("subdistrict_heads", "Blitar")),
    said="Masyarakat dapat langsung menginformasikan potensi kerawanan; jajaran menindaklanjuti.",
    directives=(
        Directive("Siapkan naskah komitmen bersama untuk ditandatangani", "Politik", "politik", 3),
        Directive("Sosialisasikan kanal laporan kepada warga kecamatan", "Camat Sukorejo", "camat-sukorejo", 10),
    ),
)  # fmt: skip


def test_blitar_promises_together_and_the_public_reads_what_was_promised(hall_of):
    hall = hall_of("35.72", "Asia/Jakarta", 200)
    _clerk, address = held(hall, BLITAR, present=("dprd", "fkdm"))
    carried_and_reported(hall, address, BLITAR, done=BLITAR.directives[0])

    hall.clock.set(3, "09:00")
    desk = hall.screen("kaban")
    desk.goto(hall.url + "/komitmen/susun")
    desk.select_option("[name=kind]", "joint_commitment")
    desk.fill("[name=title]", "Komitmen bersama menjaga kondusivitas wilayah")
    desk.fill(
        "[name=articles]", "# Janji\nMenjaga keamanan dan ketertiban.\nMenyampaikan potensi kerawanan sejak dini."
    )
    desk.fill("[name=held_on]", hall.clock.day(3).isoformat())
    desk.fill("[name=valid_from]", hall.clock.day(3).isoformat())
    with desk.expect_navigation():
        desk.locator("main form button.primary").click()
    commitment = desk.url
    sent(desk, "/pihak", kind="forkopimda", office="Ketua DPRD")
    for kind, organisation, person in (
        ("figure", "Tokoh masyarakat", "Sri Wahyuni (contoh)"),
        ("civic_organisation", "Ormas Contoh Kota Blitar", "Agus Salim (contoh)"),
    ):
        sent(desk, "/pihak", kind=kind, organisation=organisation, person_name=person, position="Perwakilan")
    sent(desk, "/buka")
    phone = hall.screen("dprd", PHONE)
    phone.goto(commitment)
    phone.locator("a[href$='/tanda-tangan']").first.click()
    steps.sign_by_touch(hall, phone, picture="10-tanda-tangan-sentuh")
    for _guest in range(2):  # who has no account signs on the phone that the officer hands over
        desk.goto(commitment)
        sent(desk, "/tautan")
        link = re.search(r"/komitmen/tanda-tangan/[^\s\"<]+", desk.content())
        assert link, "the page shows the link to hand over"
        guest = hall.nobodys()
        guest.goto(hall.url + link[0])
        steps.sign_by_touch(hall, guest)
    desk.goto(commitment)
    sent(desk, "/berlaku")
    hall.picture(desk, "11-komitmen-berlaku")
    everybody = hall.nobodys()
    everybody.goto(hall.url + "/komitmen/publik/")
    hall.picture(everybody, "12-halaman-publik")
    assert "Komitmen bersama menjaga kondusivitas wilayah" in everybody.locator("main").inner_text()


BANGLI = Told(
    title="Rapat persiapan pemantauan pemilihan kepala daerah",
    kind="desk",
    place="Ruang Rapat Gedung Bhukti Mukti Bhakti, Bangli",
    chair="Bupati Bangli",
    agenda=("Tahapan yang sedang berjalan (10)", "Pemetaan kerawanan dan kebencanaan (20)", "Netralitas ASN (15)"),
    rules=(("agency_heads", "Bangli"), ("office", "Penghubung KPU"), ("office", "Bawaslu"), ("office", "Kodim")),
    said="Netralitas ASN ditekankan; setiap OPD membuat pakta integritas. Ancaman bencana dipetakan.",
    directives=(
        Directive("Buat pakta integritas netralitas di tiap OPD", "BKPSDM", "bkpsdm", 10),
        Directive("Petakan TPS dalam zona ancaman bencana", "BPBD", "bpbd", 21),
    ),
)


def test_bangli_every_agency_signs_a_pact_and_the_press_is_told(hall_of):
    hall = hall_of("51.06", "Asia/Makassar", 60)
    _clerk, address = held(hall, BANGLI, present=("bpbd", "bkpsdm"))
    carried_and_reported(hall, address, BANGLI, done=BANGLI.directives[0])

    hall.clock.set(1, "16:00")
    head = hall.screen("kaban")
    head.goto(hall.url + "/komitmen/daftar")
    hall.picture(head, "10-pakta-dari-daftar")
    head.select_option("[name=kind]", "integrity_pact")
    head.fill("[name=title]", "Pakta integritas netralitas ASN")
    head.fill("[name=articles]", "# Netralitas\nTidak memihak pasangan calon mana pun.")
    head.fill("[name=list]", "jabatan\nPenghubung BPBD Bangli\nKepala Dinas Kesehatan Bangli\nKepala BKPSDM Bangli")
    if head.locator("[name=open_at_once]").count():
        head.check("[name=open_at_once]")
    with head.expect_navigation():
        head.click("button[name=look]")
    with head.expect_navigation():
        head.click("button[name=make]")
    head.goto(hall.url + "/komitmen/kepatuhan")
    hall.picture(head, "11-kepatuhan-per-opd")
    assert "Dinas Kesehatan" in head.locator("main").inner_text()

    writer = hall.screen("posko")
    writer.goto(hall.url + "/harian/siaran-pers/kelola")
    with writer.expect_navigation():
        writer.locator("main form button.primary").first.click()
    head.goto(writer.url)
    sent(head, "/setujui")
    sent(head, "/terbitkan")
    reader = hall.nobodys()
    reader.goto(hall.url + "/harian/siaran-pers/")
    hall.picture(reader, "12-siaran-pers")
    assert reader.locator("main").inner_text().strip()


MADIUN = Told(
    title="Rakor deteksi dan cegah dini potensi konflik",
    kind="early_vigilance",
    place="Pendopo Ronggo Jumeno, Caruban",
    chair="Bupati Madiun",
    agenda=("Masukan kesiapan tiap desa (30)", "Cuti dan bepergian (10)", "Partisipasi pemilih dan door prize (15)"),
    rules=(("subdistrict_heads", "Madiun"), ("village_pillars", "Madiun"), ("office", "Kejaksaan")),
    said="Tiga pilar menyampaikan kesiapan; kotak suara akan dikirim mulai H-4.",
    directives=(
        Directive("Tidak bepergian ke luar daerah mulai H-4", "Camat Mejayan", "camat-mejayan", 20),
        Directive("Siapkan undian kehadiran (door prize) di setiap TPS", "Camat Dolopo", "camat-dolopo", 20),
        Directive("Capai target partisipasi yang ditetapkan", "Camat Geger", "camat-geger", 24),
    ),
)


def test_madiun_the_three_pillars_speak_and_leave_and_travel_are_ruled(hall_of):
    hall = hall_of("35.19", "Asia/Jakarta", 26)
    seat_village(hall, "35.19.01", Role.VILLAGE_HEAD, Role.VILLAGE_POLICE, Role.VILLAGE_MILITARY)
    _clerk, address = held(hall, MADIUN, present=("camat-mejayan", "kades", "babinsa"))
    carried_and_reported(hall, address, MADIUN, done=MADIUN.directives[1])

    hall.clock.set(1, "16:00")
    orders = (
        ("leave", "Larangan cuti H-2 dan H-1", ("civil_servants", "regional_companies", "private_employers"), 24, 25),
        ("travel", "Larangan bepergian ke luar daerah", ("subdistrict_heads", "village_heads"), 22, None),
    )
    desk, secretary = hall.screen("posko"), hall.screen("sekda")
    for kind, title, addressed, first, last in orders:
        desk.goto(hall.url + "/harian/larangan/baru")
        desk.check(f"[name=kind][value={kind}]", force=True)
        desk.fill("[name=title]", title)
        for one in addressed:
            desk.check(f"[name=addressed][value={one}]", force=True)
        desk.fill("[name=from_on]", hall.clock.day(first).isoformat())
        if last:
            desk.fill("[name=to_on]", hall.clock.day(last).isoformat())
        desk.fill("[name=reason]", "Agar tidak terjadi konflik; logistik mulai dikirim.")
        with desk.expect_navigation():
            desk.locator("main form button.primary").click()
        secretary.goto(desk.url)
        sent(secretary, "/terbitkan")
        hall.react()
        secretary.reload()
        hall.picture(secretary, f"10-larangan-{kind}")
        told = secretary.locator("main").inner_text().lower()
        assert "instruksi" in told
        assert ("imbauan" in told) == (kind == "leave")


KALTARA = Told(
    title="Rapat tim kewaspadaan dini: rencana aksi penanganan konflik sosial",
    kind="early_vigilance",
    place="Hotel Pangeran Khar, Tanjung Selor",
    chair="Kepala Bakesbangpol Kalimantan Utara",
    agenda=("Isu strategis menjelang pilkada (20)", "Rencana aksi penanganan konflik sosial (30)"),
    rules=(("agency_heads", "Kalimantan Utara"), ("office", "Polda"), ("office", "Korem"), ("office", "KPU")),
    said="Pengumpulan massa saat pendaftaran dan kampanye harus diantisipasi.",
    directives=(
        Directive("Susun rencana aksi penanganan konflik sosial", "Analis", "analis", 14),
        Directive("Data kegiatan pengumpulan massa per tahapan", "Polda", "polres", 14),
    ),
)


def test_north_kalimantan_the_team_watches_an_issue_and_plans_its_measures(hall_of):
    hall = hall_of("65", "Asia/Makassar", 110)
    _clerk, address = held(hall, KALTARA, present=("bpbd", "polres"), chair="kaban")
    carried_and_reported(hall, address, KALTARA, done=KALTARA.directives[1], chair="kaban")

    hall.clock.set(2, "09:00")
    clerk = hall.screen("analis")
    clerk.goto(hall.url + "/rencana-aksi/isu/baru")
    clerk.fill("[name=title]", "Pengumpulan massa saat pendaftaran dan kampanye")
    clerk.fill("[name=source]", "Rapat tim kewaspadaan dini")
    with clerk.expect_navigation():
        clerk.locator("main form button.primary").click()
    hall.picture(clerk, "10-isu-strategis")
    clerk.goto(hall.url + "/rencana-aksi/baru")
    clerk.fill("[name=year]", str(hall.clock.now.year))
    clerk.fill("[name=title]", "Rencana aksi terpadu penanganan konflik sosial")
    with clerk.expect_navigation():
        clerk.locator("main form button.primary").click()
    plan = clerk.url
    clerk.goto(plan + "/renaksi-baru")
    clerk.select_option("[name=stage]", "prevention")
    clerk.fill("[name=title]", "Pemetaan potensi konflik pada tiap tahapan")
    steps.chosen(clerk, "owner", "BPBD")
    clerk.fill("[name=success]", "Peta potensi konflik tersedia di tiap kabupaten/kota")
    clerk.fill("[name=unit]", "dokumen")
    clerk.fill("[name=target_b12]", "5")
    clerk.fill("[name=supporters_vertical]", "Polda Kalimantan Utara\nKorem")
    with clerk.expect_navigation():
        clerk.locator("main form button.primary").click()
    clerk.goto(plan)
    hall.picture(clerk, "11-rencana-aksi")
    assert "Pemetaan potensi konflik" in clerk.locator("main").inner_text()
    sent(clerk, "/ajukan")
