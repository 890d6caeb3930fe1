"""Which ratings go with which journals: those named with ``--ratings``, else the file beside each journal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from command_center.cli.door import Door, WrongInput
from command_center.cli.paths import a_file
from command_center.folds.critical_tasks import check_ratings
from command_center.folds.indicators import Ratings, ratings_of
from command_center.journal import Journal
from command_center.plan.ratings import FILE, RatingsFile
from command_center.ratings import load_ratings

SHORT = 12
"""Digits of a root that are shown where there are several."""


def ratings_for(door: Door, journals: Sequence[Path], given: Sequence[Path]) -> Ratings:
    """The ratings of the journals, checked against them; one that fits none of them is WrongInput or PlanError."""
    roots = {Journal.open(path).root: path for path in journals}
    found: dict[str, RatingsFile] = {}
    for path in given:
        _take(door, load_ratings(a_file(path)), found, roots)
    for root, journal in roots.items():
        if root not in found:
            _take_beside(door, journal, found, roots)
    for root, file in found.items():
        check_ratings(file, Journal.open(roots[root]))
        door.note(door.say("score.ratings", path=file.file, root=root[:SHORT]))
    return ratings_of(found.values())


def _take_beside(door: Door, journal: Path, found: dict[str, RatingsFile], roots: dict[str, Path]) -> None:
    """The file beside a journal; where several journals lie in a folder it may be that of another one."""
    path = journal.parent / FILE
    if any(Path(file.file) == path for file in found.values()) or not path.is_file():
        return
    _take(door, load_ratings(path), found, {root: each for root, each in roots.items() if each.parent == path.parent})


def _take(door: Door, file: RatingsFile, found: dict[str, RatingsFile], roots: dict[str, Path]) -> None:
    if not file.root:
        raise WrongInput(door.say("error.ratings_unbound", path=file.file, root=next(iter(roots), "")))
    if file.root not in roots:
        known = ", ".join(root[:SHORT] for root in roots)
        raise WrongInput(door.say("error.ratings_root", path=file.file, root=file.root[:SHORT], known=known))
    if file.root in found:
        other = found[file.root].file
        raise WrongInput(door.say("error.ratings_twice", path=file.file, other=other, root=file.root[:SHORT]))
    found[file.root] = file
