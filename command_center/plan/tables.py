"""Reads the CSV tables of a roster: UTF-8 with or without BOM, GBK or UTF-16, as Excel writes them.

The header holds the model's field names. In a cell a list is separated by spaces, yes or no is a truth value, a span
is its text, a clock time is HH:MM; an empty cell is the default, nothing, or an empty list. Columns are separated by
commas, or as Excel does it elsewhere by semicolons or tabs: the header shows which.
"""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from command_center.plan.explain import example, explain
from command_center.plan.problems import PlanError, Problem, Said, did_you_mean, halves
from command_center.plan.yaml_file import read_text

Row = TypeVar("Row", bound=BaseModel)
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::00)?")
_TRUTH = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}
_ABSENT = object()


@dataclass(frozen=True)
class Table(Generic[Row]):
    """The good rows of a table with their lines; ``broken`` are the ids of rows that could not be read.

    ``whole`` is false where so much is wrong that nothing can be said about what the table lacks.
    """

    file: str
    rows: tuple[Row, ...] = ()
    lines: tuple[int, ...] = ()
    broken: frozenset[str] = frozenset()
    whole: bool = False

    def problem(self, index: int, field: str, wrong: Said, right: Said) -> Problem:
        """A problem in the row with this index."""
        return Problem(self.file, self.lines[index], field, wrong, right)

    def located(self) -> Iterator[tuple[int, Row]]:
        """Each row with its index, for ``problem``."""
        return enumerate(self.rows)


@dataclass(frozen=True)
class _Raw:
    """A row's cells by column, and the line on which it begins."""

    line: int
    cells: dict[str, str]


