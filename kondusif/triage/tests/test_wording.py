from datetime import timedelta

import pytest
from django.utils import translation

from kondusif.people.tests.factories import NOW
from kondusif.reports.models import Report
from kondusif.triage.wording import reasons_in_words


def report(**fields):
    return Report(**{"category": "crowd", "event_at": NOW, "lon": 112.944, "lat": -6.985} | fields)


def words(reasons, other, language="id"):
    with translation.override(language):
        return reasons_in_words(reasons, report(station_number=7), other)


def test_an_officer_reads_grounds_in_their_own_language():
    reasons = [["text_alike", 0.86, 2.0], ["same_station", 1.0, 2.5]]
    other = report(event_at=NOW - timedelta(minutes=35), lat=-6.98136)
    assert words(reasons, other) == ["teks mirip 86 %", "0,4 km, 35 menit", "TPS 7 sama"]
    assert words(reasons, other, "en") == ["text alike 86 %", "0.4 km, 35 minutes", "same TPS 7"]


def test_long_spans_are_told_in_hours():
    assert words([], report(event_at=NOW + timedelta(hours=30))) == ["0 km, 30 jam"]


def test_without_a_point_only_the_time_is_told():
    assert words([], report(lon=None, lat=None)) == ["0 menit"]


def test_what_speaks_against_is_told_too():
    reasons = [["text_alike", 0.02, 0.05], ["different_station", 1.0, -2.5], ["different_village", 1.0, -2.7]]
    assert words(reasons, report()) == ["teks berbeda", "0 km, 0 menit", "TPS lain", "desa lain"]


@pytest.mark.parametrize("code", ["shared_words", "distance_unknown", "a ground of a later engine"])
def test_grounds_without_words_are_left_out(code):
    assert words([["text_alike", 0.9, 2.0], [code, 1.0, 1.0]], report()) == ["teks mirip 90 %", "0 km, 0 menit"]
