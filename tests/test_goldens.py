"""Every shipped scenario comes to what is stored of it; ``scripts/goldens`` stores anew after a wanted change."""

from __future__ import annotations

import json

import pytest

from command_center.library import names
from tests.goldens import FOLDER, outcome, stored

LONG = ("hotline-month",)


@pytest.mark.parametrize(
    "scenario",
    [pytest.param(name, marks=[pytest.mark.slow] if name in LONG else []) for name in names("scenarios")],
)
def test_a_shipped_scenario_comes_to_what_is_stored(scenario: str) -> None:
    assert json.loads(json.dumps(outcome(scenario))) == stored(scenario)


def test_every_golden_belongs_to_a_shipped_scenario() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(names("scenarios"))
