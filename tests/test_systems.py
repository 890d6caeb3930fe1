"""The business systems: room and delay, outages, rights, mock records, orders, adapters that answer from outside."""

from __future__ import annotations

import json
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from command_center.adapters import GROUP, CsvAdapter, adapter_named
from command_center.drill import record, replay
from command_center.facts import (
    DataAnswered,
    DataRequested,
    DataTimedOut,
    Fact,
    MockRecordShown,
    OrderAccepted,
    SystemCallEnded,
    SystemCallStarted,
    SystemCameUp,
    SystemWentDown,
    kind_of,
)
from command_center.journal import Journal
from command_center.orders import AnswerData, AttachAdapter, BringSystemUp, SetFeed, TakeSystemDown
from command_center.plan.problems import PlanError
from command_center.plan.roster import Roster
from command_center.plan.scenario import Arrivals
from command_center.plan.spans import DAY, HOUR, MINUTE, SECOND, Span
from command_center.world.mock import LABEL
from command_center.world.systems import TIMEOUT
from tests.centre import check_facts, contact, drill, having, kinds, mini, only, played, story

ROOT = Path(__file__).resolve().parents[1]


def using(category: str, *systems: str, **system: object) -> Roster:
    """The mini roster where handling a category uses these systems; ``system`` changes the first."""
    roster = having(mini(), "categories", category, systems=systems, district_share=0)
    return having(roster, "systems", systems[0], **system)


def reads(facts: list[Fact]) -> list[tuple[str, str, str, bool]]:
    """Every use of a system: which, what feed, who answered, whether the seat had the right."""
    return [(fact.system, fact.feed, fact.origin, fact.right) for fact in facts if isinstance(fact, SystemCallEnded)]


# -- what a read gets ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "read"),
    [
        ("Y1", ("Y1", "real", "simulated", True)),
        ("Y3", ("Y3", "link", "simulated", True)),
        ("Y4", ("Y4", "mock", "mock", True)),
    ],
)
def test_every_read_says_what_it_got_and_who_answered(system: str, read: tuple[str, str, str, bool]) -> None:
    facts = story(contact(0, "K3"), roster=using("K3", system))
    assert reads(facts) == [read]
    assert kinds(facts)[8:11] == ["handle_started", "caller_contacted", "system_call_started"]


def test_the_first_system_is_the_decisive_one() -> None:
    facts = story(contact(0, "K3"), roster=using("K3", "Y3", "Y1"))
    assert [(call.system, call.decisive) for call in facts if isinstance(call, SystemCallEnded)] == [
        ("Y3", True),
        ("Y1", False),
    ]


def test_a_missing_feed_answers_nothing() -> None:
    facts = story(contact(0, "K3"), roster=using("K3", "Y1", feed="missing"))
    assert reads(facts) == [("Y1", "missing", "", True)]


def test_a_seat_without_the_right_reads_nothing() -> None:
    roster = using("K3", "Y2")
    roster = roster.model_copy(update={"rights": tuple(right for right in roster.rights if right.seat != "A4")})
    assert reads(story(contact(0, "K3"), roster=roster)) == [("Y2", "missing", "", False)]


def test_poor_data_is_read_but_not_good() -> None:
    facts = story(contact(0, "K3"), roster=using("K3", "Y1", quality=0))
    assert [(call.feed, call.good) for call in facts if isinstance(call, SystemCallEnded)] == [("real", False)]


def test_personal_data_is_masked_unless_practice_fails() -> None:
    roster = using("K3", "Y1")
    personal = tuple(resource.model_copy(update={"personal": True}) for resource in roster.catalogue)
    roster = roster.model_copy(update={"catalogue": personal})
    for share, masked in ((0, True), (1, False)):
        facts = story(contact(0, "K3"), roster=roster, practice={"around": {"unmasked": share}})
        assert [call.masked for call in facts if isinstance(call, SystemCallEnded)] == [masked]


def test_mock_records_are_labelled_and_seeded() -> None:
    def records(seed: int) -> list[str]:
        facts = story(contact(0, "K3"), contact(1, "K3"), roster=using("K3", "Y4"), seed=seed)
        return [fact.record for fact in facts if isinstance(fact, MockRecordShown)]

    first = records(1)
    assert first == records(1) != records(2)
    assert [json.loads(record)["label"] for record in first] == [LABEL, LABEL]


