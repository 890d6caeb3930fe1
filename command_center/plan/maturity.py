"""The maturity plan: indicators with thresholds and weights, gates, mock rule, target line; one YAML file.

The shipped file lies at ``seats/maturity.yaml``. A city changes thresholds and weights in its own copy; the digest of
the file that was used goes into every evidence, so that a changed threshold shows.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from command_center.library import shipped
from command_center.plan.base import Names, Plan
from command_center.plan.problems import PlanError, Problem
from command_center.plan.yaml_file import read_yaml

SCALES = {"%": 100.0, "per 10,000": 10_000.0, "min": 1 / 60_000, "s": 1 / 1000}
"""Units an indicator may have, by their English names: what a share, or a time in ms, is multiplied by."""

ELEMENTS = ("A", "B", "C", "D")
LEVELS = (1, 2, 3, 4, 5)
Element = Literal["A", "B", "C", "D"]
Interval = Literal["wilson", "wilson_upper", "order", "bootstrap", "point"]


class ElementNames(Plan):
    """One of the four elements: 制度优势, 运行机制, 技术支撑, 数据治理."""

    id: Element
    names: Names


class Level(Plan):
    """One of the five levels: 初始, 可管理, 稳健, 量化管理, 优化."""

    level: int = Field(ge=1, le=5)
    names: Names


class Indicator(Plan):
    """One indicator 指标 as data; how its cases are found is one plain function in ``folds/indicators_*.py``.

    ``thresholds`` are those of levels 2 to 5 in ``unit``, rising where ``better`` is more, falling where it is less;
    ``zero`` is the value that scores 1.00. ``interval`` says how it is computed; ``minimum`` is the least number of
    cases, below which the indicator is not rated; ``weight`` is its weight in its element.
    """

    id: str = Field(pattern=r"^[A-D][1-9]$")
    element: Element
    names: Names
    formula: Names
    numerator: Names
    denominator: Names
    unit: Names
    better: Literal["more", "less"]
    interval: Interval
    minimum: int = Field(ge=1)
    thresholds: tuple[float, float, float, float]
    zero: float
    weight: float = Field(default=1.0, gt=0)

    @property
    def scale(self) -> float:
        """What a share, or a time in ms, is multiplied by to stand in the indicator's unit."""
        return SCALES[self.unit.en]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ladder = (self.zero, *self.thresholds)
        steps = [after - before for before, after in pairwise(ladder)]
        good = all(step > 0 for step in steps) if self.better == "more" else all(step < 0 for step in steps)
        if not good:
            way = "rise" if self.better == "more" else "fall"
            raise ValueError(f"zero and the thresholds of levels 2 to 5 must {way} strictly")
        if self.unit.en not in SCALES:
            raise ValueError(f"the unit must be one of {', '.join(SCALES)}")
        if not self.id.startswith(self.element):
            raise ValueError(f"{self.id} does not belong to element {self.element}")
        return self


class Gate(Plan):
    """What an element must pass besides its indicators to hold ``level``; what is 0 is not asked for.

    ``complete_drills`` drills with a whole journal; ``rule_share`` of orders under a current rule version;
    ``seats_share`` of all seats used; ``families`` of scenarios; ``quarterly`` and ``monthly`` drills held;
    ``inside_limits``, the share of baselines whose indicator lies inside its control limits; ``prediction``, the most
    points between predicted and actual on-time rate; ``improvements`` closed with a proved gain, no element worse.
    """

    level: int = Field(ge=2, le=5)
    complete_drills: int = Field(default=0, ge=0)
    rule_share: float = Field(default=0, ge=0, le=1)
    seats_share: float = Field(default=0, ge=0, le=1)
    families: int = Field(default=0, ge=0)
    quarterly: int = Field(default=0, ge=0)
    monthly: int = Field(default=0, ge=0)
    inside_limits: float = Field(default=0, ge=0, le=1)
    prediction: float = Field(default=0, ge=0)
    improvements: int = Field(default=0, ge=0)

    @property
    def reads_programme(self) -> bool:
        """Whether the gate cannot be judged from drills alone."""
        return bool(self.quarterly or self.monthly or self.inside_limits or self.prediction or self.improvements)


class MockRule(Plan):
    """An element whose decisive reads are mock for more than ``share`` holds at most ``level``."""

    share: float = Field(ge=0, le=1)
    level: int = Field(ge=1, le=5)
    elements: tuple[Element, ...]


class Target(Plan):
    """A point of the target line: the level to be reached in a year."""

    year: int
    level: float = Field(ge=1, le=5)


class Rates(Plan):
    """Weights of the three rates 三率: 响应率, 解决率, 满意率."""

    response: float = Field(ge=0)
    solution: float = Field(ge=0)
    satisfaction: float = Field(ge=0)


class MaturityPlan(Plan):
    """The whole file."""

    version: int = Field(ge=1)
    elements: tuple[ElementNames, ...]
    levels: tuple[Level, ...]
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    gates: tuple[Gate, ...]
    mock_rule: MockRule
    targets: tuple[Target, ...] = Field(min_length=2)
    three_rates: Rates
    weight_band: float = Field(default=0.2, ge=0, lt=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [indicator.id for indicator in self.indicators]
        if len(set(ids)) != len(ids):
            raise ValueError("an indicator stands twice")
        if tuple(element.id for element in self.elements) != ELEMENTS:
            raise ValueError("the elements are A, B, C, D, in this order")
        if tuple(level.level for level in self.levels) != LEVELS:
            raise ValueError("the levels are 1 to 5, in this order")
        for before, after in pairwise(self.targets):
            if after.year <= before.year or after.level <= before.level:
                raise ValueError("years and levels of the targets must rise")
        return self

    def indicator(self, name: str) -> Indicator:
        """The indicator with this id; KeyError where there is none."""
        for indicator in self.indicators:
            if indicator.id == name:
                return indicator
        raise KeyError(name)

    def of_element(self, element: str) -> tuple[Indicator, ...]:
        """The indicators of an element."""
        return tuple(indicator for indicator in self.indicators if indicator.element == element)


def load_maturity(path: str | Path | None = None) -> tuple[MaturityPlan, str]:
    """The plan of a file (None = the shipped one) and the SHA-256 of the file; PlanError with every error of it."""
    file = shipped_maturity() if path is None else Path(path)
    digest = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
    if digest not in _READ:
        document = read_yaml(file)  # a file that is not there is refused here
        problems: list[Problem] = []
        plan = document.validate(MaturityPlan, problems)
        if plan is None:
            raise PlanError(problems)
        while len(_READ) >= _KEPT:
            del _READ[next(iter(_READ))]
        _READ[digest] = plan
    return _READ[digest], digest


def shipped_maturity() -> Path:
    """The file that comes with the program."""
    return shipped("seats") / "maturity.yaml"


_READ: dict[str, MaturityPlan] = {}
"""The last few plans by the digest of their files: reading one takes longer than many a sheet."""
_KEPT = 4
