"""In a browser: a camat reports on the phone while the signal is gone, sends once it is back, and the desk verifies."""

import pytest
from django.conf import settings as installed
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Person
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import appoint
from kondusif.plans.actions.period_reports import return_period_report
from kondusif.plans.models import ActionPlan, PeriodReport, StrategicIssue
from kondusif.plans.rules import period_of
from kondusif.plans.tests.factories import make_players
from kondusif.regions.models import Tenant
from kondusif.rehearsal import scenes_plans
from kondusif.rehearsal.stage import Stage
from kondusif.rehearsal.story import Story
from tests.support import looks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def stage(transactional_db, settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    now = timezone.now()
    with scoped(EVERYWHERE):
        who = make_players(now)
        police = viewer_of(
            appoint("Lukman Hidayat", Role.POLICE_COMMAND, "35.26", "Kabag Ops Polres Bangkalan"), at=now
        )
        played = Stage(
            Tenant.objects.get(region_id="35.26"), who.budi, who.ani, who.citra, who.rendra, police, who.ani,
            {"35.26.06": who.dewi},
        )  # fmt: skip
        scenes_plans.play(played, Story((), ()), now)
        period = period_of(timezone.localdate(now))
        for report in PeriodReport.objects.filter(measure__owner__title="Camat Geger", period=period):
            return_period_report(period_report_id=report.pk, reason="Tambahkan desa terakhir", by=who.ani, at=now)
        Person.objects.update(is_demo=True)
        yield who


def as_person(page, person, url: str) -> None:
    client = Client()
    client.force_login(person)
    name = installed.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def test_a_report_survives_a_lost_signal_and_every_page_can_be_read(stage, live_server, open_page):
    desk, phone = open_page(width=1280, height=900), open_page(width=360)
    noise = looks.watch(desk, phone)
    base = f"{live_server.url}/rencana-aksi"
    as_person(phone, stage.persons["dewi"], live_server.url)
    report_without_a_signal(phone, base)
    assert PeriodReport.objects.filter(state="submitted", narrative="Enam desa selesai").count() == 1

    as_person(desk, stage.persons["citra"], live_server.url)
    plan, issue = ActionPlan.objects.get(), StrategicIssue.objects.get(origin="national-2024/02")
    pages = {
        "daftar": "/", "satu": f"/{plan.pk}", "verifikasi": "/verifikasi", "isu": "/isu/", "isu-satu": f"/isu/{issue.pk}",
        "renaksi": f"/renaksi/{plan.measures.get(number=5).pk}", "status": "/status-konflik/",
    }  # fmt: skip
    for name, path in pages.items():
        desk.goto(base + path)
        looks.keep(desk, f"renaksi-{name}-1280")
        # The signal was taken away above, which the browser notes.
        assert looks.faults(desk, [n for n in noise if "DISCONNECTED" not in n]) == [], path
    for name in ("daftar", "satu"):
        phone.goto(base + pages[name])
        looks.keep(phone, f"renaksi-{name}-360")
        assert looks.faults(phone, []) == [], name


def report_without_a_signal(phone, base: str) -> None:
    """This function will fill the form, send it into nothing, find the words again, and send them for good."""
    measure = ActionPlan.objects.get().measures.get(number=5)
    period = period_of(timezone.localdate(timezone.now()))
    phone.goto(f"{base}/renaksi/{measure.pk}/lapor/{period.value}")
    phone.fill("[name=realised]", "0")
    phone.fill("[name=narrative]", "Enam desa selesai")
    looks.keep(phone, "renaksi-lapor-360")
    assert looks.faults(phone, []) == []
    phone.context.set_offline(True)
    phone.click("button[value=serahkan]")
    phone.wait_for_selector("text=Tidak ada sambungan")
    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator("[name=narrative]")).to_have_value("Enam desa selesai")
    posted = []
    phone.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    phone.dblclick("button[value=serahkan]")  # an impatient finger
    phone.wait_for_selector("text=Diserahkan")
    assert len(posted) == 1
    assert phone.evaluate("Object.keys(localStorage).filter(k => k.startsWith('keep:')).length") == 0
