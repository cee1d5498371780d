"""Papers that tell somebody what to do: orders, rosters, circulars, decrees."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from kondusif.documents.kinds.fields import choice, day, line, lines, prose, rows

ORDER_TYPES = {"perintah": _("Order (surat perintah)"), "tugas": _("Assignment (surat tugas)")}
CIRCULAR_NATURES = {"instruksi": _("Instruction"), "imbauan": _("Appeal")}
TARGETS = {
    "asn": _("Civil servants (ASN)"),
    "camat": _("Camat"),
    "kades": _("Village heads"),
    "perangkat desa": _("Village staff"),
    "bumd": _("Regional enterprises (BUMD)"),
    "bumn": _("State enterprises (BUMN)"),
    "swasta": _("Private companies"),
}
# A regional government instructs its own chain; everybody else it can only ask.
INSTRUCTED = frozenset({"asn", "camat", "kades", "perangkat desa"})


@dataclass(frozen=True, kw_only=True)
class Assignee:
    """Somebody who is sent."""

    name: str = line(_("Name"))
    title: str = line(_("Position"))
    agency: str = line(_("Agency"), default="")


@dataclass(frozen=True, kw_only=True)
class OrderLetter:
    """Surat perintah or surat tugas."""

    order_type: str = choice(_("Type of letter"), ORDER_TYPES)
    assignees: tuple[Assignee, ...] = rows(_("To"))
    tasks: tuple[str, ...] = lines(_("For"))
    starts_on: date = day(_("From"))
    ends_on: date = day(_("To (last day)"))
    place: str = line(_("Place"))
    basis: tuple[str, ...] = lines(_("Basis"), required=False)
    considerations: tuple[str, ...] = lines(_("Considering"), required=False)
    note: str = prose(_("Note"), default="")
    copies: tuple[str, ...] = lines(_("Copies to"), required=False)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Who is on duty when."""

    on: date = day(_("Day"))
    shift: str = line(_("Shift"))
    hours: str = line(_("Hours"), longest=60)
    people: tuple[str, ...] = lines(_("On duty"))
    lead: str = line(_("Lead"), default="")
    phone: str = line(_("Phone"), default="", longest=30)


@dataclass(frozen=True, kw_only=True)
class DutyRoster:
    """Jadwal piket."""

    title: str = line(_("Title"))
    starts_on: date = day(_("From"))
    ends_on: date = day(_("To (last day)"))
    place: str = line(_("Place"))
    shifts: tuple[Shift, ...] = rows(_("Shifts"))
    zone: str = line(_("Time zone"), default="WIB")
    notes: tuple[str, ...] = lines(_("Notes"), required=False)


@dataclass(frozen=True, kw_only=True)
class Circular:
    """Surat edaran on leave and travel: an instruction to the own chain, an appeal to everybody else."""

    to: tuple[str, ...] = lines(_("Addressees (Yth.)"))
    subject: str = line(_("Subject"))
    nature: str = choice(_("Nature"), CIRCULAR_NATURES)
    targets: tuple[str, ...] = lines(_("Whom it binds"), choices=TARGETS)
    starts_on: date = day(_("From"))
    ends_on: date | None = day(_("To (last day)"), default=None)  # open: until it is lifted
    provisions: tuple[str, ...] = lines(_("Provisions"))
    basis: tuple[str, ...] = lines(_("Basis"), required=False)
    exceptions: tuple[str, ...] = lines(_("Exceptions"), required=False)
    reporting: str = prose(_("Reporting"), default="")
    background: str = prose(_("Background"), default="")
    copies: tuple[str, ...] = lines(_("Copies to"), required=False)


@dataclass(frozen=True, kw_only=True)
class TeamMember:
    """A seat of a team."""

    position: str = line(_("Position in the team"))
    holder: str = line(_("Title or name"))
    agency: str = line(_("Agency"), default="")
    group: str = line(_("Sub-team"), default="")


@dataclass(frozen=True, kw_only=True)
class TeamDecree:
    """Surat keputusan on a team."""

    subject: str = line(_("Subject"))
    issuer: str = line(_("Who decides"))
    considerations: tuple[str, ...] = lines(_("Considering"))
    basis: tuple[str, ...] = lines(_("In view of"))
    members: tuple[TeamMember, ...] = rows(_("Members"))
    tasks: tuple[str, ...] = lines(_("Tasks"))
    starts_on: date = day(_("From"))
    ends_on: date | None = day(_("To (last day)"), default=None)
    funding: str = prose(_("Funding"), default="")
    place: str = line(_("Set in"), default="")
    copies: tuple[str, ...] = lines(_("Copies to"), required=False)
