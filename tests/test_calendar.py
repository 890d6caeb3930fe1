"""Working days: public holidays, make-up workdays, daylight saving; a limit is exact to the millisecond."""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center.plan.calendar import DayKind, WorkCalendar, calendar_for, with_holidays, workday_exceptions
from command_center.plan.loading import canonical, roster_from_text
from command_center.plan.problems import PlanError
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.plan.spans import DAY, HOUR, MINUTE, Span

Mini = tuple[Scenario, Roster]
OFF: DayKind = "offday"
NATIONAL_DAY: dict[str, DayKind] = {
    **dict.fromkeys([f"2025-10-0{day}" for day in (1, 2, 3, 6, 7, 8)], OFF),
    "2025-09-28": "workday",
    "2025-10-11": "workday",
}


def calendar(start: str, zone: str = "Asia/Shanghai", exceptions: dict[str, DayKind] | None = None) -> WorkCalendar:
    return WorkCalendar(datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)), zone, exceptions or {})


def due(days: WorkCalendar, begin: str, span: Span) -> str:
    t_ms = days.due(days.instant(datetime.fromisoformat(begin)), span)
    return days.local(t_ms).replace(tzinfo=None).isoformat()


@pytest.mark.parametrize(
    ("begin", "workdays", "end"),
    [
        ("2025-07-01T10:30", 1, "2025-07-02T10:30:00"),  # Tuesday to Wednesday
        ("2025-07-04T10:30", 1, "2025-07-07T10:30:00"),  # over a weekend
        ("2025-07-01T10:30", 5, "2025-07-08T10:30:00"),
        ("2025-07-05T10:30", 1, "2025-07-08T00:00:00"),  # Saturday: all of Monday counts
        ("2025-07-05T10:30", 5, "2025-07-12T00:00:00"),  # the whole week, up to midnight after Friday
        ("2025-07-07T00:00", 5, "2025-07-12T00:00:00"),  # the same from Monday's first moment
        ("2025-09-30T16:00", 2, "2025-10-10T16:00:00"),  # over National Day to Friday
        ("2025-09-30T16:00", 3, "2025-10-11T16:00:00"),  # and on to the make-up Saturday
        ("2025-09-27T12:00", 1, "2025-09-29T00:00:00"),  # Saturday off, then a make-up Sunday
    ],
)
def test_the_clock_runs_on_working_days_only(begin: str, workdays: int, end: str) -> None:
    days = calendar("2025-07-01T09:00", exceptions=NATIONAL_DAY)
    assert due(days, begin, Span(0, workdays)) == end


def test_a_plain_span_takes_no_notice_of_the_calendar() -> None:
    days = calendar("2025-07-04T20:00")
    assert days.due(5, Span(48 * HOUR)) == 48 * HOUR + 5


@pytest.mark.parametrize(
    ("zone", "begin", "workdays", "hours"),
    [
        ("Europe/Berlin", "2025-03-28T12:00", 1, 71),  # spring: Friday noon to Monday noon, one hour fewer
        ("Europe/Berlin", "2025-10-24T12:00", 1, 73),  # autumn: one hour more
        ("America/New_York", "2011-11-04T12:00", 1, 73),
        ("Asia/Shanghai", "2025-03-28T12:00", 1, 72),
    ],
)
def test_a_limit_ends_at_the_same_time_on_the_local_clock(zone: str, begin: str, workdays: int, hours: int) -> None:
    days = calendar(begin, zone)
    assert days.due(0, Span(0, workdays)) == hours * HOUR


def test_a_limit_within_the_very_day_of_the_change_is_exact() -> None:
    sunday: dict[str, DayKind] = {"2025-03-30": "workday"}
    days = calendar("2025-03-30T00:30", "Europe/Berlin", sunday)
    assert [days.minute_of_day(hour * HOUR) for hour in (0, 1, 2, 3)] == [30, 90, 210, 270]
    assert days.due(0, Span(0, 1)) == 23 * HOUR
    days = calendar("2025-03-28T00:00", "Europe/Berlin", sunday)
    assert due(days, "2025-03-28T02:30", Span(0, 1)) == "2025-03-30T03:30:00"  # 02:30 does not exist that day


