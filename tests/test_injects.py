"""Injects by clock, condition and order; and what playbooks and duties make of them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center import facts as f
from command_center.folds.names import VALUE_NAMES
from command_center.orders import BringSystemUp, TakeSystemDown
from command_center.plan.loading import load
from command_center.plan.problems import PlanError
from command_center.plan.roster import Roster
from command_center.plan.scenario import Inject, PlannedState, Playbook, Scenario, Starting
from command_center.plan.spans import MINUTE
from command_center.world.engine import World
from command_center.world.hazards import Parts
from command_center.world.injects import MOVES
from tests import centre
from tests.centre import check_facts, played
from tests.paper_stage import PaperSources, of, paper_stage, told

Mini = tuple[Scenario, Roster]


def inject(name: str, **fields: Any) -> Inject:
    """An inject with the usual trimmings."""
    words = {"zh": "消息", "en": "Message"}
    values = {"id": name, "purpose": "informational", "title": words, "message": words, "to": ["A6"]}
    return Inject.model_validate(values | fields)


def drill(
    mini: Mini, *injects: Inject, playbooks: dict[str, list[dict[str, Any]]] | None = None
) -> tuple[World, Parts]:
    """The mini centre, quiet but for these injects and playbooks."""
    scenario, roster = mini
    books = tuple(Playbook.model_validate({"on": on, "orders": orders}) for on, orders in (playbooks or {}).items())
    update = {"arrivals": (), "practice": {}, "injects": injects, "playbooks": books}
    return paper_stage(scenario.model_copy(update=update), roster)


def test_a_timed_inject_is_read_and_acted_upon(mini: Mini) -> None:
    expected = [{"seat": "A3", "action": "patrol", "within": "30min"}]
    world, _parts = drill(mini, inject("I1", purpose="expected_action", at="5min", to=["A3", "A6"], expected=expected))
    world.advance(60 * MINUTE)
    assert told(world.facts, f.InjectReleased, f.InjectShown, f.ActionTaken) == [
        (5, "InjectReleased", "I1", "expected_action"),
        (6, "InjectShown", "I1", "A3"),
        (6, "InjectShown", "I1", "A6"),
        (9, "ActionTaken", "A3", "patrol", "I1", ""),
    ]


def test_an_empty_seat_never_sees_its_inject(mini: Mini) -> None:
    world, _parts = drill(mini, inject("I1", at="5min", to=["A3", "A6"]))
    world.desks["A6"].idle.clear()
    world.advance(300 * MINUTE)
    assert [fact.seat for fact in of(world.facts, f.InjectShown)] == ["A3"]


def test_what_a_responder_should_lead_goes_to_the_seat_that_covers_it(mini: Mini) -> None:
    expected = [{"seat": "A4", "action": "close_road", "within": "10min"}]
    world, _parts = drill(mini, inject("I1", purpose="expected_action", at="5min", to=["A4"], expected=expected))
    world.desks["A4"].profile = "responder"
    world.advance(60 * MINUTE)
    assert told(world.facts, f.InjectShown, f.ActionTaken) == [
        (6, "InjectShown", "I1", "A4"),
        (7, "InjectShown", "I1", "A3"),
        (10, "ActionTaken", "A3", "close_road", "I1", ""),
    ]


def test_a_condition_counts_facts_in_a_window(mini: Mini) -> None:
    when = {"fact": "warning_issued", "where": {"colour": "red"}, "count": 2, "window": "10min"}
    world, parts = drill(mini, inject("I1", when=when))
    for minute, colour in ((10, "red"), (30, "orange"), (31, "red"), (40, "red"), (41, "red")):
        world.at(minute * MINUTE, parts.playbooks.warn, colour, 0)
    world.advance(60 * MINUTE)
    assert told(world.facts, f.InjectReleased) == [(40, "InjectReleased", "I1", "informational")]


def test_a_contingency_comes_only_if_what_was_hoped_for_did_not(mini: Mini) -> None:
    missing = {"fact": "warning_issued", "where": {"colour": "red"}, "since": "I1", "absent_after": "15min"}
    releases = []
    for warned_at in (None, 2, 12):  # never; before the clock began; in time
        world, parts = drill(mini, inject("I1", at="5min"), inject("C1", purpose="contingency", when=missing))
        if warned_at:
            world.at(warned_at * MINUTE, parts.playbooks.warn, "red", 0)
        world.advance(60 * MINUTE)
        releases.append([(fact.inject, fact.t // MINUTE) for fact in of(world.facts, f.InjectReleased)])
    assert releases == [[("I1", 5), ("C1", 20)], [("I1", 5), ("C1", 20)], [("I1", 5)]]


def test_whoever_listens_for_orders_hears_only_what_became_of_them() -> None:
    of_y2 = {"order": '{"order":"bring_system_up","t":60000,"number":0,"by":"director","system":"Y2"}'}
    injects = [
        inject("TAKEN", when={"fact": "order_accepted", "where": of_y2}),
        inject("DECLINED", when={"fact": "order_refused", "where": of_y2}),
        inject("DOWN", when={"fact": "order_accepted"}),
    ]
    orders = [BringSystemUp(MINUTE, 0, "director", "Y2"), TakeSystemDown(2 * MINUTE, 1, "director", "Y2")]
    facts = played(centre.drill(injects=tuple(injects), orders=orders))
    assert told(facts, f.InjectReleased) == [
        (1, "InjectReleased", "DECLINED", "informational"),
        (2, "InjectReleased", "DOWN", "informational"),
    ]
    check_facts(facts)


def test_an_order_stands_before_what_it_causes() -> None:
    facts = played(centre.drill(orders=[TakeSystemDown(MINUTE, 0, "director", "Y2")]))
    ((accepted, down),) = [pair for pair in pairwise(facts) if isinstance(pair[0], f.OrderAccepted)]
    assert isinstance(down, f.SystemWentDown)
    assert down.cause == accepted.n == down.n - 1


def test_an_inject_goes_from_approved_to_complete(mini: Mini) -> None:
    expected = [{"seat": "A3", "action": "patrol", "within": "30min"}]
    world, parts = drill(mini, inject("I1", at="5min", to=["A3"], expected=expected), inject("I2", at="6min"))
    assert parts.injects.states == {"I1": "synchronized", "I2": "synchronized"}
    world.advance(7 * MINUTE)
    assert parts.injects.states == {"I1": "released", "I2": "complete"}
    world.advance(60 * MINUTE)
    kinds = (f.InjectSynchronized, f.InjectReleased, f.InjectCompleted)
    assert told(world.facts, *kinds) == [
        (0, "InjectSynchronized", "I1", 5 * MINUTE),
        (0, "InjectSynchronized", "I2", 6 * MINUTE),
        (5, "InjectReleased", "I1", "informational"),
        (6, "InjectReleased", "I2", "informational"),
        (6, "InjectCompleted", "I2"),
        (9, "InjectCompleted", "I1"),
    ]
    by_number = {fact.n: fact for fact in world.facts}
    assert isinstance(by_number[of(world.facts, f.InjectCompleted)[-1].cause], f.ActionTaken)


def test_only_what_is_approved_is_played(mini: Mini) -> None:
    planned = [inject(state, at="5min", state=state) for state in ("draft", "submitted", "obsolete", "approved")]
    world, parts = drill(mini, *planned)
    assert parts.injects.release("draft", 0) == "inject draft is draft and cannot become released"
    assert parts.injects.skip("obsolete", 0) == "inject obsolete is obsolete and cannot become deferred"
    world.advance(60 * MINUTE)
    assert [fact.inject for fact in of(world.facts, f.InjectReleased)] == ["approved"]
    assert parts.injects.states["submitted"] == "submitted"


def test_the_director_releases_holds_and_skips(mini: Mini) -> None:
    world, parts = drill(mini, inject("A1", purpose="ad_hoc"), inject("I1", at="5min"), inject("I2", at="5min"))
    injects = parts.injects
    assert injects.states == {"A1": "approved", "I1": "synchronized", "I2": "synchronized"}
    assert [injects.release("A1", 0), injects.skip("I1", 0), injects.hold("I2", 0)] == ["", "", ""]
    assert injects.release("A1", 0) == "inject A1 is complete and cannot become released"
    assert injects.release("I1", 0) == "inject I1 was skipped for good"
    assert injects.skip("I9", 0) == "there is no inject I9"
    assert injects.hold("I2", 0) == "inject I2 is deferred already"
    world.advance(60 * MINUTE)
    assert injects.release("I2", 0) == ""
    assert told(world.facts, f.InjectReleased, f.InjectDeferred) == [
        (0, "InjectReleased", "A1", "ad_hoc"),
        (0, "InjectDeferred", "I1", True),
        (0, "InjectDeferred", "I2", False),
        (60, "InjectReleased", "I2", "informational"),
    ]


def test_the_table_of_moves_knows_the_eight_states_and_has_two_ends() -> None:
    assert set(MOVES) == {state for to in MOVES.values() for state in to} | {"draft"}
    assert len(MOVES) == 8
    assert {state for state, to in MOVES.items() if not to} == {"complete", "obsolete"}
    assert set(get_args(PlannedState)) < set(MOVES)
    assert set(MOVES) <= set(VALUE_NAMES)


@given(
    orders=st.lists(st.tuples(st.sampled_from(["release", "hold", "skip"]), st.integers(0, 20)), max_size=6),
    state=st.sampled_from(get_args(PlannedState)),
)
@settings(max_examples=25)
def test_an_inject_moves_only_as_the_table_allows(mini: Mini, orders: list[tuple[str, int]], state: str) -> None:
    """Whatever is ordered and whenever: each move is in the table, and a refusal changes nothing."""
    world, parts = drill(mini, inject("I1", at="10min", state=state))
    seen = [parts.injects.states["I1"]]
    for order, minute in sorted(orders, key=lambda pair: pair[1]):
        world.advance(minute * MINUTE)
        seen.append(parts.injects.states["I1"])
        refused = getattr(parts.injects, order)("I1", 0)
        if refused:
            assert parts.injects.states["I1"] == seen[-1]
        seen.append(parts.injects.states["I1"])
    # Nothing is expected of this inject, so what is released is complete in the same moment.
    steps = {(before, after) for before, after in pairwise(seen) if before != after}
    table = {(before, after) for before, to in MOVES.items() for after in to}
    assert steps <= table | {(before, "complete") for before, to in MOVES.items() if "released" in to}
    assert len(of(world.facts, f.InjectReleased)) <= 1


def test_the_starting_state_is_stated_and_sets_nothing_off(mini: Mini) -> None:
    scenario, roster = mini
    starting = Starting(warnings=("yellow", "orange"), response_level="II", mode="wartime")
    red = Playbook.model_validate({"on": "warning.orange", "orders": RED["warning.red"]})
    update = {"arrivals": (), "practice": {}, "starting": starting, "playbooks": (red,)}
    world, _parts = paper_stage(scenario.model_copy(update=update), roster)
    world.advance(60 * MINUTE)
    assert told(world.facts, f.Fact) == [
        (0, "WarningIssued", "yellow"),
        (0, "WarningIssued", "orange"),
        (0, "ResponseLevelSet", "II", ""),
        (0, "ModeSwitched", "wartime"),
    ]
    assert (world.mode, world.response_level) == ("wartime", "II")


def test_nothing_is_released_after_the_horizon(mini: Mini) -> None:
    world, _parts = drill(mini, inject("I1", at="9h"))
    world.advance(10 * 60 * MINUTE)
    assert of(world.facts, f.InjectReleased) == []


def test_effects_reach_the_world(mini: Mini) -> None:
    effects = [
        {"kind": "system_down", "target": "Y3"},
        {"kind": "households", "target": "D1.01", "value": "300"},
        {"kind": "surge", "target": "calls", "value": "3"},
        {"kind": "ticket", "target": "K2", "value": "D1.01.001.1"},
        {"kind": "set_level", "target": "A6", "value": "II"},
        {"kind": "warning", "value": "orange"},
    ]
    world, _parts = drill(mini, inject("I1", at="5min", effects=effects))
    world.advance(20 * MINUTE)
    kinds = (f.SystemWentDown, f.HouseholdsCut, f.ContactArrived, f.ResponseLevelSet, f.WarningIssued)
    assert told(world.facts, *kinds) == [
        (5, "SystemWentDown", "Y3"),
        (5, "HouseholdsCut", "D1.01", 300),
        (5, "ContactArrived", 1, "inject", 0, "superior", "help", "K2", "U", "D1.01.001.1", "", ""),
        (5, "ResponseLevelSet", "II", "A6"),
        (5, "WarningIssued", "orange"),
    ]
    assert isinstance(world.sources, PaperSources)
    assert world.sources.surges == [("calls", 3.0)]


def test_people_are_moved_when_a_seat_orders_it(mini: Mini) -> None:
    expected = [{"seat": "A3", "action": "move_people", "within": "30min"}]
    effects = [{"kind": "move_people", "target": "D2", "value": "450"}]
    world, _parts = drill(mini, inject("I1", at="0min", to=["A3"], expected=expected, effects=effects))
    world.advance(120 * MINUTE)
    assert told(world.facts, f.ActionTaken, f.PeopleMoved) == [
        (4, "ActionTaken", "A3", "move_people", "I1", "D2"),
        (29, "PeopleMoved", "D2", 200),
        (39, "PeopleMoved", "D2", 200),
        (49, "PeopleMoved", "D2", 50),
    ]


# -- playbooks, level, mode, duties -------------------------------------------------------------------------------


RED = {
    "warning.red": [
        {"seat": "A3", "action": "set_level_I", "within": "10min"},
        {"seat": "A2", "action": "order_wartime", "within": "10min"},
    ]
}


def test_a_warning_leads_to_level_mode_and_commander(mini: Mini) -> None:
    world, parts = drill(mini, playbooks=RED)
    world.at(0, parts.playbooks.warn, "red", 0)
    world.advance(60 * MINUTE)
    kinds = (f.ResponseLevelSet, f.ModeOrdered, f.ModeConfirmed, f.ModeSwitched, f.CommanderPresent)
    assert told(world.facts, *kinds) == [
        (3, "ResponseLevelSet", "I", "A3"),
        (3, "ModeOrdered", "wartime", "A2"),
        (5, "ModeConfirmed", "wartime", "A2"),
        (5, "ModeConfirmed", "wartime", "A3"),
        (8, "ModeConfirmed", "wartime", "A6"),  # first called to the seat for the level, then asked
        (8, "ModeSwitched", "wartime"),
        (14, "CommanderPresent", "A6", "I"),
    ]
    assert world.mode == "wartime"


def test_the_mode_waits_for_every_seat_that_must_confirm(mini: Mini) -> None:
    world, parts = drill(mini, playbooks=RED)
    world.desks["A6"].idle.clear()
    world.at(0, parts.playbooks.warn, "red", 0)
    world.advance(300 * MINUTE)
    assert [fact.seat for fact in of(world.facts, f.ModeConfirmed)] == ["A2", "A3"]
    assert of(world.facts, f.ModeSwitched) == []
    assert world.mode == "peacetime"


def test_a_duty_is_met_by_its_evidence_or_missed_at_its_time(mini: Mini) -> None:
    world, parts = drill(mini)
    world.at(0, parts.playbooks.set_level, "I", "A3", 0)
    world.advance(60 * MINUTE)
    assert told(world.facts, f.DutyFellDue, f.DutyMet, f.DutyMissed) == [
        (0, "DutyFellDue", "M6@1", "A6", "I", 15 * MINUTE),
        (11, "DutyMet", "M6@1", "A6", "I"),
    ]
    world, parts = drill(mini)
    world.desks["A6"].idle.clear()
    world.at(0, parts.playbooks.set_level, "I", "A3", 0)
    world.advance(60 * MINUTE)
    assert told(world.facts, f.DutyMet, f.DutyMissed) == [(15, "DutyMissed", "M6@1", "A6", "I")]


def test_a_ticket_duty_binds_whoever_has_the_ticket(mini: Mini) -> None:
    """Met by the district's pool on one ticket, lifted by the return of another, missed on a third."""
    world, parts = drill(mini)
    duties = parts.playbooks.duties
    (duty,) = duties.of("ticket.dispatched K2")  # only the version in force

    def state(*fact: Any) -> None:
        world.emit(*fact)

    for ticket, district in ((7, "D1"), (8, ""), (9, "")):
        duties.bind_ticket(duty, "A3", district, ticket, 0)
    world.at(10 * MINUTE, state, f.CallerContacted, 0, 7, "D1")
    world.at(20 * MINUTE, state, f.Returned, 0, 8, "A3", "unclear")
    world.at(30 * MINUTE, state, f.CallerContacted, 0, 8, "A3")
    world.advance(120 * MINUTE)
    assert told(world.facts, f.DutyFellDue, f.DutyMet, f.DutyLifted, f.DutyMissed) == [
        (0, "DutyFellDue", "M2@2", "A3", "7", 60 * MINUTE),
        (0, "DutyFellDue", "M2@2", "A3", "8", 60 * MINUTE),
        (0, "DutyFellDue", "M2@2", "A3", "9", 60 * MINUTE),
        (10, "DutyMet", "M2@2", "A3", "7"),
        (20, "DutyLifted", "M2@2", "A3", "8"),
        (60, "DutyMissed", "M2@2", "A3", "9"),
    ]
    assert of(world.facts, f.TaskStarted) == []


