"""Who may do what with this commitment."""

from django.utils.translation import gettext_lazy as _

from kondusif.commitments.models import Breach, Certificate, Commitment, Party, Signing
from kondusif.commitments.states import Method
from kondusif.core.problems import NotAllowed
from kondusif.people.viewers import Grant, Viewer


def check_can(viewer: Viewer, deed: str, region_code: str) -> Grant:
    """
    This function will return the office that gives *viewer* the deed in the region.

    :raises NotAllowed: if there is none.
    """
    grants = viewer.grants_for(deed, region_code)
    if not grants:
        raise NotAllowed("commitment.not_yours", _("Your office does not give you this step with commitments here."))
    return grants[0]


def check_can_sign(viewer: Viewer, party: Party) -> Grant:
    """
    This function will return the office under which *viewer* signs: the party's own, and no other.

    :raises NotAllowed: if *viewer* does not hold it; whoever has no account signs with a link.
    """
    for grant in viewer.grants_for("commitment.sign"):
        if grant.office_id == party.office_id and not party.person_name:
            return grant
        if grant.office_id == party.office_id and party.person_name == viewer.name:
            return grant
    raise NotAllowed("commitment.not_party", _("Only this party itself can sign here. Hand over a link instead."))


def check_can_confirm(viewer: Viewer, signing: Signing, commitment: Commitment) -> Grant:
    """
    This function will return the office under which *viewer* compares a scan with the paper.

    :raises NotAllowed: if *viewer* uploaded it: a second pair of eyes is the point.
    """
    if signing.method == Method.SCAN and signing.person_id == viewer.person_id:
        raise NotAllowed(
            "commitment.own_scan", _("You uploaded this scan yourself. Another officer has to confirm it.")
        )
    return check_can(viewer, "commitment.collect", commitment.region_id)


def check_can_decide_breach(viewer: Viewer, breach: Breach) -> Grant:
    """
    This function will return the office under which *viewer* decides on an alleged breach.

    :raises NotAllowed: if *viewer* registered it, or is the party it is about.
    """
    if breach.registered_by_id == viewer.person_id:
        raise NotAllowed("breach.own", _("You registered this yourself. Another head has to decide it."))
    if breach.party and breach.party.office_id in {g.office_id for g in viewer.grants}:
        raise NotAllowed("breach.about_you", _("This is about your own office. Another head has to decide it."))
    return check_can(viewer, "breach.decide", breach.commitment.region_id)


def check_can_revoke(viewer: Viewer, certificate: Certificate) -> None:
    """
    This function will let pass the owner of a certificate, and who manages certificates in its region.

    :raises NotAllowed: if *viewer* is neither.
    """
    if viewer.person_id != certificate.person_id:
        check_can(viewer, "certificate.revoke", certificate.region_id)
