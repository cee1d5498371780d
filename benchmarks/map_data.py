# needs: stack
"""How long the map's data of 25,000 reports takes the first time somebody asks for it, over HTTP."""

import json
import os
import time
from datetime import timedelta

import httpx

os.environ["KONDUSIF_DATA_DIR"] = os.environ["KONDUSIF_BENCH_DATA"]
os.environ["DJANGO_SETTINGS_MODULE"] = "kondusif.site.settings"
URL = os.environ["KONDUSIF_BENCH_URL"]
N_REPORTS, BATCH = 25_000, 5_000
VILLAGE, LON, LAT = "35.26.06.2005", 112.944, -6.985


def lay(at) -> None:
    """This function will take in the reports, as the intake does, a batch at a time."""
    from uuid import uuid4

    from kondusif.reports.actions import receive_each
    from kondusif.reports.rules import NewReport
    from kondusif.reports.territory import Placed

    for start in range(0, N_REPORTS, BATCH):
        moment = at - timedelta(minutes=1 + start // BATCH)
        receive_each(
            [
                Placed(NewReport(uuid4(), "crowd", "Uji ukur peta", moment, lat=LAT, lon=LON, synthetic=True), VILLAGE)
                for _ in range(BATCH)
            ],
            at=moment,
        )


def main() -> None:
    """This function will lay the reports and ask for them once."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from kondusif.core.scope import EVERYWHERE, scoped
    from kondusif.people.models import Person
    from kondusif.rehearsal.stage import set_stage

    at = timezone.now()
    with scoped(EVERYWHERE):
        stage = set_stage("35.26", at=at)
    lay(at)
    client = Client()
    client.force_login(Person.objects.get(pk=stage.operator.person_id))
    session = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    days = {"dari": (at - timedelta(days=1)).date().isoformat(), "sampai": (at + timedelta(days=1)).date().isoformat()}
    with httpx.Client(base_url=URL, cookies=session, timeout=60) as browser:
        browser.get("/laporan/")  # the connection and the session are there; the data is not
        started = time.monotonic()
        answer = browser.get("/laporan/peta.geojson", params=days)
        spent = time.monotonic() - started
    answer.raise_for_status()
    n = len(answer.json()["features"])
    if n < N_REPORTS:
        raise SystemExit(f"only {n} of {N_REPORTS} reports came")
    note = f"{n} reports, {len(answer.content) / 1e6:.1f} MB"
    print(
        json.dumps(
            {
                "name": "GeoJSON of 25,000 reports, first time",
                "value": round(spent, 2),
                "unit": "s",
                "goal": "≤ 1 s",
                "note": note,
            }
        )
    )


if __name__ == "__main__":
    main()
