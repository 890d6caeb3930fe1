"""The sums behind the scoreboard: everything here adds up over drills, in any order."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import copy

from command_center.folds.names import Pair
from command_center.folds.percentiles import Samples

STEPS = ("accept", "transfer", "handle", "feedback", "close", "evaluate")
"""The six steps, in order."""

LIMITS = ("accept", "transfer", "sign", "contact", "feedback", "handle", "close", "evaluate")
"""What a limit may be set on: the six steps, signing, and the first word with the caller."""

OUTCOMES = ("answered_directly", "closed", "merged", "not_accepted", "handed_over", "hung_up")
"""How a contact ends; one that did not is open."""

FEEDS = ("real", "mock", "missing", "link")


class StepTally:
    """One of the six steps: how often it began and ended, how long it took and how long it waited (ms)."""

    __slots__ = ("elapsed", "ended", "longest_queue", "queue", "started", "waits")

    def __init__(self) -> None:
        self.started = 0
        self.ended = 0
        self.elapsed = Samples()
        self.waits = Samples()
        self.queue = 0
        """Tickets waiting for this step now."""
        self.longest_queue = 0

    def copy(self) -> StepTally:
        """An own copy."""
        twin = copy(self)
        twin.elapsed, twin.waits = self.elapsed.copy(), self.waits.copy()
        return twin

    def add(self, other: StepTally) -> None:
        """Put another drill's sums to these."""
        self.started += other.started
        self.ended += other.ended
        self.elapsed = self.elapsed.merged(other.elapsed)
        self.waits = self.waits.merged(other.waits)
        self.longest_queue = max(self.longest_queue, other.longest_queue)


class LimitTally:
    """The limits of one step: how many fell due and how many of those were met in time."""

    __slots__ = ("due", "on_time")

    def __init__(self) -> None:
        self.due = 0
        self.on_time = 0

    def add(self, other: LimitTally) -> None:
        """Put another drill's sums to these."""
        self.due += other.due
        self.on_time += other.on_time


class SeatTally:
    """One seat: time its operators were busy and on shift (operator-ms), work done, and its inbox."""

    __slots__ = ("busy", "done", "inbox", "longest_inbox", "on_shift", "operators", "since")

    def __init__(self) -> None:
        self.busy = 0
        self.on_shift = 0
        self.done = 0
        self.operators = 0
        self.since = 0
        """When ``operators`` came on shift (ms)."""
        self.inbox = 0
        """Tickets dispatched to the seat that nobody there has taken up yet."""
        self.longest_inbox = 0

    def change_shift(self, t: int, operators: int) -> None:
        """Book the shift so far; from ``t`` on there are so many operators."""
        self.on_shift += self.operators * (t - self.since)
        self.operators = operators
        self.since = t

    def add(self, other: SeatTally) -> None:
        """Put another drill's sums to these."""
        self.busy += other.busy
        self.on_shift += other.on_shift
        self.done += other.done
        self.longest_inbox = max(self.longest_inbox, other.longest_inbox)


class SystemTally:
    """One business system: calls, reads by feed, reads without right or of bad quality, outages and downtime (ms)."""

    __slots__ = ("calls", "down", "down_since", "flawed", "outages", "reads", "without_right")

    def __init__(self) -> None:
        self.calls = 0
        self.reads: Counter[str] = Counter()
        self.without_right = 0
        self.flawed = 0
        self.outages = 0
        self.down = 0
        self.down_since = -1

    def copy(self) -> SystemTally:
        """An own copy."""
        twin = copy(self)
        twin.reads = self.reads.copy()
        return twin

    def add(self, other: SystemTally) -> None:
        """Put another drill's sums to these."""
        self.calls += other.calls
        self.reads.update(other.reads)
        self.without_right += other.without_right
        self.flawed += other.flawed
        self.outages += other.outages
        self.down += other.down


class Tally:
    """All sums of the scoreboard over one drill or many."""

    def __init__(self) -> None:
        self.drills = 0
        self.arrived = 0
        self.open = 0
        self.most_open = 0
        self.busiest_hour = (0, "")
        """Most contacts within one hour counted from the drill's start, and when that hour began."""
        self.ended: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.answers = 0
        self.satisfaction = 0
        self.solved = 0
        self.steps = {step: StepTally() for step in STEPS}
        self.limits: defaultdict[str, LimitTally] = defaultdict(LimitTally)
        self.seats: defaultdict[str, SeatTally] = defaultdict(SeatTally)
        self.systems: defaultdict[str, SystemTally] = defaultdict(SystemTally)
        self.names: dict[str, Pair] = {}

    def copy(self) -> Tally:
        """An own copy."""
        twin = copy(self)
        twin.ended, twin.counts = self.ended.copy(), self.counts.copy()
        twin.steps = {step: each.copy() for step, each in self.steps.items()}
        twin.limits = defaultdict(LimitTally, {name: copy(each) for name, each in self.limits.items()})
        twin.seats = defaultdict(SeatTally, {seat: copy(each) for seat, each in self.seats.items()})
        twin.systems = defaultdict(SystemTally, {system: each.copy() for system, each in self.systems.items()})
        twin.names = self.names.copy()
        return twin

    def add(self, other: Tally) -> None:
        """Put another drill's sums to these."""
        for name in ("drills", "arrived", "open", "answers", "satisfaction", "solved"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.most_open = max(self.most_open, other.most_open)
        self.busiest_hour = min(self.busiest_hour, other.busiest_hour, key=lambda hour: (-hour[0], hour[1]))
        self.ended.update(other.ended)
        self.counts.update(other.counts)
        for step in STEPS:
            self.steps[step].add(other.steps[step])
        for name, limit in other.limits.items():
            self.limits[name].add(limit)
        for seat, seat_tally in other.seats.items():
            self.seats[seat].add(seat_tally)
        for system, system_tally in other.systems.items():
            self.systems[system].add(system_tally)
        self.names = {**self.names, **{key: min(pair, self.names.get(key, pair)) for key, pair in other.names.items()}}
