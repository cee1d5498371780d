"""A desk that reads sensitive reports, and what was written down of it; shared by the tests of pages and of searching."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import Client

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import Cast, make_cast
from kondusif.reports.rules import WORDS_READ

SENSITIVE = "Kepala dusun diancam. KENARI-PEKA-5566"


@contextmanager
def readers(settings) -> Iterator[Cast]:
    """This function will make the cast of a demonstration, who need no second factor to sign in."""
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        for person in cast.persons.values():
            person.is_demo = True
            person.save()
        yield cast


def signed_in(cast: Cast, name: str) -> Client:
    """This function will return a browser in which *name* has signed in."""
    client = Client()
    client.force_login(cast.persons[name])
    return client


def read_by() -> list[tuple[str, bool]]:
    """This function will return what was written down as read, in order: by which way, and whether it was sealed."""
    read = Event.objects.filter(name=WORDS_READ).order_by("id")
    return [(e.payload["what"], e.payload["sealed"]) for e in read]


def unwritable(*_args, **_kwargs) -> None:
    """This function will fail as the database does when its disk is full."""
    raise OSError("disk full")
