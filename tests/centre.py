"""A tiny centre for stories: the mini roster with contacts at given minutes, told in short lines; what always holds.

In ``seats/mini`` every time is constant and every mishap switched off; a story switches on what it is about. Its
seats: A1 intake, A2 dispatch (and liaison), A3 water, A4 roads, A5 supervision and call-back, A6 commander.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from command_center.drill import Adapter, Recipe, play, recipe
from command_center.facts import (
    PERSON,
    DrillEnded,
    DrillStarted,
    Fact,
    LimitSet,
    OperatorsChanged,
    SeatStaffed,
    Signed,
    TaskEnded,
    TaskStarted,
    WorkGivenBack,
    kind_of,
)
from command_center.orders import Order
from command_center.plan.loading import load
from command_center.plan.recorded_tickets import RecordedTicket, write_tickets
from command_center.plan.roster import Roster
from command_center.plan.scenario import Arrivals, Recorded, Scenario
from command_center.plan.spans import DAY, HOUR, MINUTE, Span

Told = tuple[float, str, str]
"""A fact of a ticket in a story: the minute, the kind, and who or what it names."""

# -- a tiny centre ------------------------------------------------------------------------------------------------


def contact(
    minute: float, category: str, urgency: str = "", *, channel: str = "call", place: str = "D1.01.001.1",
    event: str = "",
) -> RecordedTicket:  # fmt: skip
    """A contact at a minute; without an urgency it has that of its category."""
    urgency = urgency or {"K1": "E", "K2": "U", "K3": "G", "K4": "C"}[category]
    nothing = (None,) * 5
    return RecordedTicket(round(minute * MINUTE), "", channel, "complaint", category, urgency, place, event, *nothing)


@functools.cache
def _mini() -> tuple[Scenario, Roster]:
    scenario, roster = load("mini-hotline")
    # No system is used and nothing is drawn but where a story asks for it.
    plain = tuple(category.model_copy(update={"systems": ()}) for category in roster.categories)
    still = tuple(system.model_copy(update={"up": Span(0)}) for system in roster.systems)
    empty: dict[str, object] = {"arrivals": (), "practice": {}}
    return scenario.model_copy(update=empty), roster.model_copy(update={"categories": plain, "systems": still})


def mini() -> Roster:
    """The mini roster without systems in its categories and without outages."""
    return _mini()[1]


def having(roster: Roster, table: str, row: str, **fields: Any) -> Roster:
    """The roster with other fields in the rows of a table that have this id (or shift, for ``shifts``)."""
    rows = [
        one.model_copy(update=fields) if getattr(one, "id", None) == row or getattr(one, "shift", None) == row else one
        for one in getattr(roster, table)
    ]
    return roster.model_copy(update={table: tuple(rows)})


def drill(
    *contacts: RecordedTicket, roster: Roster | None = None, practice: Mapping[str, object] | None = None,
    arrivals: Sequence[Arrivals] = (), orders: Sequence[Order] = (), staffing: str = "full", seed: int = 1,
    start: str = "2025-07-01T09:00:00+08:00", horizon: int = 10 * HOUR, tail: int = 15 * DAY, **scenario: object,
) -> Recipe:  # fmt: skip
    """The recipe of a story: contacts in the order of their minutes, the mini practice with changes. Times in ms."""
    text = io.StringIO()
    write_tickets(text, contacts)
    data = text.getvalue().encode()
    digest = hashlib.sha256(data).hexdigest()
    changed = {
        "practice": dict(practice or {}), "start": datetime.fromisoformat(start), "arrivals": tuple(arrivals),
        "recorded": Recorded(file="story.csv", sha256=digest, rows=len(contacts)) if contacts else None,
        "horizon": Span(horizon), "tail": Span(tail), **scenario,
    }  # fmt: skip
    base = _mini()[0].model_copy(update=changed)
    inputs = {digest: data} if contacts else {}
    return recipe(base, roster or mini(), seed=seed, staffing=staffing, orders=orders, inputs=inputs)


def played(made_of: Recipe, adapters: Mapping[str, Adapter] | None = None) -> list[Fact]:
    """All facts of a recipe."""
    facts: list[Fact] = []
    play(made_of, facts.extend, adapters=adapters)
    return facts


def story(*contacts: RecordedTicket, **how: Any) -> list[Fact]:
    """All facts of a story; ``how`` as for ``drill``. What always holds is checked on the way."""
    facts = played(drill(*contacts, **how))
    check_facts(facts)
    return facts


# -- telling it ---------------------------------------------------------------------------------------------------

SHOWN: dict[str, tuple[str, ...]] = {
    "accept_started": ("seat", "operator"), "dispatched": ("seat", "district", "by"), "returned": ("seat", "reason"),
    "reassigned": ("to",), "consult_ended": ("settled", "to"), "arbitrated": ("seat", "to"), "merged": ("into",),
    "handed_over": ("to",), "evaluated": ("by", "satisfaction"), "limit_set": ("step",),
    "system_call_started": ("system",), "system_call_ended": ("system", "feed", "origin"), "unit_dispatched": ("unit",),
    "unit_arrived": ("unit",), "field_work_ended": ("unit",), "task_started": ("seat", "about"),
    "operators_changed": ("seat", "operators"), "seat_staffed": ("seat", "profile"), "order_refused": ("reason",),
    "data_answered": ("origin", "record"), "feed_set": ("system", "feed"), "work_arrived": ("seat", "step"),
    "task_arrived": ("seat", "action", "about"), "note_written": ("seat", "text"),
    "work_taken_up": ("seat", "operator"),
    "extension_refused": ("seat", "reason"),
}  # fmt: skip
"""What a line of a story shows of a fact, where it is not just the seat."""


def line(fact: Fact) -> Told:
    """A fact as minute, kind and what it names."""
    kind = kind_of(fact)
    names = SHOWN.get(kind, tuple(name for name in ("seat", "system") if hasattr(fact, name)))
    values = [getattr(fact, name) for name in names]
    return round(fact.t / MINUTE, 2), kind, " ".join(str(value) for value in values if value != "")


def told(facts: Iterable[Fact], ticket: int = 1, leave_out: Iterable[str] = ("limit_set",)) -> list[Told]:
    """The story of a ticket, line by line."""
    of_it = (fact for fact in facts if getattr(fact, "ticket", None) == ticket)
    return [line(fact) for fact in of_it if kind_of(fact) not in set(leave_out)]


def only(facts: Iterable[Fact], *kinds: str) -> list[Told]:
    """Every fact of these kinds, of whatever ticket."""
    return [line(fact) for fact in facts if kind_of(fact) in kinds]


def kinds(facts: Iterable[Fact], ticket: int = 1) -> list[str]:
    """The kinds of a ticket's facts in order, without limits."""
    return [kind for _, kind, _ in told(facts, ticket)]


