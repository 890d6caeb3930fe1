"""How the program fails: one line for each problem on standard error, an exit code, never a traceback."""

from __future__ import annotations

import errno
import re
from typing import Any

from typer.exceptions import TyperException

from command_center.cli.door import Door, WrongInput
from command_center.cli.findings import finding
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
    """Typer's own sentence where it will do in English; ours in Chinese, since Typer has none."""
    param = getattr(error, "param", None)
    name = getattr(error, "option_name", None) or (param.get_error_hint() if param is not None else "")
    plain = _plain(door, error.message)
    if plain:
        return door.say("error.usage", message=plain)
    kind = type(error).__name__
    if kind == "BadParameter" and _is_number(param):
        return door.say("error.bad_value", name=name, message=_right_number(door, param))
    if door.lang == "en":
        return door.say("error.usage", message=error.format_message())
    if kind == "NoSuchOption":
        known = getattr(error, "possibilities", None) or ()
        return door.say("error.no_option", name=name) + (
            door.say("error.meant", names=", ".join(known)) if known else ""
        )
    if kind == "MissingParameter":
        return door.say("error.missing", name=name)
    if kind == "BadParameter":
        return door.say("error.bad_value", name=name, message=error.message)
    return door.say("error.usage", message=error.format_message())


_SENTENCES = (
    (re.compile(r"No such command '(?P<name>.*?)'\.(?: Did you mean '(?P<names>.*)'\?)?"), "error.no_command"),
    (re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((?P<name>.*)\)"), "error.too_many"),
    (re.compile(r"Option '(?P<name>.*)' requires an argument\."), "error.no_value"),
    (re.compile(r"Option '(?P<name>.*)' does not take a value\."), "error.unwanted_value"),
    (re.compile(r"\w+ '(?P<name>.*)' is not readable\.", re.DOTALL), "error.no_access"),
)
"""Sentences of Typer for which ours stand in, in both languages."""


def _plain(door: Door, message: str) -> str:
    for pattern, key in _SENTENCES:
        match = pattern.fullmatch(message)
        if match:
            names = match.groupdict().get("names")
            return door.say(key, name=match["name"]) + (door.say("error.meant", names=names) if names else "")
    return ""


def _is_number(param: Any) -> bool:
    return param is not None and param.type_descriptor.annotation is int


def _right_number(door: Door, param: Any) -> str:
    """Which numbers an option takes."""
    info = param.type_descriptor.parameter_info
    if info.min is not None and info.max is not None:
        return door.say("error.between", least=info.min, most=info.max)
    return door.say("error.whole_number") if info.min is None else door.say("error.least", least=info.min)


def explain(door: Door, error: Exception) -> int:
    """Wrong input of every kind; anything else is a fault of the program, said in a line and kept in full in a file."""
    from command_center.beside import HelperLost

    if isinstance(error, HelperLost):
        door.note(door.say("error.helper", code=error.code))
        return FAULT
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
    from command_center.drill import JournalExistsError
    from command_center.journal import JournalError
    from command_center.library import NotInLibrary
    from command_center.plan.asked import WrongArgument
    from command_center.plan.problems import PlanError

    if isinstance(error, PlanError):
        return [problem.text(door.lang) for problem in error.problems]
    if isinstance(error, WrongArgument):
        return ["--" + getattr(error.said, door.lang, str(error))]
    if isinstance(error, JournalExistsError):
        return [door.say("error.exists", path=error.path)]
    if isinstance(error, NotInLibrary):
        return [_not_there(door, error)]
    if isinstance(error, WrongInput):
        return [str(error)]
    if isinstance(error, JournalError):
        said = finding(str(error), door.lang)
        return [said + door.say("error.journal") if "damaged" in str(error) else said]
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
        errno.EEXIST: "error.is_file",
        errno.ENOSPC: "error.disk_full",
    }.get(error.errno or 0, "error.system")
    return door.say(key, name=error.filename or "?", reason=error.strerror or str(error))