def clock(text: str) -> int:
    """Minutes since midnight of a clock time HH:MM up to 24:00; ValueError with an example."""
    match = _CLOCK.fullmatch(text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else 1441
    if minutes > 1440:
        raise ValueError(
            Said(
                f"{text!r} is not a clock time; write HH:MM, e.g. 08:30 or 24:00",
                f"{text!r} 不是钟点; 请写时:分，例如 08:30 或 24:00",
            )
        )
    return minutes


def read_table(
    path: Path,
    model: type[Row],
    problems: list[Problem],
    *,
    clocks: Mapping[str, str] | None = None,
    rows: bool = False,
) -> Table[Row]:
    """The table at ``path`` as rows of ``model``; what is wrong is added to ``problems``.

    ``clocks`` maps columns with clock times to the model's fields in minutes; ``rows`` asks for one at least.
    """
    file = str(path)
    torn: list[str] = []
    try:
        raw = list(_raw_rows(read_text(path, file), file, model, clocks or {}, problems, torn))
    except PlanError as error:
        problems.extend(error.problems)
        return Table(file)
    if rows and not raw:
        wrong = Said("has a header and no rows", "只有表头，没有内容")
        problems.append(Problem(file, 1, "", wrong, Said("write one row at least", "请至少写一行")))
        return Table(file)
    table = _validated(file, raw, model, clocks or {}, problems)
    return replace(table, broken=table.broken.union(torn)) if torn else table


def _raw_rows(
    text: str, file: str, model: type[BaseModel], clocks: Mapping[str, str], problems: list[Problem], torn: list[str]
) -> Iterator[_Raw]:
    """The rows as wide as the header; the first cells of others go to ``torn``."""
    rows = _lines_and_rows(text, file)
    first = next(rows, None)
    if first is None:
        columns = ",".join(_columns(model, clocks))
        right = Said(f"write the header {columns}", f"请写表头 {columns}")
        raise PlanError([Problem(file, 1, "", Said("is empty", "是空文件"), right)])
    header = _checked_header(file, *first, model, clocks)
    for line, cells in rows:
        if any(cells[len(header) :]) or len(cells) < len(header):
            problems.append(_wrong_width(file, line, cells, len(header)))
            torn.append(cells[0].partition("，")[0])
        else:
            yield _Raw(line, dict(zip(header, cells, strict=False)))


def _lines_and_rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank with the line it begins on (a cell may hold several lines)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begin = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield begin, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        wrong = Said(f"is not well-formed CSV ({error})", f"不是正确的 CSV（{error}）")
        raise PlanError([Problem(file, begin, "", wrong, Said("check the quotes", "请检查引号"))]) from None


def _delimiter(text: str) -> str:
    """What stands between the columns of the header; a comma where nothing does."""
    header = text.partition("\n")[0]
    return "," if "," in header else next((sign for sign in ";\t" if sign in header), ",")


def _wrong_width(file: str, line: int, cells: list[str], wanted: int) -> Problem:
    wrong = Said(f"has {len(cells)} cells, the header {wanted}", f"有 {len(cells)} 格，表头有 {wanted} 格")
    right = Said("put a cell with commas in quotes", "含逗号的单元格请加引号")
    if len(cells) < wanted and any("，" in cell for cell in cells):
        right = Said("write , and not the full-width ， between cells", "单元格之间请用半角逗号，不用全角“，”")
    elif len(cells) < wanted:
        right = Said("write an empty cell for what there is not", "没有内容的单元格也要留出位置")
    return Problem(file, line, "", wrong, right)


# -- the header ---------------------------------------------------------------------------------------------------


def _columns(model: type[BaseModel], clocks: Mapping[str, str]) -> dict[str, str]:
    """Field of the model by column name, in the model's order."""
    shown = {field: column for column, field in clocks.items()}
    return {shown.get(field, field): field for field in model.model_fields}


def _checked_header(
    file: str, line: int, header: list[str], model: type[BaseModel], clocks: Mapping[str, str]
) -> list[str]:
    while header and not header[-1]:
        header = header[:-1]
    columns = _columns(model, clocks)
    found = [Problem(file, line, "", *words) for words in _header_words(header, columns, model)]
    if found:
        raise PlanError(found)
    return header


def _header_words(header: list[str], columns: dict[str, str], model: type[BaseModel]) -> Iterator[tuple[Said, Said]]:
    if len(header) == 1 and "，" in header[0]:
        yield (
            Said("the columns are separated by full-width commas", "各列是用全角逗号分隔的"),
            Said("write , between them", "请改用半角逗号"),
        )
        return
    needed = [column for column, field in columns.items() if model.model_fields[field].is_required()]
    missing = [column for column in needed if column not in header]
    if missing:
        names = ", ".join(missing)
        right = ",".join(columns)
        yield Said(f"missing columns: {names}", f"缺少列：{names}"), Said(f"the header is {right}", f"表头应为 {right}")
    for name in header:
        if name not in columns:
            yield Said(f"unknown column {name!r}", f"没有名为 {name!r} 的列"), did_you_mean(name, columns)
        elif header.count(name) > 1:
            yield Said(f"column {name!r} stands twice", f"列 {name!r} 重复"), Said("keep one of them", "请只留一列")


# -- the cells ----------------------------------------------------------------------------------------------------


def _text(cell: str) -> object:
    return cell


def _truth(cell: str) -> object:
    if cell.lower() not in _TRUTH:
        raise ValueError(
            Said(f"{cell!r} is neither yes nor no; write yes or no", f"{cell!r} 不是是或否; 请写 yes 或 no")
        )
    return _TRUTH[cell.lower()]


def _words(cell: str) -> object:
    return tuple(cell.split())


@functools.cache
def _converters(model: type[BaseModel]) -> dict[str, tuple[Callable[[str], object], object]]:
    """By field: how a cell is read, and what an empty cell means."""
    return {name: _converter(field.annotation, field.is_required()) for name, field in model.model_fields.items()}


def _converter(annotation: Any, required: bool) -> tuple[Callable[[str], object], object]:
    if get_origin(annotation) is tuple:
        return _words, ()
    optional = type(None) in get_args(annotation)
    empty = None if optional else _ABSENT if required else _DEFAULT
    return (_truth if annotation is bool else _text), empty


_DEFAULT = object()


def _values(
    raw: _Raw, file: str, model: type[BaseModel], columns: dict[str, str], problems: list[Problem]
) -> dict[str, object] | None:
    """The row as pydantic takes it, or None where a cell cannot be read."""
    converters = _converters(model)
    values: dict[str, object] = {}
    good = True
    for column, cell in raw.cells.items():
        field = columns[column]
        convert, empty = converters[field]
        annotation = model.model_fields[field].annotation
        try:
            value = _cell(cell, clock if column != field else convert, empty, column, annotation)
        except ValueError as error:
            problems.append(Problem(file, raw.line, column, *halves(error.args[0])))
            good = False
        else:
            if value is not _DEFAULT:
                values[field] = value
    return values if good else None


def _cell(cell: str, convert: Callable[[str], object], empty: object, column: str, annotation: Any) -> object:
    if cell:
        return convert(cell)
    if empty is _ABSENT:
        sample = "08:00" if convert is clock else example(annotation)
        wanted = f"a value, e.g. {sample}" if sample != "..." else f"its {column}"
        wanted_zh = f"请填写，例如 {sample}" if sample != "..." else f"请填写 {column}"
        raise ValueError(Said(f"the cell is empty; write {wanted}", f"单元格为空; {wanted_zh}"))
    return empty


# -- the rows -----------------------------------------------------------------------------------------------------


@functools.cache
def _adapter(model: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(list[model])  # type: ignore[valid-type]  # the model is only known at run time


def _validated(
    file: str, raw: Sequence[_Raw], model: type[Row], clocks: Mapping[str, str], problems: list[Problem]
) -> Table[Row]:
    before = len(problems)
    columns = _columns(model, clocks)
    pairs = [(one, _values(one, file, model, columns, problems)) for one in raw]
    good = [(one, values) for one, values in pairs if values is not None]
    bad = [one for one, values in pairs if values is None]
    try:
        rows = _adapter(model).validate_python([values for _, values in good])
    except ValidationError as error:
        shown = {field: column for column, field in columns.items()}
        wrong_rows = set()
        for one in error.errors(include_url=False):
            index, field = int(one["loc"][0]), str(one["loc"][1])
            words = explain({**one, "loc": one["loc"][1:]}, model)
            problems.append(Problem(file, good[index][0].line, shown.get(field, field), *words))
            wrong_rows.add(index)
        bad += [good[index][0] for index in sorted(wrong_rows)]
        good = [pair for index, pair in enumerate(good) if index not in wrong_rows]
        rows = _adapter(model).validate_python([values for _, values in good])
    first = next(iter(columns))
    broken = frozenset(one.cells.get(first, "") for one in bad)
    whole = len(problems) == before or bool(rows)
    return Table(file, tuple(rows), tuple(one.line for one, _ in good), broken, whole)
