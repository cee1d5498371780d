"""Which rows a viewer may see: conditions that more than one query here is made of."""

from collections.abc import Iterable

from django.db.models import Q

from kondusif.people.viewers import Viewer

NOTHING = Q(pk__in=())


def own_offices(viewer: Viewer) -> list:
    """This function will return the ids of the offices the viewer holds now."""
    return [g.office_id for g in viewer.grants]


def below(field: str, code: str) -> Q:
    """This function will return the condition that the region code in *field* is *code* or lies below it."""
    return Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})


def any_of(conditions: Iterable[Q]) -> Q:
    """This function will join *conditions* by or; of none, nothing passes."""
    joined = None
    for condition in conditions:
        joined = condition if joined is None else joined | condition
    return NOTHING if joined is None else joined
