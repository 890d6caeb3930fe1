"""The verb ``verify``: it reads journals or an evidence pack alone, the engine is not even loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from command_center.cli.door import Door, WrongInput
from command_center.cli.findings import finding
from command_center.cli.paths import a_journal
from command_center.journal import Journal
from command_center.journal import verify as verify_journal

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def verify(door: Door, paths: Sequence[Path], root: str | None, as_json: bool) -> int:
    """Check that journals are whole, or that an evidence pack holds; 1 where one does not."""
    if root is not None and not re.fullmatch("[0-9a-fA-F]{64}", root):
        raise WrongInput(door.say("error.root", root=root))
    first, *others = paths
    if _is_zip(a_journal(first)):
        from command_center.cli.packing import verify_pack

        return verify_pack(door, first, others, root, as_json)
    if root is not None and others:
        raise WrongInput(door.say("error.several_roots"))
    found = [_journal(a_journal(path), root) for path in paths]
    if as_json:
        door.json(found[0] if not others else {"journals": found})
    else:
        for each in found:
            _tell(door, each)
    return 0 if all(each["whole"] for each in found) else 1


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _ZIP


def _journal(path: Path, root: str | None) -> dict[str, Any]:
    findings = verify_journal(path, root)
    true_root = None if findings else Journal.open(path).root
    return {"journal": str(path), "whole": not findings, "root": true_root, "findings": findings}


def _tell(door: Door, found: dict[str, Any]) -> None:
    if found["whole"]:
        door.out(door.say("verify.whole", path=found["journal"]))
        door.out(door.say("verify.root", root=found["root"]))
        return
    door.out(door.say("verify.damaged", path=found["journal"]))
    for said in (finding(text, door.lang) for text in found["findings"]):
        door.out(f"  {said}")
