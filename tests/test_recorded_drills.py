"""Real tickets, imported and played through D city; every one of them ends in the books."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from command_center import run
from command_center.drill import replay
from command_center.facts import ContactArrived, Fact
from command_center.recorded import import_tickets

FILES = {
    "taipei-1999": ("taipei-1999-2017/tickets_201706.csv.gz", 14_996),
    "boston-311": ("boston-311-2011-q3/cases_2011_q3.csv.gz", 31_828),
    "san-francisco-fire": ("sf-fire-2020-04/fire_calls_2020-04-07_20.csv.gz", 5_292),
}


@pytest.mark.slow
@pytest.mark.parametrize("mapping", sorted(FILES))
def test_a_real_export_is_played_through_d_city(mapping: str, shared_data: Path, tmp_path: Path) -> None:
    file, calls = FILES[mapping]
    imported = import_tickets(shared_data / file, mapping, tmp_path / "imported")
    categories: Counter[str] = Counter()

    def count(facts: list[Fact]) -> None:
        categories.update(fact.category for fact in facts if isinstance(fact, ContactArrived))

    result = run(imported.scenario, out=tmp_path / "drill", watchers=(count,))
    contacts = result.scoreboard.to_dict()["contacts"]
    ends = sum(value for name, value in contacts.items() if name != "arrived")
    assert contacts["arrived"] == calls == ends
    assert contacts["answered_directly"] == contacts["not_accepted"] == contacts["handed_over"] == 0
    if mapping == "taipei-1999":
        assert categories["T06"] == 132


@pytest.mark.slow
def test_a_drill_of_real_tickets_replays_from_its_journal_and_the_input_beside_it(
    shared_data: Path, tmp_path: Path
) -> None:
    file, _ = FILES["san-francisco-fire"]
    imported = import_tickets(shared_data / file, "san-francisco-fire", tmp_path / "imported")
    result = run(imported.scenario, out=tmp_path / "drill", horizon=24 * 3_600_000)
    for left in (tmp_path / "imported").iterdir():
        if left.is_file():
            left.unlink()
    assert result.journal is not None
    assert replay(result.journal) is None
