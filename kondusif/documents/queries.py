"""Reading documents, as far as the viewer's offices reach and their clearance goes."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.documents.kinds import KINDS
from kondusif.documents.models import Document, Letterhead, Reading, Recipient, Rendition, TakenNumber, Template
from kondusif.documents.signing.installation import trust_here
from kondusif.documents.signing.verdicts import Stage, Verdict
from kondusif.documents.states import DocumentState, Format
from kondusif.documents.storing import read
from kondusif.documents.units import Unit, unit_of
from kondusif.people.models import Office
from kondusif.people.policy import allows
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer


def documents_seen_by(viewer: Viewer) -> QuerySet[Document]:
    """
    This function will return the documents that *viewer* may read, office by office.

    An office reads what belongs to its region up to its clearance, and what was addressed to it;
    drafts only where it writes documents.
    """
    documents = Document.objects.select_related("office", "region")
    if viewer.is_system:
        return documents
    condition = Q(pk__in=[])
    for grant in viewer.grants:
        if not allows("document.read", grant.role):
            continue
        here = within([grant.region_code])
        if not allows("document.write", grant.role):
            here &= ~Q(state=DocumentState.DRAFT)
        # A subquery and no join: a join would list a paper twice, and comparing whole papers is slow.
        letters = Recipient.objects.filter(office_id=grant.office_id).values("document_id")
        addressed = Q(pk__in=letters) & ~Q(state=DocumentState.DRAFT)
        condition |= (here | addressed) & Q(classification__lte=grant.clearance)
    return documents.filter(condition)


def documents_of(viewer: Viewer, subject_type: str, subject_id: UUID | str) -> QuerySet[Document]:
    """This function will return the papers of one thing (a meeting, a plan), the latest first."""
    return documents_seen_by(viewer).filter(subject_type=subject_type, subject_id=str(subject_id))


def document_for(viewer: Viewer, document_id: UUID) -> Document:
    """
    This function will return the document.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    document = documents_seen_by(viewer).filter(pk=document_id).first()
    if document is None:
        raise NotFound("document.missing", NOT_HERE)
    return document


@dataclass(frozen=True)
class Sought:
    """What somebody looks for in the list."""

    words: str = ""
    kind: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None


def documents_sought(viewer: Viewer, sought: Sought) -> QuerySet[Document]:
    """This function will return the documents that fit what is looked for, the latest first."""
    found = documents_seen_by(viewer)
    if sought.words:
        found = found.filter(
            Q(number__icontains=sought.words) | Q(title__icontains=sought.words) | Q(code__iexact=sought.words)
        )
    if sought.kind in KINDS:
        found = found.filter(kind=sought.kind)
    if sought.state in set(DocumentState):
        found = found.filter(state=sought.state)
    if sought.since:
        found = found.filter(created_at__date__gte=sought.since)
    if sought.until:
        found = found.filter(created_at__date__lte=sought.until)
    return found.defer("data", "frame").order_by("-created_at", "-id")


def successors_of(viewer: Viewer, document: Document) -> QuerySet[Document]:
    """This function will return the documents that may stand in the place of this one, the latest first."""
    return (
        documents_seen_by(viewer)
        .filter(kind=document.kind, state=DocumentState.ISSUED, region_id=document.region_id)
        .exclude(pk=document.pk)
        .order_by("-issued_at")
    )


def readers_of(viewer: Viewer, document: Document) -> QuerySet[Reading]:
    """This function will return who read a classified document, the latest first; for those who issue such."""
    readings = Reading.objects.select_related("person").filter(document=document)
    return readings if viewer.may("document.issue", document.region_id) else readings.none()


def writing_offices(viewer: Viewer, deed: str = "document.write") -> list[Office]:
    """This function will return the offices of *viewer* that may keep a document's number."""
    ids = [g.office_id for g in viewer.grants_for(deed)]
    return list(Office.objects.select_related("region__parent__parent").filter(pk__in=ids).order_by("title"))


def possible_signers(viewer: Viewer) -> list[Office]:
    """This function will return the offices that may stand under a paper of the viewer's offices."""
    regions = {g.region_code for g in viewer.grants_for("document.write")}
    roles = ["regional_head", "regional_secretary", "agency_head", "politics_officer", "subdistrict_head"]
    offices = Office.objects.filter(region_id__in=regions, role__in=roles).order_by("title")
    own = [g.office_id for g in viewer.grants_for("document.write")]
    # The own office first: mostly it is the one that signs.
    return sorted((offices | Office.objects.filter(pk__in=own)).distinct(), key=lambda o: (o.pk not in own, o.title))


