"""When warnings draft themselves, and what a signature covers."""

from datetime import timedelta
from uuid import uuid4

from kondusif.alerts.rules import (
    ACKNOWLEDGE_WITHIN,
    Fact,
    content_hash,
    may_sign_alone,
    needs_second_authority,
    triggers,
)
from kondusif.alerts.states import Level
from kondusif.people.tests.factories import NOW


def fact(category="money_politics", place="35.26.06", hours=1.0, feeds=True, **flags) -> Fact:
    return Fact(uuid4(), category, place, NOW - timedelta(hours=hours), feeds, **flags)


def test_three_verified_reports_of_one_theme_in_one_subdistrict_within_a_day_draft_yellow():
    facts = [fact() for _ in range(3)]
    [trigger] = triggers(facts, at=NOW)
    assert (trigger.code, trigger.level, trigger.region_code) == ("same_place", Level.YELLOW, "35.26.06")
    assert set(trigger.report_ids) == {f.report_id for f in facts}


def test_two_reports_or_three_of_different_themes_places_or_days_draft_nothing():
    assert triggers([fact(), fact()], at=NOW) == []
    assert triggers([fact(), fact(), fact("hoax")], at=NOW) == []
    assert triggers([fact(), fact(), fact(place="35.26.07")], at=NOW) == []
    assert triggers([fact(), fact(), fact(hours=25)], at=NOW) == []


def test_one_verified_violence_drafts_orange_and_victims_or_an_attacked_office_red():
    assert [t.level for t in triggers([fact("intimidation_violence", violent=True)], at=NOW)] == [Level.ORANGE]
    assert [t.level for t in triggers([fact("crowd", has_weapon=True)], at=NOW)] == [Level.ORANGE]
    assert [t.level for t in triggers([fact("crowd", violent=True, has_victims=True)], at=NOW)] == [Level.RED]
    assert [t.level for t in triggers([fact("crowd", violent=True, target="kpu")], at=NOW)] == [Level.RED]


def test_reports_too_weak_to_feed_a_warning_never_raise_one_however_many():
    weak = [fact("intimidation_violence", feeds=False, violent=True, has_victims=True) for _ in range(50)]
    assert triggers(weak, at=NOW) == []


def test_the_same_trouble_keeps_its_key_when_more_reports_come():
    few = triggers([fact() for _ in range(3)], at=NOW)[0]
    many = triggers([fact() for _ in range(9)], at=NOW)[0]
    assert few.key == many.key


def test_a_changed_word_has_another_hash_and_the_order_of_fields_does_not_matter():
    assert content_hash({"a": 1, "b": "x"}) == content_hash({"b": "x", "a": 1})
    assert content_hash({"a": 1, "b": "x"}) != content_hash({"a": 1, "b": "y"})


def test_only_red_needs_a_second_authority_and_alone_only_after_fifteen_minutes():
    assert [needs_second_authority(level) for level in Level] == [False, False, False, True]
    assert not may_sign_alone(signed_at=NOW, at=NOW + timedelta(minutes=14, seconds=59))
    assert may_sign_alone(signed_at=NOW, at=NOW + timedelta(minutes=15))


def test_the_graver_a_warning_the_shorter_its_clock():
    spans = [ACKNOWLEDGE_WITHIN[level] for level in Level]
    assert spans == sorted(spans, reverse=True)
    assert len(set(spans)) == 4


def test_many_reports_of_one_violence_are_one_warning_and_not_a_second_lower_one():
    facts = [fact("intimidation_violence", violent=True) for _ in range(4)]
    assert [t.code for t in triggers(facts, at=NOW)] == ["violence"]
    mixed = triggers([*facts, *(fact("hoax") for _ in range(3))], at=NOW)
    assert [t.code for t in mixed] == ["violence", "same_place"]
