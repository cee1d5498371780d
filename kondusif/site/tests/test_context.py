"""The frame of a page: doors by office, one of them current, and what waits behind each."""

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from kondusif.board.tests.factories import make_morning
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import CITIZEN, Viewer
from kondusif.site.context import DOORS, frame_of


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


def test_a_switch_returns_to_no_page_that_only_post_opens(cast):
    request = RequestFactory().post("/laporan/baru")
    request.viewer = cast.sari
    assert frame_of(request).path == "/"
    assert frame(cast.sari, "/peta/?wilayah=35.26").path == "/peta/?wilayah=35.26"


def test_an_unknown_theme_is_none(cast):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "ungu"
    assert frame_of(request).theme == ""
