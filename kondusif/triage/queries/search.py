"""Full-text search over what the viewer may read, in Indonesian, whatever the spelling."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from kondusif.people.viewers import Viewer
from kondusif.reports.models import Report
from kondusif.reports.permissions import is_sensitive, may_read_words
from kondusif.reports.queries import reports_seen_by
from kondusif.triage.models import Incident, SearchEntry
from kondusif.triage.queries.incidents import incidents_seen_by, with_counts
from kondusif.triage.spelling import search_words, shipped

# More than a person reads; whoever gets so many adds a word.
MOST = 100
_CANDIDATES = 400


@dataclass(frozen=True)
class Found:
    """What a search found, the latest first, and the words that were really looked for."""

    words: str
    reports: list[Report] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    is_cut: bool = False


def search(viewer: Viewer, text: str, *, in_sensitive: bool = False) -> Found:
    """
    This function will return the reports and incidents in which the words of *text* stand.

    To find a report by a word is to read that word. So sensitive reports are left out unless asked for *in_sensitive*;
    then those of them that are found are a reading, which the caller writes down before anybody sees them.

    The database answers within the territory of the connection; of that, only what the viewer may
    read is returned: clearance, own offices and deeds are checked on the rows themselves.
    """
    words = search_words(text, shipped())
    if not words:
        return Found(words)
    named = list(with_counts(incidents_seen_by(viewer)).filter(number__iexact=text.strip()[:24]))
    hits = _in_order(_ids(words, "report"), reports_seen_by(viewer).select_related("region"))
    # Sealed words are filed under nothing: what such a report is found by, every list shows.
    reports = [r for r in hits if not r.text or not is_sensitive(r) or (in_sensitive and may_read_words(r, viewer))]
    incidents = _in_order(_ids(words, "incident"), with_counts(incidents_seen_by(viewer)))
    incidents = [*named, *(i for i in incidents if i not in named)]
    return Found(words, reports[:MOST], incidents[:MOST], len(reports) > MOST or len(incidents) > MOST)


def unprepared(viewer: Viewer, *, since: datetime, until: datetime) -> QuerySet[Report]:
    """This function will return the reports of a span of time that are filed under no words yet."""
    filed = SearchEntry.objects.filter(kind=SearchEntry.Kind.REPORT, subject_id=OuterRef("pk"))
    return (
        reports_seen_by(viewer)
        .filter(~Exists(filed), received_at__gte=since, received_at__lt=until)
        .order_by("received_at", "id")
    )


def _ids(words: str, kind: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject_id FROM triage_search(%s, %s, %s)", [words, kind, _CANDIDATES])
        return [row[0] for row in cursor.fetchall()]


def _in_order(ids: list[UUID], rows) -> list:
    by_id = {row.pk: row for row in rows.filter(pk__in=ids)}
    return [by_id[i] for i in ids if i in by_id]
