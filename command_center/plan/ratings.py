"""Ratings: what people who ran and watched a drill wrote down, one JSON object a line, bound to the journal's root.

The file is ``ratings.jsonl`` beside the journal; every line says its ``kind``. It only grows: nobody's line is
changed, a later line of the same role about the same task replaces the one before, and an override keeps the automatic
value beside the human one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from command_center.plan.base import Plan
from command_center.plan.explain import explain
from command_center.plan.problems import PlanError, Problem, Said, did_you_mean

FILE = "ratings.jsonl"
"""Its name beside a journal."""

LARGEST = 16 * 1024 * 1024
"""Bytes of a file at most."""

LETTERS = ("P", "S", "M", "U")
"""Performed, with some challenges, with major challenges, unable to be performed."""

Letter = Literal["P", "S", "M", "U"]

_UNBOUND = Said(
    "is bound to nothing; name facts, an inject, a ticket or a seat",
    "没有绑定对象; 请写明 facts、inject、ticket 或 seat",
)
_NO_MOMENT = Said("is no date and time; e.g. 2026-07-21T14:00:00+08:00", "不是日期时间; 例如 2026-07-21T14:00:00+08:00")


class Bound(Plan):
    """Which journal the file is about: its root. One line, at any place; a live drill writes it when it is over."""

    kind: Literal["bound"] = "bound"
    root: str = Field(pattern=r"^[0-9a-f]{64}$")


class Pace(Plan):
    """The speed at which people played from a moment on (1 = real time); C5 wants a drill at speed 1 throughout."""

    kind: Literal["pace"] = "pace"
    speed: float = Field(gt=0)
    t: int = Field(default=0, ge=0)


class Written(Plan):
    """What every line of a person has.

    ``by`` is the role, e.g. ``evaluator 2``, never a person's name; ``at`` the date and time of writing, ``t`` the
    simulated ms it is about. It is bound to ``facts`` (their numbers), an ``inject``, a ``ticket`` or a ``seat``.
    """

    by: str = Field(min_length=1, max_length=80)
    at: str = ""
    t: int | None = Field(default=None, ge=0)
    text: str = Field(default="", max_length=4000)
    facts: tuple[int, ...] = Field(default=(), max_length=200)
    inject: str = ""
    ticket: int | None = Field(default=None, ge=0)
    seat: str = ""

    @field_validator("at")
    @classmethod
    def _moment(cls, text: str) -> str:
        try:
            if text:
                datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(_NO_MOMENT) from None
        return text

    @model_validator(mode="after")
    def _is_bound(self) -> Self:
        if not (self.facts or self.inject or self.seat or self.ticket is not None):
            raise ValueError(_UNBOUND)
        return self


class Observation(Written):
    """What somebody saw."""

    kind: Literal["observation"] = "observation"
    text: str = Field(min_length=1, max_length=4000)


class Rating(Written):
    """How a critical task was performed, P, S, M or U, in somebody's eyes; it stands beside the automatic rating.

    ``task`` is an expected action ``INJECT/SEAT/ACTION``, the id of an aim of the scenario, or a duty version such as
    ``FL04@2``.
    """

    kind: Literal["rating"] = "rating"
    task: str = Field(min_length=1)
    rating: Letter


class Override(Written):
    """A rating that takes the automatic one's place, with the reason; both are kept and shown.

    ``automatic`` is the automatic rating at the time of the override, empty where the task was not tested by then.
    """

    kind: Literal["override"] = "override"
    task: str = Field(min_length=1)
    automatic: Literal["P", "S", "M", "U", ""]
    rating: Letter
    reason: str = Field(min_length=1, max_length=4000)


Line = Bound | Pace | Observation | Rating | Override
KINDS: dict[str, type[Bound | Pace | Observation | Rating | Override]] = {
    "bound": Bound, "pace": Pace, "observation": Observation, "rating": Rating, "override": Override,
}  # fmt: skip
"""Every kind of line by its name."""


class Numbered(NamedTuple):
    """A line and its number in the file, from 1."""

    number: int
    line: Line


class RatingsFile(NamedTuple):
    """A file as loaded: its name, the root it is bound to (empty = not yet), its lines, the SHA-256 of its bytes."""

    file: str
    root: str
    lines: tuple[Numbered, ...]
    digest: str

    def of(self, kind: type[Any]) -> Iterator[Any]:
        """The lines of a kind, in the order of the file."""
        return (line for _, line in self.lines if isinstance(line, kind))

    @property
    def at_speed_one(self) -> bool:
        """Whether people are known to have played at speed 1 throughout."""
        speeds = [pace.speed for pace in self.of(Pace)]
        return bool(speeds) and all(speed == 1 for speed in speeds)


def load_ratings(path: str | Path) -> RatingsFile:
    """The file at ``path``; OSError where it cannot be read, PlanError with every error and its line."""
    return read_ratings(Path(path).read_bytes(), str(path))


def read_ratings(data: bytes, file: str) -> RatingsFile:
    """The same of bytes that somebody has already read; ``file`` is what errors call them."""
    problems: list[Problem] = []
    lines = tuple(_lines(data, file, problems))
    problems += _double_roots(file, lines)
    if problems:
        raise PlanError(problems)
    root = next((line.root for _, line in lines if isinstance(line, Bound)), "")
    return RatingsFile(file, root, lines, hashlib.sha256(data).hexdigest())


def line_text(line: Line) -> bytes:
    """A line as it is written: one JSON object without spaces, what is left out is left out, and a line's end."""
    plain = {"kind": line.kind, **line.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _lines(data: bytes, file: str, problems: list[Problem]) -> Iterator[Numbered]:
    if len(data) > LARGEST:
        wrong = Said(f"has {len(data):,} bytes", f"有 {len(data):,} 字节")
        problems.append(
            Problem(file, 1, "", wrong, Said(f"at most {LARGEST:,} are read", f"至多读取 {LARGEST:,} 字节"))
        )
        return
    for number, raw in enumerate(data.split(b"\n"), 1):
        if raw.strip():
            line = _line(raw, file, number, problems)
            if line is not None:
                yield Numbered(number, line)


def _line(raw: bytes, file: str, number: int, problems: list[Problem]) -> Line | None:
    try:
        plain = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        wrong = Said("is no line of JSON in UTF-8", "不是一行 UTF-8 编码的 JSON")
        right = Said("write one object a line, e.g. " + _SAMPLE, "每行应为一个对象，例如 " + _SAMPLE)
        problems.append(Problem(file, number, "", wrong, right))
        return None
    kind = plain.get("kind") if isinstance(plain, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        wrong = Said(f"kind {kind!r:.60} is none of a rating's lines", f"没有 kind 为 {kind!r:.60} 的行")
        problems.append(Problem(file, number, "kind", wrong, did_you_mean(str(kind), KINDS)))
        return None
    return _checked(plain, KINDS[kind], file, number, problems)


_SAMPLE = '{"kind":"observation","by":"evaluator 1","text":"...","facts":[120]}'


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _checked(plain: Any, model: type[Any], file: str, number: int, problems: list[Problem]) -> Line | None:
    try:
        line: Line = model.model_validate(plain)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            field = ".".join(map(str, one["loc"]))
            problems.append(Problem(file, number, field, *explain(one, model)))
        return None
    return line


def _double_roots(file: str, lines: Sequence[Numbered]) -> list[Problem]:
    bound = [(number, line.root) for number, line in lines if isinstance(line, Bound)]
    right = Said("a file is about one journal; keep one line", "一份文件只对应一份日志，请只留一行")
    return [
        Problem(
            file, number, "root", Said(f"binds to a second root, {root[:12]}", f"又绑定到另一根值 {root[:12]}"), right
        )
        for number, root in bound[1:]
        if root != bound[0][1]
    ]