# -- room, delay, outages -----------------------------------------------------------------------------------------


def test_a_system_that_is_full_makes_the_next_wait() -> None:
    # Two operators of A4 want the one slot of Y4 at the same moment.
    roster = having(using("K3", "Y4", delay=Span(10 * MINUTE)), "shifts", "desk", operators=2)
    facts = story(contact(0, "K3"), contact(0, "K3"), roster=roster)
    (begun, again) = [fact.t for fact in facts if isinstance(fact, SystemCallStarted)]
    (ended, *_) = [fact.t for fact in facts if isinstance(fact, SystemCallEnded)]
    assert (begun, again) == (7 * MINUTE, ended)
    wide = having(roster, "systems", "Y4", capacity=2)
    facts = story(contact(0, "K3"), contact(0, "K3"), roster=wide)
    assert [fact.t for fact in facts if isinstance(fact, SystemCallStarted)] == [7 * MINUTE, 7 * MINUTE]


def test_the_delay_of_a_system_is_its_mean() -> None:
    contacts = [contact(60 * k, "K3") for k in range(200)]
    how: dict[str, Any] = {"horizon": 9 * DAY, "tail": DAY, "roster": using("K3", "Y1", delay=Span(30 * SECOND))}
    facts = story(*contacts, **how)
    begun = [fact.t for fact in facts if isinstance(fact, SystemCallStarted)]
    ended = [fact.t for fact in facts if isinstance(fact, SystemCallEnded)]
    mean = sum(end - begin for begin, end in zip(begun, ended, strict=True)) / len(begun)
    assert mean == pytest.approx(30 * SECOND, rel=0.25)


def test_a_system_that_is_down_is_given_up_and_missing() -> None:
    orders = [TakeSystemDown(MINUTE, 0, "director", "Y1"), BringSystemUp(100 * MINUTE, 0, "director", "Y1")]
    facts = story(contact(0, "K3"), contact(95, "K3"), roster=using("K3", "Y1"), orders=orders)
    assert only(facts, "system_went_down", "system_came_up") == [
        (1, "system_went_down", "Y1"),
        (100, "system_came_up", "Y1"),
    ]
    assert reads(facts) == [("Y1", "missing", "", True), ("Y1", "real", "simulated", True)]


def test_links_fail_by_themselves_and_are_repaired() -> None:
    roster = having(mini(), "systems", "Y2", up=Span(10 * HOUR), down=Span(HOUR))
    facts = played(drill(roster=roster, horizon=60 * DAY, tail=30 * DAY))
    down = [fact for fact in facts if isinstance(fact, SystemWentDown)]
    up = [fact for fact in facts if isinstance(fact, SystemCameUp)]
    assert all(fact.t <= 60 * DAY for fact in down), "nothing new befalls the city after the horizon"
    assert len(down) == len(up) == pytest.approx(60 * 24 / 11, rel=0.3)
    assert [fact.cause for fact in up] == [fact.n for fact in down], "each repair is of its outage"
    mean = sum(end.t - begin.t for begin, end in zip(down, up, strict=True)) / len(up)
    assert mean == pytest.approx(HOUR, rel=0.3)


def test_an_ordered_outage_is_not_repaired_by_itself() -> None:
    roster = having(mini(), "systems", "Y2", up=Span(10 * HOUR), down=Span(HOUR))
    orders = [TakeSystemDown(1, 0, "director", "Y2"), BringSystemUp(20 * DAY, 0, "director", "Y2")]
    facts = played(drill(roster=roster, orders=orders, horizon=25 * DAY))
    ups = [fact.t for fact in facts if isinstance(fact, SystemCameUp)]
    assert ups[0] == 20 * DAY
    assert len(ups) > 1, "after that its link fails and is repaired as before"


