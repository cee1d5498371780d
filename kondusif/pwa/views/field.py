"""An officer's devices and what they take along."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kondusif.core.problems import Problem
from kondusif.people.routes import opens
from kondusif.pwa import words
from kondusif.pwa.actions.leases import DEED, end_lease, end_leases_of, hear_device, take_lease
from kondusif.pwa.queries import leases_of, provisions_for
from kondusif.pwa.rules import PIN_TRIES, is_running
from kondusif.pwa.states import LeaseEnd


@opens("signed_in")
def devices(request: HttpRequest) -> HttpResponse:
    """This function will show the viewer's own devices, each with the button that takes its provisions back."""
    rows = [
        (lease, is_running(expires_at=lease.expires_at, ended_at=lease.ended_at, at=request.at))
        for lease in leases_of(request.viewer)[:50]
    ]
    context = {"rows": rows, "ends": words.ENDS, "may_take": request.viewer.may(DEED), "tries": PIN_TRIES}
    return render(request, "pwa/devices.html", context)


@opens("signed_in", methods="POST")
def end_device(request: HttpRequest, lease_id: UUID) -> HttpResponse:
    """This function will take back what one device of the viewer's holds."""
    end_lease(lease_id=lease_id, by=request.viewer, at=request.at)
    messages.success(request, _("Taken back. The device throws everything away when it next reaches us."))
    return redirect("pwa:devices")


@opens("signed_in", methods="POST")
def end_devices(request: HttpRequest) -> HttpResponse:
    """This function will take back what all devices of the viewer hold."""
    end_leases_of(request.viewer.person_id, why=LeaseEnd.OWNER, by=request.viewer, at=request.at)
    messages.success(request, _("Taken back from all devices."))
    return redirect("pwa:devices")


@opens(DEED, methods="POST")
def provisions(request: HttpRequest) -> HttpResponse:
    """This function will give a device what its officer takes along, under a lease of twelve hours."""
    said = _said(request)
    items = provisions_for(request.viewer, request.at)
    lease = take_lease(
        lease_id=_uuid(said.get("lease")), label=str(said.get("label", "")), n_items=len(items),
        session_key=request.session.session_key or "", by=request.viewer, at=request.at,
    )  # fmt: skip
    answer = {
        "lease": str(lease.pk), "person": str(request.viewer.person_id), "now": request.at.isoformat(),
        "expires_at": lease.expires_at.isoformat(), "items": items,
    }  # fmt: skip
    return _told(answer)


# A device whose session is gone must still hear that it has to forget: it shows no more than its lease's number.
@opens("public", methods="POST")
@csrf_exempt
def lease(request: HttpRequest) -> HttpResponse:
    """This function will tell a device whether its lease runs."""
    said = _said(request)
    number = _uuid(said.get("lease"))
    found = number and hear_device(lease_id=number, wiped=said.get("wiped") is True, at=request.at)
    runs = bool(found) and is_running(expires_at=found.expires_at, ended_at=found.ended_at, at=request.at)
    return _told({"runs": runs, "now": request.at.isoformat()})


def _said(request: HttpRequest) -> dict:
    try:
        said = json.loads(request.body[:10_000] or b"{}")
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Problem("lease.malformed", _("The device sent something unreadable. Reload the page and try again."))
    return said


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _told(answer: dict[str, object]) -> JsonResponse:
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})
