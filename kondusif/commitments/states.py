"""A commitment's life: drafted, opened for signature, signed in part or in full, in force, and what came of it."""

from enum import StrEnum


class CommitmentState(StrEnum):
    DRAFTED = "drafted"
    OPEN = "open_for_signature"
    PARTLY_SIGNED = "partly_signed"
    FULLY_SIGNED = "fully_signed"
    IN_FORCE = "in_force"
    BREACHED = "breached"
    FULFILLED = "fulfilled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # it never came into force


S = CommitmentState
MOVES: dict[CommitmentState, frozenset[CommitmentState]] = {
    S.DRAFTED: frozenset({S.OPEN, S.WITHDRAWN}),
    S.OPEN: frozenset({S.PARTLY_SIGNED, S.FULLY_SIGNED, S.WITHDRAWN}),
    # A new text sets the signatures aside: the parties sign again.
    S.PARTLY_SIGNED: frozenset({S.PARTLY_SIGNED, S.FULLY_SIGNED, S.OPEN, S.IN_FORCE, S.WITHDRAWN}),
    S.FULLY_SIGNED: frozenset({S.IN_FORCE, S.OPEN, S.PARTLY_SIGNED, S.WITHDRAWN}),
    S.IN_FORCE: frozenset({S.BREACHED, S.FULFILLED, S.EXPIRED}),
    # A breach by one party does not free the others: the office may find it kept from then on.
    S.BREACHED: frozenset({S.IN_FORCE, S.EXPIRED}),
    S.FULFILLED: frozenset(),
    S.EXPIRED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
SIGNABLE = frozenset({S.OPEN, S.PARTLY_SIGNED})
STANDING = frozenset({S.IN_FORCE, S.BREACHED})
SHOWN_TO_PUBLIC = frozenset({S.IN_FORCE, S.BREACHED, S.FULFILLED, S.EXPIRED})


class Kind(StrEnum):
    """What is promised."""

    JOINT_COMMITMENT = "joint_commitment"  # komitmen bersama
    INTEGRITY_PACT = "integrity_pact"  # pakta integritas
    ASN_NEUTRALITY = "asn_neutrality"  # netralitas ASN


class PartyKind(StrEnum):
    """Who promises."""

    FORKOPIMDA = "forkopimda"
    FIGURE = "figure"
    CIVIC_ORGANISATION = "civic_organisation"
    POLITICAL_PARTY = "political_party"
    AGENCY = "agency"
    CIVIL_SERVANT = "civil_servant"
    VILLAGE_HEAD = "village_head"


class Method(StrEnum):
    """How a party signs."""

    TOUCH = "touch"
    TYPED = "typed"
    SCAN = "scan"
    CERTIFICATE = "certificate"


class BreachState(StrEnum):
    """What is said of an alleged breach, and by whom."""

    ALLEGED = "alleged"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


BREACH_MOVES: dict[BreachState, frozenset[BreachState]] = {
    BreachState.ALLEGED: frozenset({BreachState.UPHELD, BreachState.DISMISSED}),
    BreachState.UPHELD: frozenset(),
    BreachState.DISMISSED: frozenset(),
}


class Outcome(StrEnum):
    """What somebody found who looked how a promise is kept."""

    KEPT = "kept"
    AT_RISK = "at_risk"
    BROKEN = "broken"


class CertificateState(StrEnum):
    """Whether a personal certificate can sign today."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
