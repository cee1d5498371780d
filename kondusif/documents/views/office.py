"""What an office sets for all its papers: letterhead, numbers used by hand, its own forms."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kondusif.core.problems import Problem
from kondusif.documents import actions, queries
from kondusif.documents.actions import NewLetterhead
from kondusif.documents.forms import LetterheadForm, TakenForm, TemplateForm
from kondusif.documents.kinds import KINDS
from kondusif.documents.storing import read
from kondusif.documents.units import unit_of
from kondusif.documents.views.library import posted, sent
from kondusif.people.models import Office
from kondusif.people.routes import opens

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@opens("document.issue", methods="GET POST")
def numbers(request: HttpRequest) -> HttpResponse:
    """This function will take numbers that were used on paper out of the book."""
    offices = queries.writing_offices(request.viewer, "document.issue")
    form = TakenForm(posted(request), offices=offices, initial={"year": timezone.localdate(request.at).year})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.take_by_hand(
                office_id=UUID(typed["office"]), series=typed["series"], year=typed["year"], first=typed["first"],
                last=typed["last"], purpose=typed["purpose"], by=request.viewer, at=request.at,
            )  # fmt: skip
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("Entered. These numbers will not be issued again."))
            return redirect("documents:numbers")
    context = {"form": form, "taken": queries.numbers_by_hand(request.viewer)[:100]}
    return render(request, "documents/numbers.html", context, status=422 if form.errors else 200)


@opens("document.format", methods="GET POST")
def letterhead(request: HttpRequest) -> HttpResponse:
    """This function will set the look of an office's papers."""
    offices, office = _office(request)
    unit = unit_of(office)
    present = queries.letterhead_for(request.viewer, unit)
    initial = {"lines": "\n".join(unit.lines), "city": unit.city, "unit_code": unit.code}
    if present:
        initial = {
            "lines": "\n".join(present.lines), "address": present.address, "city": present.city,
            "unit_code": present.unit_code, "number_pattern": present.number_pattern,
            "number_information_report": present.number_patterns.get("information_report", ""),
        }  # fmt: skip
    form = LetterheadForm(posted(request), request.FILES if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        kept = dict(present.number_patterns) if present else {}
        new = NewLetterhead(
            lines=tuple(typed["lines"].splitlines()), address=typed["address"], city=typed["city"],
            unit_code=typed["unit_code"], number_pattern=typed["number_pattern"],
            number_patterns=kept | {"information_report": typed["number_information_report"]},
            logo=typed["logo"].read(2_000_001) if typed["logo"] else None,
        )  # fmt: skip
        try:
            actions.set_letterhead(office_id=office.pk, new=new, by=request.viewer, at=request.at)
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("The letterhead counts for every paper from now on."))
            return redirect(f"{request.path}?kantor={office.pk}")
    context = {"form": form, "office": office, "offices": offices, "present": present}
    return render(request, "documents/letterhead.html", context, status=422 if form.errors else 200)


@opens("document.format", methods="GET POST")
def templates(request: HttpRequest) -> HttpResponse:
    """This function will take an office's own Word forms into use, and show which count now."""
    offices, office = _office(request)
    form = TemplateForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            actions.bring_template(
                office_id=office.pk, kind_code=form.cleaned_data["kind"], file_name=upload.name,
                content=upload.read(2_000_001), by=request.viewer, at=request.at,
            )  # fmt: skip
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("The form was tried and is in use from now on."))
            return redirect(f"{request.path}?kantor={office.pk}")
    own = list(queries.templates_of(request.viewer, unit_of(office)))
    context = {"form": form, "office": office, "offices": offices, "own": own, "kinds": KINDS}
    return render(request, "documents/templates.html", context, status=422 if form.errors else 200)


@opens("document.format", methods="POST")
def choose_template(request: HttpRequest, kind: str) -> HttpResponse:
    """This function will let another version of a form count, or the usual one."""
    _offices, office = _office(request)
    typed = request.POST.get("version", "")
    if kind not in KINDS or (typed and not _is_number(typed)):
        raise Http404
    actions.use_template(
        office_id=office.pk, kind_code=kind, version=int(typed) if typed else None, by=request.viewer, at=request.at
    )
    messages.success(request, _("This form counts from now on."))
    return redirect(f"../../format?kantor={office.pk}")


@opens("document.format")
def template_file(request: HttpRequest, kind: str) -> HttpResponse:
    """This function will send the form of a kind to be changed in Word: the office's own, or the usual one."""
    _offices, office = _office(request)
    if kind not in KINDS:
        raise Http404
    version = request.GET.get("versi", "")
    own = queries.templates_of(request.viewer, unit_of(office)).filter(kind=kind)
    chosen = own.filter(version=int(version)).first() if _is_number(version) else None
    if version and chosen is None:
        raise Http404
    from kondusif.documents.rendering.layouts import default_form

    return sent(read(chosen) if chosen else default_form(KINDS[kind]), f"format-{kind}.docx", DOCX)


def _office(request: HttpRequest) -> tuple[list[Office], Office]:
    """The offices whose look this person sets, one for each book, and the chosen one."""
    offices = queries.formatting_offices(request.viewer)
    wanted = request.POST.get("kantor") or request.GET.get("kantor")
    office = next((o for o in offices if str(o.pk) == wanted), offices[0])
    return offices, office


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 6


def _onto(form, problem: Problem) -> None:
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not problem.fields or problem.status == 409:
        form.add_error(None, problem.sentence)
