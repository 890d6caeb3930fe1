"""Reads YAML 1.2 as plain data, and remembers on which line every key stands.

Only data is read: no tags, no second document, nothing is built or executed. Times such as ``12:30`` and dates stay
text; keys are always text.

What stands in a text is heard as events. libyaml (by PyYAML) tells them some 15 times as fast as ruamel.yaml, and the
same ones for whatever both accept; what it refuses is read again by ruamel.yaml, which knows all of YAML 1.2 and says
more plainly what is wrong. A PyYAML that was built without libyaml is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path as FilePath
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from command_center.plan.explain import explain
from command_center.plan.problems import PlanError, Problem, Said, reason

LIMIT_BYTES = 5_000_000
LIMIT_DEPTH = 40
LIMIT_NODES = 300_000

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_INT = re.compile(r"[-+]?[0-9]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class Document:
    """A YAML file as plain data, with the line of every key and list entry."""

    def __init__(self, file: str, data: Any, lines: dict[Place, int]) -> None:
        self.file = file
        self.data = data
        self.lines = lines

    def line(self, *place: str | int) -> int:
        """The line of what stands at ``place``, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Sequence[str | int], wrong: Said, right: Said) -> Problem:
        """A problem at ``place``."""
        return Problem(self.file, self.line(*place), _dotted(place), wrong, right)

    def validate(
        self, model: type[Model], problems: list[Problem], data: Any = None, under: Place = ()
    ) -> Model | None:
        """The file (or ``data`` made of its part ``under``) as ``model``; what is wrong is added to ``problems``."""
        try:
            return model.model_validate(self.data if data is None else data)
        except ValidationError as error:
            for one in _independent(error.errors(include_url=False)):
                place = self._place((*under, *one["loc"]))
                problems.append(self.problem(place, *explain(one, model)))
        return None

    def _place(self, location: Sequence[str | int]) -> Place:
        """Pydantic puts names of alternatives between the keys: leave them out, but keep the last part."""
        place: Place = ()
        for number, part in enumerate(location):
            if (*place, part) in self.lines or number == len(location) - 1:
                place = (*place, part)
        return place


def _independent(errors: Sequence[Any]) -> Iterator[Any]:
    """The errors but for lists that are too short only because of the errors in their entries."""
    for one in errors:
        inner = [other for other in errors if other is not one and other["loc"][: len(one["loc"])] == one["loc"]]
        if one["type"] != "too_short" or not inner:
            yield one


def _dotted(place: Sequence[str | int]) -> str:
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.lstrip(".")


_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .xls files begin."""


def read_text(path: FilePath, shown: str) -> str:
    """The text of a file in UTF-8, GB18030 (which includes GBK), or UTF-16 with a mark; PlanError for anything else."""
    try:
        if path.stat().st_size > LIMIT_BYTES:
            wrong = Said("is larger than 5 MB", "大于 5 MB")
            raise PlanError([Problem(shown, 1, "", wrong, Said("split it", "请拆分"))])
        data = path.read_bytes()
    except OSError as error:
        wrong = Said(f"cannot be read ({error.strerror})", f"无法读取（{reason(error.strerror).zh}）")
        raise PlanError([Problem(shown, 1, "", wrong, Said("check name and rights", "请检查文件名与权限"))]) from None
    if data.startswith(_WORKBOOKS):
        wrong = Said("is a spreadsheet or packed file, not text", "是 Excel 工作簿或压缩文件，不是文本")
        raise PlanError([Problem(shown, 1, "", wrong, Said("save it as CSV (UTF-8)", "请另存为 CSV（UTF-8）"))])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # what Excel calls Unicode text
        return data.decode("utf-16", errors="replace")
    if b"\x00" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    wrong = Said("is neither UTF-8 nor GBK text", "既不是 UTF-8 也不是 GBK 文本")
    raise PlanError([Problem(shown, 1, "", wrong, Said("save it as UTF-8", "请另存为 UTF-8"))])


def read_yaml(path: FilePath) -> Document:
    """The document in the file at ``path``; PlanError with every problem of its form."""
    return parse_yaml(read_text(path, str(path)), str(path))


def parse_yaml(text: str, file: str) -> Document:
    """The document written in ``text``; ``file`` is only what problems call it."""
    builder = _quick(text, file) or _thorough(text, file)
    if builder.problems:
        raise PlanError(builder.problems)
    return Document(file, builder.data, builder.lines)


_RARE = re.compile("[\x85\u2028\u2029\ufeff]")
"""What libyaml takes for a line's end, as YAML 1.1 did, or leaves out."""


