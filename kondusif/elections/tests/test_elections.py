from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from kondusif.elections import queries, rules
from kondusif.elections.actions.load_calendars import load_calendars
from kondusif.elections.actions.plan_demo_election import plan_demo_election
from kondusif.elections.calendar_file import read_election
from kondusif.elections.days_off import read_days_off
from kondusif.elections.models import Election, PollingStation, Stage
from kondusif.people.tests.factories import make_places

DATA = Path(__file__).resolve().parents[3] / "data" / "elections"
OFF = read_days_off(DATA / "days_off.csv")
VOTING_DAY = date(2024, 11, 27)


class TestDays:
    @pytest.mark.parametrize(
        ("today", "left", "name"),
        [(date(2024, 11, 20), 7, "H-7"), (VOTING_DAY, 0, "H"), (date(2024, 12, 1), -4, "H+4")],
    )
    def test_days_are_counted_to_the_voting_day(self, today, left, name):
        assert rules.days_until(VOTING_DAY, today) == left
        assert rules.day_name(VOTING_DAY, today) == name

    @pytest.mark.parametrize(("name", "n"), [("H-7", 7), ("H", 0), ("H+3", -3), (" h - 10 ", 10)])
    def test_a_day_is_read_as_offices_write_it(self, name, n):
        assert rules.days_before(name) == n

    @pytest.mark.parametrize("name", ["", "7", "H-", "H7", "H--7", "H-1000", "besok"])
    def test_another_word_is_no_day(self, name):
        with pytest.raises(ValueError, match="H-7"):
            rules.days_before(name)

    @given(st.integers(-400, 400))
    def test_reading_undoes_writing(self, n):
        assert rules.days_before(rules.day_name(VOTING_DAY, VOTING_DAY - timedelta(days=n))) == n

    def test_the_table_says_how_far_it_is_decreed(self):
        assert OFF.is_decreed(date(2026, 11, 21))
        assert not OFF.is_decreed(date(2028, 1, 2))


class TestCalendars:
    @pytest.mark.parametrize(
        ("slug", "voting_on", "n_stages"), [("pemilu-2024", date(2024, 2, 14), 13), ("pilkada-2024", VOTING_DAY, 13)]
    )
    def test_the_shipped_calendars_are_whole(self, slug, voting_on, n_stages):
        file = read_election(DATA / f"{slug}.toml")
        assert (file.voting_on, len(file.stages)) == (voting_on, n_stages)
        assert all(stage.source for stage in file.stages)

    def test_quiet_days_lie_between_campaign_and_vote(self):
        for slug in ("pemilu-2024", "pilkada-2024"):
            stages = {stage.code: stage for stage in read_election(DATA / f"{slug}.toml").stages}
            assert (stages["masa-tenang"].from_on - stages["kampanye"].to_on).days == 1
            assert (stages["pemungutan"].from_on - stages["masa-tenang"].to_on).days == 1

    @pytest.mark.parametrize(
        ("old", "new", "complaint"),
        [
            ("voting_on = 2024-11-27", 'voting_on = "2024-11-27"', "without quotes"),
            ("from = 2024-11-24", "from = 2024-11-28", "masa-tenang ends before"),
            ('code = "penetapan"', 'code = "kampanye"', "twice"),
            ("voting_on = 2024-11-27", "voting_on = 2024-11-28", "voting day"),
            ('slug = "pilkada-2024"', "", "'slug' is missing"),
            ('law_family = "pilkada"', 'law_family = "adat"', "adat"),
        ],
    )
    def test_a_calendar_out_of_order_is_refused(self, tmp_path, old, new, complaint):
        text = (DATA / "pilkada-2024.toml").read_text()
        assert old in text
        (tmp_path / "x.toml").write_text(text.replace(old, new, 1))
        with pytest.raises(ValueError, match=complaint):
            read_election(tmp_path / "x.toml")

    def test_loading_twice_leaves_one_of_each(self, db):
        load_calendars(folder=DATA)
        load_calendars(folder=DATA)
        assert Election.objects.count() == 2
        assert Stage.objects.count() == 26

    def test_a_stage_the_file_no_longer_has_goes(self, db, tmp_path):
        load_calendars(folder=DATA)
        lines = (DATA / "pilkada-2024.toml").read_text().split("[[stages]]")
        (tmp_path / "pilkada-2024.toml").write_text("[[stages]]".join(lines[:2] + lines[3:]))
        load_calendars(folder=tmp_path)
        assert Stage.objects.filter(election__slug="pilkada-2024").count() == 12

    def test_one_bad_file_leaves_everything_as_it_was(self, db, tmp_path):
        for name in ("pemilu-2024.toml", "pilkada-2024.toml"):
            (tmp_path / name).write_text((DATA / name).read_text())
        (tmp_path / "z.toml").write_text("slug = 1")
        with pytest.raises(ValueError, match="z.toml"):
            load_calendars(folder=tmp_path)
        assert not Election.objects.exists()


