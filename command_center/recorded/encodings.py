"""Which encoding a file is in: a byte order mark or valid UTF-8 tell; everything else the mapping must name."""

from __future__ import annotations

import codecs

from command_center.plan.problems import Said

CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be", "shift_jis", "cp1252")
BROKEN = "\udcff"
"""Stands for bytes that the encoding does not know; no well-formed text holds it."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEVEN_BIT = ("utf_7", "hz", "iso2022", "punycode", "idna", "raw_unicode", "unicode_escape")
_NUL_SHARE = 8  # one byte in so many may be NUL
_HANDLER = "command-center-broken"


def usable(name: str) -> bool:
    """Whether ``name`` is a text encoding that can be told from UTF-8 (seven-bit ones cannot)."""
    try:
        found = codecs.lookup(name).name.replace("-", "_")
        b"".decode(name)
    except (LookupError, ValueError, UnicodeError):
        return False
    return not found.startswith(_SEVEN_BIT)


def byte_order_mark(start: bytes) -> tuple[str, int]:
    """The encoding that the first bytes name and how many bytes that mark has; ("", 0) if there is none."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding, len(mark)
    return "", 0


def broken_bytes_marked() -> str:
    """The name of the error handler that puts ``BROKEN`` where bytes cannot be decoded."""
    codecs.register_error(_HANDLER, lambda error: (BROKEN, getattr(error, "end", 0)))
    return _HANDLER


class Utf8Check:
    """Tells of bytes handed in piece by piece whether they are UTF-8, and keeps a sample of those that are not.

    Text in UTF-16 can be valid UTF-8 with every other byte NUL: that many NUL bytes are no UTF-8 either. A few of them
    are, and cost the rows that they stand in.
    """

    def __init__(self) -> None:
        self.sample = b""
        self._well_formed = True
        self._nul = self._size = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._before = b""

    def feed(self, piece: bytes, final: bool = False) -> None:
        """Look at the next piece; ``final`` after the last one."""
        if not self._well_formed:
            return
        self._size += len(piece)
        self._nul += piece.count(0)
        try:
            self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            self._well_formed = False
        if not (self.sample or self.valid):
            self.sample = _sample(self._before + piece)
        self._before = piece[-64:]

    @property
    def valid(self) -> bool:
        """Whether all pieces so far are UTF-8."""
        return self._well_formed and self._nul * _NUL_SHARE <= self._size


def _sample(piece: bytes) -> bytes:
    """About 60 bytes around the first that are not ASCII text, from the beginning of their line."""
    found = next((at for at, byte in enumerate(piece) if byte > 127 or byte == 0), 0)
    begin = max(piece.rfind(b"\n", 0, found) + 1, found - 40, 0)
    begin += piece[begin : begin + 1] == b"\0"  # the second half of a UTF-16 line end
    return piece[begin : begin + 60]


def candidates(sample: bytes) -> Said:
    """What the sample would read as under each candidate, as one line of text."""
    shown = {name: _shown(sample, name) for name in CANDIDATES}
    en = "; ".join(f"encoding: {name} would read 「{text}」" for name, text in shown.items())
    return Said(en, "；".join(f"encoding: {name} 读作「{text}」" for name, text in shown.items()))


def _shown(sample: bytes, encoding: str) -> str:
    text = sample.decode(encoding, "replace").split("\n")[0][:24]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
