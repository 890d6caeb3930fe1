"""Whatever persons order and whenever: nothing crashes, what always holds holds, and live equals batch."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command_center.drill import Recipe, record, replay
from command_center.facts import Fact
from command_center.journal import JournalWriter
from command_center.orders import Order
from command_center.plan.scenario import Arrivals
from command_center.plan.spans import DAY, HOUR
from tests.centre import check_facts, contact, drill
from tests.hands import play_at_random
from tests.test_conservation import practices, rosters


def recipe_of_hands(draw: st.DrawFn, orders: tuple[Order, ...] = ()) -> Recipe:
    """A small drill with something for every seat to do."""
    streams = [Arrivals(source="calls", channel="call", per_day=draw(st.sampled_from((30, 200))))]
    return drill(
        contact(0.5, "K3"), contact(1, "K1", event="storm"), contact(1, "K4", channel="app"), contact(2, "K2"),
        roster=draw(rosters()), practice=draw(practices()), arrivals=streams, orders=orders,
        staffing=draw(st.sampled_from(("full", "half"))), seed=draw(st.integers(0, 2**31)),
        horizon=4 * HOUR, tail=draw(st.sampled_from((HOUR, 3 * DAY))),
    )  # fmt: skip


@st.composite
def plays(draw: st.DrawFn) -> tuple[Recipe, list[Fact], list[Order]]:
    """A drill played live by persons: its recipe without orders, its facts, the orders given."""
    made_of = recipe_of_hands(draw)
    return made_of, *play_at_random(Random(draw(st.integers(0, 2**63))), made_of)


def written(facts: list[Fact], path: Path) -> str:
    """The root of a journal with these facts."""
    writer = JournalWriter(path, compress=False)
    writer.extend(facts)
    return writer.close(getattr(facts[-1], "status", ""))


def check(play: tuple[Recipe, list[Fact], list[Order]]) -> None:
    """Facts of a live drill hold all laws, and batch and replay of its orders make the same journal."""
    made_of, facts, orders = play
    check_facts(facts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = written(facts, folder / "live.jsonl")
        again, path, _ = record(Recipe(**{**vars(made_of), "orders": tuple(orders)}), folder / "batch", compress=False)
        assert path is not None
        assert again == root
        assert path.read_bytes() == (folder / "live.jsonl").read_bytes()
        assert replay(path) is None


_HOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@given(play=plays())
@settings(max_examples=25, **_HOW)  # type: ignore[arg-type]
def test_whatever_persons_order_nobody_is_lost_and_live_equals_batch(
    play: tuple[Recipe, list[Fact], list[Order]],
) -> None:
    check(play)


@pytest.mark.slow
@given(play=plays())
@settings(max_examples=300, **_HOW)  # type: ignore[arg-type]
def test_whatever_persons_order_at_length(play: tuple[Recipe, list[Fact], list[Order]]) -> None:
    check(play)
