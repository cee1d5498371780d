"""Pages of deadlines: the limits of law, one due date explained step by step, and the region's own days off."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kondusif.core.problems import Problem
from kondusif.elections import actions, queries, words
from kondusif.elections.actions import NewRegionalDay
from kondusif.elections.days_file import BadLines, read_days
from kondusif.elections.deadlines import Due, Limit, Unit, due
from kondusif.elections.explaining import calendar_of, estimated_years
from kondusif.elections.forms import AskForm, DaysFileForm, RegionalDayForm
from kondusif.elections.models import LegalLimit
from kondusif.elections.rules import Certainty, LimitFamily
from kondusif.people.routes import opens
from kondusif.regions.codes import is_code
from kondusif.regions.models import Region


@dataclass(frozen=True)
class Explained:
    """A due date with all that its page tells of it."""

    due: Due
    limit: Limit
    law: LegalLimit | None
    region: Region | None
    zone: ZoneInfo
    estimated: list[int]


@opens("deadline.read")
def limits(request: HttpRequest) -> HttpResponse:
    today = request.at.astimezone(queries.zone_of(_home(request))).date()
    found = list(queries.legal_limits(today))
    family = request.GET.get("rumpun", "")
    shown = [limit for limit in found if not family or limit.law_family == family]
    groups = [
        (words.FAMILIES[LimitFamily(f)], list(rows)) for f, rows in groupby(shown, lambda limit: limit.law_family)
    ]
    tabs = [(_("All"), reverse("elections:deadlines"), len(found), not family)] + [
        (words.FAMILIES[f], f"?rumpun={f}", n, family == f)
        for f in LimitFamily
        if (n := sum(limit.law_family == f for limit in found))
    ]
    return render(
        request,
        "elections/limits.html",
        {"groups": groups, "tabs": tabs, "words": words, "form": _ask(request, today), "Certainty": Certainty,
         "now_local": request.at.astimezone(queries.zone_of(_home(request))).strftime("%Y-%m-%dT%H:%M")},
    )  # fmt: skip


@opens("deadline.read")
def explain(request: HttpRequest) -> HttpResponse:
    today = request.at.astimezone(queries.zone_of(_home(request))).date()
    form = _ask(request, today, bound=True) if request.GET else _ask(request, today)
    told = None
    if form.is_bound and form.is_valid():
        try:
            told = _explained(request, form.cleaned_data)
        except Problem as problem:
            _onto(form, problem)
        except ValueError:
            form.add_error("jumlah", _("Give an amount of 1 or more in this unit."))
        except OverflowError:
            form.add_error("jumlah", _("This reaches beyond the calendar. Give a smaller amount."))
    context = {"form": form, "told": told, "words": words, "cells": calendar_of(told.due) if told else []}
    return render(request, "elections/explain.html", context, status=422 if form.errors else 200)


@opens("deadline.read")
def days(request: HttpRequest) -> HttpResponse:
    return render(request, "elections/days.html", _days_page(request))


@opens("calendar.keep", methods="POST")
def enter_day(request: HttpRequest) -> HttpResponse:
    form = RegionalDayForm(request.POST)
    if form.is_valid():
        try:
            actions.enter_regional_days(
                region_code=_kept(request), days=[NewRegionalDay(**form.cleaned_data)], by=request.viewer, at=request.at
            )
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("The day off is in the calendar. New due dates skip it from now on."))
            return redirect("elections:days")
    return render(request, "elections/days.html", _days_page(request) | {"form": form}, status=422)


@opens("calendar.keep", methods="POST")
def import_days(request: HttpRequest) -> HttpResponse:
    form, bad = DaysFileForm(request.POST, request.FILES), []
    if form.is_valid():
        try:
            new = read_days(form.cleaned_data["table"].read())
            actions.enter_regional_days(region_code=_kept(request), days=new, by=request.viewer, at=request.at)
        except BadLines as problem:
            bad = problem.lines
            form.add_error(None, problem.sentence)
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("%(n)s days off are in the calendar.") % {"n": len(new)})
            return redirect("elections:days")
    context = _days_page(request) | {"file_form": form, "bad_lines": bad}
    return render(request, "elections/days.html", context, status=422)


@opens("calendar.keep", methods="POST")
def withdraw_day(request: HttpRequest, day_id: UUID) -> HttpResponse:
    row = actions.withdraw_regional_day(day_id=day_id, by=request.viewer, at=request.at)
    messages.success(request, _("%(name)s no longer counts as a day off.") % {"name": row.name})
    return redirect("elections:days")


def _explained(request: HttpRequest, data: dict) -> Explained:
    code = data["wilayah"] or _home(request)
    region = Region.objects.filter(code=code).first() if is_code(code) else None
    if region is None:
        raise Problem("region.unknown", _("Unknown region."), fields={"wilayah": _("There is no region of this code.")})
    zone, days_off = queries.zone_of(code), queries.days_off_for(code)
    start = data["mulai"].replace(tzinfo=zone)
    law = queries.legal_limit(data["kode"], start.date()) if data["kode"] else None
    limit = law.limit if law else Limit(data["jumlah"], Unit(data["satuan"]))
    found = due(limit, start, zone=zone, days_off=days_off)
    return Explained(found, limit, law, region, zone, estimated_years((s.day for s in found.steps), days_off))


def _ask(request: HttpRequest, today: date, *, bound: bool = False) -> AskForm:
    choices = [(limit.code, f"{limit.code} · {limit.trigger}") for limit in queries.legal_limits(today)]
    home = _home(request)
    now = request.at.astimezone(queries.zone_of(home)).strftime("%Y-%m-%dT%H:%M")
    return AskForm(request.GET if bound else None, limits=choices, initial={"mulai": now, "wilayah": home})


def _days_page(request: HttpRequest) -> dict[str, object]:
    home, year = _home(request), _year(request)
    national = queries.national_days_off()
    return {
        "own": queries.regional_days(home).filter(day__year=year),
        "national": sorted((day, off) for day, off in national.by_day.items() if day.year == year),
        "year": year,
        "years": sorted({day.year for day in national.by_day}),
        "is_decreed": national.is_decreed(date(year, 12, 31)),
        "may_keep": request.viewer.may("calendar.keep"),
        "kept": _kept(request) if request.viewer.may("calendar.keep") else "",
        "form": RegionalDayForm(),
        "file_form": DaysFileForm(),
        "bad_lines": [],
    }


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("tahun", "")
    is_year = asked.isdecimal() and len(asked) == 4 and 2000 <= int(asked) <= 2100
    return int(asked) if is_year else timezone.localdate(request.at).year


def _home(request: HttpRequest) -> str:
    return request.viewer.scope_for("deadline.read")[0]


def _kept(request: HttpRequest) -> str:
    return request.viewer.scope_for("calendar.keep")[0]


def _onto(form, problem: Problem) -> None:
    for name, sentence in (problem.fields or {"": problem.sentence}).items():
        form.add_error(name if name in form.fields else None, sentence)
