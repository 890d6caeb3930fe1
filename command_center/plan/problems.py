"""What is wrong with a file and what would be right: said once, for people, in English and in Chinese."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple


class Said(str):
    """A sentence in English that also knows itself in Chinese (``zh``)."""

    zh: str

    def __new__(cls, en: str, zh: str) -> Said:
        """The sentence in English and in Chinese."""
        sentence = super().__new__(cls, en)
        sentence.zh = zh
        return sentence


_REASONS = {
    "No such file or directory": "没有这个文件",
    "Is a directory": "这是文件夹",
    "Not a directory": "路径中有一段不是文件夹",
    "Permission denied": "没有权限",
    "No space left on device": "磁盘已满",
    "Read-only file system": "只能读取，不能写入",
    "File exists": "已有同名的文件",
}


def reason(said: str | None) -> Said:
    """Why the system refused, which it says in English only."""
    text = said or "unknown reason"
    return Said(text, _REASONS.get(text, text))


def halves(message: str) -> tuple[Said, Said]:
    """What is wrong and what would be right, from one sentence with ``; `` between them in both languages."""
    wrong, _, right = message.partition("; ")
    wrong_zh, _, right_zh = str(getattr(message, "zh", message)).partition("; ")
    return Said(wrong, wrong_zh), Said(right, right_zh)


class Problem(NamedTuple):
    """One error of a plan file: where it stands, what is wrong there and what would be right.

    ``line`` counts from 1 (a CSV header is line 1); ``field`` is the column or the path of keys, empty for the file.
    """

    file: str
    line: int
    field: str
    wrong: str
    right: str

    def text(self, lang: str = "en") -> str:
        """The problem as one line in ``en`` or ``zh``."""
        wrong, right = (getattr(said, lang, said) for said in (self.wrong, self.right))
        field = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}: {field}{wrong}{'；' if lang == 'zh' else '; '}{right}"

    def __str__(self) -> str:
        return self.text()


class PlanError(Exception):
    """One or more problems of plan files; the program shows them line by line, never a traceback."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> Said:
    """The closest known names to ``word``, or all of them where they are few, or how many there are."""
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.6)
    if close:
        return Said("did you mean " + " or ".join(close) + "?", "是否应为 " + " 或 ".join(close) + "？")
    if not names:
        return Said("there is none to choose from", "没有可选的名称")
    if len(names) <= 30:
        return Said("it must be one of " + ", ".join(names), "应为其中之一：" + "、".join(names))
    return Said(
        f"it must be one of the {len(names)} known ones, {names[0]} to {names[-1]}",
        f"应为已有的 {len(names)} 个之一（{names[0]} 至 {names[-1]}）",
    )
