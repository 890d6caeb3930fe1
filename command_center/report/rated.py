"""The section of critical tasks: automatic ratings and those of evaluators side by side, and what they observed."""

from __future__ import annotations

from command_center.folds.sheet import HumanRating, ObservationLine, RatedTask
from command_center.folds.tables import NONE
from command_center.report.context import Writer
from command_center.report.document import Block, Cell, Empty, Table, Text
from command_center.report.parts import DrillPart


def ratings(writer: Writer) -> list[Block]:
    """The table of critical tasks, each aim before its tasks, and the observations."""
    sheet = writer.data.sheet
    people = any(task.human or task.override for task in sheet.critical_tasks)
    blocks: list[Block] = [] if people else [Empty(writer.say("ratings.none"))]
    blocks.append(Text(writer.say("ratings.how")))
    if sheet.critical_tasks:
        blocks.append(_tasks(writer))
    else:
        blocks.append(Empty(writer.say("aims.no_actions")))
    seen = _observations(writer, sheet.observations) if sheet.observations else Empty(writer.say("observations.none"))
    return [*blocks, seen]


def has_people(writer: Writer) -> bool:
    """Whether evaluators wrote anything of these drills."""
    sheet = writer.data.sheet
    return bool(sheet.observations) or any(task.human or task.override for task in sheet.critical_tasks)


def _tasks(writer: Writer) -> Table:
    rows = tuple(_row(writer, task) for task in _in_order(writer.data.sheet.critical_tasks))
    columns = writer.columns(
        ("col.code", "text", 0.4), ("col.aim", "text", 1.8), ("col.task", "text", 2.8), ("col.outcomes", "text", 1),
        ("col.rating", "text", 0.8), ("col.by_people", "text", 1.4), ("col.override", "text", 1.8),
        ("col.settled", "text", 0.7), ("col.fact", "fact", 0.7),
    )  # fmt: skip
    evidence = writer.evidence("ratings", writer.say("table.ratings"), ["inject_shown", "action_taken"])
    letters = [writer.say(f"rating.{letter}") for letter in "PSMU"]
    note = ("；" if writer.lang == "zh" else "; ").join([*letters, writer.say("note.rating")])
    return Table("ratings", writer.say("table.ratings"), columns, rows, note, evidence, wide=True)


def _in_order(tasks: tuple[RatedTask, ...]) -> list[RatedTask]:
    """Each aim before the actions that serve it, drill by drill; what serves none comes last."""
    aims = {(task.root, task.task): place for place, task in enumerate(tasks) if task.kind == "aim"}
    roots = list(dict.fromkeys(task.root for task in tasks))

    def place(task: RatedTask) -> tuple[int, int, bool]:
        return roots.index(task.root), aims.get((task.root, task.objective), len(tasks)), task.kind != "aim"

    return sorted(tasks, key=place)


def _row(writer: Writer, task: RatedTask) -> tuple[Cell, ...]:
    drill = _drill(writer, task.root)
    people = writer.listed(_told(each) for each in task.human)
    override = _override(writer, task) if task.override else ""
    return (
        writer.code(drill.label) if drill else "",
        writer.objective(task.objective) if task.objective else writer.say("aims.nameless"),
        _named(writer, task),
        writer.listed(f"{writer.say(f'state.{state}')} {count}" for state, count in task.states.items()),
        task.automatic or NONE,
        people,
        override,
        task.settled or NONE,
        task.facts[-1] if task.facts else -1,
    )


def _named(writer: Writer, task: RatedTask) -> str:
    if task.kind == "aim":
        return writer.say("task.aim")
    if task.kind == "duty":
        return writer.duty(task.task)
    inject, seat, action = task.task.split("/", 2)
    return writer.say("task.action", inject=writer.inject(inject), seat=writer.both(seat), action=writer.action(action))


def _told(each: HumanRating) -> str:
    """A rating with what its author says of it."""
    return f"{each.by}: {each.rating}" + (f" ({each.text})" if each.text else "")


def _override(writer: Writer, task: RatedTask) -> str:
    override = task.override
    assert override is not None
    told = writer.say("override.told", by=override.by, rating=override.rating, reason=override.text)
    if task.automatic_then != task.automatic:
        then = task.automatic_then or writer.say("state.not_tested")
        told += writer.say("override.then", then=then)
    return told


# -- observations -------------------------------------------------------------------------------------------------


def _observations(writer: Writer, seen: tuple[ObservationLine, ...]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for each in seen:
        drill = _drill(writer, each.root)
        when = writer.moment(drill, each.t) if drill and each.t is not None else None
        code = writer.code(drill.label) if drill else ""
        rows.append((code, when, each.by, each.text, _bound(writer, each), each.facts[0] if each.facts else -1))
    columns = writer.columns(
        ("col.code", "text", 0.5), ("col.when", "text", 1), ("col.role", "text", 1.2), ("col.seen", "text", 4),
        ("col.bound", "text", 2), ("col.fact", "fact", 0.7),
    )  # fmt: skip
    title = writer.say("table.observations")
    facts = [(drill.label, n) for each in seen if (drill := _drill(writer, each.root)) for n in each.facts[:3]]
    evidence = writer.evidence("observations", title, facts=facts[:12])
    return Table("observations", title, columns, tuple(rows), evidence=evidence)


def _bound(writer: Writer, each: ObservationLine) -> str:
    """What a line is bound to besides facts, in words."""
    told = [writer.inject(each.inject)] if each.inject else []
    told += [writer.both(each.seat)] if each.seat else []
    told += [writer.say("bound.ticket", ticket=each.ticket)] if each.ticket is not None else []
    told += [writer.say("bound.facts", numbers=writer.listed(map(str, each.facts)))] if each.facts else []
    return writer.listed(told)


def _drill(writer: Writer, root: str) -> DrillPart | None:
    return next((drill for drill in writer.data.drills if drill.root == root), None)
