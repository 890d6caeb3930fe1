"""Injects by clock, condition and order; and what playbooks and duties make of them."""

from __future__ import annotations

from typing import Any

from command_center import facts as f
from command_center.plan.roster import Roster
from command_center.plan.scenario import Inject, Playbook, Scenario
from command_center.plan.spans import MINUTE
from command_center.world.engine import World
from command_center.world.hazards import Parts
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


def test_the_director_releases_and_skips(mini: Mini) -> None:
    world, parts = drill(mini, inject("A1", purpose="ad_hoc"), inject("I1", at="5min"))
    assert parts.injects.states == {"A1": "held", "I1": "scheduled"}
    assert parts.injects.release("A1", 0) == ""
    assert parts.injects.skip("I1", 0) == ""
    assert parts.injects.release("A1", 0) == "inject A1 was released already"
    assert parts.injects.release("I1", 0) == "inject I1 was skipped already"
    assert parts.injects.skip("I9", 0) == "there is no inject I9"
    world.advance(60 * MINUTE)
    assert told(world.facts, f.InjectReleased, f.InjectSkipped) == [
        (0, "InjectReleased", "A1", "ad_hoc"),
        (0, "InjectSkipped", "I1"),
    ]


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


def test_a_ticket_duty_binds_without_a_task_and_only_its_version_in_force(mini: Mini) -> None:
    world, parts = drill(mini)
    bound = parts.playbooks.duty("ticket.dispatched K2", "7", 0)
    assert [(duty.duty, duty.seat, duty.due) for duty in bound] == [("M2@2", "A3", 60 * MINUTE)]

    def state(*fact: Any) -> None:
        world.emit(*fact)

    world.at(10 * MINUTE, state, f.CallerContacted, 0, 8, "A3")
    world.at(20 * MINUTE, state, f.CallerContacted, 0, 7, "A3")
    world.advance(120 * MINUTE)
    assert told(world.facts, f.DutyMet, f.DutyMissed) == [(20, "DutyMet", "M2@2", "A3", "7")]
    assert of(world.facts, f.TaskStarted) == []


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
