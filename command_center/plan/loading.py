"""Loads scenarios and rosters: every error at once, each with file and line; nothing wrong gets past here.

``load`` is what most want: it takes a shipped name or a path and gives the scenario with its roster, the roster's
holidays filled in for the scenario's time, so that the two need nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from command_center import library
from command_center.plan.calendar import with_holidays
from command_center.plan.explain import explain
from command_center.plan.known import Known, known_of_roster
from command_center.plan.practice import Practice
from command_center.plan.problems import PlanError, Problem, Said, did_you_mean
from command_center.plan.roster import Roster, Seat
from command_center.plan.roster_checks import check_roster, practice_words
from command_center.plan.roster_files import RosterFiles, read_roster_files
from command_center.plan.scenario import Scenario
from command_center.plan.scenario_checks import check_scenario, with_zone
from command_center.plan.yaml_file import Document, read_yaml

# -- what others call ---------------------------------------------------------------------------------------------


def load(name_or_path: str | Path, roster: Roster | str | Path | None = None) -> tuple[Scenario, Roster]:
    """The scenario and its roster (or the one given), ready to be played; PlanError with every error of both."""
    problems: list[Problem] = []
    document = _open_scenario(name_or_path, problems)
    if document is None:
        raise PlanError(problems)
    side = _roster_side(document, roster, problems)
    scenario = _scenario(document, side, problems)
    if problems or scenario is None or side.roster is None:
        raise PlanError(problems)
    return scenario, with_holidays(scenario, side.roster)


def load_roster(name_or_path: str | Path) -> Roster:
    """The roster in a folder, or a shipped one by its name; PlanError with every error of all its files."""
    files = read_roster_files(_find_roster(name_or_path, None, "", 1))
    check_roster(files)
    return files.roster()


def load_scenario(name_or_path: str | Path, roster: Roster | None = None) -> Scenario:
    """The scenario alone, checked against ``roster`` or the one that it names."""
    return load(name_or_path, roster)[0]


def check(paths: Sequence[str | Path]) -> list[Problem]:
    """Every error of every file or folder; an empty list means that all is well.

    A folder with a roster.yaml is a roster, any other folder is searched for scenarios; a table or YAML of a roster
    stands for its whole roster.
    """
    problems: list[Problem] = []
    for path in dict.fromkeys(target for given in paths for target in _targets(given)):
        try:
            if path.is_dir():
                load_roster(path)
            else:
                load(path)
        except PlanError as error:
            problems.extend(error.problems)
    return list(dict.fromkeys(problems))


def effective_practice(scenario: Scenario, roster: Roster) -> Practice:
    """How the centre works in this scenario: the roster's practice with the scenario's own values laid over it."""
    if not scenario.practice:
        return roster.practice
    try:
        return Practice.model_validate(_merged(roster.practice.model_dump(mode="json"), scenario.practice))
    except ValidationError as error:
        raise PlanError(
            Problem(scenario.name, 1, ".".join(map(str, ("practice", *one["loc"]))), *explain(one, Practice))
            for one in error.errors(include_url=False)
        ) from None


def canonical(model: BaseModel) -> str:
    """The canonical JSON text of a model: fields in the model's order, no spaces, Chinese as it is.

    Tables of shares keep the order of the file, because a draw walks through them in that order.
    """
    return json.dumps(model.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))


def scenario_from_text(text: str) -> Scenario:
    """The scenario that ``canonical`` wrote."""
    return Scenario.model_validate_json(text)


def roster_from_text(text: str) -> Roster:
    """The roster that ``canonical`` wrote."""
    return Roster.model_validate_json(text)


# -- scenario -----------------------------------------------------------------------------------------------------


class _RosterSide:
    """The roster as far as it could be read, for checking the scenario against it."""

    def __init__(self, roster: Roster | None, known: Known, practice: Practice | None, seats: Sequence[Seat]) -> None:
        self.roster = roster
        self.known = known
        self.practice = practice
        self.seats = {seat.id: seat for seat in seats}


def _open_scenario(name_or_path: str | Path, problems: list[Problem]) -> Document | None:
    try:
        return read_yaml(library.find_scenario(name_or_path))
    except library.NotInLibrary as error:
        problems.append(_not_found(error, "scenario", "情景", str(name_or_path), 1, ""))
    except PlanError as error:
        problems.extend(error.problems)
    return None


def _scenario(document: Document, side: _RosterSide, problems: list[Problem]) -> Scenario | None:
    scenario = document.validate(Scenario, problems)
    if scenario is None:
        return None
    found = check_scenario(scenario, document, side.known)
    found += _check_practice(scenario, document, side)
    problems.extend(found)
    if found:
        return None
    return scenario.model_copy(update={"start": with_zone(scenario.start, scenario.zone)})


def _check_practice(scenario: Scenario, document: Document, side: _RosterSide) -> list[Problem]:
    if side.practice is None or not scenario.practice:
        return []
    problems: list[Problem] = []
    merged = _merged(side.practice.model_dump(mode="json"), scenario.practice)
    practice = document.validate(Practice, problems, merged, ("practice",))
    if practice is not None:
        words = practice_words(practice, side.known, side.seats)
        problems.extend(document.problem(("practice", *place), *said) for place, said in words)
    return problems


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``over`` laid over ``base``: tables key by key, everything else replaced."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        result[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, Mapping) else value
    return result


# -- roster -------------------------------------------------------------------------------------------------------


def _roster_side(document: Document, given: Roster | str | Path | None, problems: list[Problem]) -> _RosterSide:
    if isinstance(given, Roster):
        return _RosterSide(given, known_of_roster(given), given.practice, given.seats)
    data = document.data if isinstance(document.data, dict) else {}
    name = given if given is not None else data.get("roster")
    if not isinstance(name, str | Path):
        return _RosterSide(None, Known.nothing(), None, ())
    beside = Path(document.file).parent if given is None else None
    try:
        files = read_roster_files(_find_roster(name, beside, document.file, document.line("roster")))
    except PlanError as error:
        problems.extend(error.problems)
        return _RosterSide(None, Known.nothing(), None, ())
    return _checked_side(files, problems)


def _checked_side(files: RosterFiles, problems: list[Problem]) -> _RosterSide:
    known = check_roster(files)
    problems.extend(files.problems)
    roster = None if files.problems else files.roster()
    return _RosterSide(roster, known, files.practice, files.seats.rows)


def _find_roster(name: str | Path, beside: Path | None, file: str, line: int) -> Path:
    try:
        return library.find_roster(name, beside)
    except library.NotInLibrary as error:
        problem = _not_found(error, "roster", "席位名册", file or str(name), line, "roster" if file else "")
        raise PlanError([problem]) from None


def _not_found(error: library.NotInLibrary, en: str, zh: str, file: str, line: int, field: str) -> Problem:
    wrong = Said(f"there is no {en} {error.name}", f"找不到{zh} {error.name}")
    return Problem(file, line, field, wrong, did_you_mean(error.name, error.known))


# -- what to check ------------------------------------------------------------------------------------------------


def _targets(given: str | Path) -> list[Path]:
    """The roster folders and scenario files that a path stands for; a name that is no path may be a shipped one."""
    path = Path(given)
    for folder in (path, path.parent, path.parent.parent):
        if path.exists() and (folder / "roster.yaml").is_file() and (folder == path or _is_roster_part(path, folder)):
            return [folder]
    if path.is_dir():
        return sorted([*path.glob("*.yaml"), *(file.parent for file in path.glob("*/roster.yaml"))]) or [path]
    if not path.exists() and str(given) in library.names("seats"):
        return [library.find_roster(given)]
    return [path]


def _is_roster_part(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder)
    if inside.suffix == ".csv":
        return len(inside.parts) == 1 or inside.parts[0] == "staffing"
    return str(inside) in ("roster.yaml", "city.yaml", "practice.yaml")
