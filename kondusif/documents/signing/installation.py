"""
The authority and the trust of this installation, found through the settings.

What checks and signs PDFs loads as much as half the rest of the house; it is loaded when first asked for.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from kondusif.documents.signing.authority import LocalAuthority

if TYPE_CHECKING:
    from kondusif.documents.signing.trust import Trust


def authority_here(at: datetime) -> LocalAuthority:
    """This function will return this installation's own authority, founded at first use."""
    return LocalAuthority.opened(Path(settings.SECRETS_DIR) / "signing" / "ca", name="Kondusif", at=at)


def trust_here(at: datetime) -> "Trust":
    """This function will return whom this installation trusts: itself, and the roots laid into ``signing/trust``."""
    from kondusif.documents.signing.trust import trust_in

    return trust_in(authority_here(at), Path(settings.DATA_DIR) / "signing" / "trust")
