"""Public notices: what everybody reads by area and shares, and the officers' pages behind it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kondusif.core.compression import compressed
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.people.routes import opens
from kondusif.people.second_person import named, who_may
from kondusif.publication import notice_actions as actions
from kondusif.publication import notice_queries as queries
from kondusif.publication import notice_rules as rules
from kondusif.publication import words
from kondusif.publication.models import PublicNotice
from kondusif.publication.notice_forms import form_of, initial_of, show
from kondusif.publication.permissions import can_release
from kondusif.publication.queries import tenant_shown
from kondusif.publication.states import NoticeKind, NoticeState
from kondusif.regions.queries import regions_named, top_tenants
from kondusif.regions.views import where

KIND_PATHS = {"pengumuman": NoticeKind.ANNOUNCEMENT, "klarifikasi": NoticeKind.CLARIFICATION}


@opens("public")
@compressed
def notices(request: HttpRequest) -> HttpResponse:
    """This function will show what the public was told, and help to find one's own area."""
    tenants, slug = top_tenants(), request.GET.get("wilayah", "")[:80]
    tenant = tenant_shown(slug) if slug or len(tenants) == 1 else None
    if slug and tenant is None:
        raise Http404
    if tenant is not None:
        return _area_page(request, tenant.region)
    return render(request, "publication/notices.html", _list(request, ""))


