"""The style guide and the error pages in a real browser."""

import pytest

from tests.support import looks

pytestmark = [
    pytest.mark.urls("kondusif.site.tests.guide_urls"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.drawn,
]
PAGES = {"gaya": "/gaya/", "warga": "/gaya/warga/", "galat": "/gaya/galat/409/", "masuk": "/akun/login/"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_keeps_to_its_width_and_policy(open_page, live_server, settings, name, width, scheme):
    settings.DEMO = True  # with the banner
    page = open_page(width=width, height=900, color_scheme=scheme)
    noise = looks.watch(page)
    response = page.goto(live_server.url + PAGES[name], wait_until="networkidle")
    looks.keep(page, f"{name}-{width}-{scheme}")
    assert response.status < 500
    # The page of a conflict answers 409, and the test server has no event stream (404): both are meant.
    assert looks.faults(page, [n for n in noise if "409" not in n and "404" not in n]) == []