def limits(facts: Iterable[Fact], step: str = "handle", ticket: int = 1) -> list[tuple[float, float]]:
    """The limits of a step: from which minute, until which minute."""
    return [
        (fact.t / MINUTE, fact.due / MINUTE)
        for fact in facts
        if isinstance(fact, LimitSet) and (fact.ticket, fact.step) == (ticket, step)
    ]


# -- what always holds --------------------------------------------------------------------------------------------

ENDS = ("answered_directly", "not_accepted", "handed_over", "merged", "caller_hung_up")
"""Ways in which a contact ends before it becomes a ticket of its own."""

BEFORE: dict[str, str] = {
    "caller_hung_up": "contact_arrived",
    "accept_started": "contact_arrived",
    "accept_ended": "accept_started",
    "answered_directly": "accept_ended",
    "not_accepted": "accept_ended",
    "handed_over": "accept_ended",
    "merged": "accept_ended",
    "ticket_opened": "accept_ended",
    "transfer_started": "ticket_opened returned",
    "transfer_ended": "transfer_started",
    "reassigned": "transfer_ended",
    "dispatch_fixed": "transfer_ended reassigned",
    "dispatched": "transfer_ended reassigned dispatch_fixed consult_ended arbitrated",
    "signed": "dispatched",
    "returned": "dispatched",
    "disputed": "returned",
    "consult_started": "disputed",
    "consult_ended": "consult_started",
    "arbitrated": "consult_ended",
    "handle_started": "signed redo_ordered",
    "system_call_started": "handle_started system_call_ended",
    "mock_record_shown": "system_call_started",
    "data_requested": "system_call_started",
    "system_call_ended": "system_call_started mock_record_shown data_requested",
    "system_call_broken_off": "system_call_started data_requested",
    "handle_ended": "handle_started system_call_ended",
    "unit_dispatched": "handle_ended",
    "unit_arrived": "unit_dispatched",
    "field_work_ended": "unit_arrived",
    "feedback_started": "handle_ended field_work_ended",
    "feedback_ended": "feedback_started",
    "close_started": "feedback_ended",
    "close_ended": "close_started",
    "evaluate_started": "close_ended",
    "evaluated": "evaluate_started",
    "evaluation_lapsed": "evaluate_started",
    "evaluate_ended": "evaluated evaluation_lapsed",
    "redo_ordered": "evaluate_ended",
}
"""What a ticket must have come to right before each fact on its way; after work was given back it is begun again."""