def test_an_ordered_outage_wins_over_one_that_came_by_itself() -> None:
    roster = having(mini(), "systems", "Y2", up=Span(10 * HOUR), down=Span(3 * HOUR))
    (failed, *_) = [
        fact.t for fact in played(drill(roster=roster, horizon=20 * DAY)) if isinstance(fact, SystemWentDown)
    ]
    orders = [
        TakeSystemDown(failed + 1, 0, "director", "Y2"),
        TakeSystemDown(failed + 2, 1, "director", "Y2"),
        BringSystemUp(failed + 5 * DAY, 2, "director", "Y2"),
    ]
    facts = played(drill(roster=roster, orders=orders, horizon=20 * DAY))
    check_facts(facts)
    told = [(kind_of(fact), fact.t - failed) for fact in facts if getattr(fact, "system", "") == "Y2"]
    assert told[:3] == [("system_went_down", 0), ("outage_held", 1), ("system_came_up", 5 * DAY)]
    assert len(told) > 4, "after that its link fails and is repaired as before"
    assert [line[2] for line in only(facts, "order_refused")] == ["Y2 is down already"]


def test_feeds_can_be_switched_by_order() -> None:
    orders = [SetFeed(k * 60 * MINUTE, 0, "director", "Y4", feed) for k, feed in enumerate(("missing", "real", "mock"))]
    contacts = [contact(60 * k + 10, "K3") for k in range(3)]
    facts = story(*contacts, roster=using("K3", "Y4"), orders=orders)
    assert reads(facts) == [
        ("Y4", "missing", "", True),
        ("Y4", "real", "simulated", True),
        ("Y4", "mock", "mock", True),
    ]
    assert only(facts, "feed_set")[0] == (0, "feed_set", "Y4 missing")


def test_orders_about_systems_may_be_refused() -> None:
    orders = [
        TakeSystemDown(0, 0, "director", "Y9"),
        BringSystemUp(0, 1, "director", "Y1"),
        SetFeed(0, 2, "director", "Y3", "mock"),
        SetFeed(0, 3, "director", "Y1", "green"),
        TakeSystemDown(0, 4, "director", "Y1"),
        TakeSystemDown(0, 5, "director", "Y1"),
    ]
    assert [line[2] for line in only(played(drill(orders=orders)), "order_refused")] == [
        "there is no system Y9",
        "Y1 is up already",
        "Y3 passes no data, so it has no feed",
        "'green' is no feed; write real, mock or missing",
        "Y1 is down already",
    ]


# -- adapters -----------------------------------------------------------------------------------------------------


@pytest.fixture
def port(tmp_path: Path) -> Path:
    """What a port's own system would answer, as a CSV file."""
    path = tmp_path / "port.csv"
    path.write_text("resource,goods,tonnes\nR12,谷物,24\n", "utf-8-sig")
    return path


def test_a_csv_adapter_fills_the_slot_and_the_replay_does_not_need_it(port: Path, tmp_path: Path) -> None:
    made_of = drill(contact(0, "K3"), contact(30, "K3"), roster=using("K3", "Y4"))
    facts: list[Fact] = []
    root, journal, _ = record(made_of, tmp_path, adapters={"Y4": CsvAdapter(port)}, watchers=[facts.extend])
    check_facts(facts)
    assert kinds(facts)[8:13] == [
        "handle_started",
        "caller_contacted",
        "system_call_started",
        "data_requested",
        "system_call_ended",
    ]
    assert reads(facts) == [("Y4", "real", "adapter csv", True)] * 2
    asked = [fact for fact in facts if isinstance(fact, DataRequested)]
    answers = [fact for fact in facts if isinstance(fact, DataAnswered)]
    assert [fact.t for fact in asked] == [fact.t for fact in answers], "asked outside simulated time"
    assert [fact.request for fact in answers] == [1, 2]
    assert json.loads(answers[0].record) == {"goods": "谷物", "tonnes": "24"}
    by = [json.loads(fact.order)["by"] for fact in facts if isinstance(fact, OrderAccepted)]
    assert by == ["director", "adapter csv", "adapter csv"]

    port.unlink()
    assert journal is not None
    assert replay(journal) is None
    assert Journal.open(journal).root == root


def test_an_adapter_that_never_answers_is_given_up(tmp_path: Path) -> None:
    # Y4 has one slot and two operators of A4 want it; request 2 is answered a moment after it was given up.
    roster = having(using("K3", "Y4", delay=Span(MINUTE)), "shifts", "desk", operators=2)
    orders = [
        AttachAdapter(0, 0, "director", "Y4", "silent"),
        AnswerData(round(12.5 * MINUTE), 1, "adapter silent", 2, "adapter silent", "{}"),
    ]
    made_of = drill(contact(0, "K3"), contact(0, "K3"), roster=roster, orders=orders)
    facts: list[Fact] = []
    _, journal, _ = record(made_of, tmp_path, watchers=[facts.extend])
    check_facts(facts)
    asked = [fact.t for fact in facts if isinstance(fact, DataRequested)]
    assert [fact.t - TIMEOUT for fact in facts if isinstance(fact, DataTimedOut)] == asked
    assert reads(facts) == [("Y4", "missing", "", True)] * 2
    assert len(only(facts, "close_ended")) == 2, "whoever waited went on without"
    assert [who for _, _, who in only(facts, "order_refused")] == ["no request 2 is open"]
    assert journal is not None
    assert replay(journal) is None


