"""The frame of a page: doors by office, one of them current, and what waits behind each."""

import pytest
from django.db import connection
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kondusif.board.tests.factories import make_morning
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import CITIZEN, Viewer
from kondusif.reports.actions import ask_for_contact
from kondusif.reports.rules import Contact
from kondusif.reports.tests.factories import make_report
from kondusif.site.context import DOORS, frame_of
from kondusif.site.waiting import WAITING, badge, counted


@pytest.fixture
def cast(everywhere):
    with translation.override("id"):
        cast = make_cast()
        make_morning(cast)
        yield cast


def frame(viewer: Viewer, path: str = "/papan/"):
    request = RequestFactory().get(path)
    request.viewer, request.at = viewer, NOW
    return frame_of(request)


def test_each_office_sees_its_own_doors(cast):
    assert [i.label for i in frame(cast.budi).nav][:5] == ["Papan pagi", "Peta", "Triase", "Telepon", "Laporan"]
    assert "Triase" not in [i.label for i in frame(cast.rendra).nav]
    assert "Orang dan jabatan" not in [i.label for i in frame(cast.citra).nav]
    assert frame(CITIZEN).nav == []


def test_each_door_has_a_picture_of_its_own():
    icon = engines["jinja2"].env.get_template("look/icons.html").module.icon
    drawn = [icon(door.icon) for door in DOORS]
    assert len({*drawn}) == len(drawn) and all('d="M' in one for one in drawn)


def test_only_the_nearest_door_is_current(cast):
    for path, label in (
        ("/triase/", "Triase"),
        ("/triase/kejadian/", "Kejadian"),
        ("/triase/kejadian/K-1", "Kejadian"),
        ("/peta/", "Peta"),
    ):
        assert [i.label for i in frame(cast.budi, path).nav if i.current] == [label]
    assert [i for i in frame(cast.budi, "/akun/keluar").nav if i.current] == []


def test_the_badges_count_what_is_late_and_nothing_else(cast):
    counts = {i.label: i.count for i in frame(cast.budi).nav if i.count}
    assert counts == {"Triase": "1"}
    assert {i.label: i.count for i in frame(cast.dewi).nav if i.count} == {"Tugas": "1"}
    assert {i.label: i.count for i in frame(cast.eko).nav if i.count} == {}


@pytest.mark.parametrize("name", ["budi", "ani", "citra", "rendra", "dewi", "eko"])
def test_everything_that_waits_is_counted_by_one_statement_and_as_the_rooms_count_it(cast, name):
    viewer = getattr(cast, name)
    report = make_report(anonymous=False, contact=Contact(phone="081234567890"))
    ask_for_contact(report=report, reason="Pelapor perlu dijemput malam ini.", by=cast.budi, at=NOW)
    with CaptureQueriesContext(connection) as asked:
        counts = counted(viewer, WAITING, at=NOW)
    assert len(asked) == 1
    assert counts == {
        view: n for view, (rows, _label) in WAITING.items() if (n := sum(len(r) for r in rows(viewer, NOW)))
    }


def test_a_page_asks_for_the_numbers_of_its_own_doors_once(cast, django_assert_num_queries):
    shown = frame(cast.budi)
    with django_assert_num_queries(1):
        assert len(shown.nav) > 5 and shown.home == shown.nav[0].url


def test_nothing_is_counted_where_nobody_reads_it(cast, django_assert_num_queries):
    in_trouble = frame(cast.budi)
    in_trouble.request.is_in_trouble = True
    with django_assert_num_queries(0):
        assert frame(cast.budi).home == "/papan/", "who is only led on sees no navigation"
        assert len(in_trouble.nav) > 5 and not any(item.count for item in in_trouble.nav)
        assert counted(cast.budi, ["board:morning"], at=NOW) == {}


def test_a_number_goes_as_far_as_a_badge_shows_it(cast, monkeypatch):
    rows = WAITING["coordination:tasks"]
    monkeypatch.setitem(WAITING, "coordination:tasks", (lambda v, at: rows[0](v, at) * 3, rows[1]))
    monkeypatch.setattr("kondusif.site.waiting.MOST", 0)
    assert counted(cast.dewi, ["coordination:tasks"], at=NOW) == {"coordination:tasks": 3}, "one of each kind"
    assert (badge(0), badge(3)) == ("", "0+")


def test_a_switch_returns_to_no_page_that_only_post_opens(cast):
    request = RequestFactory().post("/laporan/baru")
    request.viewer = cast.sari
    assert frame_of(request).path == "/"
    assert frame(cast.sari, "/peta/?wilayah=35.26").path == "/peta/?wilayah=35.26"


def test_an_unknown_theme_is_none(cast):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "ungu"
    assert frame_of(request).theme == ""
