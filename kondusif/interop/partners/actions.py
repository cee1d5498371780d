"""Giving partners' systems a key, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, Problem, Sentence
from kondusif.interop.models import PartnerKey
from kondusif.interop.partners.keys import START, digest_of, new_key
from kondusif.interop.partners.queries import key_for
from kondusif.people.queries import OFFICE_DAY
from kondusif.people.roles import Classification
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Region

LONGEST = timedelta(days=2 * 366)


@dataclass(frozen=True)
class NewKey:
    """Whose system it is, where it may act, and what it may do there."""

    name: str
    region_code: str
    expires_on: date
    sends_reports: bool = True
    reads_incidents: bool = False
    clearance: Classification = Classification.OPEN


@dataclass(frozen=True)
class Issued:
    """A key at the only moment when it can be read."""

    row: PartnerKey
    key: str


@transaction.atomic
def issue_key(*, new: NewKey, by: Viewer, at: datetime) -> Issued:
    """
    This function will make a key for a partner's system.

    :raises NotAllowed: if no office of *by* issues keys in the region, or *by* may not read as much as the key would.
    :raises Problem: naming every field that is wrong.
    """
    if faults := _faults(new, at):
        raise Problem("partner_key.faulty", _("The key was not made. Please mend the marked fields."), fields=faults)
    _check_may_give(new, by)
    key = new_key("kdf_")
    row = PartnerKey.objects.create(
        name=new.name.strip(), region_id=new.region_code, digest=digest_of(key), start=key[:START], sends_reports=new.sends_reports,
        reads_incidents=new.reads_incidents, clearance=int(new.clearance), issued_at=at, issued_by_id=by.person_id,
        expires_on=new.expires_on,
    )  # fmt: skip
    record(
        "partner_key.issued", subject=row, by=by, at=at, system=row.name, sends=row.sends_reports,
        reads_incidents=row.reads_incidents, clearance=row.clearance,
    )  # fmt: skip
    return Issued(row, key)


def _faults(new: NewKey, at: datetime) -> dict[str, Sentence]:
    found: dict[str, Sentence] = {}
    if not 3 <= len(new.name.strip()) <= 120 or not new.name.isprintable():
        found["name"] = _("Name the system in 3 to 120 characters.")
    if not Region.objects.filter(pk=new.region_code).exists():
        found["region"] = _("There is no region with this code.")
    today = at.astimezone(OFFICE_DAY).date()
    if not today < new.expires_on <= today + LONGEST:
        found["expires_on"] = _("Choose a day after today and within two years.")
    if not (new.sends_reports or new.reads_incidents):
        found["sends_reports"] = _("A key that may do nothing opens nothing. Choose at least one.")
    return found


def _check_may_give(new: NewKey, by: Viewer) -> None:
    if not by.may("partner.manage", new.region_code):
        sentence = _("Your office issues keys for its own region only.")
        raise NotAllowed("partner_key.elsewhere", sentence, fields={"region": sentence})
    if not new.reads_incidents:
        return
    # Nobody hands out what they may not read themselves.
    if (
        not by.may("incident.read", new.region_code)
        or by.clearance_for("incident.read", new.region_code) < new.clearance
    ):
        sentence = _("You cannot let a system read incidents that your own office may not read.")
        raise NotAllowed("partner_key.beyond_issuer", sentence, fields={"reads_incidents": sentence})


@transaction.atomic
def revoke_key(*, key_id: UUID, by: Viewer, at: datetime) -> PartnerKey:
    """
    This function will end a key at once.

    :raises NotFound: if there is none, or none that *by* manages.
    :raises Conflict: if it was revoked before.
    """
    row = PartnerKey.objects.select_for_update(of=("self",)).get(pk=key_for(by, key_id).pk)
    if row.revoked_at is not None:
        raise Conflict("partner_key.revoked_before", _("This key was already revoked."))
    row.revoked_at, row.revoked_by_id = at, by.person_id
    row.save(update_fields=["revoked_at", "revoked_by"])
    record("partner_key.revoked", subject=row, by=by, at=at, system=row.name)
    return row
