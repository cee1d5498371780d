"""Every route against every role and territory, generated from the addresses and the policy table themselves."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kondusif.alerts.tests.factories import drafted
from kondusif.coordination.actions import NewTask, give_task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Holding, Office, Person
from kondusif.people.policy import POLICY, PUBLIC, SIGNED_IN, allows
from kondusif.people.roles import ROLES, Classification, Role
from kondusif.people.routes import deed_of
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.regions.models import Region
from kondusif.triage.tests.factories import incident_with, verified

FROM_PACKAGES = ("allauth", "ninja", "django.")
# Where the territory of each relation lies, seen from a thing in the village of Lerpak, Geger, Bangkalan.
RELATIONS = {
    "own village": "35.26.06.2005",
    "own subdistrict": "35.26.06",
    "own regency": "35.26",
    "own province": "35",
    "sibling village": "35.26.06.2001",
    "sibling subdistrict": "35.26.01",
    "sibling regency": "35.27",
    "other province": "51",
}
HOLDS_THE_THING = {"own village", "own subdistrict", "own regency", "own province"}


@dataclass(frozen=True)
class Route:
    """One address with the view behind it."""

    path: str
    view: Callable
    arguments: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        view = getattr(self.view, "func", self.view)
        return not getattr(view, "__module__", "").startswith(FROM_PACKAGES)

    @property
    def deed(self) -> str:
        return deed_of(self.view) or ""


def routes(patterns=None, prefix: str = "/") -> Iterator[Route]:
    """This function will yield every address of the installation."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, where)
        elif isinstance(entry, URLPattern):
            yield Route(where, entry.callback, tuple(entry.pattern.converters))


ALL = tuple(routes())
OURS = tuple(r for r in ALL if r.is_ours)
STAFF = tuple(r for r in OURS if r.deed in POLICY)


def get_routes(of: tuple[Route, ...]) -> list[Route]:
    return [r for r in of if "GET" in getattr(r.view, "methods", ())]


def test_every_address_says_which_deed_opens_it():
    assert [r.path for r in ALL if deed_of(r.view) is None] == []


def test_every_address_of_ours_names_its_methods_and_a_deed_of_the_table():
    assert [r.path for r in OURS if not getattr(r.view, "methods", None)] == []
    assert [r.path for r in OURS if r.deed not in {*POLICY, PUBLIC, SIGNED_IN}] == []


def test_every_deed_of_the_table_is_used_by_the_code():
    source = subprocess.run(
        ["git", "grep", "-hoE", r"\"[a-z_]+\.[a-z_]+\"", "--", "kondusif"],
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
    )
    used = source.stdout.split()
    assert [deed for deed in POLICY if used.count(f'"{deed}"') < 2] == []


def test_addresses_are_indonesian_and_there_are_many_of_them():
    assert len(STAFF) > 40


@pytest.fixture
def world(db, settings):
    """One of each thing in Lerpak, and who may see it from where."""
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        Region.objects.get_or_create(
            code="51",
            defaults={
                "name": "Bali",
                "kind": "province",
                "level": 1,
                "timezone": "Asia/Makassar",
                "search_name": "bali",
            },
        )
        report = verified(cast.budi, region_code=RELATIONS["own village"])
        incident = incident_with(report)
        alert = drafted(cast.budi, region_code="35.26.06")
        camat = Office.objects.get(title="Camat Geger")
        task = give_task(
            task=NewTask("Temui warga", "Bersama tiga pilar", camat.pk, NOW + timedelta(days=900)),
            by=cast.citra,
            at=NOW,
        )
        yield {"report": report, "incident": incident, "alert": alert, "task": task}


def signed_in(role: Role, region_code: str) -> Client:
    """This function will return a browser in which the holder of such an office is signed in."""
    office, _new = Office.objects.get_or_create(
        region_id=region_code, title=f"Uji {role} {region_code}", defaults={"role": role}
    )
    person = Person.objects.create_user(f"{uuid4().hex}@contoh.test", None, name="Uji", is_demo=True)
    Holding.objects.create(person=person, office=office, starts_on=date(2020, 1, 1))
    client = Client()
    client.force_login(person)
    return client


def without_arguments() -> list[Route]:
    return [r for r in get_routes(STAFF) if not r.arguments and "<" not in r.path]


