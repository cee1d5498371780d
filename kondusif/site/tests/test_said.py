"""Whoever reads the audit trail reads words, not the names that programs give to events."""

import re

from django.conf import settings
from django.utils import translation

from kondusif.site.said import EVENTS, event_name, subject_name

RECORDED = re.compile(r"\b(?:record|event_of)\(\s*\"([a-z_]+\.[a-z_]+)\"")


def test_every_event_that_the_code_records_has_a_name_in_both_languages():
    sources = [p for p in (settings.BASE_DIR / "kondusif").rglob("*.py") if not {"tests", "migrations"} & set(p.parts)]
    recorded = {name for path in sources for name in RECORDED.findall(path.read_text())}
    assert len(recorded) > 200
    assert sorted(recorded - EVENTS.keys()) == []
    with translation.override("id"):
        assert (str(event_name("cluster.found")), str(subject_name("reports.report"))) == ("Gugus ditemukan", "laporan")
    with translation.override("en"):
        assert (str(event_name("cluster.found")), str(subject_name("reports.report"))) == ("Cluster found", "report")
    assert event_name("never.heard_of") == "never.heard_of"
