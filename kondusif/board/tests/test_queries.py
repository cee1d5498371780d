"""The board shows each viewer what their offices reach, and "no data" where nobody knows."""

from datetime import timedelta

import pytest

from kondusif.alerts.actions import sign_alert
from kondusif.alerts.tests.factories import seen
from kondusif.board.queries import layers
from kondusif.board.queries.decisions import decisions
from kondusif.board.queries.figures import figures
from kondusif.board.queries.place import narrowed, place_of
from kondusif.board.queries.situation import area_rows, headline_of, levels_by_day
from kondusif.board.tests.factories import make_morning, make_vote
from kondusif.meetings.actions import NewRule, add_rule, send_invitations
from kondusif.meetings.states import RuleKind
from kondusif.meetings.tests.factories import planned
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.plans.actions import measures, plan
from kondusif.plans.actions.conflict import consult_council, declare_status, propose_status
from kondusif.plans.models import PeriodReport
from kondusif.plans.tests.factories import (
    IN_B08,
    decree,
    drafted,
    first_measure,
    handed_in,
    heard,
    make_players,
    new_measure,
    proposal,
    running,
)
from kondusif.ratings.actions import give_rating
from kondusif.ratings.tests.factories import a_rating


@pytest.fixture
def cast(everywhere):
    return make_cast()


@pytest.fixture
def morning(cast):
    return make_morning(cast)


def rows_of(viewer, basis="situation", wanted=""):
    place = place_of(viewer, "map.read", wanted)
    return {r.name: r for r in area_rows(narrowed(viewer, place.code), place, NOW, basis)}


def kinds(viewer) -> list[str]:
    return [d.kind for d in sorted(decisions(viewer, NOW))]


def test_the_head_sees_which_subdistrict_got_worse_and_which_stayed(cast, morning):
    rows = rows_of(cast.rendra)
    assert rows["Geger"].level >= 2 and rows["Geger"].change.worse
    assert rows["Bangkalan"].level == 0 and rows["Bangkalan"].change is None
    assert headline_of(rows.values()).worse == ("Geger",)


def test_reports_nobody_judged_yet_are_counted_beside_those_that_came(cast, morning):
    rows = rows_of(cast.ani)
    assert (rows["Geger"].n_reports, rows["Geger"].n_unchecked) == (5, 2)
    assert (rows["Bangkalan"].n_reports, rows["Bangkalan"].n_unchecked) == (1, 1)


def test_an_officer_of_another_regency_sees_nothing_of_it(cast, morning):
    assert {name: (r.level, r.n_reports, r.n_alerts) for name, r in rows_of(cast.eko).items()} == {
        "Sreseh": (None, 0, 0)
    }
    assert kinds(cast.eko) == []


def test_a_head_of_subdistrict_sees_the_villages_of_that_subdistrict(cast, morning):
    assert set(rows_of(cast.dewi)) == {"Kombangan", "Lerpak"}
    assert set(rows_of(cast.dewi, wanted="35.26.01")) == {"Kombangan", "Lerpak"}


def test_a_page_can_turn_to_a_part_but_never_to_a_neighbour(cast, morning):
    assert place_of(cast.budi, "map.read", "35.26.06").code == "35.26.06"
    assert place_of(cast.budi, "map.read", "35.27").code == "35.26"
    assert place_of(cast.budi, "map.read", "x' OR 1=1").code == "35.26"
    assert place_of(cast.sari, "map.read") is None


def test_a_narrowed_viewer_loses_sight_and_gains_none(cast):
    assert narrowed(cast.budi, "35.26.06").scope_for("report.read") == ("35.26.06",)
    assert narrowed(cast.dewi, "35.26").scope_for("report.read") == ("35.26.06",)
    assert narrowed(cast.budi, "35.27").grants == ()


def test_who_may_sign_is_asked_to_and_who_drafted_is_not(cast, morning):
    assert kinds(cast.citra)[0] == "sign"
    assert "sign" not in kinds(cast.budi)
    assert "countersign" not in kinds(cast.rendra)  # nobody signed yet


