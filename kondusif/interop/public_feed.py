"""What stands in the open feeds: each warning once, as its newest message, and the notices of late."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import shapely
from django.urls import reverse

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop import feeds
from kondusif.interop.cap import queries as cap
from kondusif.interop.cap.codec import from_xml, moment
from kondusif.interop.cap.mapping import rings
from kondusif.publication.models import PublicNotice
from kondusif.publication.notice_queries import address_of, summary_of, told_notices
from kondusif.regions.models import Boundary

HTML = "text/html"


def warnings(at: datetime, base: str, *, within: str = "", about: str = "") -> list[feeds.Entry]:
    """This function will return the warnings *within* a tenant's region, or *about* a place, newest first."""
    messages = cap.public_messages(at, within, about=about)
    return [
        feeds.of_message(from_xml(bytes(m.content)), base + reverse("interop:cap_message", args=[m.identifier]))
        for m in messages
    ]


def notices(at: datetime, place: str) -> list[feeds.Entry]:
    """This function will return the notices that concern a place, newest first; "" means everywhere."""
    told = told_notices(place, at)
    outlines = _outlines(sorted({n.region_id for n in told}))
    return [_entry(n, outlines.get(n.region_id, ())) for n in told]


def newest_first(*lists: Sequence[feeds.Entry]) -> list[feeds.Entry]:
    """This function will put entries of several kinds into one order."""
    return sorted((entry for one in lists for entry in one), key=lambda e: (e.updated, e.id), reverse=True)


def _entry(notice: PublicNotice, outline: tuple[tuple[tuple[float, float], ...], ...]) -> feeds.Entry:
    version, url, summary = notice.newest, address_of(notice), summary_of(notice)
    name = f"urn:kondusif:notice:{notice.number.replace('/', '-')}"
    return feeds.Entry(
        name, version.headline, summary, notice.told_at, url, HTML, outline,
        {
            "kind": "notice", "headline": version.headline, "description": summary, "state": notice.state,
            "verdict": version.verdict or None, "sent": moment(notice.told_at), "area": notice.region.title,
            "source": version.released_title, "url": url, "id": name,
        },
    )  # fmt: skip


def _outlines(codes: Sequence[str]) -> dict[str, tuple[tuple[tuple[float, float], ...], ...]]:
    current = Boundary.objects.filter(region_id__in=codes, current=True).values_list("region_id", "pk")
    return {code: _drawn(pk) for code, pk in current}


@lru_cache(maxsize=256)
def _drawn(boundary_id: int) -> tuple[tuple[tuple[float, float], ...], ...]:
    with scoped(EVERYWHERE):
        geometry = Boundary.objects.values_list("geometry", flat=True).get(pk=boundary_id)
    return rings(shapely.from_wkb(bytes(geometry)))
