"""Commands down the five tiers: city 市, district 区, street 街道, community 社区, grid 网格, and evidence back up.

A command goes hop by hop. At each hop it may be lost (the lower the tier, the more often) and is then repeated until
it is acknowledged; whoever acknowledged passes it on to everybody below that it concerns. The grid worker answers with
evidence from the place. A command to the whole city is some 4,600 hops, so hops are timers, not generators.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from command_center.facts import (
    CommandAcknowledged,
    CommandIssued,
    CommandLost,
    CommandSent,
    EvidenceSent,
    EvidenceShown,
)
from command_center.plan.city import TIERS, tier_of
from command_center.world.stage import Stage

OnEvidence = Callable[[str, int], None]
"""Called with the grid and the number of the EvidenceShown fact."""

EVIDENCE = {"clear_inlets": "depth", "watch_point": "depth", "move_people": "head_count", "count_people": "head_count"}
"""What a grid worker sends back for an action; anything else is answered by a photo."""


class Command:
    """One command on its way: where it goes, how far down, and who wants the evidence."""

    __slots__ = ("down_to", "evidence", "number", "on_evidence", "place", "seat", "way")

    def __init__(
        self, number: int, seat: str, action: str, place: str, down_to: str, on_evidence: OnEvidence | None
    ) -> None:
        self.number = number
        self.seat = seat
        self.evidence = EVIDENCE.get(action, "photo")
        self.way = _way_to(place)
        self.place = place
        self.down_to = TIERS.index(down_to)
        self.on_evidence = on_evidence


class Tiers:
    """Sends commands."""

    def __init__(self, world: Stage) -> None:
        practice = world.practice.tiers
        self._world = world
        self._issued = 0
        # The practice names medians; a log-normal's mean is its median times sqrt(1 + cv^2).
        skew = math.sqrt(1.0 + practice.acknowledge_cv * practice.acknowledge_cv)
        self._means = tuple(practice.acknowledge[tier].ms * skew for tier in TIERS)
        self._losses = tuple(practice.loss[tier] for tier in TIERS)
        self._cv = practice.acknowledge_cv
        self._slow = practice.peacetime_factor
        self._repeat = practice.repeat_after.ms
        self._evidence = tuple(span.ms for span in practice.evidence)
        self._chance = world.stream("tiers.hops")
        self._photos = world.stream("tiers.evidence")

    def send(
        self,
        seat: str,
        action: str,
        place: str,
        *,
        cause: int,
        ticket: int = -1,
        duty: str = "",
        down_to: str = "grid",
        on_evidence: OnEvidence | None = None,
    ) -> int:
        """Send a command from ``seat`` to ``place`` (a path; empty = the whole city) and all below it down to a tier.

        Returns the command's number. Evidence comes back only from grids.
        """
        self._issued += 1
        command = Command(self._issued, seat, action, place, down_to, on_evidence)
        issued = self._world.emit(CommandIssued, cause, command.number, seat, ticket, action, place, duty)
        self._pass_on(command, "", issued)
        return command.number

    def _pass_on(self, command: Command, node: str, cause: int) -> None:
        """Whoever holds the command at ``node`` sends it to everybody it concerns below."""
        depth = node.count(".") + 1 if node else 0
        if depth < len(command.way):
            self._hop(command, command.way[depth], depth, 1, cause)
        elif depth <= command.down_to:
            for below in self._world.tree.children(node):
                self._hop(command, below, depth, 1, cause)

    def _hop(self, command: Command, node: str, tier: int, attempt: int, cause: int) -> None:
        world = self._world
        sent = world.emit(CommandSent, cause, command.number, node, TIERS[tier], attempt)
        lost = self._chance.uniform() < self._losses[tier]
        delay = self._chance.lognormal(self._means[tier], self._cv)
        if lost:
            world.at(world.now + self._repeat, self._lost, command, node, tier, attempt, sent)
            return
        if world.mode == "peacetime":
            delay *= self._slow
        world.at(world.now + round(delay), self._acknowledged, command, node, tier, sent)

    def _lost(self, command: Command, node: str, tier: int, attempt: int, cause: int) -> None:
        """No acknowledgement came in time: the sender knows now that the hop failed, and repeats it."""
        noticed = self._world.emit(CommandLost, cause, command.number, node, TIERS[tier])
        self._hop(command, node, tier, attempt + 1, noticed)

    def _acknowledged(self, command: Command, node: str, tier: int, cause: int) -> None:
        world = self._world
        known = world.emit(CommandAcknowledged, cause, command.number, node, TIERS[tier])
        if tier == len(TIERS) - 1:
            soonest, latest = self._evidence
            after = round(soonest + (latest - soonest) * self._photos.uniform())
            world.at(world.now + after, self._send_evidence, command, node, known)
        else:
            self._pass_on(command, node, known)

    def _send_evidence(self, command: Command, node: str, cause: int) -> None:
        world = self._world
        sent = world.emit(EvidenceSent, cause, command.number, node, command.evidence)
        delay = self._photos.lognormal(world.practice.sensor_delay.mean.ms, world.practice.sensor_delay.cv)
        world.at(world.now + round(delay), self._show_evidence, command, node, sent)

    def _show_evidence(self, command: Command, node: str, cause: int) -> None:
        shown = self._world.emit(EvidenceShown, cause, command.number, command.seat, command.evidence)
        if command.on_evidence:
            command.on_evidence(node, shown)


def _way_to(place: str) -> tuple[str, ...]:
    """The places from the district down to ``place``: D2, D2.05, D2.05.011."""
    parts = place.split(".") if place else []
    return tuple(".".join(parts[: length + 1]) for length in range(len(parts)))


def target_of(text: str, here: str) -> tuple[str, str]:
    """The place and the lowest tier that a ``command`` entry means: ``city``, ``here``, ``D2:street`` and the like."""
    place, _, tier = text.partition(":")
    place = {"city": "", "here": here}.get(place, place)
    lowest = tier or "grid"
    return place, lowest if place.count(".") + bool(place) <= TIERS.index(lowest) else tier_of(place)