def test_who_covers_another_seat_is_as_slow_as_a_stand_in(mini: Mini) -> None:
    books = {"warning.red": [{"seat": "A4", "action": "patrol", "within": "1h"}]}
    ends = []
    slower = mini[1].practice.staffing.standin_time
    for profile in ("own", "responder"):
        world, parts = drill(mini, playbooks=books)
        world.desks["A4"].profile = profile
        world.at(0, parts.playbooks.warn, "red", 0)
        world.advance(60 * MINUTE)
        (ended,) = of(world.facts, f.TaskEnded)
        ends.append((ended.seat, ended.t))
    (own, quick), (cover, slow) = ends
    assert (own, cover) == ("A4", "A3")
    assert slow == pytest.approx(quick * slower, abs=1)


# -- what is refused at the edge ----------------------------------------------------------------------------------


SPOILT = """injects:
  - id: I1
    purpose: informational
    title: {zh: 消息, en: Message}
    message: {zh: 消息, en: Message}
    at: 30min
    to: [A1]
    effects: [EFFECT]
"""


@pytest.mark.parametrize(
    ("effect", "field", "words"),
    [
        ("{kind: households, target: D9, value: '10'}", "target", "unknown place D9; the city has D1 to D3"),
        ("{kind: households, target: D1, value: many}", "value", "'many' is no whole number; write e.g. \"1200\""),
        ("{kind: move_people, value: '-3', target: D1}", "value", "'-3' is no whole number; write e.g. \"1200\""),
        ("{kind: move_people, value: '30'}", "", "move_people needs a target; add target: the id or path of a place"),
        ("{kind: surge, value: nan}", "value", "'nan' is no factor; write 0 or more, e.g. \"2.5\""),
        ("{kind: surge, target: call, value: '2'}", "target", "unknown source call; did you mean calls?"),
        ("{kind: ticket, target: K9, value: D1.01}", "target", "unknown category K9"),
        ("{kind: ticket, target: K1, value: D1.99}", "value", "unknown place D1.99; D1 has D1.01 to D1.03"),
        ("{kind: warning, value: pink}", "value", "'pink' is not allowed; write one of blue, yellow, orange, red"),
        ("{kind: feed, target: Y2, value: fake}", "value", "'fake' is not allowed; write one of real, mock, missing"),
        ("{kind: set_mode, target: A9, value: wartime}", "target", "unknown seat A9"),
    ],
)
def test_a_wrong_effect_is_explained(centre: Path, effect: str, field: str, words: str) -> None:
    path = centre.parent / "drill.yaml"
    path.write_text(path.read_text("utf-8") + SPOILT.replace("EFFECT", effect), "utf-8")
    with pytest.raises(PlanError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert problem.field == "injects[1].effects[1]" + (f".{field}" if field else "")
    assert f"{problem.wrong}; {problem.right}".startswith(words)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("starting: {warnings: [pink]}", "starting.warnings[1]"),
        ("starting: {response_level: V}", "starting.response_level"),
        ("starting: {mode: war}", "starting.mode"),
        (SPOILT.replace("effects: [EFFECT]", "state: released"), "injects[1].state"),
    ],
)
def test_a_wrong_starting_state_is_explained(centre: Path, text: str, field: str) -> None:
    path = centre.parent / "drill.yaml"
    path.write_text(path.read_text("utf-8") + text + "\n", "utf-8")
    with pytest.raises(PlanError) as caught:
        load(path)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_stepping_down_ends_the_level_and_gives_power_back(mini: Mini) -> None:
    over = {"event.over": [{"seat": "A3", "action": "stand_down", "within": "30min"}]}
    world, parts = drill(mini, playbooks=RED | over)
    world.at(0, parts.playbooks.warn, "red", 0)
    world.at(MINUTE, parts.people.cut_households, "D1", 40, 0)
    world.at(60 * MINUTE, parts.playbooks.trigger, "event.over", "storm", 0)
    world.advance(120 * MINUTE)
    after = [fact for fact in world.facts if fact.t > 60 * MINUTE]
    assert told(after, f.ResponseLevelSet, f.ModeOrdered, f.HouseholdsRestored, f.ModeSwitched) == [
        (63, "ResponseLevelSet", "", "A3"),
        (63, "ModeOrdered", "peacetime", "A3"),
        (63, "HouseholdsRestored", "D1", 40),
        (65, "ModeSwitched", "peacetime"),
    ]
