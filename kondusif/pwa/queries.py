"""Reading what the phone keeps."""

from kondusif.regions.kinds import Level
from kondusif.regions.queries import subtree, top_tenants
from kondusif.regions.views import where

MOST_VILLAGES = 9000  # a whole province


def village_names() -> list[tuple[str, str, str]]:
    """This function will return code, name and place of every village that this installation serves."""
    found = []
    for tenant in top_tenants():
        rows = subtree(tenant.region_id, Level.VILLAGE).select_related("parent__parent").order_by("code")
        found += [(place.code, place.title, where(place)) for place in rows[:MOST_VILLAGES]]
    return found[:MOST_VILLAGES]
