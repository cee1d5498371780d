"""What a client fetches before it sends: the list of forms, a form, its files. Submissions go through the front's door."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kondusif.core.compression import compressed
from kondusif.interop.models import FieldForm
from kondusif.interop.openrosa import accounts, codec, forms, queries
from kondusif.interop.openrosa.accounts import Filler, GuessedTooOften, Unproven
from kondusif.interop.openrosa.codec import Listed, Media
from kondusif.interop.openrosa.door import BODY_MAX
from kondusif.interop.openrosa.forms import Published
from kondusif.people.routes import opens

_XML = "text/xml; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponse]


def speaks_openrosa(view: View) -> View:
    """This function will put the headers of OpenRosa on what *view* answers."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: object) -> HttpResponse:
        response = view(request, **parts)
        response["X-OpenRosa-Version"] = codec.VERSION.decode()
        response["X-OpenRosa-Accept-Content-Length"] = str(BODY_MAX)
        response.setdefault("Cache-Control", "no-cache")
        return response

    return answer


@opens("public")
@speaks_openrosa
def form_list(request: HttpRequest) -> HttpResponse:
    """This function will list the public form, so that a client needs nothing but the server's address."""
    form = _public().form
    wanted = request.GET.get("formID", form.form_id)
    return _xml(codec.form_list([_public_row(request)] if wanted == form.form_id else [], verbose=_is_verbose(request)))


def _public_row(request: HttpRequest) -> Listed:
    form = _public().form
    return Listed(
        form.form_id, form.name, form.version, _("Report potential trouble around the election. No account needed."),
        Media("", form.xform).md5, _absolute(request, "form", form.form_id), _absolute(request, "manifest", form.form_id),
    )  # fmt: skip


@opens("public")
@compressed
@speaks_openrosa
def form(request: HttpRequest, form_id: str) -> HttpResponse:
    return _xml(_named(form_id).form.xform)


@opens("public")
def workbook(request: HttpRequest, form_id: str) -> HttpResponse:
    """This function will give the form as an XLSForm, for offices that make their own from it."""
    answer = HttpResponse(_named(form_id).form.workbook, content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{form_id}.xlsx"'
    return answer


@opens("public")
@speaks_openrosa
def manifest(request: HttpRequest, form_id: str) -> HttpResponse:
    files = [(one, _absolute(request, "media", form_id, one.name)) for one in _named(form_id).media]
    return _xml(codec.manifest(files))


@opens("public")
@compressed
@speaks_openrosa
def media(request: HttpRequest, form_id: str, name: str) -> HttpResponse:
    found = next((one for one in _named(form_id).media if one.name == name), None)
    if found is None:
        raise Http404
    return HttpResponse(found.content, content_type="text/csv; charset=utf-8")


@opens("public")
@speaks_openrosa
def keyed_form_list(request: HttpRequest, key: str) -> HttpResponse:
    """This function will list the forms of the office whose key stands in the address."""
    found = queries.forms_by_key(key)
    if not found:
        raise Http404
    wanted = request.GET.get("formID", "")
    rows = [_row(one, _absolute(request, "keyed_form", key, one.pk)) for one in found if wanted in {"", one.form_id}]
    return _xml(codec.form_list(rows, verbose=_is_verbose(request)))


@opens("public")
@speaks_openrosa
def keyed_form(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    found = next((one for one in queries.forms_by_key(key) if one.pk == pk), None)
    if found is None:
        raise Http404
    return _xml(bytes(found.xform))


def with_account(view: View) -> View:
    """This function will hand *view* the person who asks, and ask whoever does not say so, in the way clients know."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: object) -> HttpResponse:
        given = request.headers.get("Authorization", "")
        try:
            filler = accounts.filler_of(given, method=request.method, path=request.path, at=request.at)
        except Unproven as unproven:
            asked = codec.response(str(unproven.sentence), "submit_error")
            response = HttpResponse(asked, status=unproven.status, content_type=_XML)
            response.headers["WWW-Authenticate"] = ", ".join(accounts.asked_for(unproven, at=request.at))
            return response
        except GuessedTooOften as guessed:
            told = codec.response(str(guessed.sentence), "submit_error")
            wait = {"Retry-After": str(guessed.wait_s), "Cache-Control": "no-store"}
            return HttpResponse(told, status=guessed.status, content_type=_XML, headers=wait)
        response = view(request, filler=filler, **parts)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


@opens("public")
@speaks_openrosa
@with_account
def own_form_list(request: HttpRequest, filler: Filler) -> HttpResponse:
    """This function will list what a person fills: the forms of their offices, and the public one."""
    wanted = request.GET.get("formID", "")
    rows = [
        _row(one, _absolute(request, "own_form", one.pk))
        for one in accounts.forms_for(filler)
        if wanted in {"", one.form_id}
    ]
    if wanted in {"", _public().form.form_id}:
        rows.append(_public_row(request))
    return _xml(codec.form_list(rows, verbose=_is_verbose(request)))


@opens("public")
@speaks_openrosa
@with_account
def own_form(request: HttpRequest, filler: Filler, pk: UUID) -> HttpResponse:
    found = next((one for one in accounts.forms_for(filler) if one.pk == pk), None)
    if found is None:
        raise Http404
    return _xml(bytes(found.xform))


def _row(one: FieldForm, url: str) -> Listed:
    return Listed(one.form_id, one.name, one.version, one.region.title, Media("", bytes(one.xform)).md5, url, "")


def _public() -> Published:
    return forms.public_form()


def _named(form_id: str) -> Published:
    found = _public()
    if form_id != found.form.form_id:
        raise Http404
    return found


def _absolute(request: HttpRequest, view: str, *parts: object) -> str:
    return request.build_absolute_uri(reverse(f"openrosa:{view}", args=parts))


def _is_verbose(request: HttpRequest) -> bool:
    return request.GET.get("verbose", "").lower() == "true"


def _xml(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type=_XML)
