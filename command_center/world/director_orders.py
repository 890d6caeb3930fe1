"""Orders of the director that need more than one call: an inject added on the way, a surge, a safety stop."""

from __future__ import annotations

import json

from pydantic import ValidationError

from command_center.facts import SafetyStopped
from command_center.orders import AddInject, SafetyStop, Surge
from command_center.plan.explain import explain
from command_center.plan.known import Words, known_of_roster
from command_center.plan.scenario import Inject
from command_center.plan.scenario_checks import check_inject
from command_center.refusals import refusal
from command_center.world.engine import World
from command_center.world.injects import Injects
from command_center.world.seat_orders import wrong_text

LONGEST_INJECT = 20_000
"""Characters of an inject's JSON text at most."""

LONGEST_VALUE = 40
"""Characters of an effect's value at most."""

LARGEST_SURGE = 100
"""What an order may multiply a stream by at most."""


def add_inject(world: World, injects: Injects, order: AddInject, cause: int) -> str:
    """Read, check and add an inject; the reason names the first field that is wrong."""
    if len(order.inject) > LONGEST_INJECT:
        return refusal("inject_size", len(order.inject), LONGEST_INJECT)
    read = _read(order.inject)
    if isinstance(read, str):
        return read
    for effect in read.effects:
        too_much = effect.kind == "surge" and _number(effect.value) > LARGEST_SURGE
        if len(effect.value) > LONGEST_VALUE or too_much:
            return refusal("inject_value", effect.kind, LONGEST_VALUE, LARGEST_SURGE)
    scenario = world.scenario.model_copy(update={"injects": tuple(injects.known())})
    for field, words in check_inject(read, scenario, known_of_roster(world.roster)):
        return _wrong(field, words)
    return injects.add(read, cause)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _read(text: str) -> Inject | str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return refusal("inject_json")
    if not isinstance(data, dict):
        return refusal("inject_json")
    try:
        return Inject.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        return _wrong(".".join(map(str, first["loc"])), explain(dict(first), Inject))


def _wrong(field: str, words: Words) -> str:
    """What is wrong with a field, in English, and in brackets in Chinese: a sentence of the checks, not of ours."""
    wrong, right = words
    zh = "；".join(str(getattr(said, "zh", said)) for said in words)
    return refusal("inject_field", field, f"{wrong}; {right}", zh)


def surge(world: World, order: Surge, cause: int) -> str:
    """Let a stream run faster, within bounds."""
    if not 1 < order.factor <= LARGEST_SURGE:
        return refusal("surge_factor", LARGEST_SURGE, f"{order.factor:g}")
    return world.sources.surge(order.source, order.factor, cause)


def safety_stop(world: World, order: SafetyStop, cause: int) -> str:
    """Say that the drill stops for something real; whoever asked ends the world after that."""
    reason = wrong_text(order.reason, "reason", needed=True)
    if not reason:
        world.emit(SafetyStopped, cause, order.reason)
    return reason
