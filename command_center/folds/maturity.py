"""The maturity profile 画像: levels of elements by ISO/IEC 33020, gates, mock rule, city, target line, weight band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from command_center.folds.drill_record import DrillRecord
from command_center.folds.gates import gate_results, highest
from command_center.folds.indicators import Ratings, all_values, last_day
from command_center.folds.sheet import ElementResult, IndicatorValue, Profile, WeightBand
from command_center.folds.statistics import level_of_ratings, rating
from command_center.plan.maturity import ELEMENTS, MaturityPlan, Target
from command_center.plan.programme import Programme

__all__ = ["Ratings", "equivalent_year", "profile_of", "target_of"]

Weights = Mapping[str, float]
FAIR_MINIMUM = 30
"""A district with fewer cases is left out where districts are compared."""


def profile_of(
    records: Sequence[DrillRecord], plan: MaturityPlan, programme: Programme | None, ratings: Ratings | None
) -> Profile:
    """The profile over all drills."""
    values = all_values(records, plan, programme, ratings)
    gates = gate_results(records, plan, programme, values)
    through = highest(gates)
    day = last_day(records)
    year = day.year if day else plan.targets[-1].year
    target = target_of(plan.targets, year)
    mock = mock_share(records)
    weights = {indicator.id: indicator.weight for indicator in plan.indicators}
    elements = _elements(values, plan, weights, through, mock)
    level, score = _city(elements)
    rated = [element for element in elements if element.level]
    return Profile(
        indicators=values,
        elements=elements,
        gates=gates,
        city_level=level,
        city_score=score,
        weakest=min(rated, key=lambda each: (each.level, each.score or 0.0)).id if rated else "",
        year=year,
        target=target,
        gap=None if score is None else score - target,
        equivalent_year=None if score is None else equivalent_year(plan.targets, score),
        yearly_gain=None if score is None else _yearly_gain(plan.targets, year, score),
        weight_band=_band(values, plan, weights, through, mock),
        worst_to_mean=_fairness(records),
    )


# -- elements and city ----------------------------------------------------------------------------------------------


def _elements(
    values: Sequence[IndicatorValue], plan: MaturityPlan, weights: Weights, gate: int, mock: float | None
) -> tuple[ElementResult, ...]:
    return tuple(_element(element, values, plan, weights, gate, mock) for element in ELEMENTS)


def _element(
    name: str, values: Sequence[IndicatorValue], plan: MaturityPlan, weights: Weights, gate: int, mock: float | None
) -> ElementResult:
    rated = [value for value in values if value.rated and plan.indicator(value.id).element == name]
    decisive = mock if name in plan.mock_rule.elements else None
    if not rated:
        return ElementResult(name, 0, 0, None, gate, decisive, False, (), (), 0, (), "")
    total = sum(weights[value.id] for value in rated)
    shares = tuple(sum(weights[value.id] for value in rated if value.level >= k) / total for k in (2, 3, 4, 5))
    letters = tuple(rating(share) for share in shares)
    by_indicators = level_of_ratings(letters)
    level = min(by_indicators, gate)
    capped = decisive is not None and decisive > plan.mock_rule.share and level > plan.mock_rule.level
    level = min(level, plan.mock_rule.level) if capped else level
    mean = sum(weights[value.id] * (value.score or 1.0) for value in rated) / total
    lowest = min(value.score or 1.0 for value in rated)
    return ElementResult(
        id=name,
        level=level,
        by_indicators=by_indicators,
        score=min(mean, level + 0.99, 5.0),
        gate=gate,
        mock_share=decisive,
        mock_capped=capped,
        met_shares=shares,
        ratings=letters,
        rated=len(rated),
        short_boards=tuple(value.id for value in rated if (value.score or 1.0) <= lowest + 0.005),
        largest_gap=max(rated, key=lambda value: weights[value.id] * (5.0 - (value.score or 1.0))).id,
    )


def _city(elements: Sequence[ElementResult]) -> tuple[int, float | None]:
    """Level of the weakest element and mean of the scores; nothing while an element is not rated."""
    scores = [element.score for element in elements if element.score is not None]
    if len(scores) < len(elements):
        return 0, None
    return min(element.level for element in elements), fmean(scores)


def mock_share(records: Sequence[DrillRecord]) -> float | None:
    """The share of decisive reads (those a step waited for) that a mock or nobody's data served."""
    real = mock = 0
    for record in records:
        for reads in record.reads.values():
            real += reads["decisive real"]
            mock += reads["decisive mock"]
    return mock / (real + mock) if real + mock else None