@pytest.mark.django_db
class TestElectionsOfARegion:
    @pytest.fixture(autouse=True)
    def places(self):
        make_places()
        load_calendars(folder=DATA)
        plan_demo_election(region_code="35.26", voting_on=date(2027, 2, 3))
        plan_demo_election(region_code="35.27", voting_on=date(2027, 1, 5))

    def test_the_next_one_is_the_regions_own(self):
        election = queries.next_election("35.26.06", date(2026, 11, 20))
        assert (election.voting_on, election.synthetic) == (date(2027, 2, 3), True)
        assert "sintetis" in election.name

    def test_another_regencys_election_is_not_ours(self):
        assert {e.slug for e in queries.elections_of("35.26")} == {"pemilu-2024", "pilkada-2024", "peragaan-35-26"}

    def test_without_a_coming_election_the_last_one_stays_in_view(self):
        assert queries.next_election("35.72", date(2026, 11, 20)) is None
        assert queries.election_in_view("35.72", date(2026, 11, 20)).slug == "pilkada-2024"

    def test_voting_day_itself_still_counts(self):
        assert queries.next_election("35.26", date(2027, 2, 3)).slug == "peragaan-35-26"

    def test_the_stages_of_a_day(self):
        pemilu = Election.objects.get(slug="pemilu-2024")
        assert [s.code for s in queries.running_stages(pemilu, date(2024, 2, 12))] == ["perencanaan", "masa-tenang"]
        assert queries.coming_stages(pemilu, date(2024, 2, 12)).first().code == "pemungutan"

    def test_moving_the_invented_day_moves_every_stage(self):
        plan_demo_election(region_code="35.26", voting_on=date(2027, 3, 3))
        quiet = Stage.objects.get(election__slug="peragaan-35-26", code="masa-tenang")
        assert (quiet.from_on, quiet.to_on) == (date(2027, 2, 28), date(2027, 3, 2))

    def test_stations_are_counted_below_a_region_and_nowhere_else(self):
        election = Election.objects.get(slug="pilkada-2024")
        for region, number in (("35.26.06.2001", 1), ("35.26.06.2001", 2), ("35.27.01.2002", 1)):
            PollingStation.objects.create(election=election, region_id=region, number=number)
        assert queries.stations_in(election, "35.26").count() == 2
        assert queries.stations_in(election, "35.26.06.2001").count() == 2
        assert str(PollingStation.objects.first()) == "TPS 001"

    def test_one_number_stands_once_in_a_village(self):
        election = Election.objects.get(slug="pilkada-2024")
        PollingStation.objects.create(election=election, region_id="35.26.06.2001", number=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            PollingStation.objects.create(election=election, region_id="35.26.06.2001", number=1)

    def test_half_a_position_is_refused(self):
        election = Election.objects.get(slug="pilkada-2024")
        with pytest.raises(IntegrityError), transaction.atomic():
            PollingStation.objects.create(election=election, region_id="35.26.06.2001", number=1, latitude=-7.0)
