"""The verb ``list``: what ships with the program, and the words it knows."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from command_center.cli.door import Door, WrongInput

Rows = tuple[list[dict[str, Any]], tuple[str, ...]]
"""The rows as plain values, and which of their keys a table shows."""


def show_list(door: Door, what: str, as_json: bool) -> int:
    """Print one of the lists."""
    if what not in LISTS:
        raise WrongInput(door.say("error.list", what=what, known=", ".join(LISTS)))
    rows, columns = LISTS[what](door)
    if as_json:
        door.json(rows)
        return 0
    header = [door.say(f"list.{column}") for column in columns]
    title = door.say(f"list.{what}.heading", count=len(rows))
    door.table(title, header, [[row[column] for column in columns] for row in rows])
    return 0


def _scenarios(door: Door) -> Rows:
    from command_center.library import find_scenario, names
    from command_center.plan.problems import PlanError, Problem
    from command_center.plan.scenario import Scenario
    from command_center.plan.yaml_file import read_yaml

    rows = []
    for name in names("scenarios"):
        # a list needs the words of a file, not its roster; check and run look at both
        problems: list[Problem] = []
        scenario = read_yaml(find_scenario(name)).validate(Scenario, problems)
        if scenario is None:
            raise PlanError(problems)
        rows.append({
            "name": name,
            "title": getattr(scenario.title, door.lang),
            "roster": scenario.roster,
            "horizon": str(scenario.horizon),
            "about": " ".join(getattr(scenario.about, door.lang).split()),
        })  # fmt: skip
    return rows, ("name", "title", "roster", "horizon", "about")


def _rosters(door: Door) -> Rows:
    from command_center.library import names
    from command_center.plan.loading import load_roster

    rows = []
    for name in names("seats"):
        roster = load_roster(name)
        rows.append({
            "name": name,
            "title": getattr(roster.names, door.lang),
            "seats": len(roster.seats),
            "systems": len(roster.systems),
            "categories": len(roster.categories),
        })  # fmt: skip
    return rows, ("name", "title", "seats", "systems", "categories")


def _policies(_door: Door) -> Rows:
    from command_center.world.policies import POLICIES

    rows = [
        {"chooses": chooses, "policy": name, "meaning": _meaning(policy)}
        for chooses, choices in POLICIES.items()
        for name, policy in choices.items()
    ]
    return rows, ("chooses", "policy", "meaning")


def _facts(door: Door) -> Rows:
    from command_center.facts import KINDS, fields_of
    from command_center.folds.names import kind_name

    rows = [
        {
            "fact": kind,
            "title": kind_name(kind, door.lang),
            "fields": ", ".join(fields_of(cls)[3:]),  # t, n and cause open every fact
            "meaning": inspect.getdoc(cls) or "",
        }
        for kind, cls in KINDS.items()
    ]
    return rows, ("fact", "title", "fields")


def _meaning(policy: Callable[..., object]) -> str:
    return (inspect.getdoc(policy) or "").partition("\n")[0]


LISTS: dict[str, Callable[[Door], Rows]] = {
    "scenarios": _scenarios,
    "rosters": _rosters,
    "policies": _policies,
    "facts": _facts,
}
"""What can be listed."""
