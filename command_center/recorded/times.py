"""Reads the date and time of a cell in the way the mapping names, and says why where it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from command_center.plan.problems import Said
from command_center.plan.spans import DAY, HOUR, MINUTE, SECOND
from command_center.recorded.mapping import Mapping, TimeColumn

_DATE = re.compile(r"(\d{8}|\d{14})(?!\d)|(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})(?!\d)日?")
_TIME = re.compile(
    r"(?P<front>[AaPp]\.?[Mm]\.?|上午|下午)?\s*"
    r"(?:(\d{1,2})\s*[:時时点]\s*(\d{1,2})(?:\s*[:分]\s*(\d{1,2})(?:[.,](\d{1,9}))?)?[分秒]?|(\d{2})(\d{2})(\d{2})?)"
    r"\s*(?P<rear>[AaPp]\.?[Mm]\.?|上午|下午)?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
_MARKER = re.compile(r"\d\s*[AaPp]\.?[Mm]\b|上午|下午")
_COMPACT = {"ymd": ((0, 4), (4, 6), (6, 8)), "mdy": ((4, 8), (0, 2), (2, 4)), "dmy": ((4, 8), (2, 4), (0, 2))}
_PARTS = {"ymd": (0, 1, 2), "mdy": (2, 0, 1), "dmy": (2, 1, 0)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LAST_DAY = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH) // _MILLISECOND
_REMEMBERED = 10_000

Cells = Sequence[str]
Moment = Callable[[Cells], int | None]


class RowError(ValueError):
    """A cell that does not hold what its column should; ``said`` is the reason for ``rejected.csv``."""

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__(str(said))


def year_first(text: str) -> bool:
    """Whether a date can only be meant as year, month, day."""
    found = _DATE.match(text.strip())
    if not found:
        return False
    return len(found[2]) == 4 if found[2] else 1900 <= int(found[1][:4]) <= 2199 and found[1][4:6] <= "12"


def is_date(text: str) -> bool:
    """Whether the cell begins with a date of any order."""
    return _DATE.match(text.strip()) is not None


def has_time(text: str) -> bool:
    """Whether a time of day follows the date."""
    found = _DATE.match(text.strip())
    return found is not None and (len(found[1] or "") == 14 or bool(text.strip()[found.end() :]))


def is_time(text: str) -> bool:
    """Whether the cell is a time of day and nothing else."""
    return _TIME.fullmatch(text.strip()) is not None


def has_marker(text: str) -> bool:
    """Whether a clock of 12 hours shows, by AM, PM, 上午 or 下午."""
    return _MARKER.search(text) is not None


class _Day(NamedTuple):
    """A day: its midnight as local ms since 1970, and the zone's offset in ms if it is the same all day."""

    midnight: int
    shift: int | None


