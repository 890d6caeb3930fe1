"""The ZIP file around a pack: written in one way, read with suspicion.

Written: members in the order of the pack, all times 1980-01-01, no owner, no comment; journals are stored as they are,
texts are deflated. So equal members give equal bytes wherever zlib is the same, and the same seal everywhere.

Read: nothing of the file is believed before it is looked at. Names outside the pack's own, names that leave the
folder, the same name twice, links, encryption, sizes and ratios of a bomb, members that overlap and bytes outside any
member are refused before anything is unpacked.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from command_center.evidence.form import EVIDENCE, KNOWN, MANIFEST, Content, in_order
from command_center.plan.problems import Said

EPOCH = (1980, 1, 1, 0, 0, 0)
MOST_MEMBERS = 5_000
LARGEST_MEMBER = 2 * 1024**3
LARGEST = 4 * 1024**3
"""Bytes of one member, and of all members, when unpacked."""
STEEPEST = 250
"""A member over a megabyte may grow so many times at most when unpacked; cases of facts grow some ten times."""
_SMALL = 1024**2
_HEADER = 30  # bytes of a local header before the name
_END = 22  # bytes of the end record without a comment
_CHUNK = 1 << 20


class PackError(Exception):
    """A file is no evidence pack, or one that is not safe to open; ``said`` tells why in both languages."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


# -- writing --------------------------------------------------------------------------------------------------------


def write_pack(path: Path, members: dict[str, Content]) -> None:
    """Write the pack whole or not at all; OSError where it cannot be written."""
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(part, "w") as archive:
            for name in in_order(members):
                _put(archive, name, members[name])
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _put(archive: zipfile.ZipFile, name: str, content: Content) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.create_system = 3  # as on Unix, wherever the pack is made
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED if isinstance(content, bytes) else zipfile.ZIP_STORED
    if isinstance(content, bytes):
        archive.writestr(info, content, compresslevel=6)
        return
    info.file_size = content.stat().st_size
    with content.open("rb") as source, archive.open(info, "w") as target:
        while chunk := source.read(_CHUNK):
            target.write(chunk)


# -- reading --------------------------------------------------------------------------------------------------------


def unpack(path: Path, folder: Path) -> tuple[dict[str, Path], list[Said]]:
    """The members of a pack as files below ``folder``, and what is damaged in them; PackError for no safe pack."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _look(path, archive, infos)
            damaged: list[Said] = []
            members = {info.filename: _take(archive, info, folder, damaged) for info in infos}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise PackError(
            Said(f"it cannot be read as a ZIP file ({error})", f"不能作为 ZIP 文件读取（{error}）")
        ) from None
    return members, damaged


def read_roots(path: Path) -> tuple[list[str], bool]:
    """The roots of the journals that a pack is about, and whether they lie inside; PackError as for ``unpack``.

    Where that part is damaged it is ([], True): checking the pack says so.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _look(path, archive, archive.infolist())
            claim = msgspec.json.decode(archive.read(EVIDENCE), type=Claim)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RecursionError, zlib.error):
        return [], True
    return [drill.root for drill in claim.drills], claim.journals_inside


class ClaimedDrill(msgspec.Struct, frozen=True):
    """A drill that a pack says it is about."""

    root: str


class Claim(msgspec.Struct, frozen=True):
    """As much of ``evidence.json`` as says what to reckon from."""

    drills: tuple[ClaimedDrill, ...]
    base_of_1315: str
    journals_inside: bool


def _look(path: Path, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse everything that no pack has, before a byte is unpacked."""
    for said in (*_of_names(infos), *_of_sizes(infos, path), *_of_layout(path, archive, infos)):
        raise PackError(said)


def _of_names(infos: list[zipfile.ZipInfo]) -> Iterator[Said]:
    if len(infos) > MOST_MEMBERS:
        yield Said(f"it has {len(infos)} members, over {MOST_MEMBERS}", f"有 {len(infos)} 个成员，超过 {MOST_MEMBERS}")
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename  # as stored: zipfile cuts a name at a zero byte
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            yield Said(f"the member {name!r:.80} would leave its folder", f"成员 {name!r:.80} 会写到包外")
        if name.lower() in seen:
            yield Said(f"the member {name!r:.80} is there twice", f"成员 {name!r:.80} 出现两次")
        if not KNOWN.fullmatch(name):
            yield Said(f"the member {name!r:.80} is none of a pack's", f"证据包不应有成员 {name!r:.80}")
        if info.flag_bits & 0x1:
            yield Said(f"the member {name!r:.80} is encrypted", f"成员 {name!r:.80} 被加密")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            yield Said(f"the member {name!r:.80} is no plain file", f"成员 {name!r:.80} 不是普通文件")
        seen.add(name.lower())
    if not seen & {MANIFEST}:
        yield Said(f"it has no {MANIFEST}", f"其中没有 {MANIFEST}")


def _of_sizes(infos: list[zipfile.ZipInfo], path: Path) -> Iterator[Said]:
    for info in infos:
        name, size = info.filename, info.file_size
        if size > LARGEST_MEMBER:
            yield Said(f"{name} says that it has {size:,} bytes, too many", f"{name} 声称有 {size:,} 字节，过大")
        if size > _SMALL and size > STEEPEST * info.compress_size:
            yield Said(f"{name} grows more than {STEEPEST} times when unpacked", f"{name} 解压后膨胀超过 {STEEPEST} 倍")
    total = sum(info.file_size for info in infos)
    if total > LARGEST or total > STEEPEST * path.stat().st_size + _SMALL:
        yield Said(f"it unpacks to {total:,} bytes, too many", f"解压后有 {total:,} 字节，过大")


def _of_layout(path: Path, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> Iterator[Said]:
    """Members lie one after another; nothing stands before, between or after them but the directory."""
    at = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset != at and not (info.flag_bits & 0x8 and info.header_offset > at):
            yield Said(
                f"bytes of no member stand before {info.filename}", f"{info.filename} 之前有不属于任何成员的字节"
            )
        at = info.header_offset + _local_header(path, info.header_offset) + info.compress_size
    if at > archive.start_dir:
        yield Said("its members overlap", "成员互相重叠")
    with path.open("rb") as file:
        file.seek(-_END, 2)
        if archive.comment or file.read(4) != b"PK\x05\x06":
            yield Said("more follows its directory", "目录之后还有内容")


def _local_header(path: Path, offset: int) -> int:
    """Bytes of a local header with its name and extra field."""
    with path.open("rb") as file:
        file.seek(offset)
        header = file.read(_HEADER)
    return _HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")


def _take(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path, damaged: list[Said]) -> Path:
    """Unpack one member, never more than it said; damage is told, and what could be read is kept."""
    target = folder / info.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    left = info.file_size
    with target.open("wb") as file:
        try:
            with archive.open(info) as source:
                while chunk := source.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        raise zipfile.BadZipFile("it holds more than it says")
                    file.write(chunk)
            if left:
                raise zipfile.BadZipFile("it holds less than it says")
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            damaged.append(Said(f"{info.filename}: is damaged ({error})", f"{info.filename}：已损坏（{error}）"))
    return target