def test_each_office_gets_its_own_part_of_the_work(cast, morning):
    assert kinds(cast.dewi) == ["overdue_reports", "own_task"]
    assert kinds(cast.ani) == ["overdue_reports", "cluster", "late_task"]
    assert "late_task" in kinds(cast.rendra) and "own_task" not in kinds(cast.rendra)


def test_figures_count_the_scene(cast, morning):
    place = place_of(cast.ani, "board.read")
    told = figures(cast.ani, place, area_rows(cast.ani, place, NOW), NOW)
    assert (told.situation.n_troubled, told.situation.n_areas, told.situation.n_worse) == (1, 2, 1)
    assert told.situation.line[-1] == 1 and told.situation.line[0] is None
    assert (told.reports.response.n_new, told.reports.response.n_overdue) == (4, 1)
    assert told.reports.line[-3:] == [None, 2, 4] and told.reports.line[0] is None
    assert (told.alerts.n_open, told.alerts.n_drafts) == (0, 1)
    assert (told.tasks.n_overdue, told.tasks.overdue) == (1, (("Camat Geger", 1),))
    assert (told.clusters.n, told.clusters.n_unjudged) == (1, 1)


def test_without_sources_the_figures_are_none_and_not_zero(cast):
    place = place_of(cast.budi, "board.read")
    told = figures(cast.budi, place, area_rows(cast.budi, place, NOW), NOW)
    assert told.situation.n_troubled is None and set(told.situation.line) == {None}
    assert told.vote is None and told.clusters is None
    assert set(told.reports.line) == {None}


def test_the_nearest_vote_of_the_province_counts_the_days(cast):
    make_vote(NOW)
    told = figures(cast.budi, place_of(cast.budi, "board.read"), [], NOW).vote
    assert told.days == 4 and [s.name for s in told.running] == ["Masa tenang"] and told.due == told.running


def test_the_time_slider_ends_today_and_knows_what_was(cast, morning):
    place = place_of(cast.budi, "map.read")
    days, lines = levels_by_day(cast.budi, place, NOW)
    assert (len(days), days[-1]) == (60, place.day(NOW))
    assert lines["35.26.06"][-3] is None and lines["35.26.06"][-1] >= 2


def test_an_authority_is_drawn_in_its_own_words_and_dates(cast):
    give_rating(a_rating(class_name="sangat rawan", valid_from=(NOW - timedelta(days=3)).date()), by=cast.ani, at=NOW)
    assert rows_of(cast.budi, "kesbangpol")["Geger"].level == 3
    assert rows_of(cast.budi)["Geger"].level is None
    _days, lines = levels_by_day(cast.budi, place_of(cast.budi, "map.read"), NOW, "kesbangpol")
    assert lines["35.26.06"][-5:] == [None, 3, 3, 3, 3]


def test_layers_show_points_without_words_and_only_of_the_viewers_region(cast, morning):
    def no_page(*_words):
        return None

    for viewer, n in ((cast.ani, 6), (cast.dewi, 5), (cast.eko, 0)):
        place = place_of(viewer, "map.read")
        drawn = layers.report_points(viewer, place, NOW, no_page)["features"]
        assert len(drawn) == n
        assert "Kerumunan di depan" not in str(drawn)
    place = place_of(cast.ani, "map.read")
    assert len(layers.incident_points(cast.ani, place, NOW, no_page)["features"]) == 1
    drawn = layers.cluster_points(cast.ani, place, NOW, no_page, str, lambda c: [f"{c.cases} by chance"])
    circle = drawn["features"][0]["properties"]
    assert circle["radius_m"] == 3200
    assert circle["caution"] == [f"{morning.cluster.cases} by chance"]


def test_an_area_is_concerned_by_a_warning_above_and_below_it():
    from kondusif.board.queries.situation import touches

    assert touches("35.26", "35.26.06") and touches("35.26.06.2005", "35.26.06") and not touches("35.26.01", "35.26.06")


