"""What every fold is: facts go in one by one, figures come out; nothing but the facts is ever asked.

A fold names the kinds it listens to in one table, class of fact -> method, and skips all others, so a journal with
kinds of a later version folds as well. Two laws hold for every fold and are tested:

- within a drill, ``fold(a + b)`` equals going on with ``b`` after ``a``;
- folds of different drills merge in any order and grouping to the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self, TypeVar

from command_center.facts import Fact

Handler = Callable[[Any], object]


class Fold:
    """Base of all folds: a subclass says in ``_table`` which method takes which kind of fact."""

    def __init__(self) -> None:
        self._handlers: Mapping[type[Fact], Handler] = self._table()
        self.now = 0
        """Simulated time in ms of the latest fact; while a method takes a fact, still that of the one before."""

    def _table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method of this fold."""
        raise NotImplementedError

    def handlers(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method, for a fold that is made of others and looks each fact up once."""
        return self._handlers

    def apply(self, fact: Fact) -> None:
        """Take one fact, in the order of the journal; a kind that is not in the table only moves the clock."""
        handler = self._handlers.get(type(fact))
        if handler is not None:
            handler(fact)
        self.now = fact.t

    def extend(self, facts: Iterable[Fact]) -> Self:
        """Take many facts; the same as ``apply`` on each, faster."""
        find = self._handlers.get
        for fact in facts:
            handler = find(type(fact))
            if handler is not None:
                handler(fact)
            self.now = fact.t
        return self

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain values for JSON."""
        raise NotImplementedError


AnyFold = TypeVar("AnyFold", bound=Fold)


def fold(facts: Iterable[Fact], into: AnyFold) -> AnyFold:
    """``into`` after all ``facts``."""
    return into.extend(facts)


def fold_all(facts: Iterable[Fact], *folds: Fold) -> None:
    """Hand ``facts`` to several folds in one pass, e.g. over a journal that is read once."""
    for fact in facts:
        for each in folds:
            each.apply(fact)
