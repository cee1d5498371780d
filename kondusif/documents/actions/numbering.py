"""Numbers that an office wrote by hand: taken out of the book, so that they are never issued again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, Problem, Sentence
from kondusif.documents.letterhead import office_named
from kondusif.documents.models import Document, TakenNumber
from kondusif.documents.numbers import lock_counter
from kondusif.documents.permissions import check_may
from kondusif.documents.units import unit_of
from kondusif.elections.queries import day_in
from kondusif.people.viewers import Viewer

BLOCK_MAX = 500


@transaction.atomic
def take_by_hand(
    *, office_id: UUID, year: int, first: int, last: int, purpose: str, by: Viewer, at: datetime, series: str = ""
) -> TakenNumber:
    """
    This function will enter a number, or a block of them, that the office used on paper.

    :raises Conflict: if one of them belongs to a document or to another block already; the clash is named.
    :raises Problem: naming each faulty field.
    """
    office = office_named(office_id)
    check_may(by, "document.issue", office.region_id)
    _check_block(year, first, last, purpose, day_in(office.region_id, at).year)
    unit = unit_of(office)
    lock_counter(unit, series, year)  # whoever issues at this moment waits until the block stands
    book = Q(unit=unit.key, series=series, year=year)
    issued = Document.objects.filter(book, sequence__range=(first, last)).order_by("sequence").first()
    if issued:
        raise Conflict(
            "number.issued",
            _("Number %(n)s already belongs to the document “%(number)s”. Check your book.")
            % {"n": issued.sequence, "number": issued.number},
            fields={"first": _("This number is taken.")},
        )
    block = TakenNumber.objects.filter(book, first__lte=last, last__gte=first).first()
    if block:
        raise Conflict(
            "number.taken",
            _("Numbers %(first)s to %(last)s were entered as used already, for “%(purpose)s”.")
            % {"first": block.first, "last": block.last, "purpose": block.purpose},
            fields={"first": _("This number is taken.")},
        )
    taken = TakenNumber.objects.create(
        region_id=unit.region_code, unit=unit.key, series=series, year=year, first=first, last=last,
        purpose=purpose.strip()[:300], at=at, by_id=by.person_id,
    )  # fmt: skip
    record("number.taken", subject=taken, by=by, at=at, first=first, last=last)
    return taken


def _check_block(year: int, first: int, last: int, purpose: str, this_year: int) -> None:
    faults: dict[str, Sentence] = {}
    if not 1 <= first <= 99_999:
        faults["first"] = _("Write a number from 1 to 99999.")
    if last < first:
        faults["last"] = _("The last number is below the first.")
    elif last - first >= BLOCK_MAX or last > 99_999:
        faults["last"] = _("A block has at most 500 numbers.")
    if not purpose.strip():
        faults["purpose"] = _("Write for which letter they were used.")
    if not this_year - 1 <= year <= this_year + 1:
        faults["year"] = _("Choose this year, the last or the next.")
    if faults:
        raise Problem("number.faulty", _("The block of numbers is not right."), fields=faults)
