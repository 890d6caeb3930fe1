"""Play a drill and fold its scoreboard on the way: what the program's ``run`` and Python users call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from command_center.drill import Adapter, Progress, Sink, recipe, record
from command_center.folds.scoreboard import Scoreboard
from command_center.library import find_scenario
from command_center.orders import Order
from command_center.plan.loading import load
from command_center.plan.recorded_tickets import read_tickets
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario


class Result(NamedTuple):
    """What a drill came to: the root of its journal, where it lies (None = nowhere), its scoreboard, its facts."""

    root: str
    journal: Path | None
    scoreboard: Scoreboard
    facts: int


def run(
    scenario: Scenario | str | Path, *, roster: Roster | str | Path | None = None, seed: int = 1,
    staffing: str | None = None, horizon: int | None = None, out: str | Path | None = None, journal: bool = True,
    orders: Sequence[Order] = (), adapters: Mapping[str, Adapter] | None = None, progress: Progress | None = None,
    compress: bool = True, folder: Path | None = None, watchers: Sequence[Sink] = (),
) -> Result:  # fmt: skip
    """Play a drill to its end.

    ``scenario`` is a shipped name, a path, or a loaded one (then ``folder`` is where its recorded tickets lie);
    ``horizon`` is in ms; ``out`` is the folder for the journal, which is not written without one. PlanError says what
    is wrong with a file, JournalError what with the journal.
    """
    if not isinstance(scenario, Scenario) or not isinstance(roster, Roster):
        name = scenario.roster if isinstance(scenario, Scenario) else scenario
        if isinstance(scenario, Scenario):
            from command_center.plan.loading import load_roster

            roster = load_roster(roster or name)
        else:
            folder = find_scenario(scenario).parent
            scenario, roster = load(scenario, roster)
    inputs = {}
    if scenario.recorded is not None:
        path = (folder or Path()) / scenario.recorded.file
        read_tickets(path, scenario.recorded.sha256)
        inputs[scenario.recorded.sha256] = path.read_bytes()
    made_of = recipe(scenario, roster, seed=seed, staffing=staffing, horizon=horizon, orders=orders, inputs=inputs)
    board = Scoreboard()
    target = Path(out) if out is not None and journal else None
    root, path_written, facts = record(
        made_of, target, compress=compress, watchers=(board.extend, *watchers), progress=progress, adapters=adapters
    )
    return Result(root, path_written, board, facts)
