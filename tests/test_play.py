"""``run`` from Python: it checks what it is asked as the program does, and replaces no journal by itself."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from command_center import Journal, run
from command_center.drill import JournalExistsError
from command_center.plan.asked import LARGEST_SEED, WrongArgument
from command_center.plan.loading import load
from command_center.plan.problems import PlanError
from command_center.plan.recorded_tickets import write_tickets
from command_center.plan.scenario import Recorded, Scenario
from command_center.plan.spans import DAY, MINUTE
from tests.centre import contact

QUICK: dict[str, Any] = {"horizon": 5 * MINUTE}


def test_a_scenario_that_miscounts_its_recorded_tickets_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "tickets.csv").open("w", encoding="utf-8", newline="") as file:
        write_tickets(file, [contact(0, "K3"), contact(1, "K2")])
    digest = hashlib.sha256((tmp_path / "tickets.csv").read_bytes()).hexdigest()
    scenario, roster = load("mini-hotline")

    def told(rows: int) -> Scenario:
        return scenario.model_copy(update={"recorded": Recorded(file="tickets.csv", sha256=digest, rows=rows)})

    assert run(told(2), roster=roster, folder=tmp_path, **QUICK).facts > 0
    with pytest.raises(PlanError, match=r"recorded\.rows: tickets\.csv has 2 tickets, not 3"):
        run(told(3), roster=roster, folder=tmp_path, **QUICK)


def test_a_journal_that_is_there_is_replaced_only_where_that_is_said(tmp_path: Path) -> None:
    first = run("mini-hotline", out=tmp_path, **QUICK)
    with pytest.raises(JournalExistsError, match="a journal is already there; choose another folder, or say overwrite"):
        run("mini-hotline", seed=2, out=tmp_path, **QUICK)
    assert Journal.open(tmp_path / "journal.jsonl.zst").root == first.root
    second = run("mini-hotline", seed=2, out=tmp_path, overwrite=True, **QUICK)
    assert Journal.open(tmp_path / "journal.jsonl.zst").root == second.root != first.root


@pytest.mark.parametrize(
    ("asked", "argument", "said"),
    [
        ({"seed": -1}, "seed", "-1 is no seed; write a whole number from 0"),
        ({"seed": LARGEST_SEED + 1}, "seed", "is no seed"),
        ({"seed": True}, "seed", "True is no seed"),
        ({"seed": 1.5}, "seed", "1.5 is no seed"),
        ({"staffing": "most"}, "staffing", "unknown staffing most; it must be one of full, half"),
        ({"staffing": ""}, "staffing", "it must be one of full, half"),
        ({"horizon": 0}, "horizon", "0 ms is no time to play"),
        ({"horizon": -MINUTE}, "horizon", "is no time to play"),
        ({"horizon": 60_000.0}, "horizon", "is no time to play"),
        ({"horizon": 9_999 * DAY}, "horizon", "longer than ten years"),
        ({"adapters": {"Y9": lambda request: ""}}, "adapters", "Y9 gives no data in mini"),
        ({"adapters": {"Y3": lambda request: ""}}, "adapters", "Y3 gives no data in mini"),
    ],
)
def test_what_cannot_be_played_is_refused_before_anything_is_written(
    asked: dict[str, Any], argument: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(WrongArgument, match=f"{argument}: ") as caught:
        run("mini-hotline", out=tmp_path / "out", **asked)
    assert caught.value.argument == argument
    assert said in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert not (tmp_path / "out").exists()
