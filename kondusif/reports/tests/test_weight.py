"""What a phone on a slow network has to fetch, and that the map's data is whole."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.staticfiles import finders

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_cast
from kondusif.reports.actions import receive_each
from kondusif.reports.territory import Placed, forget_territory
from kondusif.reports.tests.factories import new_report

FIRST_LOAD_MAX = 60_000


@pytest.fixture
def cast(db):
    forget_territory()
    return make_cast()


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def fetched(html: str, client) -> dict[str, int]:
    """This function will return every file that the page makes a browser fetch, with its packed size."""
    waiting = re.findall(r"<(?:link|script|img)\b[^>]*?(?:href|src)=\"([^\"]+)\"", html)
    sizes: dict[str, int] = {}
    while waiting:
        address = waiting.pop()
        if address in sizes:
            continue
        if not address.startswith("/static/"):
            sizes[address] = packed(client.get(address).content)
            continue
        path = finders.find(address.removeprefix("/static/"))
        assert path, f"{address} is not ours"
        content = Path(path).read_bytes()
        sizes[address] = packed(content)
        # A module fetches what it imports.
        if address.endswith(".js"):
            waiting += [urljoin(address, name) for name in re.findall(r'from "(\.[^"]+)"', content.decode())]
    return sizes


@pytest.mark.parametrize("address", ["/laporan/baru", "/laporan/cek"])
def test_the_first_load_of_a_citizens_page_is_light(cast, client, address):
    html = client.get(address).content
    files = fetched(html.decode(), client)
    assert any(name.endswith(".css") for name in files), "the control: the style sheet was weighed"
    assert packed(html) + sum(files.values()) <= FIRST_LOAD_MAX
    # The whole first load without compression stays small too: old proxies strip it.
    assert len(html) < FIRST_LOAD_MAX
    assert not any("leaflet" in name or "htmx" in name for name in files), "the map comes only when it is asked for"


def test_the_map_leaves_out_no_report_of_the_days_asked_for(cast):
    from kondusif.reports.queries import map_features

    at = datetime.now(UTC)
    for day in range(3):
        moment = at - timedelta(days=day)
        receive_each(
            [Placed(new_report(event_at=moment, lat=-6.98, lon=112.94), "35.26.06.2001") for _ in range(500)], at=moment
        )
    with scoped(cast.budi.scope):
        assert len(list(map_features(cast.budi, at - timedelta(days=9), at + timedelta(days=1)))) == 1500


def test_the_scope_of_the_map_holds_for_many_reports_too(cast):
    from kondusif.reports.queries import map_features

    at = datetime.now(UTC)
    receive_each([Placed(new_report(event_at=at), "35.27.01.2002") for _ in range(50)], at=at)
    with scoped(EVERYWHERE):
        assert list(map_features(cast.budi, at - timedelta(days=1), at + timedelta(days=1))) == []
