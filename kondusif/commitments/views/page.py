"""What the page of one commitment shows, and how a refusal is told on it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kondusif.commitments import forms, queries, words
from kondusif.commitments.actions.paper import certified
from kondusif.commitments.models import Commitment, TextVersion
from kondusif.commitments.states import SHOWN_TO_PUBLIC, SIGNABLE, STANDING, CommitmentState, Kind
from kondusif.core.problems import NotFound, Problem
from kondusif.core.queries import history_of
from kondusif.core.states import ForbiddenMove
from kondusif.people.viewers import Viewer

S = CommitmentState
EDITABLE = frozenset({S.DRAFTED, *SIGNABLE, S.FULLY_SIGNED})


def page_of(request: HttpRequest, row: Commitment) -> dict[str, object]:
    """This function will return what the page of one commitment shows."""
    version = queries.current_version(row)
    rows = queries.rows_of(row, version)
    return {
        "row": row,
        "version": version,
        "rows": rows,
        "n_signed": sum(not r.is_open for r in rows),
        "older": row.versions.exclude(pk=version.pk).order_by("-number"),
        "monitoring": row.monitoring.select_related("office"),
        "breaches": queries.breaches_of(row),
        "entries": words.timeline(history_of(row)),
        "words": words,
        "kind_word": words.KINDS[Kind(row.kind)],
        "state_word": words.STATES[S(row.state)],
        "state_tone": words.TONES.get(S(row.state), ""),
        "is_shown": row.is_public and row.state in SHOWN_TO_PUBLIC,
        **_steps(request.viewer, row, rows),
        **_forms(request, row, version, rows),
    }


def _steps(viewer: Viewer, row: Commitment, rows: list[queries.Row]) -> dict[str, object]:
    drafts, decides = viewer.may("commitment.draft", row.region_id), viewer.may("commitment.decide", row.region_id)
    collects, watches = viewer.may("commitment.collect", row.region_id), viewer.may("commitment.watch", row.region_id)
    offices = {g.office_id for g in viewer.grants}
    return {
        "can_reword": drafts and row.state in EDITABLE,
        "can_add": drafts and row.state in EDITABLE,
        "can_remove": drafts and row.state == S.DRAFTED,
        "can_open": decides and row.state == S.DRAFTED,
        "can_collect": collects and row.state in SIGNABLE,
        "can_issue": collects and row.state not in {S.DRAFTED, S.WITHDRAWN}
        and not (row.document_id and certified(row).exists()),
        "can_enforce": decides and row.state in {S.PARTLY_SIGNED, S.FULLY_SIGNED},
        "can_watch": watches and row.state in STANDING,
        "can_fulfil": decides and row.state == S.IN_FORCE,
        "can_restore": decides and row.state == S.BREACHED,
        "can_withdraw": decides and row.state in EDITABLE,
        "can_decide_breach": viewer.may("breach.decide", row.region_id),
        "mine": [r for r in rows if r.is_open and r.party.office_id in offices] if row.state in SIGNABLE else [],
    }  # fmt: skip


def _forms(request: HttpRequest, row: Commitment, version: TextVersion, rows: list[queries.Row]) -> dict[str, object]:
    viewer = request.viewer
    parties = [(str(r.party.pk), r.party.name) for r in rows]
    return {
        "party_form": forms.PartyForm(offices=_offices(viewer, row.region_id)),
        "scan_form": forms.ScanForm(initial={"seen": version.mark}),
        "judge_form": forms.JudgeForm(),
        "reason_form": forms.ReasonForm(),
        "finding_form": forms.FindingForm(initial={"on": localdate(request.at)}),
        "breach_form": forms.BreachForm(parties=parties, incidents=queries.incidents_to_name(viewer, row.region_id)),
        "decision_form": forms.DecisionForm(),
    }


def party_choices(request: HttpRequest, row: Commitment) -> list[tuple[str, str]]:
    """This function will return the offices that may be asked to promise."""
    return _offices(request.viewer, row.region_id)


def _offices(viewer: Viewer, region_code: str) -> list[tuple[str, str]]:
    return [(str(o.pk), o.title) for o in queries.offices_for_pacts(viewer, region_code)[:500]]


def done(request: HttpRequest, row_id: UUID, action: Callable, thanks: str, /, **arguments: object) -> HttpResponse:
    """This function will do one thing; a refusal is told on the page it came from, with the status that says so."""
    row = queries.commitment_for(request.viewer, row_id)
    try:
        action(by=request.viewer, at=request.at, **arguments)
    except NotFound:
        raise
    except Problem as problem:
        return refused(request, row, problem)
    except ForbiddenMove:
        problem = Problem(
            "commitment.moved_on", _("This commitment has moved on meanwhile. This is how it stands now.")
        )
        problem.status = 409
        return refused(request, row, problem)
    messages.success(request, thanks)
    return redirect("commitments:one", row.pk)


def refused(request: HttpRequest, row: Commitment, problem: Problem, **more: object) -> HttpResponse:
    """This function will show the page again with what went wrong on top, and *more* (a form as it was typed)."""
    row.refresh_from_db()
    context = page_of(request, row) | {"problem": problem} | more
    return render(request, "commitments/one.html", context, status=problem.status)


def onto(form, problem: Problem) -> None:
    """This function will put what went wrong beside the fields it concerns."""
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not problem.fields:
        form.add_error(None, problem.sentence)