def formatting_offices(viewer: Viewer) -> list[Office]:
    """This function will return one office for each book of numbers whose papers' look *viewer* sets."""
    regions = viewer.scope_for("document.format")
    roles = ["regional_secretary", "regional_head", "agency_head", "subdistrict_head"]
    offices = Office.objects.select_related("region__parent__parent").filter(region_id__in=regions, role__in=roles)
    found = list(offices.order_by("title")) or writing_offices(viewer, "document.format")
    own = {g.office_id for g in viewer.grants}
    found.sort(key=lambda o: (o.pk not in own, o.title))
    books: dict[str, Office] = {}
    for office in found:
        books.setdefault(unit_of(office).key, office)
    return list(books.values())


def numbers_by_hand(viewer: Viewer) -> QuerySet[TakenNumber]:
    """This function will return the blocks written by hand in the books of the viewer's offices, the latest first."""
    units = [unit_of(office).key for office in writing_offices(viewer, "document.issue")]
    return TakenNumber.objects.filter(unit__in=units).order_by("-at")


def letterhead_for(viewer: Viewer, unit: Unit) -> Letterhead | None:
    """This function will return the letterhead of a unit that the viewer sets, if it was ever set."""
    if not viewer.may("document.format", unit.region_code):
        return None
    return Letterhead.objects.filter(unit=unit.key).first()


def templates_of(viewer: Viewer, unit: Unit) -> QuerySet[Template]:
    """This function will return the office's own forms, by kind, newest version first."""
    forms = Template.objects.filter(unit=unit.key).order_by("kind", "-version")
    return forms if viewer.may("document.format", unit.region_code) else forms.none()


@dataclass(frozen=True)
class Proof:
    """What the public may know of a paper; *document* is left out where it is classified."""

    classified: bool
    state: DocumentState
    kind: str = ""
    number: str = ""
    title: str = ""
    issued_at: datetime | None = None
    zone: str = "Asia/Jakarta"
    signer_title: str = ""
    signer_name: str = ""
    unit: str = ""
    sha256: str = ""
    reason: str = ""
    replaced_by: str = ""
    replaced_code: str = ""


def proof_of(code: str) -> Proof | None:
    """
    This function will return what the public may know of the paper with this code, or None.

    The code opens it: whoever holds the paper has it, and nobody guesses one.
    """
    with scoped(EVERYWHERE):
        document = (
            Document.objects.select_related("replaced_by").filter(code=code.upper(), sequence__isnull=False).first()
        )
        if document is None:
            return None
        state = DocumentState(document.state)
        if document.is_classified:
            return Proof(classified=True, state=state)
        pdf = document.renditions.filter(format=Format.PDF).first()
        successor = document.replaced_by
        shown = successor and not successor.is_classified
        return Proof(
            classified=False, state=state, kind=str(KINDS[document.kind].name), number=document.number,
            title=document.title, issued_at=document.issued_at, zone=document.frame["zone"],
            signer_title=document.signer_title, signer_name=document.signer_name,
            unit=" · ".join(document.frame["head"]["lines"]), sha256=pdf.sha256 if pdf else "",
            replaced_by=successor.number if shown else "", replaced_code=successor.code if shown else "",
        )  # fmt: skip


def _stage(document: Document, rendition: Rendition) -> str:
    """A file only grows while it is signed, so the longest is the last."""
    last = document.renditions.filter(format=Format.SIGNED).order_by("n_bytes").last()
    if last is None or rendition.format == Format.DOCX:
        return "original"
    return "signed" if rendition.pk == last.pk else "earlier"


def signatures_of(code: str, at: datetime) -> Verdict | None:
    """
    This function will judge the signatures inside the stored file of an open paper, or return None if it has none.

    The code on the paper opens it. Judged anew each time: a certificate may have been taken back since.
    """
    from kondusif.documents.signing.checking import check_pdf  # see signing.installation

    with scoped(EVERYWHERE):
        document = Document.objects.filter(code=code.upper(), sequence__isnull=False).first()
        if document is None or document.is_classified:
            return None
        files = list(document.renditions.filter(format__in=[Format.PDF, Format.SIGNED]).order_by("n_bytes"))
        if not files or files[-1].format != Format.SIGNED:
            return None
        stages = [Stage(f.n_bytes, bytes.fromhex(f.sha256)) for f in files]
        return check_pdf(read(files[-1]), trust=trust_here(at), stages=stages)


def is_file_of(code: str, sha256: str) -> str:
    """
    This function will tell what a file with this mark is to the paper: ``original``, ``signed``, ``earlier``, ``copy``
    or nothing.

    Each signature adds a stage to the file; a stage before the last lacks a signature (``earlier``). A marked copy of a classified paper is known by the mark that was written down when it left.
    """
    with scoped(EVERYWHERE):
        document = Document.objects.filter(code=code.upper(), sequence__isnull=False).first()
        if document is None:
            return ""
        rendition = document.renditions.filter(sha256=sha256).first()
        if rendition:
            return _stage(document, rendition)
        return "copy" if document.readings.filter(sha256=sha256).exists() else ""
