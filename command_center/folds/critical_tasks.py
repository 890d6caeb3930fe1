"""Critical tasks 关键任务: the automatic P/S/M/U rating from facts, and beside it what people rated and overrode.

A task is an expected action of an inject, an aim of the scenario (over the actions of its injects), or a duty version
that somebody rated. The automatic rating never gives way unseen: an override keeps both values and its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from command_center.facts import ContactArrived, DrillStarted, Fact, InjectAdded, InjectReleased
from command_center.folds.drill_record import DrillRecord
from command_center.folds.names import Pair
from command_center.folds.recipe_parts import RecipeParts, recipe_parts, with_inject
from command_center.folds.sheet import HumanRating, ObservationLine, RatedTask
from command_center.plan.problems import PlanError, Problem, Said, did_you_mean
from command_center.plan.ratings import Numbered, Observation, Override, Rating, RatingsFile, Written

STATES = ("met", "late", "missed", "not_tested")
MOSTLY = 0.7
"""From this share of tested actions met in time on an aim is rated S."""

Files = Mapping[str, RatingsFile]
"""Ratings by the root of their journal."""

_NOBODY: Pair = ("", "")


def automatic_rating(states: Mapping[str, int]) -> str:
    """P, S, M or U of a task by how often its actions were met, late, missed; empty where none was tested.

    P all met in time; S at least 70 % met; M at least one done, be it late; U none done.
    """
    met, late, missed = (states.get(state, 0) for state in STATES[:3])
    tested = met + late + missed
    if not tested:
        return ""
    if met == tested:
        return "P"
    if met >= MOSTLY * tested:
        return "S"
    return "M" if met + late else "U"


def rated_tasks(records: Sequence[DrillRecord], files: Files) -> tuple[RatedTask, ...]:
    """Every critical task of every drill, aims first, then actions, then the duties that people rated."""
    return tuple(task for record in records for task in _with_people(_of_facts(record), record, files.get(record.root)))


def observations(records: Sequence[DrillRecord], files: Files) -> tuple[ObservationLine, ...]:
    """What people saw, drill by drill, in the order of writing."""
    lines = []
    for record in records:
        file = files.get(record.root)
        for seen in file.of(Observation) if file else ():
            at, about = (seen.by, seen.at, seen.t), (seen.facts, seen.inject, seen.ticket, seen.seat)
            lines.append(ObservationLine(record.root, *at, seen.text, *about))
    return tuple(lines)


# -- from facts -----------------------------------------------------------------------------------------------------


def _of_facts(record: DrillRecord) -> list[RatedTask]:
    actions = [
        _task(record, "action", each.task, each.objective, _NOBODY, {outcome.state: 1}, outcome.facts)
        for each, outcome in record.expected.items()
    ]
    return [*(_aim(record, aim, names, actions) for aim, names in record.parts.objectives), *actions]


def _aim(record: DrillRecord, aim: str, names: Pair, actions: Sequence[RatedTask]) -> RatedTask:
    own = [action for action in actions if action.objective == aim]
    states: Counter[str] = Counter()
    for action in own:
        states.update(action.states)
    return _task(record, "aim", aim, aim, names, states, tuple(n for action in own for n in action.facts))


def _task(
    record: DrillRecord, kind: str, task: str, objective: str, names: Pair, states: Mapping[str, int],
    facts: tuple[int, ...],
) -> RatedTask:  # fmt: skip
    letter = automatic_rating(states)
    counted = {state: states[state] for state in STATES if states.get(state)}
    return RatedTask(record.root, kind, task, objective, names, counted, facts, letter, settled=letter)


def _duty(record: DrillRecord, duty: str) -> RatedTask:
    return _task(record, "duty", duty, "", _NOBODY, record.duties.get(duty, Counter()), ())


# -- from people ----------------------------------------------------------------------------------------------------


def _with_people(tasks: list[RatedTask], record: DrillRecord, file: RatingsFile | None) -> list[RatedTask]:
    """The tasks with the ratings of people beside the automatic ones."""
    if file is None:
        return tasks
    known = {task.task for task in tasks}
    named = dict.fromkeys(line.task for _, line in file.lines if isinstance(line, Rating | Override))
    tasks = [*tasks, *(_duty(record, name) for name in named if name not in known)]
    ratings = _latest(file.of(Rating))
    overrides: dict[str, Override] = {line.task: line for line in file.of(Override)}
    return [_rated(task, [each for each in ratings if each.task == task.task], overrides) for task in tasks]


def _latest(ratings: Iterable[Rating]) -> list[Rating]:
    """The last word of each role on each task."""
    return list({(rating.by, rating.task): rating for rating in ratings}.values())


def _rated(task: RatedTask, ratings: Sequence[Rating], overrides: Mapping[str, Override]) -> RatedTask:
    people = tuple(_human(each, each.text) for each in ratings)
    override = overrides.get(task.task)
    last = _human(override, override.reason) if override else None
    then = override.automatic if override else ""
    settled = last.rating if last else task.automatic
    return RatedTask(
        task.root, task.kind, task.task, task.objective, task.names, task.states, task.facts, task.automatic,
        people, last, then, settled,
    )  # fmt: skip


def _human(line: Rating | Override, text: str) -> HumanRating:
    return HumanRating(line.by, line.at, line.rating, text, line.facts, line.inject, line.ticket, line.seat)


# -- does a file fit its journal? -----------------------------------------------------------------------------------


class _Known:
    """What a journal has that a line of ratings may name."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.count = 0
        self.tickets: set[int] = set()
        self.injects: set[str] = set()
        self.parts = RecipeParts((), (), {}, (), None, (), ())
        for fact in facts:
            self.count += 1
            if isinstance(fact, ContactArrived):
                self.tickets.add(fact.ticket)
            elif isinstance(fact, InjectReleased):
                self.injects.add(fact.inject)
            elif isinstance(fact, DrillStarted):
                self.parts = recipe_parts(fact)
            elif isinstance(fact, InjectAdded):
                self.parts = with_inject(self.parts, fact)
        self.injects |= {each.inject for each in self.parts.expected}
        self.tasks = {each.task for each in self.parts.expected} | {aim for aim, _ in self.parts.objectives}
        self.duties = {f"{name}@{version}" for name, version in self.parts.rules or ()}


