"""``python -m benchmarks.pictures``: pictures of the flood drill at its peak, in one process; prints JSON.

Times are processor time: of a picture the best of several turns, of a fact the mean over the drill.
"""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from command_center.drill import play, recipe
from command_center.facts import Fact
from command_center.folds.city_map import city_map
from command_center.folds.pictures.fold import WallFold
from command_center.folds.pictures.patch import merge_patch
from command_center.folds.pictures.seeking import Seeker
from command_center.plan.city import tree
from command_center.plan.loading import load
from command_center.plan.maturity import load_maturity

SCENARIO = "city-waterlogging"
TURNS = 15
TICK = 15_000
"""Simulated time between two pictures at 60 times real time and 4 pictures a second (ms)."""


class Pages:
    """Facts in memory, offered as a journal does."""

    def __init__(self, facts: list[Fact]) -> None:
        self._facts = facts

    def __len__(self) -> int:
        return len(self._facts)

    def facts(self, first: int = 0, last: int | None = None) -> list[Fact]:
        """The facts from ``first`` up to ``last``; a thousand at a time where ``last`` is not said."""
        return self._facts[first : first + 20_000 if last is None else last]


def best(work: Callable[[], object]) -> float:
    """The shortest of several turns, in ms."""
    shortest = float("inf")
    for _ in range(TURNS):
        begun = time.process_time()
        work()
        shortest = min(shortest, time.process_time() - begun)
    return shortest * 1000


def eating(facts: list[Fact]) -> float:
    """Mean time of a fact, in microseconds."""
    shortest = float("inf")
    for _ in range(5):
        fold = WallFold()
        begun = time.process_time()
        for fact in facts:
            fold.eat(fact)
        shortest = min(shortest, time.process_time() - begun)
    return shortest / len(facts) * 1e6


def peak_of(facts: list[Fact], horizon: int) -> tuple[WallFold, int, int]:
    """The fold at the moment with the most tickets at work, that moment, and how many facts came before."""
    fold, most, moment, eaten = WallFold(), 0, 0, 0
    for number, fact in enumerate(facts):
        fold.eat(fact)
        tickets = fold.parts.tickets
        at_work = len(tickets.open) - tickets.waiting["evaluate"]
        if fact.t < horizon and at_work > most:
            most, moment, eaten = at_work, fact.t, number
    fold = WallFold(load_maturity()[0])
    while facts[eaten].t <= moment:
        eaten += 1
    for fact in facts[:eaten]:
        fold.eat(fact)
    fold.picture(moment)
    return fold, moment, eaten


def patching(fold: WallFold, facts: list[Fact], moment: int, eaten: int) -> tuple[float, float]:
    """The worst time of a patch (ms) and the median size (bytes) over sixty pictures from the peak on."""
    times, sizes, before = [], [], fold.picture(moment)
    for _ in range(60):
        moment += TICK
        while facts[eaten].t <= moment:
            fold.eat(facts[eaten])
            eaten += 1
        after = fold.picture(moment)
        times.append(best(lambda before=before, after=after: merge_patch(before, after)))  # type: ignore[misc]
        sizes.append(len(json.dumps(merge_patch(before, after))))
        before = after
    return max(times), sorted(sizes)[len(sizes) // 2]


def seeking(facts: list[Fact], horizon: int) -> float:
    """The 95th percentile of the time to a picture at 100 moments all over the drill, in ms."""
    seeker = Seeker(Pages(facts))
    seeker.prepare()
    times = []
    for turn in range(100):
        moment = turn * 7919 * 1000 % horizon
        begun = time.process_time()
        seeker.picture(moment)
        times.append((time.process_time() - begun) * 1000)
    return sorted(times)[94]


def growth(facts: list[Fact]) -> float:
    """How much the fold holds at the end of the drill, in MB."""
    tracemalloc.start()
    fold = WallFold()
    for fact in facts:
        fold.eat(fact)
    held = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return held


def measured() -> dict[str, Any]:
    """All figures."""
    began, busy = time.perf_counter(), time.process_time()
    scenario, roster = load(SCENARIO)
    facts: list[Fact] = []
    play(recipe(scenario, roster), facts.extend)
    horizon = scenario.horizon.ms
    fold, moment, eaten = peak_of(facts, horizon)
    seats = [best(lambda seat=seat: fold.seat_picture(seat, moment)) for seat in fold.parts.recipe.seats]  # type: ignore[misc]
    places = tree(roster.city)
    figures = {
        "eat_us": eating(facts),
        "wall_ms": best(lambda: fold.picture(moment)),
        "seat_ms": max(seats),
        "director_ms": best(lambda: fold.director_picture(moment)),
        "evaluator_ms": best(lambda: fold.evaluator_picture(moment)),
        "map_ms": best(lambda: city_map(roster.city, places)),
        "seek_ms": seeking(facts, horizon),
        "held_mb": growth(facts),
    }
    figures["patch_ms"], figures["patch_bytes"] = patching(fold, facts, moment, eaten)
    return {**figures, "seconds": time.perf_counter() - began, "busy": time.process_time() - busy}


if __name__ == "__main__":
    print(json.dumps(measured()))
