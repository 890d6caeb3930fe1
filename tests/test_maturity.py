"""The maturity profile: elements, gates, mock rule, city, target line, weights, and a city's own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_center import facts as f
from command_center.folds.drill_record import DrillRecord
from command_center.folds.gates import gate_results, highest
from command_center.folds.maturity import equivalent_year, profile_of, target_of
from command_center.folds.scores import Scores
from command_center.folds.sheet import GateResult, IndicatorValue, Profile
from command_center.library import shipped
from command_center.plan.maturity import MaturityPlan, load_maturity
from command_center.plan.problems import PlanError
from command_center.plan.programme import Improvement, Programme, load_programme
from command_center.play import run
from tests.score_facts import HOUR, MIN, SEATS, Story, easy_plan

pytestmark = pytest.mark.slow  # plays whole drills

PLAN, DIGEST = load_maturity()


# -- the file -------------------------------------------------------------------------------------------------------


def test_the_shipped_plan_has_twenty_indicators_in_four_elements() -> None:
    assert [len(PLAN.of_element(element)) for element in "ABCD"] == [5, 5, 5, 5]
    assert [indicator.id for indicator in PLAN.indicators if indicator.minimum < 30] == ["A4", "A5", "B3"]
    assert len(DIGEST) == 64


def test_a_city_changes_thresholds_and_weights_in_its_own_copy(tmp_path: Path) -> None:
    text = (shipped("seats") / "maturity.yaml").read_text("utf-8")
    own = tmp_path / "ours.yaml"
    own.write_text(text.replace("thresholds: [75, 88, 95, 98]", "thresholds: [70, 80, 90, 95]"), "utf-8")
    plan, digest = load_maturity(own)
    assert plan.indicator("B2").thresholds == (70, 80, 90, 95)
    assert digest != DIGEST


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("thresholds: [75, 88, 95, 98]", "thresholds: [75, 98, 95, 88]", "rise"),
        ("thresholds: [60, 30, 15, 5]", "thresholds: [60, 30, 35, 5]", "fall"),
        ("id: B2", "id: B1", "twice"),
        ("better: less", "better: fewer", "less"),
        ("unit: {zh: 秒, en: s}", "unit: {zh: 时, en: h}", "unit"),
    ],
)
def test_what_is_wrong_in_it_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (shipped("seats") / "maturity.yaml").read_text("utf-8")
    assert old in text
    own = tmp_path / "ours.yaml"
    own.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(PlanError, match=said):
        load_maturity(own)


def test_every_indicator_and_gate_is_in_the_manual() -> None:
    text = (Path(__file__).parents[1] / "docs" / "scores.md").read_text("utf-8")
    for indicator in PLAN.indicators:
        row = next(line for line in text.splitlines() if line.startswith(f"| {indicator.id} |"))
        thresholds = " / ".join(f"{limit:g}" for limit in indicator.thresholds)
        assert indicator.names.zh in row
        assert thresholds in row
    assert all(f"**G{gate.level}**" in text for gate in PLAN.gates)


# -- elements -------------------------------------------------------------------------------------------------------


def rated(name: str, score: float) -> IndicatorValue:
    return IndicatorValue(name, 1.0, 1.0, 1.0, 1.0, int(score), score, 30, 30, 1)


def profile(scores: dict[str, float], monkeypatch: pytest.MonkeyPatch, gate: int = 5, mock: float = 0.0) -> Profile:
    """The profile of values that are given, not measured."""
    from command_center.folds import maturity

    values = tuple(rated(name, score) for name, score in scores.items())
    monkeypatch.setattr(maturity, "all_values", lambda *_: values)
    monkeypatch.setattr(maturity, "highest", lambda _: gate)
    record = DrillRecord()
    record.reads["Y1"].update({"decisive real": round(100 * (1 - mock)), "decisive mock": round(100 * mock)})
    return profile_of([record], PLAN, None, None)


ALL_FOUR = {f"{element}{number}": 4.5 for element in "ABCD" for number in range(1, 6)}


def test_the_city_is_its_weakest_element(monkeypatch: pytest.MonkeyPatch) -> None:
    found = profile(ALL_FOUR | {"C1": 2.2, "C2": 2.4, "C3": 2.6}, monkeypatch)
    assert [element.level for element in found.elements] == [4, 4, 2, 4]
    # C: 5 of 5 at level 2, 2 of 5 (40 %, P) at 3; score (2.2 + 2.4 + 2.6 + 4.5 + 4.5) / 5 = 3.24, capped at 2.99
    assert found.element("C").ratings == ("F", "P", "P", "N")
    assert found.element("C").score == pytest.approx(2.99)
    assert found.element("C").short_boards == ("C1",)
    assert (found.city_level, found.weakest) == (2, "C")
    assert found.city_score == pytest.approx((4.5 * 3 + 2.99) / 4)


def test_a_gate_holds_an_element_down(monkeypatch: pytest.MonkeyPatch) -> None:
    found = profile(ALL_FOUR, monkeypatch, gate=3)
    assert {(element.by_indicators, element.level) for element in found.elements} == {(4, 3)}
    assert found.city_score == pytest.approx(3.99)


def test_mock_data_hold_data_governance_at_level_three(monkeypatch: pytest.MonkeyPatch) -> None:
    at, over = profile(ALL_FOUR, monkeypatch, mock=0.25), profile(ALL_FOUR, monkeypatch, mock=0.26)
    assert (at.element("D").level, at.element("D").mock_capped) == (4, False)
    assert (over.element("D").level, over.element("D").mock_capped) == (3, True)
    assert over.element("A").level == 4


def test_an_element_without_any_rated_indicator_leaves_the_city_open(monkeypatch: pytest.MonkeyPatch) -> None:
    found = profile({name: score for name, score in ALL_FOUR.items() if name[0] != "C"}, monkeypatch)
    assert (found.city_level, found.city_score, found.element("C").level) == (0, None, 0)


def test_the_weights_are_varied(monkeypatch: pytest.MonkeyPatch) -> None:
    steady = profile(ALL_FOUR, monkeypatch).weight_band
    assert (steady.city_level, steady.elements["A"]) == ((4, 4), (4, 4))
    # A: 3 of 5 at level 4 is L (60 %); with one weight down to 0.8 it is 2.8/4.8 = 58 %: still L
    # B: two of four... with four rated ones 2 of 4 is 50 %, P; a weight of 1.2 makes it 2.2/4.2 = 52 %: L
    shaky = profile({name: s for name, s in (ALL_FOUR | {"B1": 3.5, "B2": 3.5}).items() if name != "B5"}, monkeypatch)
    assert shaky.element("B").level == 3
    assert shaky.weight_band.elements["B"] == (3, 4)


# -- gates ----------------------------------------------------------------------------------------------------------


def story(**started: object) -> Story:
    """A whole drill in which every seat was used and every order had its rule."""
    made = Story(**started)
    for number in range(5):
        made.ticket(number)
    for seat in SEATS:
        made.add(0, f.SeatAnswered, seat=seat).add(MIN, f.TaskEnded, seat=seat, operator=1)
    return made.end()


FIRE = {"families": ["fire"], "injects": []}


def gates(*stories: Story, programme: Programme | None = None) -> dict[int, GateResult]:
    scores = [made.scores(f"root{place}") for place, made in enumerate(stories)]
    records = [record for each in scores for record in each.records()]
    values = scores[0].sheet(easy_plan()).profile.indicators
    return {gate.level: gate for gate in gate_results(records, PLAN, programme, values)}


def test_one_whole_drill_passes_the_second_gate_only() -> None:
    found = gates(story())
    assert (found[2].passed, found[3].passed, found[4].passed, found[5].passed) == (True, False, None, None)
    assert found[3].reasons == (("情景族 1 个，应有 2", "1 scenario families of 2"),)
    assert highest(list(found.values())) == 2


def test_two_families_all_seats_and_rules_pass_the_third() -> None:
    found = gates(story(), story(scenario=FIRE))
    assert found[3].passed
    assert highest(list(found.values())) == 3


def test_a_drill_that_was_stopped_passes_no_gate() -> None:
    stopped = Story()
    stopped.add(HOUR, f.DrillEnded, status="stopped")
    found = gates(stopped)
    assert not found[2].passed
    assert highest(list(found.values())) == 1


def test_orders_without_rule_and_idle_seats_are_named() -> None:
    bare = Story().ticket(1, duty="").end()
    reasons = [en for _, en in gates(bare)[3].reasons]
    assert reasons == [
        "0.0% of orders under a current rule, 90% wanted", "0 of 5 seats used", "1 scenario families of 2",
    ]  # fmt: skip


def year(**changes: object) -> Programme:
    """A year with four quarterly and eight monthly drills, its baselines and three proved improvements."""
    title = {"zh": "年", "en": "year"}
    drills = [
        {"name": f"d{n}", "title": title, "scenario": "tiny", "staffing": "full" if n < 4 else "half", "seed": f"s{n}"}
        for n in range(12)
    ]
    gain = {"indicator": "B2", "low": 0.5, "high": 2}
    better = [{"id": f"i{n}", "title": title, "closed": True, "gain": gain} for n in range(3)]
    base = {
        "name": "year", "title": title, "about": title, "seeds": {f"s{n}": n for n in range(12)}, "drills": drills,
        "improvements": better, "baselines": [{"indicator": "B2", "low": 95, "high": 100, "predicted": 98}],
    }  # fmt: skip
    return Programme.model_validate(base | changes)


def a_year() -> list[Story]:
    return [story(seed=n, staffing="full" if n < 4 else "half", **({"scenario": FIRE} if n else {})) for n in range(12)]


def test_a_year_of_drills_with_baselines_and_improvements_passes_all() -> None:
    found = gates(*a_year(), programme=year())
    assert {level: gate.reasons for level, gate in found.items() if not gate.passed} == {}
    assert highest(list(found.values())) == 5


@pytest.mark.parametrize(
    ("changes", "level", "said"),
    [
        ({"baselines": []}, 4, "0 of 0 baselines inside their limits"),
        ({"baselines": [{"indicator": "B2", "low": 0, "high": 50, "predicted": 98}]}, 4, "0 of 1 baselines"),
        ({"baselines": [{"indicator": "B2", "low": 95, "high": 100, "predicted": 90}]}, 4, "10.0 points apart"),
        ({"improvements": []}, 5, "0 proved improvements of 3"),
    ],
)
def test_what_a_gate_misses_is_said(changes: dict[str, object], level: int, said: str) -> None:
    gate = gates(*a_year(), programme=year(**changes))[level]
    assert not gate.passed
    assert any(said in en for _, en in gate.reasons)


def test_an_improvement_that_made_something_worse_does_not_count() -> None:
    good = year().improvements[0]
    bad = good.model_copy(update={"worse": ("D",)})
    unproved = good.model_copy(update={"gain": None})
    changed: list[Improvement] = [good, bad, unproved]
    gate = gates(*a_year(), programme=year().model_copy(update={"improvements": tuple(changed)}))[5]
    assert gate.reasons == (("已证实改进 1 项，应有 3", "1 proved improvements of 3"),)


# -- the target line ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "level"),
    [
        (2018, 2.0),
        (2020, 2.5),
        (2022, 3.0),
        (2023, 10 / 3),
        (2025, 4.0),
        (2026, 4.1),
        (2030, 4.5),
        (2035, 5.0),
        (2050, 5.0),
    ],
)
def test_the_target_line_and_its_inverse(when: int, level: float) -> None:
    assert target_of(PLAN.targets, when) == pytest.approx(level)
    if when <= 2035:
        assert equivalent_year(PLAN.targets, level) == pytest.approx(when)


def test_gap_and_yearly_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    from command_center.folds import maturity

    monkeypatch.setattr(maturity, "last_day", lambda _: __import__("datetime").date(2025, 6, 1))
    found = profile(dict.fromkeys(ALL_FOUR, 3.5), monkeypatch)
    assert (found.year, found.target) == (2025, 4.0)
    assert found.city_score == pytest.approx(3.5)
    assert found.gap == pytest.approx(-0.5)
    assert found.equivalent_year == pytest.approx(2023.5)
    assert found.yearly_gain == pytest.approx(1.5 / 10)


# -- the reference --------------------------------------------------------------------------------------------------


def quarter(offset: int) -> Scores:
    programme, total = load_programme("quarter"), None
    for drill in programme.drills:
        scores = Scores()
        seed = programme.seeds[drill.seed] + offset
        result = run(drill.scenario, seed=seed, staffing=drill.staffing or None, watchers=(scores.extend,))
        total = scores.named(result.root) if total is None else total.merge(scores.named(result.root))
    assert total is not None
    return total


@pytest.mark.slow
@pytest.mark.parametrize("offset", range(5))
def test_the_reference_quarter_is_at_level_three(offset: int) -> None:
    found = quarter(offset).sheet(PLAN).profile
    assert found.city_level == 3
    assert found.indicator("D1").level == 4
    assert not any(element.by_indicators == 5 for element in found.elements)


def plan_of(plan: MaturityPlan) -> dict[str, float]:
    return {indicator.id: indicator.weight for indicator in plan.indicators}


def test_weights_are_equal_by_default() -> None:
    assert set(plan_of(PLAN).values()) == {1.0}
