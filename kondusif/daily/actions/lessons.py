"""Lessons of a period: noted, and carried into the next plan."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotFound, Problem
from kondusif.core.states import check_move
from kondusif.daily.models import Lesson
from kondusif.daily.permissions import office_with
from kondusif.daily.states import LESSON_MOVES, LessonState
from kondusif.elections.queries import day_in, election_in_view
from kondusif.people.viewers import Viewer


@dataclass(frozen=True)
class NewLesson:
    """What happened, what worked, what to change, and who changes it."""

    region_code: str
    period: str
    happened: str
    change: str
    worked: str = ""
    owner_id: UUID | None = None
    linked: str = ""
    synthetic: bool = False


@transaction.atomic
def note_lesson(*, new: NewLesson, by: Viewer, at: datetime) -> Lesson:
    """
    This function will note a lesson, for the next plan to take up.

    :raises Problem: if it does not say what happened and what to change.
    """
    office_with(by, "lesson.write", new.region_code)
    faults = {
        name: _("Write a sentence.") for name in ("period", "happened", "change") if not getattr(new, name).strip()
    }
    if faults:
        raise Problem("lesson.incomplete", _("The lesson is not complete yet."), fields=faults)
    today = day_in(new.region_code, at)
    lesson = Lesson.objects.create(
        region_id=new.region_code, election=election_in_view(new.region_code, today), period=new.period.strip(),
        happened=new.happened.strip(), worked=new.worked.strip(), change=new.change.strip(), owner_id=new.owner_id,
        linked=new.linked.strip(), noted_at=at, noted_by_id=by.person_id, synthetic=new.synthetic,
    )  # fmt: skip
    record("lesson.noted", subject=lesson, by=by, at=at)
    return lesson


@transaction.atomic
def carry_lesson(*, lesson_id: UUID, to: str, by: Viewer, at: datetime) -> Lesson:
    """
    This function will note into which plan a lesson went.

    :raises ForbiddenMove: if it was carried already.
    """
    lesson = Lesson.objects.select_for_update().filter(pk=lesson_id).first()
    if lesson is None:
        raise NotFound("lesson.missing", _("There is no such lesson, or it is not yours to see."))
    office_with(by, "lesson.write", lesson.region_id)
    check_move(LESSON_MOVES, lesson.state, LessonState.CARRIED)
    if not to.strip():
        raise Problem("lesson.no_plan", _("Name the plan."), fields={"to": _("Name the plan.")})
    lesson.state, lesson.carried_to, lesson.carried_at, lesson.carried_by_id = (
        LessonState.CARRIED, to.strip()[:160], at, by.person_id,
    )  # fmt: skip
    lesson.save()
    record("lesson.carried", subject=lesson, by=by, at=at)
    return lesson
