"""政务图谱: from a fact to its rule, order, action and evidence, and on to the indicators that counted it.

The chain is read off the causes: what led to the fact, and what followed from it. A fact above the first order is a
cue; an order is what A1 counts (dispatch, command, a duty that fell due) or what sends somebody; what follows an order
is action, or evidence where it proves how it ended. ``score --explain`` goes the other way, from indicator to facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from command_center import facts as f
from command_center.facts import DrillStarted, Fact
from command_center.folds.drill_record import Case
from command_center.folds.names import Pair
from command_center.folds.recipe_parts import rule_of
from command_center.folds.scores import Scores
from command_center.folds.stories import Facts, Line, chain_of_causes, told

Link = Literal["cue", "order", "action", "evidence"]
LINKS: tuple[Link, ...] = ("cue", "order", "action", "evidence")

ORDERS: frozenset[type[Fact]] = frozenset({
    f.Dispatched, f.LimitSet, f.CommandIssued, f.DutyFellDue, f.ModeOrdered, f.UnitDispatched, f.PumpOrdered,
    f.SupportAsked, f.SupervisionOrdered, f.CircularIssued, f.RedoOrdered, f.Arbitrated,
})  # fmt: skip
"""Facts by which somebody is told to do something, and by when."""

EVIDENCE: frozenset[type[Fact]] = frozenset({
    f.EvidenceSent, f.EvidenceShown, f.DutyMet, f.DutyMissed, f.DutyLifted, f.FeedbackEnded, f.CloseEnded, f.Evaluated,
    f.EvaluationLapsed, f.EvaluateEnded, f.ModeSwitched, f.InjectCompleted, f.LightTurnedRed, f.CommandAcknowledged,
    f.DataAnswered, f.SystemCallEnded,
})  # fmt: skip
"""Facts that show how it ended."""

BESIDE = EVIDENCE | {f.DutyFellDue}
"""What is told though it lies beside the way from cue to fact: rule and proof of an order above the fact."""

SHOWN = 12
"""Facts of a link that are told of those that followed; the rest are counted."""

CUES = 8
"""Cues that are told, the nearest ones."""


class Rule(msgspec.Struct, frozen=True):
    """A duty version that stands behind the fact: clause, who must do what by when, whether in force on the day.

    ``known`` is False for a rule that the roster does not have, such as a playbook's own order.
    """

    duty: str
    known: bool
    in_force: bool
    name: Pair
    source: str
    seat: str
    action: str
    within: str
    evidence: str


class Linked(msgspec.Struct, frozen=True):
    """The facts of one link, in order of time, and how many more followed than are told."""

    link: Link
    lines: tuple[Line, ...]
    more: int


class Counted(msgspec.Struct, frozen=True):
    """A case of an indicator that rests on the fact, or on ``through`` another fact of its chain (-1 = on it)."""

    indicator: str
    subject: str
    counted: bool
    value: float
    facts: tuple[int, ...]
    through: int


class Chain(msgspec.Struct, frozen=True):
    """The whole chain of a fact; ``tasks`` are the expected actions that it is a fact of, with their state."""

    fact: int
    rules: tuple[Rule, ...]
    links: tuple[Linked, ...]
    indicators: tuple[Counted, ...]
    tasks: tuple[tuple[str, str], ...]
    names: dict[str, Pair]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        del plain["names"]
        return plain


def rule_chain(facts: Facts, n: int) -> Chain | None:
    """The chain of fact ``n``; None where the journal has no such fact. The facts are read four times."""
    causes = chain_of_causes(facts, n)
    if causes is None:
        return None
    found = _Found(facts(), n, frozenset(causes))
    story = told(facts, f"fact {n}", dict.fromkeys(found.shown(), ("story", 0)))
    lines = {line.n: line for line in story.lines}
    links = tuple(
        Linked(link, tuple(lines[number] for number in sorted(numbers)), found.more.get(link, 0))
        for link, numbers in ((link, found.of(link)) for link in LINKS)
        if numbers
    )
    cases, tasks = _counted(facts(), n, found.shown())
    return Chain(n, tuple(found.rules()), links, cases, tasks, story.names)


class _Found:
    """The facts of a chain by link: those above the fact, the fact, what proves those above, and what followed."""

    def __init__(self, facts: Iterable[Fact], n: int, above: frozenset[int]) -> None:
        self._links: dict[int, Link] = {}
        self._ordered: set[int] = set()  # facts of the chain that are an order, or follow one
        self._duties: dict[str, None] = {}
        self._followed: dict[Link, int] = {}
        self.more: dict[Link, int] = {}
        self._started: DrillStarted | None = None
        self._below = {n}
        for fact in facts:
            self._take(fact, n, above)
        for number in self.of("cue")[:-CUES]:
            del self._links[number]
            self.more["cue"] = self.more.get("cue", 0) + 1

    def _take(self, fact: Fact, n: int, above: frozenset[int]) -> None:
        if isinstance(fact, DrillStarted):
            self._started = fact
        elif fact.n == n or fact.n in above:
            self._keep(fact)
        elif fact.cause in self._below:
            self._below.add(fact.n)
            self._follow(fact)
        elif fact.cause in above and fact.cause in self._ordered and type(fact) in BESIDE:
            self._keep(fact)

    def _keep(self, fact: Fact) -> None:
        self._links[fact.n] = self._link(fact)
        duty = getattr(fact, "duty", "")
        if duty:
            self._duties[duty] = None

    def _follow(self, fact: Fact) -> None:
        link = self._link(fact)
        self._followed[link] = self._followed.get(link, 0) + 1
        if self._followed[link] <= SHOWN:
            self._keep(fact)
        else:
            self.more[link] = self.more.get(link, 0) + 1

    def _link(self, fact: Fact) -> Link:
        kind = type(fact)
        if kind in ORDERS:
            self._ordered.add(fact.n)
            return "order"
        if kind in EVIDENCE:
            self._ordered.add(fact.n)
            return "evidence"
        if fact.cause in self._ordered:
            self._ordered.add(fact.n)
            return "action"
        return "cue"

    def shown(self) -> frozenset[int]:
        """The numbers of all facts of the chain that are told."""
        return frozenset(self._links)

    def of(self, link: Link) -> list[int]:
        """The numbers of a link's facts."""
        return [number for number, each in self._links.items() if each == link]

    def rules(self) -> Iterable[Rule]:
        """The rules named by the facts of the chain, in the order in which they come up."""
        known = _duties_of(self._started)
        day = self._started.start[:10] if self._started else ""
        for label in self._duties:
            rule = rule_of(label)
            duty = known.get(rule) if rule else None
            if duty is None:
                yield Rule(label, False, False, ("", ""), "", "", "", "", "")
            else:
                in_force = duty.valid_from <= day and (not duty.valid_to or day <= duty.valid_to)
                name, who = (duty.zh, duty.en), (duty.source, duty.seat, duty.action)
                yield Rule(label, True, in_force, name, *who, _span(duty.within), duty.evidence)


