"""An office's own look: letterhead, pattern of numbers, forms."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from kondusif.core.actions import record
from kondusif.core.files import save_bytes
from kondusif.core.ids import new_id
from kondusif.core.problems import NotFound, Problem, Sentence
from kondusif.documents.kinds import KINDS, kind_of
from kondusif.documents.letterhead import office_named
from kondusif.documents.models import Letterhead, Template
from kondusif.documents.permissions import check_may
from kondusif.documents.rendering.paper import rehearsed_paper
from kondusif.documents.rules import PLACES, pattern_fault
from kondusif.documents.units import Unit, unit_of
from kondusif.people.viewers import Viewer

LOGO_BYTES, LOGO_SIDE = 2_000_000, 600
_PATTERN_FAULTS: dict[str, Sentence] = {
    "unknown": _("Only these places exist: %(places)s.") % {"places": ", ".join(f"{{{p}}}" for p in PLACES)},
    "braces": _("A brace is open or closed without its partner."),
    "no_number": _("The pattern needs {nomor} exactly once."),
    "no_year": _("The pattern needs {tahun}: numbers begin anew each year."),
    "too_long": _("The pattern is longer than 60 characters."),
}


@dataclass(frozen=True)
class NewLetterhead:
    """How an office's papers are to look; *logo* is a new picture, None keeps the present one."""

    lines: tuple[str, ...]
    address: str
    city: str
    unit_code: str
    number_pattern: str = ""
    number_patterns: dict[str, str] = field(default_factory=dict)
    logo: bytes | None = None


def own_unit(office_id: UUID, by: Viewer) -> Unit:
    """
    This function will return the unit whose look *by* may change, through one of its offices.

    :raises NotAllowed: if no office of *by* sets the look of papers there.
    """
    office = office_named(office_id)
    check_may(by, "document.format", office.region_id)
    return unit_of(office)


def set_letterhead(*, office_id: UUID, new: NewLetterhead, by: Viewer, at: datetime) -> Letterhead:
    """
    This function will set the look of a unit's papers from now on; what was issued stays as it was.

    :raises Problem: naming each faulty field.
    """
    unit = own_unit(office_id, by)
    _check_letterhead(new)
    logo = clean_logo(new.logo) if new.logo else None
    path = save_bytes(storages["default"], f"documents/logo/{new_id().hex}.png", logo) if logo else ""
    with transaction.atomic():
        values: dict[str, Any] = {
            "region_id": unit.region_code, "lines": [line.strip() for line in new.lines if line.strip()],
            "address": new.address.strip(), "city": new.city.strip(), "unit_code": new.unit_code.strip(),
            "number_pattern": new.number_pattern.strip(), "changed_at": at,
            "number_patterns": {k: p.strip() for k, p in new.number_patterns.items() if p.strip()},
        }  # fmt: skip
        if logo:
            values |= {"logo_path": path, "logo_sha256": sha256(logo).hexdigest()}
        letterhead, _new = Letterhead.objects.update_or_create(unit=unit.key, defaults=values)
        record("letterhead.set", subject=letterhead, by=by, at=at, region_code=unit.region_code)
    return letterhead


def _check_letterhead(new: NewLetterhead) -> None:
    faults: dict[str, Sentence] = {}
    if not any(line.strip() for line in new.lines):
        faults["lines"] = _("Write at least one line.")
    if any(len(line) > 120 for line in new.lines) or len(new.lines) > 5:
        faults["lines"] = _("At most five lines of 120 characters.")
    if not new.city.strip():
        faults["city"] = _("Write the place that stands before the date.")
    if not new.unit_code.strip() or not new.unit_code.strip().isprintable():
        faults["unit_code"] = _("Write the code that stands in numbers, such as 35.26 or 433.205.")
    faults |= _pattern_faults(new)
    if faults:
        raise Problem("letterhead.faulty", _("The letterhead is not right yet."), fields=faults)


def _pattern_faults(new: NewLetterhead) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    for name, pattern in (("", new.number_pattern), *new.number_patterns.items()):
        place = f"number_{name}" if name else "number_pattern"
        fault = pattern_fault(pattern.strip()) if pattern.strip() else ""
        if fault:
            faults[place] = _PATTERN_FAULTS[fault]
        if name and name not in KINDS:
            faults[place] = _("There is no such kind of document.")
    return faults