class Clockwork:
    """A way to read moments: zone, date order, clock, and what to do with local times that are twice or never."""

    def __init__(
        self, zone: str, order: str = "ymd", clock: str = "24h", ambiguous: str = "first", nonexistent: str = "forward"
    ) -> None:
        self._zone, self._order, self._twelve = ZoneInfo(zone), order, clock == "12h"
        self._ambiguous, self._nonexistent = ambiguous, nonexistent
        self._days: dict[str, _Day] = {}

    @classmethod
    def of(cls, mapping: Mapping) -> Clockwork:
        """The way that the mapping names; a zone must be there."""
        order, clock = mapping.date_order or "ymd", mapping.clock or "24h"
        return cls(mapping.zone, order, clock, mapping.ambiguous, mapping.nonexistent)

    def reader(self, spec: TimeColumn, index: dict[str, int]) -> Moment:
        """A function from a row's cells to ms since 1970 in UTC; None for an empty cell, else ``RowError``."""
        day, clock = index[spec.column or spec.date], index[spec.time] if spec.time else None

        def read(cells: Cells) -> int | None:
            date, time = cells[day].strip(), cells[clock].strip() if clock is not None else ""
            if not date and not time:
                return None
            return self.moment(date, time, spec)

        return read

    def moment(self, date: str, time: str, spec: TimeColumn) -> int:
        """The moment written as ``date`` (with the time of day behind it, unless it stands in ``time``)."""
        found = _DATE.match(date)
        if not found:
            raise RowError(Said(f"{date[:40]!r} is not a date", f"{date[:40]!r} 不是日期"))
        rest = date[found.end() :].removeprefix("T").strip()
        if spec.time and rest.strip("0:. "):
            raise RowError(Said(f"{date[:40]!r} holds more than a date", f"{date[:40]!r} 除日期外还有其他内容"))
        day = self._days.get(found[0]) or self._day(found)
        time = time if spec.time else found[1][8:] if len(found[1] or "") == 14 else rest
        if time:
            since_midnight, offset = self._time(time)
        elif spec.date_only is None:
            raise RowError(Said(f"{date[:40]!r} has no time of day", f"{date[:40]!r} 没有时刻"))
        else:
            since_midnight, offset = (DAY if spec.date_only == "end" else 0), ""
        local = day.midnight + since_midnight
        if offset:
            return local - _written(offset)
        return local - (self._shift(local) if day.shift is None else day.shift)

    def _day(self, found: re.Match[str]) -> _Day:
        """The day, remembered by how it is written: an export has many rows of few days."""
        if found[1]:
            year, month, day = (found[1][begin:end] for begin, end in _COMPACT[self._order])
        else:
            year, month, day = (found[2 + part] for part in _PARTS[self._order])
        if len(year) != 4 or year < "1900":
            en = f"{found[0]!r} has no year from 1900 where date order {self._order} has it"
            raise RowError(Said(en, f"按日期顺序 {self._order}，{found[0]!r} 中没有 1900 年以后的年份"))
        try:
            midnight = (datetime(int(year), int(month), int(day), tzinfo=UTC) - _EPOCH) // _MILLISECOND
        except ValueError as error:
            en = f"{found[0]!r} is no such day in date order {self._order} ({error})"
            raise RowError(Said(en, f"按日期顺序 {self._order}，没有 {found[0]!r} 这一天")) from None
        if len(self._days) >= _REMEMBERED:
            self._days.clear()
        known = self._days[found[0]] = _Day(midnight, self._shift_of_day(midnight))
        return known

    def _time(self, text: str) -> tuple[int, str]:
        """Milliseconds since midnight, and the offset from UTC if one is written."""
        found = _TIME.fullmatch(text)
        if not found:
            raise RowError(Said(f"{text[:40]!r} is not a time of day", f"{text[:40]!r} 不是时刻"))
        front, *colons, compact_hour, compact_minute, compact_second, rear, offset = found.groups()
        hour, minute, second = (
            int(colons[0] or compact_hour),
            int(colons[1] or compact_minute),
            colons[2] or compact_second,
        )
        marker = front or rear
        if bool(marker) != self._twelve:
            en = "lacks AM or PM" if self._twelve else "has AM or PM, but the mapping says 24h"
            zh = "缺少上午或下午标记" if self._twelve else "带有上午或下午标记，而映射写的是 24h"
            raise RowError(Said(f"{text[:40]!r} {en}", f"{text[:40]!r} {zh}"))
        if marker:
            if not 1 <= hour <= 12:
                said = Said(f"{text[:40]!r} is not on a clock of 12 hours", f"{text[:40]!r} 不是十二小时制的时刻")
                raise RowError(said)
            hour = hour % 12 + (12 if marker[0] in "Pp下" else 0)
        seconds = int(second or 0)
        if hour > 23 or minute > 59 or seconds > 59:
            raise RowError(Said(f"{text[:40]!r} is no such time of day", f"没有 {text[:40]!r} 这一时刻"))
        fraction = int(colons[3][:3].ljust(3, "0")) if colons[3] else 0
        return hour * HOUR + minute * MINUTE + seconds * SECOND + fraction, offset or ""

    def _shift_of_day(self, midnight: int) -> int | None:
        """The zone's offset in ms all day long; None on days when the clocks are changed."""
        if midnight >= _LAST_DAY:
            return self._offsets(midnight)[0]
        (first, again), (last, still) = self._offsets(midnight), self._offsets(midnight + DAY)
        return first if first == again == last == still else None

    def _offsets(self, local: int) -> tuple[int, int]:
        """The zone's offset in ms at a local time, taken as the first and as the second of its kind."""
        clock = (_EPOCH + timedelta(milliseconds=local)).replace(tzinfo=self._zone)
        first, second = clock.utcoffset(), clock.replace(fold=1).utcoffset()
        return (first or timedelta(0)) // _MILLISECOND, (second or timedelta(0)) // _MILLISECOND

    def _shift(self, local: int) -> int:
        first, second = self._offsets(local)
        if first == second:
            return first
        shown = f"{_EPOCH + timedelta(milliseconds=local):%Y-%m-%d %H:%M:%S}"
        if first < second and self._nonexistent == "reject":
            en = f"{shown} does not exist in {self._zone.key}: the clocks went forward"
            raise RowError(Said(en, f"{self._zone.key} 没有 {shown} 这一时刻：时钟拨快了"))
        if first > second and self._ambiguous == "reject":
            en = f"{shown} happened twice in {self._zone.key}: the clocks went back"
            raise RowError(Said(en, f"{self._zone.key} 的 {shown} 出现过两次：时钟拨慢了"))
        return first if first < second or self._ambiguous == "first" else second


def _written(offset: str) -> int:
    """An offset such as ``+08:00`` or ``Z`` in ms."""
    if offset == "Z":
        return 0
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return minutes * MINUTE * (-1 if offset[0] == "-" else 1)
