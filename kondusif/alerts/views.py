"""Pages of warnings: each view translates, calls one action or query, and says in words what went wrong."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kondusif.alerts import actions, queries, rules, words
from kondusif.alerts.actions import AlertDraft
from kondusif.alerts.forms import EditDraftForm, NewDraftForm, ReasonForm, SignForm
from kondusif.alerts.models import Alert
from kondusif.alerts.states import AlertState, Level
from kondusif.core import stale
from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.people.routes import opens
from kondusif.people.second_person import named


@opens("alert.read")
def alert_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    return render(
        request,
        "alerts/list.html",
        {
            "mine": queries.alerts_for_offices_of(viewer),
            "drafts": queries.drafts_awaiting(viewer),
            "in_force": queries.alerts_open(viewer),
            "ended": queries.alerts_seen_by(viewer).filter(ended_at__isnull=False).order_by("-ended_at")[:25],
            "may_draft": viewer.may("alert.draft"),
            "chance_briefly": words.chance_briefly,
        },
    )


@opens("alert.read")
def alert_points(request: HttpRequest) -> HttpResponse:
    """The warnings in force as points at the middle of their areas, for the map."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [a.region.lon, a.region.lat]},
            "properties": {"id": str(a.pk), "level": a.level, "title": a.title, "area": a.region.title, "code": a.region_id,
                           "url": f"/peringatan/{a.pk}"},
        }
        for a in queries.alerts_open(request.viewer)
        if a.region.lon is not None
    ]  # fmt: skip
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


@opens("alert.draft", methods="GET POST")
def new_alert(request: HttpRequest) -> HttpResponse:
    regions = [(r.pk, r.title) for r in queries.regions_for_drafts(request.viewer)]
    form = NewDraftForm(
        request.POST or None, regions=regions, initial={"level": 1, "region": request.GET.get("wilayah")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            alert = actions.draft_alert(
                draft=_draft(form.cleaned_data, form.cleaned_data["region"]), by=request.viewer, at=request.at
            )
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("Draft saved. Another person has to sign it."))
            return redirect("alerts:one", alert.pk)
    return render(request, "alerts/new.html", {"form": form}, status=422 if form.errors else 200)


@opens("alert.read")
def one_alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    alert = queries.alert_for(request.viewer, alert_id)
    return render(request, "alerts/one.html", _page(request, alert))


@opens("alert.draft", methods="GET POST")
def change_alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    alert = queries.alert_for(request.viewer, alert_id)
    offered = queries.suggested_addressees(alert.region_id)
    addressed = alert.addressed()
    stored = {
        "level": alert.level, "title": alert.title, "situation": alert.situation, "action": alert.action,
        "public_text": alert.public_text,
        "offices": [pk for pk in map(str, (o.pk for o in offered)) if pk in addressed],
    }  # fmt: skip
    posted, both = stale.merged(request.POST or None, stored)
    form = EditDraftForm(
        posted,
        offices=[(str(o.pk), o.title) for o in offered],
        initial=stored | {"valid_until": alert.valid_until, "is_public": alert.is_public},
    )
    if request.method == "POST" and form.is_valid() and both:
        stale.tell(form, both)
    elif request.method == "POST" and form.is_valid():
        try:
            actions.edit_draft(
                alert_id=alert.pk,
                draft=_draft(form.cleaned_data, alert.region_id),
                office_ids=[UUID(pk) for pk in form.cleaned_data["offices"]],
                by=request.viewer,
                at=request.at,
            )
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("Draft changed. Another person has to sign it."))
            return redirect("alerts:one", alert.pk)
    context = {"form": form, "alert": alert, "seen": stale.seen(stored)}
    return render(request, "alerts/change.html", context, status=422 if form.errors else 200)