def test_local_questions_are_answered_in_local_time() -> None:
    days = calendar("2025-07-04T23:59", "Asia/Shanghai")
    assert days.minute_of_day(0) == 23 * 60 + 59
    assert days.day_kind_at(0) == "workday"
    assert days.day_kind_at(MINUTE) == "offday"
    assert days.date_at(MINUTE) == date(2025, 7, 5)
    assert days.local(MINUTE).isoformat() == "2025-07-05T00:00:00+08:00"
    assert days.instant(datetime(2025, 7, 4, 16, 0, tzinfo=UTC)) == MINUTE


def slow_after_working(days: WorkCalendar, t_ms: int, workdays: int) -> int:
    """The same limit by walking date by date (for zones without daylight saving)."""
    rest = workdays * DAY
    while rest:
        here = days.local(t_ms)
        midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), here.tzinfo)
        step = min(days.instant(midnight) - t_ms, rest if days.is_workday(here.date()) else DAY)
        rest -= step if days.is_workday(here.date()) else 0
        t_ms += step
    return t_ms


@settings(max_examples=60)
@given(st.integers(0, 120 * DAY), st.integers(1, 20))
def test_tables_and_walking_day_by_day_agree(t_ms: int, workdays: int) -> None:
    days = calendar("2025-07-01T09:00", exceptions=NATIONAL_DAY)
    assert days.due(t_ms, Span(0, workdays)) == slow_after_working(days, t_ms, workdays)


@settings(max_examples=60)
@given(st.integers(0, 400 * DAY), st.integers(0, 30 * DAY), st.sampled_from(["Europe/Berlin", "America/New_York"]))
def test_a_later_begin_or_a_longer_limit_never_ends_earlier(t_ms: int, more: int, zone: str) -> None:
    days = calendar("2024-02-01T00:00", zone)
    assert days.after_working(t_ms, DAY) <= days.after_working(t_ms + more, DAY)
    assert days.after_working(t_ms, DAY) <= days.after_working(t_ms, DAY + more)


def test_exceptions_are_the_days_that_do_not_go_by_the_week() -> None:
    found = workday_exceptions(date(2025, 9, 25), date(2025, 9, 26), {})
    assert found["2025-09-28"] == "workday"  # a Sunday at work
    assert found["2025-10-01"] == "offday"
    assert "2025-10-04" not in found  # a Saturday anyhow
    assert all("2025-09-25" <= day <= "2025-11-25" for day in found)


def test_own_holidays_override_the_library_and_reach_beyond_it() -> None:
    assert (
        workday_exceptions(date(2025, 10, 1), date(2025, 10, 2), {"2025-10-01": "workday"})["2025-10-01"] == "workday"
    )
    assert workday_exceptions(date(2031, 5, 1), date(2031, 5, 2), {"2031-05-01": "offday"}) == {"2031-05-01": "offday"}


def test_a_year_that_nobody_knows_is_named() -> None:
    with pytest.raises(PlanError, match="public holidays of 2031 are not known; add the off days"):
        workday_exceptions(date(2031, 5, 1), date(2031, 5, 2), {})


def test_the_roster_alone_gives_the_calendar_again(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = mini[0].model_copy(update={"start": datetime.fromisoformat("2025-09-29T09:00:00+08:00")})
    roster = roster_from_text(canonical(with_holidays(moved, mini[1])))
    monkeypatch.setitem(sys.modules, "chinese_calendar", None)  # a replay has no library
    assert with_holidays(moved, roster) is roster
    assert calendar_for(moved, roster).day_kind_at(2 * DAY) == "offday"


def test_chinese_holidays_hold_in_china_only(mini: Mini) -> None:
    start = datetime.fromisoformat("2011-10-03T09:00:00-04:00")
    boston = mini[0].model_copy(update={"start": start, "zone": "America/New_York"})
    roster = mini[1].model_copy(update={"holidays": {}, "holidays_from": "", "holidays_until": ""})
    assert calendar_for(boston, roster).day_kind_at(0) == "workday"


def test_limits_by_the_hundred_thousand_take_a_moment() -> None:
    days = calendar("2025-07-01T09:00", exceptions=NATIONAL_DAY)
    begin = time.process_time()
    for number in range(20_000):
        days.due(number * 130_000, Span(0, 5))
    assert time.process_time() - begin < 1.5  # usually 0.1 s; a busy machine gets time
