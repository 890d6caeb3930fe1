"""Pictures of the tiny centre, read minute by minute; laws that hold for every picture of every drill."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_center import facts as f
from command_center import orders as o
from command_center.drill import play, recipe
from command_center.facts import DrillStarted, Fact, kind_of
from command_center.folds.base import fold
from command_center.folds.names import KIND_NAMES, VALUE_NAMES
from command_center.folds.pictures.alarms import BEGINS, ENDS, WINDOW, Meter
from command_center.folds.pictures.fold import WallFold
from command_center.folds.pictures.patch import apply_patch, merge_patch
from command_center.folds.pictures.recipe import Recipe
from command_center.folds.pictures.seeking import Seeker, twin
from command_center.folds.pictures.setting import setting
from command_center.folds.pictures.staff import ALARMS, LOGGED
from command_center.folds.pictures.told import told as told_fact
from command_center.folds.scoreboard import Scoreboard
from command_center.plan.loading import load
from command_center.plan.maturity import load_maturity
from command_center.plan.scenario import SensorAlarm
from command_center.plan.spans import MINUTE, Span
from tests.centre import ENDS as ENDED
from tests.centre import contact, having, mini, story
from tests.test_seat_orders import Script, by_hand, inject

DAY = 24 * 60


def at(facts: Iterable[Fact], minute: float) -> WallFold:
    """The fold after everything up to a minute."""
    eaten = WallFold(load_maturity()[0])
    for fact in facts:
        if fact.t > minute * MINUTE:
            break
        eaten.eat(fact)
    return eaten


def wall(facts: Iterable[Fact], minute: float) -> dict[str, Any]:
    """The wall at a minute."""
    return at(facts, minute).picture(round(minute * MINUTE))


def seat(facts: Iterable[Fact], name: str, minute: float) -> dict[str, Any]:
    """A seat's own picture at a minute."""
    return at(facts, minute).seat_picture(name, round(minute * MINUTE))


def states(facts: Sequence[Fact], name: str, *minutes: float) -> list[str]:
    """The state of a seat at these minutes."""
    return [wall(facts, minute)["seats"][name]["state"] for minute in minutes]


# -- a seat over a ticket's life ------------------------------------------------------------------------------------


def test_seats_are_busy_where_the_ticket_is_and_idle_elsewhere() -> None:
    facts = story(contact(1, "K3"))
    assert states(facts, "A1", 0.5, 3, 6) == ["idle", "busy", "idle"]
    assert states(facts, "A2", 3, 6, 7.5) == ["idle", "busy", "idle"]
    assert states(facts, "A4", 6, 7.5, 20, 60, 405) == ["idle", "busy", "busy", "idle", "busy"]
    assert states(facts, "A5", 405, 410, 420) == ["idle", "busy", "idle"]


def test_time_in_state_counts_from_the_change_and_skips_what_lasted_no_time() -> None:
    facts = story(contact(1, "K3"), contact(5, "K3"))  # A1 ends the first call as the second one comes
    shown = wall(facts, 7)["seats"]["A1"]
    assert (shown["state"], shown["since"]) == ("busy", 1 * MINUTE)
    shown = wall(facts, 20)["seats"]["A1"]
    assert (shown["state"], shown["since"]) == ("idle", 9 * MINUTE)


def test_a_seat_with_more_work_than_people_waits_and_shows_its_nearest_deadline() -> None:
    facts = story(contact(1, "K3"), contact(1, "K2"), contact(1, "K3"))
    shown = wall(facts, 6)["seats"]["A2"]  # one dispatcher, three tickets from minute 5
    assert (shown["state"], shown["busy"], shown["inbox"]) == ("waiting", 1, 2)
    assert shown["deadline"] == 15 * MINUTE  # the urgent one is to be sent on within ten minutes


def test_a_seat_whose_limit_passed_is_overdue_from_that_moment() -> None:
    facts = story(contact(1, "K3", "U"), practice={"limits": {"transfer": {"U": "1min"}}})
    shown = wall(facts, 6.5)["seats"]["A2"]
    assert (shown["state"], shown["since"], shown["overdue"]) == ("overdue", 6 * MINUTE, 1)
    assert wall(facts, 6)["seats"]["A2"]["state"] == "busy", "the very millisecond is still on time"
    assert wall(facts, 8)["seats"]["A2"]["state"] == "idle"


def test_an_empty_seat_and_one_off_shift_say_so() -> None:
    script = Script().at(2, o.StaffSeat, "director", "A6", "empty")
    facts = story(contact(1, "K3"), orders=script.orders)
    assert states(facts, "A6", 1, 3) == ["idle", "empty"]
    closed = story(contact(1, "K3"), roster=having(mini(), "shifts", "desk", operators=0))
    assert states(closed, "A6", 30) == ["off"]
    assert states(closed, "A2", 4, 6) == ["off", "waiting"], "work that nobody is there for waits"


