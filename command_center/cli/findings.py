"""What the journal says of itself, in the door's language.

The journal stands below all languages and speaks English; here each of its sentences has its Chinese one. A sentence
that is not in the table is shown as it is.
"""

from __future__ import annotations

import re

from command_center.plan.problems import reason
from command_center.words import Lang

_PART = re.compile(r"(?:^|(?<=: ))(?P<name>head|foot|block (?P<number>\d+))(?P<or_foot> or foot)?:? ?$")
_PARTS = {"head": "日志头", "foot": "日志尾"}

_CHINESE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"{english}$"), chinese)
    for english, chinese in (
        (r"this is not a command-center journal", "不是本程序的日志"),
        (r"the journal is of version (\d+); this program reads up to (\d+)", r"日志为第 \1 版，本程序只能读到第 \2 版"),
        (r"the journal is unfinished or damaged: it has no foot", "日志未写完或已损坏：没有日志尾"),
        (r"the foot counts (\d+) blocks, the file has (-?\d+); verify says more", r"日志尾记有 \1 块，文件实有 \2 块"),
        (r"block 1: the first fact is not drill_started", "第 1 块：首条事实不是演练开始"),
        (r"cannot be read: (.*)", r"无法读取（\1）"),
        (r"cannot be written: (.*)", r"无法写入（\1）"),
        (r"this input of the drill cannot be read: (.*)", r"演练所用的这份输入无法读取（\1）"),
        (r"this input was changed: its SHA-256 is (\w+)", r"这份输入已被改动：其 SHA-256 为 \1"),
        (r"its recipe is none that this program can play: (?s:.*)", "所记的配方本程序无法推演"),
        (
            r"(\w+) has other fields here than in this version of the program",
            r"\1 的字段与本程序不同：已损坏或版本不同",
        ),
        (r"is damaged: it cannot be decompressed \(.*\)", "已损坏：无法解压"),
        (r"is damaged: its text does not end with a line's end", "已损坏：内容不以换行结尾"),
        (r"is damaged: no zstd frame begins here", "已损坏：此处不是 zstd 帧的开头"),
        (r"is damaged or cut off: the file ends within it", "已损坏或被截断：文件在其中中断"),
        (r"is damaged: it names no size, or one over (\d+) bytes", r"已损坏：未记大小，或超过 \1 字节"),
        (r"is damaged: it has over (\d+) bytes", r"已损坏：超过 \1 字节"),
        (r"is damaged: it begins with no header of a block", "已损坏：开头不是块头"),
        (r"is damaged: more than one line stands in it", "已损坏：不止一行"),
        (r"is damaged: its header cannot be read", "已损坏：块头无法读取"),
        (r"is damaged: it cannot be read", "已损坏：无法读取"),
        (r"is damaged: its facts are not those its header records", "已损坏：事实与块头所记不符"),
        (r"is damaged: its header does not fit its facts", "已损坏：块头与事实不符"),
        (r"is damaged: it holds (\d+) facts, not (\d+)", r"已损坏：有 \1 条事实，应为 \2 条"),
        (r"is damaged: it does not hold what its header records", "已损坏：内容与块头所记不符"),
        (r"is damaged: it does not hold as many facts as head and foot record", "已损坏：事实条数与头尾所记不符"),
        (r"is damaged: it is not stored in the one way a foot can be stored", "已损坏：写法不是日志尾应有的写法"),
        (r"is damaged: its root is not that of the facts before it", "已损坏：根值与前面的事实不符"),
        (r"is damaged: it does not count (\d+) facts in (\d+) blocks", r"已损坏：所记不是 \1 条事实、\2 块"),
        (r"is damaged: the bytes stored are not those the next part records", "已损坏：字节与后一部分所记不符"),
        (r"the journal is damaged: its parts do not fit", "日志已损坏：各部分彼此不符"),
        (r"is missing: the file is empty", "缺失：文件是空的"),
        (r"is missing: the file begins with block (\d+)", r"缺失：文件以第 \1 块开头"),
        (r"is missing: the file begins with the foot", "缺失：文件以日志尾开头"),
        (r"is missing: block (\d+) stands in its place", r"缺失：其位置上是第 \1 块"),
        (r"is missing: the foot counts (\d+) blocks", r"缺失：日志尾记有 \1 块"),
        (r"is missing after the head: .*", "缺失（在日志头之后）：日志未写完或被截断"),
        (r"is missing after block (\d+): .*", r"缺失（在第 \1 块之后）：日志未写完或被截断"),
        (r"is repeated or moved: it stands where block (\d+) should be", r"重复或被移动：该处应为第 \1 块"),
        (r"more follows it, perhaps a second journal", "其后还有内容，可能是另一份日志"),
        (r"its root is (\w+), not (.*): this is another journal", r"根值为 \1，不是 \2：这是另一份日志"),
        (r"has an unknown kind of fact, (.*)", r"有未知的事实种类 \1"),
        (r"has lines that are no facts", "有不是事实的行"),
    )
)


def finding(text: str, lang: Lang) -> str:
    """A finding about a journal, or why it cannot be read, in ``lang``."""
    if lang == "en":
        return text
    for english, chinese in _CHINESE:
        match = english.search(text)
        if match:
            said = match.expand(chinese)
            if match.groups():
                said = said.replace(f"（{match[1]}）", f"（{reason(match[1]).zh}）")
            return f"{_before(text[: match.start()])}{said}"
    return text


def _before(text: str) -> str:
    """What stands before the sentence: a path, a part of the journal, or both."""
    match = _PART.search(text)
    if match is None:
        return re.sub(": $", "：", text)
    path = re.sub(": $", "：", text[: match.start()])
    part = _PARTS.get(match["name"]) or f"第 {match['number']} 块"
    return f"{path}{part}{'或日志尾' if match['or_foot'] else ''}："
