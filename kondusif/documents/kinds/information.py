"""Papers of vigilance: the information report, and the letter that hands a matter to its authority."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kondusif.documents.kinds.fields import choice, line, lines, prose
from kondusif.documents.kinds.meetings import NATURES

FIELDS = {
    "ideologi": _("Ideology"),
    "politik": _("Politics"),
    "ekonomi": _("Economy"),
    "sosial budaya": _("Society and culture"),
    "pertahanan keamanan": _("Defence and security"),
}
SOURCE_GRADES = {
    "A": _("fully trusted"),
    "B": _("usually trusted"),
    "C": _("fairly trusted"),
    "D": _("not usually trusted"),
    "E": _("not trusted"),
    "F": _("cannot be judged"),
}
INFORMATION_GRADES = {
    "1": _("confirmed by others"),
    "2": _("probably true"),
    "3": _("possibly true"),
    "4": _("doubtful"),
    "5": _("improbable"),
    "6": _("cannot be judged"),
}


@dataclass(frozen=True, kw_only=True)
class InformationReport:
    """Laporan informasi: one field, one matter; facts stand apart from what the reporter thinks of them."""

    field: str = choice(_("Field"), FIELDS)
    subject: str = line(_("Subject"))
    source: str = line(_("Source"))
    obtained: str = line(_("When it was obtained"))
    what: str = prose(_("What (apa)"))
    when: str = prose(_("When (bilamana)"))
    where: str = prose(_("Where (di mana)"))
    who: str = prose(_("Who (siapa)"))
    how: str = prose(_("How (bagaimana)"))
    why: str = prose(_("Why (mengapa)"))
    analysis: str = prose(_("Analysis"))
    prediction: str = prose(_("Prediction"))
    source_relation: str = line(_("Relation to the source"), default="tidak langsung")
    method: str = line(_("How it was obtained"), default="laporan")
    # Nothing is known of an anonymous source until somebody judges it.
    source_grade: str = choice(_("Source, A to F"), SOURCE_GRADES, default="F")
    information_grade: str = choice(_("Information, 1 to 6"), INFORMATION_GRADES, default="6")
    steps: tuple[str, ...] = lines(_("Steps taken"), required=False)
    suggestions: tuple[str, ...] = lines(_("Suggestions"), required=False)
    distribution: tuple[str, ...] = lines(_("Distribution"), required=False)


@dataclass(frozen=True, kw_only=True)
class ReferralLetter:
    """Surat penerusan: a matter is handed to the authority that may decide it."""

    to: tuple[str, ...] = lines(_("Addressees (Yth.)"))
    subject: str = line(_("Subject (Hal)"))
    summary: str = prose(_("Summary of the matter"))
    requests: tuple[str, ...] = lines(_("What is asked"))
    nature: str = choice(_("Nature"), NATURES, default="segera")
    attachment: str = line(_("Attachment"), default="-")
    reference: str = line(_("Reference"), default="")
    basis: tuple[str, ...] = lines(_("Basis"), required=False)
    evidence: tuple[str, ...] = lines(_("Evidence handed over"), required=False)
    closing: str = prose(_("Closing"), default="")
    copies: tuple[str, ...] = lines(_("Copies to"), required=False)
