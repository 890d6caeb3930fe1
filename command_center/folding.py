"""The scores of journals, on several cores where somebody asks for it and these are long; the result is the same.

A journal that is most of the work is read by two at a time, each doing half of what there is to do (``Scores.half``);
of many, each is read once, and they are dealt out so that all cores are done at about the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from command_center.beside import side_by_side
from command_center.folds.drill_record import Listener
from command_center.folds.response import Base
from command_center.folds.scores import Half, Scores
from command_center.journal import Journal

LONG = 150_000
"""Facts from which on the journals are worth more than one process."""

EFFORT: dict[Half, float] = {"": 1.0, "board": 0.62, "books": 0.58}
"""What a reader of all or half has to do, reading included; the whole is 1."""


class Part(NamedTuple):
    """What one reader makes of one journal."""

    path: Path
    half: Half = ""


def fold_journals(
    paths: Sequence[Path],
    base: Base = "arrival",
    listener: Listener | None = None,
    meanwhile: Callable[[Scores], object] | None = None,
    processes: int = 1,
) -> Scores:
    """The scores of all journals; a listener is told every case, drill by drill in the order of the paths.

    ``meanwhile`` gets the books of a single long journal while its board is still being made by another process: what
    it finds out and keeps need not be found out afterwards. ``processes`` is how many may work, this one included: a
    program that says more than one must be safe to be started again, as ``beside`` has it.
    """
    readers = _dealt([(path, len(Journal.open(path))) for path in paths], listener is not None, processes)
    here, *others = readers
    halved = meanwhile if len(paths) == 1 and here[0].half == "books" else None
    works = [partial(_fold, here, base, listener, halved), *(partial(_fold, parts, base) for parts in others)]
    given = side_by_side(works)
    found = dict(
        zip([part for parts in readers for part in parts], [one for some in given for one in some], strict=True)
    )
    first, *rest = (_whole(found, path) for path in paths)
    for scores in rest:
        first = first.merge(scores)
    return first


def _whole(found: dict[Part, Scores], path: Path) -> Scores:
    whole = found.get(Part(path))
    return whole or found[Part(path, "board")].joined(found[Part(path, "books")])


def _fold(
    parts: Sequence[Part],
    base: Base,
    listener: Listener | None = None,
    meanwhile: Callable[[Scores], object] | None = None,
) -> list[Scores]:
    done = []
    for part in parts:
        journal = Journal.open(part.path)
        scores = Scores(base, listener, part.half).named(journal.root)
        for block in journal.blocks():
            scores.extend(block)
        done.append(scores.named(journal.root))
    if meanwhile is not None:
        meanwhile(done[0])
    return done


def _dealt(journals: Sequence[tuple[Path, int]], heard: bool, many: int) -> list[list[Part]]:
    """The parts that each process reads, this one first. Who listens listens here, so all books are kept here."""
    facts = sum(count for _, count in journals)
    if facts < LONG or many < 2:
        return [[Part(path) for path, _ in journals]]
    if heard:
        return [[Part(path, "books") for path, _ in journals], [Part(path, "board") for path, _ in journals]]
    work = [
        (count * EFFORT[half], Part(path, half))
        for path, count in journals
        for half in (("board", "books") if count * many > facts else ("",))
    ]
    readers: list[tuple[float, list[Part]]] = [(0.0, []) for _ in range(many)]
    for effort, part in sorted(work, key=lambda each: -each[0]):
        load, parts = readers[0]
        readers = sorted([(load + effort, [*parts, part]), *readers[1:]], key=lambda reader: reader[0])
    return [parts for _, parts in readers if parts]
