"""Two plain counts for baselines of real tickets: cases on time and late, and contacts by local day and category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Fold, Handler
from command_center.folds.clock import Clock

_NO_LIMIT = -1


class OnTime(Fold):
    """Every contact by its handling limit: is it on time?

    ``within`` closed by the limit (the very millisecond counts), ``late_closed`` closed after it, ``late_open`` still
    open though the limit passed before the latest fact, ``not_due`` open with time left, ``without_limit`` closed or
    open with no limit at all. On time is everything that is not late. A redo counts as a case of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._settled: Counter[str] = Counter()
        self._open: dict[int, int] = {}

    @property
    def on_time(self) -> int:
        """Cases that are not late."""
        parts = self.parts()
        return parts["within"] + parts["without_limit"] + parts["not_due"]

    @property
    def late(self) -> int:
        """Cases closed after the limit, or open although it passed."""
        parts = self.parts()
        return parts["late_closed"] + parts["late_open"]

    def parts(self) -> dict[str, int]:
        """The five parts; their sum is the number of cases."""
        parts = self._settled + Counter(map(self._state, self._open.values()))
        return {name: parts[name] for name in ("within", "without_limit", "late_closed", "late_open", "not_due")}

    def merge(self, other: OnTime) -> OnTime:
        """A new fold over the drills of both, with the books of both closed."""
        both = OnTime()
        both._settled = Counter(self.parts())
        both._settled.update(other.parts())
        return both

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"on_time": self.on_time, "late": self.late, **self.parts()}

    def _state(self, due: int) -> str:
        if due == _NO_LIMIT:
            return "without_limit"
        return "late_open" if due < self.now else "not_due"

    def _started(self, _fact: facts.DrillStarted) -> None:
        self._settled = Counter(self.parts())
        self._open = {}

    def _arrived(self, fact: facts.ContactArrived) -> None:
        self._open[fact.ticket] = _NO_LIMIT

    def _limit(self, fact: facts.LimitSet) -> None:
        if fact.step == "handle":
            self._open[fact.ticket] = fact.due

    def _closed(self, fact: facts.CloseEnded) -> None:
        due = self._open.pop(fact.ticket, _NO_LIMIT)
        if due == _NO_LIMIT:
            self._settled["without_limit"] += 1
        else:
            self._settled["within" if fact.t <= due else "late_closed"] += 1

    def _redo(self, fact: facts.RedoOrdered) -> None:
        self._open[fact.ticket] = _NO_LIMIT

    def _gone(self, fact: Any) -> None:
        self._open.pop(fact.ticket, None)

    def _table(self) -> Mapping[type[Fact], Handler]:
        return {
            facts.DrillStarted: self._started,
            facts.ContactArrived: self._arrived,
            facts.LimitSet: self._limit,
            facts.CloseEnded: self._closed,
            facts.RedoOrdered: self._redo,
            facts.AnsweredDirectly: self._gone,
            facts.HandedOver: self._gone,
            facts.NotAccepted: self._gone,
            facts.Merged: self._gone,
            facts.CallerHungUp: self._gone,
        }


class CountsByDay(Fold):
    """Contacts by local calendar day and category, in the zone of the drill."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[tuple[str, str]] = Counter()
        """(local date such as ``2017-06-02``, category) -> contacts."""
        self._clock: Clock | None = None

    def of(self, category: str = "", day: str = "") -> int:
        """Contacts of a category on a day; empty = all."""
        wanted = self.counts.items()
        return sum(n for (date, name), n in wanted if category in ("", name) and day in ("", date))

    def merge(self, other: CountsByDay) -> CountsByDay:
        """A new fold over the drills of both."""
        both = CountsByDay()
        both.counts = Counter(self.counts)
        both.counts.update(other.counts)
        return both

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        days: dict[str, dict[str, int]] = {}
        for (date, category), count in sorted(self.counts.items()):
            days.setdefault(date, {})[category] = count
        return days

    def _started(self, fact: facts.DrillStarted) -> None:
        self._clock = Clock(fact)

    def _arrived(self, fact: facts.ContactArrived) -> None:
        date = self._clock.date(fact.t) if self._clock else ""
        self.counts[date, fact.category] += 1

    def _table(self) -> Mapping[type[Fact], Handler]:
        return {facts.DrillStarted: self._started, facts.ContactArrived: self._arrived}
