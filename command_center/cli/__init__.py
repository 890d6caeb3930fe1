"""The door for people at a terminal: ``command-center VERB ...``; see docs/cli.md."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program on ``arguments`` (those of the process where None) and return its exit code.

    0: done. 1: ``verify`` or ``replay`` found something. 2: wrong input. 70: a fault of ours. 130: stopped by Ctrl-C.
    """
    from command_center.cli.app import run
    from command_center.cli.batch import end_at_once

    end_at_once()
    return run(arguments)
