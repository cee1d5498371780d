"""Reading CAP messages: public ones for everybody, the others for whom the warning is visible."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from kondusif.alerts.queries import alerts_seen_by
from kondusif.core.problems import NOT_HERE, NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import CapMessage
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.publication.notice_queries import about as concerning

KEPT = timedelta(days=30)
MOST = 200


def public_messages(at: datetime, region_code: str = "", *, about: str = "") -> list[CapMessage]:
    """
    This function will return the newest message of each public warning of the last thirty days, newest first.

    *region_code* keeps to what lies in a region; *about* also to what holds it: what concerns a place.

    A reader holds no office: this door opens the scope for what was written for the public, and nothing else.
    """
    with scoped(EVERYWHERE):
        rows = CapMessage.objects.select_related("alert", "region").filter(is_public=True, sent_at__gt=at - KEPT)
        if region_code:
            rows = rows.filter(within([region_code]))
        if about:
            rows = rows.filter(concerning(about))
        newest = rows.order_by("alert_id", "-sent_at", "-id").distinct("alert_id")
        return sorted(newest[:MOST], key=lambda m: (m.sent_at, m.pk), reverse=True)


def message_for(viewer: Viewer, identifier: str) -> CapMessage:
    """
    This function will return one message by its identifier.

    :raises NotFound: if there is none, or none for *viewer*.
    """
    with scoped(EVERYWHERE):
        public = CapMessage.objects.filter(identifier=identifier, is_public=True).first()
    if public:
        return public
    own: QuerySet[CapMessage] = CapMessage.objects.filter(alert__in=alerts_seen_by(viewer).values("pk"))
    found = own.filter(identifier=identifier).first()
    if found is None:
        raise NotFound("cap.missing", NOT_HERE)
    return found
