"""A real stream of citizens' reports (PetaBencana, Jakarta, February 2017) through intake, linking and detection."""

import io
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection.actions import request_run
from kondusif.detection.actions.requesting import STANDARD
from kondusif.detection.actions.running import recompute, run_detection
from kondusif.detection.models import Run
from kondusif.people.viewers import SYSTEM
from kondusif.regions.actions.create_tenant import create_tenant
from kondusif.regions.actions.load_regions import load_regions
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from kondusif.triage.actions import suggest_duplicates
from kondusif.triage.models import Suggestion

SHARED = Path(os.environ.get("KONDUSIF_SHARED", Path(__file__).resolve().parents[2].parent / "shared"))
DAYS = ("2017-02-20", "2017-02-22")
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def file_of(day: str) -> Path:
    return SHARED / "data" / "events" / f"petabencana_jabodetabek_{day}.geojson"


def imported(day: str, *words: str) -> str:
    out = io.StringIO()
    call_command("import_reports", str(file_of(day)), "--category", "hazard", *words, stdout=out)
    return out.getvalue()


@pytest.mark.skipif(
    not file_of(DAYS[0]).exists(), reason="the real citizen stream is not on this machine (KONDUSIF_SHARED)"
)
def test_a_real_citizen_stream_goes_through_intake_linking_and_detection(db):
    folder = settings.PUBLIC_DATA_DIR / "regions"
    with scoped(EVERYWHERE):
        load_regions(folder=folder, at=NOW, only=("31",))
        create_tenant(region_code="31", data_dir=settings.PUBLIC_DATA_DIR, by=SYSTEM, at=NOW)
    forget_territory()
    last = datetime.now(UTC) - timedelta(hours=1)
    told = imported(DAYS[0], "--shift-to", (last - timedelta(days=2)).isoformat())
    assert "tidak ada yang ditulis" in told
    with scoped(EVERYWHERE):
        assert Report.objects.count() == 0
    for day, moment in ((DAYS[0], last - timedelta(days=2)), (DAYS[1], last)):
        told = imported(day, "--shift-to", moment.isoformat(), "--commit")
        assert "Tersimpan" in told
    with scoped(EVERYWHERE):
        reports = list(Report.objects.select_related("region").order_by("event_at"))
        # 147 rows; five have no words, one says only "Jkk", and Bekasi, Depok and Tangerang are other offices' regions.
        assert 100 <= len(reports) <= 141
        assert all(r.region_id.startswith("31.") and r.synthetic and r.channel == "import" for r in reports)
        assert len({r.region_id for r in reports}) > 20

        for report in reports:
            suggest_duplicates(report=report, by=SYSTEM, at=NOW)
        pairs = Suggestion.objects.count()
        assert 0 < pairs < len(reports) * 5, "some of a real flood's reports are of one event, most are not"

        run = request_run("31", SYSTEM, last + timedelta(hours=1), parameters=replace(STANDARD, replicates=99))
        run = run_detection(run.pk, clock=lambda: last + timedelta(hours=1))
        assert run.state == "done", (run.state, Run.objects.values().get(pk=run.pk))
        assert recompute(run).all_same, "the same stream gives the same finding again, to the bit"
