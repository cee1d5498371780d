"""Everyday noise and planted trouble over the real villages of Bangkalan."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import numpy as np

from kondusif.people.tests.factories import NOW
from kondusif.regions.actions.load_regions import load_regions
from kondusif.regions.kinds import Level
from kondusif.regions.models import Region
from kondusif.regions.queries import subtree
from kondusif.reports.models import Report
from kondusif.reports.states import Channel, ReportState, Urgency

DATA = Path(__file__).resolve().parents[3] / "data"
CATEGORIES = ("money_politics", "crowd", "hoax", "logistics", "voter_list", "power_network", "hazard")


def load_bangkalan() -> list[Region]:
    """This function will load the real regency and return its 281 villages."""
    load_regions(folder=DATA / "regions", at=NOW, only=("35.26",))
    return list(subtree("35.26", Level.VILLAGE).order_by("code"))


def a_report(village: str, when: datetime, number: int, **fields) -> Report:
    """This function will build one report that was received when it happened."""
    key = UUID(int=(number << 64) | 1)
    base = {
        "client_id": key, "content_hash": sha256(key.bytes).digest(), "receipt_hash": sha256(b"r" + key.bytes).digest(),
        "channel": Channel.WEB, "category": "crowd", "text": "Laporan uji.", "urgency": Urgency.YELLOW,
        "region_id": village, "event_at": when, "entered_at": when, "received_at": when, "state": ReportState.RECEIVED,
        "synthetic": True,
    }  # fmt: skip
    return Report(**base | fields)


def add_noise(
    villages: Sequence[Region], *, per_day: float, seed: int, days: int = 60, at: datetime = NOW, start: int = 0
) -> int:
    """This function will store everyday reports: some villages report more, some weekdays too, nothing else."""
    random = np.random.default_rng(seed)
    habits = np.random.default_rng(7).gamma(2.0, size=len(villages))  # who reports much does so every day
    habits /= habits.sum()
    reports: list[Report] = []
    for back in range(days):
        day = at - timedelta(days=back)
        busy = 1.3 if day.weekday() in (0, 4) else 0.9
        for where in random.choice(len(villages), size=random.poisson(per_day * busy), p=habits):
            when = day - timedelta(minutes=int(random.integers(0, 100)))
            reports.append(
                a_report(villages[where].code, when, start + len(reports), category=str(random.choice(CATEGORIES)))
            )
    Report.objects.bulk_create(reports)
    return len(reports)


def plant(
    villages: Sequence[str],
    *,
    days: int,
    per_day: int,
    at: datetime = NOW,
    category: str = "intimidation_violence",
    start: int = 10**6,
) -> int:
    """This function will store an outbreak: *per_day* reports a day over neighbouring villages, up to today."""
    reports = [
        a_report(
            villages[(back * per_day + n) % len(villages)],
            at - timedelta(days=back, minutes=n % 100),
            start + back * 1000 + n,
            category=category,
        )
        for back in range(days)
        for n in range(per_day)
    ]
    Report.objects.bulk_create(reports)
    return len(reports)


def nearest(villages: Sequence[Region], centre: Region, n: int) -> list[str]:
    """This function will return the codes of the *n* villages around *centre*, itself first."""
    return [v.code for v in sorted(villages, key=lambda v: (v.lon - centre.lon) ** 2 + (v.lat - centre.lat) ** 2)[:n]]
