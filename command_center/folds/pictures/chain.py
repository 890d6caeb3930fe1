"""Commands down the five tiers with what comes back, and the business systems with their feeds."""

from __future__ import annotations

from collections.abc import Mapping

from command_center import facts
from command_center.facts import Fact
from command_center.folds.base import Handler
from command_center.folds.indicators_operation import REACH_MS
from command_center.folds.pictures.desks import KEPT_COMMANDS
from command_center.folds.pictures.recipe import Recipe
from command_center.folds.pictures.tickets import Tickets
from command_center.plan.city import TIERS

_SENT, _ACKNOWLEDGED, _LOST, _REACHED = range(4)
_GRID = "grid"


class System:
    """A business system: link, feed, calls."""

    __slots__ = ("calls", "failed", "feed", "last", "running", "since", "up")

    def __init__(self, feed: str) -> None:
        self.up = True
        self.feed = feed
        self.calls = self.failed = self.running = 0
        self.last = -1
        self.since = 0


class Command:
    """A command on its way down: by tier how often sent, acknowledged, lost, and acknowledged in time (B5)."""

    __slots__ = ("action", "duty", "evidence", "hops", "last", "number", "place", "seat", "t", "ticket")

    def __init__(self, fact: facts.CommandIssued) -> None:
        self.number, self.seat, self.ticket = fact.command, fact.seat, fact.ticket
        self.action, self.place, self.duty, self.t = fact.action, fact.place, fact.duty, fact.t
        self.hops = {tier: [0, 0, 0, 0] for tier in TIERS}
        self.evidence: dict[str, int] = {}
        self.last = -1


class Chain:
    """Commands down the tiers, and the business systems."""

    def __init__(self, recipe: Recipe, tickets: Tickets) -> None:
        self._tickets = tickets
        self._past = {tier: [0, 0, 0, 0] for tier in TIERS}
        self._past_evidence = 0
        self.commands: dict[int, Command] = {}
        self.systems = {row.id: System("link" if row.data == "link" else row.feed) for row in recipe.systems.values()}

    def _issued(self, fact: facts.CommandIssued) -> None:
        self.commands[fact.command] = Command(fact)
        kept = self._tickets.desk(fact.seat).commands
        kept[fact.command] = None
        if len(kept) > KEPT_COMMANDS:
            self._forget(next(iter(kept)), kept)

    def _forget(self, number: int, kept: dict[int, None]) -> None:
        """A seat's oldest command goes; its sums stay, what still comes of it is not counted."""
        del kept[number]
        command = self.commands.pop(number)
        self._past_evidence += sum(command.evidence.values())
        for tier, hops in command.hops.items():
            self._past[tier] = [a + b for a, b in zip(self._past[tier], hops, strict=True)]

    def tiers(self) -> dict[str, dict[str, int]]:
        """By tier: hops sent, acknowledged and lost, and the evidence that came back."""
        sums = {tier: list(counts) for tier, counts in self._past.items()}
        for command in self.commands.values():
            for tier, hops in command.hops.items():
                sums[tier] = [a + b for a, b in zip(sums[tier], hops, strict=True)]
        evidence = self._past_evidence + sum(sum(each.evidence.values()) for each in self.commands.values())
        return {
            tier: {
                "sent": sent, "acknowledged": acknowledged, "lost": lost, "evidence": evidence if tier == _GRID else 0,
            }
            for tier, (sent, acknowledged, lost, _reached) in sums.items()
        }  # fmt: skip

    def reached(self) -> tuple[int, int]:
        """Grids that acknowledged within 30 min of the command's issue, and all that acknowledged (B5)."""
        hops = [self._past[_GRID], *(command.hops[_GRID] for command in self.commands.values())]
        return sum(each[_REACHED] for each in hops), sum(each[_ACKNOWLEDGED] for each in hops)

    def _sent(self, fact: facts.CommandSent) -> None:
        if fact.attempt == 1:
            command = self.commands.get(fact.command)
            if command is not None:
                command.hops[fact.tier][_SENT] += 1

    def _acknowledged(self, fact: facts.CommandAcknowledged) -> None:
        command = self.commands.get(fact.command)
        if command is not None:
            hops = command.hops[fact.tier]
            hops[_ACKNOWLEDGED] += 1
            if fact.t - command.t <= REACH_MS:
                hops[_REACHED] += 1

    def _lost(self, fact: facts.CommandLost) -> None:
        command = self.commands.get(fact.command)
        if command is not None:
            command.hops[fact.tier][_LOST] += 1

    def _evidence(self, fact: facts.EvidenceShown) -> None:
        command = self.commands.get(fact.command)
        if command is not None:
            evidence = command.evidence
            evidence[fact.evidence] = evidence.get(fact.evidence, 0) + 1
            command.last = fact.t

    def _system(self, name: str) -> System:
        system = self.systems.get(name)
        if system is None:
            system = self.systems[name] = System("real")
        return system

    def _call_started(self, fact: facts.SystemCallStarted) -> None:
        self._system(fact.system).running += 1

    def _call_ended(self, fact: facts.SystemCallEnded) -> None:
        system = self._system(fact.system)
        system.calls += 1
        system.running = max(0, system.running - 1)
        system.failed += fact.feed == "missing"
        system.last = fact.t

    def _call_left(self, fact: facts.SystemCallBrokenOff) -> None:
        system = self._system(fact.system)
        system.running = max(0, system.running - 1)

    def _down(self, fact: facts.SystemWentDown) -> None:
        system = self._system(fact.system)
        system.up, system.since = False, fact.t

    def _up(self, fact: facts.SystemCameUp) -> None:
        system = self._system(fact.system)
        system.up, system.since = True, fact.t

    def _feed(self, fact: facts.FeedSet) -> None:
        self._system(fact.system).feed = fact.feed

    def table(self) -> Mapping[type[Fact], Handler]:
        """Class of fact -> method."""
        return {
            facts.CommandIssued: self._issued,
            facts.CommandSent: self._sent,
            facts.CommandAcknowledged: self._acknowledged,
            facts.CommandLost: self._lost,
            facts.EvidenceShown: self._evidence,
            facts.SystemCallStarted: self._call_started,
            facts.SystemCallEnded: self._call_ended,
            facts.SystemCallBrokenOff: self._call_left,
            facts.SystemWentDown: self._down,
            facts.SystemCameUp: self._up,
            facts.FeedSet: self._feed,
        }
