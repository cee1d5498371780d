"""Bodies, the directory, a rakor that was held with gaps, and its follow-up to which the invited still answer."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from kondusif.meetings import actions, door
from kondusif.meetings.actions import Guest, NewItem, NewMeeting, NewRule, Note
from kondusif.meetings.models import Body, Meeting
from kondusif.meetings.states import BodyKind, BodyState, InviteeState, MeetingKind, RuleKind
from kondusif.people.models import Office
from kondusif.people.queries import holders_of, viewer_of
from kondusif.people.roles import Role
from kondusif.rehearsal.stage import Stage

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
_NAMESPACE = UUID("0b6f3c1e-52a4-4d0e-9a7b-64f0d1a7c003")
_ANSWERED = 0.7  # of the invited, in the order of their codes


def play(stage: Stage, at: datetime) -> Meeting:
    """This function will play bodies and meetings up to *at*, and return the rakor that was held eight days ago."""
    desk = _bodies(stage, at - 60 * DAY)
    _numbers(stage, at - 30 * DAY)
    rakor = _held(stage, at)
    _followed(stage, rakor, desk, at)
    return rakor


def _hour(stage: Stage, at: datetime, days: int, hour: int) -> datetime:
    local = at.astimezone(ZoneInfo(stage.tenant.timezone)) + days * DAY
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def _bodies(stage: Stage, at: datetime) -> Body:
    code = stage.tenant.region_id
    made = actions.suggest_bodies(region_code=code, synthetic=True, by=stage.head, at=at)
    for n, body in enumerate(made, start=1):
        actions.confirm_body(
            body_id=body.pk, decree_number=f"188/{n}/contoh (sintetis)", decree_on=at.date() - 3 * DAY, by=stage.head,
            at=at + n * MINUTE,
        )  # fmt: skip
    return Body.objects.get(region_id=code, kind=BodyKind.ELECTION_DESK, state=BodyState.IN_FORCE)


def _numbers(stage: Stage, at: datetime) -> None:
    """Numbers that no telephone has; every fifth office has none, so that the call tree shows its gaps."""
    code = stage.tenant.region_id
    roles = (Role.REGIONAL_HEAD, Role.REGIONAL_SECRETARY, Role.AGENCY_HEAD, Role.DUTY_OPERATOR, Role.POLICE_COMMAND)
    offices = list(Office.objects.filter(region_id=code, role__in=roles).order_by("title"))
    offices += Office.objects.filter(region__code__startswith=f"{code}.", role=Role.SUBDISTRICT_HEAD).order_by(
        "region_id"
    )
    for n, office in enumerate(offices):
        if n % 5 != 4:
            actions.add_number(
                office_id=office.pk, number=f"0800 0000 {n:04d}", note="WA (contoh)", by=stage.head, at=at + n * MINUTE
            )
    actions.check_call_tree(region_code=code, note="Uji panggil bulanan (contoh)", by=stage.operator, at=at + DAY)


def _held(stage: Stage, at: datetime) -> Meeting:
    starts_at = _hour(stage, at, -8, 9)
    planned_at = starts_at - 4 * DAY
    code = stage.tenant.region_id
    new = NewMeeting(
        kind=MeetingKind.COORDINATION, title="Rakor kesiapan pengamanan pemilihan", region_code=code,
        chair_id=stage.regional_head.grants[0].office_id, clerk_id=stage.analyst.grants[0].office_id,
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place="Pendopo, Kantor Kepala Daerah",
        purpose="Kesiapan pengamanan, logistik, dan keberadaan camat di wilayah.", synthetic=True,
        agenda=(NewItem("Situasi kamtibmas per kecamatan", 30), NewItem("Distribusi logistik", 30),
                NewItem("Camat tetap berada di wilayah", 15), NewItem("Ajakan menggunakan hak pilih", 15)),
    )  # fmt: skip
    meeting = actions.plan_meeting(new=new, by=stage.head, at=planned_at)
    _rules(stage, meeting, planned_at)
    actions.send_invitations(meeting_id=meeting.pk, by=stage.head, at=planned_at + 10 * MINUTE)
    _answers(meeting, planned_at + DAY)
    actions.open_meeting(meeting_id=meeting.pk, by=stage.head, at=starts_at + 3 * MINUTE)
    _attendance(stage, meeting)
    actions.issue_attendance_list(meeting_id=meeting.pk, by=stage.head, at=meeting.ends_at)
    meeting.refresh_from_db()
    return meeting


def _rules(stage: Stage, meeting: Meeting, at: datetime) -> None:
    code = stage.tenant.region_id
    for rule in (
        NewRule(RuleKind.SUBDISTRICT_HEADS, region_code=code),
        NewRule(RuleKind.OFFICE, office_id=stage.police.grants[0].office_id),
        NewRule(RuleKind.OFFICE, office_id=stage.oversight.grants[0].office_id),
        NewRule(RuleKind.GUEST, guest_name="Tokoh Contoh", guest_organisation="Forum Contoh (rekaan)"),
    ):
        actions.add_rule(meeting_id=meeting.pk, rule=rule, by=stage.head, at=at)


def _answers(meeting: Meeting, at: datetime) -> None:
    """Most of the offices answer: they come, one in nine sends somebody, one in thirteen cannot."""
    invited = list(meeting.invitees.exclude(office=None).select_related("office").order_by("office__region_id"))
    holders = {h.office_id: h for h in holders_of([i.office_id for i in invited], on=at.date())}
    for n, invitee in enumerate(invited[: int(len(invited) * _ANSWERED)]):
        holding = holders.get(invitee.office_id)
        if holding is None:
            continue
        answer, words = InviteeState.COMING, {}
        if n % 9 == 4:
            answer, words = InviteeState.REPRESENTED, {"represented_by": f"Sekretaris {invitee.office.title}"}
        elif n % 13 == 7:
            answer, words = InviteeState.EXCUSED, {"reason": "Mendampingi kunjungan di kecamatan"}
        by = viewer_of(holding.person, at=at)
        actions.note_reading(meeting_id=meeting.pk, by=by, at=at + n * MINUTE)
        actions.answer_invitation(invitee_id=invitee.pk, answer=answer, by=by, at=at + n * MINUTE, **words)


def _attendance(stage: Stage, meeting: Meeting) -> None:
    """Four of five come, every seventh late; two guests sign in at the door."""
    notes = []
    for n, invitee in enumerate(meeting.invitees.order_by("office__region_id", "id")):
        if n % 5 != 3 and invitee.state != InviteeState.EXCUSED:
            arrived = meeting.starts_at + (25 * MINUTE if n % 7 == 6 else (n % 11 - 9) * MINUTE)
            notes.append(Note(uuid5(_NAMESPACE, str(invitee.pk)), invitee.pk, arrived))
    actions.note_attendance(meeting_id=meeting.pk, notes=notes, by=stage.head, at=meeting.starts_at + 30 * MINUTE)
    for n, name in enumerate(("Tamu Contoh Satu", "Tamu Contoh Dua")):
        at = meeting.starts_at + n * MINUTE
        guest = Guest(uuid5(_NAMESPACE, f"{meeting.pk}:{name}"), name, "Media Contoh (rekaan)", f"0800 0000 90{n:02d}")
        actions.sign_in_guest(meeting_id=meeting.pk, guest=guest, carried=door.new_pass(meeting, at), at=at)


def _followed(stage: Stage, rakor: Meeting, desk: Body, at: datetime) -> None:
    starts_at = _hour(stage, at, 2, 13)
    new = NewMeeting(
        kind=MeetingKind.DESK, title="Rapat desk: tindak lanjut rakor kesiapan", region_code=stage.tenant.region_id,
        chair_id=stage.regional_head.grants[0].office_id, clerk_id=stage.analyst.grants[0].office_id, body_id=desk.pk,
        parent_id=rakor.pk, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        place="Ruang rapat, Kantor Bakesbangpol", synthetic=True,
        agenda=(NewItem("Tindak lanjut arahan yang belum selesai", 30), NewItem("Kesiapan hari pemungutan", 45)),
    )  # fmt: skip
    planned_at = at - 3 * DAY
    meeting = actions.plan_meeting(new=new, by=stage.head, at=planned_at)
    for rule in (
        NewRule(RuleKind.BODY_MEMBERS, body_id=desk.pk),
        NewRule(RuleKind.SUBDISTRICT_HEADS, region_code=stage.tenant.region_id),
    ):
        actions.add_rule(meeting_id=meeting.pk, rule=rule, by=stage.head, at=planned_at)
    actions.send_invitations(meeting_id=meeting.pk, by=stage.head, at=planned_at + 5 * MINUTE)
    _answers(meeting, planned_at + 6 * timedelta(hours=1))