@opens("public")
@compressed
def area_notices(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what concerns one area: its own news, those above it and those within."""
    try:
        return _area_page(request, queries.place_of(code))
    except NotFound as error:
        raise Http404 from error


def _area_page(request: HttpRequest, place) -> HttpResponse:
    return render(request, "publication/notices.html", _list(request, place.pk) | {"place": place})


def _list(request: HttpRequest, code: str) -> dict[str, object]:
    typed = request.GET.get("cari", "").strip()[:100]
    scopes = [t.region_id for t in top_tenants()]
    return {
        "notices": queries.told_notices(code, request.at), "warnings": queries.warnings_about(code, request.at),
        "typed": typed, "found": [(r, where(r)) for r in regions_named(typed, within=scopes)] if typed else [],
        "words": words,
    }  # fmt: skip


@opens("public")
@compressed
def one_notice(request: HttpRequest, regency: str, year: int, n: int) -> HttpResponse:
    """This function will show one notice under the address that people share."""
    try:
        notice, versions = queries.told_notice(f"PU/{regency}/{year}/{n:04d}")
    except NotFound as error:
        raise Http404 from error
    here = queries.address_of(notice)
    context = {
        "notice": notice, "version": notice.newest, "versions": versions, "here": here, "words": words,
        "summary": _summary_of(notice),
    }  # fmt: skip
    response = render(request, "publication/notice.html", context)
    response["Cache-Control"] = "private, max-age=60"
    return response


def _summary_of(notice: PublicNotice) -> str:
    """This function will return what a shared link shows below the title, on one line."""
    return Truncator(" ".join(queries.summary_of(notice).split())).chars(200)


@opens("public_notice.read")
def manage(request: HttpRequest) -> HttpResponse:
    """This function will list the notices an office has in hand."""
    viewer = request.viewer
    context = {
        "awaiting": list(queries.notices_awaiting(viewer)), "kinds": KIND_PATHS, "words": words,
        "told": list(queries.notices_seen_by(viewer).filter(newest__isnull=False)[:60]),
        "may_draft": viewer.may("public_notice.draft"),
    }  # fmt: skip
    return render(request, "publication/manage.html", context)


@opens("public_notice.draft", methods="GET POST")
def new_notice(request: HttpRequest, kind: str) -> HttpResponse:
    """This function will take down a new notice."""
    if kind not in KIND_PATHS:
        raise Http404
    regions = [(r.pk, r.title) for r in queries.regions_for_notices(request.viewer)]
    form = form_of(KIND_PATHS[kind], request.POST or None, regions=regions)
    if request.method == "POST" and form.is_valid():
        try:
            notice = actions.draft_notice(
                kind=KIND_PATHS[kind], content=form.content(), region_code=form.cleaned_data["region"],
                exercise=form.cleaned_data["exercise"], by=request.viewer, at=request.at,
            )  # fmt: skip
        except Problem as problem:
            show(form, problem)
        else:
            messages.success(request, _("Draft saved. Another person has to release it."))
            return redirect("publication:staff_notice", notice.pk)
    context = {"form": form, "title": words.KINDS[KIND_PATHS[kind]]}
    return render(request, "publication/edit.html", context, status=422 if form.errors else 200)


@opens("public_notice.draft", methods="GET POST")
def edit_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """This function will change a draft, or open a correction of what the public has read."""
    notice = queries.notice_for(request.viewer, notice_id)
    if notice.state not in {NoticeState.DRAFT, NoticeState.RELEASED}:
        return redirect("publication:staff_notice", notice.pk)
    text = getattr(notice, "draft", None) or notice.newest
    is_correction = notice.state == NoticeState.RELEASED
    initial = initial_of(text.content(), text.reason if getattr(notice, "draft", None) else "")
    form = form_of(NoticeKind(notice.kind), request.POST or None, reason=is_correction, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_notice(
                notice_id=notice.pk, content=form.content(), reason=form.cleaned_data.get("reason", ""),
                by=request.viewer, at=request.at,
            )  # fmt: skip
        except NotFound:
            raise
        except ForbiddenMove:
            return redirect("publication:staff_notice", notice.pk)
        except Problem as problem:
            show(form, problem)
        else:
            messages.success(request, _("Text kept. Another person has to release it."))
            return redirect("publication:staff_notice", notice.pk)
    context = {"form": form, "title": words.KINDS[NoticeKind(notice.kind)], "notice": notice}
    return render(request, "publication/edit.html", context, status=422 if form.errors else 200)


@opens("public_notice.read")
def staff_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    return _page(request, queries.notice_for(request.viewer, notice_id))


@opens("public_notice.release", methods="POST")
def release(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    try:
        seen = bytes.fromhex(request.POST.get("seen", ""))
    except ValueError:
        seen = b""
    return _done(request, notice_id, actions.release_notice, _("Released. The public reads it now."), seen=seen)


@opens("public_notice.draft", methods="POST")
def discard(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")[:500]
    return _done(request, notice_id, actions.discard_draft, _("Draft dropped."), reason=reason)


@opens("public_notice.release", methods="POST")
def withdraw(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")[:500]
    return _done(request, notice_id, actions.withdraw_notice, _("Withdrawn; the public reads why."), reason=reason)


def _done(request: HttpRequest, notice_id: UUID, action: Callable, thanks: str, **more) -> HttpResponse:
    notice = queries.notice_for(request.viewer, notice_id)
    try:
        action(notice_id=notice.pk, by=request.viewer, at=request.at, **more)
    except NotFound:
        raise
    except ForbiddenMove:
        moved = Conflict("public_notice.moved_on", _("This notice has moved on meanwhile. This is how it stands now."))
        return _page(request, queries.notice_for(request.viewer, notice_id), moved)
    except Problem as problem:
        return _page(request, queries.notice_for(request.viewer, notice_id), problem)
    messages.success(request, thanks)
    return redirect("publication:staff_notice", notice.pk)


def _page(request: HttpRequest, notice: PublicNotice, problem: Problem | None = None) -> HttpResponse:
    viewer, draft, kind = request.viewer, getattr(notice, "draft", None), NoticeKind(notice.kind)
    content = draft.content() if draft else None
    told = notice.newest is not None and not notice.exercise
    context = {
        "notice": notice, "draft": draft, "words": words, "problem": problem,
        "draft_headline": rules.headline(kind, content) if content else "",
        "seen": rules.content_hash(kind, content, draft.reason).hex() if draft else "",
        "is_own": draft is not None and viewer.person_id in draft.authors,
        "may_release": draft is not None and can_release(viewer, notice.region_id, authors=draft.authors),
        "releasers": named(who_may("public_notice.release", notice.region_id, but=draft.authors, at=request.at)) if draft else "",
        "may_edit": notice.state in {NoticeState.DRAFT, NoticeState.RELEASED}
        and viewer.may("public_notice.draft", notice.region_id),
        "may_withdraw": notice.state == NoticeState.RELEASED and viewer.may("public_notice.release", notice.region_id),
        "address": queries.address_of(notice) if told else "",
        "versions": list(notice.versions.order_by("-n")), "entries": words.timeline(history_of(notice)),
    }  # fmt: skip
    return render(request, "publication/staff_notice.html", context, status=problem.status if problem else 200)
