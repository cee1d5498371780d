"""Every read of this room, by noun: the queue, incidents, suggestions, response, search."""

from kondusif.triage.queries.incidents import (
    best_suggestion,
    evidence_for,
    incident_for,
    incident_of,
    incidents_seen_by,
    reports_of,
    tenant_of,
)
from kondusif.triage.queries.queue import (
    Cursor,
    QueueFilter,
    QueuePage,
    awaiting_triage,
    next_unclaimed,
    queue_count,
    queue_page,
)
from kondusif.triage.queries.response import (
    ResponseFigures,
    escalated_to,
    limit_of,
    overdue_unescalated,
    response_figures,
    zone_of,
)
from kondusif.triage.queries.search import Found, search, unprepared
from kondusif.triage.queries.suggestions import Suggested, neighbours_of, suggestions_for

__all__ = [
    "Cursor",
    "Found",
    "QueueFilter",
    "QueuePage",
    "ResponseFigures",
    "Suggested",
    "awaiting_triage",
    "best_suggestion",
    "escalated_to",
    "evidence_for",
    "incident_for",
    "incident_of",
    "incidents_seen_by",
    "limit_of",
    "neighbours_of",
    "next_unclaimed",
    "overdue_unescalated",
    "queue_count",
    "queue_page",
    "reports_of",
    "response_figures",
    "search",
    "suggestions_for",
    "tenant_of",
    "unprepared",
    "zone_of",
]
