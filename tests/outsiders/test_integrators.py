"""Every command on the page for other programs works as it stands there, in a real shell, against the running house."""

import html
import os
import re
import shutil
import subprocess

import pytest
from django.utils import timezone

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.openrosa.accounts import password_of
from kondusif.interop.openrosa.passwords import make_app_password
from kondusif.interop.tests.factories import a_key
from kondusif.people.tests.factories import make_cast
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from tests.support.fronts import running_front
from tests.support.waiting import PATIENCE_S

pytestmark = pytest.mark.django_db(transaction=True)
FIXED = (
    "/open311/v2/", "/openrosa/formList", "/openrosa/submission", "/ogc/", "/cap/feed.atom", "/umpan/rss", "/ical/",
    "/api/v1/openapi.json",
)  # fmt: skip


def test_every_command_of_the_page_works(transactional_db, client):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    forget_territory()
    with scoped(EVERYWHERE):
        folk, now = make_cast(timezone.now()), timezone.now()
        phone = make_app_password(label="Uji", by=folk.dewi, at=now)
        known = {
            "KONDUSIF_KEY": a_key(folk.citra, reads_incidents=True).key,
            "KONDUSIF_HP": phone.username, "KONDUSIF_SANDI": password_of(phone),
        }  # fmt: skip
    with running_front() as host:
        page = client.get("/integrasi/", headers={"Host": host}).content.decode()
        commands = [html.unescape(text) for text in re.findall(r'data-copy="([^"]*)"', page)]
        wrong = {command: answer for command in commands if not (answer := _run(command, known)).startswith("2")}
    assert len(commands) >= 14
    assert [path for path in FIXED if not any(path in command for command in commands)] == []
    assert wrong == {}
    with scoped(EVERYWHERE):
        assert Report.objects.count() == Report.objects.filter(exercise=True).count() >= 2
    forget_territory()


def _run(command: str, known: dict[str, str]) -> str:
    """This function will run a command of the page as a reader would and return the status of the answer."""
    asked = f"{command} -o /dev/null -w '%{{http_code}}'"
    done = subprocess.run(
        ["bash", "-c", asked], capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        env={"PATH": os.environ["PATH"]} | known,
    )  # fmt: skip
    return done.stdout + done.stderr
