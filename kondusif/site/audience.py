"""For whom a stream of events is: the session's person, and what of the country they may hear of."""

from dataclasses import dataclass
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.db.models.functions import Left
from django.http import HttpRequest
from django.utils import timezone

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.middleware import second_factor_missing
from kondusif.people.queries import viewer_of

REPLAY_LIMIT = 500


@dataclass(frozen=True)
class Audience:
    """A signed-in person with at least one office, at the moment their session was looked at."""

    person_id: UUID
    scope: tuple[str, ...]

    def reaches(self, regency: str) -> bool | None:
        """
        This function will tell whether events of *regency* concern this person.

        None means that it depends: somebody whose region lies inside the regency hears of their part only.
        """
        if self.scope == EVERYWHERE:
            return True
        if any(regency == code or regency.startswith(code + ".") for code in self.scope):
            return True
        if regency and any(code.startswith(regency + ".") for code in self.scope):
            return None
        return False


def of_session(key: str) -> Audience | None:
    """
    This function will return whom the session *key* stands for, or None: signed out, expired, without office.

    It applies what the middleware applies to pages: sign-in, second factor, offices held now.
    """
    close_old_connections()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    request.user = get_user(request)
    if not request.user.is_authenticated or second_factor_missing(request):
        return None
    viewer = viewer_of(request.user, at=timezone.now())
    return Audience(viewer.person_id, viewer.scope) if viewer.grants and viewer.person_id else None


def events_since(whom: Audience, last: int) -> list[tuple[int, str, str]]:
    """This function will return number, name and regency of the events after *last* that this person may hear of."""
    close_old_connections()
    with scoped(whom.scope):
        rows = Event.objects.filter(id__gt=last).annotate(regency=Left("region_code", 5)).order_by("id")
        return list(rows.values_list("id", "name", "regency")[:REPLAY_LIMIT])


def may_see(whom: Audience, event_id: int, name: str) -> bool:
    """This function will ask the database whether the event lies in this person's regions."""
    close_old_connections()
    with scoped(whom.scope):
        return Event.objects.filter(id=event_id, name=name).exists()
