"""What can go wrong while signing, each with a sentence that says what now."""

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence

_SENTENCES: dict[str, Sentence] = {
    "phrase_short": _("Choose a phrase of at least eight characters. Only you will know it."),
    "phrase_wrong": _("The phrase does not open this key, or the file is no PKCS#12 file. Nothing was signed."),
    "term_over": _("The term of this office is over, so no certificate can be issued for it."),
    "reason_unknown": _("Choose why the certificate is taken back."),
    "serial_unknown": _("This installation never issued a certificate of that number."),
    "key_open": _("The key file can be read by others on this machine. The administrator has to close it first."),
    "not_in_force": _("The certificate is not in force at this moment: it has expired or begins later."),
    "revoked": _("The certificate was taken back. Ask for a new one; nothing was signed."),
    "pdf_unreadable": _("This is no PDF file that can be signed."),
    "service_silent": _("The signing service does not answer. Nothing was signed; try again later."),
    "service_refused": _("The signing service refused. Nothing was signed; ask its operator why."),
    "service_elsewhere": _("The signing service sent us to another address. Nothing was signed."),
    "token_missing": _("The signing token (PKCS#11) cannot be reached. Check that it is plugged in and set up."),
}


class SigningProblem(Problem):
    """Nothing was signed, for a reason that a person can mend."""

    def __init__(self, what: str):
        super().__init__(f"signing.{what}", _SENTENCES[what])
