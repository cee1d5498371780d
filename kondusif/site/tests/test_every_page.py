"""
Every page that can be reached by links, for each kind of reader: accessible, within its width, nothing blocked.

Each kind of page is drawn and examined once, for the first reader who reaches it; for the others it is fetched,
must answer, and is followed further. The readers walk one after the other in one process, so that they know.
"""

from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings as installed
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from lxml import html

from kondusif.board.tests.factories import make_morning, make_vote
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.roles import Role
from kondusif.people.tests.factories import appoint, make_cast
from tests.support import looks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("kondusif.site.tests.guide_urls"),
    pytest.mark.xdist_group("walk"),
    pytest.mark.drawn,
]
PER_VIEW = 1  # pages drawn by one view look alike: the first tells
EXAMINED: set[str] = set()  # views that a reader before has looked at
FILES = (".json", ".geojson", ".jpg", ".pdf", ".csv", ".xml", ".txt", ".pem", ".crl", ".xlsx", ".docx", ".ics", ".atom")


@pytest.fixture
def persons(transactional_db, settings):
    settings.DEMO = True
    now = timezone.now()
    with scoped(EVERYWHERE):
        cast = make_cast(now)
        make_morning(cast, now)
        make_vote(now)
        persons = cast.persons | {"admin": appoint("Agus Admin", Role.ADMIN, "35.26", "Admin Bangkalan")}
        for person in persons.values():
            person.is_demo = True
            person.save()
    return persons


def signed_in(page, person, url: str) -> None:
    client = Client()
    client.force_login(person)
    name = installed.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def view_of(path: str) -> str | None:
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def links_of(address: str, text: str, home: str) -> list[str]:
    root = html.fromstring(text, base_url=address)
    found = (urldefrag(urljoin(address, a.get("href"))).url for a in root.iter("a") if a.get("href"))
    paths = [href for href in found if href.startswith(home)]
    return [p for p in paths if not urlsplit(p).path.endswith(FILES) and not urlsplit(p).path.startswith("/static/")]


def walk(page, home: str, start: str, noise: list[str]) -> dict[str, list[str]]:
    """This function will follow the links from *start* and return what is wrong, by address."""
    waiting, seen, visits, wrong = [home + start], set(), Counter(), {}
    while waiting:
        address = waiting.pop(0)
        view = view_of(urlsplit(address).path)
        if address in seen or view is None or visits[view] >= PER_VIEW:
            if view is None and address not in seen:
                wrong[address] = ["a link to nowhere"]
            seen.add(address)
            continue
        seen.add(address)
        visits[view] += 1
        look = fetch if view in EXAMINED else examine
        text, faults = look(page, address, view, noise)
        if faults:
            wrong[address.removeprefix(home)] = faults
        waiting += links_of(address, text, home) if text else []
    return wrong


def fetch(page, address: str, view: str, noise: list[str]) -> tuple[str, list[str]]:
    """This function will fetch a page whose kind was examined before; it has to answer."""
    answer = page.request.get(address)
    return text_of(answer), [f"answers {answer.status}"] if answer.status >= 400 else []


def examine(page, address: str, view: str, noise: list[str]) -> tuple[str, list[str]]:
    """This function will draw a page and return its text and what is wrong with it."""
    noise.clear()
    answer = page.goto(address, wait_until="load")
    if not (text := text_of(answer)):
        return "", []
    EXAMINED.add(view)
    faults = looks.faults(page, [])
    faults += [n for n in noise if "/peristiwa" not in n and "404" not in n]
    looks.keep(page, f"walk-{view.replace(':', '-')}-{page.viewport_size['width']}")
    return text, faults + ([f"answers {answer.status}"] if answer.status >= 400 else [])


def text_of(answer) -> str:
    return answer.text() if "text/html" in answer.headers.get("content-type", "") else ""


@pytest.mark.parametrize(
    ("name", "start", "width"),
    [
        ("", "/", 360),
        ("ani", "/mulai/", 360),
        ("citra", "/mulai/", 1280),
        ("dewi", "/mulai/", 360),
        ("admin", "/mulai/", 1280),
    ],
)
def test_all_pages_in_reach_are_accessible(persons, live_server, open_page, name, start, width):
    page = open_page(width=width, height=800)
    if name:
        signed_in(page, persons[name], live_server.url)
    noise = looks.watch(page)
    assert walk(page, live_server.url, start, noise) == {}
