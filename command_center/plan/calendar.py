"""Working days: limits such as ``5wd``, shifts and rush hours, in the local time of the scenario's zone.

The kept library ``chinesecalendar`` knows the public holidays 法定节假日 and make-up workdays 调休 of mainland China
by year; a roster's ``holidays.csv`` adds to it and overrides it. ``with_holidays`` writes what is known for a
scenario's time into the roster, so that a journal needs neither the library nor the file. Everywhere else in the world
Monday to Friday are working days, but for the days in ``holidays.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from command_center.plan.problems import PlanError, Problem, Said
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario
from command_center.plan.spans import DAY, MINUTE, Span

DayKind = Literal["workday", "offday"]

MARGIN_DAYS = 60
"""Days after the end of a drill whose holidays are kept too, as limits may reach into them."""

LONGEST = 3_660 * DAY
"""The longest drill with its tail: ten years."""

TOO_LONG = (
    Said("horizon and tail are longer than ten years", "推演时长与收尾合计超过十年"),
    Said("write e.g. 8h, 30d or 365d", "请写如 8h、30d 或 365d"),
)

_CHINA = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Urumqi", "PRC"})
_MILLISECOND = timedelta(milliseconds=1)
_CHUNK = 64


class WorkCalendar:
    """Local time and working days of one drill; times are ms since ``start``.

    ``exceptions`` says of dates (ISO) that they are a workday or an offday; all others go by Monday to Friday. Instants
    are reckoned in UTC and days are local dates, so days of 23 or 25 hours come out right. Tables of days are
    made once and grow as needed; asking never changes an answer.
    """

    def __init__(self, start: datetime, zone: str, exceptions: Mapping[str, DayKind]) -> None:
        self._zone = ZoneInfo(zone)
        self._start = start.astimezone(UTC)
        self._exceptions = dict(exceptions)
        self._first = start.astimezone(self._zone).date()
        self._midnights = [self._midnight(0)]
        self._dates: list[date] = []
        self._working: list[bool] = []
        self._rank: list[int] = []
        self._workdays: list[int] = []
        self._grow()
        self._day = 0

    # -- plain questions

    def local(self, t_ms: int) -> datetime:
        """The local date and time at ``t_ms``."""
        return (self._start + timedelta(milliseconds=t_ms)).astimezone(self._zone)

    def instant(self, moment: datetime) -> int:
        """The ms since the start of a date and time; a naive one is local."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=self._zone)
        return (aware.astimezone(UTC) - self._start) // _MILLISECOND

    def is_workday(self, day: date) -> bool:
        """Whether a date is a working day."""
        kind = self._exceptions.get(day.isoformat())
        return day.weekday() < 5 if kind is None else kind == "workday"

    def day_kind_at(self, t_ms: int) -> DayKind:
        """``workday`` or ``offday``: the kind of the local date at ``t_ms``."""
        return "workday" if self._working[self._day_of(t_ms)] else "offday"

    def date_at(self, t_ms: int) -> date:
        """The local date at ``t_ms``."""
        return self._dates[self._day_of(t_ms)]

    def minute_of_day(self, t_ms: int) -> int:
        """Minutes on the local clock since midnight, 0 to 1439."""
        return self._clock(t_ms, self._day_of(t_ms)) // MINUTE

    # -- limits

    def due(self, t_ms: int, span: Span, share: float = 1.0) -> int:
        """When a limit that begins at ``t_ms`` is up: working days first, then the plain part of the span.

        ``share`` is how much of the span is given: half of 3 working days are 1.5 working days, whatever lies between.
        """
        ms, workdays = span
        if workdays:
            t_ms = self.after_working(t_ms, round(workdays * DAY * share))
        return t_ms + (ms if share == 1.0 else round(ms * share))

    def after_working(self, t_ms: int, working_ms: int) -> int:
        """The first moment at which ``working_ms`` (a working day is 24 h) have run since ``t_ms``.

        The clock runs through the whole local date of a working day and stands still on all others; a start on an off
        day counts from 00:00 of the next working day.
        """
        day = self._day_of(t_ms)
        clock = self._clock(t_ms, day) if self._working[day] else 0
        days, rest = divmod(clock + working_ms, DAY)
        if rest == 0 and working_ms:
            return self._midnights[self._workday(self._rank[day] + days - 1) + 1]
        return self._at(self._workday(self._rank[day] + days), rest)

    # -- tables of days, counted from the local date of the start

    def _midnight(self, day: int) -> int:
        return self.instant(datetime.combine(self._first + timedelta(days=day), datetime.min.time()))

    def _grow(self) -> None:
        for day in range(len(self._working), len(self._working) + _CHUNK):
            self._dates.append(self._first + timedelta(days=day))
            works = self.is_workday(self._dates[day])
            self._midnights.append(self._midnight(day + 1))
            self._rank.append(len(self._workdays))
            self._working.append(works)
            if works:
                self._workdays.append(day)

    def _day_of(self, t_ms: int) -> int:
        day = self._day  # the day that was asked for last: nearly always the one that is asked for again
        if self._midnights[day] <= t_ms < self._midnights[day + 1]:
            return day
        day = self._day = self._find_day(t_ms)
        return day

    def _find_day(self, t_ms: int) -> int:
        day = max((t_ms - self._midnights[0]) // DAY, 0)
        while day + 1 >= len(self._midnights):
            self._grow()
        while t_ms < self._midnights[day] and day:
            day -= 1
        while t_ms >= self._midnights[day + 1]:
            day += 1
            if day + 1 >= len(self._midnights):
                self._grow()
        return day

    def _workday(self, rank: int) -> int:
        grown = 0
        while rank >= len(self._workdays):
            if grown > 100:
                raise ValueError("the calendar has no working day in over fifteen years")
            self._grow()
            grown += 1
        return self._workdays[rank]

    def _clock(self, t_ms: int, day: int) -> int:
        """What the local clock shows, in ms since midnight; not the time passed where the clocks were changed."""
        begin = self._midnights[day]
        if self._midnights[day + 1] - begin == DAY:
            return t_ms - begin
        shown = self.local(t_ms)
        return (shown.replace(tzinfo=None) - datetime.combine(shown.date(), datetime.min.time())) // _MILLISECOND

    def _at(self, day: int, clock_ms: int) -> int:
        begin = self._midnights[day]
        if self._midnights[day + 1] - begin == DAY:
            return begin + clock_ms
        midnight = datetime.combine(self._first + timedelta(days=day), datetime.min.time())
        return self.instant(midnight + timedelta(milliseconds=clock_ms))


def calendar_for(scenario: Scenario, roster: Roster, horizon: int | None = None) -> WorkCalendar:
    """The calendar of a drill (``horizon`` in ms where it is not the scenario's own).

    PlanError names a year whose public holidays nobody knows. A roster that went through ``with_holidays``, as every
    roster in a journal did, is enough by itself: neither library nor file is asked again.
    """
    return WorkCalendar(scenario.start, scenario.zone, with_holidays(scenario, roster, horizon).holidays)


def with_holidays(scenario: Scenario, roster: Roster, horizon: int | None = None) -> Roster:
    """The roster with all exceptions of the scenario's time in ``holidays``, so that it stands alone; idempotent."""
    first, last = _window(scenario, horizon)
    if roster.holidays_from and roster.holidays_from <= first.isoformat() and last.isoformat() <= roster.holidays_until:
        return roster
    china = scenario.zone in _CHINA
    exceptions = workday_exceptions(first, last, roster.holidays) if china else {}
    known = {
        "holidays": dict(sorted({**roster.holidays, **exceptions}.items())),
        "holidays_from": first.isoformat(),
        "holidays_until": last.isoformat(),
    }
    return roster.model_copy(update=known)


def workday_exceptions(first: date, last: date, holidays: Mapping[str, DayKind]) -> dict[str, DayKind]:
    """The dates from ``first`` to ``last`` and 60 days on that do not go by Monday to Friday in mainland China.

    ``holidays`` overrides what the library says, and stands in for years that it lacks; PlanError names a year of the
    time itself that neither knows (the 60 days are kept as far as they are known).
    """
    import chinese_calendar  # here, as only drills need it

    known_years = {day.year for day in chinese_calendar.holidays} | {int(day[:4]) for day in holidays}
    unknown = [year for year in range(first.year, last.year + 1) if year not in known_years]
    if unknown:
        raise PlanError([_unknown_years(unknown[0], unknown[-1])])
    found: dict[str, DayKind] = {}
    for number in range((last - first).days + 1 + MARGIN_DAYS):
        day = first + timedelta(days=number)
        if day in chinese_calendar.holidays and day.weekday() < 5:
            found[day.isoformat()] = "offday"
        elif day in chinese_calendar.workdays and day.weekday() >= 5:
            found[day.isoformat()] = "workday"
    inside = {day: kind for day, kind in holidays.items() if first.isoformat() <= day}
    return {**found, **inside}


def _unknown_years(first: int, last: int) -> Problem:
    years = f"{first}" if first == last else f"{first} to {last}"
    years_zh = f"{first} 年" if first == last else f"{first} 至 {last} 年"
    return Problem(
        "holidays.csv",
        1,
        "",
        Said(f"the public holidays of {years} are not known", f"{years_zh}的法定节假日未知"),
        Said(
            f"add the off days and make-up workdays of {years} to the roster's holidays.csv, e.g. {first}-10-01,offday",
            f"请在名册的 holidays.csv 中补上{years_zh}的放假日与调休上班日，例如 {first}-10-01,offday",
        ),
    )


def _window(scenario: Scenario, horizon: int | None) -> tuple[date, date]:
    zone = ZoneInfo(scenario.zone)
    ms = (scenario.horizon.ms if horizon is None else horizon) + scenario.tail.ms
    if ms > LONGEST:
        raise PlanError([Problem(scenario.name, 1, "horizon", *TOO_LONG)])
    length = timedelta(milliseconds=ms)
    end = (scenario.start.astimezone(UTC) + length).astimezone(zone)
    return scenario.start.astimezone(zone).date(), end.date()
