"""A journal whose recipe somebody edited, with a chain that fits: it plays, or is refused in a line; never a fault."""

from __future__ import annotations

import contextlib
import functools
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command_center.cli import main
from command_center.drill import recipe, record
from command_center.facts import Fact, OrderAccepted
from command_center.journal import JournalWriter
from command_center.orders import SetFeed, StaffSeat, TakeSystemDown
from command_center.plan.loading import load
from command_center.plan.spans import MINUTE, Span

ODD: list[Any] = [None, "", "x", "A1", "D1.01", -1, 0, 1, 3, 2.5, 1e300, [], {}, ["x"], {"x": 1}, True, "2wd", "9999d"]
"""What is put in the place of a value."""


@functools.cache
def facts_of(scenario: str) -> list[Fact]:
    """The facts of a short drill with a few orders."""
    plan, roster = load(scenario)
    orders = [
        SetFeed(MINUTE, 0, "director", "Y4", "missing"),
        StaffSeat(2 * MINUTE, 1, "director", "A4", "empty"),
        TakeSystemDown(3 * MINUTE, 2, "director", "Y1"),
    ]
    short = plan.model_copy(update={"tail": Span(2 * MINUTE)})
    facts: list[Fact] = []
    record(recipe(short, roster, horizon=6 * MINUTE, orders=orders), None, watchers=[facts.extend])
    return facts


def with_field(fact: Fact, name: str, value: object) -> Any:
    values: dict[str, Any] = {field: getattr(fact, field) for field in fact.__struct_fields__}
    return type(fact)(**{**values, name: value})


def places(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where something stands in plain data."""
    inner: list[tuple[str | int, ...]] = [place] if place else []
    pairs = value.items() if isinstance(value, dict) else enumerate(value[:3]) if isinstance(value, list) else ()
    for key, below in pairs:
        inner += places(below, (*place, key))
    return inner


@functools.cache
def places_in(scenario: str, field: str) -> list[tuple[str | int, ...]]:
    return places(json.loads(getattr(facts_of(scenario)[0], field)))


def edited(text: str, place: tuple[str | int, ...], value: object, drop: bool) -> str:
    whole = json.loads(text)
    inner = whole
    for key in place[:-1]:
        inner = inner[key]
    if drop:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def replay(facts: list[Fact], folder: Path) -> tuple[int, str]:
    """What the program says of a journal of these facts."""
    path = folder / "journal.jsonl"
    with JournalWriter(path, compress=False) as writer:
        writer.extend(facts)
        writer.close("completed")
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(["replay", str(path)])
    return code, said.getvalue()


def check(facts: list[Fact], folder: Path) -> int:
    code, said = replay(facts, folder)
    assert code in (0, 1, 2), said
    assert "Traceback" not in said
    assert code != 2 or "block 1" in said or "inputs" in said, said
    return code


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("field", ["scenario", "roster"])
@pytest.mark.parametrize("scenario", ["mini-hotline", "sensor-to-grid"])
def test_an_edited_plan_is_played_or_refused(scenario: str, field: str, tmp_path: Path, data: st.DataObject) -> None:
    facts = facts_of(scenario)
    place = data.draw(st.sampled_from(places_in(scenario, field)))
    text = edited(getattr(facts[0], field), place, data.draw(st.sampled_from(ODD)), data.draw(st.booleans()))
    check([with_field(facts[0], field, text), *facts[1:]], tmp_path)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("staffing", "holidays", "staffing: unknown staffing holidays; it must be one of full, half"),
        ("seed", -1, "seed: -1 is no seed; write a whole number from 0"),
        ("horizon", 0, "horizon: 0 ms is no time to play"),
        ("horizon", 10**15, "horizon: horizon and tail are longer than ten years"),
        ("inputs", '{"x":1}', "Expected `str`, got `int`"),
        ("inputs", "[]", "Expected `object`, got `array`"),
        ("scenario", "null", "1 validation error for Scenario"),
    ],
)
def test_what_was_asked_of_a_drill_is_checked_again(field: str, value: object, said: str, tmp_path: Path) -> None:
    facts = facts_of("mini-hotline")
    code, told = replay([with_field(facts[0], field, value), *facts[1:]], tmp_path)
    assert code == 2
    assert f"block 1: its recipe is none that this program can play: {said}" in told


@pytest.mark.parametrize("field", ["start", "zone", "scenario_name", "program", "end"])
def test_what_only_tells_of_the_recipe_is_found_to_differ(field: str, tmp_path: Path) -> None:
    facts = facts_of("mini-hotline")
    value = 5 if field == "end" else "nonsense"
    code, told = replay([with_field(facts[0], field, value), *facts[1:]], tmp_path)
    assert (code, "fact 0" in told) == (1, True), told


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_edited_order_is_played_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    facts = list(facts_of("mini-hotline"))
    spot = data.draw(st.sampled_from([n for n, fact in enumerate(facts) if isinstance(fact, OrderAccepted)]))
    order: Any = facts[spot]
    place = data.draw(st.sampled_from(places(json.loads(order.order))))
    text = edited(order.order, place, data.draw(st.sampled_from(ODD)), data.draw(st.booleans()))
    facts[spot] = with_field(order, "order", text)
    check(facts, tmp_path)


def test_an_order_for_a_time_that_has_passed_is_no_recipe(tmp_path: Path) -> None:
    facts = list(facts_of("mini-hotline"))
    *_, last = [n for n, fact in enumerate(facts) if isinstance(fact, OrderAccepted)]
    order: Any = facts[last]
    facts[last] = with_field(order, "order", order.order.replace(str(3 * MINUTE), "5"))
    code, told = replay(facts, tmp_path)
    assert code == 2
    assert "an order for 5 ms stands behind one for 120000 ms" in told
