"""Importing a table of ratings with its document: first judged, then written on a second word."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.people.viewers import Grant, Viewer
from kondusif.ratings.actions.give import Document
from kondusif.ratings.models import ImportBatch, Rating
from kondusif.ratings.queries import batches_seen_by
from kondusif.ratings.rules import Cuts
from kondusif.ratings.schemes import Authority, Scheme
from kondusif.ratings.tables import Checked, check_table
from kondusif.regions.models import Region


@dataclass(frozen=True)
class NewImport:
    """A table of one authority's ratings, with what every row of it shares."""

    region_code: str
    authority: str
    method: str
    edition: str
    valid_from: date
    table: str
    document: Document | None
    scheme: str = Scheme.OFFICIAL
    cuts: Cuts | None = None
    valid_until: date | None = None


@transaction.atomic
def check_import(new: NewImport, *, by: Viewer, at: datetime) -> tuple[ImportBatch, Checked]:
    """
    This function will judge every row, keep the table as checked, and write no rating yet.

    :raises NotAllowed: if *by* may not import ratings for this region.
    :raises Problem: if authority, method, edition or document is missing, or the table cannot be read.
    """
    grant = _grant(by, new.region_code)
    _check_shared(new)
    checked = _judged(new.table, new.scheme, new.cuts, new.region_code)
    batch = ImportBatch.objects.create(
        region_id=new.region_code, authority=new.authority, method=new.method.strip()[:120], edition=new.edition.strip()[:60],
        scheme=new.scheme, cuts=asdict(new.cuts) if new.cuts else {}, valid_from=new.valid_from, valid_until=new.valid_until,
        table=new.table, document_name=new.document.name, document_path=new.document.path,
        document_sha256=new.document.sha256, n_valid=len(checked.valid), n_invalid=len(checked.invalid),
        person_id=by.person_id, office_id=grant and grant.office_id, at=at,
    )  # fmt: skip
    record("rating.import_checked", subject=batch, by=by, at=at, valid=len(checked.valid), invalid=len(checked.invalid))
    return batch, checked


def checked_again(batch: ImportBatch) -> Checked:
    """This function will judge a kept table once more: regions may have changed since."""
    return _judged(batch.table, batch.scheme, Cuts(**batch.cuts) if batch.cuts else None, batch.region_id)


@transaction.atomic
def import_ratings(batch_id: UUID, *, by: Viewer, at: datetime) -> list[Rating]:
    """
    This function will write the valid rows of a checked table, all of them or none.

    :raises NotFound: if there is no such table in the viewer's regions.
    :raises Conflict: if it was written or discarded before.
    :raises Problem: if no row is valid.
    """
    batch = _waiting(batch_id, by)
    grant = _grant(by, batch.region_id)
    rows = checked_again(batch).valid
    if not rows:
        raise Problem("import_without_rows", _("No row of the table is valid; nothing was written."))
    ratings = Rating.objects.bulk_create(
        Rating(
            region_id=row.region_code, authority=batch.authority, method=batch.method, edition=batch.edition,
            scheme=batch.scheme, value=row.value, level=row.level, class_name=row.class_name, valid_from=batch.valid_from,
            valid_until=batch.valid_until, document_name=batch.document_name, document_path=batch.document_path,
            document_sha256=batch.document_sha256, batch=batch, inputs=batch.cuts, person_id=by.person_id,
            office_id=grant and grant.office_id, office_title=grant.title if grant else by.title, at=at,
        )
        for row in rows
    )  # fmt: skip
    batch.state, batch.written_at = ImportBatch.State.WRITTEN, at
    batch.save(update_fields=["state", "written_at"])
    for rating in ratings:
        record("rating.given", subject=rating, by=by, at=at, authority=rating.authority, batch=str(batch.pk))
    return ratings


@transaction.atomic
def discard_import(batch_id: UUID, *, by: Viewer, at: datetime) -> ImportBatch:
    """
    This function will put a checked table aside without writing it.

    :raises NotFound: if there is no such table in the viewer's regions.
    :raises Conflict: if it was written or discarded before.
    """
    batch = _waiting(batch_id, by)
    _grant(by, batch.region_id)
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    record("rating.import_discarded", subject=batch, by=by, at=at)
    return batch


def _grant(by: Viewer, region_code: str) -> Grant | None:
    """The system imports from the command line, for which the machine's operator answers with the document."""
    if by.is_system:
        return None
    grants = by.grants_for("rating.import", region_code)
    if not grants:
        raise NotAllowed("rating_import", _("You may not import ratings for this region."))
    return grants[0]


def _waiting(batch_id: UUID, by: Viewer) -> ImportBatch:
    # Lock first: two officers may confirm the same table.
    visible = batches_seen_by(by).filter(pk=batch_id).values("pk")
    batch = ImportBatch.objects.select_for_update().filter(pk__in=visible).first()
    if batch is None:
        raise NotFound("import_unknown", _("There is no such table."))
    if batch.state != ImportBatch.State.CHECKED:
        raise Conflict("import_decided", _("This table was already written or discarded."))
    return batch


def _check_shared(new: NewImport) -> None:
    wrong: dict[str, object] = {}
    if new.authority not in set(Authority):
        wrong["authority"] = _("Choose the authority whose rating this is.")
    if new.scheme not in set(Scheme) - {Scheme.SITUATION}:
        wrong["scheme"] = _("Choose how the class follows from the value.")
    for field in ("method", "edition"):
        if not getattr(new, field).strip():
            wrong[field] = _("A rating without method and edition cannot be kept.")
    if new.document is None:
        wrong["document"] = _("Attach the document the table comes from.")
    if new.valid_until and new.valid_until < new.valid_from:
        wrong["valid_until"] = _("The last day lies before the first day.")
    if wrong:
        raise Problem("rating_incomplete", _("The rating is not complete. Mend the marked fields."), fields=wrong)


def _judged(table: str, scheme: str, cuts: Cuts | None, region_code: str) -> Checked:
    regions = Region.objects.filter(code__startswith=region_code[:2]).only("code", "kind", "name")
    return check_table(table, scheme=scheme, cuts=cuts, names={r.code: r.title for r in regions}, within=[region_code])