def test_a_seat_that_missed_the_roll_call_is_silent_until_it_does_something() -> None:
    facts = story(contact(10, "K3"), practice={"staffing": {"silent": 1}})
    assert states(facts, "A1", 1, 5, 11) == ["idle", "silent", "busy"]
    assert states(facts, "A6", 5, 11) == ["silent", "silent"]
    assert wall(facts, 5)["seats"]["A1"]["answered"] is False
    assert wall(story(contact(10, "K3")), 5)["seats"]["A1"]["answered"] is True


def test_a_district_works_behind_the_liaison_seat() -> None:
    facts = story(contact(1, "K4", place="D2.01.001.1"))
    shown = wall(facts, 20)
    assert shown["pools"]["D2"]["state"] == "busy"
    assert "D2" not in shown["seats"]
    assert shown["places"]["D2"] == {"open": 1, "urgent": 0, "overdue": 0}
    assert list(seat(facts, "A2", 20)["open"]) == ["1"], "the liaison seat answers for it"


# -- what the wall adds up ------------------------------------------------------------------------------------------


def test_the_funnel_says_how_many_stand_where() -> None:
    facts = story(contact(1, "K3"), contact(2, "K2"), contact(300, "K1"))
    shown = {step: (each["open"], each["done"]) for step, each in wall(facts, 302)["steps"].items()}
    assert shown == {
        "accept": (1, 2), "transfer": (0, 2), "handle": (1, 2), "feedback": (0, 1), "close": (0, 1),
        "evaluate": (1, 0),
    }  # fmt: skip


def test_a_ticket_is_on_the_map_from_its_opening_to_its_closing() -> None:
    facts = story(contact(1, "K1", place="D1.02.003.2"))
    assert wall(facts, 3)["incidents"] == {}
    shown = wall(facts, 20)["incidents"]["1"]
    assert (shown["stage"], shown["seat"], shown["urgency"], shown["due"]) == ("field", "A3", "E", 125 * MINUTE)
    assert {"x", "y"} <= set(shown)
    assert wall(facts, 80)["incidents"] == {}


def test_a_crew_is_shown_while_it_is_out() -> None:
    facts = story(contact(1, "K1"))
    assert [wall(facts, minute)["crews"].get("A3-1", {}).get("state") for minute in (17, 20, 40, 70)] == [
        None, "on_way", "on_scene", None,
    ]  # fmt: skip


def test_callers_who_wait_are_counted_until_somebody_picks_up() -> None:
    facts = story(*(contact(1, "K3") for _ in range(4)))
    figure = wall(facts, 2)["headline"]["longest_caller"]
    assert figure == {"value": MINUTE, "waiting": 1, "threshold": 15_000, "good": False}
    assert wall(facts, 3)["headline"]["longest_caller"]["waiting"] == 0, "the fourth hung up at minute 2.5"


def test_headline_figures_appear_with_their_first_case_and_know_their_threshold() -> None:
    facts = story(contact(1, "K3"))
    assert "on_time" not in wall(facts, 20)["headline"]
    assert wall(facts, 500)["headline"]["on_time"] == {"value": 1.0, "cases": 1, "threshold": 0.95, "good": True}
    plain = fold(facts, WallFold()).picture()["headline"]["on_time"]
    assert plain == {"value": 1.0, "cases": 1}, "no maturity file, no threshold"


def test_a_system_down_is_down_and_a_mock_is_labelled() -> None:
    roster = having(mini(), "categories", "K3", systems=("Y4",))
    script = Script().at(20, o.TakeSystemDown, "director", "Y2").at(30, o.BringSystemUp, "director", "Y2")
    facts = story(contact(1, "K3"), roster=roster, orders=script.orders)
    assert [wall(facts, minute)["systems"]["Y2"]["up"] for minute in (10, 25, 35)] == [True, False, True]
    assert (wall(facts, 10)["systems"]["Y4"]["feed"], wall(facts, 10)["systems"]["Y3"]["feed"]) == ("mock", "link")
    answer = seat(facts, "A4", 10)["inbox"]["1"]["answers"]["Y4"]
    assert (answer["feed"], answer["origin"], answer["zh"], answer["en"]) == ("mock", "mock", "模拟", "mock")
    assert answer["record"]


def test_a_missing_feed_counts_as_a_failed_call() -> None:
    roster = having(mini(), "categories", "K3", systems=("Y1",))
    script = Script().at(0.5, o.SetFeed, "director", "Y1", "missing")
    shown = wall(story(contact(1, "K3"), roster=roster, orders=script.orders), 12)["systems"]["Y1"]
    assert (shown["feed"], shown["calls"], shown["failed"]) == ("missing", 1, 1)


