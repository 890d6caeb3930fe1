"""The format of a journal: its lines, its root, and the frames in which it is stored.

1. A header holds the hash of the frame before and of its own plain lines; the foot holds the hash of the last frame,
   and its own bytes can be rebuilt from what it says. So no byte stands outside a hashed range.
2. The root is made from plain lines alone: compression, its level and its library cannot change a drill's identity.
3. Nothing here trusts a file: sizes are looked at before anything is unpacked; garbage ends in DamageError.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import msgspec
import zstandard

from command_center.facts import KINDS, fields_of

FORMAT = "command-center journal"
VERSION = 1
BLOCK = 1_000
"""Facts in each block but the last."""
LARGEST = 64 * 1024 * 1024
"""Bytes of plain text in one frame at most; a reader refuses more, so that a small file cannot fill the memory."""

_MAGIC = b"\x28\xb5\x2f\xfd"  # opens every zstd frame (RFC 8878)
_SINGLE_RAW = b"\xa0"  # frame descriptor: single segment, four bytes of content size, no checksum
UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)  # all that a decoder raises on garbage
encoder = msgspec.json.Encoder()


class JournalError(Exception):
    """A journal cannot be written, opened or read; the text says which file, which block and why."""


class Head(msgspec.Struct, frozen=True):
    """The first line: what the file is, and the field names of every kind of fact in the order of its array."""

    format: str
    version: int
    kinds: dict[str, list[str]] = {}


class BlockHeader(msgspec.Struct, frozen=True):
    """The line before a block's facts: its number from 1, first fact, count, and the two hashes (hex)."""

    block: int
    first: int
    count: int
    before: str
    lines: str


class Foot(msgspec.Struct, frozen=True):
    """The last line: how the drill ended, how much there is, the last frame's hash and the root (hex)."""

    foot: bool
    status: str
    facts: int
    blocks: int
    before: str
    root: str


def line_of(value: object) -> bytes:
    """Canonical text: fields in the order of the class, no spaces, non-ASCII kept, one newline at the end."""
    return encoder.encode(value) + b"\n"


def hex_digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def frame_hash(stored: bytes, first_line: bytes, compressed: bool) -> str:
    """What the next frame records of this one: the hash of its bytes as stored. Of a frame stored as text its first
    line is enough, since that of a block holds the hash of all the others.
    """
    return hex_digest(stored if compressed else first_line)


def head_line() -> bytes:
    """The head that this version of the program writes."""
    return line_of(Head(FORMAT, VERSION, {kind: list(fields_of(KINDS[kind])) for kind in sorted(KINDS)}))


class Root:
    """The running identity of a drill: a chain over the head line, each block's lines, and the foot's own words."""

    def __init__(self, head_line: bytes) -> None:
        self._chain = hashlib.sha256(head_line).digest()

    def add(self, lines_digest: bytes) -> None:
        """Chain one more block, by the digest of its fact lines."""
        self._chain = hashlib.sha256(self._chain + lines_digest).digest()

    def hex(self, status: str, facts: int, blocks: int) -> str:
        """The root, once it is known how the drill ended and how much there is."""
        words = line_of({"foot": True, "status": status, "facts": facts, "blocks": blocks})
        return hex_digest(self._chain + hashlib.sha256(words).digest())


def foot_frame(foot: Foot, compressed: bool) -> bytes:
    """The foot as stored. Its zstd frame is made by hand from one raw block: no library may pack it otherwise."""
    text = line_of(foot)
    if not compressed:
        return text
    last_raw_block = (len(text) << 3 | 1).to_bytes(3, "little")
    return _MAGIC + _SINGLE_RAW + len(text).to_bytes(4, "little") + last_raw_block + text


class DamageError(Exception):
    """A frame cannot be read; ``offset`` is where it begins."""

    def __init__(self, why: str, offset: int = 0) -> None:
        super().__init__(why)
        self.offset = offset


class Frames:
    """A journal file as a row of frames, each read when asked for; knows both variants, judges nothing."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._length = os.fstat(self._file.fileno()).st_size
        self.compressed = self.at(0, 1) != b"{"
        self._decompressor = zstandard.ZstdDecompressor()

    def __enter__(self) -> Frames:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def at(self, offset: int, size: int) -> bytes:
        """The bytes as stored; fewer where the file ends."""
        self._file.seek(offset)
        return self._file.read(size)

    def spans(self) -> Iterator[tuple[int, int]]:
        """Offset and size of each frame, found without unpacking any; DamageError where no frame follows."""
        return self._zstd_spans() if self.compressed else self._text_spans()

    def plain(self, stored: bytes) -> bytes:
        """The text of a frame."""
        if self.compressed:
            try:
                stored = self._decompressor.decompress(stored)
            except (zstandard.ZstdError, MemoryError) as error:
                raise DamageError(f"is damaged: it cannot be decompressed ({error})") from None
        if not stored.endswith(b"\n"):
            raise DamageError("is damaged: its text does not end with a line's end")
        return stored

    def hash(self, stored: bytes) -> str:
        """What the next frame records of this one."""
        return frame_hash(stored, stored[: stored.find(b"\n") + 1], self.compressed)

    def _zstd_spans(self) -> Iterator[tuple[int, int]]:
        offset = 0
        while offset < self._length:
            try:
                end = self._zstd_end(offset)
            except zstandard.ZstdError:
                raise DamageError("is damaged: no zstd frame begins here", offset) from None
            if end > self._length:
                raise DamageError("is damaged or cut off: the file ends within it", offset)
            yield offset, end - offset
            offset = end

    def _zstd_end(self, offset: int) -> int:
        opening = self.at(offset, 18)
        if opening[:4] != _MAGIC:
            raise zstandard.ZstdError("another kind of frame")
        frame = zstandard.get_frame_parameters(opening)
        if frame.content_size > LARGEST:
            raise DamageError(f"is damaged: it names no size, or one over {LARGEST} bytes", offset)
        end, last = offset + zstandard.frame_header_size(opening), 0
        while not last and end <= self._length:
            block = int.from_bytes(self.at(end, 3).ljust(3, b"\xff"), "little")
            last, repeated = block & 1, block >> 1 & 3 == 1
            end += 3 + (1 if repeated else block >> 3)
        return end + 4 * frame.has_checksum

    def _text_spans(self) -> Iterator[tuple[int, int]]:
        start, position, carry = 0, 0, b""
        while chunk := self.at(position, 1 << 20):
            window, base = carry + chunk, position - len(carry)
            found = window.find(b"\n{")
            while found >= 0:
                yield start, base + found + 1 - start
                start = base + found + 1
                found = window.find(b"\n{", found + 1)
            position, carry = position + len(chunk), window[-1:]
            if position - start > LARGEST:
                raise DamageError(f"is damaged: it has over {LARGEST} bytes", start)
        if start < self._length:
            yield start, self._length - start


def divide(plain: bytes) -> tuple[bytes, bytes]:
    """A frame's first line, and the lines after it."""
    end = plain.index(b"\n") + 1
    return plain[:end], plain[end:]


def read_head(text: bytes) -> Head:
    """The head, if it is one that this program can read."""
    try:
        head = msgspec.json.decode(text, type=Head)
    except UNREADABLE:
        raise DamageError("this is not a command-center journal") from None
    if head.format != FORMAT:
        raise DamageError("this is not a command-center journal")
    if head.version > VERSION:
        raise DamageError(f"the journal is of version {head.version}; this program reads up to {VERSION}")
    return head
