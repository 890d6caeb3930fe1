"""The form of an evidence pack: the names of its members, and the manifest over them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

FORMAT = "command-center evidence"
VERSION = 1
MARK = "EXERCISE 演练"

README = "README.md"
MANIFEST = "manifest.json"
EVIDENCE = "evidence.json"
SHEET = "sheet.json"
INDICATORS = "indicators.yaml"
PROGRAMME = "programme.yaml"
FIRST = (README, MANIFEST, EVIDENCE, SHEET, INDICATORS, PROGRAMME)
"""The members that come first, in this order."""

JOURNAL_NAMES = ("journal.jsonl.zst", "journal.jsonl")
_HEX = "[0-9a-f]{64}"
KNOWN = re.compile(
    r"(README\.md|manifest\.json|evidence\.json|sheet\.json|indicators\.yaml|programme\.yaml"
    r"|cases/[A-D][1-9]\.jsonl"
    rf"|journals/{_HEX}/(journal\.jsonl(\.zst)?|ratings\.jsonl|inputs/{_HEX}))"
)
"""Every name that a member may have."""

Content = bytes | Path
"""What a member holds: bytes, or a file to be copied as it is."""


def cases_name(indicator: str) -> str:
    """The member with an indicator's cases."""
    return f"cases/{indicator}.jsonl"


def folder_of(root: str) -> str:
    """Where the journal with this root lies, with its ratings and inputs beside it as on disk."""
    return f"journals/{root}"


def in_order(names: Mapping[str, Any]) -> list[str]:
    """The members in the order of the pack."""
    return [name for name in FIRST if name in names] + sorted(set(names) - set(FIRST))


class Member(msgspec.Struct, frozen=True):
    """A line of the manifest: size and SHA-256 of a member."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in the pack; ``program`` is the one that made it and is no part of the figures."""

    mark: str
    format: str
    version: int
    program: str
    members: dict[str, Member]


def text_of(value: object) -> bytes:
    """JSON for people and programs: in the order given, one space a level."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def measured(content: Content) -> Member:
    """Size and digest of a member."""
    if isinstance(content, bytes):
        return Member(len(content), hashlib.sha256(content).hexdigest())
    with content.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Member(content.stat().st_size, digest)


def manifest_of(members: Mapping[str, Content], program: str) -> Manifest:
    """The manifest over all members but itself."""
    listed = {name: measured(members[name]) for name in in_order(members) if name != MANIFEST}
    return Manifest(MARK, FORMAT, VERSION, program, listed)


def seal_of(manifest: bytes) -> str:
    """The seal of a pack: the SHA-256 of its manifest."""
    return hashlib.sha256(manifest).hexdigest()