class _Duty(msgspec.Struct):
    id: str
    version: int = 1
    source: str = ""
    zh: str = ""
    en: str = ""
    seat: str = ""
    action: str = ""
    within: Any = ""
    evidence: str = ""
    valid_from: str = ""
    valid_to: str = ""


class _Roster(msgspec.Struct):
    duties: tuple[_Duty, ...] = ()


def _duties_of(started: DrillStarted | None) -> Mapping[tuple[str, int], _Duty]:
    if started is None or not started.roster:
        return {}
    roster = msgspec.json.decode(started.roster, type=_Roster)
    return {(duty.id, duty.version): duty for duty in roster.duties}


def _span(within: Any) -> str:
    return within if isinstance(within, str) else str(within)


def _counted(
    facts: Iterable[Fact], n: int, chain: frozenset[int]
) -> tuple[tuple[Counted, ...], tuple[tuple[str, str], ...]]:
    """The cases that rest on the fact first, then those on the facts around it; and the expected actions of it."""
    heard: list[Case] = []

    def hear(case: Case) -> None:
        if not chain.isdisjoint(case.facts):
            heard.append(case)

    records = Scores(listener=hear).extend(facts).records()
    counted = [
        Counted(
            case.indicator, case.subject, case.counted, case.value, case.facts,
            -1 if n in case.facts else min(chain.intersection(case.facts), key=lambda each: abs(each - n)),
        )
        for case in heard
    ]  # fmt: skip
    counted.sort(key=lambda case: (case.through >= 0, case.indicator, case.subject, case.facts))
    tasks = [
        (each.task, outcome.state)
        for record in records
        for each, outcome in record.expected.items()
        if n in outcome.facts
    ]
    return tuple(counted), tuple(tasks)