def _quick(text: str, file: str) -> _Builder | None:
    """What libyaml reads; None where it is not at hand or refuses the text."""
    if not yaml.__with_libyaml__ or _RARE.search(text):
        return None
    builder = _Builder(file)
    try:
        builder.play(yaml.parse(text, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, UnicodeError):
        return None
    return builder


def _thorough(text: str, file: str) -> _Builder:
    """What ruamel.yaml reads, with what is wrong; it is loaded only where it is needed."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder(file)
    try:
        builder.play(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        colon = _wrong_colon(text, line)
        if colon:
            builder.refuse(colon, *_COLON)
        else:
            builder.refuse(line, *_syntax(str(error.problem or error.context)))
    except YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        builder.refuse(line, *_syntax(str(getattr(error, "reason", "unreadable"))))
    return builder


_WRONG_COLON = re.compile(r"\s*(?:- )?\w+\s*：")
_COLON = (
    Said("the colon after the key is a full-width one", "键后的冒号是全角的"),
    Said("write : and a space", "请改为半角冒号加一个空格"),
)


def _wrong_colon(text: str, line: int) -> int:
    """The line of a full-width colon after a key, at ``line`` or just above it, where the parser stumbles; else 0."""
    lines = text.splitlines()
    return next((at for at in (line, line - 1) if 0 < at <= len(lines) and _WRONG_COLON.match(lines[at - 1])), 0)


def _syntax(reason: str) -> tuple[Said, Said]:
    return (
        Said(f"is not well-formed YAML ({reason})", f"不是正确的 YAML（{reason}）"),
        Said("check indentation, colons and quotes here", "请检查此处的缩进、冒号和引号"),
    )


class _StopError(Exception):
    """Thrown after a problem that makes reading on senseless; the problem is already noted."""


class _Frame:
    """A mapping or list that is being filled; ``nodes`` counts what it holds, aliases included."""

    def __init__(self, value: Any, place: Place, anchor: str | None) -> None:
        self.value = value
        self.place = place
        self.anchor = anchor
        self.key: str | None = None
        self.nodes = 1


class _Builder:
    """Builds plain data from the events of a document."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: Any = None
        self.lines: dict[Place, int] = {}
        self.problems: list[Problem] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._documents = 0

    def refuse(self, line: int, wrong: Said, right: Said) -> None:
        if not self.problems or "well-formed" not in wrong or self.problems[-1].line != line:
            self.problems.append(Problem(self.file, line, "", wrong, right))

    def play(self, events: Iterable[Any]) -> None:
        try:
            for event in events:
                step = _STEPS.get(type(event).__name__)
                if step is not None:
                    step(self, event)
        except _StopError:
            return
        if self.data is None and not self.problems:
            self.refuse(1, Said("is empty", "是空文件"), Said("write the keys that belong here", "请写入应有的内容"))

    def document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            wrong = Said("a second document begins here", "此处开始了第二个文档")
            self._stop(event, wrong, Said("remove ---", "请删去 ---"))

    def scalar(self, event: Any) -> None:
        self._no_tag(event)
        frame = self._stack[-1] if self._stack else None
        if frame and isinstance(frame.value, dict) and frame.key is None:
            self._begin_key(frame, event)
            return
        value = event.value if event.style else self._plain(event)
        self._put(value, event, 1)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)

    def alias(self, event: Any) -> None:
        found = self._anchors.get(event.anchor)
        if found is None or (self._stack and isinstance(self._stack[-1].value, dict) and self._stack[-1].key is None):
            wrong = Said(f"*{event.anchor} cannot be used here", f"此处不能用 *{event.anchor}")
            self._stop(event, wrong, Said("define it with & before, outside itself", "请先在别处用 & 定义"))
        else:
            self._put(found[0], event, found[1])

    def begin(self, event: Any) -> None:
        self._no_tag(event)
        parent = self._stack[-1] if self._stack else None
        if parent and isinstance(parent.value, dict) and parent.key is None:
            self._stop(event, Said("a key must be plain text", "键必须是文字"), Said("write key: value", "请写 键: 值"))
        if len(self._stack) >= LIMIT_DEPTH:
            wrong = Said(f"is nested more than {LIMIT_DEPTH} deep", f"嵌套超过 {LIMIT_DEPTH} 层")
            self._stop(event, wrong, Said("flatten it", "请减少嵌套"))
        place = self._place_of_next() if parent else ()
        if parent is None or isinstance(parent.value, list):
            self.lines[place] = event.start_mark.line + 1
        value: Any = {} if type(event).__name__ == "MappingStartEvent" else []
        self._stack.append(_Frame(value, place, event.anchor))

    def end(self, event: Any) -> None:
        frame = self._stack.pop()
        if frame.anchor:
            self._anchors[frame.anchor] = (frame.value, frame.nodes)
        self._put(frame.value, event, frame.nodes)

    def _begin_key(self, frame: _Frame, event: Any) -> None:
        frame.key = key = event.value
        line = event.start_mark.line + 1
        if key in frame.value:
            first = self.lines[(*frame.place, key)]
            wrong = Said(f"key {key!r} repeats line {first}", f"键 {key!r} 与第 {first} 行重复")
            self.refuse(line, wrong, Said("keep one of them", "请只留一个"))
        self.lines[(*frame.place, key)] = line

    def _place_of_next(self) -> Place:
        frame = self._stack[-1]
        return (*frame.place, len(frame.value) if frame.key is None else frame.key)

    def _put(self, value: Any, event: Any, nodes: int) -> None:
        if not self._stack:
            self.data = value
            return
        frame = self._stack[-1]
        frame.nodes += nodes
        if frame.nodes > LIMIT_NODES:
            wrong = Said(f"grows beyond {LIMIT_NODES} entries", f"展开后超过 {LIMIT_NODES} 项")
            self._stop(event, wrong, Said("use fewer aliases", "请少用别名"))
        if isinstance(frame.value, list):
            self.lines.setdefault((*frame.place, len(frame.value)), event.start_mark.line + 1)
            frame.value.append(value)
        else:
            frame.value[frame.key] = value
            frame.key = None

    def _plain(self, event: Any) -> Any:
        text = event.value
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] not in "+-.0123456789":
            return text
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if text.lower().lstrip("+-") in (".inf", ".nan"):
            right = Said("write a finite number", "请写有限的数字")
            self.refuse(event.start_mark.line + 1, Said(f"{text} is no finite number", f"{text} 不是有限的数字"), right)
        return text

    def _no_tag(self, event: Any) -> None:
        if event.tag is not None:
            wrong = Said(f"tag {event.tag} is not allowed", f"不允许使用标签 {event.tag}")
            self.refuse(event.start_mark.line + 1, wrong, Said("write plain data", "请只写数据"))

    def _stop(self, event: Any, wrong: Said, right: Said) -> None:
        self.refuse(event.start_mark.line + 1, wrong, right)
        raise _StopError


_STEPS = {
    "DocumentStartEvent": _Builder.document,
    "ScalarEvent": _Builder.scalar,
    "AliasEvent": _Builder.alias,
    "MappingStartEvent": _Builder.begin,
    "SequenceStartEvent": _Builder.begin,
    "MappingEndEvent": _Builder.end,
    "SequenceEndEvent": _Builder.end,
}
"""By the name of an event's class, which is the same in both libraries."""
