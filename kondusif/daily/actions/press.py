"""The press note: drafted from the approved figures, approved by the head of agency, put on the public page."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.daily import words
from kondusif.daily.models import DailyReport, PressNote
from kondusif.daily.paper import issue_press_note
from kondusif.daily.permissions import office_with
from kondusif.daily.queries.reports import daily_report_for
from kondusif.daily.states import PRESS_NOTE_MOVES, DailyReportState, PressNoteState
from kondusif.people.models import Person
from kondusif.people.second_person import check_another_is_left, with_author
from kondusif.people.viewers import Viewer
from kondusif.regions.queries import region

# What may be told to everybody: counts of the office's own work, and nothing that leads to a person or a station.
PUBLIC_FACTS = ("subdistricts_reported", "reports_new", "reports_verified", "alerts_open", "tasks_done", "meetings")
SMALL = 3  # a number below it could point at somebody
_STATION = re.compile(r"\bTPS\s*(?:no\.?|nomor)?\s*\d+", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d{16}\b|\b(?:\+62|08)\d[\d -]{6,}\b")


@transaction.atomic
def draft_press_note(*, report_id: UUID, by: Viewer, at: datetime, synthetic: bool = False) -> PressNote:
    """
    This function will draft a note for the press from an approved daily report.

    :raises NotAllowed: if no office of *by* drafts press notes here.
    :raises Conflict: if the report is not approved: figures nobody answers for are not told; or *by* alone could
        approve the note.
    """
    report = daily_report_for(by, report_id)
    office_with(by, "press.draft", report.region_id)
    _check_another_approves(by, report.region_id, (), at)
    if report.state not in {DailyReportState.APPROVED, DailyReportState.SENT}:
        raise Conflict(
            "press_note.not_approved", _("The daily report is not approved yet. Its figures cannot be told.")
        )
    with translation.override("id"):
        facts = public_facts(report)
        title, body = _words(report, facts)
    note = PressNote.objects.create(
        region_id=report.region_id, day=report.day, title=title, body=body, facts=facts, drafted_at=at,
        drafted_by_id=by.person_id, authors=with_author((), by), synthetic=synthetic,
    )  # fmt: skip
    record("press_note.drafted", subject=note, by=by, at=at)
    return note


def public_facts(report: DailyReport) -> list[dict[str, str]]:
    """This function will return the figures of a report that may be told to everybody; small numbers stay inside."""
    values = {f["key"]: f["value"] for f in report.content["figures"]}
    told = []
    for key in PUBLIC_FACTS:
        value = values.get(key)
        if value is not None and (value == 0 or value >= SMALL):
            told.append({"name": str(words.FIGURES[key]), "value": f"{value:,}".replace(",", ".")})
    return told


def _words(report: DailyReport, facts: list[dict[str, str]]) -> tuple[str, str]:
    place = region(report.region_id).title
    day = f"{report.day:%d-%m-%Y}"
    paragraphs = [
        f"Pemerintah {place} melalui Desk pemilihan menyampaikan perkembangan situasi sampai dengan {day}.",
        *(f"{fact['name']}: {fact['value']}." for fact in facts),
        "Masyarakat diminta tetap tenang, tidak meneruskan kabar yang belum jelas, dan melaporkan gangguan ke posko.",
    ]
    return f"Situasi {place} {day}", "\n\n".join(paragraphs)


@transaction.atomic
def edit_press_note(*, note_id: UUID, title: str, body: str, by: Viewer, at: datetime) -> PressNote:
    """
    This function will change the words of a note that nobody approved yet; the editor is among its authors.

    :raises Conflict: if it was approved, or *by* alone could still approve it.
    """
    note = _locked(note_id)
    office_with(by, "press.draft", note.region_id)
    if note.state != PressNoteState.DRAFTED:
        raise Conflict("press_note.approved", _("This note was approved already; write a new one."))
    _check_words(title, body)
    _check_another_approves(by, note.region_id, note.authors, at)
    note.title, note.body, note.authors = title.strip(), body.strip(), with_author(note.authors, by)
    note.save(update_fields=["title", "body", "authors"])
    record("press_note.edited", subject=note, by=by, at=at)
    return note


@transaction.atomic
def approve_press_note(*, note_id: UUID, by: Viewer, at: datetime) -> PressNote:
    """
    This function will approve a note and issue its paper.

    :raises NotAllowed: if *by* is not the head of agency, or wrote any of it.
    :raises ForbiddenMove: if it was approved already.
    :raises Problem: if it names a polling station, a person's number or an account's holder.
    """
    note = _locked(note_id)
    grant = office_with(by, "press.approve", note.region_id)
    check_move(PRESS_NOTE_MOVES, note.state, PressNoteState.APPROVED)
    if by.person_id in note.authors:
        raise NotAllowed("press_note.own", _("You wrote part of this note. Another person has to approve it."))
    _check_words(note.title, note.body)
    note.approved_at, note.approved_by_id, note.approved_title = at, by.person_id, grant.title
    document = issue_press_note(note, grant, by=by, at=at)
    note.state, note.document_id, note.document_number = PressNoteState.APPROVED, document.pk, document.number
    note.save()
    record("press_note.approved", subject=note, by=by, at=at, number=document.number)
    return note


@transaction.atomic
def publish_press_note(*, note_id: UUID, by: Viewer, at: datetime) -> PressNote:
    """This function will put an approved note on the public page."""
    note = _locked(note_id)
    office_with(by, "press.approve", note.region_id)
    check_move(PRESS_NOTE_MOVES, note.state, PressNoteState.PUBLISHED)
    note.state, note.published_at, note.published_by_id = PressNoteState.PUBLISHED, at, by.person_id
    note.save(update_fields=["state", "published_at", "published_by"])
    record("press_note.published", subject=note, by=by, at=at)
    return note


def _check_words(title: str, body: str) -> None:
    faults: dict[str, Any] = {}
    for name, text in (("title", title), ("body", body)):
        if not text.strip():
            faults[name] = _("Write something.")
        elif _STATION.search(text):
            faults[name] = _("A single polling station is not named to the press. Name the village or subdistrict.")
        elif _NUMBER.search(text):
            faults[name] = _("This looks like an identity or telephone number. Take it out.")
        elif person := _person_named(text):
            faults[name] = _("“%(name)s” holds an account here. Name offices, not persons.") % {"name": person}
    if faults:
        raise Problem("press_note.not_public", _("The note says what is not for the public."), fields=faults)


def _check_another_approves(by: Viewer, region_code: str, authors: Sequence[UUID], at: datetime) -> None:
    check_another_is_left(by, "press.approve", region_code, writing="press.draft", authors=authors, at=at)


def _person_named(text: str) -> str:
    low = text.lower()
    return next((n for n in Person.objects.values_list("name", flat=True) if " " in n and n.lower() in low), "")


def _locked(note_id: UUID) -> PressNote:
    note = PressNote.objects.select_for_update().filter(pk=note_id).first()
    if note is None:
        raise NotFound("press_note.missing", _("There is no such note, or it is not yours to see."))
    return note
