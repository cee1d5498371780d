"""How this room's events, states and kinds are told to people."""

from django.utils.translation import gettext_lazy as _

from kondusif.commitments.states import (
    BreachState,
    CertificateState,
    CommitmentState,
    Kind,
    Method,
    Outcome,
    PartyKind,
)

EVENTS = {
    "commitment.drafted": _("Drafted"),
    "commitment.party_added": _("Party added"),
    "commitment.party_removed": _("Party taken off"),
    "commitment.opened": _("Opened for signature"),
    "commitment.reworded": _("New text; signatures are asked for again"),
    "commitment.link_handed": _("Signing link handed over"),
    "commitment.scan_uploaded": _("Scan uploaded"),
    "commitment.scan_refused": _("Scan refused"),
    "commitment.signed": _("Signed"),
    "commitment.paper_issued": _("Paper issued and sealed"),
    "commitment.reminded": _("Reminded"),
    "commitment.in_force": _("In force"),
    "commitment.monitored": _("Monitored"),
    "commitment.breach_registered": _("Alleged breach registered"),
    "commitment.breach_decided": _("Alleged breach decided"),
    "commitment.restored": _("Kept again"),
    "commitment.fulfilled": _("Fulfilled"),
    "commitment.expired": _("Term over"),
    "commitment.withdrawn": _("Given up"),
    "certificate.issued": _("Certificate issued"),
    "certificate.revoked": _("Certificate taken back"),
}
STATES = {
    CommitmentState.DRAFTED: _("draft"),
    CommitmentState.OPEN: _("open for signature"),
    CommitmentState.PARTLY_SIGNED: _("signed in part"),
    CommitmentState.FULLY_SIGNED: _("signed by all"),
    CommitmentState.IN_FORCE: _("in force"),
    CommitmentState.BREACHED: _("broken"),
    CommitmentState.FULFILLED: _("fulfilled"),
    CommitmentState.EXPIRED: _("term over"),
    CommitmentState.WITHDRAWN: _("withdrawn"),
}
TONES = {
    CommitmentState.FULLY_SIGNED: "good",
    CommitmentState.IN_FORCE: "good",
    CommitmentState.FULFILLED: "good",
    CommitmentState.BREACHED: "alarm",
}
# What the public reads: kept, broken, or not known yet.
PUBLIC = {
    CommitmentState.IN_FORCE: _("in force, its end not known yet"),
    CommitmentState.BREACHED: _("broken"),
    CommitmentState.FULFILLED: _("kept to its end"),
    CommitmentState.EXPIRED: _("term over; nobody has said that it was kept"),
}
KINDS = {
    Kind.JOINT_COMMITMENT: _("Joint commitment"),
    Kind.INTEGRITY_PACT: _("Integrity pact"),
    Kind.ASN_NEUTRALITY: _("Neutrality of civil servants"),
}
PARTY_KINDS = {
    PartyKind.FORKOPIMDA: _("Forkopimda"),
    PartyKind.FIGURE: _("Community figure"),
    PartyKind.CIVIC_ORGANISATION: _("Civic organisation"),
    PartyKind.POLITICAL_PARTY: _("Political party"),
    PartyKind.AGENCY: _("Agency"),
    PartyKind.CIVIL_SERVANT: _("Civil servant"),
    PartyKind.VILLAGE_HEAD: _("Head of village"),
}
METHODS = {
    Method.TOUCH: _("by touch"),
    Method.TYPED: _("by typed name"),
    Method.SCAN: _("scanned paper"),
    Method.CERTIFICATE: _("by certificate"),
}
BREACHES = {
    BreachState.ALLEGED: _("alleged, not decided"),
    BreachState.UPHELD: _("found to be so"),
    BreachState.DISMISSED: _("found not to be so"),
}
OUTCOMES = {Outcome.KEPT: _("kept"), Outcome.AT_RISK: _("at risk"), Outcome.BROKEN: _("signs of a breach")}
CERTIFICATES = {
    CertificateState.VALID: _("valid"),
    CertificateState.NOT_YET: _("not in force yet"),
    CertificateState.EXPIRED: _("expired"),
    CertificateState.REVOKED: _("revoked"),
}
REASONS = {
    "affiliation_changed": _("The office changed hands"),
    "key_compromise": _("The phrase or key may be known to others"),
    "superseded": _("A new one takes its place"),
    "cessation_of_operation": _("No longer needed"),
}


def timeline(events) -> list[dict[str, object]]:
    """This function will turn events into the entries of the timeline macro, oldest first."""
    return [{"at": e.at, "title": EVENTS.get(e.name, e.name), "by": e.by_title} for e in events]
