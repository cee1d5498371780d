"""Giving one rating in the name of an authority."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.files import save_bytes
from kondusif.core.ids import new_id
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.people.viewers import Viewer
from kondusif.ratings.models import Rating
from kondusif.ratings.permissions import check_can_rate
from kondusif.ratings.queries import ratings_seen_by
from kondusif.ratings.rules import Cuts, class_of
from kondusif.ratings.schemes import Authority, Scheme
from kondusif.regions.models import Region

LARGEST_DOCUMENT = 10 * 1024 * 1024
_KINDS = {b"%PDF": ".pdf", b"PK\x03\x04": ".zip", b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg"}


@dataclass(frozen=True)
class Document:
    """The paper a rating stands on, as it is kept."""

    name: str
    path: str
    sha256: str


@dataclass(frozen=True)
class NewRating:
    """What an office says of an area."""

    region_code: str
    authority: str
    method: str
    edition: str
    valid_from: date
    scheme: str = Scheme.OFFICIAL
    class_name: str = ""  # for cut schemes it follows from the value
    value: float | None = None
    level: int | None = None
    cuts: Cuts | None = None
    valid_until: date | None = None
    method_version: str = ""
    document: Document | None = None
    reasons: tuple[str, ...] = ()
    supersedes: UUID | None = None


def check_document(name: str, content: bytes) -> Document:
    """
    This function will return what is to be remembered of a paper, without storing it.

    :raises Problem: if it is empty, too large, or no PDF, office file or picture.
    """
    if not content:
        raise _wrong("document", "document_empty", _("The document is empty. Attach the file again."))
    if len(content) > LARGEST_DOCUMENT:
        raise _wrong("document", "document_too_large", _("The document is larger than 10 MB. Attach a smaller scan."))
    if _suffix(content) is None:
        raise _wrong("document", "document_kind", _("Attach the document as PDF, DOCX, ODT, XLSX, PNG or JPEG."))
    digest = hashlib.sha256(content).hexdigest()
    return Document(re.sub(r"[\x00-\x1f\x7f]", "", name).strip()[-160:] or digest[:12], "", digest)


def keep_document(name: str, content: bytes) -> Document:
    """
    This function will store the paper of a rating durably and return what to remember of it.

    :raises Problem: if it is empty, too large, or no PDF, office file or picture.
    """
    document = check_document(name, content)
    where = f"ratings/{document.sha256[:2]}/{new_id()}{_suffix(content)}"
    return replace(document, path=save_bytes(default_storage, where, content))


def _suffix(content: bytes) -> str | None:
    return next((suffix for magic, suffix in _KINDS.items() if content.startswith(magic)), None)


@transaction.atomic
def give_rating(new: NewRating, *, by: Viewer, at: datetime) -> Rating:
    """
    This function will add what an authority says of an area.

    :raises NotAllowed: if *by* holds no office of that authority over the area.
    :raises Problem: if the rating is incomplete or its dates do not fit.
    :raises NotFound: if the area, or the rating to correct, is not there to see.
    :raises Conflict: if the rating to correct was corrected already.
    """
    grant = check_can_rate(by, new.authority, new.region_code)
    region = Region.objects.filter(code=new.region_code).first()
    if region is None:
        raise NotFound("region_unknown", _("There is no region with this code."))
    class_name = check_rating(new)
    former = _former(new, by)
    try:
        with transaction.atomic():
            rating = Rating.objects.create(
                **stored(new, class_name), region=region, person_id=by.person_id, office_id=grant.office_id,
                office_title=grant.title, at=at, supersedes=former,
            )  # fmt: skip
    except IntegrityError as error:
        # History cannot be locked: of two officers who correct one rating at once, the table takes the first.
        if former is None or "supersedes" not in str(error):
            raise
        raise _corrected() from error
    record(
        "rating.given",
        subject=rating,
        by=by,
        at=at,
        authority=rating.authority,
        corrects=str(former.pk) if former else None,
    )
    return rating


def check_rating(new: NewRating) -> str:
    """
    This function will return the class of a complete and possible rating.

    :raises Problem: naming each field that is missing or does not fit.
    """
    wrong: dict[str, object] = {}
    if new.authority not in set(Authority):
        wrong["authority"] = _("Choose the authority whose rating this is.")
    for field in ("method", "edition"):
        if not getattr(new, field).strip():
            wrong[field] = _("A rating without method and edition cannot be kept.")
    if new.scheme == Scheme.SITUATION:
        wrong["scheme"] = _("The situation is worked out by its published rule, not typed in.")
    if new.valid_until and new.valid_until < new.valid_from:
        wrong["valid_until"] = _("The last day lies before the first day.")
    if new.level is not None and new.level not in range(4):
        wrong["level"] = _("Give a level from 0 to 3, or none.")
    class_name = _class_name(new, wrong)
    if wrong:
        raise Problem("rating_incomplete", _("The rating is not complete. Mend the marked fields."), fields=wrong)
    return class_name


def _class_name(new: NewRating, wrong: dict) -> str:
    if new.scheme in (Scheme.OFFICIAL, Scheme.SITUATION):
        if not new.class_name.strip():
            wrong.setdefault("class_name", _("Write the class in the authority's own word."))
        return " ".join(new.class_name.split())[:60]
    if new.value is None:
        wrong["value"] = _("This scheme needs the value from which the class follows.")
    if new.cuts is None:
        wrong["scheme"] = _("Give the two cuts, or the mean and standard deviation they come from.")
    return class_of(new.value, new.cuts) if new.value is not None and new.cuts is not None else ""


def stored(new: NewRating, class_name: str) -> dict[str, object]:
    """This function will return the columns of a checked rating."""
    document = new.document
    return {
        "authority": new.authority,
        "method": new.method.strip()[:120],
        "method_version": new.method_version,
        "edition": new.edition.strip()[:60],
        "scheme": new.scheme,
        "value": new.value,
        "level": new.level,
        "class_name": class_name,
        "valid_from": new.valid_from,
        "valid_until": new.valid_until,
        "reasons": list(new.reasons),
        "inputs": {"low": new.cuts.low, "high": new.cuts.high} if new.cuts else {},
        "document_name": document.name if document else "",
        "document_path": document.path if document else "",
        "document_sha256": document.sha256 if document else "",
    }


def _former(new: NewRating, by: Viewer) -> Rating | None:
    if new.supersedes is None:
        return None
    seen = ratings_seen_by(by).exclude(scheme=Scheme.SITUATION)  # that one follows its published rule
    former = seen.filter(pk=new.supersedes, region_id=new.region_code, authority=new.authority).first()
    if former is None:
        raise NotFound("rating_unknown", _("The rating to correct is not there."))
    if Rating.objects.filter(supersedes=former).exists():
        raise _corrected()
    return former


def _corrected() -> Conflict:
    return Conflict("rating_corrected", _("This rating was corrected already. Correct the newer one."))


def _wrong(field: str, code: str, sentence) -> Problem:
    return Problem(code, sentence, fields={field: sentence})
