"""Runs measurements in turn, A B C A B C, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import compileall
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
"""The cores there are; read before the measurements are pinned to one of them."""
Run = dict[str, float]


class Rounds:
    """Every run that was made; the same measurement is never made twice for two figures.

    ``count`` is how many rounds, ``say`` takes a line of progress.
    """

    def __init__(self, count: int, say: Callable[[str], None]) -> None:
        self.count = count
        self.runs: dict[str, list[Run]] = {}
        self._say = say

    def play(self, *names: str, rounds: int | None = None) -> None:
        """Measure in turn: ``MODEL TICKETS [--flood]`` of ``benchmarks.one``, ``program ARGUMENTS``, ``pictures``."""
        for turn in range(rounds or self.count):
            for name in names:
                if len(self.runs.setdefault(name, [])) <= turn:
                    run = _made(name)
                    self.runs[name].append(run)
                    self._say(f"{name}: {run['busy']:.2f} s of processor, {run['seconds']:.2f} s by the clock")

    def median(self, name: str, what: str) -> float:
        """The median of a measurement."""
        return statistics.median(run[what] for run in self.runs[name])

    def ratio(self, name: str, other: str, what: str) -> float:
        """The median of the rounds' ratios, ``name`` over ``other``."""
        return statistics.median(
            run[what] / beside[what] for run, beside in zip(self.runs[name], self.runs[other], strict=False)
        )


def _made(name: str) -> Run:
    if name.startswith("program "):
        return _program(name.split()[1:])
    module = "benchmarks.pictures" if name == "pictures" else "benchmarks.one"
    words = [] if name == "pictures" else name.split()
    found: Run = json.loads(_call([sys.executable, "-m", module, *words]))
    return found


def _program(words: Sequence[str]) -> Run:
    """The ``command-center`` program as a person starts it: the whole process, imports and all, on all cores.

    Its bytecode is made before, as it is when a package is installed.
    """
    compileall.compile_dir(ROOT / "command_center", quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        arguments = [word.replace("FOLDER", folder) for word in words]
        before, began = _processor(), time.perf_counter()
        with _on_all_cores():
            _call([sys.executable, "-c", "from command_center.cli import main; main()", *arguments])
        return {"busy": _processor() - before, "seconds": time.perf_counter() - began}


@contextlib.contextmanager
def _on_all_cores() -> Iterator[None]:
    """What is started meanwhile may use every core, though the measurements are pinned to one."""
    if not CORES:
        yield
        return
    pinned = os.sched_getaffinity(0)
    os.sched_setaffinity(0, CORES)
    try:
        yield
    finally:
        os.sched_setaffinity(0, pinned)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _call(command: Sequence[str]) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout
