"""Two persons stand behind what goes out: whoever had a hand in the words is never the one who lets them go."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kondusif.core.problems import Conflict
from kondusif.people.models import Holding
from kondusif.people.policy import POLICY
from kondusif.people.queries import OFFICE_DAY, holders_of, offices_above
from kondusif.people.viewers import Viewer


def with_author(authors: Sequence[UUID], by: Viewer) -> list[UUID]:
    """This function will return *authors* and *by*; what the system writes by its rules has no author."""
    if by.person_id is None or by.person_id in authors:
        return list(authors)
    return [*authors, by.person_id]


def who_may(deed: str, region_code: str, *, but: Collection[UUID] = (), at: datetime) -> list[Holding]:
    """This function will return who may do *deed* in the region now, without the persons *but*; the nearest first."""
    offices = offices_above(region_code, *POLICY[deed])
    held = holders_of([o.pk for o in offices], on=at.astimezone(OFFICE_DAY).date()).exclude(person_id__in=but)
    ordered = held.order_by("-office__region__level", "office__title", "starts_on", "id")
    return list({h.person_id: h for h in reversed(ordered)}.values())[::-1]


def is_last(by: Viewer, deed: str, region_code: str, *, authors: Collection[UUID], at: datetime) -> bool:
    """
    This function will tell whether *by* alone in the house could still let the words go, and writing would end that.

    An office above the house's own may do the deed too; nobody should have to ring there for a changed word.
    """
    if by.person_id in authors or not by.grants_for(deed, region_code):
        return False
    left = who_may(deed, region_code, but={*authors, by.person_id}, at=at)
    return not any(h.office.region_id.startswith(region_code[:5]) for h in left)


def named(holdings: Sequence[Holding]) -> str:
    """This function will name persons with their offices: ``Citra Lestari (Kepala Bakesbangpol Bangkalan)``."""
    return ", ".join(f"{h.person.name} ({h.full_title})" for h in holdings)


def check_another_is_left(
    by: Viewer,
    deed: str,
    region_code: str,
    *,
    writing: str,
    authors: Collection[UUID] = (),
    at: datetime,
    field: str = "",
) -> None:
    """
    This function will keep the only one of the house who may do *deed* from writing: nobody could do it then.

    :raises Conflict: naming who may do *writing* instead; beside *field*, if the form has such a one.
    """
    if not is_last(by, deed, region_code, authors=authors, at=at):
        return
    others = who_may(writing, region_code, but={by.person_id}, at=at)
    sentence = _(
        "Here only you may sign or release this, and whoever writes a text does not release it. "
        "Tell a colleague what should stand there: %(names)s."
    ) % {"names": named(others) or _("nobody holds such an office now")}
    raise Conflict("two_persons.last", sentence, fields={field: sentence} if field else None)