def test_a_warning_in_force_is_drawn_on_its_areas_and_a_draft_is_not(cast, morning):
    def no_page(*_words):
        return None

    place = place_of(cast.budi, "map.read")
    assert layers.alert_areas(cast.budi, place, no_page) == {"items": []}
    sign_alert(alert_id=morning.draft.pk, seen=seen(morning.draft), by=cast.citra, at=NOW)
    drawn = layers.alert_areas(cast.budi, place, no_page)["items"]
    assert [(item["codes"], item["title"]) for item in drawn] == [
        (["35.26.06"], "Ancaman terhadap penyelenggara di Geger")
    ]
    assert rows_of(cast.budi)["Geger"].n_alerts == 1
    assert "sign" not in kinds(cast.citra) and "acknowledge" in kinds(cast.dewi)
    far = place_of(cast.eko, "map.read")
    assert layers.alert_areas(cast.eko, far, no_page) == {"items": []}


def test_an_invitation_waits_for_the_invited_and_a_meeting_nobody_opened_for_those_who_call_meetings(cast):
    meeting = planned(cast.citra)
    rule = NewRule(RuleKind.SUBDISTRICT_HEADS, region_code="35.26")
    add_rule(meeting_id=meeting.pk, rule=rule, by=cast.citra, at=NOW)
    send_invitations(meeting_id=meeting.pk, letter=False, by=cast.citra, at=NOW)
    assert "invitation" in kinds(cast.dewi)
    assert "invitation" not in kinds(cast.budi)
    late = [d.kind for d in decisions(cast.citra, meeting.ends_at + timedelta(minutes=1))]
    assert late.count("unopened") == 1
    assert "unopened" not in [d.kind for d in decisions(cast.eko, meeting.ends_at + timedelta(minutes=1))]


@pytest.fixture
def players(everywhere):
    return make_players(IN_B08)


def test_a_submitted_plan_waits_for_those_who_approve_it_and_for_nobody_else(players):
    made = drafted(players)
    measures.add_measure(plan_id=made.pk, new=new_measure(), by=players.citra, at=NOW)
    assert "plan" not in kinds(players.rendra)
    plan.submit_plan(plan_id=made.pk, by=players.citra, at=NOW)
    assert "plan" in kinds(players.rendra) and "plan" in kinds(players.secretary)
    for other in (players.citra, players.governor, players.sampang_head, players.dewi):
        assert "plan" not in kinds(other)
    plan.approve_plan(plan_id=made.pk, decree_number="SK/1", decree_on=NOW.date(), by=players.rendra, at=NOW)
    assert "plan" not in kinds(players.secretary)


def test_a_status_of_conflict_waits_first_for_the_council_then_for_the_head(players):
    made = propose_status(new=proposal(), by=players.citra, at=NOW)
    assert "status" in kinds(players.chair) and "status" not in kinds(players.rendra)
    assert "status" not in kinds(players.governor)
    consult_council(status_id=made.pk, heard=heard(), by=players.chair, at=NOW)
    assert "status" in kinds(players.rendra) and "status" not in kinds(players.chair)
    declare_status(status_id=made.pk, decree=decree(), by=players.rendra, at=NOW)
    assert "status" not in kinds(players.rendra)


def test_reports_of_the_plan_wait_for_who_verifies_them_and_not_for_who_handed_them_in(players):
    measure = first_measure(running(players))
    report = handed_in(players, measure)
    waiting = [d.subject for d in decisions(players.citra, IN_B08) if d.kind == "plan_reports"]
    assert waiting == [1]
    assert "plan_reports" not in kinds(players.dewi) + kinds(players.province_head)
    PeriodReport.objects.filter(pk=report.pk).update(submitted_by_id=players.citra.person_id)
    assert "plan_reports" not in kinds(players.citra) and "plan_reports" in kinds(players.ani)
