"""Policies: plain functions of plain values, chosen by name in practice or scenario. No SimPy, no world here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

from command_center.plan.spans import DAY

RANK = {"E": 0, "U": 1, "G": 2, "C": 3}
"""Urgencies from the most urgent."""

FAR = 1 << 44
"""A due time later than any (ms)."""

Ready = Callable[[str, int, int], int]
Dispatch = Callable[[Sequence[str], Mapping[str, int]], str]
Escalation = Callable[[str], int]


def urgency_deadline_age(urgency: str, due: int, _arrived: int) -> int:
    """Most urgent first, then the nearest limit; equal ones in the order in which they joined the inbox."""
    return (RANK[urgency] << 45) | min(due or FAR, FAR)


def deadline_age(_urgency: str, due: int, _arrived: int) -> int:
    """The nearest limit first, whatever the urgency."""
    return min(due or FAR, FAR)


def first_come(_urgency: str, _due: int, arrived: int) -> int:
    """In the order of arrival at the centre."""
    return arrived


def by_category(seats: Sequence[str], _waiting: Mapping[str, int]) -> str:
    """The lead seat of the category table."""
    return seats[0]


def shortest_inbox(seats: Sequence[str], waiting: Mapping[str, int]) -> str:
    """Of the category's seats the one with the fewest tickets waiting; the lead seat on a tie."""
    return min(seats, key=lambda seat: waiting[seat])


def emergencies_at_once(urgency: str) -> int:
    """A supervision order one day (ms) after the limit passed; for an emergency at once."""
    return 0 if urgency == "E" else DAY


def all_at_once(_urgency: str) -> int:
    """A supervision order as soon as the limit passed, whatever the urgency."""
    return 0


READY: dict[str, Ready] = {
    "urgency_deadline_age": urgency_deadline_age,
    "deadline_age": deadline_age,
    "first_come": first_come,
}
DISPATCH: dict[str, Dispatch] = {"by_category": by_category, "shortest_inbox": shortest_inbox}
ESCALATION: dict[str, Escalation] = {"emergencies_at_once": emergencies_at_once, "all_at_once": all_at_once}
POLICIES: dict[str, dict[str, Callable[..., object]]] = {
    "ready": dict(READY),
    "dispatch": dict(DISPATCH),
    "escalation": dict(ESCALATION),
}
"""Every policy by what it decides and by name; the first of each is the usual one."""


class Shares:
    """Names by weight, in the order of the table, made ready for many picks."""

    __slots__ = ("_names", "_sums")

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._names = tuple(shares) or ("",)
        self._sums = tuple(accumulate(shares.values())) or (0.0,)

    def pick(self, uniform: float) -> str:
        """The name into whose share ``uniform`` falls."""
        sums, names = self._sums, self._names
        place = bisect_right(sums, uniform * sums[-1])
        return names[place] if place < len(names) else names[-1]


def solved_chance(base: float, skill: float) -> float:
    """How likely handling solves the matter: the base share, less for less skill (half of it is the skill's)."""
    return base * (0.5 + 0.5 * skill)


def wrong_seat_chance(base: float, skill: float) -> float:
    """How likely the first dispatch picks a wrong seat: up to twice the base for an unskilled dispatcher."""
    return min(1.0, base * (2.0 - skill))


def extended_limit(given: int) -> int:
    """An extension is once, and at most the original limit (ms): it is as long again."""
    return given


def by_share(points: Sequence[tuple[float, float]], uniform: float) -> float:
    """A duration (ms) from a reported distribution: ``points`` are (share that is done, after ms), rising."""
    share_before, after_before = 0.0, 0.0
    for share, after in points:
        if uniform <= share:
            return after_before + (after - after_before) * (uniform - share_before) / (share - share_before)
        share_before, after_before = share, after
    return after_before
