"""The verb ``verify``: it reads the journal alone, the engine is not even loaded."""

from __future__ import annotations

import re
from pathlib import Path

from command_center.cli.door import Door, WrongInput
from command_center.cli.findings import finding
from command_center.cli.paths import a_file
from command_center.journal import Journal
from command_center.journal import verify as verify_journal


def verify(door: Door, path: Path, root: str | None, as_json: bool) -> int:
    """Check that a journal is whole; 1 where it is not."""
    if root is not None and not re.fullmatch("[0-9a-fA-F]{64}", root):
        raise WrongInput(door.say("error.root", root=root))
    findings = verify_journal(a_file(path), root)
    true_root = None if findings else Journal.open(path).root
    if as_json:
        door.json({"journal": str(path), "whole": not findings, "root": true_root, "findings": findings})
    elif findings:
        door.out(door.say("verify.damaged", path=path))
        for said in (finding(text, door.lang) for text in findings):
            door.out(f"  {said}")
    else:
        door.out(door.say("verify.whole", path=path))
        door.out(door.say("verify.root", root=true_root))
    return 1 if findings else 0
