"""The deadline engine against published cases, against plain date arithmetic, and against itself."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.elections import deadlines
from kondusif.elections.days_off import DaysOff, read_days_off
from kondusif.elections.deadlines import Limit, Mark, Unit, due

DATA = Path(__file__).resolve().parents[3] / "data" / "elections"
OFF = read_days_off(DATA / "days_off.csv")
WIB, WITA, WIT = (ZoneInfo(f"Asia/{name}") for name in ("Jakarta", "Makassar", "Jayapura"))
zones = st.sampled_from([WIB, WITA, WIT])
moments = st.integers(0, 5 * 365 * 24 * 3600).map(lambda s: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
day_units = st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS])
clock_units = st.sampled_from([Unit.CLOCK_HOURS, Unit.MINUTES])


def wib(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WIB)


def counted(found) -> list[date]:
    return [s.day for s in found.steps if s.counted and s.text_key is not Mark.DUE]


class TestPublishedCases:
    def test_the_result_of_2024_could_be_disputed_for_72_hours_to_the_minute(self):
        # KPU announced the national result on Wednesday 20 March 2024 at 22.19 WIB.
        found = due(Limit(72, Unit.CLOCK_HOURS), wib(2024, 3, 20, 22, 19), zone=WIB, days_off=OFF)
        assert found.at == wib(2024, 3, 23, 22, 19)
        assert [s.text_key for s in found.steps] == [Mark.START, *[Mark.RUNS] * 4, Mark.DUE]

    def test_clock_hours_run_through_nyepi_joint_leave_and_the_weekend(self):
        # Nyepi on Monday 11 March 2024, joint leave on the 12th.
        found = due(Limit(3 * 24, Unit.CLOCK_HOURS), wib(2024, 3, 9, 8, 0), zone=WIB, days_off=OFF)
        assert found.at == wib(2024, 3, 12, 8, 0)
        assert found.steps[3].reason == "Hari Suci Nyepi"

    def test_seven_calendar_days_after_voting_day_end_in_the_next_week(self):
        # A report under article 454 of something known on 14 February 2024.
        found = due(Limit(7, Unit.CALENDAR_DAYS), wib(2024, 2, 14, 10, 0), zone=WIB, days_off=OFF)
        assert found.at == wib(2024, 2, 21, 23, 59)

    def test_three_working_days_step_over_weekend_holiday_and_joint_leave(self):
        # Wednesday 7 February 2024: Isra Mikraj, joint leave, weekend, two days, voting day, one day.
        found = due(Limit(3, Unit.WORKING_DAYS), wib(2024, 2, 7, 9, 0), zone=WIB, days_off=OFF)
        assert found.at == wib(2024, 2, 15, 23, 59)
        assert [(s.day.day, s.text_key) for s in found.steps] == [
            (7, Mark.START), (8, Mark.PUBLIC), (9, Mark.JOINT_LEAVE), (10, Mark.PUBLIC), (11, Mark.WEEKEND),
            (12, Mark.COUNTED), (13, Mark.COUNTED), (14, Mark.PUBLIC), (15, Mark.COUNTED), (15, Mark.DUE),
        ]  # fmt: skip
        assert found.steps[1].reason.startswith("Isra Mikraj")

    def test_fourteen_working_days_span_lebaran(self):
        # Monday 1 April 2024: four days that week, then holidays and joint leave from the 8th to the 15th.
        found = due(Limit(14, Unit.WORKING_DAYS), wib(2024, 4, 1, 9, 0), zone=WIB, days_off=OFF)
        assert found.at == wib(2024, 4, 29, 23, 59)

    @pytest.mark.parametrize(("n", "day"), [(7, 20), (3, 24), (1, 26), (0, 27)])
    def test_h_minus_n_of_the_local_elections_of_2024(self, n, day):
        voting_on = date(2024, 11, 27)
        assert deadlines.h_minus(voting_on, n, zone=WIB) == wib(2024, 11, day, 23, 59)
        found = due(Limit(n, Unit.DAYS_BEFORE), wib(2024, 11, 27, 7, 0), zone=WIB, days_off=OFF)
        assert found.at == wib(2024, 11, day, 23, 59)
        assert sorted({s.day.day for s in found.steps}) == list(range(day, 28))

    def test_a_revote_lies_at_most_ten_days_after_the_vote(self):
        assert deadlines.h_minus(date(2024, 11, 27), -10, zone=WIB, clock=time(13)) == wib(2024, 12, 7, 13, 0)

    @pytest.mark.parametrize(("n", "last"), [(4, (2026, 4, 30)), (8, (2026, 8, 31)), (12, (2026, 12, 31))])
    def test_the_periods_of_an_action_plan_end_in_april_august_and_december(self, n, last):
        assert due(Limit(n, Unit.MONTH_ENDS), wib(2026, 1, 1, 8), zone=WIB).at == wib(*last, 23, 59)

    def test_a_month_end_goes_over_the_year_and_knows_leap_years(self):
        assert due(Limit(3, Unit.MONTH_ENDS), wib(2027, 12, 5), zone=WIB).at == wib(2028, 2, 29, 23, 59)


class TestZones:
    def test_the_day_is_the_regions_own(self):
        late = wib(2026, 11, 20, 23, 30)  # Friday in Java, Saturday already in Papua
        ends = {zone.key: due(Limit(1, Unit.CALENDAR_DAYS), late, zone=zone).at for zone in (WIB, WITA, WIT)}
        assert ends["Asia/Jakarta"] == wib(2026, 11, 21, 23, 59)
        assert ends["Asia/Makassar"] == datetime(2026, 11, 22, 23, 59, tzinfo=WITA)
        assert ends["Asia/Jayapura"] == datetime(2026, 11, 22, 23, 59, tzinfo=WIT)

    def test_the_same_day_ends_two_hours_earlier_in_papua(self):
        noon = datetime(2026, 11, 20, 3, tzinfo=UTC)
        spans = [due(Limit(2, Unit.WORKING_DAYS), noon, zone=zone, days_off=OFF).at for zone in (WIB, WITA, WIT)]
        assert spans[0] - spans[1] == spans[1] - spans[2] == timedelta(hours=1)

    @given(moments, st.integers(1, 500), zones, clock_units)
    def test_the_clock_knows_no_zone(self, start, amount, zone, unit):
        assert (
            due(Limit(amount, unit), start, zone=zone, days_off=OFF).at == due(Limit(amount, unit), start, zone=WIB).at
        )


class TestLaws:
    @given(moments, moments, st.integers(1, 60), zones, st.sampled_from(list(Unit)))
    @settings(deadline=None)
    def test_who_begins_later_is_never_due_earlier(self, one, other, amount, zone, unit):
        limit = Limit(amount, unit)
        first, second = sorted([one, other])
        assert due(limit, first, zone=zone, days_off=OFF).at <= due(limit, second, zone=zone, days_off=OFF).at

    @given(moments, st.integers(1, 30), st.integers(1, 30), zones, day_units | clock_units)
    def test_two_limits_one_after_the_other_are_their_sum(self, start, a, b, zone, unit):
        def add(moment, amount):
            return due(Limit(amount, unit), moment, zone=zone, days_off=OFF).at

        assert add(add(start, a), b) == add(start, a + b)

    @given(moments, st.integers(1, 60), zones)
    def test_working_days_never_end_on_a_day_off_and_count_exactly_the_others(self, start, n, zone):
        found = due(Limit(n, Unit.WORKING_DAYS), start, zone=zone, days_off=OFF)
        end, began = found.at.astimezone(zone).date(), start.astimezone(zone).date()
        days = [began + timedelta(days=k) for k in range(1, (end - began).days + 1)]
        working = [d for d in days if d.weekday() < 5 and d not in OFF]
        assert end == working[-1] and len(working) == n
        assert counted(found) == working
        assert [s.day for s in found.steps[1:-1]] == days, "every day between is told, counted or not"

    @given(moments, st.integers(0, 400), zones)
    def test_calendar_days_are_plain_date_arithmetic(self, start, n, zone):
        found = due(Limit(n, Unit.CALENDAR_DAYS), start, zone=zone, days_off=OFF)
        expected = start.astimezone(zone).date() + timedelta(days=n)
        assert found.at == datetime.combine(expected, time(23, 59), zone)

    @given(moments, st.integers(1, 30), zones)
    def test_one_more_day_off_never_brings_the_end_nearer(self, start, n, zone):
        extra = OFF.with_regional([(start.date() + timedelta(days=2), "Hari jadi", "SK 1")])
        limit = Limit(n, Unit.WORKING_DAYS)
        assert due(limit, start, zone=zone, days_off=extra).at >= due(limit, start, zone=zone, days_off=OFF).at


class TestWorkingTime:
    def test_a_weekend_is_no_waiting(self):
        friday, monday = wib(2026, 11, 20, 16), wib(2026, 11, 23, 9)
        assert deadlines.working_time_between(friday, monday, zone=WIB, days_off=OFF) == timedelta(hours=17)

    def test_a_holiday_is_no_waiting_either(self):
        eve, after = wib(2024, 2, 13, 16), wib(2024, 2, 15, 8)  # voting day between
        assert deadlines.working_time_between(eve, after, zone=WIB, days_off=OFF) == timedelta(hours=16)
        assert deadlines.working_time_between(after, eve, zone=WIB, days_off=OFF) == timedelta(0)

    @given(moments, st.timedeltas(timedelta(0), timedelta(days=40)), zones)
    def test_it_is_the_sum_of_its_parts_and_never_more_than_the_clock(self, start, span, zone):
        def between(a, b):
            return deadlines.working_time_between(a, b, zone=zone, days_off=OFF)

        middle, end = start + span / 3, start + span
        assert between(start, middle) + between(middle, end) == between(start, end) <= span

    def test_the_next_working_day_after_lebaran(self):
        assert deadlines.next_working_day(date(2024, 4, 8), OFF) == date(2024, 4, 16)
        assert deadlines.next_working_day(date(2024, 4, 16), OFF) == date(2024, 4, 16)


class TestRefusals:
    def test_a_moment_without_zone_is_refused(self):
        with pytest.raises(ValueError, match="no time zone"):
            due(Limit(1, Unit.WORKING_DAYS), datetime(2026, 1, 1), zone=WIB)  # noqa: DTZ001

    @pytest.mark.parametrize(("amount", "unit"), [(-1, Unit.CALENDAR_DAYS), (0, Unit.WORKING_DAYS), (0, Unit.MINUTES)])
    def test_a_limit_of_nothing_is_refused(self, amount, unit):
        with pytest.raises(ValueError, match=f"amount is {amount}"):
            Limit(amount, unit)

    def test_a_calendar_without_any_working_day_ends_with_a_word_and_not_never(self):
        class Always:
            def __contains__(self, day):
                return True

        with pytest.raises(ValueError, match="table of days off is wrong"):
            due(Limit(1, Unit.WORKING_DAYS), wib(2026, 1, 1), zone=WIB, days_off=Always())
        with pytest.raises(ValueError, match="table of days off is wrong"):
            deadlines.next_working_day(date(2026, 1, 1), Always())


class TestDaysOff:
    def test_a_regional_day_is_a_day_off_and_says_where_it_comes_from(self):
        day = date(2026, 10, 24)
        here = OFF.with_regional([(day, "Hari Jadi Bangkalan", "SK Bupati 1/2026")])
        assert day in here and day not in OFF
        assert (here.on(day).name, here.on(day).source) == ("Hari Jadi Bangkalan", "SK Bupati 1/2026")

    def test_a_national_day_keeps_its_name(self):
        day = date(2026, 8, 17)
        assert OFF.with_regional([(day, "Lain", "")]).on(day).name == OFF.on(day).name

    def test_nothing_added_is_the_same_table(self):
        assert OFF.with_regional([]) is OFF
        assert date(2026, 1, 1) not in DaysOff()
