"""Stories: the facts around one ticket, one seat or one fact, in order, with causes and effects both ways.

The facts are read as often as needed (two or three passes), never kept: what is asked for is a function that gives
them anew, such as ``lambda: Journal.open(path)``. Only the causes are held for the story of a fact, 8 bytes each.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Literal

import msgspec

from command_center.facts import DrillStarted, Fact, fields_of, kind_of
from command_center.folds.clock import Clock
from command_center.folds.names import VALUE_NAMES, Lang, Pair, field_name, kind_name, word
from command_center.folds.roster_names import roster_names
from command_center.folds.values import ACTION_FIELDS, coded

Facts = Callable[[], Iterable[Fact]]
"""A function that gives all facts of a journal from the first, each time it is called."""

Role = Literal["story", "cause", "effect"]
"""``story`` is what was asked for, ``cause`` led to it, ``effect`` followed from it elsewhere."""

_COMMON = 3  # t, n, cause open every fact
_NO_TICKET = -1  # what is not about a ticket
_LONG = 120  # a text longer than this is told by its length
_NAMED = frozenset({"seat", "to", "system", "category", "resource", "point", "district"})


class Line(msgspec.Struct, frozen=True):
    """One fact of a story: number, time (ms and local), kind, cause, what it is in the story, how deep it is set."""

    n: int
    t: int
    when: str
    kind: str
    cause: int
    role: Role
    depth: int
    fields: dict[str, Any]


class Story(msgspec.Struct, frozen=True):
    """The lines of a story in order of time; no lines when the journal knows nothing of what was asked for."""

    about: str
    lines: tuple[Line, ...]
    names: dict[str, Pair]

    def text(self, lang: Lang = "zh") -> list[str]:
        """The story as lines of text."""
        return [self._line(line, lang) for line in self.lines]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"about": self.about, "lines": msgspec.to_builtins(self.lines)}

    def _line(self, line: Line, lang: Lang) -> str:
        mark = {"story": " ", "cause": "<", "effect": ">"}[line.role]
        told = (
            f"{field_name(name, lang)} {self._value(name, value, lang)}"
            for name, value in line.fields.items()
            if (name, value) != ("ticket", _NO_TICKET)
        )
        fields = ", ".join(told)
        cause = f" [<- {line.cause}]" if line.cause >= 0 else ""
        words = f"{kind_name(line.kind, lang)}: {fields}" if fields else kind_name(line.kind, lang)
        return f"{mark} {line.n:>7}  {line.when}  {'  ' * line.depth}{words}{cause}"

    def _value(self, field: str, value: Any, lang: Lang) -> str:
        text = str(value)
        if field in _NAMED and text in self.names:
            return f"{text} {word(self.names[text], lang)}"
        if isinstance(value, bool):
            return word(VALUE_NAMES[text], lang)
        said = coded(field, text, lang)
        if said is not None:
            return said
        if field in ACTION_FIELDS and text in self.names:
            return word(self.names[text], lang)
        if field == "duty" and text.partition("@")[0] in self.names:
            return f"{text} {word(self.names[text.partition('@')[0]], lang)}"
        if len(text) > _LONG:
            return f"({len(text)} 字)" if lang == "zh" else f"({len(text)} characters)"
        return text


def ticket_story(facts: Facts, number: int) -> Story:
    """All that befell a ticket, what caused it from outside, and what it set off elsewhere (commands, duties, roads).

    Commands and data requests of the ticket belong to it with all their hops and answers; so do duplicates merged
    into it.
    """
    return _story(facts, f"ticket {number}", _TicketFilter(number).concerns)


def seat_story(facts: Facts, seat: str) -> Story:
    """All that a seat did or was asked to do, what caused it from elsewhere, and what it set off elsewhere."""
    return _story(facts, f"seat {seat}", lambda fact: _mentions(fact, _seat_fields(type(fact)), seat))


def system_story(facts: Facts, system: str) -> Story:
    """All that befell a business system and every use of it, with what caused it and what it set off elsewhere."""
    return _story(facts, f"system {system}", lambda fact: _mentions(fact, _system_fields(type(fact)), system))


def place_story(facts: Facts, place: str) -> Story:
    """All that befell a place and everything below it; a low point is a place too, by its id."""
    return _story(facts, f"place {place}", lambda fact: _lies_in(fact, place))


def _lies_in(fact: Fact, place: str) -> bool:
    values = (str(getattr(fact, field)) for field in _place_fields(type(fact)))
    return any(value == place or value.startswith(f"{place}/") for value in values)


def fact_story(facts: Facts, n: int) -> Story:
    """The chain of causes of fact ``n`` down from the root, the fact, and all that followed from it, set deeper."""
    causes = array("q", (fact.cause for fact in facts()))
    if not 0 <= n < len(causes):
        return Story(f"fact {n}", (), {})
    chain = _chain(causes, n)
    parts: dict[int, tuple[Role, int]] = {number: ("cause", depth) for depth, number in enumerate(chain)}
    parts[n] = ("story", len(chain))
    for number in range(n + 1, len(causes)):
        above = parts.get(causes[number])
        if above is not None and above[0] != "cause":
            parts[number] = ("effect", above[1] + 1)
    return told(facts, f"fact {n}", parts)


def _chain(causes: array[int], n: int) -> list[int]:
    """The numbers of the causes of ``n``, the root first."""
    chain: list[int] = []
    while 0 <= causes[n] < n:
        n = causes[n]
        chain.append(n)
    return chain[::-1]


def chain_of_causes(facts: Facts, n: int) -> list[int] | None:
    """The numbers of the causes of fact ``n``, the first fact of all first; None where there is no such fact."""
    causes = array("q", (fact.cause for fact in facts()))
    return _chain(causes, n) if 0 <= n < len(causes) else None


class _TicketFilter:
    """Whether a fact concerns a ticket; it learns the ticket's commands and requests on the way."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._own: Mapping[str, set[int]] = {"command": set(), "request": set()}
        self._about = {str(number), f"ticket {number}"}

    def concerns(self, fact: Fact) -> bool:
        kind = type(fact)
        if _mentions(fact, _ticket_fields(kind), self._number) or self._is_about(fact):
            for field in _thread_fields(kind):
                self._own[field].add(getattr(fact, field))
            return True
        return any(getattr(fact, field) in self._own[field] for field in _thread_fields(kind))

    def _is_about(self, fact: Fact) -> bool:
        return any(getattr(fact, field) in self._about for field in _about_fields(type(fact)))


