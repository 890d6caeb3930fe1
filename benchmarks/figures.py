"""The figures and their targets, group by group."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.rounds import Rounds
from command_center import library
from command_center.journal import Journal

STEADY, SMALL, FLOOD, MILLION = 100_000, 10_000, 30_000, 1_000_000
SCORED = "P103D"
"""So long a hotline makes 1.4 million facts."""
FLOOD_DRILLS = "city-waterlogging", "flood-day"
"""The flood drill by its names; the first that is shipped counts."""


class Figure(NamedTuple):
    """A figure as printed: by processor time, by the clock, what is wanted, whether it is met (None = no target)."""

    what: str
    measured: str
    clock: str = ""
    target: str = ""
    met: bool | None = None


def steady(rounds: Rounds) -> list[Figure]:
    """The reference workload as it comes, with every way to keep a journal."""
    simpy, off = f"simpy {STEADY}", f"off {STEADY}"
    modes = {mode: f"{mode} {STEADY}" for mode in ("hash", "chained", "compressed")}
    rounds.play(simpy, off, *modes.values())
    return [
        _rate(rounds, "plain SimPy, steady", simpy, STEADY),
        _rate(rounds, "this project, steady, chained on disk", modes["chained"], STEADY),
        _times(rounds, "against plain SimPy, no journal", simpy, off),
        _times(rounds, "against plain SimPy, chained on disk", simpy, modes["chained"], 3.0),
        _times(rounds, "against plain SimPy, compressed", simpy, modes["compressed"]),
        _cost(rounds, "journal on against off, root only", modes["hash"], off),
        _cost(rounds, "journal on against off, chained on disk", modes["chained"], off, 1.15),
        _cost(rounds, "journal on against off, compressed", modes["compressed"], off, 1.35),
    ]


def ciw(rounds: Rounds) -> list[Figure]:
    """Ciw, on the part of the workload that it can say; a tenth of the tickets, since its time is linear in them."""
    other, own = f"ciw {SMALL}", f"chained {SMALL}"
    rounds.play(other, own)
    return [
        _rate(rounds, "Ciw, steady", other, SMALL),
        _times(rounds, "against Ciw, chained on disk", other, own, 20.0),
    ]


def flood(rounds: Rounds) -> list[Figure]:
    """Ten times the arrivals, and a queue of 15,000."""
    other, own, calm = f"simpy {FLOOD} --flood", f"chained {FLOOD} --flood", f"chained {FLOOD}"
    rounds.play(other, own, calm)
    kept = 1 / rounds.ratio(own, calm, "busy")
    return [
        _rate(rounds, "plain SimPy, flood", other, FLOOD),
        _rate(rounds, "this project, flood, chained on disk", own, FLOOD),
        _times(rounds, "against plain SimPy in the flood", other, own, 30.0),
        Figure("own rate in the flood against its steady one", f"{kept:.2f}", "", "at least 0.7", kept >= 0.7),
    ]


def memory(rounds: Rounds) -> list[Figure]:
    """What a finished ticket leaves behind, beside its row of the table."""
    few, many = f"chained {SMALL}", f"chained {STEADY}"
    rounds.play(few, many, rounds=1)
    grown = rounds.median(many, "peak") - rounds.median(few, "peak")
    grown -= rounds.median(many, "table") - rounds.median(few, "table")
    bytes_each = grown / (STEADY - SMALL)
    text = f"{bytes_each / 1000:.3f} kB"
    return [Figure("memory a finished ticket", text, "", "at most 0.1 kB", bytes_each <= 100)]


def million(rounds: Rounds) -> list[Figure]:
    """A million tickets, chained on disk, beside a hundred thousand."""
    many, few = f"chained {MILLION}", f"chained {STEADY}"
    rounds.play(few, many)
    peak = (rounds.median(many, "peak") - rounds.median(many, "table")) / 1e6
    each = rounds.ratio(many, few, "busy") / (MILLION / STEADY)
    clock = rounds.ratio(many, few, "seconds") / (MILLION / STEADY)
    return [
        _rate(rounds, "a million tickets, chained on disk", many, MILLION),
        Figure("memory for a million beside the table", f"{peak:.0f} MB", "", "under 150 MB", peak < 150),
        Figure("a ticket of a million to one of 100,000", f"{each:.2f}x", f"{clock:.2f}x", "at most 1.1x", each <= 1.1),
    ]


def drills(rounds: Rounds) -> list[Figure]:
    """The program as a person starts it: a month, a flood with its tail, and its help."""
    shipped = set(library.names("scenarios"))
    name = next(drill for drill in FLOOD_DRILLS if drill in shipped)
    month, storm = (f"program run {drill} --out FOLDER" for drill in ("hotline-month", name))
    help_page = "program --help"
    rounds.play(month, storm, help_page)
    return [
        _seconds(rounds, "hotline-month with journal", month, 5.0),
        _seconds(rounds, f"{name} with tail and journal", storm, 2.0),
        _seconds(rounds, "command-center --help", help_page, 0.4),
    ]


def scoring(rounds: Rounds) -> list[Figure]:
    """All scores of 1.4 million facts, as a person asks for them: some hundred days of the hotline in one journal."""
    with tempfile.TemporaryDirectory() as folder:
        rounds.play(f"program run hotline-month --horizon {SCORED} --out {folder}", rounds=1)
        facts = len(Journal.open(Path(folder) / "journal.jsonl.zst"))
        score, pack = f"program score {folder} --json", f"program evidence {folder} --out {folder}/pack.zip"
        check = f"program verify {folder}/pack.zip"
        rounds.play(score, pack, check)
    return [
        _seconds(rounds, f"score, {facts / 1e6:.2f} million facts", score, 4.0, "seconds"),
        _seconds(rounds, "evidence pack of them", pack, 12.0, "seconds"),
        _seconds(rounds, "verify of the pack", check, 15.0, "seconds"),
    ]


def pictures(rounds: Rounds) -> list[Figure]:
    """What the live pages are drawn from, in the flood drill at its peak."""
    rounds.play("pictures")
    wanted = (
        ("pictures eat a fact", "eat_us", "µs", 2.0),
        ("a picture of the wall", "wall_ms", "ms", 2.0),
        ("a picture of the busiest seat", "seat_ms", "ms", 0.5),
        ("a patch between two pictures", "patch_ms", "ms", 1.0),
        ("the city map", "map_ms", "ms", 100.0),
        ("a picture of any moment, 95 of 100", "seek_ms", "ms", 200.0),
        ("what the pictures hold at the end", "held_mb", "MB", 10.0),
    )
    return [_least(rounds, *each) for each in wanted]


def _least(rounds: Rounds, what: str, name: str, unit: str, most: float) -> Figure:
    found = rounds.median("pictures", name)
    return Figure(what, f"{found:.2f} {unit}", "", f"at most {most:g} {unit}", found <= most)


def _rate(rounds: Rounds, what: str, name: str, tickets: int) -> Figure:
    busy, clock = (f"{tickets / rounds.median(name, unit):,.0f}/s" for unit in ("busy", "seconds"))
    return Figure(f"{what}, tickets", busy, clock)


def _times(rounds: Rounds, what: str, slow: str, fast: str, least: float | None = None) -> Figure:
    times = rounds.ratio(slow, fast, "busy")
    clock = f"{rounds.ratio(slow, fast, 'seconds'):.1f}x"
    if least is None:
        return Figure(what, f"{times:.1f}x", clock)
    return Figure(what, f"{times:.1f}x", clock, f"at least {least:g}x", times >= least)


def _cost(rounds: Rounds, what: str, on: str, off: str, most: float | None = None) -> Figure:
    cost = rounds.ratio(on, off, "busy")
    clock = f"{rounds.ratio(on, off, 'seconds'):.2f}x"
    if most is None:
        return Figure(what, f"{cost:.2f}x", clock)
    return Figure(what, f"{cost:.2f}x", clock, f"at most {most:g}x", cost <= most)


def _seconds(rounds: Rounds, what: str, name: str, most: float, judged: str = "busy") -> Figure:
    """Judged by the processor's time, or, of what works on several cores, by the clock (``seconds``)."""
    busy, clock = rounds.median(name, "busy"), rounds.median(name, "seconds")
    return Figure(what, f"{busy:.2f} s", f"{clock:.2f} s", f"under {most:g} s", rounds.median(name, judged) < most)
