"""Reading keys: those an office manages, and the one that a program shows."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import PartnerKey
from kondusif.interop.partners.keys import digest_of
from kondusif.people.queries import OFFICE_DAY, within
from kondusif.people.viewers import Viewer


def keys_seen_by(viewer: Viewer) -> QuerySet[PartnerKey]:
    """This function will return the keys of the regions whose partners *viewer* manages, the newest first."""
    keys = PartnerKey.objects.select_related("region", "issued_by", "revoked_by")
    return keys.filter(within(viewer.scope_for("partner.manage")))


def key_for(viewer: Viewer, id: UUID) -> PartnerKey:
    """
    This function will return one key.

    :raises NotFound: if there is none, or none that *viewer* manages.
    """
    row = keys_seen_by(viewer).filter(pk=id).first()
    if row is None:
        raise NotFound("partner_key.missing", _("There is no such key."))
    return row


def key_opened_by(text: str, *, at: datetime) -> PartnerKey | None:
    """This function will return the key in force that *text* is, or None; the key itself opens its row."""
    if not text:
        return None
    with scoped(EVERYWHERE):
        row = PartnerKey.objects.select_related("region").filter(digest=digest_of(text), revoked_at=None).first()
    return row if row and row.expires_on >= at.astimezone(OFFICE_DAY).date() else None