def test_an_answer_says_where_it_comes_from() -> None:
    orders = [
        AttachAdapter(0, 0, "director", "Y4", "elsewhere"),
        AnswerData(round(7.5 * MINUTE), 1, "adapter elsewhere", 1, "", "{}"),
    ]
    facts = played(drill(contact(0, "K3"), roster=using("K3", "Y4", delay=Span(0)), orders=orders))
    assert [who for _, _, who in only(facts, "order_refused")] == ["an answer needs an origin"]


def test_an_adapter_without_a_record_leaves_the_read_missing(port: Path) -> None:
    port.write_text("resource,goods\nR01,coal\n", "utf-8")
    facts = played(drill(contact(0, "K3"), roster=using("K3", "Y4")), {"Y4": CsvAdapter(port)})
    assert reads(facts) == [("Y4", "missing", "", True)]


def test_adapters_and_orders_of_the_same_moment_are_replayed_in_their_order(port: Path, tmp_path: Path) -> None:
    orders = [SetFeed(0, 0, "director", "Y1", "mock"), TakeSystemDown(7 * MINUTE, 1, "director", "Y2")]
    made_of = drill(contact(0, "K3"), roster=using("K3", "Y4"), orders=orders)
    _, journal, _ = record(made_of, tmp_path, adapters={"Y4": CsvAdapter(port)})
    assert journal is not None
    assert replay(journal) is None


def test_a_seat_without_the_right_does_not_ask_the_adapter(port: Path) -> None:
    roster = using("K3", "Y4").model_copy(update={"rights": ()})
    facts = played(drill(contact(0, "K3"), roster=roster), {"Y4": CsvAdapter(port)})
    assert only(facts, "data_requested") == []
    assert reads(facts) == [("Y4", "missing", "", False)]


def test_many_tickets_with_an_adapter_keep_the_rules(port: Path, tmp_path: Path) -> None:
    stream = Arrivals(source="calls", channel="call", per_day=400)
    made_of = drill(roster=using("K3", "Y4", capacity=2), arrivals=[stream], horizon=8 * HOUR, tail=3 * DAY)
    facts: list[Fact] = []
    _, journal, _ = record(made_of, tmp_path, adapters={"Y4": CsvAdapter(port)}, watchers=[facts.extend])
    check_facts(facts)
    assert len(only(facts, "data_answered")) > 20
    assert journal is not None
    assert replay(journal) is None


def ask(resource: str) -> DataRequested:
    return DataRequested(0, 1, 0, 1, 1, "Y4", resource, "A4")


def test_a_csv_adapter_knows_its_resources_and_a_record_for_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_bytes("resource,state\nR12,放行\n*,unknown\n".encode("gbk"))
    adapter = adapter_named("csv", str(path))
    assert adapter(ask("R12")) == '{"state":"放行"}'
    assert adapter(ask("R99")) == '{"state":"unknown"}'


@pytest.mark.parametrize("text", ["", "id,state\n1,open\n"])
def test_a_csv_adapter_says_what_its_file_lacks(tmp_path: Path, text: str) -> None:
    path = tmp_path / "records.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(PlanError, match=r"records\.csv:1: resource: has no column 'resource'"):
        CsvAdapter(path)
    with pytest.raises(PlanError, match="cannot be read"):
        CsvAdapter(tmp_path / "nowhere.csv")


def test_an_unknown_adapter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PlanError, match="there is no adapter 'cvs'; did you mean csv"):
        adapter_named("cvs", "")


def test_the_csv_adapter_is_an_entry_point_like_any_other() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"][GROUP]
    assert declared == {"csv": "command_center.adapters:CsvAdapter"}
    assert {point.value for point in entry_points(group=GROUP)} <= set(declared.values())
