"""Writing public notices: drafted by one, released by another, corrected and withdrawn by new versions."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.numbers import next_number
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.states import check_move
from kondusif.elections.queries import zone_of
from kondusif.people.second_person import check_another_is_left, with_author
from kondusif.people.viewers import Grant, Viewer
from kondusif.publication import notice_rules as rules
from kondusif.publication.models import NoticeCounter, NoticeDraft, NoticeVersion, PublicNotice
from kondusif.publication.notice_rules import NoticeContent
from kondusif.publication.permissions import check_can_release, office_for
from kondusif.publication.states import MOVES, Change, NoticeKind, NoticeState
from kondusif.publication.words import FLAWS


@transaction.atomic
def draft_notice(
    *, kind: NoticeKind, content: NoticeContent, region_code: str, by: Viewer, at: datetime,
    exercise: bool = False, synthetic: bool = False,
) -> PublicNotice:  # fmt: skip
    """
    This function will put down a notice that waits for another person.

    :raises NotAllowed: if no office of *by* writes notices there.
    :raises Problem: naming what is missing or may not stand in it.
    """
    grant = office_for(by, "public_notice.draft", region_code)
    content = _checked(kind, content)
    notice = PublicNotice.objects.create(
        kind=kind, region_id=region_code, opened_at=at, exercise=exercise, synthetic=synthetic
    )
    _put_down(notice, content, "", grant, by, at)
    record("public_notice.drafted", subject=notice, by=by, at=at, kind=str(kind))
    return notice


@transaction.atomic
def edit_notice(*, notice_id: UUID, content: NoticeContent, by: Viewer, at: datetime, reason: str = "") -> PublicNotice:
    """
    This function will change the words that wait; whoever edits is among those who wrote them.

    Of a notice that the public has read already, this opens a correction, and *reason* is told with it.

    :raises NotAllowed: if no office of *by* writes notices there.
    :raises ForbiddenMove: if the notice was withdrawn or dropped.
    :raises Problem: naming what is missing or may not stand in it.
    """
    notice = _locked(notice_id)
    grant = office_for(by, "public_notice.draft", notice.region_id)
    check_move(MOVES, notice.state, NoticeState.RELEASED)
    is_correction = notice.state == NoticeState.RELEASED
    content = _checked(NoticeKind(notice.kind), content)
    reason = _reason(reason) if is_correction else ""
    _put_down(notice, content, reason, grant, by, at)
    record("public_notice.edited", subject=notice, by=by, at=at, correction=is_correction)
    return notice


@transaction.atomic
def release_notice(*, notice_id: UUID, seen: bytes, by: Viewer, at: datetime) -> PublicNotice:
    """
    This function will tell the public the words that wait, as the first or the next version.

    *seen* is the hash of the words that were read: what was changed in between is not released.

    :raises NotAllowed: if no office of *by* releases there, or *by* wrote any of the words.
    :raises Conflict: if nothing waits, or the words were changed since they were read.
    """
    notice = _locked(notice_id)
    draft = NoticeDraft.objects.filter(notice=notice).first()
    if draft is None:
        raise Conflict("public_notice.nothing_waits", _("Nothing waits to be released here."))
    grant = check_can_release(by, notice.region_id, authors=draft.authors)
    check_move(MOVES, notice.state, NoticeState.RELEASED)
    kind, content = NoticeKind(notice.kind), draft.content()
    if seen != rules.content_hash(kind, content, draft.reason):
        raise Conflict(
            "public_notice.changed", _("The text was changed while you were reading. Read it again before release.")
        )
    is_first = notice.newest_id is None
    notice.number = notice.number or _next_number(notice.region_id, at)
    _tell(notice, draft, Change.FIRST if is_first else Change.CORRECTION, rules.headline(kind, content), grant, by, at)
    draft.delete()
    return notice


@transaction.atomic
def discard_draft(*, notice_id: UUID, reason: str, by: Viewer, at: datetime) -> PublicNotice:
    """
    This function will drop the words that wait; of a notice the public knows, only the correction.

    :raises Conflict: if nothing waits.
    """
    notice = _locked(notice_id)
    office_for(by, "public_notice.draft", notice.region_id)
    if not NoticeDraft.objects.filter(notice=notice).delete()[0]:
        raise Conflict("public_notice.nothing_waits", _("Nothing waits to be released here."))
    if notice.state == NoticeState.DRAFT:
        notice.state = NoticeState.DISCARDED
        notice.save(update_fields=["state"])
    record("public_notice.discarded", subject=notice, by=by, at=at, reason=_reason(reason))
    return notice


@transaction.atomic
def withdraw_notice(*, notice_id: UUID, reason: str, by: Viewer, at: datetime) -> PublicNotice:
    """
    This function will take a notice back: the public reads that and why, and its former words no longer.

    One person is enough, because a harmful text must not stay for want of a colleague.

    :raises NotAllowed: if no office of *by* releases notices there.
    :raises ForbiddenMove: if it is not before the public.
    """
    notice = _locked(notice_id)
    grant = office_for(by, "public_notice.release", notice.region_id)
    check_move(MOVES, notice.state, NoticeState.WITHDRAWN)
    NoticeDraft.objects.filter(notice=notice).delete()
    words = NoticeDraft(
        title=notice.newest.title, reason=_reason(reason), drafted_by_id=by.person_id, drafted_title=grant.title,
        drafted_at=at, authors=with_author((), by),
    )  # fmt: skip
    _tell(notice, words, Change.WITHDRAWAL, rules.withdrawn_headline(notice.number), grant, by, at)
    return notice


_EVENTS = {
    Change.FIRST: "public_notice.released",
    Change.CORRECTION: "public_notice.corrected",
    Change.WITHDRAWAL: "public_notice.withdrawn",
}


def _tell(
    notice: PublicNotice, words: NoticeDraft, change: Change, headline: str, grant: Grant, by: Viewer, at: datetime
) -> None:
    n = notice.versions.count() + 1
    version = NoticeVersion.objects.create(
        notice=notice, n=n, change=change, headline=headline, title=words.title, body=words.body, claim=words.claim,
        finding=words.finding, verdict=words.verdict, sources=words.sources, reason=words.reason,
        drafted_by_id=words.drafted_by_id, drafted_title=words.drafted_title, drafted_at=words.drafted_at,
        authors=words.authors,
        released_by_id=by.person_id, released_title=grant.title, released_at=at,
        content_hash=rules.content_hash(NoticeKind(notice.kind), words.content(), words.reason),
    )  # fmt: skip
    notice.newest, notice.told_at = version, at
    notice.state = NoticeState.WITHDRAWN if change == Change.WITHDRAWAL else NoticeState.RELEASED
    notice.save(update_fields=["newest", "told_at", "state", "number"])
    record(
        _EVENTS[change], subject=notice, by=by, at=at,
        number=notice.number, version=n, kind=notice.kind, verdict=words.verdict, exercise=notice.exercise,
    )  # fmt: skip


def _put_down(
    notice: PublicNotice, content: NoticeContent, reason: str, grant: Grant, by: Viewer, at: datetime
) -> None:
    before = NoticeDraft.objects.filter(notice=notice).values_list("authors", flat=True).first() or ()
    check_another_is_left(
        by, "public_notice.release", notice.region_id, writing="public_notice.draft", authors=before, at=at
    )
    NoticeDraft.objects.update_or_create(
        notice=notice,
        defaults={
            "title": content.title, "body": content.body, "claim": content.claim, "finding": content.finding,
            "verdict": content.verdict or "", "sources": [{"name": s.name, "url": s.url} for s in content.sources],
            "reason": reason, "drafted_by_id": by.person_id, "drafted_title": grant.title, "drafted_at": at, "authors": with_author(before, by),
        },
    )  # fmt: skip


def _checked(kind: NoticeKind, content: NoticeContent) -> NoticeContent:
    content = rules.tidy(content)
    if kind == NoticeKind.ANNOUNCEMENT:
        content = replace(content, claim="", finding="", verdict=None, sources=())
    flaws = rules.flaws_of(kind, content)
    if flaws:
        fields = {f.field: FLAWS[f.code] for f in reversed(flaws)}
        raise Problem("public_notice.incomplete", _("The notice is not in order yet."), fields=fields)
    return content


def _reason(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        sentence = _("Write why; the public reads it.")
        raise Problem("public_notice.reason_missing", sentence, fields={"reason": sentence})
    return text[:500]


def _locked(notice_id: UUID) -> PublicNotice:
    notice = PublicNotice.objects.select_for_update().filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("public_notice.missing", _("There is no such notice, or it is not yours to see."))
    return notice


def _next_number(region_code: str, at: datetime) -> str:
    """PU/35.26/2026/0007."""
    tenant, year, n = next_number(NoticeCounter, region_code, at=at, zone=zone_of(region_code))
    return f"PU/{tenant}/{year}/{n:04d}"
