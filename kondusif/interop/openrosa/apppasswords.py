"""The page on which a person gives a phone an app password for field forms and takes it back."""

from uuid import UUID

import segno
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.interop.models import AppPassword
from kondusif.interop.openrosa import accounts
from kondusif.interop.openrosa.forms import address
from kondusif.interop.openrosa.passwords import make_app_password, revoke_app_password
from kondusif.people.routes import opens


class PhoneForm(forms.Form):
    """A phone's name, by which its owner knows it again."""

    label = forms.CharField(
        label=gettext_lazy("Name of the phone"), max_length=60, help_text=gettext_lazy("Such as: office phone")
    )


@opens("form.fill", methods="GET POST")
def passwords(request: HttpRequest) -> HttpResponse:
    """This function will list the person's app passwords, and make one and show it this once."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_app_password(label=form.cleaned_data["label"], by=request.viewer, at=request.at)
        except Problem as problem:
            form.add_error("label", problem.sentence)
        else:
            return _page(request, PhoneForm(), made=made)
    return _page(request, form, status=422 if form.errors else 200)


def _page(request: HttpRequest, form: PhoneForm, *, made: AppPassword | None = None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "rows": accounts.app_passwords_of(request.viewer),
        "address": address() + "/petugas",
        "made": made,
    }
    if made is not None:
        drawn = segno.make(accounts.collect_settings(made), error="l").svg_inline(border=2, omitsize=True)
        context |= {"password": accounts.password_of(made), "code": mark_safe(drawn)}
    response = render(request, "interop/app_passwords.html", context, status=status)
    add_never_cache_headers(response)
    return response


@opens("form.fill", methods="POST")
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """This function will end an app password at once."""
    try:
        row = revoke_app_password(key_id=key_id, by=request.viewer, at=request.at)
    except NotFound as problem:
        raise Http404 from problem
    except Conflict as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("“%(name)s” can no longer send.") % {"name": row.label})
    return redirect("interop:app_passwords")