def _fields(*wanted: str) -> Callable[[type[Fact]], tuple[str, ...]]:
    """A function that says which of the wanted fields a kind of fact has, remembered by kind."""
    return cache(lambda kind: tuple(field for field in fields_of(kind) if field in wanted))


_ticket_fields = _fields("ticket", "into")
_seat_fields = _fields("seat", "to")
_about_fields = _fields("about")
_system_fields = _fields("system")
_place_fields = _fields("place", "point", "district")
_thread_fields = _fields("command", "request")


def _mentions(fact: Fact, fields: tuple[str, ...], wanted: int | str) -> bool:
    return any(getattr(fact, field) == wanted for field in fields)


def _story(facts: Facts, about: str, concerns: Callable[[Fact], bool]) -> Story:
    """Pass one finds the story and what it set off elsewhere, pass two tells it with its causes from outside."""
    parts: dict[int, tuple[Role, int]] = {}
    causes: set[int] = set()
    for fact in facts():
        if concerns(fact):
            parts[fact.n] = ("story", 0)
            causes.add(fact.cause)
        elif fact.cause in parts and parts[fact.cause][0] == "story":
            parts[fact.n] = ("effect", 1)
    for number in causes:
        if number >= 0 and parts.get(number, ("effect", 0))[0] == "effect":
            parts[number] = ("cause", 0)
    return told(facts, about, parts)


def told(facts: Facts, about: str, parts: Mapping[int, tuple[Role, int]]) -> Story:
    """The story of the facts with these numbers, each with what it is in the story and how deep it is set."""
    lines: list[Line] = []
    clock: Clock | None = None
    names: dict[str, Pair] = {}
    for fact in facts():
        if isinstance(fact, DrillStarted):
            clock, names = Clock(fact), roster_names(fact.roster)
        part = parts.get(fact.n)
        if part is not None:
            lines.append(_line(fact, clock, *part))
    return Story(about, tuple(lines), names if lines else {})


def _line(fact: Fact, clock: Clock | None, role: Role, depth: int) -> Line:
    names = fields_of(type(fact))[_COMMON:]
    fields = {name: getattr(fact, name) for name in names}
    if clock and "due" in fields:
        fields["due"] = clock.text(fields["due"])
    shown = {name: value for name, value in fields.items() if value != ""}
    when = clock.text(fact.t) if clock else str(fact.t)
    return Line(fact.n, fact.t, when, kind_of(fact), fact.cause, role, depth, shown)
