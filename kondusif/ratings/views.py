"""Pages of ratings: each view translates, and asks one query or action."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kondusif.core.problems import NotFound, Problem
from kondusif.elections.queries import history_of
from kondusif.people.routes import opens
from kondusif.ratings import actions, queries, rules, words
from kondusif.ratings.actions import NewRating
from kondusif.ratings.actions.imports import NewImport, checked_again
from kondusif.ratings.forms import GiveForm, ImportForm
from kondusif.ratings.models import ImportBatch
from kondusif.ratings.permissions import authorities_of
from kondusif.ratings.schemes import AUTHORITY_NAMES, LEVEL_NAMES, Authority
from kondusif.ratings.tables import decoded
from kondusif.regions.kinds import LEVEL_WORDS, Level

MOST_DAYS = 366
SHOWN_ROWS = 200


@opens("rating.read")
def rating_list(request: HttpRequest) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate(request.at)
    authority, level, on = _authority(request), _level(request), _on(request, today)
    rows = queries.areas_with_ratings(viewer, on, level, authority)
    is_own = authority == Authority.KESBANGPOL
    return render(
        request,
        "ratings/list.html",
        {
            "rows": rows,
            "counts": queries.count_tones(rows),
            "changes": queries.changes_since(viewer, request.at - timedelta(hours=24), until=request.at, level=level)
            if is_own
            else [],
            "authority": authority,
            "authority_name": AUTHORITY_NAMES[authority],
            "authorities": [(a, AUTHORITY_NAMES[Authority(a)]) for a in _with_own(queries.authorities_seen_by(viewer))],
            "chosen_level": level,
            "level_word": _word_of(level),
            "levels": [(w, n) for w, n in LEVEL_WORDS.items() if n >= Level.REGENCY],
            "on": on,
            "is_today": on == today,
            "round": queries.last_round(viewer) if is_own else None,
            "words": words,
            "names": LEVEL_NAMES,
            "area": queries.land_of(viewer, request.tenant.region_id) if request.tenant else "",
            "may_give": bool(authorities_of(viewer)),
            "may_import": viewer.may("rating.import"),
        },
    )


@opens("rating.read")
def days(request: HttpRequest) -> JsonResponse:
    """The step of each area at the end of each day, for the map and its slider."""
    zone = str(timezone.get_current_timezone())
    until, level, authority = timezone.localdate(request.at), _level(request), _authority(request)
    n_days = _number(request.GET.get("hari", ""), default=60, most=MOST_DAYS)
    if authority == Authority.KESBANGPOL:
        levels = queries.situation_by_day(request.viewer, until=until, n_days=n_days, level=level, zone=zone)
    else:
        levels = queries.tones_by_day(request.viewer, until=until, n_days=n_days, level=level, authority=authority)
    rows = queries.areas_with_ratings(request.viewer, until, level, authority)
    return JsonResponse(
        {
            "days": [(until - timedelta(days=back)).isoformat() for back in range(n_days - 1, -1, -1)],
            "levels": levels,
            "words": {r.region_code: f"{r.shown.authority_name}: {r.shown.class_name}" for r in rows if r.shown},
            "urls": {r.region_code: reverse("ratings:area", args=[r.region_code]) for r in rows},
        }
    )


@opens("rating.read")
def area(request: HttpRequest, code: str) -> HttpResponse:
    place = queries.area_seen_by(request.viewer, code)
    today = timezone.localdate(request.at)
    history = list(queries.history(request.viewer, code)[:SHOWN_ROWS])
    shown = history if "semua" in request.GET else queries.turning_points(history)
    return render(
        request,
        "ratings/area.html",
        {
            "place": place,
            "sides": queries.sides(request.viewer, code, today),
            "history": shown,
            "n_hidden": len(history) - len(shown),
            "words": words,
            "tone_of": rules.tone_of,
            "authority_names": AUTHORITY_NAMES,
            "own_authorities": authorities_of(request.viewer),
            "past": history_of(code),
            "n_unchecked": queries.n_unchecked(request.viewer, code, request.at),
        },
    )


@opens("rating.read")
def document(request: HttpRequest, rating_id: UUID) -> FileResponse:
    """The paper of a rating, always as a download: it came from outside."""
    rating = queries.ratings_seen_by(request.viewer).filter(pk=rating_id).exclude(document_path="").first()
    if rating is None or not default_storage.exists(rating.document_path):
        raise NotFound("document_unknown", _("There is no such document."))
    suffix = rating.document_path.rpartition(".")[2]
    name = (
        rating.document_name
        if rating.document_name.lower().endswith("." + suffix)
        else f"{rating.document_name}.{suffix}"
    )
    return FileResponse(
        default_storage.open(rating.document_path),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )


@opens("rating.write", methods="GET POST")
def give(request: HttpRequest) -> HttpResponse:
    own = authorities_of(request.viewer)
    former = queries.rating_to_correct(request.viewer, request.GET.get("koreksi", ""), own)
    form = GiveForm(
        request.POST or None, request.FILES or None, authorities=own,
        regions=queries.areas_to_rate(request.viewer, request.GET.get("wilayah", "") or (former.region_id if former else "")),
        initial=_initial(request, former),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rating = actions.give_rating(_new_rating(data), by=request.viewer, at=request.at)
        except Problem as problem:
            _onto(form, problem)
        else:
            messages.success(request, _("The rating is written down. It stays in the history for ever."))
            return redirect("ratings:area", rating.region_id)
    return render(request, "ratings/give.html", {"form": form, "former": former}, status=422 if form.errors else 200)


def _initial(request: HttpRequest, former) -> dict:
    today = timezone.localdate(request.at)
    if former is None:
        return {"region": request.GET.get("wilayah"), "valid_from": today}
    return {
        "region": former.region_id, "authority": former.authority, "method": former.method, "edition": former.edition,
        "class_name": former.class_name, "value": former.value, "valid_from": former.valid_from,
        "valid_until": former.valid_until, "supersedes": former.pk, "scheme": former.scheme,
    }  # fmt: skip


def _new_rating(data: dict) -> NewRating:
    paper = data["document"]
    return NewRating(
        region_code=data["region"], authority=data["authority"], method=data["method"], edition=data["edition"],
        valid_from=data["valid_from"], valid_until=data["valid_until"], scheme=data["scheme"], class_name=data["class_name"],
        value=data["value"], cuts=data["cuts"], reasons=(data["reason"],) if data["reason"] else (),
        supersedes=data["supersedes"], document=actions.keep_document(paper.name, paper.read()) if paper else None,
    )  # fmt: skip


@opens("rating.import", methods="GET POST")
def bring(request: HttpRequest) -> HttpResponse:
    form = ImportForm(
        request.POST or None, request.FILES or None, initial={"valid_from": timezone.localdate(request.at)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            batch, _checked = actions.check_import(
                _new_import(request, form.cleaned_data), by=request.viewer, at=request.at
            )
        except Problem as problem:
            _onto(form, problem)
        else:
            return redirect("ratings:batch", batch.pk)
    batches = queries.batches_seen_by(request.viewer)[:20]
    return render(
        request,
        "ratings/import.html",
        {"form": form, "batches": batches, "names": AUTHORITY_NAMES},
        status=422 if form.errors else 200,
    )


def _new_import(request: HttpRequest, data: dict) -> NewImport:
    if request.tenant is None:
        raise NotFound("tenant_unknown", _("No office of this region uses this installation."))
    table, paper = data["table"], data["document"]
    shared = {k: data[k] for k in ("authority", "method", "edition", "scheme", "cuts", "valid_from", "valid_until")}
    text = decoded(table.read())  # judged before the paper is stored
    return NewImport(
        region_code=request.tenant.region_id,
        table=text,
        document=actions.keep_document(paper.name, paper.read()),
        **shared,
    )


@opens("rating.import", methods="GET POST")
def one_import(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch = queries.batch_for(request.viewer, batch_id)
    if request.method == "POST":
        return _decided(request, batch)
    checked = checked_again(batch)
    return render(
        request,
        "ratings/batch.html",
        {
            "batch": batch,
            "checked": checked,
            "waiting": batch.state == ImportBatch.State.CHECKED,
            "names": AUTHORITY_NAMES,
            "words": words,
            "shown": SHOWN_ROWS,
        },
    )


def _decided(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    if "buang" in request.POST:
        actions.discard_import(batch.pk, by=request.viewer, at=request.at)
        messages.success(request, _("The table was put aside; nothing was written."))
        return redirect("ratings:import")
    ratings = actions.import_ratings(batch.pk, by=request.viewer, at=request.at)
    messages.success(request, _("%(n)d ratings were written.") % {"n": len(ratings)})
    return redirect(f"{reverse('ratings:list')}?otoritas={batch.authority}")


def _onto(form, problem: Problem) -> None:
    known = {field: s for field, s in problem.fields.items() if field in form.fields}
    for field, sentence in (known or {None: problem.sentence}).items():
        form.add_error(field, str(sentence))


def _authority(request: HttpRequest) -> Authority:
    asked = request.GET.get("otoritas", "")
    return Authority(asked) if asked in set(Authority) else Authority.KESBANGPOL


def _level(request: HttpRequest) -> Level:
    """The level asked for; without a wish subdistricts, and villages for whoever sees villages only."""
    scope = request.viewer.scope_for("rating.read")
    own = Level.VILLAGE if scope and all(len(code) > len("35.26.17") for code in scope) else Level.SUBDISTRICT
    return LEVEL_WORDS.get(request.GET.get("tingkat", ""), own)


def _word_of(level: Level) -> str:
    return next(word for word, n in LEVEL_WORDS.items() if n == level)


def _on(request: HttpRequest, today: date) -> date:
    try:
        asked = datetime.strptime(request.GET.get("tanggal", ""), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return today
    return min(asked, today)


def _number(text: str, *, default: int, most: int) -> int:
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _with_own(seen: list[str]) -> list[str]:
    return [Authority.KESBANGPOL, *(a for a in seen if a != Authority.KESBANGPOL)]
