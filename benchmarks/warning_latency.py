# needs: stack
"""From the moment a report is judged true to the moment the drafted warning stands on an officer's open page."""

import json
import os
import statistics
import time
from uuid import uuid4

import httpx

os.environ["KONDUSIF_DATA_DIR"] = os.environ["KONDUSIF_BENCH_DATA"]
os.environ["DJANGO_SETTINGS_MODULE"] = "kondusif.site.settings"
URL = os.environ["KONDUSIF_BENCH_URL"]
PATIENCE = 30.0


def prepare():
    """This function will return the officers of Bangkalan and its subdistricts, setting the stage where it is bare."""
    import django

    django.setup()
    from django.utils import timezone

    from kondusif.core.scope import EVERYWHERE, scoped
    from kondusif.regions.kinds import Level
    from kondusif.regions.queries import subtree
    from kondusif.rehearsal.stage import set_stage

    with scoped(EVERYWHERE):
        stage = set_stage("35.26", at=timezone.now())
    villages = {v.code[:8]: v.code for v in subtree("35.26", Level.VILLAGE)}
    return stage, sorted(villages.values())


def cookie_of(viewer) -> dict[str, str]:
    """This function will return the session of a signed-in officer, as a browser holds it."""
    from django.conf import settings
    from django.test import Client

    from kondusif.people.models import Person

    client = Client()
    client.force_login(Person.objects.get(pk=viewer.person_id))
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def send(village: str) -> None:
    """This function will send a report as a citizen's phone does."""
    from django.utils import timezone

    body = {
        "client_id": str(uuid4()), "category": "intimidation_violence", "text": "Uji ukur: ancaman kepada penyelenggara",
        "village_code": village, "event_at": timezone.now().isoformat(), "anonymous": True,
    }  # fmt: skip
    httpx.post(f"{URL}/api/v1/reports", json=body, timeout=30).raise_for_status()


def judge(village: str, stage) -> float:
    """This function will verify the newest report of the village and return when that was committed."""
    from django.utils import timezone

    from kondusif.core.scope import EVERYWHERE, scoped
    from kondusif.reports.models import Report
    from kondusif.triage import actions

    with scoped(EVERYWHERE):
        report = Report.objects.filter(region_id=village).latest("received_at")
        by, at = stage.operator, timezone.now()
        actions.screen_report(
            report_id=report.pk, category=report.category, maturity="occurrence", urgency=report.urgency, by=by, at=at
        )
        actions.start_verification(report_id=report.pk, by=by, at=at)
        actions.verify_report(report_id=report.pk, source_rating="B", info_rating=2, by=by, at=at)
    return time.monotonic()


def seconds_until_shown(village: str, stage, session: dict[str, str]) -> float:
    """This function will return how long after the verdict an open page shows the drafted warning."""
    with httpx.Client(base_url=URL, cookies=session, timeout=PATIENCE) as browser:
        before = browser.get("/peringatan/").text.count("PD/35.26/")
        send(village)
        with browser.stream("GET", "/peristiwa", headers={"Accept": "text/event-stream"}) as news:
            judged = judge(village, stage)
            for line in news.iter_lines():
                if "alert.drafted" in line and browser.get("/peringatan/").text.count("PD/35.26/") > before:
                    return time.monotonic() - judged
                if time.monotonic() - judged > PATIENCE:
                    break
    raise SystemExit(f"no draft within {PATIENCE:.0f} s for {village}")


def main() -> None:
    """This function will measure one warning for each subdistrict."""
    stage, villages = prepare()
    session = cookie_of(stage.head)
    from django.db import connection

    from kondusif.alerts.models import Alert
    from kondusif.core.scope import EVERYWHERE, scoped

    with scoped(EVERYWHERE):
        told = {a.region_id for a in Alert.objects.filter(trigger_key__startswith="violence:")}
    spans = sorted(seconds_until_shown(v, stage, session) for v in villages if v[:8] not in told)
    connection.close()
    p95 = spans[min(len(spans) - 1, round(0.95 * (len(spans) - 1)))]
    note = f"{len(spans)} subdistricts, median {statistics.median(spans):.2f} s, through outbox, worker, live stream and page"
    print(
        json.dumps(
            {
                "name": "report judged true → drafted warning on an open page, p95",
                "value": round(p95, 2),
                "unit": "s",
                "goal": "≤ 5 s",
                "note": note,
            }
        )
    )


if __name__ == "__main__":
    main()
