"""The status of conflict under UU 7/2012: each step checks the limit of the law and says so when it refuses."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem, Sentence
from kondusif.core.states import check_move
from kondusif.elections.queries import day_in
from kondusif.people.viewers import Viewer
from kondusif.plans.models import ConflictStatus, StatusPaper
from kondusif.plans.papers import Paper, store_paper
from kondusif.plans.permissions import check_status_deed
from kondusif.plans.queries.deadlines import EXTENSION, STATUS, council_answers_by, most_days
from kondusif.plans.rules import last_day
from kondusif.plans.states import CONFLICT_MOVES, IN_FORCE, ConflictState, CouncilView
from kondusif.regions.codes import is_code, lies_in


@dataclass(frozen=True)
class NewStatus:
    """Why a status of conflict is needed, where, and when the council's leaders were asked."""

    region_code: str
    title: str
    reason: str
    beyond_police: str
    government_hindered: str
    asked_on: date | None
    areas: tuple[str, ...] = ()
    synthetic: bool = False


@transaction.atomic
def propose_status(*, new: NewStatus, by: Viewer, at: datetime) -> ConflictStatus:
    """
    This function will propose a status of conflict and note that the council's leaders are asked.

    :raises NotAllowed: if *by* does not propose for exactly this region.
    :raises Problem: if a condition of the law is not told, or an area lies elsewhere.
    :raises Conflict: if another one is under way or in force.
    """
    check_status_deed(by, "conflict_status.propose", region_code=new.region_code)
    _check_proposal(new, at)
    try:
        with transaction.atomic():
            status = ConflictStatus.objects.create(
                region_id=new.region_code, title=new.title.strip()[:200], reason=new.reason.strip(),
                beyond_police=new.beyond_police.strip(), government_hindered=new.government_hindered.strip(),
                areas=list(new.areas), synthetic=new.synthetic, proposed_at=at, proposed_by_id=by.person_id,
                asked_on=new.asked_on,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("status.exists", _("A status of conflict is under way or in force here already.")) from None
    record("conflict_status.proposed", subject=status, by=by, at=at)
    return status


def _check_proposal(new: NewStatus, at: datetime) -> None:
    faults: dict[str, Sentence] = {}
    if len(new.region_code) > 5:
        raise Problem("status.wrong_level", _("Only a regency, a city or a province has a status of conflict."))
    for name, sentence in (
        ("title", _("Name the conflict.")),
        ("reason", _("Tell what happened.")),
        ("beyond_police", _("Tell why the police cannot control it: the law asks for this.")),
        ("government_hindered", _("Tell which work of the government is hindered: the law asks for this.")),
    ):
        if not getattr(new, name).strip():
            faults[name] = sentence
    if new.asked_on is None or new.asked_on > day_in(new.region_code, at):
        faults["asked_on"] = _("Enter the day on which the leaders of the council were asked; it cannot lie ahead.")
    if any(not is_code(code) or not lies_in(code, new.region_code) for code in new.areas):
        faults["areas"] = _("Name areas inside your region by their Kemendagri codes.")
    if faults:
        raise Problem("status.incomplete", _("The proposal is not complete yet."), fields=faults)


@dataclass(frozen=True)
class Consultation:
    """What the leaders of the council said, and the letter that says it."""

    view: str
    letter: str = ""
    letter_on: date | None = None
    paper: Paper | None = None


@transaction.atomic
def consult_council(*, status_id: UUID, heard: Consultation, by: Viewer, at: datetime) -> ConflictStatus:
    """
    This function will note what the leaders of the council said: they are consulted, the decision stays the head's.

    :raises NotAllowed: if *by* neither chairs the council nor keeps the papers of this region.
    :raises Problem: if the answer has no letter, or silence is noted before its days are over.
    """
    status = _locked(status_id)
    check_status_deed(by, "conflict_status.answer", status)
    check_move(CONFLICT_MOVES, status.state, ConflictState.CONSULTED)
    _check_consultation(status, heard, at)
    status.state, status.council_view = ConflictState.CONSULTED, heard.view
    status.council_letter, status.council_letter_on = heard.letter.strip()[:120], heard.letter_on
    status.consulted_at, status.consulted_by_id = at, by.person_id
    status.save()
    _keep(status, StatusPaper.Kind.COUNCIL_LETTER, heard.paper, by, at)
    record("conflict_status.consulted", subject=status, by=by, at=at, view=heard.view)
    return status


def _check_consultation(status: ConflictStatus, heard: Consultation, at: datetime) -> None:
    if heard.view not in set(CouncilView):
        raise Problem("status.no_view", _("Choose what the council said."), fields={"view": _("Choose one.")})
    if heard.view == CouncilView.SILENT:
        by_day = council_answers_by(status.asked_on, status.region_id, _zone(status))
        if _today(status, at) <= by_day:
            raise Problem(
                "status.council_has_time",
                _("The council has until %(day)s to answer. Silence can be noted after that day.")
                % {"day": f"{by_day:%d-%m-%Y}"},
            )
        return
    faults: dict[str, Sentence] = {}
    if not heard.letter.strip():
        faults["letter"] = _("Enter the number of the council's letter.")
    if heard.letter_on is None or not status.asked_on <= heard.letter_on <= _today(status, at):
        faults["letter_on"] = _("Enter the date of the letter: not before the council was asked, and not ahead.")
    if faults:
        raise Problem("status.no_letter", _("An answer of the council is a letter."), fields=faults)


@dataclass(frozen=True)
class Decree:
    """A decree: its number and day, how many days it gives, and the paper itself if it is at hand."""

    number: str
    on: date | None
    n_days: int | None
    paper: Paper | None = None


@transaction.atomic
def declare_status(*, status_id: UUID, decree: Decree, by: Viewer, at: datetime) -> ConflictStatus:
    """
    This function will declare the status of conflict by decree, for ninety days at most.

    :raises NotAllowed: if *by* is not the head of exactly this region.
    :raises ForbiddenMove: if the council was not consulted.
    :raises Problem: naming the limit that is not kept.
    """
    status = _locked(status_id)
    check_status_deed(by, "conflict_status.declare", status)
    check_move(CONFLICT_MOVES, status.state, ConflictState.DECLARED)
    heard_on = status.council_letter_on or status.asked_on
    today = _today(status, at)
    _check_decree(decree, earliest=heard_on, today=today, most=most_days(STATUS, today))
    status.state, status.decree_number = ConflictState.DECLARED, decree.number.strip()[:120]
    status.declared_on, status.ends_on = decree.on, last_day(decree.on, decree.n_days, _zone(status))
    status.declared_at, status.declared_by_id = at, by.person_id
    status.save()
    _keep(status, StatusPaper.Kind.DECREE, decree.paper, by, at)
    record(
        "conflict_status.declared",
        subject=status,
        by=by,
        at=at,
        decree=status.decree_number,
        ends_on=f"{status.ends_on}",
    )
    return status


@transaction.atomic
def extend_status(*, status_id: UUID, decree: Decree, by: Viewer, at: datetime) -> ConflictStatus:
    """
    This function will extend a status that is in force, once, by thirty days at most.

    :raises Problem: if it ran out already, or the decree gives more days than the law.
    """
    status = _locked(status_id)
    check_status_deed(by, "conflict_status.declare", status)
    check_move(CONFLICT_MOVES, status.state, ConflictState.EXTENDED)
    today = _today(status, at)
    if not status.is_in_force(today):
        raise Problem("status.ran_out", _("This status ran out already. It cannot be extended; propose a new one."))
    _check_decree(decree, earliest=status.declared_on, today=today, most=most_days(EXTENSION, today))
    status.state, status.extension_decree = ConflictState.EXTENDED, decree.number.strip()[:120]
    status.ends_on = last_day(status.ends_on, decree.n_days, _zone(status))
    status.extended_at, status.extended_by_id = at, by.person_id
    status.save()
    _keep(status, StatusPaper.Kind.EXTENSION, decree.paper, by, at)
    record("conflict_status.extended", subject=status, by=by, at=at, ends_on=f"{status.ends_on}")
    return status


def _check_decree(decree: Decree, *, earliest: date, today: date, most: int) -> None:
    faults: dict[str, Sentence] = {}
    if not decree.number.strip():
        faults["number"] = _("Enter the number of the decree.")
    if decree.on is None or not earliest <= decree.on <= today:
        faults["on"] = _("Enter the date of the decree: not before the council was heard, and not ahead.")
    if decree.n_days is None or not 1 <= decree.n_days <= most:
        faults["n_days"] = _("The law gives at most %(n)s days (UU 7/2012).") % {"n": most}
    if faults:
        raise Problem("status.bad_decree", _("The decree does not keep to the law yet."), fields=faults)


@transaction.atomic
def end_status(*, status_id: UUID, reason: str, by: Viewer, at: datetime) -> ConflictStatus:
    """This function will end a status before its date, with the reason."""
    status = _locked(status_id)
    check_status_deed(by, "conflict_status.declare", status)
    check_move(CONFLICT_MOVES, status.state, ConflictState.ENDED)
    return _over(status, ConflictState.ENDED, reason, "conflict_status.ended", by, at)


@transaction.atomic
def withdraw_status(*, status_id: UUID, reason: str, by: Viewer, at: datetime) -> ConflictStatus:
    """This function will take back a proposal that was not declared, with the reason."""
    status = _locked(status_id)
    check_status_deed(by, "conflict_status.propose", status)
    check_move(CONFLICT_MOVES, status.state, ConflictState.WITHDRAWN)
    return _over(status, ConflictState.WITHDRAWN, reason, "conflict_status.withdrawn", by, at)


def _over(
    status: ConflictStatus, to: ConflictState, reason: str, name: str, by: Viewer, at: datetime
) -> ConflictStatus:
    if not reason.strip():
        raise Problem("status.no_reason", _("Say why."), fields={"reason": _("Write a sentence or two.")})
    status.state, status.ended_at, status.ended_by_id, status.end_reason = to, at, by.person_id, reason.strip()
    status.save(update_fields=["state", "ended_at", "ended_by_id", "end_reason"])
    record(name, subject=status, by=by, at=at, reason=status.end_reason[:1000])
    return status


@transaction.atomic
def add_status_paper(*, status_id: UUID, kind: str, paper: Paper, by: Viewer, at: datetime) -> StatusPaper:
    """This function will add the scanned decree or letter to a status that was noted by its number first."""
    status = _locked(status_id)
    check_status_deed(by, "conflict_status.propose", status)
    if kind not in set(StatusPaper.Kind):
        raise Problem("status.no_kind", _("Choose which paper it is."), fields={"kind": _("Choose one.")})
    kept = _keep(status, kind, paper, by, at)
    record("conflict_status.paper_added", subject=status, by=by, at=at, kind=kind)
    return kept


@transaction.atomic
def end_expired(*, by: Viewer, at: datetime) -> int:
    """This function will end every status whose last day is over where it holds; returns how many."""
    ended = 0
    waiting = ConflictStatus.objects.select_for_update(of=("self",), skip_locked=True).select_related("region")
    # UTC's day is never ahead of Indonesia's: this leaves out none that is over somewhere.
    for status in waiting.filter(state__in=IN_FORCE, ends_on__lte=at.date()).order_by("pk"):
        if _today(status, at) > status.ends_on:
            status.state, status.ended_at = ConflictState.ENDED, at
            status.save(update_fields=["state", "ended_at"])
            record("conflict_status.ran_out", subject=status, by=by, at=at, ends_on=f"{status.ends_on}")
            ended += 1
    return ended


def _keep(status: ConflictStatus, kind: str, paper: Paper | None, by: Viewer, at: datetime) -> StatusPaper | None:
    if paper is None:
        return None
    path = store_paper(paper)  # on disk before the row that names it
    return StatusPaper.objects.create(
        status=status, kind=kind, name=paper.name, path=path, sha256=paper.digest, size=len(paper.content),
        added_at=at, added_by_id=by.person_id,
    )  # fmt: skip


def _zone(status: ConflictStatus) -> ZoneInfo:
    return ZoneInfo(status.region.timezone)


def _today(status: ConflictStatus, at: datetime) -> date:
    return at.astimezone(_zone(status)).date()


def _locked(status_id: UUID) -> ConflictStatus:
    status = (
        ConflictStatus.objects.select_for_update(of=("self",)).select_related("region").filter(pk=status_id).first()
    )
    if status is None:
        raise NotFound("status.missing", _("There is no such status of conflict, or it is not yours to see."))
    return status
