"""From an order on leave or travel to its circulars: an instruction and an appeal are two papers."""

from datetime import datetime
from uuid import UUID

from kondusif.daily.models import AbsenceOrder
from kondusif.daily.states import AbsenceKind, Addressed, AddressedNature
from kondusif.documents.actions import NewDocument, issue_document
from kondusif.people.viewers import Grant, Viewer

# How a circular names whom it speaks to: officialese of the paper, the same in every language of the screen.
_ADDRESSEES = {
    Addressed.CIVIL_SERVANTS: ("asn", "Kepala Perangkat Daerah"),
    Addressed.SUBDISTRICT_HEADS: ("camat", "Camat"),
    Addressed.VILLAGE_HEADS: ("kades", "Kepala Desa dan Lurah"),
    Addressed.REGIONAL_COMPANIES: ("bumd", "Direksi Badan Usaha Milik Daerah"),
    Addressed.STATE_COMPANIES: ("bumn", "Pimpinan Badan Usaha Milik Negara"),
    Addressed.PRIVATE_EMPLOYERS: ("swasta", "Pimpinan Perusahaan Swasta"),
}
_PROVISIONS = {
    (AbsenceKind.LEAVE, True): "Tidak mengambil dan tidak memberikan cuti pada tanggal tersebut.",
    (AbsenceKind.LEAVE, False): "Diimbau tidak memberikan cuti kepada karyawan pada tanggal tersebut.",
    (AbsenceKind.TRAVEL, True): "Tidak bepergian ke luar daerah tanpa izin tertulis.",
    (AbsenceKind.TRAVEL, False): "Diimbau tidak bepergian ke luar daerah.",
}
_STAY = "Tetap berada di wilayah masing-masing dan dapat dihubungi."
_UNTIL_LIFTED = "Ketentuan ini berlaku sampai dicabut."


def issue_circulars(order: AbsenceOrder, grant: Grant, *, by: Viewer, at: datetime) -> tuple[UUID, str]:
    """
    This function will issue one circular for those instructed and one for those appealed to.

    :return: the first one's id, and the numbers of all.
    """
    classes = {Addressed(c.addressed): AddressedNature(c.nature) for c in order.addressed.order_by("id")}
    groups = (
        (True, [a for a, nature in classes.items() if nature == AddressedNature.INSTRUCTION]),
        (False, [a for a, nature in classes.items() if nature != AddressedNature.INSTRUCTION]),
    )
    issued = [issue_document(new=_paper(order, grant, binding, whom), by=by, at=at) for binding, whom in groups if whom]
    return issued[0].pk, ", ".join(document.number for document in issued)


def _paper(order: AbsenceOrder, grant: Grant, binding: bool, whom: list[Addressed]) -> NewDocument:
    kind = AbsenceKind(order.kind)
    provisions = [_PROVISIONS[kind, binding]]
    if kind == AbsenceKind.TRAVEL:
        provisions.append(_STAY)
    if order.to_on is None:
        provisions.append(_UNTIL_LIFTED)
    data = {
        "to": [_ADDRESSEES[a][1] for a in whom], "subject": order.title, "nature": "instruksi" if binding else "imbauan",
        "targets": [_ADDRESSEES[a][0] for a in whom], "starts_on": order.from_on.isoformat(),
        "provisions": provisions, "background": order.reason,
        "exceptions": [line for line in order.exceptions.splitlines() if line.strip()],
    }  # fmt: skip
    if order.to_on:
        data["ends_on"] = order.to_on.isoformat()
    return NewDocument(
        kind="circular", title=order.title, data=data, region_code=order.region_id, office_id=grant.office_id,
        subject_type="daily.absenceorder", subject_id=order.pk, synthetic=order.synthetic,
    )  # fmt: skip
