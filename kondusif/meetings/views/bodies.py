"""Bodies, their members, and the three pillars of the villages."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.problems import NOT_HERE, NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.meetings import actions, queries, words
from kondusif.meetings.actions import NewBody
from kondusif.meetings.actions.decrees import DecreeText, issue_decree
from kondusif.meetings.forms import BodyForm, DecreeForm, DecreeTextForm, EndForm, MemberForm
from kondusif.meetings.models import Body, Membership
from kondusif.meetings.states import BodyKind, BodyState, Position
from kondusif.meetings.views.shared import onto
from kondusif.people.actions import today
from kondusif.people.routes import opens
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region


@opens("meeting.read")
def body_list(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    bodies = list(queries.bodies_in_force(viewer))
    home = Region.objects.filter(pk__in=viewer.scope_for("body.edit")).order_by("level").first()
    there = {b.kind for b in bodies if home and b.region_id == home.pk}
    wanted = [k for k in BodyKind if k not in {BodyKind.THREE_PILLARS, BodyKind.OTHER}]
    if home and home.level == Level.SUBDISTRICT:
        wanted = [BodyKind.LEADERSHIP_FORUM]
    context = {
        "wholes": [(b, [p for p in bodies if p.parent_id == b.pk]) for b in bodies if b.parent_id is None],
        "home": home,
        "lacking": [words.BODY_KINDS[k] for k in wanted if home and k not in there],
        "words": words,
    }
    return render(request, "meetings/bodies.html", context)


@opens("body.edit", methods="POST")
def suggest(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("region") or request.viewer.scope_for("body.edit")[0]
    made = actions.suggest_bodies(region_code=code, by=request.viewer, at=request.at)
    if made:
        messages.success(
            request, _("Drafted from the offices that exist. Look at each, then confirm it under its decree.")
        )
    else:
        messages.info(request, _("Nothing to draft: the bodies exist already, or the offices are not entered yet."))
    return redirect("meetings:bodies")


@opens("body.edit", methods="GET POST")
def found(request: HttpRequest) -> HttpResponse:
    regions = Region.objects.filter(pk__in=request.viewer.scope_for("body.edit"))
    form = BodyForm(request.POST or None, regions=[(r.pk, r.title) for r in regions])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewBody(BodyKind(data["kind"]), data["name"], data["region"])
        try:
            body = actions.found_body(new=new, by=request.viewer, at=request.at)
        except Problem as problem:
            onto(form, problem)
        else:
            return redirect("meetings:body", body.pk)
    return render(request, "meetings/body_new.html", {"form": form}, status=422 if form.errors else 200)


@opens("meeting.read")
def one_body(request: HttpRequest, body_id: UUID) -> HttpResponse:
    return _page(request, queries.body_for(request.viewer, body_id))


@opens("body.edit", methods="POST")
def confirm(request: HttpRequest, body_id: UUID) -> HttpResponse:
    body, form = queries.body_for(request.viewer, body_id), DecreeForm(request.POST)
    if not form.is_valid():
        return _page(request, body, decree_form=form, status=422)
    data = form.cleaned_data
    return _did(
        request, body, _("In force."), actions.confirm_body, form_name="decree_form", form=form, body_id=body.pk,
        decree_number=data["decree_number"], decree_on=data["decree_on"],
    )  # fmt: skip


@opens("body.edit", methods="POST")
def write_decree(request: HttpRequest, body_id: UUID) -> HttpResponse:
    body, form = queries.body_for(request.viewer, body_id), DecreeTextForm(request.POST)
    if not form.is_valid():
        return _page(request, body, text_form=form, status=422)
    text = DecreeText(
        form.lines("considerations"), form.lines("basis"), form.lines("tasks"), form.cleaned_data["ends_on"]
    )
    thanks = _("The decree has its number, and the body is in force.")
    return _did(request, body, thanks, issue_decree, form_name="text_form", form=form, body_id=body.pk, text=text)


@opens("body.edit", methods="POST")
def end(request: HttpRequest, body_id: UUID) -> HttpResponse:
    body = queries.body_for(request.viewer, body_id)
    day = today(request.at)
    return _did(request, body, _("Ended."), actions.end_body, body_id=body.pk, ends_on=day)


@opens("body.edit", methods="POST")
def join(request: HttpRequest, body_id: UUID) -> HttpResponse:
    body = queries.body_for(request.viewer, body_id)
    form = _member_form(request, body, request.POST)
    if not form.is_valid():
        return _page(request, body, member_form=form, status=422)
    data = form.cleaned_data
    return _did(
        request, body, _("Added to the members."), actions.add_member, form_name="member_form", form=form,
        body_id=body.pk, office_id=UUID(data["office"]), position=Position(data["position"]), section=data["section"],
    )  # fmt: skip


@opens("body.edit", methods="POST")
def leave(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    membership = Membership.objects.filter(pk=membership_id).first()
    if membership is None:
        raise NotFound("membership.missing", NOT_HERE)
    body, form = queries.body_for(request.viewer, membership.body_id), EndForm(request.POST)
    day = form.cleaned_data["ends_on"] if form.is_valid() and form.cleaned_data["ends_on"] else today(request.at)
    thanks = _("The term has ended; the history stays.")
    return _did(request, body, thanks, actions.end_membership, membership_id=membership_id, ends_on=day)


@opens("meeting.read")
def pillars(request: HttpRequest) -> HttpResponse:
    """This function will show who is missing among the three pillars: subdistricts first, then villages."""
    scope = request.viewer.scope_for("meeting.read")
    chosen = request.GET.get("wilayah", "")
    code = chosen if chosen and any(chosen == s or chosen.startswith(s + ".") for s in scope) else scope[0]
    villages = queries.pillars_of(request.viewer, code, today(request.at))
    groups: dict[str, list] = {}
    for village in villages:
        groups.setdefault(village.region.pk[:8], []).append(village)
    region = Region.objects.get(pk=code)
    names = dict(Region.objects.filter(pk__in=groups).values_list("code", "name"))
    context = {
        "region": region,
        "groups": [(pk, names.get(pk, pk), found) for pk, found in groups.items()],
        "villages": villages if region.level >= Level.SUBDISTRICT else [],
        "n": len(villages),
        "n_whole": sum(v.n_held == 3 for v in villages),
        "words": words,
    }
    return render(request, "meetings/pillars.html", context)


def _page(request: HttpRequest, body: Body, *, status: int = 200, **forms: object) -> HttpResponse:
    edits = request.viewer.may("body.edit", body.region_id) and body.state != BodyState.ENDED
    seats = queries.composition(request.viewer, body, today(request.at))
    context = {
        "body": body,
        "seats": seats,
        "also": queries.bodies_of_offices(request.viewer, [s.membership.office_id for s in seats]),
        "parts": queries.bodies_in_force(request.viewer).filter(parent=body),
        "meetings": queries.meetings_seen_by(request.viewer).filter(body=body).order_by("-starts_at")[:20],
        "entries": words.timeline(history_of(body)),
        "edits": edits,
        "member_form": _member_form(request, body) if edits else None,
        "decree_form": DecreeForm() if edits and body.state == BodyState.PROPOSED else None,
        "text_form": DecreeTextForm() if edits and body.state == BodyState.PROPOSED else None,
        "words": words,
    } | forms
    return render(request, "meetings/body.html", context, status=status)


def _did(request, body: Body, thanks: str, action, *, form_name: str = "", form=None, **arguments) -> HttpResponse:
    try:
        action(by=request.viewer, at=request.at, **arguments)
    except NotFound:
        raise
    except Problem as problem:
        if form is not None:
            onto(form, problem)
            return _page(request, body, status=problem.status, problem=problem, **{form_name: form})
        return _page(request, body, status=problem.status, problem=problem)
    except ForbiddenMove:
        body.refresh_from_db()
        problem = Problem("body.moved_on", _("This body has changed meanwhile. This is how it stands now."))
        return _page(request, body, status=409, problem=problem)
    messages.success(request, thanks)
    return redirect("meetings:body", body.pk)


def _member_form(request: HttpRequest, body: Body, data=None) -> MemberForm:
    offices = queries.possible_chairs(request.viewer, body.region_id)
    return MemberForm(data, offices=[(str(o.pk), o.title) for o in offices])
