"""Letters to offices: who hears what of tasks, meetings, directives, measures and commitments, once each."""

import hashlib
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kondusif.alerts.models import Alert
from kondusif.alerts.states import Level
from kondusif.channels.carriers import Letter, carrier
from kondusif.channels.models import Delivery
from kondusif.commitments.models import Commitment
from kondusif.commitments.queries import current_version, rows_of
from kondusif.coordination.models import Task
from kondusif.core.actions import record
from kondusif.meetings.models import Directive, Meeting
from kondusif.meetings.rules import zone_word
from kondusif.meetings.states import InviteeState
from kondusif.people.queries import OFFICE_DAY, holders_of
from kondusif.people.viewers import Viewer
from kondusif.plans.models import Measure

MAX_TRIES = 5


@transaction.atomic
def queue_alert(*, alert_id: UUID, news: str, by: Viewer, at: datetime) -> list[Delivery]:
    """
    This function will queue the letters that tell the addressed offices the *news* of a warning, once each.

    *news* is ``issued``, ``escalated``, ``stood_down``, ``expired`` or ``reminded``.
    """
    alert = Alert.objects.select_related("region").get(pk=alert_id)
    waiting = (
        alert.addressees.filter(acknowledged_at=None) if news in {"escalated", "reminded"} else alert.addressees.all()
    )
    offices = list(waiting.values_list("office_id", flat=True))
    with translation.override("id"):
        subject, body = _alert_letter(alert, news)
    return _queue(f"alert:{news}:{alert.pk}", offices, subject, body, at, region_id=alert.region_id, alert=alert)


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
    when = {"reminded": f"{at:%y%m%d}:", "changed": f"{at:%y%m%d%H%M}:"}.get(news, "")
    key = f"meeting:{news}:{when}{meeting.pk}"
    offices = [i.office_id for i in invitees if i.office_id]
    made = _queue(key, offices, subject, body, at, region_id=meeting.region_id)
    for guest in (i for i in invitees if i.guest_email):
        delivery, is_new = Delivery.objects.get_or_create(
            key=f"{key}:{guest.pk}",
            defaults={
                "address": guest.guest_email, "subject": subject, "body": body, "queued_at": at,
                "not_before": at, "region_id": meeting.region_id,
            },
        )  # fmt: skip
        made += [delivery] if is_new else []
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


def deliver(*, delivery_id: UUID, by: Viewer, at: datetime) -> bool:
    """
    This function will send one queued message and tell whether it went.

    The carrier is called outside any transaction but while the row is held, so two workers never
    send the same message at the same time; the mark follows the sending.

    :raises OSError: if the carrier refuses and tries are left; the job queue tries again.
    """
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(pk=delivery_id, state=Delivery.State.QUEUED)
            .first()
        )
        if delivery is None:
            return False  # sent already, or a colleague is at it
        try:
            carrier(delivery.kind).send(Letter(delivery.key, delivery.address, delivery.subject, delivery.body))
        except OSError as error:
            refusal = error
        else:
            delivery.state, delivery.sent_at, delivery.tries = Delivery.State.SENT, at, delivery.tries + 1
            delivery.save(update_fields=["state", "sent_at", "tries"])
            return True
    _note_failure(delivery, refusal, by, at)
    return False


def _note_failure(delivery: Delivery, error: OSError, by: Viewer, at: datetime) -> None:
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(tries=F("tries") + 1, last_error=str(error)[:200])
        delivery.refresh_from_db()
        if delivery.tries >= MAX_TRIES:
            delivery.state = Delivery.State.QUARANTINED
            delivery.save(update_fields=["state"])
            record("delivery.quarantined", subject=delivery, by=by, at=at, tries=delivery.tries)
            return
    raise error


def _queue(key: str, office_ids: list[UUID], subject: str, body: str, at: datetime, **about: object) -> list[Delivery]:
    addresses = {}
    for holding in holders_of(office_ids, on=at.astimezone(OFFICE_DAY).date()):
        addresses.setdefault(holding.person.email, holding.office_id)
        if holding.office.email:
            addresses.setdefault(holding.office.email, holding.office_id)
    made = []
    for address, office_id in sorted(addresses.items()):
        delivery, is_new = Delivery.objects.get_or_create(
            key=f"{key}:{office_id}:{_short(address)}",
            defaults={"address": address, "subject": subject, "body": body, "queued_at": at, "not_before": at, **about},
        )
        if is_new:
            made.append(delivery)
    return made


def _short(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:12]


def _level_word(level: int) -> str:
    return {Level.GREEN: _("GREEN"), Level.YELLOW: _("YELLOW"), Level.ORANGE: _("ORANGE"), Level.RED: _("RED")}[
        Level(level)
    ]


def _alert_letter(alert: Alert, news: str) -> tuple[str, str]:
    words = {
        "issued": _("Early warning"),
        "escalated": _("Early warning raised to the next level"),
        "reminded": _("Reminder: early warning not yet acknowledged"),
        "stood_down": _("Early warning ended"),
        "expired": _("Early warning expired"),
    }[news]
    mark = _("[EXERCISE] ") if alert.exercise else ""
    subject = f"{mark}{words} {_level_word(alert.level)} · {alert.region.title} · {alert.number}"
    body = "\n\n".join(
        [
            alert.title,
            alert.situation,
            _("What to do: %(action)s") % {"action": alert.action},
            _("Valid until %(until)s.")
            % {"until": alert.valid_until.astimezone(OFFICE_DAY).strftime("%d-%m-%Y %H.%M WIB")},
            _("Open Kondusif to acknowledge this warning. Do not answer this letter."),
        ]
    )
    return subject[:200], body


def _task_letter(task: Task, news: str) -> tuple[str, str]:
    words = {
        "given": _("New task"),
        "sent_back": _("Task sent back"),
        "done": _("Task done, please verify"),
        "reminded": _("Reminder: a task waits for you"),
        "raised": _("An office of yours has not accepted a task"),
    }[news]
    due = task.due_at.astimezone(OFFICE_DAY).strftime("%d-%m-%Y %H.%M WIB")
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
    zone, name = ZoneInfo(row.region.timezone), zone_word(row.region.timezone)
    given, until = row.added_at.astimezone(zone), row.ratify_by.astimezone(zone)
    told = {"given": f"{given:%d-%m-%Y %H.%M} {name}", "until": f"{until:%d-%m-%Y %H.%M} {name}"}
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
    until = (
        [_("Signatures are taken until %(moment)s.") % {"moment": f"{row.closes_at:%d-%m-%Y}"}] if row.closes_at else []
    )
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
