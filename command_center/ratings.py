"""Reading and writing ``ratings.jsonl``: what people say of a drill, beside its journal.

A live drill appends while it runs (``append_rating``) and says at its end which journal it was (``bind_ratings``)::

    append_rating(folder / FILE, Pace(speed=1))
    append_rating(folder / FILE, Rating(by="evaluator 2", task="OBJ1", rating="S", facts=(1200,)))
    bind_ratings(folder / FILE, root)

One process writes a file at a time. A line counts once ``append_rating`` has returned: it is on the disk then. What a
crash left of a line that was never acknowledged is cut off before the next one is written.
"""

from __future__ import annotations

import os
from pathlib import Path

from command_center.plan.problems import PlanError, Problem, Said
from command_center.plan.ratings import (
    FILE,
    KINDS,
    Bound,
    Line,
    Observation,
    Override,
    Pace,
    Rating,
    RatingsFile,
    line_text,
    load_ratings,
    read_ratings,
)

__all__ = [
    "FILE",
    "KINDS",
    "Bound",
    "Line",
    "Observation",
    "Override",
    "Pace",
    "Rating",
    "RatingsFile",
    "append_rating",
    "bind_ratings",
    "load_ratings",
    "mend_ratings",
    "read_ratings",
]

_TAIL = 65_536  # bytes read from the end to find where the last line begins; a line is shorter


def append_rating(path: str | Path, line: Line) -> None:
    """Write one line at the end of the file, which is made where it is absent; it is on the disk on return.

    OSError where it cannot be written.
    """
    path = Path(path)
    fresh = not path.exists()
    with path.open("ab") as file:
        if not fresh:
            _mend(path, file.fileno())
        size = os.fstat(file.fileno()).st_size
        try:
            left = memoryview(line_text(line))
            while left:
                left = left[os.write(file.fileno(), left) :]
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), size)  # whoever is told that it failed may write it again
            raise
    if fresh:
        _sync_folder(path.parent)


def bind_ratings(path: str | Path, root: str) -> None:
    """Say which journal the file is about; saying the same again changes nothing, another root is a PlanError."""
    path = Path(path)
    mend_ratings(path)
    known = load_ratings(path).root if path.exists() else ""
    if known == root:
        return
    if known:
        wrong = Said(f"is bound to the journal {known[:12]}", f"已绑定到日志 {known[:12]}")
        raise PlanError([Problem(str(path), 1, "root", wrong, Said("use another file", "请另用一份文件"))])
    append_rating(path, Bound(root=root))


def mend_ratings(path: str | Path) -> None:
    """Cut off what a crash left of a line; a file that is absent stays so. Nobody may write it meanwhile."""
    path = Path(path)
    if path.exists():
        with path.open("ab") as file:
            _mend(path, file.fileno())
            os.fsync(file.fileno())


def _mend(path: Path, writer: int) -> None:
    """See to it that the file ends with a whole line: end one that lacks only its line's end, cut a torn one off."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        torn = file.read().rpartition(b"\n")[2]
    if not torn:
        return
    try:
        read_ratings(torn, str(path))
    except PlanError:
        os.ftruncate(writer, size - len(torn))
    else:
        os.write(writer, b"\n")


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too, where the system can do that."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # a system that opens no folders keeps names by itself
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
