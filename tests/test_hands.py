"""Whatever persons order and whenever: nothing crashes, what always holds holds, and live equals batch."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command_center.drill import Recipe, record, replay
from command_center.facts import Fact
from command_center.journal import JournalWriter
from command_center.plan.scenario import Arrivals
from command_center.plan.spans import DAY, HOUR
from tests.centre import check_facts, contact, drill
from tests.hands import play_at_random
from tests.test_conservation import practices, rosters


def recipe_of_hands(draw: st.DrawFn) -> Recipe:
    """A small drill with something for every seat to do."""
    streams = [Arrivals(source="calls", channel="call", per_day=draw(st.sampled_from((30, 200))))]
    return drill(
        contact(0.5, "K3"), contact(1, "K1", event="storm"), contact(1, "K4", channel="app"), contact(2, "K2"),
        roster=draw(rosters()), practice=draw(practices()), arrivals=streams,
        staffing=draw(st.sampled_from(("full", "half"))), seed=draw(st.integers(0, 2**31)),
        horizon=4 * HOUR, tail=draw(st.sampled_from((HOUR, 3 * DAY))),
    )  # fmt: skip


class Play:
    """A recipe without orders and the chance by which persons order; short where a failure shows it."""

    def __init__(self, made_of: Recipe, seed: int) -> None:
        self.made_of, self.seed = made_of, seed

    def __repr__(self) -> str:
        return f"Play(seed={self.seed}, drill seed={self.made_of.seed}, {self.made_of.staffing})"


@st.composite
def plays(draw: st.DrawFn) -> Play:
    """A drill and the persons who will play it."""
    return Play(recipe_of_hands(draw), draw(st.integers(0, 2**63)))


def written(facts: list[Fact], path: Path) -> str:
    """The root of a journal with these facts."""
    writer = JournalWriter(path)
    writer.extend(facts)
    return writer.close(getattr(facts[-1], "status", ""))


def check(play: Play) -> list[Fact]:
    """Facts of a live drill hold all laws, and batch and replay of its orders make the same journal."""
    facts, orders = play_at_random(Random(play.seed), play.made_of)
    check_facts(facts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = written(facts, folder / "live.jsonl.zst")
        again, path, _ = record(replace(play.made_of, orders=tuple(orders)), folder / "batch")
        assert path is not None
        assert again == root
        assert path.read_bytes() == (folder / "live.jsonl.zst").read_bytes()
        assert replay(path) is None
    return facts


_HOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.slow
@given(play=plays())
@settings(max_examples=15, **_HOW)  # type: ignore[arg-type]
def test_whatever_persons_order_nobody_is_lost_and_live_equals_batch(play: Play) -> None:
    check(play)


@pytest.mark.slow
@given(play=plays())
@settings(max_examples=120, **_HOW)  # type: ignore[arg-type]
def test_whatever_persons_order_at_length(play: Play) -> None:
    check(play)
