"""A programme: a list of drills to be played one after another, e.g. those of a quarter 季度演练计划.

Seeds have names, so that a reader sees which drills meet the same demand: two drills of one scenario with the same
seed differ only in what else differs, such as the staffing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from command_center.library import shipped
from command_center.plan.base import Names, Plan
from command_center.plan.problems import PlanError, Problem, Said, did_you_mean
from command_center.plan.spans import SpanField
from command_center.plan.yaml_file import Document, read_yaml

_DATE = r"^(\d{4}-\d{2}-\d{2})?$"


class ProgrammeDrill(Plan):
    """One drill of a programme.

    ``name`` is also the name of its folder; ``seed`` names one of the programme's seeds. An empty ``roster``,
    ``staffing`` or ``horizon`` leaves it as the scenario has it. ``kind`` says what it counts as in the drill regime:
    a quarterly drill of all staff 全员演练, a monthly drill of half the staff 半员操练, or neither; empty goes by
    ``staffing`` (``full``, ``half``, anything else).
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)
    title: Names
    scenario: str
    roster: str = ""
    staffing: str = ""
    seed: str
    horizon: SpanField | None = None
    kind: Literal["", "quarterly", "monthly", "other"] = ""

    def regime(self) -> str:
        """What the drill counts as: ``quarterly``, ``monthly`` or ``other``."""
        return self.kind or {"full": "quarterly", "half": "monthly"}.get(self.staffing, "other")


class Gain(Plan):
    """What an improvement moved, from drills in pairs: an indicator and the 95 % interval of its gain."""

    indicator: str
    low: float
    high: float


class Improvement(Plan):
    """An improvement 改进项: a lesson of a drill, what became of it, and whether it helped.

    ``accepted`` is the date on which the lesson was accepted (empty = not); ``rule`` the duty version it became
    (``FL04@2``) and ``rule_from`` the date that holds from. ``closed`` says that it is done, ``gain`` what it moved,
    ``worse`` which elements it made worse. Dates are written 2026-07-21.
    """

    id: str
    title: Names
    accepted: str = Field(default="", pattern=_DATE)
    rule: str = ""
    rule_from: str = Field(default="", pattern=_DATE)
    closed: bool = False
    gain: Gain | None = None
    worse: tuple[Literal["A", "B", "C", "D"], ...] = ()


class Baseline(Plan):
    """Control limits of an indicator from earlier drills, and what was predicted for it, in the indicator's unit."""

    indicator: str
    low: float
    high: float
    predicted: float | None = None


class Programme(Plan):
    """A programme file as loaded: the drills planned, the list of improvements, and the baselines kept."""

    name: str
    title: Names
    about: Names
    seeds: dict[str, int]
    drills: tuple[ProgrammeDrill, ...] = Field(min_length=1)
    improvements: tuple[Improvement, ...] = ()
    baselines: tuple[Baseline, ...] = ()


def find_programme(name_or_path: str | Path) -> Path:
    """The programme file: the user's own, else the shipped one of that name (it lies in its roster's folder).

    PlanError where there is neither.
    """
    path = Path(name_or_path)
    if path.is_file():
        return path
    known = shipped_programmes()
    if str(name_or_path) in known:
        return known[str(name_or_path)]
    wrong = Said(f"there is no programme {name_or_path}", f"找不到演练计划 {name_or_path}")
    raise PlanError([Problem(str(name_or_path), 1, "", wrong, did_you_mean(str(name_or_path), known))])


def shipped_programmes() -> dict[str, Path]:
    """The programmes that ship with the program, by name."""
    return {path.stem: path for path in sorted(shipped("seats").glob("*/*.yaml")) if _is_programme(path)}


def load_programme(name_or_path: str | Path) -> Programme:
    """The programme of a file or shipped name; PlanError with every error of the file."""
    path = find_programme(name_or_path)
    document = read_yaml(path)
    problems: list[Problem] = []
    programme = document.validate(Programme, problems)
    if programme is not None:
        problems += _seeds(document, programme) + _doubles(document, programme)
    if programme is None or problems:
        raise PlanError(problems)
    return programme


def is_programme(path: Path) -> bool:
    """Whether a file is meant to be a programme: a YAML file with a list of ``drills``."""
    return path.suffix in {".yaml", ".yml"} and path.is_file() and _is_programme(path)


def _is_programme(path: Path) -> bool:
    try:
        data = read_yaml(path).data
    except PlanError:
        return False
    return isinstance(data, dict) and "drills" in data


def _seeds(document: Document, programme: Programme) -> list[Problem]:
    return [
        document.problem(
            ("drills", place, "seed"),
            Said(f"there is no seed named {drill.seed!r}", f"没有名为“{drill.seed}”的种子"),
            did_you_mean(drill.seed, programme.seeds),
        )
        for place, drill in enumerate(programme.drills)
        if drill.seed not in programme.seeds
    ]


def _doubles(document: Document, programme: Programme) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for place, drill in enumerate(programme.drills):
        folder = drill.name.lower()  # some disks do not tell capitals from small letters
        if folder in seen:
            wrong = Said(f"the name {drill.name!r} is used twice", f"名称“{drill.name}”用了两次")
            right = Said(
                "each drill needs its own name, which is also its folder", "每场演练应有自己的名称（也是文件夹名）"
            )
            problems.append(document.problem(("drills", place, "name"), wrong, right))
        seen.add(folder)
    return problems
