"""How earlier elections went: entered or brought as a table, and never whose votes they were."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.elections.actions.enter_history import enter_history
from kondusif.elections.history_file import PastRow, read_history, table_of
from kondusif.elections.models import PastElection
from kondusif.elections.queries import history_of, regions_with_history
from kondusif.people.models import Person
from kondusif.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
HEAD = "kode;jenis;nama;tanggal;dpt;pengguna;tps;kejadian;sengketa;psu;catatan;sumber"
LINE = "35.26.06;pilkada;Pilkada 2024;2024-11-27;30.000;21.000;60;2;;1;;KPU"


@pytest.fixture
def stage(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        Person.objects.update(is_demo=True)
        yield cast


def read(*lines: str, head: str = HEAD):
    rows = table_of("t.csv", "\n".join([head, *lines]).encode())
    return read_history(rows, within=["35.26"], known=["35.26.06", "35.27.01"], today=NOW.date())


def browser(stage, name: str) -> Client:
    client = Client()
    client.force_login(stage.persons[name])
    return client


def test_a_line_is_read_with_indonesian_numbers_and_an_empty_cell_is_no_zero():
    [row] = read(LINE).good
    assert (row.n_voters, row.n_voted, row.n_disputes, row.voting_on) == (30_000, 21_000, None, date(2024, 11, 27))


@pytest.mark.parametrize(
    "head", ["Perolehan Paslon 1", "suara sah", "Suara Partai A", "calon terpilih", "Pemenang", "votes", "Jumlah suara"]
)
def test_a_column_of_votes_or_candidates_is_refused_by_name(head):
    with pytest.raises(Problem) as refused:
        read(LINE + ";100", head=f"{HEAD};{head}")
    assert head in str(refused.value)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (LINE.replace("35.26.06", "35.27.01"), "35.27.01"),
        (LINE.replace("35.26.06", "99.99"), "99.99"),
        (LINE.replace("pilkada;", "pemilihan;"), "pemilu"),
        (LINE.replace("2024-11-27", "2029-11-27"), ""),
        (LINE.replace("2024-11-27", "kemarin"), "kemarin"),
        (LINE.replace("21.000", "banyak"), "banyak"),
        (LINE.replace("21.000", "90.000"), ""),
        (LINE.replace(";KPU", ";"), ""),
    ],
)
def test_a_line_that_cannot_be_says_why_and_the_others_stay(line, part):
    found = read(line, LINE.replace("2024-11-27", "2018-06-27"))
    assert len(found.good) == 1 and len(found.bad) == 1
    assert found.bad[0].line == 2 and part in str(found.bad[0].why)


def test_the_same_election_twice_in_a_table_is_told():
    found = read(LINE, LINE)
    assert (len(found.good), len(found.bad)) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"kode;nama"), ("a.xlsx", b"PK\x03\x04broken"), ("a.csv", f"{HEAD}\n=1+1;{LINE}".encode()),
     ("a.csv", b"x" * (2 * 1024 * 1024 + 1))],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_kindly(name, content):
    with pytest.raises(Problem):
        table_of(name, content)


def test_a_missing_column_is_named():
    with pytest.raises(Problem) as refused:
        read("35.26.06;2024-11-27", head="kode;tanggal")
    assert "sumber" in str(refused.value)


def test_entered_again_it_is_corrected_and_the_trail_says_so(stage):
    row = PastRow(1, "35.26.06", "pilkada", "Pilkada 2024", date(2024, 11, 27), "KPU", 30_000, 21_000)
    enter_history([row], by=stage.ani, at=NOW)
    [past] = enter_history([row], by=stage.citra, at=NOW)
    assert PastElection.objects.count() == 1 and past.turnout == pytest.approx(0.7)
    names = Event.objects.filter(subject_id=str(past.pk)).order_by("id").values_list("name", flat=True)
    assert list(names) == ["history.entered", "history.corrected"]
    assert history_of("35.26.06") == [past]
    assert [r.code for r in regions_with_history("35.26", ["35.26"])] == ["35.26.06"]
    for stranger in (stage.budi, stage.eko, stage.dewi):
        with pytest.raises(NotAllowed):
            enter_history([row], by=stranger, at=NOW)


def test_no_field_of_the_model_could_hold_a_vote():
    names = {f.name for f in PastElection._meta.get_fields()}
    assert not {n for n in names if "vote" in n.replace("n_voters", "").replace("n_voted", "").replace("n_revotes", "")}
    assert not names & {"votes", "winner", "candidate", "party", "result"}


def test_a_table_is_shown_before_it_is_kept(stage):
    ani = browser(stage, "ani")
    book = Workbook()
    for row in (HEAD.split(";"), LINE.split(";")):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    page = ani.post("/riwayat/impor", {"file": SimpleUploadedFile("riwayat.xlsx", out.getvalue())})
    assert page.status_code == 200 and not PastElection.objects.exists()
    assert "Pilkada 2024" in page.content.decode()
    assert ani.post("/riwayat/impor", {"table": f"{HEAD}\n{LINE}\n"}).status_code == 302
    assert PastElection.objects.get().n_stations == 60
    shown = browser(stage, "dewi").get("/riwayat/?wilayah=35.26.06").content.decode()
    assert "70" in shown and "Pilkada 2024" in shown
    assert browser(stage, "eko").get("/riwayat/?wilayah=35.26.06").status_code == 404


def test_one_is_entered_by_form_and_faults_stand_on_the_page(stage):
    ani = browser(stage, "ani")
    fields = {
        "region_code": "35.26.06",
        "kind": "pilkades",
        "name": "Pilkades Lerpak",
        "voting_on": "2021-05-02",
        "source": "PMD",
    }
    assert ani.post("/riwayat/catat", fields | {"region_code": "35.27.01"}).status_code == 422
    assert ani.post("/riwayat/catat", fields | {"voting_on": "2031-05-02"}).status_code == 422
    assert ani.post("/riwayat/catat", fields | {"n_voters": "10", "n_voted": "50"}).status_code == 422
    assert ani.post("/riwayat/catat", fields).status_code == 302
    assert PastElection.objects.get().name == "Pilkades Lerpak"
    assert browser(stage, "budi").get("/riwayat/catat").status_code == 403
