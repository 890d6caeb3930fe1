"""What each shipped scenario comes to, as stored: made and refreshed by ``scripts/goldens``, reviewed as a diff.

A golden holds the root of the journal and enough besides to see in a diff what changed: facts by kind, how contacts
ended, the six steps. The smallest scenarios are pinned fact by fact.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from command_center import run
from command_center.facts import Fact, kind_of
from command_center.library import names

FOLDER = Path(__file__).parent / "golden"
FACT_BY_FACT = ("sensor-to-grid",)
"""Scenarios small enough to be read as a list of facts (the first one, which holds the recipe, is left out)."""


def outcome(scenario: str) -> dict[str, Any]:
    """What a scenario comes to with its own staffing and seed 1."""
    kinds: Counter[str] = Counter()
    lines: list[str] = []

    def watch(facts: list[Fact]) -> None:
        kinds.update(map(kind_of, facts))
        if scenario in FACT_BY_FACT:
            lines.extend(msgspec.json.encode(fact).decode() for fact in facts if fact.n)

    result = run(scenario, watchers=(watch,))
    board = result.scoreboard.to_dict()
    golden = {
        "root": result.root,
        "facts": result.facts,
        "contacts": board["contacts"],
        "steps": board["steps"],
        "kinds": dict(sorted(kinds.items())),
    }
    return golden | ({"lines": lines} if lines else {})


def stored(scenario: str) -> dict[str, Any]:
    """The golden of a scenario."""
    golden: dict[str, Any] = json.loads((FOLDER / f"{scenario}.json").read_text("utf-8"))
    return golden


def refresh() -> None:
    """Store what every shipped scenario comes to now; goldens of scenarios that are gone are removed."""
    FOLDER.mkdir(exist_ok=True)
    shipped = names("scenarios")
    for old in FOLDER.glob("*.json"):
        if old.stem not in shipped:
            old.unlink()
    for scenario in shipped:
        text = json.dumps(outcome(scenario), ensure_ascii=False, indent=1)
        (FOLDER / f"{scenario}.json").write_text(text + "\n", "utf-8")
        print(f"{scenario}: stored")


if __name__ == "__main__":
    refresh()
