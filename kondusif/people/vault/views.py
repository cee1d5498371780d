"""Pages of the keys: which there are, and the ceremonies, whose secrets never leave the browser."""

import json
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kondusif.core.problems import NotFound, Problem
from kondusif.people.routes import opens
from kondusif.people.vault import actions, queries
from kondusif.people.vault.groups import NAMES, Group, member_grant
from kondusif.people.vault.models import GroupKey, KeyGrant
from kondusif.people.vault.rules import in_base64, shares_in, unbase64, wrapped_by_choice_in

VIA = {
    "new": gettext_lazy("Founded. From now on words for this group are sealed to this key."),
    "give": gettext_lazy("Given. This member now opens sealed words with an own passphrase or passkey."),
    "own": gettext_lazy("Kept. This opens sealed words from now on."),
    "recover": gettext_lazy("Recovered. You now open sealed words in the way you chose."),
}


@opens("vault.read")
def keys(request: HttpRequest) -> HttpResponse:
    """This function will list the keys of these regions: in use, former, who holds them, who keeps a share."""
    found = list(queries.keys_seen_by(request.viewer))
    context = {"rows": [_told(key, request) for key in found], "places": _places(request)}
    return render(request, "people/vault/keys.html", context)


@opens("vault.found", methods="GET POST")
def found(request: HttpRequest, region_code: str, group: str) -> HttpResponse:
    """This function will show the ceremony of a new key and put in use what it made."""
    if group not in set(Group) or member_grant(request.viewer, group, region_code) is None:
        raise NotFound("vault.unknown", _("There is no such key, or your office may not see it."))

    def deed() -> GroupKey:
        return actions.found_key(
            region_code=region_code, group=Group(group), public_key=unbase64(request.POST.get("public_key", ""), 32),
            wrapped=wrapped_by_choice_in(request.POST), shares=shares_in(request.POST), by=request.viewer, at=request.at,
        )  # fmt: skip

    former = queries.key_for(region_code, group)
    context = {"name": NAMES[Group(group)], "is_rotation": former is not None}
    return _ceremony(request, "new", deed, context)


@opens("sealed.read", methods="GET POST")
def give(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """This function will show the ceremony in which a member who is present gives a key to another."""
    key = queries.key_seen_by(request.viewer, key_id)
    held = queries.ways_of(request.viewer, key)

    def deed() -> object:
        person = UUID(request.POST.get("person", ""))
        return actions.give_key(
            key_id=key_id,
            person_id=person,
            wrapped=wrapped_by_choice_in(request.POST),
            by=request.viewer,
            at=request.at,
        )

    members = queries.without_key(key, at=request.at)
    context = {"key": key, "name": NAMES[Group(key.group)], "members": members, **_opening(held)}
    return _ceremony(request, "give", deed, context | {"is_holder": bool(held)})


@opens("sealed.read", methods="GET POST")
def own(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """This function will show how a member opens a key, and add a passkey or change the passphrase."""
    key = queries.key_seen_by(request.viewer, key_id)
    ways = queries.ways_of(request.viewer, key)
    if not ways:
        raise NotFound("vault.unknown", _("There is no such key, or your office may not see it."))

    def deed() -> object:
        wrapped = wrapped_by_choice_in(request.POST)
        return actions.add_way(key_id=key_id, wrapped=wrapped, by=request.viewer, at=request.at)

    elsewhere = {in_base64(g.credential) for g in queries.grants_of(request.viewer) if g.is_passkey}
    known = elsewhere - {in_base64(way.credential) for way in ways}
    context = {"key": key, "name": NAMES[Group(key.group)], "ways": ways, **_opening(ways)}
    return _ceremony(request, "own", deed, context | {"known": json.dumps(sorted(known))})


@opens("sealed.read", methods="POST")
def drop_way(request: HttpRequest, key_id: UUID, grant_id: UUID) -> HttpResponse:
    """This function will take one of a member's own ways to open a key out of use."""
    actions.drop_way(key_id=key_id, grant_id=grant_id, by=request.viewer, at=request.at)
    messages.success(request, _("Removed. The key opens in the other way still."))
    return redirect("people:own_key", key_id)


def _opening(held: list[KeyGrant]) -> dict[str, object]:
    """What a page needs to open a key that is held."""
    return {
        "held": json.dumps(queries.for_browser(held)),
        "by_passphrase": any(not way.is_passkey for way in held),
        "by_passkey": any(way.is_passkey for way in held),
    }


@opens("vault.found", methods="GET POST")
def recover(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """This function will show the ceremony in which two custodians put a lost key together again."""
    key = queries.key_seen_by(request.viewer, key_id)

    def deed() -> object:
        numbers = [int(n) for n in request.POST.getlist("number") if n in {"1", "2", "3"}]
        return actions.recover_key(
            key_id=key_id, numbers=numbers, wrapped=wrapped_by_choice_in(request.POST), by=request.viewer, at=request.at
        )

    marks = {share.number: in_base64(share.mark) for share in key.shares.all()}
    context = {
        "key": key,
        "name": NAMES[Group(key.group)],
        "public": in_base64(key.public_key),
        "marks": json.dumps(marks),
    }
    return _ceremony(request, "recover", deed, context)


@opens("vault.found", methods="POST")
def take_back(request: HttpRequest, key_id: UUID, person_id: UUID) -> HttpResponse:
    """This function will take a member's copy out of use."""
    actions.take_back(key_id=key_id, person_id=person_id, by=request.viewer, at=request.at)
    messages.success(request, _("Taken back. Whoever once held a key may have kept it: found a new one if they left."))
    return redirect("people:keys")


def _ceremony(request: HttpRequest, which: str, deed: Callable[[], object], context: dict[str, object]) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            deed()
        except Problem as problem:
            refusal = problem
        except ValueError:
            refusal = Problem(
                "vault.malformed", _("The browser sent something unreadable. Reload the page and try again.")
            )
        else:
            messages.success(request, VIA[which])
            return redirect("people:own_key", context["key"].pk) if which == "own" else redirect("people:keys")
    crumbs = [(_("Keys for sealed words"), reverse("people:keys")), (str(context["name"]), "")]
    label = _("Kondusif, %(group)s") % {"group": context["name"]}  # what the device calls the passkey
    context |= {"refusal": refusal, "crumbs": crumbs, "label": label}
    response = render(request, f"people/vault/{which}.html", context, status=refusal.status if refusal else 200)
    add_never_cache_headers(response)
    return response


def _told(key: GroupKey, request: HttpRequest) -> dict[str, object]:
    viewer = request.viewer
    member = member_grant(viewer, key.group, key.region_id) is not None
    held = [g for g in key.grants.all() if g.revoked_at is None]
    holders = sorted({g.person for g in held}, key=lambda person: person.name)
    return {
        "key": key,
        "name": NAMES[Group(key.group)],
        "mark": in_base64(key.public_key)[:12],
        "holders": holders,
        "is_holder": any(g.person_id == viewer.person_id for g in held) and member,
        "may_found": member and viewer.may("vault.found", key.region_id),
    }


def _places(request: HttpRequest) -> list[dict[str, object]]:
    """The regions and groups for which this person may found a key, with whether one is in use."""
    return [
        {"region_code": code, "title": grant.title, "group": group.value, "name": NAMES[group],
         "in_use": GroupKey.objects.filter(region_id=code, group=group, retired_at=None).exists()}
        for grant in request.viewer.grants_for("vault.found")
        for code in [grant.region_code]
        for group in Group
        if member_grant(request.viewer, group, code)
    ]  # fmt: skip
