"""What a verdict says to people."""

from django.utils.translation import gettext_lazy as _

from kondusif.documents.signing.verdicts import Fault, Level

FAULTS = {
    Fault.UNREADABLE: _("This file cannot be read as a PDF."),
    Fault.UNSIGNED: _("This file carries no signature."),
    Fault.BYTES_CHANGED: _("The content was changed after it was signed."),
    Fault.CHANGED_AFTER: _("Something was added or changed after it was signed."),
    Fault.NOT_WHOLE: _("The signature does not cover the whole file."),
    Fault.SIGNATURE_REMOVED: _("A signature that belongs to this paper is missing."),
    Fault.OTHER_TEXT: _("The signature belongs to another text than the one in force."),
    Fault.NOT_TRUSTED: _("The certificate comes from an authority that is not trusted here."),
    Fault.EXPIRED: _("The certificate was not in force when it was used."),
    Fault.REVOKED: _("The certificate had been taken back when it was used."),
    Fault.KEY_LOST: _("The key was reported lost, and nothing but the signer's word says when this was signed."),
    Fault.BAD_TIMESTAMP: _("The time stamp does not hold."),
}
LEVELS = {
    Level.B: _("time as the signer says"),
    Level.T: _("with a time stamp"),
    Level.LT: _("with a time stamp and revocation list"),
    Level.LTA: _("with a time stamp, revocation list and archival seal"),
}
LOCAL = _("Local CA of Kondusif: not a national electronic certificate")