BEGIN_AGAIN = (
    "caller_hung_up", "accept_started", "transfer_started", "signed", "returned", "consult_started", "arbitrated",
    "handle_started", "feedback_started", "close_started", "evaluate_started",
)  # fmt: skip
UNIT = ("unit_dispatched", "unit_arrived", "field_work_ended")
"""The way of a crew; a unit of the direct line is ahead of the steps."""
STEPS = ("accept", "transfer", "handle", "feedback", "close", "evaluate")
AFTER_THE_END = ("redo_ordered", "redo_waived", "work_arrived", "note_written")
"""What may yet be said of a ticket whose citizen is dissatisfied: a person decides whether it is done again."""


class Checker:
    """Follows the facts of a drill and objects to whatever cannot be; ``open`` and ``ended`` are what became of all."""

    def __init__(self, started: DrillStarted) -> None:
        roster = json.loads(started.roster)
        self._crews = {seat["id"]: seat["crews"] for seat in roster["seats"]}
        self._crews |= {f"D{k}": pool["crews"] for k, pool in enumerate(roster["city"]["districts"], start=1)}
        self._slots = {system["id"]: system["capacity"] for system in roster["systems"]}
        self._operators: dict[str, int] = {}
        self._players: dict[str, str] = {}
        self._held: dict[tuple[Any, ...], object] = {}
        self._units: dict[str, int] = {}
        self._uses: dict[int, str] = {}
        self._facts: list[Fact] = []
        self._last: dict[int, str] = {}
        self._ahead: dict[int, int] = {}
        self.ended: dict[int, str] = {}
        self.supports: Counter[int] = Counter()

    def take(self, fact: Fact) -> None:
        """Look at the next fact."""
        before = self._facts[-1] if self._facts else fact
        assert fact.n == len(self._facts), fact
        assert before.t <= fact.t, fact
        assert not isinstance(before, DrillEnded), fact
        self._facts.append(fact)
        self._cause(fact)
        self._at_seats(fact)
        ticket = getattr(fact, "ticket", 0)
        if ticket > 0:
            self._on_the_way(fact, ticket)
            self._in_use(fact, ticket)

    def _cause(self, fact: Fact) -> None:
        assert (fact.cause == -1) == (fact.n == 0), fact
        assert fact.cause < fact.n, fact
        if fact.n:
            ticket, its = getattr(fact, "ticket", 0), getattr(self._facts[fact.cause], "ticket", 0)
            again = (kind_of(self._facts[fact.cause]), kind_of(fact)) == ("caller_hung_up", "contact_arrived")
            assert again or not (ticket > 0 and its > 0) or ticket == its, (fact, self._facts[fact.cause])

    def _on_the_way(self, fact: Fact, ticket: int) -> None:
        kind, last = kind_of(fact), self._last.get(ticket, "")
        assert ticket not in self.ended or kind in AFTER_THE_END, (self.ended.get(ticket), fact)
        if kind in UNIT and (ticket in self._ahead or (kind == UNIT[0] and last != "handle_ended")):
            self._on_the_direct_line(fact, ticket)
            return
        assert kind != "feedback_started" or ticket not in self._ahead, fact
        if kind == "contact_arrived":
            assert not last, fact
        elif kind in BEFORE:
            again = last == "work_given_back" and kind in BEGIN_AGAIN
            assert again or last in BEFORE[kind].split(), (last, fact)
        elif kind != "work_given_back":
            return
        self._last[ticket] = kind
        if kind in ENDS or kind == "evaluate_ended":
            self.ended[ticket] = kind
        elif kind == "redo_ordered":
            del self.ended[ticket]

    def _on_the_direct_line(self, fact: Fact, ticket: int) -> None:
        """A unit that left before its ticket was handled; it is there and done before the feedback."""
        done = self._ahead.pop(ticket, 0)
        assert UNIT[done] == kind_of(fact), fact
        if done + 1 < len(UNIT):
            self._ahead[ticket] = done + 1

    def _at_seats(self, fact: Fact) -> None:
        kind = kind_of(fact)
        step, _, phase = kind.rpartition("_")
        if isinstance(fact, OperatorsChanged):
            self._operators[fact.seat] = fact.operators
        elif isinstance(fact, WorkGivenBack):
            self._held = {who: what for who, what in self._held.items() if (who[0], what) != (fact.seat, fact.ticket)}
        elif isinstance(fact, SeatStaffed):
            assert not any(who[0] == fact.seat and isinstance(what, int) for who, what in self._held.items()), fact
            self._held = {who: what for who, what in self._held.items() if who[0] != fact.seat}
            self._players[fact.seat] = fact.player
        elif isinstance(fact, TaskStarted | TaskEnded):
            self._hold(fact, fact.seat, fact.operator, fact.about, isinstance(fact, TaskStarted))
        elif step in STEPS and phase in ("started", "ended"):
            step_of: Any = fact
            if step_of.seat:
                self._hold(fact, step_of.seat, step_of.operator, step_of.ticket, phase == "started")
        elif isinstance(fact, Signed):
            assert (fact.seat, fact.operator) not in self._held, fact

    def _hold(self, fact: Fact, seat: str, operator: int, what: object, begins: bool) -> None:
        """One operator does one thing at a time, and begins none above the shift; a person may do several."""
        if operator == PERSON:
            assert self._players[seat] == "person", fact
            assert begins == ((seat, operator, what) not in self._held), fact
            self._held[seat, operator, what] = what
            if not begins:
                del self._held[seat, operator, what]
            return
        if begins:
            assert (seat, operator) not in self._held, fact
            assert 1 <= operator <= self._operators[seat], fact
            self._held[seat, operator] = what
        else:
            assert self._held.pop((seat, operator), None) == what, fact

    def _in_use(self, fact: Fact, ticket: int) -> None:
        """No more crews out than a seat has, no more uses of a system than it has room for."""
        kind, who = kind_of(fact), fact
        unit, system = str(getattr(who, "unit", "")), str(getattr(who, "system", ""))
        if kind == "unit_dispatched":
            seat, _, number = unit.rpartition("-")
            assert unit not in self._units, fact
            assert 1 <= int(number) <= self._crews[seat], fact
            self._units[unit] = ticket
        elif kind == "field_work_ended":
            assert self._units.pop(unit) == ticket, fact
        elif kind == "system_call_started":
            self._uses[ticket] = system
            assert Counter(self._uses.values())[system] <= self._slots[system], fact
        elif kind in ("system_call_ended", "system_call_broken_off"):
            assert self._uses.pop(ticket) == system, fact
        elif kind == "work_given_back":
            assert ticket not in self._uses, fact
        elif kind in ("support_asked", "support_given"):
            self.supports[ticket] += 1 if kind == "support_asked" else -1
            assert self.supports[ticket] in (0, 1), fact
        elif kind == "feedback_started":
            assert not self.supports[ticket], fact

    def became(self) -> Counter[str]:
        """What became of every contact: how it ended, closed and awaiting its evaluation, or open."""
        waiting = ("close_ended", "evaluate_started", "evaluated", "evaluation_lapsed")
        return Counter(
            self.ended.get(ticket, "awaiting" if last in waiting else "open") for ticket, last in self._last.items()
        )


def check_facts(facts: Sequence[Fact]) -> Counter[str]:
    """Assert all that holds in every drill; returns what became of the contacts. Their sum is all that arrived."""
    started = facts[0]
    assert isinstance(started, DrillStarted)
    checker = Checker(started)
    for fact in facts:
        checker.take(fact)
    became = checker.became()
    assert sum(became.values()) == sum(kind_of(fact) == "contact_arrived" for fact in facts)
    assert [fact for fact in facts if isinstance(fact, LimitSet) and fact.due < fact.t] == []
    return became
