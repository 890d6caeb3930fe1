"""The annexes: journals with their roots, all seats, the method, and where this report stands in two templates."""

from __future__ import annotations

from command_center.report.context import PROGRAM, Writer
from command_center.report.document import Block, Cell, Commands, Empty, Table, Text


def journals(writer: Writer) -> list[Block]:
    """Every journal with its root, and how to check it."""
    named = [*writer.data.drills]
    rows: list[tuple[Cell, ...]] = [(writer.code(drill.label), drill.label, drill.facts, drill.root) for drill in named]
    known = {drill.label for drill in named}
    rows += [
        (writer.say("col.compared"), each.label, None, each.root)
        for each in writer.data.compared
        if each.label not in known
    ]
    columns = writer.columns(
        ("col.code", "text", 0.6), ("col.journal", "text", 2), ("col.facts", "count", 0.7), ("col.root", "text", 4.4)
    )
    commands = tuple(f"{PROGRAM} verify {drill.label} --root {drill.root}" for drill in named)
    return [
        Text(writer.say("journals.text", program=named[0].program)),
        Table("journals", writer.say("table.journals"), columns, tuple(rows), evidence=writer.evidence("drills", "")),
        Commands(commands),
    ]


def all_seats(writer: Writer) -> list[Block]:
    """Every seat with its load and work, pooled."""
    found = writer.data.sheet.seats
    if not found:
        return [Empty(writer.say("load.none"))]
    hour = 3_600_000
    rows = tuple(
        (
            writer.both(seat.seat), round(seat.on_shift_ms / hour, 2), round(seat.busy_ms / hour, 2), seat.load,
            seat.done, seat.longest_inbox, writer.say("yes" if seat.used else "no"),
        )
        for seat in found
    )  # fmt: skip
    columns = writer.columns(
        ("col.seat", "text", 3), ("col.on_shift", "one"), ("col.busy", "one"), ("col.load", "share"),
        ("col.done", "count"), ("col.inbox", "count"), ("col.used", "text"),
    )  # fmt: skip
    kinds = ["task_started", "handle_started", "operators_changed"]
    evidence = writer.evidence("load", writer.say("figure.heat.short"), kinds)
    return [Table("seats", writer.say("table.seats"), columns, rows, evidence=evidence)]


def method(writer: Writer) -> list[Block]:
    """How the figures come about: formulas and thresholds of the indicators."""
    digest = writer.data.maturity_digest
    rows: list[tuple[Cell, ...]] = []
    for row in writer.data.maturity["indicators"]:
        steps = " / ".join(f"{value:g}" for value in row["thresholds"])
        unit = row["unit"][writer.lang]
        way = writer.say(f"better.{row['better']}")
        formula = row["formula"][writer.lang]
        rows.append((writer.indicator(row["id"]), formula, f"{steps} {unit}", way, row["minimum"], row["weight"]))
    columns = writer.columns(
        ("col.indicator", "text", 1.8), ("col.formula", "text", 3.4), ("col.thresholds", "text", 1.8),
        ("col.better", "text", 0.7), ("col.minimum", "count", 0.7), ("col.weight", "decimal", 0.7),
    )  # fmt: skip
    return [
        Text(writer.say("method.facts")),
        Text(writer.say("method.levels")),
        Text(writer.say("method.digest", digest=digest)),
        Table("method", writer.say("table.method"), columns, tuple(rows), evidence=writer.evidence("drills", "")),
    ]


TEMPLATES = ("overview", "aims", "process", "participation", "evaluation", "good", "problems", "plan", "annexes")


def templates(writer: Writer) -> list[Block]:
    """Where each part stands in a domestic evaluation report and in an after-action report with improvement plan."""
    rows = tuple(
        (writer.say(f"part.{part}"), writer.say(f"domestic.{part}"), writer.say(f"hseep.{part}")) for part in TEMPLATES
    )
    columns = writer.columns(("col.part", "text", 1.4), ("col.domestic", "text", 2), ("col.hseep", "text", 2))
    evidence = writer.evidence("drills", "")
    return [Table("templates", writer.say("table.templates"), columns, rows, writer.say("note.templates"), evidence)]
