"""Letters to offices: who hears what of tasks, meetings, directives, measures, commitments and daily reports, once each."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kondusif.channels.actions.queuing import put_in_queue, short
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Delivery
from kondusif.channels.queries import ways_to
from kondusif.channels.texts import local_moment
from kondusif.commitments.models import Commitment
from kondusif.commitments.queries import current_version, rows_of
from kondusif.coordination.models import Task
from kondusif.daily.models import DailyReport, Handover
from kondusif.daily.states import HandoverWay
from kondusif.meetings.models import Directive, Meeting
from kondusif.meetings.rules import zone_word
from kondusif.meetings.states import InviteeState
from kondusif.people.models import Office
from kondusif.people.policy import allows
from kondusif.people.roles import Role
from kondusif.people.viewers import Viewer
from kondusif.plans.models import Measure


@transaction.atomic
def queue_task(
    *, task_id: UUID, news: str, by: Viewer, at: datetime, event_id: int = 0, told_id: str | None = None
) -> list[Delivery]:
    """
    This function will queue the letters that tell a task's offices its *news*, once for each event.

    ``given`` goes to the owner and those that help, ``sent_back`` and ``reminded`` to the owner, ``done`` to the
    giver, ``raised`` to the superior *told_id*; where there is none, back to the giver.
    """
    task = Task.objects.select_related("region", "owner", "giver").get(pk=task_id)
    offices = {
        "done": [task.giver_id],
        "raised": [UUID(told_id) if told_id else task.giver_id],
        "given": [task.owner_id, *task.supporter_ids],
    }.get(news, [task.owner_id])
    with translation.override("id"):
        subject, body = _task_letter(task, news)
    return _queue(f"task:{news}:{task.pk}:{event_id}", offices, subject, body, at, region_id=task.region_id, task=task)


@transaction.atomic
def queue_meeting(*, meeting_id: UUID, news: str, by: Viewer, at: datetime) -> list[Delivery]:
    """
    This function will queue the letters that tell the invited of a meeting the *news*, once each.

    *news* is ``invited`` (those added later hear it when they are added), ``reminded`` (those who have not
    answered, once a day), ``changed`` or ``cancelled``.
    """
    meeting = Meeting.objects.select_related("region", "chair_office").get(pk=meeting_id)
    waiting = {"state": InviteeState.AWAITED} if news == "reminded" else {}
    invitees = list(meeting.invitees.filter(**waiting))
    with translation.override("id"):
        subject, body = _meeting_letter(meeting, news)
    # The same news again is news again: a reminder a day later, another change a minute later.
    here = at.astimezone(meeting.zone)
    when = {"reminded": f"{here:%y%m%d}:", "changed": f"{here:%y%m%d%H%M}:"}.get(news, "")
    key = f"meeting:{news}:{when}{meeting.pk}"
    offices = [i.office_id for i in invitees if i.office_id]
    made = _queue(key, offices, subject, body, at, region_id=meeting.region_id)
    guests = [
        Delivery(
            key=f"{key}:{guest.pk}", address=guest.guest_email, subject=subject, body=body, queued_at=at, not_before=at,
            region_id=meeting.region_id,
        )
        for guest in invitees
        if guest.guest_email
    ]  # fmt: skip
    made += put_in_queue(guests)
    return made


@transaction.atomic
def queue_directive(*, directive_id: UUID, news: str, by: Viewer, at: datetime) -> list[Delivery]:
    """
    This function will queue the letters that ask for the ratification of a spoken directive, once for each *news*.

    *news* is ``ratification_due`` or ``unratified``; the office that gave it hears it and, of a directive given
    in a meeting, those that chair and minute it.
    """
    row = Directive.objects.select_related("region", "giver", "meeting").get(pk=directive_id)
    meeting = row.meeting
    offices = [row.giver_id, *([meeting.chair_office_id, meeting.clerk_office_id] if meeting else [])]
    with translation.override("id"):
        subject, body = _directive_letter(row, news)
    told = list(dict.fromkeys(filter(None, offices)))
    return _queue(f"directive:{news}:{row.pk}", told, subject, body, at, region_id=row.region_id)


@transaction.atomic
def queue_measure(*, measure_id: UUID, period: str, step: str, by: Viewer, at: datetime) -> list[Delivery]:
    """This function will queue the letter that calls the owner of a measure for its report of a period, once a step."""
    measure = Measure.objects.select_related("plan", "owner").get(pk=measure_id)
    with translation.override("id"):
        words = _("Report is late") if step == "late" else _("Report is due soon")
        parts = [
            f"{measure.number}. {measure.title}",
            f"{measure.plan.title} {measure.plan.year}, {period.upper()}",
            _("Open Kondusif to report this measure. Do not answer this letter."),
        ]
        subject, body = f"{words} · {period.upper()} · {measure.title}"[:200], "\n\n".join(parts)
    key = f"measure:{period}:{step}:{measure.pk}"
    return _queue(key, [measure.owner_id], subject, body, at, region_id=measure.owner.region_id)


@transaction.atomic
def queue_commitment(*, commitment_id: UUID, event_id: int, news: str, by: Viewer, at: datetime) -> list[Delivery]:
    """
    This function will queue the letters that ask the offices which have not signed a commitment to sign it.

    *news* is ``opened``, ``reworded`` or ``reminded``; the event makes each round of letters its own.
    """
    row = Commitment.objects.select_related("region", "owner").get(pk=commitment_id)
    waiting = [r.party.office_id for r in rows_of(row, current_version(row)) if r.is_open and r.party.office_id]
    with translation.override("id"):
        subject, body = _commitment_letter(row, news)
    key = f"commitment:{event_id}"
    return _queue(key, list(dict.fromkeys(waiting)), subject, body, at, region_id=row.region_id)


@transaction.atomic
def queue_daily_report(*, report_id: UUID, by: Viewer, at: datetime) -> list[Delivery]:
    """
    This function will tell the offices of the level above that a desk's daily report came, once for each report.

    The paper itself stays inside: it is classified, and whoever opens it there is written down first.
    """
    report = DailyReport.objects.select_related("region").get(pk=report_id)
    above = Handover.objects.filter(report=report, way=HandoverWay.INBOX).values_list("to_region_code", flat=True)
    roles = [role.value for role in Role if allows("daily_report.receive", role)]
    offices = Office.objects.filter(region_id__in=above, role__in=roles).values_list("pk", flat=True)
    with translation.override("id"):
        title = f"{_('Daily report')} · {report.region.title} · {date_format(report.day, 'j F Y')}"
        parts = [title, f"{_('Number')}: {report.document_number}", _("Open Kondusif to read it and note its receipt.")]
    return _queue(f"daily:{report.pk}", list(offices), title[:200], "\n\n".join(parts), at, region_id=report.region_id)


def _queue(key: str, office_ids: list[UUID], subject: str, body: str, at: datetime, **about: object) -> list[Delivery]:
    ways = ways_to(office_ids, at, usable=frozenset({Kind.EMAIL}))
    return put_in_queue(
        [
            Delivery(
                key=f"{key}:{way.office_id}:{short(way.address)}", address=way.address, person_id=way.person_id,
                office_id=way.office_id, subject=subject, body=body, queued_at=at, not_before=at, **about,
            )
            for way in ways
        ]
    )  # fmt: skip


def _task_letter(task: Task, news: str) -> tuple[str, str]:
    words = {
        "given": _("New task"),
        "sent_back": _("Task sent back"),
        "done": _("Task done, please verify"),
        "reminded": _("Reminder: a task waits for you"),
        "raised": _("An office of yours has not accepted a task"),
    }[news]
    due = local_moment(task.due_at, task.region.timezone)
    body = "\n\n".join(
        [
            task.title,
            _("For %(office)s") % {"office": task.owner.title},
            task.text,
            _("Due %(due)s.") % {"due": due},
            _("Open Kondusif to answer. Do not answer this letter."),
        ]
    )
    return f"{words} · {task.number}"[:200], body


def _meeting_letter(meeting: Meeting, news: str) -> tuple[str, str]:
    words = {
        "invited": _("Invitation"),
        "reminded": _("Reminder: please answer the invitation"),
        "changed": _("Meeting moved: new time or place"),
        "cancelled": _("Meeting called off"),
    }[news]
    start, end = meeting.starts_at.astimezone(meeting.zone), meeting.ends_at.astimezone(meeting.zone)
    zone = zone_word(meeting.region.timezone)
    parts = [
        meeting.title,
        _("%(day)s, %(start)s to %(end)s %(zone)s")
        % {"day": date_format(start, "l, j F Y"), "start": f"{start:%H.%M}", "end": f"{end:%H.%M}", "zone": zone},
        _("Place: %(place)s") % {"place": meeting.place},
        _("Chaired by: %(chair)s") % {"chair": meeting.chair_office.title},
    ]
    if news == "cancelled":
        parts += [_("Reason: %(reason)s") % {"reason": meeting.cancel_reason}]
    else:
        parts += ["\n".join(f"{i.number}. {i.title}" for i in meeting.agenda.all())]
        parts += [_("Open Kondusif to say whether you come. Do not answer this letter.")]
    return f"{words} · {meeting.title}"[:200], "\n\n".join(p for p in parts if p)


def _directive_letter(row: Directive, news: str) -> tuple[str, str]:
    words = {
        "ratification_due": _("Reminder: please ratify a spoken directive"),
        "unratified": _("A spoken directive was not ratified in time"),
    }[news]
    zone = row.region.timezone
    told = {"given": local_moment(row.added_at, zone), "until": local_moment(row.ratify_by, zone)}
    parts = [
        row.title,
        _("Given by: %(office)s") % {"office": row.giver.title},
        _("Given %(given)s, to be ratified until %(until)s.") % told,
    ]
    if row.meeting:
        parts += [
            _("In the meeting: %(title)s") % {"title": row.meeting.title},
            _("Open Kondusif and approve the minutes; that ratifies the directive. Do not answer this letter."),
        ]
    else:
        parts += [_("Open Kondusif, “Spoken directives”, and ratify it there. Do not answer this letter.")]
    return f"{words} · {row.title}"[:200], "\n\n".join(parts)


def _commitment_letter(row: Commitment, news: str) -> tuple[str, str]:
    words = {
        "opened": _("Please sign"),
        "reworded": _("The text was changed; please sign again"),
        "reminded": _("Reminder: please sign"),
    }[news]
    closes_at = row.closes_at and row.closes_at.astimezone(ZoneInfo(row.region.timezone))
    until = [_("Signatures are taken until %(moment)s.") % {"moment": f"{closes_at:%d-%m-%Y}"}] if closes_at else []
    body = "\n".join(
        [
            f"{words}: {row.title}",
            _("Kept by: %(office)s") % {"office": row.owner.title},
            *until,
            "",
            _("Open Kondusif, choose “Commitments”, read the text and sign there. Do not answer this letter."),
        ]
    )
    return f"{words} · {row.title}"[:200], body
