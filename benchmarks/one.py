"""One measurement, in a process of its own: ``python -m benchmarks.one MODEL TICKETS``; prints a line of JSON."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.reference import Table

Play = Callable[[Table], int]
"""Plays a table and returns how many records it made."""


def _simpy(table: Table) -> int:
    from benchmarks.peers import plain_simpy

    return len(plain_simpy.play(table))


def _ciw(table: Table) -> int:
    from benchmarks.peers import ciw_network

    return len(ciw_network.play(table))


def _off(table: Table) -> int:
    """Facts are made and forgotten."""
    from benchmarks import centre

    made = 0

    def count(facts: list[object]) -> None:
        nonlocal made
        made += len(facts)

    centre.play(table, count)  # type: ignore[arg-type] # it only counts
    return made


def _journal(table: Table, path: Path | None, compress: bool = False) -> int:
    from benchmarks import centre
    from command_center.journal import JournalWriter

    with JournalWriter(path, compress=compress) as writer:
        centre.play(table, writer.extend)
        writer.close("completed")
    return writer.count


def _on_disk(compress: bool) -> Play:
    def play(table: Table) -> int:
        with tempfile.TemporaryDirectory() as folder:
            return _journal(table, Path(folder) / "journal", compress)

    return play


MODELS: dict[str, Play] = {
    "simpy": _simpy,
    "ciw": _ciw,
    "off": _off,
    "hash": lambda table: _journal(table, None),
    "chained": _on_disk(compress=False),
    "compressed": _on_disk(compress=True),
}
"""Plain SimPy, Ciw, and this project with no journal, with its root only, and with the journal on disk."""


def peak() -> int:
    """Bytes that this process held at most. On Linux of this program alone, not of the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("tickets", type=int)
    parser.add_argument("--flood", action="store_true")
    wanted = parser.parse_args()
    table = Table(wanted.tickets, wanted.flood)
    before, began, busy = peak(), time.perf_counter(), time.process_time()
    records = MODELS[wanted.model](table)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    figures = {"seconds": seconds, "busy": busy, "records": records, "table": table.size, "before": before}
    print(json.dumps({**figures, "peak": peak()}))


if __name__ == "__main__":
    main()
