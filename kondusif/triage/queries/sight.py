"""Which rows a viewer may see for a deed: one office at a time, its region and its clearance together."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kondusif.people.viewers import Grant, Viewer
from kondusif.reports.models import Report

NOTHING = Q(pk__in=())


def reports_within(viewer: Viewer, deed: str) -> QuerySet[Report]:
    """
    This function will return the reports with which one of the viewer's offices allows *deed*.

    A report about an office is never among those its holder sees, whatever other office they hold.
    """
    reports = Report.objects.all()
    if viewer.is_system:
        return reports
    return reports.filter(any_of(_report_place(g) & Q(classification__lte=g.clearance) for g in viewer.grants_for(deed))).exclude(
        about_office_id__in=own_offices(viewer)
    )


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


def _report_place(grant: Grant) -> Q:
    # The generated columns are indexed, and their comparison may use the index under row security.
    if len(grant.region_code) == 5:
        return Q(regency_code=grant.region_code)
    if len(grant.region_code) == 8:
        return Q(subdistrict_code=grant.region_code)
    return below("region_id", grant.region_code)
