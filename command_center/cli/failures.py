"""How the program fails: one line for each problem on standard error, an exit code, never a traceback."""

from __future__ import annotations

import errno
from typing import Any

from typer.exceptions import TyperException

from command_center.cli.door import Door, WrongInput
from command_center.cli.helping import usage

FOUND = 1
"""``verify`` or ``replay`` found something."""
BROKEN = 1
"""Nobody reads our output any more."""
WRONG = 2
"""Wrong input."""
FAULT = 70
"""A fault of the program itself (EX_SOFTWARE of BSD's sysexits)."""
INTERRUPTED = 130
"""Ctrl-C."""


def misuse(door: Door, error: TyperException) -> int:
    """A command line that cannot be understood: what is wrong, and how the command is written."""
    context: Any = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return WRONG  # the help has been shown
    door.note(_said(door, error))
    if context is not None:
        door.note(usage(context, door.say))
        door.note(door.say("error.see_help", command=context.command_path))
    return WRONG


def _said(door: Door, error: Any) -> str:
    """Typer's own sentence; in Chinese ours, since Typer has none."""
    if door.lang == "en":
        return door.say("error.usage", message=error.format_message())
    kind = type(error).__name__
    param = getattr(error, "param", None)
    name = getattr(error, "option_name", None) or (param.get_error_hint() if param is not None else "")
    if kind == "NoSuchOption":
        known = getattr(error, "possibilities", None) or ()
        return door.say("error.no_option", name=name) + (
            door.say("error.meant", names=", ".join(known)) if known else ""
        )
    if kind == "MissingParameter":
        return door.say("error.missing", name=name)
    if kind == "BadParameter":
        return door.say("error.bad_value", name=name, message=_bad_value(door, param, error.message))
    return door.say("error.usage", message=error.format_message())


def _bad_value(door: Door, param: Any, message: str) -> str:
    """What is wrong with a value; numbers are the only values that Typer itself refuses here."""
    is_number = param is not None and param.type_descriptor.annotation is int
    return door.say("error.whole_number") if is_number else message


def explain(door: Door, error: Exception) -> int:
    """Wrong input of every kind; anything else is a fault of the program, said in a line and kept in full in a file."""
    lines = _lines(door, error)
    for line in lines:
        door.note(line)
    return WRONG if lines else _fault(door, error)


def _fault(door: Door, error: Exception) -> int:
    """A fault of ours: no traceback on the screen, but one in a file that whoever mends it can be sent."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="command-center-fault-", suffix=".txt", delete=False) as file:
        file.write("".join(traceback.format_exception(error)))
    door.note(door.say("error.fault", kind=type(error).__name__, message=str(error), path=file.name))
    return FAULT


def _lines(door: Door, error: Exception) -> list[str]:
    from command_center.journal import JournalError
    from command_center.library import NotInLibrary
    from command_center.plan.problems import PlanError

    if isinstance(error, PlanError):
        return [problem.text(door.lang) for problem in error.problems]
    if isinstance(error, NotInLibrary):
        return [_not_there(door, error)]
    if isinstance(error, WrongInput | JournalError):
        return [str(error)]
    if isinstance(error, OSError):
        return [_system(door, error)]
    return []


def _not_there(door: Door, error: Any) -> str:
    return door.say(
        "error.not_there", name=error.name, known=", ".join(error.known), kind=door.say(f"kind.{error.kind}")
    )


def _system(door: Door, error: OSError) -> str:
    key = {
        errno.ENOENT: "error.no_file",
        errno.EACCES: "error.no_access",
        errno.EISDIR: "error.is_folder",
        errno.ENOTDIR: "error.is_file",
        errno.ENOSPC: "error.disk_full",
    }.get(error.errno or 0, "error.system")
    return door.say(key, name=error.filename or "?", reason=error.strerror or str(error))