@opens("alert.read", methods="POST")
def ask_for_change(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    return _with_reason(request, alert_id, actions.ask_for_change, _("Asked. Those who wrote it see it on this page."))


@opens("alert.read", methods="POST")
def sign(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    return _signed(request, alert_id, actions.sign_alert)


@opens("alert.countersign", methods="POST")
def countersign(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    return _signed(request, alert_id, actions.countersign_alert)


@opens("alert.issue_red", methods="POST")
def issue_alone(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    return _with_reason(
        request, alert_id, actions.issue_alone, _("Issued on one signature; the reason stays with the warning.")
    )


@opens("alert.draft", methods="POST")
def decline(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    return _with_reason(request, alert_id, actions.decline_alert, _("Draft declined."))


@opens("alert.acknowledge", methods="POST")
def acknowledge(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    alert = queries.alert_for(request.viewer, alert_id)
    return _done(
        request,
        alert,
        lambda: actions.acknowledge_alert(alert_id=alert.pk, by=request.viewer, at=request.at),
        _("Acknowledged."),
    )


@opens("alert.escalate", methods="POST")
def escalate(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    return _with_reason(request, alert_id, actions.escalate_alert, _("Raised to the superiors."))


@opens("alert.stand_down", methods="POST")
def stand_down(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    return _with_reason(request, alert_id, actions.stand_down_alert, _("Warning ended."))


def _signed(request: HttpRequest, alert_id: UUID, action: Callable) -> HttpResponse:
    alert = queries.alert_for(request.viewer, alert_id)
    form = SignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Read the warning on its page before you sign it."))
        return redirect("alerts:one", alert.pk)
    seen = bytes.fromhex(form.cleaned_data["seen"])
    return _done(
        request, alert, lambda: action(alert_id=alert.pk, seen=seen, by=request.viewer, at=request.at), _("Signed.")
    )


def _with_reason(request: HttpRequest, alert_id: UUID, action: Callable, thanks: str) -> HttpResponse:
    alert = queries.alert_for(request.viewer, alert_id)
    reason = request.POST.get("reason", "")[:1000]
    return _done(
        request, alert, lambda: action(alert_id=alert.pk, reason=reason, by=request.viewer, at=request.at), thanks
    )


def _done(request: HttpRequest, alert: Alert, deed: Callable[[], object], thanks: str) -> HttpResponse:
    """Do it; a refusal is told on the page it came from, with the status that says so."""
    try:
        deed()
    except NotFound:
        raise
    except Problem as problem:
        alert.refresh_from_db()
        return render(request, "alerts/one.html", _page(request, alert) | {"problem": problem}, status=problem.status)
    except ForbiddenMove:
        alert.refresh_from_db()
        problem = Problem("alert.moved_on", _("This warning has moved on meanwhile. This is how it stands now."))
        return render(request, "alerts/one.html", _page(request, alert) | {"problem": problem}, status=409)
    messages.success(request, thanks)
    return redirect("alerts:one", alert.pk)


def _page(request: HttpRequest, alert: Alert) -> dict[str, object]:
    viewer = request.viewer
    signatures = list(alert.signatures.select_related("person"))
    waiting = alert.state in {AlertState.DRAFT, AlertState.SIGNED}
    signers = queries.signers_now(alert, request.at)
    may_sign_now = viewer.person_id in {h.person_id for h in signers}
    mine = {g.office_id for g in viewer.grants}
    addressees = list(alert.addressees.select_related("office", "acknowledged_by").order_by("office__title"))
    waits = alert.state == AlertState.SIGNED
    n_basis = alert.basis.count()
    first = next((s for s in signatures if s.part == "sign"), None)
    return {
        "alert": alert,
        "signatures": signatures,
        "addressees": addressees,
        "entries": words.timeline(history_of(alert)),
        "state_word": words.STATES[AlertState(alert.state)],
        "by_chance": words.chance(alert),
        "reads_cluster": viewer.may("detection.read", alert.region_id),
        "n_basis_words": ngettext("%(n)d report", "%(n)d reports", n_basis) % {"n": n_basis} if n_basis else "",
        "written_by": ", ".join(
            [*([] if alert.drafted_by_id else [_("Kondusif, by its rules")]), *queries.writers_of(alert)]
        ),
        "waiting": waiting,
        "signers": named(signers),
        "seen": rules.content_hash(alert.content()).hex(),
        "reason_form": ReasonForm(),
        "is_author": waiting and viewer.person_id in alert.authors,
        "can_ask": alert.state == AlertState.DRAFT
        and (viewer.may("alert.draft", alert.region_id) or viewer.may("alert.countersign", alert.region_id)),
        "can_change": alert.state == AlertState.DRAFT and viewer.may("alert.draft", alert.region_id),
        "can_sign": alert.state == AlertState.DRAFT and may_sign_now,
        "can_countersign": waits and may_sign_now,
        "can_issue_alone": waits
        and viewer.may("alert.issue_red", alert.region_id)
        and viewer.person_id not in alert.authors
        and first is not None
        and rules.may_sign_alone(signed_at=first.at, at=request.at),
        "can_decline": waiting and viewer.may("alert.draft", alert.region_id),
        "can_acknowledge": any(a.office_id in mine and a.acknowledged_at is None for a in addressees)
        and alert.state in {AlertState.ISSUED, AlertState.ESCALATED},
        "can_escalate": alert.state == AlertState.ISSUED and viewer.may("alert.escalate", alert.region_id),
        "can_stand_down": alert.state in {AlertState.ISSUED, AlertState.ESCALATED}
        and viewer.may("alert.stand_down", alert.region_id),
        "can_give_task": alert.state in {AlertState.ISSUED, AlertState.ESCALATED}
        and viewer.may("task.give", alert.region_id),
    }


def _draft(data: dict, region_code: str) -> AlertDraft:
    return AlertDraft(
        level=Level(data["level"]), title=data["title"], situation=data["situation"], action=data["action"],
        region_code=region_code, valid_until=data["valid_until"].astimezone(ZoneInfo("UTC")),
        is_public=data["is_public"], public_text=data["public_text"],
    )  # fmt: skip


def _onto(form, problem: Problem) -> None:
    """Put a refusal beside the fields it names."""
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not problem.fields:
        form.add_error(None, problem.sentence)
