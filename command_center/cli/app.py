"""The verbs of the program with their arguments; each hands over to its own module, which is loaded only then."""

from __future__ import annotations

import functools
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from command_center.cli.door import Door
from command_center.cli.failures import BROKEN, INTERRUPTED, explain, misuse
from command_center.cli.helping import Command, Group
from command_center.cli.language import UnknownLanguage, choose

PROGRAM = "command-center"


def _group(name: str | None = None) -> typer.Typer:
    return typer.Typer(
        name=name,
        cls=Group,
        no_args_is_help=True,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


app = _group()
show = _group("show")
import_ = _group("import")

RatingsFiles = Annotated[list[Path] | None, typer.Option("--ratings", metavar="FILE")]
AsJson = Annotated[bool, typer.Option("--json")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR")]
JournalFile = Annotated[Path, typer.Argument(metavar="JOURNAL")]


def run(arguments: Sequence[str] | None = None) -> int:
    """Understand ``arguments``, do what they say and return the exit code; see ``command_center.cli.main``."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that a terminal or pipe cannot show is no reason to stop
    try:
        lang, words = choose(words, os.environ)
    except UnknownLanguage as error:
        door = Door("en")
        door.note(door.say("error.language", where=error.where, asked=error.asked))
        return 2
    return _obey(Door(lang), words)


def _obey(door: Door, words: list[str]) -> int:
    try:
        # prog_name, so that help and errors say the same whether started as a program or by a test
        code = command_tree().main(words, prog_name=PROGRAM, standalone_mode=False, obj=door)
        sys.stdout.flush()
    except TyperException as error:
        return misuse(door, error)
    except BrokenPipeError:
        # whoever read us (``| head``) has gone; Python must not complain again when it closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:
        return explain(door, error)
    if code == INTERRUPTED:
        door.note(door.say("error.interrupted"))
    return int(code or 0)


@app.callback(invoke_without_command=True)
def _program(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", is_eager=True)] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="zh|en")] = None,  # noqa: ARG001 - read before Typer
) -> None:
    if version:
        from command_center.version import VERSION

        ctx.obj.out(f"{PROGRAM} {VERSION}")
        raise typer.Exit(0)


@app.command("run", cls=Command)
def _run(
    ctx: typer.Context,
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO")],
    roster: Annotated[str | None, typer.Option("--roster", metavar="NAME")] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0)] = 1,
    staffing: Annotated[str | None, typer.Option("--staffing", metavar="full|half|NAME")] = None,
    horizon: Annotated[str | None, typer.Option("--horizon", metavar="PT8H")] = None,
    adapter: Annotated[list[str] | None, typer.Option("--adapter", metavar="SYSTEM=NAME:ARGUMENT")] = None,
    out: Out = None,
    no_journal: Annotated[bool, typer.Option("--no-journal")] = False,
    force: Annotated[bool, typer.Option("--force")] = False,
    as_json: AsJson = False,
) -> int:
    from command_center.cli.drills import Wish, play

    wish = Wish(scenario, roster, seed, staffing, horizon, tuple(adapter or ()))
    return play(ctx.obj, wish, out, not no_journal, force, as_json)


@app.command("serve", cls=Command)
def _serve(
    ctx: typer.Context,
    scenario: Annotated[str | None, typer.Argument(metavar="[SCENARIO]")] = None,
    roster: Annotated[str | None, typer.Option("--roster", metavar="NAME")] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0)] = 1,
    staffing: Annotated[str | None, typer.Option("--staffing", metavar="full|half|NAME")] = None,
    horizon: Annotated[str | None, typer.Option("--horizon", metavar="PT8H")] = None,
    speed: Annotated[int, typer.Option("--speed", metavar="1..600", min=1, max=600)] = 1,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535)] = 8000,
    public: Annotated[str | None, typer.Option("--public", metavar="URL")] = None,
    trusted_proxy: Annotated[list[str] | None, typer.Option("--trusted-proxy", metavar="ADDRESS")] = None,
    data: Annotated[Path, typer.Option("--data", metavar="DIR")] = Path("drills/live"),
    paused: Annotated[bool, typer.Option("--paused")] = False,
) -> int:
    from command_center.cli.batch import collector_off

    with collector_off():
        from command_center.cli.serving import Asked, serve

        proxies = tuple(trusted_proxy or ())
        asked = Asked(scenario, roster, seed, staffing, horizon, speed, host, port, public, proxies, data, paused)
        return serve(ctx.obj, asked)


@app.command("programme", cls=Command)
def _programme(
    ctx: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN.yaml")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR")],
    as_json: AsJson = False,
) -> int:
    from command_center.cli.programmes import play

    return play(ctx.obj, plan, out, as_json)


@app.command("score", cls=Command)
def _score(
    ctx: typer.Context,
    journals: Annotated[list[Path], typer.Argument(metavar="JOURNAL_OR_FOLDER")],
    explain: Annotated[str | None, typer.Option("--explain", metavar="B2")] = None,
    maturity: Annotated[Path | None, typer.Option("--maturity", metavar="FILE")] = None,
    programme: Annotated[str | None, typer.Option("--programme", metavar="PLAN")] = None,
    ratings: RatingsFiles = None,
    base: Annotated[str, typer.Option("--base", metavar="arrival|answer")] = "arrival",
    as_json: AsJson = False,
) -> int:
    from command_center.cli.scoring import Asked, score

    return score(ctx.obj, Asked(journals, explain, maturity, programme, base, ratings or ()), as_json)


@app.command("report", cls=Command)
def _report(
    ctx: typer.Context,
    journals: Annotated[list[Path], typer.Argument(metavar="JOURNAL_OR_FOLDER")],
    formats: Annotated[str, typer.Option("--format", metavar="html,docx,pdf,xlsx,json,md")] = "html",
    earlier: Annotated[list[Path] | None, typer.Option("--earlier", metavar="JOURNAL")] = None,
    maturity: Annotated[Path | None, typer.Option("--maturity", metavar="FILE")] = None,
    programme: Annotated[str | None, typer.Option("--programme", metavar="PLAN")] = None,
    ratings: RatingsFiles = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = Path("report"),
    as_json: AsJson = False,
) -> int:
    from command_center.cli.reporting import Asked, report

    return report(ctx.obj, Asked(journals, formats, earlier or (), maturity, programme, out, ratings or ()), as_json)


@app.command("evidence", cls=Command)
def _evidence(
    ctx: typer.Context,
    journals: Annotated[list[Path], typer.Argument(metavar="JOURNAL_OR_FOLDER")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.zip")],
    without_journals: Annotated[bool, typer.Option("--without-journals")] = False,
    maturity: Annotated[Path | None, typer.Option("--indicators", "--maturity", metavar="FILE")] = None,
    programme: Annotated[str | None, typer.Option("--programme", metavar="PLAN")] = None,
    ratings: RatingsFiles = None,
    base: Annotated[str, typer.Option("--base", metavar="arrival|answer")] = "arrival",
    as_json: AsJson = False,
) -> int:
    from command_center.cli.packing import Asked, evidence

    asked = Asked(journals, out, not without_journals, maturity, programme, ratings or (), base)
    return evidence(ctx.obj, asked, as_json)


@app.command("replay", cls=Command)
def _replay(
    ctx: typer.Context,
    journal: JournalFile,
    check: Annotated[bool, typer.Option("--check")] = False,  # noqa: ARG001 - a replay always compares
    as_json: AsJson = False,
) -> int:
    from command_center.cli.replaying import replay

    return replay(ctx.obj, journal, as_json)


@app.command("verify", cls=Command)
def _verify(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE")],
    root: Annotated[str | None, typer.Option("--root", metavar="HEX")] = None,
    as_json: AsJson = False,
) -> int:
    from command_center.cli.verifying import verify

    return verify(ctx.obj, files, root, as_json)


@app.command("check", cls=Command)
def _check(
    ctx: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="FILE_OR_FOLDER")],
    as_json: AsJson = False,
) -> int:
    from command_center.cli.files import check

    return check(ctx.obj, paths, as_json)


@app.command("list", cls=Command)
def _list(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="scenarios|rosters|programmes|mappings|policies|facts")],
    as_json: AsJson = False,
) -> int:
    from command_center.cli.lists import show_list

    return show_list(ctx.obj, what, as_json)


@show.command("scoreboard", cls=Command)
def _show_scoreboard(ctx: typer.Context, journal: JournalFile, as_json: AsJson = False) -> int:
    from command_center.cli.showing import show_scoreboard

    return show_scoreboard(ctx.obj, journal, as_json)


@show.command("ticket", cls=Command)
def _show_ticket(
    ctx: typer.Context,
    journal: JournalFile,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=0)],
    as_json: AsJson = False,
) -> int:
    from command_center.cli.showing import show_ticket

    return show_ticket(ctx.obj, journal, number, as_json)


@show.command("seat", cls=Command)
def _show_seat(
    ctx: typer.Context,
    journal: JournalFile,
    seat: Annotated[str, typer.Argument(metavar="SEAT")],
    as_json: AsJson = False,
) -> int:
    from command_center.cli.showing import show_seat

    return show_seat(ctx.obj, journal, seat, as_json)


@show.command("fact", cls=Command)
def _show_fact(
    ctx: typer.Context,
    journal: JournalFile,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=0)],
    as_json: AsJson = False,
) -> int:
    from command_center.cli.showing import show_fact

    return show_fact(ctx.obj, journal, number, as_json)


@import_.command("tickets", cls=Command)
def _import_tickets(
    ctx: typer.Context,
    table: Annotated[Path, typer.Argument(metavar="CSV")],
    mapping: Annotated[str, typer.Option("--mapping", metavar="MAP.yaml")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER")],
    roster: Annotated[str, typer.Option("--roster", metavar="NAME")] = "d-city",
    as_json: AsJson = False,
) -> int:
    from command_center.cli.files import import_tickets

    return import_tickets(ctx.obj, table, mapping, out, roster, as_json)


app.add_typer(show)
app.add_typer(import_)


@functools.cache
def command_tree() -> Any:
    """The program as Typer understood it: its verbs, their arguments and options (for the manual and its test)."""
    return typer.main.get_command(app)
