"""The one data set of a report: plain typed values, made from facts by folds; every face is drawn from it.

``build`` puts drills together that ``parts.gather`` has read. Nothing here depends on a language: names
are (Chinese, English) pairs, and findings name their kind, so that the JSON face serves readers of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from command_center.folds.indicators import Ratings
from command_center.folds.names import Pair
from command_center.folds.sheet import ScoreSheet
from command_center.plan.maturity import MaturityPlan
from command_center.plan.programme import Programme
from command_center.report.circular import Ranked, ranked
from command_center.report.findings import Finding, Improvement, goods, improvements, problems
from command_center.report.material import Roster, roster_of, scenario_of
from command_center.report.parts import DrillPart, Gathered, drill_part, local


class Earlier(msgspec.Struct, frozen=True):
    """A drill to compare with: its name, its root, and its own score sheet."""

    label: str
    root: str
    title: Pair
    staffing: str
    seed: int
    start_local: str
    sheet: ScoreSheet


class DataSet(msgspec.Struct, frozen=True):
    """Everything a report shows.

    ``sheet`` pools all drills; ``compared`` holds one sheet a drill, the earlier ones first, where there is more than
    one; ``roster`` is that of the first drill. ``maturity`` is the plan that was used, as plain values.
    """

    drills: tuple[DrillPart, ...]
    roster: Roster
    sheet: ScoreSheet
    maturity: dict[str, Any]
    maturity_digest: str
    compared: tuple[Earlier, ...]
    departments: tuple[Ranked, ...]
    goods: tuple[Finding, ...]
    problems: tuple[Finding, ...]
    improvements: tuple[Improvement, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return {"mark": "EXERCISE 演练", **plain}


def build(
    drills: Sequence[Gathered],
    maturity: tuple[MaturityPlan, str],
    earlier: Sequence[Gathered] = (),
    programme: Programme | None = None,
    ratings: Ratings | None = None,
) -> DataSet:
    """The data set of the drills pooled; those of ``earlier`` are only compared with.

    Without the programme, what reads it is not rated and says so; ``ratings`` is what people rated and saw.

    ValueError for a journal that does not begin with a drill.
    """
    plan, digest = maturity
    scores = drills[0].scores
    for each in drills[1:]:
        scores = scores.merge(each.scores)
    sheet = scores.sheet(plan, programme, ratings, digest)
    parts = tuple(drill_part(each) for each in drills)
    roster = roster_of(drills[0].started)
    found = problems(sheet, parts, roster, plan)
    compared = [*earlier, *drills] if len(drills) + len(earlier) > 1 else []
    return DataSet(
        parts,
        roster,
        sheet,
        plan.model_dump(mode="json"),
        digest,
        tuple(_earlier(each, plan, ratings) for each in compared),
        ranked(sheet.departments, sheet.names, parts),
        goods(sheet, parts, plan),
        found,
        improvements(found, sheet, parts, roster),
    )


def _earlier(each: Gathered, plan: MaturityPlan, ratings: Ratings | None) -> Earlier:
    started = each.started
    title = scenario_of(started).title.pair
    return Earlier(
        each.label,
        each.root,
        title,
        started.staffing,
        started.seed,
        local(each, 0),
        each.scores.sheet(plan, ratings=ratings),
    )