def test_the_ticker_tells_the_newest_in_both_languages_and_forgets_the_oldest() -> None:
    script = Script()
    for minute in range(1, 9):
        script.at(minute, o.TakeSystemDown, "director", "Y2").at(minute + 0.5, o.BringSystemUp, "director", "Y2")
    shown = wall(story(contact(30, "K1"), orders=script.orders), 40)["ticker"]
    assert len(shown) == 12
    line = shown[max(shown, key=int)]
    assert (line["kind"], line["ticket"]) == ("ticket_opened", 1)
    assert line["zh"].startswith("工单建立：工单1 K1 ")
    assert line["en"].startswith("ticket opened: ticket 1, K1 ")


def test_the_drill_runs_has_a_tail_and_ends() -> None:
    facts = story(contact(1, "K3"))
    assert (wall(facts, 1)["status"], wall(facts, 1)["tail"]) == ("running", False)
    assert wall(facts, 10 * 60)["tail"] is True
    assert fold(facts, WallFold()).picture()["status"] == "completed"
    assert wall(facts, 1)["clock"] == "2025-07-01T09:01:00+08:00"


def test_a_drill_stopped_for_safety_says_so() -> None:
    facts = story(contact(1, "K3"), orders=Script().at(3, o.SafetyStop, "director", "真实火情").orders)
    shown = fold(facts, WallFold()).picture()
    assert shown["status"] == "safety_stop"
    assert any("真实火情" in line["zh"] for line in shown["ticker"].values())


# -- a person's seat ------------------------------------------------------------------------------------------------


def test_a_seat_waits_for_its_person_and_says_what_may_be_ordered() -> None:
    script = by_hand("A4").at(20, o.SignTicket, "A4", 1).at(25, o.TakeUp, "A4", 1).at(40, o.FinishHandling, "A4", 1)
    facts = story(contact(1, "K3"), orders=script.orders)
    assert states(facts, "A4", 3, 10, 22, 30, 60) == ["idle", "person_waiting", "person_waiting", "busy", "idle"]
    waits = seat(facts, "A4", 10)["inbox"]["1"]
    assert (waits["stage"], waits["in_hand"]) == ("sign", False)
    assert waits["actions"] == ["sign_ticket", "return_ticket"]
    held = seat(facts, "A4", 30)
    assert held["inbox"]["1"]["in_hand"] is True
    assert set(held["inbox"]["1"]["actions"]) == {
        "finish_handling", "ask_system", "note_progress", "ask_assistance", "ask_extension",
    }  # fmt: skip
    assert held["held"] == {"-1": {"ticket": 1, "about": "handle", "since": 25 * MINUTE}}
    away = seat(facts, "A4", 60)
    assert away["inbox"] == {}
    assert (away["open"]["1"]["stage"], away["open"]["1"]["crew"]) == ("field", "on_scene")


def test_a_seat_of_the_program_may_be_ordered_nothing() -> None:
    assert seat(story(contact(1, "K3")), "A4", 20)["inbox"]["1"]["actions"] == []


def test_a_caller_on_the_line_has_said_nothing_yet() -> None:
    facts = story(contact(1, "K3"), orders=by_hand("A1").at(2, o.TakeUp, "A1", 1).orders)
    waits = seat(facts, "A1", 1.5)["inbox"]["1"]
    assert "category" not in waits
    assert "place" not in waits
    assert waits["urgency"] == ""
    assert waits["actions"] == ["take_up", "accept_ticket", "merge_ticket"]
    assert seat(facts, "A1", 2.5)["inbox"]["1"]["category"] == "K3"


def test_a_message_can_be_read_before_it_is_taken_up() -> None:
    facts = story(contact(1, "K3", channel="app"), orders=by_hand("A1").orders)
    assert seat(facts, "A1", 2)["inbox"]["1"]["category"] == "K3"


def test_a_persons_tasks_have_negative_numbers_a_limit_and_orders() -> None:
    expected = '[{"seat": "A3", "action": "patrol", "within": "10min"}]'
    text = inject("Z1", expected=expected)
    script = by_hand("A3").at(1, o.AddInject, "director", text).at(2, o.ReleaseInject, "director", "Z1")
    script.at(5, o.DoTask, "A3", -1).at(9, o.TakeUp, "A3", -2).at(11, o.DoTask, "A3", -2)
    facts = story(contact(300, "K3"), orders=script.orders)
    assert [fact for fact in facts if isinstance(fact, f.OrderRefused)] == []
    read = seat(facts, "A3", 3)
    assert read["tasks"]["-1"]["action"] == "read_inject"
    assert read["tasks"]["-1"]["actions"] == ["take_up", "do_task"]
    assert read["injects"] == {}, "nobody has read it yet"
    act = seat(facts, "A3", 6)
    assert (act["tasks"]["-2"]["action"], act["tasks"]["-2"]["due"]) == ("patrol", 15 * MINUTE)
    assert act["injects"]["Z1"]["message_zh"] == "消息"
    assert act["injects"]["Z1"]["expected"] == {"patrol": {"due": 15 * MINUTE, "done": -1}}
    assert seat(facts, "A3", 10)["tasks"]["-2"] == {
        "action": "patrol", "about": "Z1", "since": 9 * MINUTE, "due": 15 * MINUTE, "overdue": False, "in_hand": True,
        "actions": ["do_task"],
    }  # fmt: skip
    over = seat(facts, "A3", 12)
    assert over["tasks"] == {}
    assert over["injects"]["Z1"]["expected"]["patrol"]["done"] == 11 * MINUTE


