"""The field's own forms without a signal: kept sealed, opened again from the phone, sent once under the right name."""

import pytest
from django.test import Client

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.daily.models import SituationReport
from kondusif.people.models import Person
from kondusif.people.tests.factories import make_cast

NEED = "Butuh perahu karet di dermaga"
KEPT = """async () => { const { everything } = await import("/static/js/outbox.js");
  return JSON.stringify([(await everything()).map((item) => [item.kind, item.state]), { ...localStorage }]); }"""


@pytest.fixture
def cast(transactional_db, settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        made = make_cast()
        Person.objects.update(is_demo=True)
        yield made


def sign_in(page, cast, name: str, url: str) -> None:
    client = Client()
    client.force_login(cast.persons[name])
    cookie = next(iter(client.cookies))
    page.context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": url}])


def test_a_situation_written_without_a_signal_is_sent_once_and_only_by_who_wrote_it(cast, live_server, open_page):
    page = open_page(width=360)
    sign_in(page, cast, "dewi", live_server.url)
    page.goto(f"{live_server.url}/harian/situasi/")
    page.wait_for_selector("form[data-kept=yes]")
    page.context.set_offline(True)
    page.check("#level-1")
    page.check("[name=crowd][value=usual]")
    page.check("[name=head_where][value=present]")
    page.fill("[name=needs]", NEED)
    page.dblclick("form[data-field] button.primary")  # an impatient finger
    page.get_by_text("tersimpan di telepon ini").wait_for()
    page.reload()  # the form opens from the phone
    page.get_by_text("tersimpan di telepon ini").wait_for()
    kept = page.evaluate(KEPT)
    assert NEED not in kept and kept.count('"situation","waiting"') == 1
    sign_in(page, cast, "budi", live_server.url)  # the phone changed hands
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/luring/")
    page.get_by_text("1 lagi menunggu akun yang menulisnya").wait_for()
    assert not SituationReport.objects.exists()
    sign_in(page, cast, "dewi", live_server.url)
    page.goto(f"{live_server.url}/harian/situasi/")
    page.get_by_text("Terkirim.").wait_for()
    assert [row.needs for row in SituationReport.objects.all()] == [NEED]
