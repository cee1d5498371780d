"""
Who fills a form with an account: by an app password of the person, never by the login's.

An app password is computed from its row, so no table holds it, and Digest, which needs the password itself, can be
checked all the same. Revoking the row ends it at once.
"""

import base64
import hmac
import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.secrets import secret
from kondusif.interop.models import AppPassword, FieldForm
from kondusif.interop.openrosa import digest, guesses
from kondusif.interop.openrosa.digest import Asked, Claim, Proof
from kondusif.interop.openrosa.guesses import FREE
from kondusif.interop.openrosa.passwords import note_guessing
from kondusif.interop.openrosa.queries import FormTaken, newest_first, taken
from kondusif.people.queries import OFFICE_DAY, viewer_of
from kondusif.people.viewers import Grant, Viewer
from kondusif.regions.codes import lies_in

PATH = "/openrosa/petugas"
LENGTH = 20  # of 32 letters each: a hundred bits
_NOBODY = AppPassword(pk=UUID(int=0))


class Unproven(Problem):
    """Nobody we know, or not with the right password; the client is asked to say who it is."""

    status = 401

    def __init__(self, *, stale_of: str = ""):
        super().__init__("form.account", _("Give the user name and the app password from the page “Field forms”."))
        self.stale_of = stale_of  # the account whose proof was right but for its age


class GuessedTooOften(Problem):
    """So many wrong passwords came for an account that the next ones are not looked at for some seconds."""

    status = 429

    def __init__(self, wait_s: int):
        told = _("Wrong passwords were sent too often. Check the app password, wait {n} seconds and try again.")
        super().__init__("form.guessed", format_lazy(told, n=wait_s))
        self.wait_s = wait_s


@dataclass(frozen=True)
class Filler:
    """The person behind a phone, with what they are now."""

    viewer: Viewer
    key_id: UUID

    def grant_for(self, region_code: str) -> Grant | None:
        """This function will return the office by which this person belongs to the people of *region_code*, if any."""
        offices = self.viewer.grants_for("form.fill")
        return next((grant for grant in offices if lies_in(grant.region_code, region_code)), None)


def password_of(row: AppPassword) -> str:
    """This function will return the app password of *row*, in groups that can be typed on a phone."""
    told = base64.b32encode(hmac.digest(_key(), row.pk.bytes, "sha256")).decode().lower()[:LENGTH]
    return "-".join(told[n : n + 4] for n in range(0, LENGTH, 4))


def filler_of(authorization: str, *, method: str, path: str, at: datetime) -> Filler:
    """
    This function will return who sends a request.

    :raises Unproven: if the header does not prove it, or the account or the password has ended.
    :raises GuessedTooOften: if too many wrong passwords came for this account just now.
    """
    claim = digest.claim_in(authorization)
    if claim is None or (claim.is_basic and not is_safe_for_basic()):
        raise Unproven
    row = _proven(claim, Asked(method, path, at))
    with scoped(EVERYWHERE):
        viewer = viewer_of(row.person, at=at)
        if not viewer.grants:
            raise Unproven
        today = at.astimezone(OFFICE_DAY).date()
        AppPassword.objects.filter(pk=row.pk).exclude(used_on=today).update(used_on=today)
    return Filler(viewer, row.pk)


def _proven(claim: Claim, asked: Asked) -> AppPassword:
    lane = guesses.lane_of(claim.username[:40], digest.own_nonce(claim, secret=_key()))
    if wait_s := lane.wait_s(at=asked.at):
        raise GuessedTooOften(wait_s)
    row = _row(claim)
    # An account that is not there takes as long as one that is.
    proof = digest.proof_of(claim, password_of(row or _NOBODY), asked, secret=_key())
    if row is None or proof is Proof.WRONG:
        n_wrong = guesses.note(lane, at=asked.at)
        if row is not None and n_wrong == FREE:
            note_guessing(row, n_wrong=n_wrong, at=asked.at)
        raise Unproven
    guesses.forget(lane)
    if proof is Proof.STALE:
        raise Unproven(stale_of=claim.username)
    return row


def _row(claim: Claim) -> AppPassword | None:
    if "\x00" in claim.username:
        return None
    with scoped(EVERYWHERE):
        rows = AppPassword.objects.select_related("person").filter(revoked_at=None, person__is_active=True)
        return rows.filter(username=claim.username[:40]).first()


def asked_for(unproven: Unproven, *, at: datetime) -> list[str]:
    """This function will return the challenges that go with a 401."""
    return digest.challenges(
        _key(), at=at, stale=bool(unproven.stale_of), username=unproven.stale_of, with_basic=is_safe_for_basic()
    )


def is_safe_for_basic() -> bool:
    """Basic shows the password to whoever listens, so it is taken only where this installation speaks TLS."""
    return bool(settings.PUBLIC_ADDRESS.startswith("https://"))


def forms_for(filler: Filler) -> list[FieldForm]:
    """This function will return the forms in use that the person's offices fill."""
    with scoped(EVERYWHERE):
        forms = list(FieldForm.objects.filter(retired_at=None).select_related("region").defer("workbook"))
    return [form for form in forms if filler.grant_for(form.region_id)]


def form_taken_from(filler: Filler, form_id: str) -> FormTaken | None:
    """This function will return the form of the person's offices that takes a submission of *form_id*, retired or not."""
    for form in newest_first(form_id):
        if grant := filler.grant_for(form.region_id):
            return taken(form, by=filler.viewer, office=grant)
    return None


def app_passwords_of(viewer: Viewer) -> QuerySet[AppPassword]:
    """This function will return the app passwords of *viewer*, those in force first."""
    return AppPassword.objects.filter(person_id=viewer.person_id).order_by("-revoked_at", "-made_at")


def collect_settings(row: AppPassword) -> str:
    """This function will write the settings that ODK Collect reads from a QR code: JSON, deflated, in base64."""
    general = {
        "server_url": settings.PUBLIC_ADDRESS.rstrip("/") + PATH, "username": row.username, "password": password_of(row),
        "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular",
    }  # fmt: skip
    told = {"general": general, "admin": {}, "project": {"name": f"Kondusif {row.label}"[:40]}}
    return base64.b64encode(zlib.compress(json.dumps(told).encode(), 9)).decode()


@cache
def _key() -> bytes:
    return hmac.digest(secret(settings.SECRETS_DIR, "app-passwords").encode(), b"kondusif.openrosa", "sha256")
