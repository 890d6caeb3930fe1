"""The verb ``list``: what ships with the program, and the words it knows."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable
from pathlib import Path
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
    texts = sum(1 for column in columns if not isinstance(rows[0][column], int)) if rows else len(columns)
    door.table(title, header, [[row[column] for column in columns] for row in rows], texts)
    if rows and "file" in rows[0]:
        door.note(door.say("list.folder", path=_above(rows)))
    return 0


def _above(rows: list[dict[str, Any]]) -> str:
    """The folder below which all files of a list lie, for whoever wants to copy one."""
    return os.path.commonpath([str(Path(row["file"]).parent) for row in rows])


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
            "about": _joined(getattr(scenario.about, door.lang)),
            "file": str(find_scenario(name)),
        })  # fmt: skip
    return rows, ("name", "title", "roster", "horizon", "about")


def _rosters(door: Door) -> Rows:
    from command_center.library import find_roster, names
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
            "file": str(find_roster(name)),
        })  # fmt: skip
    return rows, ("name", "title", "seats", "systems", "categories")


def _programmes(door: Door) -> Rows:
    from command_center.plan.programme import load_programme, shipped_programmes

    rows = []
    for name, path in shipped_programmes().items():
        programme = load_programme(path)
        title, about = (getattr(names, door.lang) for names in (programme.title, programme.about))
        rows.append(
            {"name": name, "title": title, "about": _joined(about), "file": str(path), "drills": len(programme.drills)}
        )
    return rows, ("name", "title", "about", "drills")


def _mappings(door: Door) -> Rows:
    from command_center.recorded import load_mapping, shipped_mappings

    rows = []
    for name in shipped_mappings():
        mapping, document = load_mapping(name)
        title, about = (getattr(names, door.lang) for names in (mapping.title, mapping.about))
        rows.append({"name": name, "title": title, "about": _joined(about), "file": document.file})
    return rows, ("name", "title", "about")


def _joined(text: str) -> str:
    """A text of several lines of YAML on one; between Chinese signs a line's end is no space."""
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])", "", " ".join(text.split()))


def _policies(door: Door) -> Rows:
    from command_center.world.policies import POLICIES

    rows = [
        {"chooses": chooses, "policy": name, "meaning": door.say(f"policy.{name}")}
        for chooses, choices in POLICIES.items()
        for name in choices
    ]
    return rows, ("chooses", "policy", "meaning")


def _facts(door: Door) -> Rows:
    from command_center.facts import KINDS, fields_of
    from command_center.folds.names import field_name, kind_name

    rows = [
        {
            "fact": kind,
            "title": kind_name(kind, door.lang),
            "fields": ", ".join(fields_of(cls)[3:]),  # t, n and cause open every fact
            "names": {name: field_name(name, door.lang) for name in fields_of(cls)},
            "meaning": inspect.getdoc(cls) or "",
        }
        for kind, cls in KINDS.items()
    ]
    return rows, ("fact", "title", "fields")


LISTS: dict[str, Callable[[Door], Rows]] = {
    "scenarios": _scenarios,
    "rosters": _rosters,
    "programmes": _programmes,
    "mappings": _mappings,
    "policies": _policies,
    "facts": _facts,
}
"""What can be listed."""
