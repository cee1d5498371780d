"""One report on an officer's desk: everything known about it on the left, what may be done with it on the right."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kondusif.core.queries import history_of
from kondusif.elections.explaining import address_of
from kondusif.people.routes import opens
from kondusif.people.viewers import Viewer
from kondusif.reports.actions import note_reading
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report
from kondusif.reports.permissions import excerpt_for, is_sensitive, may_read_words, words_for
from kondusif.reports.queries import clock_of, readers_of, report_for, sealed_words
from kondusif.reports.rules import WORDS_READ
from kondusif.reports.states import CONFIRMED, MOVES, WAITING, ReportState
from kondusif.reports.views import sealing
from kondusif.triage import forms, queries, words
from kondusif.triage.permissions import can
from kondusif.triage.rules import SUGGEST_JOINING_AT, advice
from kondusif.triage.wording import link_in_words

S = ReportState


@opens("report.read")
def work(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """This function will show one report with everything that may be done with it."""
    report = report_for(request.viewer, report_id)
    return render(request, "triage/work.html", page_of(request, report))


@opens("report.read")
def point(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """This function will answer where a report lies as GeoJSON, for the small map."""
    report = report_for(request.viewer, report_id)
    features = []
    if report.lon is not None:
        geometry = {"type": "Point", "coordinates": [report.lon, report.lat]}
        properties = {"title": str(CATEGORIES[report.category].name), "day": localdate(report.event_at).isoformat()}
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    body = {"type": "FeatureCollection", "features": features}
    return JsonResponse(body, content_type="application/geo+json", headers={"Cache-Control": "private, no-store"})


def page_of(request: HttpRequest, report: Report, **shown: forms.TellingForm) -> dict[str, Any]:
    """This function will gather what the page of *report* shows; *shown* forms stand in place of fresh ones."""
    viewer, at = request.viewer, request.at
    claim = queries.claim_on(report, at=at)
    suggestions = queries.suggestions_for(report, viewer)
    incident = queries.incident_of(report, viewer)
    assessments = queries.assessments_of(report)
    talk = list(report.messages.select_related("office", "sealed"))
    is_read = may_read_words(report, viewer)
    seal = sealing.for_desk(report, viewer, talk)
    is_handed_out = seal["is_held"] if seal else is_read
    if is_handed_out:
        note_reading(report=report, what="page", by=viewer, at=at)
    proposal = assessments[-1] if assessments and assessments[-1].verdict == "hoax_proposed" else None
    return {
        "report": report,
        "category": CATEGORIES[report.category],
        "state_word": words.STATES[S(report.state)],
        "channel_word": words.CHANNELS.get(report.channel, report.channel),
        "urgency_words": words.URGENCIES,
        "categories": CATEGORIES,
        "states": words.STATES,
        "claim": claim,
        "why_due": _why_due(report),
        "is_mine": claim is not None and claim.person_id == viewer.person_id,
        "words_for": words_for,
        "is_withheld": not is_read and bool(report.text),
        "photos": list(report.attachments.all()) if is_read or sealed_words(report) else [],
        "talk": talk,
        "seal": seal,
        "excerpt_for": excerpt_for,
        "readers": readers_of(report) if is_handed_out and is_sensitive(report) else [],
        "suggestions": suggestions,
        "refused": queries.refused_for(report, viewer),
        "advice": advice(s.probability for s in suggestions),
        "incident": incident,
        "joining": queries.link_of(report) if incident else None,
        "link_in_words": link_in_words,
        "proposal": proposal,
        "judgements": words.judgements(assessments),
        "entries": words.timeline(history_of(report).exclude(name=WORDS_READ), queries.joinings_of(report, viewer)),
        "crumbs": _crumbs(report),
        **_deeds(report, viewer, proposal, incident),
        **(_fresh_forms(report, viewer, suggestions) | shown),
        "opened": next(iter(shown), ""),
    }


def _why_due(report: Report) -> str:
    """The page that explains the running clock day by day."""
    if report.due_at is None:
        return ""
    looks = report.state in {S.RECEIVED, S.REOPENED}
    clock = clock_of(report.urgency)
    limit = clock.look if looks else clock.act
    start = max(filter(None, (report.received_at, report.reopened_at)))
    return address_of(start=start, region_code=report.region_code, limit=limit)


def _crumbs(report: Report) -> list[tuple[str, str]]:
    return [(_("Triage"), reverse("triage:queue")), (str(CATEGORIES[report.category].name), "")]


def _deeds(report: Report, viewer: Viewer, proposal: Any, incident: Any) -> dict[str, bool]:
    """What this person may do with this report now: the office allows it and the table of moves has it."""
    state = S(report.state)

    def may(deed: str, to: ReportState) -> bool:
        return to in MOVES[state] and can(deed, viewer, report)

    hoax = may("report.propose_hoax", S.HOAX)
    links = can("incident.link", viewer, report)
    return {
        "may_claim": state in WAITING and can("report.claim", viewer, report),
        "may_screen": state in WAITING and can("report.screen", viewer, report),
        "may_start": may("report.verify", S.VERIFYING),
        "may_verify": may("report.verify", S.VERIFIED),
        "may_unverify": may("report.verify", S.UNVERIFIED),
        "may_suspect": hoax and proposal is None,
        "may_confirm": may("report.confirm_hoax", S.HOAX)
        and proposal is not None
        and proposal.person_id != viewer.person_id,
        "may_refer": may("report.refer", S.OUT_OF_SCOPE),
        "may_duplicate": may("incident.link", S.DUPLICATE),
        "may_close": may("report.verify", S.CLOSED),
        "may_open": state in CONFIRMED and incident is None and links,
        "may_link": state in CONFIRMED and links,
        "may_refuse": links,
        "may_unlink": incident is not None and (state in CONFIRMED or state == S.DUPLICATE) and links,
        "may_answer": can("report.answer", viewer, report),
        "may_ask_contact": hasattr(report, "contact") and can("contact.ask", viewer, report),
    }


def _fresh_forms(report: Report, viewer: Viewer, suggestions: list) -> dict[str, forms.TellingForm]:
    choices = incident_choices(report, viewer, suggestions)
    likely = next((s for s in suggestions if s.incident and s.probability >= SUGGEST_JOINING_AT), None)
    first = str(likely.incident.pk) if likely else forms.NEW
    return {
        "screen_form": screen_form(report, viewer),
        "verify_form": forms.VerifyForm(incidents=choices, initial={"incident": first}, prefix="v"),
        "unverify_form": forms.ReasonForm(prefix="u"),
        "suspect_form": forms.ReasonForm(prefix="h"),
        "confirm_form": forms.NoteForm(prefix="k"),
        "refer_form": forms.ReferForm(prefix="r"),
        "duplicate_form": forms.IncidentChoiceForm(incidents=choices, initial={"incident": first}, prefix="d"),
        "close_form": forms.NoteForm(prefix="c"),
        "open_form": forms.IncidentForm(prefix="o", initial={"title": queries.usual_title(report)}),
        "link_form": forms.IncidentChoiceForm(incidents=choices, prefix="l"),
        "answer_form": forms.AnswerForm(prefix="a"),
    }


def screen_form(report: Report, viewer: Viewer, data: Any = None) -> forms.ScreenForm:
    """This function will return the form of screening with the places and offices of the report's regency."""
    return forms.ScreenForm(
        data,
        places=queries.place_choices(report, viewer),
        offices=queries.office_choices(report),
        initial={
            "category": report.category,
            "maturity": report.maturity,
            "urgency": report.urgency,
            "region_code": report.region_id,
            "about_office": str(report.about_office_id or ""),
        },
        prefix="s",
    )


def incident_choices(report: Report, viewer: Viewer, suggestions: list | None = None) -> list[tuple[str, str]]:
    """This function will return the incidents to choose from: the suggested ones first, then recent ones nearby."""
    suggestions = queries.suggestions_for(report, viewer) if suggestions is None else suggestions
    likely = {s.incident.pk: s for s in suggestions if s.incident}
    choices = [
        (str(pk), f"{s.incident.number} · {s.incident.title} ({round(s.probability * 100)} %)")
        for pk, s in likely.items()
    ]
    nearby = queries.incidents_near(report, viewer)
    return choices + [(str(i.pk), f"{i.number} · {i.title}") for i in nearby if i.pk not in likely]
