"""The pages on which an office gives keys to partners' systems and takes them back."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from kondusif.core.problems import Conflict, Problem
from kondusif.interop.partners import actions, queries
from kondusif.interop.partners.actions import NewKey
from kondusif.interop.partners.forms import KeyForm
from kondusif.people.queries import OFFICE_DAY
from kondusif.people.roles import CLASSIFICATION_NAMES
from kondusif.people.routes import opens


@opens("partner.manage")
def keys(request: HttpRequest) -> HttpResponse:
    """This function will list the keys of the office's region."""
    page = Paginator(queries.keys_seen_by(request.viewer), 50).get_page(request.GET.get("hal"))
    context = {"page_obj": page, "classes": CLASSIFICATION_NAMES, "today": request.at.astimezone(OFFICE_DAY).date()}
    return render(request, "interop/keys.html", context)


@opens("partner.manage", methods="GET POST")
def issue(request: HttpRequest) -> HttpResponse:
    """This function will make a key and show it this once."""
    scope = request.viewer.scope_for("partner.manage")
    form = KeyForm(request.POST or None, initial={"region": scope[0]})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        new = NewKey(region_code=data.pop("region").strip(), **data)
        try:
            issued = actions.issue_key(new=new, by=request.viewer, at=request.at)
        except Problem as problem:
            for name, sentence in (problem.fields or {None: problem.sentence}).items():
                form.add_error(name if name in form.fields else None, sentence)
        else:
            response = render(request, "interop/key_issued.html", {"issued": issued})
            add_never_cache_headers(response)
            return response
    return render(request, "interop/key_new.html", {"form": form}, status=422 if form.errors else 200)


@opens("partner.manage", methods="POST")
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """This function will end a key at once."""
    try:
        row = actions.revoke_key(key_id=key_id, by=request.viewer, at=request.at)
    except Conflict as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("The key of %(name)s no longer opens anything.") % {"name": row.name})
    return redirect("interop:keys")
