"""Help in the language asked for: Typer knows the commands and options, the texts stand in ``words.py``.

A command's help is found by its path (``help.run``, ``help.show.ticket``), an option's by its command and name
(``help.run.seed``), or by its name alone where it means the same everywhere (``help.any.json``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from command_center.cli.door import Door
from command_center.cli.drawing import wrap
from command_center.words import TABLE, Words

ANY = "any"


class Command(TyperCommand):
    """A command whose help is drawn by us."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - we draw, the formatter has nothing to do
        """Draw the help of this command."""
        _draw(self, ctx)


class Group(TyperGroup):
    """A group of commands whose help is drawn by us."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - we draw, the formatter has nothing to do
        """Draw the help of this group."""
        _draw(self, ctx)


def path_of(ctx: typer.Context) -> str:
    """The verbs that led here, e.g. ``show.ticket``; ``program`` for the program itself."""
    names: list[str] = []
    at: Any = ctx
    while at is not None and at.parent is not None:
        names.insert(0, str(at.info_name))
        at = at.parent
    return ".".join(names) or "program"


def option_key(path: str, name: str) -> str:
    """The key of an option's help text."""
    own = f"help.{path}.{name}"
    return own if own in TABLE else f"help.{ANY}.{name}"


def usage(ctx: typer.Context, say: Words) -> str:
    """How to write the command, on one line."""
    command: Any = ctx.command
    parts = [ctx.command_path, say("help.options.short")]
    parts += [_metavar(param) for param in command.params if isinstance(param, TyperArgument)]
    if isinstance(command, TyperGroup):
        parts.append(say("help.verb.short"))
    return say("help.usage", usage=" ".join(parts))


def _draw(command: Command | Group, ctx: typer.Context) -> None:
    door: Door = ctx.obj
    say, path = door.say, path_of(ctx)
    door.out(usage(ctx, say))
    door.out()
    _paragraphs(door, say(f"help.{path}"))
    params = command.get_params(ctx)
    arguments = [
        (_metavar(param), say(option_key(path, str(param.name))))
        for param in params
        if isinstance(param, TyperArgument)
    ]
    options = [(_option(param), _described(param, path, say)) for param in params if isinstance(param, TyperOption)]
    if path != "program":
        options.append(("--lang zh|en", say("help.program.lang")))  # taken out before Typer, so it may stand anywhere
    _section(door, say("help.arguments"), arguments)
    _section(door, say("help.options"), options)
    _section(door, say("help.verbs"), _verbs(command, path, say))
    examples = f"example.{path}"
    if examples in TABLE:
        door.out()
        door.out(say("help.examples"))
        for line in say(examples).splitlines():
            door.out(f"  {line}")


def _paragraphs(door: Door, text: str) -> None:
    for paragraph in text.splitlines():
        for line in wrap(paragraph, door.width):
            door.out(line)


def _verbs(command: Command | Group, path: str, say: Words) -> list[tuple[str, str]]:
    if not isinstance(command, TyperGroup):
        return []
    before = "" if path == "program" else f"{path}."
    return [(name, say(f"help.{before}{name}").partition("\n")[0]) for name in command.commands]


def _section(door: Door, title: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    indent = max(len(left) for left, _ in rows) + 4
    door.out()
    door.out(title)
    for left, right in rows:
        first, *others = wrap(right, door.width - indent)
        door.out(f"  {left}".ljust(indent) + first)
        for line in others:
            door.out(" " * indent + line)


def _metavar(param: Any) -> str:
    name = param.metavar or str(param.name).upper()
    return f"{name}..." if param.nargs == -1 else str(name)


def _option(param: TyperOption) -> str:
    names = ", ".join(sorted(param.opts, key=len))  # Typer gives them in no order
    return names if param.is_flag or param.name == "help" else f"{names} {_metavar(param)}"


def _described(param: TyperOption, path: str, say: Words) -> str:
    text = say(option_key(path, str(param.name)))
    if param.default in (None, False, ()) or param.is_flag or not isinstance(param.default, str | int | Path):
        return text
    return text + say("help.default", value=param.default)