def clean_logo(content: bytes) -> bytes:
    """
    This function will make a coat of arms anew from its pixels, as PNG of at most 600 pixels a side.

    :raises Problem: if it is no picture, or too large.
    """
    refused = Problem(
        "letterhead.logo", _("The picture cannot be used."),
        fields={"logo": _("Choose a PNG or JPEG picture of at most 2 megabytes.")},
    )  # fmt: skip
    if len(content) > LOGO_BYTES:
        raise refused
    try:
        picture = Image.open(BytesIO(content), formats=("PNG", "JPEG"))
        if picture.width * picture.height > 16_000_000:
            raise refused
        picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise refused from None
    small = picture.convert("RGBA")
    small.thumbnail((LOGO_SIDE, LOGO_SIDE))
    # PDF/A-2 allows transparency, but old printers make black squares of it: paper is white.
    paper = Image.new("RGB", small.size, "white")
    paper.paste(small, mask=small.getchannel("A"))
    out = BytesIO()
    paper.save(out, "PNG", optimize=True)
    return out.getvalue()


def bring_template(
    *, office_id: UUID, kind_code: str, file_name: str, content: bytes, by: Viewer, at: datetime
) -> Template:
    """
    This function will take an office's own Word form into use, after trying it on a whole paper.

    :raises Problem: if it is no plain DOCX, holds macros or links, or misses or invents fields: all are named.
    """
    unit, kind = own_unit(office_id, by), kind_of(kind_code)
    from kondusif.documents.rendering.uploads import examine_form, open_form

    verdict = examine_form(kind, open_form(content))
    if verdict.unknown or verdict.missing:
        raise Problem("template.fields", _("The form does not fit."), fields={"file": _fields_sentence(verdict)})
    try:
        rehearsed_paper(kind, at=at).docx(content)
    except Exception as error:  # a form is foreign code: whatever it does wrong, the office gets a word
        raise Problem(
            "template.broken", _("The form does not work."),
            fields={"file": _("Filling it in failed: %(error)s") % {"error": str(error)[:200]}},
        ) from None  # fmt: skip
    path = save_bytes(storages["default"], f"documents/forms/{new_id().hex}.docx", content)
    with transaction.atomic():
        _one_at_a_time(unit, kind.code)
        former = Template.objects.filter(unit=unit.key, kind=kind.code)
        version = max((t.version for t in former), default=0) + 1
        former.filter(active=True).update(active=False)
        template = Template.objects.create(
            region_id=unit.region_code, unit=unit.key, kind=kind.code, version=version, file_name=file_name[-160:],
            path=path, sha256=sha256(content).hexdigest(), at=at, by_id=by.person_id,
        )  # fmt: skip
        record("template.brought", subject=template, by=by, at=at, kind=kind.code, version=version)
    return template


@transaction.atomic
def use_template(*, office_id: UUID, kind_code: str, version: int | None, by: Viewer, at: datetime) -> Template | None:
    """
    This function will let an earlier version count again, or the usual form (*version* None).

    :raises NotFound: if there is no such version.
    """
    unit = own_unit(office_id, by)
    _one_at_a_time(unit, kind_code)
    forms = list(Template.objects.filter(unit=unit.key, kind=kind_code))
    chosen = next((t for t in forms if t.version == version), None)
    if version is not None and chosen is None:
        raise NotFound("template.missing", _("There is no such version of the form."))
    for former in forms:
        if former.active:
            Template.objects.filter(pk=former.pk).update(active=False)
            record("template.set_aside", subject=former, by=by, at=at, kind=kind_code)
    if chosen:
        Template.objects.filter(pk=chosen.pk).update(active=True)
        record("template.brought", subject=chosen, by=by, at=at, kind=kind_code, version=chosen.version)
    return chosen


def _one_at_a_time(unit: Unit, kind_code: str) -> None:
    """The first form of a kind has no row that two people could hold against one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"form {unit.key} {kind_code}"])


def _fields_sentence(verdict) -> Sentence:
    said = []
    if verdict.missing:
        said.append(_("Missing fields: %(names)s.") % {"names": ", ".join(f"d.{n}" for n in verdict.missing)})
    if verdict.unknown:
        said.append(_("Unknown fields: %(names)s.") % {"names": ", ".join(verdict.unknown)})
    return " ".join(str(s) for s in said)
