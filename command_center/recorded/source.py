"""The export as a file that nobody vouches for: opened once to check its bytes, once more to read its rows.

gzip is recognised by its first bytes. Sizes are limited before anything is kept: the whole text unpacked
(``size_limit``, against gzip bombs), one line (a million characters) and one cell (``cell_limit``).
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO, cast

from command_center.plan.problems import PlanError, Problem, Said, reason
from command_center.recorded.encodings import BROKEN, Utf8Check, broken_bytes_marked, byte_order_mark, candidates
from command_center.recorded.mapping import Mapping

LINE_LIMIT = 1_000_000
_PIECE = 1 << 20
_SURROGATE = re.compile("[\ud800-\udfff]")
Progress = Callable[[float], None]


class Source(NamedTuple):
    """A checked export: its path, the digest of its bytes as they lie on disk, encoding, mark to skip, and size."""

    path: Path
    sha256: str
    encoding: str
    skip: int
    size: int
    seen_as: Said


class Record(NamedTuple):
    """One record: its number (the first after the column names is 1), the line it ends on, its cells or a fault."""

    number: int
    line: int
    cells: list[str]
    fault: Said


def inspect(path: Path, mapping: Mapping, mapping_file: str) -> Source:
    """Read ``path`` through once: digest, size, encoding; PlanError where it cannot be read or its encoding told."""
    try:
        digest = _digest(path)
        check, head, size = _unpacked(path, mapping.size_limit)
    except (OSError, EOFError, zlib.error) as error:
        why = reason(getattr(error, "strerror", None) or str(error))
        wrong = Said(f"cannot be read ({why})", f"无法读取（{why.zh}）")
        right = Said("name a CSV file, plain or packed by gzip", "请给出 CSV 文件（可用 gzip 压缩）")
        raise PlanError([Problem(str(path), 1, "", wrong, right)]) from error
    marked, skip = byte_order_mark(head)
    if marked:
        return Source(
            path, digest, marked, skip, size, Said(f"{marked} by its byte order mark", f"{marked}（文件开头有标记）")
        )
    if check.valid:
        return Source(path, digest, "utf-8", 0, size, Said("valid utf-8", "utf-8"))
    if mapping.encoding:
        said = Said(f"{mapping.encoding} as the mapping says", f"{mapping.encoding}（依映射所写）")
        return Source(path, digest, _without_mark(mapping.encoding), 0, size, said)
    wrong = Said(f"{path.name} is not UTF-8, and its encoding is not named", f"{path.name} 不是 UTF-8，且未指明编码")
    samples = candidates(check.sample)
    right = Said(f"add the line that reads well: {samples}", f"请加上读得通的一行：{samples.zh}")
    raise PlanError([Problem(mapping_file, 1, "encoding", wrong, right)])


def _without_mark(encoding: str) -> str:
    """UTF-16 without a mark is little-endian, as Windows writes it."""
    return "utf-16-le" if codecs.lookup(encoding).name == "utf-16" else encoding


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """The bytes of the file, unpacked if it is packed."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        yield cast("BinaryIO", gzip.GzipFile(fileobj=file)) if packed else file


def _unpacked(path: Path, limit: int) -> tuple[Utf8Check, bytes, int]:
    check, head, size = Utf8Check(), b"", 0
    with _open(path) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > limit:
                wrong = Said(f"is over {limit:,} bytes when unpacked", f"解压后超过 {limit:,} 字节")
                right = Said("split it, or raise size_limit in the mapping", "请拆分，或提高映射中的 size_limit")
                raise PlanError([Problem(str(path), 1, "size_limit", wrong, right)])
            head = head or piece[:4]
            check.feed(piece)
    check.feed(b"", final=True)
    return check, head, size


def records(source: Source, mapping: Mapping, progress: Progress | None = None) -> Generator[Record, None, None]:
    """The records of the file; the first one (number 0) is the line of column names."""
    with _open(source.path) as file:
        file.read(source.skip)
        with io.TextIOWrapper(file, source.encoding, errors=broken_bytes_marked(), newline="") as text:
            yield from _parsed(text, mapping, _share(file, source, progress))


def _share(file: BinaryIO, source: Source, progress: Progress | None) -> Callable[[], None]:
    def tell() -> None:
        if progress:
            progress(min(1.0, file.tell() / source.size) if source.size else 1.0)

    return tell


def _parsed(text: TextIO, mapping: Mapping, tell: Callable[[], None]) -> Iterator[Record]:
    reader = csv.reader(_lines(text), delimiter=mapping.delimiter)
    number = 0
    while True:
        try:
            cells, fault = next(reader), NOTHING
        except StopIteration:
            return
        except csv.Error as error:
            cells, fault = [], Said(f"not readable as CSV ({error})", "无法按 CSV 读取")
        yield Record(number, reader.line_num, cells, fault or _fault(cells, mapping.cell_limit))
        number += 1
        if not number % 1_000:
            tell()


def _lines(text: TextIO) -> Iterator[str]:
    """The lines; one that is too long is cut and marked as broken, so that its row is rejected and the rest goes on."""
    while line := text.readline(LINE_LIMIT):
        if len(line) < LINE_LIMIT:
            yield line
            continue
        rest = line
        while rest and not rest.endswith(("\n", "\r")):
            rest = text.readline(LINE_LIMIT)
        yield BROKEN + line[:100] + "\n"


NOTHING = Said("", "")


def _fault(cells: list[str], limit: int) -> Said:
    """What makes these cells unreadable whatever they mean; empty if nothing does."""
    row = "".join(cells)
    if not row or row.isspace():
        return Said("empty row", "空行")
    if "\0" in row:
        return Said("holds a NUL byte", "含有空字节")
    if not row.isascii() and _SURROGATE.search(row):
        en = "holds bytes that are not in the file's encoding, or a line over a million characters"
        return Said(en, "含有不属于文件编码的字节，或一行超过一百万个字符")
    if len(row) > limit and max(map(len, cells)) > limit:
        return Said(f"a cell is longer than {limit} characters", f"有一格超过 {limit} 个字符")
    return NOTHING