@pytest.mark.parametrize("role", list(Role))
def test_a_page_opens_exactly_for_the_roles_of_its_deed(world, role):
    level = min(ROLES[role].levels, key=lambda n: (n != 2, n))
    client = signed_in(role, {1: "35", 2: "35.26", 3: "35.26.06", 4: "35.26.06.2005"}[level])
    wrong = []
    for route in without_arguments():
        status = client.get(route.path).status_code
        if (status == 403) == allows(route.deed, role) or status >= 500:
            wrong.append((route.path, route.deed, status))
    assert wrong == []


def test_nobody_without_an_account_gets_past_the_door_of_a_staff_page(world):
    client = Client()
    wrong = [
        r.path for r in without_arguments() if "/akun/login/" not in client.get(r.path).headers.get("Location", "")
    ]
    assert wrong == []


def test_an_account_without_an_office_opens_no_staff_page(world):
    client = Client()
    client.force_login(Person.objects.create_user("tanpa@contoh.test", None, name="Tanpa jabatan", is_demo=True))
    assert [r.path for r in without_arguments() if client.get(r.path).status_code != 403] == []


def pages_of(world) -> list[tuple[str, str]]:
    """The page of each thing, and the deed that opens it; the alert is a draft and has its own test."""
    return [
        (f"/triase/{world['report'].pk}", "report.read"),
        (f"/triase/kejadian/{world['incident'].number}", "incident.read"),
        (f"/tugas/{world['task'].pk}", "task.read"),
    ]


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_thing_is_seen_from_its_own_territory_and_from_no_other(world, relation):
    wrong = []
    code = RELATIONS[relation]
    for path, deed in pages_of(world):
        task_of_the_subdistrict = "tugas" in path and relation == "own village"
        for role in Role:
            if code.count(".") + 1 not in ROLES[role].levels:
                continue
            status = signed_in(role, code).get(path).status_code
            if not allows(deed, role):
                expected = {403}
            else:
                cleared = "tugas" in path or ROLES[role].clearance >= Classification.LIMITED
                expected = {200} if relation in HOLDS_THE_THING and cleared and not task_of_the_subdistrict else {404}
            if status not in expected:
                wrong.append((path, str(role), relation, status, expected))
    assert wrong == []


def test_a_hidden_thing_and_a_missing_one_answer_alike(world):
    stranger = signed_in(Role.DUTY_OPERATOR, "35.27")
    for path, _deed in pages_of(world)[:1] + [(f"/peringatan/{world['alert'].pk}", "")]:
        hidden = stranger.get(path)
        missing = stranger.get(path.rpartition("/")[0] + f"/{uuid4()}")
        assert (
            (hidden.status_code, len(hidden.content))
            == (missing.status_code, len(missing.content))
            == (404, len(missing.content))
        )


def posts_on(world) -> list[str]:
    """Every address that changes one of the things."""
    found = []
    for route in STAFF:
        if "POST" not in getattr(route.view, "methods", ()) or not route.arguments:
            continue
        for name, key in (("report_id", "report"), ("alert_id", "alert"), ("task_id", "task")):
            if route.arguments == (name,):
                found.append(route.path.replace(f"<uuid:{name}>", str(world[key].pk)))
    return found


@pytest.mark.parametrize(
    "role", [Role.DUTY_OPERATOR, Role.ANALYST, Role.AGENCY_HEAD, Role.REGIONAL_HEAD, Role.ADMIN, Role.POLICE_COMMAND]
)
def test_nobody_of_another_regency_changes_anything_here(world, role):
    client = signed_in(role, "35.27")
    addresses = posts_on(world)
    assert len(addresses) > 20
    before = Event.objects.count()
    answers = {
        path: client.post(path, {"reason": "x", "note": "x", "outcome": "x", "seen": "0" * 64}).status_code
        for path in addresses
    }
    assert {path: status for path, status in answers.items() if status not in {403, 404}} == {}
    assert Event.objects.count() == before


def test_taking_a_row_out_of_the_table_closes_its_pages(world, monkeypatch):
    client = signed_in(Role.DUTY_OPERATOR, "35.26")
    assert client.get("/triase/").status_code == 200
    deed = next(r.deed for r in STAFF if r.path == "/triase/")
    monkeypatch.setitem(POLICY, deed, frozenset())
    assert client.get("/triase/").status_code == 403