def check_ratings(file: RatingsFile, facts: Iterable[Fact]) -> None:
    """See that everything the file names is in its journal; PlanError with every line that names something else."""
    if not any(isinstance(line, Written) for _, line in file.lines):
        return
    known = _Known(facts)
    problems = [problem for numbered in file.lines for problem in _strange(file.file, numbered, known)]
    if problems:
        raise PlanError(problems)


def _strange(file: str, numbered: Numbered, known: _Known) -> Iterable[Problem]:
    number, line = numbered
    if not isinstance(line, Written):
        return
    beyond = [n for n in line.facts if not 0 <= n < known.count]
    if beyond:
        wrong = Said(f"there is no fact {beyond[0]}", f"没有序号为 {beyond[0]} 的事实")
        last = known.count - 1
        yield Problem(file, number, "facts", wrong, Said(f"they are numbered 0 to {last}", f"序号从 0 至 {last}"))
    if line.ticket is not None and line.ticket not in known.tickets:
        wrong = Said(f"there is no ticket {line.ticket}", f"没有编号为 {line.ticket} 的工单")
        right = Said(f"the journal has {len(known.tickets)} contacts", f"日志中共有 {len(known.tickets)} 个诉求")
        yield Problem(file, number, "ticket", wrong, right)
    named = [("inject", line.inject, known.injects), ("seat", line.seat, set(known.parts.seats))]
    if isinstance(line, Rating | Override) and line.task not in known.duties:
        named.append(("task", line.task, known.tasks))
    for field, name, names in named:
        if name and name not in names:
            wrong = Said(f"there is no {field} {name!r:.60} in this drill", f"本场演练没有“{name:.60}”")
            yield Problem(file, number, field, wrong, did_you_mean(name, names))