def test_injects_are_planned_for_the_director_and_shown_to_others_when_released() -> None:
    text = inject("Z1", at='"30min"')
    facts = story(contact(1, "K3"), orders=Script().at(1, o.AddInject, "director", text).orders)
    assert wall(facts, 20)["injects"] == {}
    planned = at(facts, 20).director_picture(20 * MINUTE)["injects"]["Z1"]
    assert (planned["planned"], planned["released"]) == (30 * MINUTE, -1)
    shown = wall(facts, 31)["injects"]["Z1"]
    assert (shown["at"], shown["zh"], shown["en"]) == (30 * MINUTE, "消息", "Message")
    drawn = json.dumps(setting(_started(facts)), ensure_ascii=False)
    assert '"injects"' not in drawn


def test_an_inject_that_was_skipped_never_shows_on_the_wall() -> None:
    script = Script().at(1, o.AddInject, "director", inject("Z1", at='"30min"')).at(2, o.SkipInject, "director", "Z1")
    facts = story(contact(1, "K3"), orders=script.orders)
    assert at(facts, 40).director_picture()["injects"]["Z1"]["state"] == "skipped"
    assert wall(facts, 40)["injects"] == {}


def test_the_evaluator_follows_an_expected_action_with_the_facts_behind_it() -> None:
    text = inject("Z1", expected='[{"seat": "A3", "action": "patrol", "within": "10min"}]')
    script = by_hand("A3").at(1, o.AddInject, "director", text).at(2, o.ReleaseInject, "director", "Z1")
    script.at(5, o.DoTask, "A3", -1).at(30, o.DoTask, "A3", -2)
    facts = story(contact(300, "K3"), orders=script.orders)

    def task(minute: float) -> Any:
        return at(facts, minute).evaluator_picture(round(minute * MINUTE))["tasks"]["Z1 A3 patrol"]

    assert [task(minute)["state"] for minute in (3, 6, 20, 40)] == ["not_tested", "open", "missed", "late"]
    numbers = task(40)["facts"]
    assert isinstance(facts[numbers["shown"]], f.InjectShown)
    assert isinstance(facts[numbers["done"]], f.ActionTaken)


def test_the_director_sees_orders_with_what_became_of_them() -> None:
    script = Script().at(1, o.TakeSystemDown, "director", "Y2").at(2, o.TakeSystemDown, "director", "Y2")
    drawn = at(story(contact(1, "K3"), orders=script.orders), 5).director_picture()
    done, refused = drawn["orders"].values()
    assert (done["order"], done["by"], done["accepted"], done["with"]) == (
        "take_system_down", "director", True, {"system": "Y2"},
    )  # fmt: skip
    assert refused["accepted"] is False
    assert refused["reason"]
    assert drawn["refused"] == 1


def test_notes_and_commands_stand_in_the_seats_own_picture_only() -> None:
    script = by_hand("A3").at(2, o.WriteNote, "A3", "水位上涨").at(3, o.SendCommand, "A3", "watch", "D1.01", "grid")
    facts = story(contact(1, "K3"), orders=script.orders)
    own = seat(facts, "A3", 200)
    assert [note["text"] for note in own["notes"].values()] == ["水位上涨"]
    (command,) = own["commands"].values()
    assert command["action"] == "watch"
    assert command["tiers"]["grid"]["acknowledged"] == 9
    assert sum(command["evidence"].values()) == 9
    other = seat(facts, "A4", 200)
    assert other["notes"] == {}
    assert other["commands"] == {}
    assert wall(facts, 200)["tiers"]["grid"]["evidence"] == 9


def test_a_seat_is_shown_nothing_of_what_is_not_its_own() -> None:
    facts = story(contact(1, "K3"), contact(2, "K2"))
    for minute in (3, 6, 10, 30, 200, 410):
        drawn = seat(facts, "A6", minute)
        assert (drawn["inbox"], drawn["open"], drawn["held"], drawn["injects"]) == ({}, {}, {}, {})
        assert all("A6" in line["zh"] for line in drawn["log"].values())


