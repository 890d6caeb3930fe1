"""The gates G2 to G5: what a city must show besides its indicators to hold a level."""

from __future__ import annotations

from collections.abc import Sequence

from command_center.folds.drill_record import DrillRecord
from command_center.folds.indicators import held, pooled, used_seats
from command_center.folds.names import Pair
from command_center.folds.sheet import GateResult, IndicatorValue
from command_center.plan.maturity import Gate, MaturityPlan
from command_center.plan.programme import Baseline, Programme

Check = tuple[bool, Pair]
"""Whether a demand of a gate is met, and what was found."""


def gate_results(
    records: Sequence[DrillRecord], plan: MaturityPlan, programme: Programme | None, values: Sequence[IndicatorValue]
) -> tuple[GateResult, ...]:
    """Every gate of the plan; one that reads the programme is not judged without it."""
    return tuple(_gate(gate, records, programme, values) for gate in plan.gates)


def highest(gates: Sequence[GateResult]) -> int:
    """The highest level all gates up to it let through; 1 where not even the first does."""
    level = 1
    for gate in sorted(gates, key=lambda gate: gate.level):
        if not gate.passed:
            return level
        level = gate.level
    return max(level, 5) if level == max((gate.level for gate in gates), default=5) else level


def _gate(
    gate: Gate, records: Sequence[DrillRecord], programme: Programme | None, values: Sequence[IndicatorValue]
) -> GateResult:
    checks = _of_drills(gate, records)
    if gate.reads_programme and programme is None:
        reason = ("未评定：需要演练计划与改进清单", "not rated: needs the programme and its improvements")
        return GateResult(gate.level, None, (reason,))
    if programme is not None:
        checks += _of_programme(gate, records, programme, {value.id: value for value in values})
    failed = tuple(said for met, said in checks if not met)
    return GateResult(gate.level, not failed, failed)


def _of_drills(gate: Gate, records: Sequence[DrillRecord]) -> list[Check]:
    checks = []
    if gate.complete_drills:
        whole = sum(record.status == "completed" for record in records)
        said = (
            f"完整演练 {whole} 场，应有 {gate.complete_drills}",
            f"{whole} complete drills of {gate.complete_drills}",
        )
        checks.append((whole >= gate.complete_drills, said))
    if gate.rule_share:
        bound, orders = pooled("A1", records)
        share = bound / orders if orders else 0.0
        said = (
            f"有现行规则的命令占 {share:.1%}，应达 {gate.rule_share:.0%}",
            f"{share:.1%} of orders under a current rule, {gate.rule_share:.0%} wanted",
        )
        checks.append((share >= gate.rule_share, said))
    if gate.seats_share:
        used, seats = map(len, used_seats(records))
        met = bool(seats) and used >= gate.seats_share * seats
        checks.append((met, (f"用到席位 {used}/{seats}", f"{used} of {seats} seats used")))
    if gate.families:
        families = {family for record in records for family in record.parts.families}
        count = len(families)
        said = (f"情景族 {count} 个，应有 {gate.families}", f"{count} scenario families of {gate.families}")
        checks.append((count >= gate.families, said))
    return checks


def _of_programme(
    gate: Gate, records: Sequence[DrillRecord], programme: Programme, values: dict[str, IndicatorValue]
) -> list[Check]:
    checks = []
    drills = held(records, programme)
    for zh, en, count, wanted in (
        ("季度演练", "quarterly drills", drills.quarterly, gate.quarterly),
        ("月度演练", "monthly drills", drills.monthly, gate.monthly),
    ):
        if wanted:
            checks.append((count >= wanted, (f"{zh} {count} 场，应有 {wanted}", f"{count} {en} of {wanted}")))
    if gate.inside_limits:
        checks.append(_inside(gate.inside_limits, programme.baselines, values))
    if gate.prediction:
        checks.append(_predicted(gate.prediction, programme.baselines, values))
    if gate.improvements:
        proved = [each for each in programme.improvements if each.closed and each.gain and each.gain.low > 0]
        count = sum(not each.worse for each in proved)
        said = (
            f"已证实改进 {count} 项，应有 {gate.improvements}",
            f"{count} proved improvements of {gate.improvements}",
        )
        checks.append((count >= gate.improvements, said))
    return checks


def _inside(wanted: float, baselines: Sequence[Baseline], values: dict[str, IndicatorValue]) -> Check:
    known = [(base, values[base.indicator].value) for base in baselines if base.indicator in values]
    inside = [value is not None and base.low <= value <= base.high for base, value in known]
    share = sum(inside) / len(inside) if inside else 0.0
    said = (f"控制限内 {sum(inside)}/{len(inside)}", f"{sum(inside)} of {len(inside)} baselines inside their limits")
    return share >= wanted, said


def _predicted(most: float, baselines: Sequence[Baseline], values: dict[str, IndicatorValue]) -> Check:
    """Predicted against actual on-time rate (B2)."""
    predicted = next((base.predicted for base in baselines if base.indicator == "B2"), None)
    actual = values["B2"].value if "B2" in values else None
    if predicted is None or actual is None:
        return False, ("没有按时办结率预测", "no prediction of the on-time rate")
    gap = abs(predicted - actual)
    return gap <= most, (f"预测与实际相差 {gap:.1f} 个百分点", f"prediction and actual are {gap:.1f} points apart")
