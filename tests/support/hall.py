"""A seated office for journeys: a region with its invented officers, a clock that the story sets, and their screens."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client
from django.utils import timezone

from kondusif.core.models import Event, Pending
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.elections.actions.plan_demo_election import plan_demo_election
from kondusif.people.actions import appoint
from kondusif.people.models import Person
from kondusif.people.roles import Role
from kondusif.people.viewers import SYSTEM
from kondusif.regions.actions.load_regions import load_regions
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region, Tenant
from kondusif.regions.queries import subtree
from kondusif.rehearsal.cast import Names, appointments, field_appointments
from kondusif.site.subscriptions import SUBSCRIPTIONS
from tests.support import browsers, looks

PHONE, DESK = (360, 740), (1280, 900)


class StoryClock:
    """The hour of the story: every page and task takes it for now."""

    def __init__(self, zone: ZoneInfo):
        self.zone = zone
        # Today, not a date of long ago: sessions and cookies live by the machine's own clock.
        self.first_day: date = timezone.now().astimezone(zone).date()
        self.now = datetime.combine(self.first_day, time(7, 0), tzinfo=zone)

    def set(self, day: int, clock: str) -> datetime:
        """This function will set the story to *clock* on its *day*, counted from 0."""
        hour, minute = map(int, clock.split(":"))
        self.now = datetime.combine(self.day(day), time(hour, minute), tzinfo=self.zone)
        return self.now

    def day(self, number: int) -> date:
        """This function will return the date of a day of the story."""
        return self.first_day + timedelta(days=number)


@dataclass
class Hall:
    """A region in session: who sits there and what their screens show."""

    region_code: str
    url: str
    browser: Any
    clock: StoryClock
    shots: Path | None
    contexts: list[Any] = field(default_factory=list)

    def screen(self, word: str, size: tuple[int, int] = DESK) -> Any:
        """This function will open a page signed in as the holder of the office *word*: ``analis``, ``camat-geger``."""
        with scoped(EVERYWHERE):
            # "posko" is one account; "kades" stands for the only village seated.
            named = Person.objects.filter(email__startswith=f"{word}@").first()
            person = named or Person.objects.filter(email__startswith=f"{word}-").first()
            assert person, f"nobody holds {word}"
        client = Client()
        client.force_login(person)
        page = self.nobodys(size)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])
        return page

    def nobodys(self, size: tuple[int, int] = PHONE) -> Any:
        """This function will open a page of somebody without an account."""
        context = browsers.phone(self.browser, width=size[0], height=size[1])
        self.contexts.append(context)
        return context.new_page()

    def picture(self, page: Any, name: str) -> None:
        """This function will keep what *page* shows, where pictures are wanted."""
        if self.shots:
            self.shots.mkdir(parents=True, exist_ok=True)
            page.evaluate("scrollTo(0, 0)")  # what sticks to the window stands where it stands at first
            page.screenshot(path=self.shots / f"{name}.png", full_page=True)

    def react(self) -> None:
        """This function will run what follows from everything that happened, as the worker would."""
        import procrastinate.contrib.django as queue

        with scoped(EVERYWHERE):
            while waiting := list(Pending.objects.order_by("event_id").values_list("event_id", flat=True)):
                Pending.objects.filter(event_id__in=waiting).delete()
                for event in Event.objects.filter(pk__in=waiting).order_by("pk"):
                    for name in SUBSCRIPTIONS.get(event.name, ()):
                        queue.app.tasks[name].func(event_id=event.pk)

    def close(self) -> None:
        browsers.close(self.contexts)


def seat(region_code: str, *, days_to_vote: int, clock: StoryClock) -> Tenant:
    """This function will load the region's places and seat the invented holders of its offices."""
    folder = settings.PUBLIC_DATA_DIR
    with scoped(EVERYWHERE):
        load_regions(folder=folder / "regions", at=clock.now, only=(region_code,), using="owner")
        place = Region.objects.get(pk=region_code)
        tenant = Tenant.objects.create(
            region=place, slug="uji", name=place.title, timezone=place.timezone, created_at=clock.now
        )
        since = clock.day(-200)
        names, domain = Names(seed=3), "uji.test"
        wanted = appointments(place.pk, place.kind, place.name, domain=domain, names=names, since=since)
        for sub in subtree(region_code, Level.SUBDISTRICT).order_by("code"):
            wanted.append(field_appointments(
                Role.SUBDISTRICT_HEAD, "camat", "Camat", sub.pk, sub.name, domain=domain, names=names, since=since,
            ))  # fmt: skip
        for appointment in wanted:
            appoint(appointment=appointment, by=SYSTEM, at=clock.now)
        plan_demo_election(region_code=region_code, voting_on=clock.day(days_to_vote))
    return tenant


def shots_folder() -> Path | None:
    """This function will return where pictures of a journey are kept, if anywhere."""
    folder = os.environ.get("KONDUSIF_SHOTS")
    return Path(folder) if folder else None


def watched(page: Any) -> Callable[[], list[str]]:
    """This function will watch *page* and return a look at everything wrong with it."""
    noise = looks.watch(page)
    return lambda: looks.faults(page, noise)


def seat_village(hall: Hall, subdistrict: str, *roles: Role) -> None:
    """This function will seat officers in the first village of a subdistrict; their accounts begin with the office."""
    words = {Role.VILLAGE_HEAD: "kades", Role.VILLAGE_POLICE: "bhabinkamtibmas", Role.VILLAGE_MILITARY: "babinsa"}
    with scoped(EVERYWHERE):
        village = subtree(subdistrict, Level.VILLAGE).order_by("code").first()
        names, since = Names(seed=11), hall.clock.day(-200)
        for role in roles:
            one = field_appointments(
                role, words[role], words[role].title(), village.pk, village.name, domain="uji.test", names=names,
                since=since,
            )  # fmt: skip
            appoint(appointment=one, by=SYSTEM, at=hall.clock.now)
