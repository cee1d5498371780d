"""The living style guide at /gaya: every component with invented contents, in debug and demo only."""

from datetime import UTC, date, datetime, timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kondusif.people.policy import PUBLIC
from kondusif.people.routes import opens
from kondusif.site import errors

AT = datetime(2024, 2, 9, 23, 42, tzinfo=UTC)  # 06.42 WIB on 10 February: the hour of the first sketch
DAYS = [date(2024, 1, 30) + timedelta(days=n) for n in range(12)]
GRID = [
    ("A", "Arosbaya", 0),
    ("B", "Burneh", 2),
    ("C", "Geger", 3),
    ("D", "Galis", 1),
    ("E", "Sepulu", None),
    ("F", "Kokop", 0),
]


class SampleForm(forms.Form):
    """One field of each kind, and a rule that can fail."""

    title = forms.CharField(label=_("Title"), max_length=80, help_text=_("One sentence that says what happened."))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("a", _("Crowd")), ("b", _("Threat"))], widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_("Level"), choices=[("0", "0"), ("1", "1")])
    text = forms.CharField(label=_("What happened"), widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label=_("I have checked the source"))


def _sample() -> dict[str, object]:
    hours = timedelta(hours=1)
    entries = [
        {"at": AT - 3 * hours, "title": _("Received"), "by": "", "text": "", "tone": ""},
        {"at": AT - 2 * hours, "title": _("Claimed"), "by": "Budi", "text": "", "tone": ""},
        {"at": AT + 2 * hours, "title": _("Answer due"), "by": "", "text": "", "tone": "future"},
    ]
    return {
        "hour": hours,
        "entries": entries,
        "page_obj": Paginator(range(95), 25).page(2),
        "form": SampleForm(),
        "wrong": SampleForm({"title": "x" * 81}),
        "series": [3, 4, 4, None, None, 6, 5, 9, 12],
    }


@opens(PUBLIC)
def guide(request: HttpRequest) -> HttpResponse:
    """This function will show the staff components."""
    request.at = AT
    return render(request, "styleguide.html", _sample())


@opens(PUBLIC)
def citizen_guide(request: HttpRequest) -> HttpResponse:
    """This function will show the components of pages for everybody."""
    request.at = AT
    return render(request, "styleguide-citizen.html", _sample())


@opens(PUBLIC)
def trouble(request: HttpRequest, status: int) -> HttpResponse:
    """This function will show the error page of *status*."""
    if status not in errors.TROUBLES:
        raise Http404
    return errors.answer(request, errors.TROUBLES[status])


def _squares() -> list[dict[str, object]]:
    squares = []
    for i, (code, name, _level) in enumerate(GRID):
        x, y = 112 + (i % 3) * 0.1, -7 - (i // 3) * 0.1
        ring = [[x, y], [x + 0.1, y], [x + 0.11, y - 0.1], [x, y - 0.09], [x, y]]
        squares.append(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [ring]},
                "properties": {"code": code, "name": name},
            }
        )
    return squares


@opens(PUBLIC)
def areas(request: HttpRequest) -> HttpResponse:
    """This function will answer six invented areas."""
    return JsonResponse({"type": "FeatureCollection", "features": _squares()})


@opens(PUBLIC)
def levels(request: HttpRequest) -> HttpResponse:
    """This function will answer their levels over twelve days."""
    return JsonResponse(
        {
            "days": [day.isoformat() for day in DAYS],
            "levels": {code: [0] * (len(DAYS) - 2) + [level, level] for code, _name, level in GRID},
            "urls": {code: reverse("styleguide") for code, _name, _level in GRID},
        }
    )


@opens(PUBLIC)
def clusters(request: HttpRequest) -> HttpResponse:
    """This function will answer one invented cluster."""
    point = {"type": "Point", "coordinates": [112.25, -7.04]}
    properties = {"title": "9 laporan", "radius_m": 4200, "day": "2024-02-08", "until": "2024-02-10"}
    return JsonResponse(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": point, "properties": properties}]}
    )
