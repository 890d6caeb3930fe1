"""Adapters: what answers a system's data requests from outside, in place of a mock or a blank slot.

An adapter is asked outside simulated time, by the driver, and its answer enters the drill as an order. It stands in the
journal, so a replay opens nothing: the source behind an adapter may change or vanish, the drill stays the same.

How to add one, without touching the engine:

1. Write something that can be called with a ``DataRequested`` fact and returns the record as JSON text, or the empty
   text where it has none; a ``name`` says who answered (the origin of the read is then ``adapter NAME``).
2. Name what makes it in your own package's ``pyproject.toml``; it is given the one argument that people write, such as
   a path or an address::

       [project.entry-points."command_center.adapters"]
       customs-gateway = "our_package.gateway:Gateway"

3. Play with it: ``run("mini-hotline", adapters={"Y4": adapter_named("customs-gateway", "https://...")})``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

from command_center.facts import DataRequested
from command_center.plan.problems import PlanError, Problem, Said, did_you_mean
from command_center.plan.yaml_file import read_text

GROUP = "command_center.adapters"
"""The group of entry points in which adapters are found."""

KEY = "resource"
"""The column of a CSV adapter's file that holds the catalogue id of the resource."""

ANY = "*"
"""In that column: the record of every resource that has no row of its own."""

Answer = Callable[[DataRequested], str]


class CsvAdapter:
    """Answers from a CSV file: the row of the resource that was asked for, else the row of ``*``, else nothing.

    The other columns are the record. UTF-8 with or without BOM, or GBK, read once; PlanError says what is wrong.
    """

    def __init__(self, path: str | Path, name: str = "csv") -> None:
        self.name = name
        self._records = _records(Path(path))

    def __call__(self, request: DataRequested) -> str:
        """The record as JSON text; the empty text where the file has none."""
        return self._records.get(request.resource) or self._records.get(ANY, "")


def _records(path: Path) -> dict[str, str]:
    file = str(path)
    table = csv.DictReader(io.StringIO(read_text(path, file), newline=""))
    if KEY not in (table.fieldnames or ()):
        wrong = Said(f"has no column {KEY!r}", f"没有名为 {KEY!r} 的列")
        right = Said(f"name the catalogue resource in a column {KEY!r}", f"请用 {KEY!r} 列写明目录资源编号")
        raise PlanError([Problem(file, 1, KEY, wrong, right)])
    records: dict[str, str] = {}
    for row in table:
        fields = {column: cell or "" for column, cell in row.items() if column and column != KEY}
        records.setdefault((row[KEY] or "").strip(), json.dumps(fields, ensure_ascii=False, separators=(",", ":")))
    return records


def adapter_named(name: str, argument: str) -> Answer:
    """The adapter of that name, made of its argument; PlanError names the known ones where there is none."""
    from importlib.metadata import entry_points  # here, as it looks at every installed package

    known = {point.name: point for point in entry_points(group=GROUP)}
    if name == "csv" and name not in known:
        return CsvAdapter(argument)  # a bare checkout has no entry points
    if name not in known:
        wrong = Said(f"there is no adapter {name!r}", f"没有名为 {name!r} 的适配器")
        raise PlanError([Problem(GROUP, 1, "", wrong, did_you_mean(name, {"csv", *known}))])
    made: Answer = known[name].load()(argument)
    return made
