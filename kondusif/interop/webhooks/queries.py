"""Reading outgoing webhooks."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.interop.models import WebhookEndpoint, WebhookMessage
from kondusif.interop.states import EndpointState, MessageState
from kondusif.people.queries import within
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Region

STALE = timedelta(minutes=3)


def endpoints_seen_by(viewer: Viewer) -> QuerySet[WebhookEndpoint]:
    """This function will return the endpoints of the regions whose outgoing messages *viewer* decides on."""
    return WebhookEndpoint.objects.filter(within(viewer.scope_for("webhook.manage"))).select_related("region")


def endpoint_for(viewer: Viewer, endpoint_id: UUID) -> WebhookEndpoint:
    """
    This function will return the endpoint.

    :raises NotFound: if there is none, or none that *viewer* may see.
    """
    endpoint = endpoints_seen_by(viewer).filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound("webhook.missing", _("There is no such address, or it is not yours to see."))
    return endpoint


def regions_for_endpoints(viewer: Viewer) -> QuerySet[Region]:
    """This function will return the regions for which *viewer* may enter an address."""
    return Region.objects.filter(within(viewer.scope_for("webhook.manage"), "code"), level__in=(1, 2, 3)).order_by(
        "code"
    )


def messages_left_behind(at: datetime) -> QuerySet[WebhookMessage]:
    """This function will return the messages whose turn has passed without anybody trying them."""
    return WebhookMessage.objects.filter(
        state=MessageState.QUEUED, not_before__lt=at - STALE, endpoint__state=EndpointState.ACTIVE
    )
