"""政务图谱: from a fact to rule, order, action, evidence and the indicators that counted it, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command_center import facts as f
from command_center.cli import main
from command_center.facts import Fact
from command_center.folds.explain import explain
from command_center.folds.rule_chain import CUES, SHOWN, Chain, rule_chain
from tests.score_facts import HOUR, MIN, ROSTER, SCENARIO, Story
from tests.test_evidence import write_journal

DUTIES = [
    {
        "id": "H1", "version": 2, "source": "Plan 3.3", "zh": "封闭道路", "en": "Close the road", "when": "depth.30",
        "seat": "S3", "action": "close_road", "within": "10min", "evidence": "road_closed", "valid_from": "2026-01-01",
    },
    {"id": "H9", "version": 1, "zh": "旧", "en": "old", "valid_from": "2020-01-01", "valid_to": "2021-01-01"},
]  # fmt: skip


def road(rains: int = 2) -> Story:
    """Rain, an alarm, a duty, the road closed in time; beside it another duty of the same alarm and an old rule."""
    story = Story(roster={**ROSTER, "duties": DUTIES})
    for number in range(rains):
        story.add(number * MIN, f.RainMeasured, name=f"rain {number}", because=f"rain {number - 1}")
    at = rains * MIN
    story.add(at, f.SensorAlarmed, name="alarm", because=f"rain {rains - 1}", sensor="Q", system="Y1")
    story.add(at + 5_000, f.AlarmShown, name="shown", because="alarm", sensor="Q", seat="S3")
    story.add(
        at + 5_000, f.DutyFellDue, name="due", because="shown", duty="H1@2", seat="S3", about="P", due=at + 10 * MIN
    )
    story.add(at + 5_000, f.DutyFellDue, name="other", because="shown", duty="H9@1", seat="S4", about="P", due=at + MIN)
    story.add(at + 6_000, f.TaskStarted, name="task", because="due", seat="S3", operator=1, about="close_road")
    story.add(at + 2 * MIN, f.TaskEnded, name="done", because="task", seat="S3", operator=1, about="close_road")
    story.add(at + 2 * MIN, f.RoadClosed, name="closed", because="done", point="P")
    story.add(at + 2 * MIN, f.DutyMet, name="met", because="closed", duty="H1@2", seat="S3", about="P")
    return story.add(20 * HOUR, f.DrillEnded, because="rain 0", status="completed")


def number_of(facts: list[Fact], kind: type[Fact], place: int = 0) -> int:
    return [fact.n for fact in facts if type(fact) is kind][place]


def chain_of(facts: list[Fact], n: int) -> Chain:
    chain = rule_chain(lambda: facts, n)
    assert chain is not None
    return chain


def test_a_fact_leads_to_rule_order_action_evidence_and_indicators() -> None:
    facts = road().facts()
    chain = chain_of(facts, number_of(facts, f.RoadClosed))
    assert [(each.link, [type(facts[line.n]) for line in each.lines]) for each in chain.links] == [
        ("cue", [f.RainMeasured, f.RainMeasured, f.SensorAlarmed, f.AlarmShown]),
        ("order", [f.DutyFellDue]),
        ("action", [f.TaskStarted, f.TaskEnded, f.RoadClosed]),
        ("evidence", [f.DutyMet]),
    ]
    assert [(rule.duty, rule.name[1], rule.source, rule.within, rule.in_force) for rule in chain.rules] == [
        ("H1@2", "Close the road", "Plan 3.3", "10min", True)
    ]
    assert [(case.indicator, case.counted, case.through >= 0) for case in chain.indicators] == [
        ("A1", True, True), ("A3", True, True), ("C2", True, True),
    ]  # fmt: skip


def test_a_rule_out_of_force_and_one_that_is_not_in_the_roster_are_said_to_be() -> None:
    facts = road().facts()
    old = chain_of(facts, number_of(facts, f.DutyFellDue, 1))
    assert [(rule.duty, rule.known, rule.in_force) for rule in old.rules] == [("H9@1", True, False)]
    story = Story().add(MIN, f.DutyFellDue, duty="warning.red/stop", seat="S3", about="red", due=2 * MIN).end().facts()
    assert [rule.known for rule in chain_of(story, 1).rules] == [False]


def test_both_directions_agree() -> None:
    story = Story()
    for number in range(3):
        story.ticket(number, begin=number * MIN, due=20 if number == 1 else 60)
    facts = story.end().facts()
    for name in ("A1", "A2", "B1", "B2", "C4", "D5"):
        for case in explain(name, [("", facts)]):
            for n in case.facts:
                found = {(each.indicator, each.subject) for each in chain_of(facts, n).indicators if each.through < 0}
                assert (name, case.subject) in found


def test_the_facts_of_an_expected_action_name_it() -> None:
    story = Story().add(MIN, f.InjectShown, inject="I1", seat="S3")
    facts = story.add(2 * MIN, f.ActionTaken, seat="S3", action="act", about="I1").end().facts()
    assert chain_of(facts, number_of(facts, f.ActionTaken)).tasks == (("I1/S3/act", "met"),)
    assert SCENARIO["injects"]


def test_long_tails_are_counted_and_not_told() -> None:
    story = road(rains=20)
    for _ in range(30):
        story.add(40 * MIN, f.EvidenceSent, because="closed")
    facts = story.facts()
    links = {each.link: each for each in chain_of(facts, number_of(facts, f.RoadClosed)).links}
    assert (len(links["cue"].lines), links["cue"].more) == (CUES, 22 - CUES)
    assert (len(links["evidence"].lines), links["evidence"].more) == (SHOWN, 31 - SHOWN)


def test_there_is_no_chain_of_a_fact_that_is_not_there() -> None:
    assert rule_chain(lambda: road().facts(), 10_000) is None


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    write_journal(tmp_path / "journal.jsonl.zst", road().facts())
    return tmp_path / "journal.jsonl.zst"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            [
                "From rule to order",
                "H1@2 Close the road: S3 within 10min",
                "evidence:",
                "A3 Obligations met",
                "--explain A1",
            ],
        ),
        ("zh", ["政务图谱", "H1@2 封闭道路：S3 须在 10min 内完成", "佐证：", "A3 履约率", "--explain A1"]),
    ],
)
def test_show_fact_tells_the_chain(journal: Path, lang: str, said: list[str], capsys: Any) -> None:
    n = number_of(road().facts(), f.RoadClosed)
    assert main(["show", "fact", str(journal), str(n), "--lang", lang]) == 0
    heard = capsys.readouterr()
    assert [text for text in said if text not in heard.out + heard.err] == []


def test_the_chain_is_in_the_json(journal: Path, capsys: Any) -> None:
    n = number_of(road().facts(), f.RoadClosed)
    assert main(["show", "fact", str(journal), str(n), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chain"]["rules"][0]["duty"] == "H1@2"
    assert [each["link"] for each in told["chain"]["links"]] == ["cue", "order", "action", "evidence"]
    assert {case["indicator"] for case in told["chain"]["indicators"]} == {"A1", "A3", "C2"}