def _band(
    values: Sequence[IndicatorValue], plan: MaturityPlan, weights: Weights, gate: int, mock: float | None
) -> WeightBand:
    """The result with each indicator's weight changed in turn, up and down."""
    change = plan.weight_band
    levels: list[int] = []
    scores: list[float] = []
    found: dict[str, list[int]] = {element: [] for element in ELEMENTS}
    factors = [(indicator.id, factor) for indicator in plan.indicators for factor in (1.0, 1 - change, 1 + change)]
    for name, factor in factors:
        elements = _elements(values, plan, {**weights, name: weights[name] * factor}, gate, mock)
        level, score = _city(elements)
        levels.append(level)
        scores += [] if score is None else [score]
        for element in elements:
            found[element.id].append(element.level)
    span = (min(scores), max(scores)) if scores else None
    bands = {element: (min(each), max(each)) for element, each in found.items()}
    return WeightBand(change, (min(levels), max(levels)), span, bands)


# -- the target line ------------------------------------------------------------------------------------------------


def target_of(targets: Sequence[Target], year: float) -> float:
    """The target in a year: straight between the points of the plan, going on below the first, level after the last."""
    points = [(float(target.year), target.level) for target in targets]
    return min(max(_line(points, year), 1.0), points[-1][1]) if year < points[-1][0] else points[-1][1]


def equivalent_year(targets: Sequence[Target], score: float) -> float:
    """The year in which the target line passes the score."""
    return _line([(target.level, float(target.year)) for target in targets], score)


def _line(points: Sequence[tuple[float, float]], x: float) -> float:
    """The value at ``x`` of the line through the points; the first and last stretch go on beyond them."""
    place = next((k for k in range(1, len(points)) if x <= points[k][0]), len(points) - 1)
    (x0, y0), (x1, y1) = points[place - 1], points[place]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def _yearly_gain(targets: Sequence[Target], year: int, score: float) -> float | None:
    last = targets[-1]
    return max(0.0, last.level - score) / (last.year - year) if last.year > year else None


# -- 公平普惠 ------------------------------------------------------------------------------------------------------


def _fairness(records: Sequence[DrillRecord]) -> dict[str, float | None]:
    """Worst district over the mean of all, for B2 and D5; None with fewer than two districts of 30 cases."""
    sums: dict[str, list[int]] = {}
    for record in records:
        for district, counts in record.districts.items():
            parts = sums.setdefault(district, [0, 0, 0, 0])
            for place, name in enumerate(("on_time", "due", "half_satisfied", "answers")):
                parts[place] += counts[name]
    known = [parts for district, parts in sorted(sums.items()) if district]
    on_time = [(parts[0], parts[1]) for parts in known]
    satisfied = [(parts[2] / 2, parts[3]) for parts in known]
    return {"B2": _worst_to_mean(on_time), "D5": _worst_to_mean(satisfied)}


def _worst_to_mean(parts: Sequence[tuple[float, int]]) -> float | None:
    enough = [(hits, count) for hits, count in parts if count >= FAIR_MINIMUM]
    if len(enough) < 2:
        return None
    mean = sum(hits for hits, _ in enough) / sum(count for _, count in enough)
    return min(hits / count for hits, count in enough) / mean if mean else None
