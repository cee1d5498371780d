"""A calendar program that others wrote takes our feeds in, and takes back what was called off."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.icalendar.actions import make_calendar_key
from kondusif.meetings.actions import change_meeting
from kondusif.meetings.tests.factories import new_meeting, planned
from kondusif.people.tests.factories import make_cast
from tests.support.waiting import RESTART_S

pytest.importorskip("khal", reason="the calendar program khal is not installed")
pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")
CONFIGURATION = """
[calendars]
[[kantor]]
path = {home}/kantor
[sqlite]
path = {home}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdateformat = %Y-%m-%d
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Asia/Jakarta
local_timezone = Asia/Jakarta
"""


@pytest.fixture
def khal(tmp_path):
    (tmp_path / "kantor").mkdir()
    (tmp_path / "khal.conf").write_text(CONFIGURATION.format(home=tmp_path))
    program = Path(sys.executable).with_name("khal")

    def run(*words: str) -> str:
        done = subprocess.run(
            [str(program), "-c", str(tmp_path / "khal.conf"), *words], capture_output=True, text=True, timeout=RESTART_S,
            check=False, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(tmp_path)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_khal_shows_a_meeting_and_follows_its_change(khal, tmp_path, client, db):
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    # a morning: khal lists a meeting that crosses midnight once for each of its days
    starts_at = (now.astimezone(JAKARTA) + timedelta(days=2)).replace(hour=10)
    with scoped(EVERYWHERE):
        folk = make_cast(now)
        meeting = planned(folk.budi, at=now, starts_at=starts_at)
        key = make_calendar_key(by=folk.rendra, at=now)

    def taken_in() -> list[str]:
        file = tmp_path / "rapat.ics"
        file.write_bytes(client.get(f"/ical/rapat/{key}.ics").content)
        khal("import", "--batch", "-a", "kantor", str(file))
        listed = khal("list", "--day-format", "", "--format", "{title}|{start-date} {start-time}", "today", "20d")
        return [line for line in listed.splitlines() if "|" in line]

    assert taken_in() == [f"{meeting.title}|{starts_at.astimezone(JAKARTA):%Y-%m-%d %H:%M}"]
    later = starts_at + timedelta(days=1)
    with scoped(EVERYWHERE):
        change_meeting(
            meeting_id=meeting.pk, new=new_meeting(starts_at=later, title="Rakor diundur"), by=folk.budi, at=now
        )
    assert taken_in() == [f"Rakor diundur|{later.astimezone(JAKARTA):%Y-%m-%d %H:%M}"]