def test_a_more_time_request_waits_at_the_supervision_seat() -> None:
    script = by_hand("A4", "A5").at(10, o.SignTicket, "A4", 1).at(11, o.TakeUp, "A4", 1)
    script.at(20, o.AskExtension, "A4", 1, "缺材料").at(30, o.GrantExtension, "A5", 1)
    facts = story(contact(1, "K3"), orders=script.orders)
    assert [fact.reason for fact in facts if isinstance(fact, f.OrderRefused)] == []
    asked = seat(facts, "A5", 25)["inbox"]["1"]
    assert (asked["stage"], asked["role"]) == ("extension", "supervision")
    assert {"grant_extension", "refuse_extension"} <= set(asked["actions"])
    assert states(facts, "A5", 25, 31) == ["person_waiting", "idle"]
    assert seat(facts, "A4", 31)["inbox"]["1"]["extended"] is True


def test_a_redo_is_decided_at_the_supervision_seat() -> None:
    practice = {
        "around": {"call_back_share": 1, "satisfied_if_solved": {"5": 0, "1": 1}, "satisfied_if_not": {"5": 0, "1": 1}}
    }
    end = 412 + DAY
    script = by_hand("A5").at(410, o.CloseTicket, "A5", 1).at(end, o.EvaluateTicket, "A5", 1)
    facts = story(contact(1, "K3"), orders=script.at(end + 9, o.RedoTicket, "A5", 1).orders, practice=practice)
    assert [fact.reason for fact in facts if isinstance(fact, f.OrderRefused)] == []
    decide = seat(facts, "A5", end + 5)["inbox"]["1"]
    assert (decide["stage"], decide["actions"][:2]) == ("redo", ["redo_ticket", "close_ticket"])
    again = wall(facts, end + 10)
    assert again["headline"]["open"]["value"] == 1
    assert again["steps"]["handle"]["open"] == 1


def test_what_a_person_held_goes_back_when_the_program_takes_the_seat() -> None:
    script = by_hand("A1").at(2, o.TakeUp, "A1", 1).at(3, o.PlaySeat, "director", "A1", "program", 0)
    facts = story(contact(1, "K3"), orders=script.orders)
    assert wall(facts, 2.5)["seats"]["A1"]["player"] == "person"
    shown = wall(facts, 3.5)["seats"]["A1"]
    assert (shown["player"], shown["state"], shown["busy"]) == ("program", "busy", 1)


# -- alarms ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 120_000), max_size=80), st.integers(0, 30))
def test_the_alarm_flood_equals_an_offline_recount(gaps: list[int], later: int) -> None:
    meter, times, t = Meter(), list[int](), 0
    flood, floods = False, 0
    for gap in gaps:
        t += gap
        flood = flood and _flood_lasts(times, t)
        meter.add(t)
        times.append(t)
        if not flood and sum(t - WINDOW < each <= t for each in times) > BEGINS:
            flood, floods = True, floods + 1
    now = t + later * MINUTE
    count = sum(now - WINDOW < each <= now for each in times)
    flood = flood and count >= ENDS
    shown = meter.at(now)
    assert (shown.last_10_min, shown.flood, shown.floods) == (count, flood, floods)


def _flood_lasts(times: list[int], t: int) -> bool:
    return sum(t - WINDOW < each <= t for each in times) >= ENDS


