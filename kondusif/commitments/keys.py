"""Which keys a person can sign with here, and opening one of them for one signature."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kondusif.commitments import queries
from kondusif.commitments.actions.certificates import opened
from kondusif.commitments.models import Party
from kondusif.core.problems import Problem, Sentence
from kondusif.people.viewers import Viewer

if TYPE_CHECKING:
    from kondusif.documents.signing.service import Service
    from kondusif.documents.signing.signers import Signer

FILE, TOKEN, SERVICE = "file", "token", "service"


@dataclass(frozen=True)
class Choice:
    """What a person chose and typed: which key, a file they brought, their account, their phrase or PIN."""

    which: str
    phrase: str
    file: bytes | None = None
    account: str = ""


def choices(viewer: Viewer, party: Party, at: datetime) -> list[tuple[str, Sentence]]:
    """This function will return the keys with which *viewer* can sign for *party* now."""
    own = queries.usable_certificates(viewer, party.office_id, at)
    found: list[tuple[str, Sentence]] = [(str(c.pk), f"{c.title} · {c.serial[:8]}") for c in own]
    if settings.SIGNING["service_url"]:
        found.append((SERVICE, _("National certificate, through the signing service")))
    if settings.SIGNING["pkcs11_module"]:
        found.append((TOKEN, _("Certificate on the token of this server")))
    return [*found, (FILE, _("A PKCS#12 file that I bring"))]


@contextmanager
def signer_of(choice: Choice, viewer: Viewer, party: Party, at: datetime) -> "Iterator[Signer]":
    """
    This function will open the chosen key for one signature.

    :raises Problem: if the phrase does not open it, or it is not there.
    """
    from kondusif.documents.signing.service import service_signer  # see signing.installation
    from kondusif.documents.signing.signers import pkcs12_signer

    with ExitStack() as stack:
        if choice.which == FILE:
            if not choice.file:
                raise _missing(file=_("Choose the PKCS#12 file."))
            yield pkcs12_signer(choice.file, choice.phrase)
        elif choice.which == SERVICE:
            yield service_signer(_service(), account=choice.account, pin=choice.phrase)
        elif choice.which == TOKEN:
            yield stack.enter_context(_token(choice.phrase))
        else:
            own = queries.usable_certificates(viewer, party.office_id, at).filter(pk=_id(choice.which)).first()
            if own is None:
                raise _missing(certificate=_("This certificate cannot sign now. Choose another one."))
            yield opened(own, choice.phrase)


def _service() -> "Service":
    from kondusif.documents.signing.service import Service

    told = Path(settings.SECRETS_DIR) / "signing-service-token"
    token = told.read_text().strip() if told.exists() else ""
    return Service(settings.SIGNING["service_url"], token, settings.SIGNING["service_form"])


def _token(pin: str):
    from kondusif.documents.signing.signers import pkcs11_signer

    s = settings.SIGNING
    return pkcs11_signer(Path(s["pkcs11_module"]), token=s["pkcs11_token"], pin=pin, label=s["pkcs11_label"])


def _missing(**faults: Sentence) -> Problem:
    return Problem("commitment.key", _("Nothing was signed yet."), fields=faults)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
