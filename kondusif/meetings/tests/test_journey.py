"""In a browser: all camat are invited, one signs in from a phone, the picture shows who is missing; also without a signal."""

from datetime import timedelta

import pytest
from django.conf import settings as installed
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.actions import suggest_bodies
from kondusif.meetings.models import Attendance
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office, Person
from kondusif.people.roles import Role
from kondusif.people.tests.factories import make_cast
from tests.support import looks
from tests.support.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def stage(transactional_db, settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    with scoped(EVERYWHERE):
        cast = make_cast(timezone.now())
        Office.objects.create(role=Role.SUBDISTRICT_HEAD, region_id="35.26.01", title="Camat Bangkalan")
        Person.objects.update(is_demo=True)
        suggest_bodies(region_code="35.26", by=cast.citra, at=timezone.now())
        yield cast


def as_person(page, person, url: str) -> None:
    client = Client()
    client.force_login(person)
    name = installed.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def test_from_the_invitation_to_who_is_missing(stage, live_server, open_page):
    now = timezone.now()
    meeting = planned(stage.citra, at=now, starts_at=now + timedelta(minutes=40))
    desk, phone = open_page(width=1280, height=900), open_page(width=360)
    noise = looks.watch(desk, phone)
    as_person(desk, stage.persons["citra"], live_server.url)
    desk.goto(f"{live_server.url}/rapat/{meeting.pk}")
    desk.select_option("[name=kind]", "subdistrict_heads")
    desk.select_option("[name=region]", "35.26")
    with desk.expect_navigation():
        desk.click("form[action$='/undangan'] button")
    looks.keep(desk, "rapat-undang-1280")
    desk.click("form[action$='/undang'] button")
    desk.wait_for_selector("text=belum menjawab")
    looks.keep(desk, "rapat-1280")
    assert looks.faults(desk, noise) == []

    as_person(phone, stage.persons["dewi"], live_server.url)
    phone.goto(f"{live_server.url}/rapat/{meeting.pk}")
    looks.keep(phone, "rapat-jawab-360")
    assert looks.faults(phone, noise) == []
    desk.goto(f"{live_server.url}/rapat/{meeting.pk}/dinding")
    looks.keep(desk, "rapat-dinding-1280")
    phone.goto(desk.locator(".address").inner_text())
    looks.keep(phone, "rapat-pintu-360")
    assert looks.faults(phone, noise) == []
    phone.click("button.primary")
    phone.wait_for_selector("text=Anda tercatat hadir")

    desk.goto(f"{live_server.url}/rapat/{meeting.pk}/hadir")
    assert "1/1" in desk.locator(".tile", has_text="Geger").inner_text()
    assert "Camat Bangkalan" in desk.locator(".missing").inner_text()
    tick_without_a_signal(desk)
    looks.keep(desk, "rapat-hadir-1280")
    assert looks.faults(desk, []) == []
    the_wall_turned_to_its_map_shows_the_whole_region(desk, f"{live_server.url}/rapat/{meeting.pk}/layar")
    for path in ("", "badan/", "badan/tiga-pilar", "direktori/", "pohon-telepon/", "baru"):
        phone.goto(f"{live_server.url}/rapat/{path}")
        looks.keep(phone, f"rapat-{path.strip('/').replace('/', '-') or 'daftar'}-360")
        assert looks.faults(phone, []) == [], path


def the_wall_turned_to_its_map_shows_the_whole_region(desk, url: str) -> None:
    """The map is drawn while its sheet is hidden; once turned to, every area lies within its frame."""
    squares = [_square("35.26.01", 112.7), _square("35.26.06", 113.0)]
    land = {"type": "FeatureCollection", "features": squares}
    desk.route("**/peta.geojson*", lambda route: route.fulfill(json=land))
    desk.goto(url)
    areas = desk.locator("path.area")
    expect(areas.last).to_be_attached()
    desk.keyboard.press("ArrowRight")
    expect(areas.first).to_be_visible()
    expect(areas).to_have_count(2)
    until(
        lambda: all(lies_within(desk.locator("[data-map]"), area) for area in areas.all()), "both lie within the frame"
    )
    letters = "e => [...e.querySelectorAll('.legend li')].map(x => parseFloat(getComputedStyle(x).fontSize))"
    assert min(desk.locator("#situasi").evaluate(letters)) >= 28
    looks.keep(desk, "rapat-layar-peta-1280")


def lies_within(frame, area) -> bool:
    around, box = frame.bounding_box(), area.bounding_box()
    if not around or not box or not box["width"]:  # being drawn
        return False
    return around["x"] - 1 <= box["x"] and box["x"] + box["width"] <= around["x"] + around["width"] + 1


def _square(code: str, west: float) -> dict[str, object]:
    ring = [[west, -7.2], [west + 0.2, -7.2], [west + 0.2, -6.9], [west, -6.9], [west, -7.2]]
    return {
        "type": "Feature", "properties": {"code": code, "name": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip


def tick_without_a_signal(desk) -> None:
    """Without a signal the list opens from the phone; ticks made then outlive a reload and arrive once."""
    expect(desk.locator("[data-roll][data-kept=yes]")).to_be_attached()
    desk.context.set_offline(True)
    button = desk.locator("li[data-line]", has_text="Camat Bangkalan").locator("button")
    button.scroll_into_view_if_needed()
    before = button.bounding_box()
    button.dblclick()  # an impatient finger
    unsent = desk.get_by_text("1 tanda disimpan di ponsel ini")
    expect(unsent).to_be_visible()
    moved = button.bounding_box()["y"] - before["y"]
    assert abs(moved) < before["height"] / 2, "the name stays under the finger"
    desk.reload()
    expect(unsent).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.locator("p[data-unsent]")).to_be_hidden()
    with scoped(EVERYWHERE):
        assert Attendance.objects.filter(invitee__office__title="Camat Bangkalan").count() == 1
    desk.reload()
    assert "2/2" not in desk.content()
    expect(desk.locator(".missing")).to_have_count(0)
