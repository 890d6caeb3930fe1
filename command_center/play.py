"""Play a drill and fold its scoreboard on the way: what the program's ``run`` and Python users call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from command_center.drill import Adapter, JournalExistsError, Progress, Sink, journal_in, recipe, record
from command_center.folds.scoreboard import Scoreboard
from command_center.library import find_scenario
from command_center.orders import Order
from command_center.plan.asked import check_adapters
from command_center.plan.loading import load, load_roster
from command_center.plan.problems import PlanError, Problem, Said
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
    compress: bool = True, folder: Path | None = None, watchers: Sequence[Sink] = (), overwrite: bool = False,
) -> Result:  # fmt: skip
    """Play a drill to its end.

    ``scenario`` is a shipped name, a path, or a loaded one (then ``folder`` is where its recorded tickets lie);
    ``horizon`` is in ms; ``out`` is the folder for the journal, which is not written without one.

    Raises PlanError for what is wrong with a file, WrongArgument (a ValueError) for a seed, staffing, horizon or
    adapter's system that cannot be, JournalExistsError (a JournalError) where a journal lies in ``out`` already, unless
    ``overwrite``, and JournalError for what else keeps the journal from being written.
    """
    if isinstance(scenario, Scenario):
        centre = roster if isinstance(roster, Roster) else load_roster(roster or scenario.roster)
    else:
        folder = find_scenario(scenario).parent
        scenario, centre = load(scenario, roster)
    inputs = inputs_of(scenario, folder or Path())
    made_of = recipe(scenario, centre, seed=seed, staffing=staffing, horizon=horizon, orders=orders, inputs=inputs)
    check_adapters(centre, adapters or ())
    target = Path(out) if out is not None and journal else None
    path = None if target is None else journal_in(target, compress)
    if path is not None and path.exists() and not overwrite:
        raise JournalExistsError(path)
    board = Scoreboard()
    root, path_written, facts = record(
        made_of, target, compress=compress, watchers=(board.extend, *watchers), progress=progress, adapters=adapters
    )
    return Result(root, path_written, board, facts)


def inputs_of(scenario: Scenario, folder: Path) -> dict[str, bytes]:
    """The files a scenario plays besides itself, by SHA-256; PlanError where one is missing or changed."""
    if scenario.recorded is None:
        return {}
    path = folder / scenario.recorded.file
    count, wanted = len(read_tickets(path, scenario.recorded.sha256)), scenario.recorded.rows
    if count != wanted:
        wrong = Said(f"{path.name} has {count} tickets, not {wanted}", f"{path.name} 有 {count} 件，不是 {wanted} 件")
        right = Said("write the true number, or import again", "请改正件数，或重新导入")
        raise PlanError([Problem(scenario.name, 1, "recorded.rows", wrong, right)])
    return {scenario.recorded.sha256: path.read_bytes()}