def test_a_flood_ends_when_the_fifth_newest_alarm_is_ten_minutes_old() -> None:
    meter = Meter()
    for minute in range(12):
        meter.add(minute * MINUTE // 2)
    assert meter.at(6 * MINUTE) == (12, True, 5 * MINUTE, 1)
    assert meter.at(14 * MINUTE - MINUTE // 2 - 1).flood is True
    ended = meter.at(14 * MINUTE)
    assert (ended.flood, ended.since) == (False, (7 * MINUTE // 2) + WINDOW)


def test_the_centre_counts_alarms_and_systems_that_go_down() -> None:
    alarm = SensorAlarm.model_validate({
        "kind": "sensor_alarm", "id": "s", "at": "5min", "sensor": "W1", "system": "Y2", "place": "D1.01.001.1",
        "value": 30, "seat": "A3", "category": "K1",
    })  # fmt: skip
    script = Script().at(6, o.TakeSystemDown, "director", "Y1")
    facts = story(orders=script.orders, hazards=(alarm,))
    shown = wall(facts, 8)
    assert shown["alarms"]["last_10_min"] == 2
    assert shown["seats"]["A3"]["alarms"] == 1
    assert any(line["kind"] == "sensor_alarmed" for line in shown["ticker"].values())


# -- laws -----------------------------------------------------------------------------------------------------------


def _started(facts: Sequence[Fact]) -> DrillStarted:
    first = facts[0]
    assert isinstance(first, DrillStarted)
    return first


@pytest.fixture(scope="module")
def busy() -> list[Fact]:
    """Many contacts, people, outages and injects in one small drill."""
    places = [f"D{1 + turn % 3}.01.001.1" for turn in range(40)]
    contacts = [contact(1 + turn * 3, f"K{1 + turn % 4}", place=place) for turn, place in enumerate(places)]
    script = by_hand("A4").at(20, o.SignTicket, "A4", 1).at(30, o.TakeSystemDown, "director", "Y2")
    script.at(40, o.AddInject, "director", inject("Z1", at='"50min"')).at(60, o.SetFeed, "director", "Y1", "mock")
    script.at(70, o.PlaySeat, "director", "A4", "program", 0)
    practice = {"around": {"wrong_seat": 0.3, "dispute": 0.3, "support": 0.5, "extension": 0.5, "call_back_share": 0.5}}
    roster = having(mini(), "categories", "K2", systems=("Y2", "Y4"))
    return story(*contacts, roster=roster, orders=script.orders, practice=practice)


def drawn(eaten: WallFold, now: int) -> list[dict[str, Any]]:
    """Every picture there is."""
    seats = [eaten.seat_picture(name, now) for name in eaten.parts.recipe.seats]
    return [eaten.picture(now), eaten.director_picture(now), eaten.evaluator_picture(now), *seats]


@settings(max_examples=15)
@given(st.data())
def test_going_on_after_a_part_is_the_same_as_folding_the_whole(busy: list[Fact], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(busy)))
    whole = fold(busy, WallFold())
    parts = fold(busy[:cut], WallFold())
    drawn(parts, parts.now)
    assert drawn(fold(busy[cut:], parts), whole.now) == drawn(whole, whole.now)


def test_asking_changes_nothing_not_even_about_a_later_moment(busy: list[Fact]) -> None:
    asked, quiet = WallFold(), WallFold()
    for number, fact in enumerate(busy):
        asked.eat(fact)
        quiet.eat(fact)
        if number % 50 == 0:
            drawn(asked, fact.t + 5 * DAY * MINUTE)
    assert drawn(asked, busy[-1].t) == drawn(quiet, busy[-1].t)


def test_a_copy_goes_on_by_itself(busy: list[Fact]) -> None:
    half = fold(busy[: len(busy) // 2], WallFold())
    before = drawn(half, half.now)
    other = twin(half)
    fold(busy[len(busy) // 2 :], other)
    assert drawn(half, half.now) == before
    assert drawn(other, other.now) == drawn(fold(busy, WallFold()), other.now)


class Pages:
    """Facts in memory, offered as a journal does."""

    def __init__(self, facts: list[Fact]) -> None:
        self._facts = facts
        self.read = 0

    def __len__(self) -> int:
        return len(self._facts)

    def facts(self, first: int = 0, last: int | None = None) -> Iterable[Fact]:
        for fact in self._facts[first:last]:
            self.read += 1
            yield fact


@pytest.mark.slow
@settings(max_examples=8)
@given(st.lists(st.integers(0, 200 * MINUTE), max_size=4), st.sampled_from([20, 97, 1000]))
def test_a_seeker_finds_what_folding_up_to_there_gives(busy: list[Fact], moments: list[int], every: int) -> None:
    seeker = Seeker(Pages(busy), every=every)
    for moment in moments:
        found = WallFold()
        for fact in busy:
            if fact.t > moment:
                break
            found.eat(fact)
        assert drawn(seeker.moment(moment), moment) == drawn(found, moment)


def test_a_seeker_reads_only_near_the_moment_and_goes_on_from_the_last_one(busy: list[Fact]) -> None:
    pages = Pages(busy)
    seeker = Seeker(pages, every=50)
    seeker.prepare()
    pages.read = 0
    seeker.picture(100 * MINUTE)
    assert pages.read <= 200, "facts of one millisecond may lie beyond a copy"
    pages.read = 0
    seeker.picture(100 * MINUTE + 1)
    assert pages.read <= 2


def test_a_seeker_holds_a_bounded_number_of_copies(busy: list[Fact]) -> None:
    steps = list(Seeker(Pages(busy), every=1, most=10).steps())
    assert len(steps) <= 10
    assert steps[-1] == len(busy)


def test_the_funnel_counts_limits_as_the_scoreboard_does(busy: list[Fact]) -> None:
    for minute in (30, 90, 130, 5000, 10_000):
        board = Scoreboard()
        for fact in busy:
            if fact.t <= minute * MINUTE:
                board.apply(fact)
        shown = wall(busy, minute)["steps"]
        board.now = minute * MINUTE
        for step in ("accept", "transfer", "feedback", "evaluate", "handle"):
            limit = board.settled().limits[step]
            assert (shown[step]["due"], shown[step]["on_time"]) == (limit.due, limit.on_time), (minute, step)


def test_live_shares_come_to_those_of_the_score_sheet_when_all_is_over(busy: list[Fact]) -> None:
    from command_center.folds.scores import Scores

    (record,) = fold(busy, Scores()).records()
    shown = fold(busy, WallFold()).picture()["scores"]
    for name in ("A1", "B1", "C3", "C4", "D2", "D3"):
        hits, count = record.shares[name]
        assert count, name
        assert (shown[name]["value"], shown[name]["cases"]) == (round(hits / count, 3), count), name


def _nulls(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        assert all(isinstance(key, str) for key in value), path
        return [found for key, one in value.items() for found in _nulls(one, f"{path}.{key}")]
    if isinstance(value, list | tuple):
        return [found for one in value for found in _nulls(one, f"{path}[]")]
    assert isinstance(value, str | int | float | bool) or value is None, path
    return [path] if value is None else []


def test_no_picture_holds_a_null_and_all_are_json(busy: list[Fact]) -> None:
    eaten = WallFold(load_maturity()[0])
    for number, fact in enumerate(busy):
        eaten.eat(fact)
        if number % 97 == 0:
            for picture in drawn(eaten, eaten.now):
                assert _nulls(picture) == []
    assert _nulls(setting(_started(busy), load_maturity()[0], planned=True)) == []


def test_patches_lead_from_picture_to_picture_and_are_small(busy: list[Fact]) -> None:
    eaten = WallFold()
    before = eaten.picture()
    sizes = []
    for fact in busy:
        eaten.eat(fact)
        if fact.n % 20 == 0:
            after = eaten.picture()
            patch = merge_patch(before, after)
            assert apply_patch(before, patch or {}) == after
            sizes.append(len(json.dumps(patch)))
            before = after
    assert sorted(sizes)[len(sizes) // 2] < 3000


JSON = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=3),
    lambda inner: st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(st.text(max_size=2), JSON, max_size=5)


@pytest.mark.slow
@given(OBJECTS, OBJECTS)
def test_a_patch_turns_one_object_into_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    kept = json.dumps(before)
    patch = merge_patch(before, after)
    assert apply_patch(before, {} if patch is None else patch) == after
    assert (patch is None) == (before == after)
    assert json.dumps(before) == kept


def test_a_null_in_a_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="null"):
        merge_patch({}, {"a": None})


def test_applying_follows_the_examples_of_the_standard() -> None:
    """RFC 7396, appendix A."""
    cases: list[tuple[Any, Any, Any]] = [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": "foo"}, "bar", "bar"),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ]
    for target, patch, result in cases:
        assert apply_patch(target, patch) == result


# -- words and odd journals -----------------------------------------------------------------------------------------


def test_everything_that_is_told_has_words_in_both_languages(busy: list[Fact]) -> None:
    names = Recipe(_started(busy)).names
    shown = (*LOGGED, *ALARMS)
    for kind in shown:
        assert str(kind.__struct_config__.tag) in KIND_NAMES
    for fact in busy:
        zh, en = told_fact(fact, names, None)
        name = KIND_NAMES[str(fact.__struct_config__.tag)]
        assert zh.startswith(name[0])
        assert en.startswith(name[1])
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in en if "补" not in en), en


def test_every_code_of_a_picture_has_a_word(busy: list[Fact]) -> None:
    shown = wall(busy, 100)
    codes = {system["feed"] for system in shown["systems"].values()} | set(shown["steps"]) | {shown["mode"]}
    codes |= {each[field] for each in shown["seats"].values() for field in ("profile", "player")}
    assert codes - set(VALUE_NAMES) <= {"program"}


def test_a_journal_without_roster_or_scenario_is_drawn_as_far_as_it_goes() -> None:
    begun = DrillStarted(0, 0, -1, "x", "", "recorded", 1, "full", "2025-01-01T00:00:00+08:00", "", 0, 0, "", "")
    eaten = WallFold()
    eaten.eat(begun)
    rows: list[Fact] = [
        f.ContactArrived(1, 1, 0, 1, "recorded", 1, "call", "help", "T", "U", "somewhere", "", "77"),
        f.TicketOpened(2, 2, 1, 1, "T", "U"),
        f.Dispatched(3, 3, 2, 1, "Bureau", "", "rule", 1, ""),
        f.HandleStarted(4, 4, 3, 1, "Bureau", 0),
        f.HandleEnded(9, 5, 4, 1, "Bureau", 0),
        f.CloseEnded(9, 6, 5, 1, "", 0),
    ]
    eaten.extend(rows)
    assert eaten.picture()["seats"]["Bureau"]["done"] == 1
    assert eaten.picture()["headline"]["open"]["value"] == 0
    assert eaten.picture()["headline"]["longest_caller"]["waiting"] == 0
    assert eaten.parts.tickets.open == {}, "a closed record is over: it may never be evaluated"
    assert setting(begun)["seats"] == {}
    assert "map" not in setting(begun)


def test_a_ticket_that_comes_back_after_all_others_is_drawn_again() -> None:
    eaten = WallFold()
    eaten.extend([f.RedoOrdered(5, 1, 0, 9, "S"), f.HandleStarted(6, 2, 1, 9, "S", 1)])
    assert eaten.picture()["steps"]["handle"]["open"] == 1


def test_an_empty_fold_has_a_picture() -> None:
    assert WallFold().picture()["status"] == "ready"
    assert _nulls(WallFold().picture()) == []


def test_a_stranger_has_no_picture() -> None:
    with pytest.raises(KeyError):
        WallFold().seat_picture("A99")


def test_the_setting_names_everything_the_wall_shows(busy: list[Fact]) -> None:
    static, shown = setting(_started(busy), load_maturity()[0]), wall(busy, 100)
    for part in ("seats", "systems", "points"):
        assert set(static[part]) == set(shown[part])
        assert all(each["zh"] and each["en"] for each in static[part].values())
    assert set(static["map"]["districts"]) == set(shown["pools"]) == set(static["districts"])
    assert set(static["thresholds"]) >= {"on_time", "satisfaction", "duties", "longest_caller"}
    assert all(static["groups"][each["group"]]["zh"] for each in static["seats"].values())


def test_limits_of_spans_are_read_from_the_scenario_over_the_roster() -> None:
    facts = story(contact(1, "K3"), practice={"limits": {"accept": {"G": "40s"}}})
    assert wall(facts, 1.1)["headline"]["longest_caller"]["threshold"] == 40_000
    assert Span(40_000).ms == 40_000


# -- D city ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_flood_fits_on_the_wall_and_in_memory() -> None:
    facts: list[Fact] = []
    scenario, roster = load("city-waterlogging")
    play(recipe(scenario, roster), facts.extend)
    eaten, floods, states_seen, deep, closed = WallFold(), 0, set[str](), 0, 0
    for number, fact in enumerate(facts):
        eaten.eat(fact)
        if number % 500 == 0:
            shown = eaten.picture()
            assert (len(shown["seats"]), len(shown["systems"]), len(shown["points"])) == (69, 29, 20)
            assert len(json.dumps(shown)) < 80_000
            assert all(len(json.dumps(eaten.seat_picture(name))) < 120_000 for name in ("S46", "S54", "S69"))
            floods = max(floods, shown["alarms"]["floods"])
            states_seen |= {seat["state"] for seat in shown["seats"].values()}
            deep += sum(point["state"] == "deep" for point in shown["points"].values())
            closed += sum(point["road"] == "closed" for point in shown["points"].values())
    assert floods >= 1
    assert {"idle", "busy", "waiting", "overdue"} <= states_seen
    assert deep
    assert closed
    end = eaten.picture()
    assert end["people"]["trapped"] == end["people"]["households"] == 0
    assert {point["road"] for point in end["points"].values()} == {"open"}
    assert end["mode"] == "peacetime"


@pytest.mark.slow
def test_the_flood_recounted_offline_has_as_many_alarms_as_the_wall() -> None:
    facts: list[Fact] = []
    scenario, roster = load("city-waterlogging")
    play(recipe(scenario, roster), facts.extend)
    kinds: tuple[type[Fact], ...] = (*ALARMS, f.SystemWentDown, f.WarningIssued)
    times = [fact.t for fact in facts if isinstance(fact, kinds) and getattr(fact, "colour", "") != "none"]
    eaten, rest = WallFold(), iter(facts)
    fact = next(rest)
    for minute in range(0, 8 * 60, 7):
        now = minute * MINUTE
        while fact.t <= now:
            eaten.eat(fact)
            fact = next(rest)
        assert eaten.picture(now)["alarms"]["last_10_min"] == sum(now - WINDOW < t <= now for t in times), minute


@pytest.mark.slow
def test_a_week_of_the_hotline_leaves_nothing_behind_but_what_is_open() -> None:
    scenario, roster = load("hotline-month")
    eaten, open_ = WallFold(), set[int]()

    def sink(facts: list[Fact]) -> None:
        eaten.extend(facts)
        for fact in facts:
            kind = kind_of(fact)
            if kind in ("contact_arrived", "redo_ordered"):
                open_.add(fact.ticket)  # type: ignore[attr-defined]
            elif kind in ENDED or kind == "evaluate_ended":
                open_.remove(fact.ticket)  # type: ignore[attr-defined]

    play(recipe(scenario, roster, horizon=7 * DAY * MINUTE), sink)
    tickets = eaten.parts.tickets
    assert tickets.counts["arrived"] > 5_000
    assert set(tickets.open) == open_
    assert len(open_) < 500
    assert len(tickets.ended) <= 200
    assert sum(len(running) for running in tickets.limits.running.values()) <= 2 * len(tickets.open)
    assert all(len(desk.log) <= 50 and len(desk.agenda.entries) <= len(tickets.open) for desk in tickets.desks.values())
