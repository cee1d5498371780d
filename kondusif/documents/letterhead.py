"""What stands at the top and the foot of a paper: taken down on the day of issue, so that it never changes."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.documents.models import Letterhead, Template
from kondusif.documents.units import Unit
from kondusif.people.models import Holding, Office
from kondusif.people.queries import holders_of


def letterhead_of(unit: Unit) -> Letterhead | None:
    """This function will return the letterhead the unit set, or None where it never did."""
    return Letterhead.objects.filter(unit=unit.key).first()


def active_template(unit: Unit, kind: str) -> Template | None:
    """This function will return the unit's own form of *kind*, or None where the usual one counts."""
    return Template.objects.filter(unit=unit.key, kind=kind, active=True).first()


def head_lines(unit: Unit, letterhead: Letterhead | None) -> dict[str, Any]:
    """This function will return the top of a paper as plain values."""
    if letterhead is None:
        return {"lines": list(unit.lines), "address": "", "city": unit.city, "logo": ""}
    return {
        "lines": letterhead.lines, "address": letterhead.address, "city": letterhead.city,
        "logo": letterhead.logo_path,
    }  # fmt: skip


def logo_bytes(path: str) -> bytes | None:
    """This function will return the coat of arms, or None if there is none or the file is gone."""
    if not path:
        return None
    try:
        with storages["default"].open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def signer_of(office: Office, *, on: date) -> Holding:
    """
    This function will return who signs for *office* on the day.

    :raises Problem: if nobody holds the office then: a paper needs a person behind it.
    """
    holding = holders_of([office.pk], on=on).order_by("-starts_on", "id").first()
    if holding is None:
        raise Problem(
            "document.no_signer",
            _("Nobody holds the office “%(office)s” on this day. Choose another signer, or enter who acts for it.")
            % {"office": office.title},
            fields={"signer": _("This office is vacant.")},
        )
    return holding


def signature_lines(
    signer: Holding, *, on_behalf_of: Office | None = None, through: Office | None = None
) -> dict[str, Any]:
    """
    This function will return the block under which the signature stands.

    ``a.n.`` names the office in whose name is signed, ``u.b.`` the one that passed the right on.
    """
    above = []
    if on_behalf_of:
        above.append(f"a.n. {on_behalf_of.title}")
    if through:
        above += [f"{through.title},", "u.b."]
    return {"above": above, "title": signer.full_title, "name": signer.person.name}


def office_named(office_id: UUID | None) -> Office | None:
    """
    This function will return an office with its region.

    :raises Problem: if the number names none.
    """
    if office_id is None:
        return None
    office = Office.objects.select_related("region__parent__parent__parent").filter(pk=office_id).first()
    if office is None:
        raise Problem("document.no_office", _("There is no such office."), fields={"office": _("Choose an office.")})
    return office
