"""The verbs ``check`` and ``import tickets``: files that people bring."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from command_center.cli.door import Door
from command_center.cli.paths import a_file
from command_center.plan.loading import check as check_plans
from command_center.plan.problems import PlanError, Problem
from command_center.plan.programme import is_programme, load_programme, shipped_programmes
from command_center.plan.yaml_file import read_yaml
from command_center.recorded import import_tickets as import_export
from command_center.recorded import load_mapping, shipped_mappings


def check(door: Door, paths: Sequence[str], as_json: bool) -> int:
    """Show every error of every file; 2 where there is one."""
    problems = _mapping_problems(paths) + _problems([path for path in paths if not _is_mapping(path)])
    if as_json:
        rows = [_as_dict(problem, door.lang) for problem in problems]
        door.json({"good": not problems, "problems": rows})
    else:
        for problem in problems:
            door.out(problem.text(door.lang))
        said = "check.found" if problems else "check.good"
        door.note(door.say(said, count=len(problems) or len(paths)))
    return 2 if problems else 0


def _mapping_problems(paths: Sequence[str]) -> list[Problem]:
    """What is wrong with the mappings themselves; whether a roster has their categories shows with the import."""
    problems: list[Problem] = []
    for path in filter(_is_mapping, paths):
        try:
            load_mapping(path)
        except PlanError as error:
            problems += error.problems
    return problems


def _is_mapping(path: str) -> bool:
    """Whether a path is a mapping: a shipped one's name, or a YAML file with ``columns``."""
    file = Path(path)
    if not file.is_file():
        return not file.exists() and path in shipped_mappings()
    try:
        data = read_yaml(file).data if file.suffix in {".yaml", ".yml"} else None
    except PlanError:
        return False
    return isinstance(data, dict) and "columns" in data


def _problems(paths: Sequence[str]) -> list[Problem]:
    programmes = [each for path in paths for each in _programmes(Path(path))]
    plans = [each for path in paths for each in _plans(Path(path))]
    problems = check_plans(plans)
    for path in programmes:
        try:
            load_programme(path)
        except PlanError as error:
            problems += error.problems
    return problems


def _programmes(path: Path) -> list[Path]:
    if not path.exists():
        named = shipped_programmes().get(str(path))
        return [named] if named else []
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    return [file for file in files if is_programme(file)]


def _plans(path: Path) -> list[str | Path]:
    """What is left of a path without its programmes: a folder with programmes among its scenarios is taken apart."""
    programmes = _programmes(path)
    if not programmes:
        return [path]
    if path.is_dir() and (path / "roster.yaml").is_file():
        return [path]  # the loader takes a roster's own files only
    if not path.is_dir():
        return []
    scenarios = [file for file in sorted(path.glob("*.yaml")) if file not in programmes]
    return [*scenarios, *(file.parent for file in sorted(path.glob("*/roster.yaml")))]


def _as_dict(problem: Problem, lang: str) -> dict[str, str | int]:
    wrong, right = (str(getattr(said, lang, said)) for said in (problem.wrong, problem.right))
    return {"file": problem.file, "line": problem.line, "field": problem.field, "wrong": wrong, "right": right}


def import_tickets(door: Door, table: Path, mapping: str, out: Path, roster: str, as_json: bool) -> int:
    """Make a scenario and an as-recorded baseline out of a ticket export."""
    with door.share(door.say("import.title", name=table.name)) as told:
        result = import_export(a_file(table), mapping, out, roster=roster, progress=told, lang=door.lang)
    if as_json:
        door.json(result)
        return 0
    counts = {"kept": result.kept, "rejected": result.rejected, "total": result.total}
    door.out(door.say("import.counts", **{name: f"{count:,}" for name, count in counts.items()}))
    for note in result.notes:
        door.out(str(getattr(note, door.lang, note)))
    door.out(door.say("import.scenario", path=result.scenario))
    door.out(door.say("import.baseline", path=result.baseline))
    door.out(door.say("run.root", root=result.root))
    door.out(door.say("import.rejected", path=result.rejected_file))
    door.out(door.say("import.unmapped", path=result.unmapped_file))
    door.out(door.say("import.next", path=result.scenario))
    return 0
