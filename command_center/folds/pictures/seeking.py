"""The picture of any moment of a finished drill, quickly: copies of the fold are kept on the way through the journal.

A page that seeks asks for a moment; the nearest copy before it eats on from there. Copies stand every ``every`` facts,
and at most ``most`` are held: a longer drill has them farther apart, so memory stays bounded. Whoever goes on from
the moment asked for last (a replay that runs) costs only the facts in between.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import msgspec

from command_center.facts import Fact
from command_center.folds.base import Fold
from command_center.folds.clock import Clock
from command_center.folds.pictures.fold import WallFold
from command_center.folds.pictures.recipe import Recipe
from command_center.plan.maturity import MaturityPlan

EVERY = 1_000
MOST = 128


class Pages(Protocol):
    """What a journal offers: its facts by number, only those asked for being read."""

    def __len__(self) -> int:
        """How many facts there are."""

    def facts(self, first: int = 0, last: int | None = None) -> Iterable[Fact]:
        """The facts numbered ``first`` up to, not including, ``last``."""


class _Mark(NamedTuple):
    """A copy of the fold after ``eaten`` facts; ``now`` is the time of the latest of them."""

    now: int
    eaten: int
    fold: WallFold


class Seeker:
    """Finds moments of one journal. The first question costs one pass over it, unless ``prepare`` was called."""

    def __init__(
        self, journal: Pages, maturity: MaturityPlan | None = None, every: int = EVERY, most: int = MOST
    ) -> None:
        self._journal = journal
        self._maturity = maturity
        self._every = max(every, -(-len(journal) // most))
        self._marks: list[_Mark] = []
        self._at: _Mark | None = None

    def prepare(self, between: Callable[[], object] = lambda: None) -> None:
        """Go through the journal once; ``between`` is called after every copy, so that a server can breathe."""
        for _ in self.steps():
            between()

    def steps(self) -> Iterator[int]:
        """The same step by step: gives how many facts have been eaten; may be left and taken up by a new call."""
        fold, eaten = WallFold(self._maturity), 0
        if self._marks:
            eaten, fold = self._marks[-1].eaten, twin(self._marks[-1].fold)
        else:
            self._marks.append(_Mark(-1, 0, twin(fold)))
        while eaten < len(self._journal):
            for fact in self._journal.facts(eaten, eaten + self._every):
                fold.eat(fact)
                eaten += 1
            self._marks.append(_Mark(fold.now, eaten, twin(fold)))
            yield eaten

    def moment(self, at: int) -> WallFold:
        """The fold after every fact with time <= ``at`` (ms). Ask it for pictures at ``at``; do not feed it."""
        if not self._marks or self._marks[-1].eaten < len(self._journal):
            self.prepare()
        place = bisect_right([mark.now for mark in self._marks], at) - 1
        mark = self._marks[max(place, 0)]
        begun = self._at
        if begun is None or not mark.eaten <= begun.eaten or begun.now > at:
            begun = mark._replace(fold=twin(mark.fold))
        eaten, fold = begun.eaten, begun.fold
        for fact in self._journal.facts(eaten):
            if fact.t > at:
                break
            fold.eat(fact)
            eaten += 1
        self._at = _Mark(fold.now, eaten, fold)
        return fold

    def picture(self, at: int) -> dict[str, Any]:
        """The wall at a moment (ms)."""
        return self.moment(at).picture(at)


_NEVER_CHANGE = (msgspec.Struct, Recipe, Clock, MaturityPlan, tuple)  # a tuple of the state holds plain values
_Memo = dict[int, Any]


def twin(fold: WallFold) -> WallFold:
    """An own copy of a fold: it goes on as the other would; facts and the recipe are shared."""
    copy = WallFold.__new__(WallFold)
    copy.__dict__.update(fold.__dict__)
    memo: _Memo = {}
    copy.parts = type(fold.parts)(*(_twin(part, memo) for part in fold.parts))
    copy.rewire()
    return copy


def _twin(value: Any, memo: _Memo) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    make = _COPIES.get(kind)
    if make is not None:
        return make(value, memo)
    if isinstance(value, _NEVER_CHANGE) or callable(value):
        return value
    found = memo.get(id(value))
    return _object(value, memo) if found is None else found


def _object(value: Any, memo: _Memo) -> Any:
    """A part with slots or a dictionary of its own; parts that name each other name each other's copies."""
    kind = type(value)
    copy: Any = object.__new__(kind)
    memo[id(value)] = copy
    for name in _slots(kind):
        setattr(copy, name, _twin(getattr(value, name), memo))
    for name, one in getattr(value, "__dict__", {}).items():
        copy.__dict__[name] = _twin(one, memo)
    if isinstance(copy, Fold):
        copy.__dict__["_handlers"] = copy._table()  # those of the copy, not of what was copied
    return copy


def _slots(kind: type) -> tuple[str, ...]:
    return tuple(getattr(kind, "__slots__", ()))


def _dict(value: dict[Any, Any], memo: _Memo) -> dict[Any, Any]:
    return {key: one if type(one) in _PLAIN else _twin(one, memo) for key, one in value.items()}


def _list(value: list[Any], memo: _Memo) -> list[Any]:
    return [one if type(one) in _PLAIN else _twin(one, memo) for one in value]


_PLAIN = frozenset({int, str, float, bool, type(None), tuple, frozenset, bytes})
_COPIES: dict[type, Callable[[Any, _Memo], Any]] = {
    dict: _dict,
    list: _list,
    set: lambda value, _memo: set(value),
    array: lambda value, _memo: value[:],
    deque: lambda value, memo: deque((_twin(one, memo) for one in value), value.maxlen),
    Counter: lambda value, _memo: Counter(value),
    defaultdict: lambda value, memo: defaultdict(value.default_factory, _dict(value, memo)),
}
