"""Reading what a phone keeps: names for everybody, provisions for an officer."""

import gzip
import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kondusif.coordination import words as task_words
from kondusif.coordination.queries import tasks_for, tasks_helped_by
from kondusif.coordination.states import TaskState
from kondusif.daily import words as daily_words
from kondusif.daily.queries.grid import own_reports
from kondusif.meetings.queries.directory import contacts_of, may_read, offices_in_directory
from kondusif.people.queries import OFFICE_DAY
from kondusif.people.viewers import Viewer
from kondusif.pwa import rules
from kondusif.pwa.models import DeviceLease
from kondusif.regions.kinds import Level
from kondusif.regions.queries import area_collection, subtree, top_tenants
from kondusif.regions.views import where

MOST_VILLAGES = 9000  # a whole province
Item = dict[str, Any]


def village_names() -> list[tuple[str, str, str]]:
    """This function will return code, name and place of every village that this installation serves."""
    found = []
    for tenant in top_tenants():
        rows = subtree(tenant.region_id, Level.VILLAGE).select_related("parent__parent").order_by("code")
        found += [(place.code, place.title, where(place)) for place in rows[:MOST_VILLAGES]]
    return found[:MOST_VILLAGES]


def leases_of(viewer: Viewer) -> QuerySet[DeviceLease]:
    """This function will return the leases of the viewer's own devices, newest first."""
    return DeviceLease.objects.filter(person_id=viewer.person_id).order_by("-issued_at")


def provisions_for(viewer: Viewer, at: datetime) -> list[Item]:
    """This function will return what *viewer* takes along: own tasks, forms, maps and contacts, 200 items at most."""
    items = [*_forms(viewer), *_maps(viewer), *_tasks(viewer), *_situations(viewer), *_contacts(viewer, at)]
    return items[: rules.ITEMS_MAX]


def told_moment(moment: datetime) -> str:
    """This function will write a moment by the clock of the page's office, short enough for a card."""
    return f"{timezone.localtime(moment):%d-%m-%Y %H.%M}"


def _forms(viewer: Viewer) -> list[Item]:
    forms = (
        ("situation.write", "daily:write", _("Situation report")),
        ("presence.declare", "daily:declare", _("Presence")),
        ("task.do", "coordination:mine", _("My tasks")),
    )
    return [{"kind": "form", "title": name, "url": reverse(url)} for deed, url, name in forms if viewer.may(deed)]


def _tasks(viewer: Viewer) -> list[Item]:
    own = [(task, True) for task in tasks_for(viewer)[: rules.TASKS_MAX]]
    helped = [(task, False) for task in tasks_helped_by(viewer)[: rules.TASKS_MAX - len(own)]]
    return [
        {
            "kind": "task",
            "id": str(task.pk),
            "title": task.title,
            "lines": [
                task.text,
                _("Due %(due)s") % {"due": told_moment(task.due_at)},
                f"{task_words.STATES[TaskState(task.state)]} · {task.giver.title}",
            ],
            "url": reverse("coordination:one", args=[task.pk]),
            "note": reverse("coordination:progress", args=[task.pk]) if is_own and task.state != TaskState.OPEN else "",
        }
        for task, is_own in own + helped
    ]


def _situations(viewer: Viewer) -> list[Item]:
    return [
        {
            "kind": "situation",
            "title": f"{report.region.title}, {told_moment(report.due_at)}",
            "lines": [
                str(daily_words.LEVELS[report.level]),
                report.incidents_note,
                report.logistics_note,
                report.needs,
            ],
        }
        for report in own_reports(viewer).select_related("region")[: rules.SITUATIONS_MAX]
    ]


def _contacts(viewer: Viewer, at: datetime) -> list[Item]:
    offices = list(offices_in_directory(viewer)[: rules.CONTACTS_MAX])
    return [
        {
            "kind": "contact",
            "title": contact.office.title,
            "lines": [contact.holding.person.name] if contact.holding else [],
            "numbers": [number.number for number in contact.numbers if may_read(viewer, number)],
        }
        for contact in contacts_of(viewer, offices, at.astimezone(OFFICE_DAY).date())
    ]


def _maps(viewer: Viewer) -> list[Item]:
    """The own subdistrict with its villages; a regency is too much to take along village by village."""
    codes = sorted({code[:8] for code in viewer.scope if len(code) >= 8})[: rules.MAPS_MAX]
    found = []
    for code in codes:
        areas = json.loads(gzip.decompress(area_collection(code, Level.VILLAGE)[1]))
        own = [scope for scope in viewer.scope if scope.startswith(code)]
        place = subtree(code).filter(code=code).first()
        found.append({"kind": "map", "title": place.title if place else code, "areas": areas, "own": own})
    return found
