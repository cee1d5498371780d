"""Choosing invitees, sending the invitation, answering it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.meetings import actions, queries
from kondusif.meetings.actions import NewRule
from kondusif.meetings.forms import RuleForm
from kondusif.meetings.models import Invitee, InviteRule
from kondusif.meetings.states import InviteeState, RuleKind
from kondusif.meetings.views import pages
from kondusif.meetings.views.shared import did
from kondusif.people.routes import opens


@opens("meeting.read", methods="POST")
def add(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    form = pages.rule_form(request, meeting, request.POST)
    rule = _rule(form) if form.is_valid() else NewRule(RuleKind.OFFICE)
    return did(request, meeting, _("Added to the invitees."), actions.add_rule, meeting_id=meeting.pk, rule=rule)


@opens("meeting.read", methods="POST")
def remove(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    rule = InviteRule.objects.filter(pk=rule_id).first()
    if rule is None:
        raise NotFound("rule.missing", NOT_HERE)
    meeting = queries.meeting_for(request.viewer, rule.meeting_id)
    return did(request, meeting, _("Taken off the invitees."), actions.remove_rule, rule_id=rule_id)


@opens("meeting.read", methods="POST")
def send(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    reason = request.POST.get("clash_reason", "")[:500]
    thanks = _("The invitation is out. Answers appear here.")
    return did(request, meeting, thanks, actions.send_invitations, meeting_id=meeting.pk, clash_reason=reason)


@opens("meeting.read", methods="POST")
def remind(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    return did(
        request, meeting, _("Those who have not answered are reminded."), actions.remind_invitees, meeting_id=meeting.pk
    )


@opens("meeting.read", methods="POST")
def answer(request: HttpRequest, invitee_id: UUID) -> HttpResponse:
    invitee = Invitee.objects.filter(pk=invitee_id).first()
    if invitee is None:
        raise NotFound("invitation.missing", NOT_HERE)
    meeting = queries.meeting_for(request.viewer, invitee.meeting_id)
    said = request.POST.get("answer", "")
    given = InviteeState(said) if said in list(InviteeState) else InviteeState.AWAITED
    return did(
        request, meeting, _("Your answer is noted."), actions.answer_invitation, invitee_id=invitee_id, answer=given,
        represented_by=request.POST.get("represented_by", ""), reason=request.POST.get("reason", ""),
    )  # fmt: skip


@opens("meeting.read", methods="POST")
def letter(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    meeting = queries.meeting_for(request.viewer, meeting_id)
    return did(
        request, meeting, _("The letter has its number."), actions.issue_invitation_letter, meeting_id=meeting.pk
    )


def _rule(form: RuleForm) -> NewRule:
    """Only what the chosen kind is about; what is left in the other fields does not count."""
    data, kind = form.cleaned_data, RuleKind(form.cleaned_data["kind"])
    if kind == RuleKind.OFFICE:
        return NewRule(kind, office_id=_id(data["office"]))
    if kind == RuleKind.BODY_MEMBERS:
        return NewRule(kind, body_id=_id(data["body"]))
    if kind == RuleKind.GUEST:
        return NewRule(
            kind, guest_name=data["guest_name"], guest_organisation=data["guest_organisation"],
            guest_email=data["guest_email"],
        )  # fmt: skip
    return NewRule(kind, region_code=data["region"])


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
