"""The rest of chapter 5: commands down the tiers, mode switches, systems and data, duties, what surrounds the steps."""

from __future__ import annotations

from command_center.report import charts
from command_center.report.context import Writer
from command_center.report.document import Block, Cell, Empty, Figure, Notice, Table


def tiers(writer: Writer) -> list[Block]:
    """Reach of commands by tier, hop by hop."""
    found = [tier for tier in writer.data.sheet.tiers if tier.sent]
    if not found:
        return [Empty(writer.say("tiers.none"))]
    bars = [charts.Bar(writer.value(tier.tier), tier.reach, f"{tier.within:,} / {tier.sent:,}") for tier in found]
    title = writer.say("figure.reach")
    words = (writer.say("legend.reached"), writer.say("legend.not_reached"), writer.say("legend.no_case"))
    svg = charts.shares("reach", title, bars, words)
    kinds = ["command_issued", "command_sent", "command_lost", "command_acknowledged"]
    evidence = writer.evidence("tiers", writer.say("table.tiers"), kinds, explain="B5")
    told = writer.sentence(f"{bar.name} {bar.told}" for bar in bars)
    rows = tuple(
        (writer.value(tier.tier), tier.sent, tier.acknowledged, tier.within, tier.reach, tier.lost, tier.loss_rate)
        for tier in found
    )
    columns = writer.columns(
        ("col.tier", "text"), ("col.sent", "count"), ("col.acknowledged", "count"), ("col.within_30", "count"),
        ("col.reach", "share"), ("col.lost", "count"), ("col.loss", "share"),
    )  # fmt: skip
    return [
        Figure("reach", title, svg, told, evidence=evidence),
        Table("tiers", writer.say("table.tiers"), columns, rows, evidence=evidence),
    ]


def modes(writer: Writer) -> list[Block]:
    """Switches between peacetime and wartime."""
    found = writer.data.sheet.mode_switches
    if not found:
        return [Empty(writer.say("modes.none"))]
    drills = {drill.root: drill for drill in writer.data.drills}
    rows: list[tuple[Cell, ...]] = []
    for switch in found:
        drill = drills.get(switch.root)
        when = writer.moment(drill, switch.ordered) if drill else ""
        done = writer.moment(drill, switch.switched) if drill and switch.switched is not None else None
        rows.append((writer.code(drill.label) if drill else "", writer.value(switch.mode), when, done, switch.minutes))
    columns = writer.columns(
        ("col.code", "text", 0.5), ("col.mode", "text"), ("col.ordered", "text"), ("col.switched", "text"),
        ("col.minutes", "one"),
    )  # fmt: skip
    kinds = ["mode_ordered", "mode_confirmed", "mode_switched"]
    evidence = writer.evidence("modes", writer.say("table.modes"), kinds, explain="B3")
    return [Table("modes", writer.say("table.modes"), columns, tuple(rows), evidence=evidence)]


def data(writer: Writer) -> list[Block]:
    """Systems and data: who answered, outages, quality; mock is always named as such."""
    used = [system for system in writer.data.sheet.systems if system.calls or system.outages]
    if not used:
        return [Empty(writer.say("data.none"))]
    rows: list[tuple[Cell, ...]] = []
    for system in used:
        label = writer.both(system.system) + (f" [{writer.say('mock.label')}]" if system.mock else "")
        reads = (system.calls, system.real, system.mock, system.missing, system.link)
        rows.append((label, *reads, system.outages, system.availability, system.flawed, system.without_right))
    columns = writer.columns(
        ("col.system", "text", 3), ("col.calls", "count"), ("col.real", "count"), ("col.mock", "count"),
        ("col.missing", "count"), ("col.link", "count"), ("col.outages", "count"), ("col.availability", "share", 1.2),
        ("col.flawed", "count"), ("col.without_right", "count"),
    )  # fmt: skip
    kinds = ["system_call_ended", "mock_record_shown", "system_went_down", "system_came_up"]
    evidence = writer.evidence("systems", writer.say("table.systems"), kinds, explain="D2")
    table = Table("systems", writer.say("table.systems"), columns, tuple(rows), writer.say("note.systems"), evidence)
    mock = sum(system.mock for system in used)
    notice: list[Block] = [Notice(writer.say("mock.table", count=mock))] if mock else []
    return [*notice, table]


def duties(writer: Writer) -> list[Block]:
    """Duties that fell due, the worst first."""
    found = sorted(writer.data.sheet.duties, key=lambda duty: (-duty.missed, duty.share or 0.0, duty.duty))
    if not found:
        return [Empty(writer.say("duties.none"))]
    rows = tuple((writer.duty(duty.duty), duty.due, duty.met, duty.missed, duty.share) for duty in found)
    columns = writer.columns(
        ("col.duty", "text", 4), ("col.due", "count"), ("state.met", "count"), ("state.missed", "count"),
        ("col.share", "share"),
    )  # fmt: skip
    evidence = writer.evidence(
        "duties", writer.say("table.duties"), ["duty_fell_due", "duty_met", "duty_missed"], explain="A3"
    )
    return [Table("duties", writer.say("table.duties"), columns, rows, evidence=evidence)]


def around(writer: Writer) -> list[Block]:
    """Returns, disputes, extensions, redoing, supervision, merging, overrides, paper."""
    sums = writer.data.sheet.around
    rows: tuple[tuple[Cell, ...], ...] = (
        (writer.say("around.returned"), sums.returned, sums.return_share),
        (writer.say("around.disputed"), sums.disputed, sums.dispute_share),
        (writer.say("around.extended"), sums.extended, sums.extension_share),
        (writer.say("around.redone"), sums.redone, sums.redo_share),
        (writer.say("around.supervised"), sums.supervised, sums.supervision_share),
        (writer.say("around.merged"), sums.merged, sums.repeat_share),
        (writer.say("around.overridden"), sums.overridden, sums.override_share),
        (writer.say("around.paper"), sums.paper_signed, None),
    )
    columns = writer.columns(("col.what", "text", 3), ("col.count", "count"), ("col.share", "share"))
    kinds = [
        "returned",
        "disputed",
        "extension_granted",
        "redo_ordered",
        "supervision_ordered",
        "merged",
        "paper_signed",
    ]
    evidence = writer.evidence("around", writer.say("table.around"), kinds)
    note = writer.say("note.around", dispatched=f"{sums.dispatched:,}")
    return [Table("around", writer.say("table.around"), columns, rows, note, evidence)]
