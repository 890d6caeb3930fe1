"""The verb ``serve``: a live drill for people in a room."""

from __future__ import annotations

import errno
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from socket import gaierror
from typing import NamedTuple
from urllib.parse import urlsplit

from command_center.cli.batch import settled_collector, swept_collector
from command_center.cli.door import Door, WrongInput, clock
from command_center.cli.drills import Wish, prepare

NEEDS = ("fastapi", "uvicorn", "websockets", "itsdangerous", "segno")
"""The modules of the ``live`` extra."""
DATA = Path("drills/live")
"""Where live drills go when nobody says where."""


class Asked(NamedTuple):
    """What somebody asked ``serve`` for, as they wrote it."""

    scenario: str | None
    roster: str | None
    seed: int
    staffing: str | None
    horizon: str | None
    speed: int
    host: str
    port: int
    public: str | None
    proxies: tuple[str, ...]
    data: Path
    paused: bool


def serve(door: Door, asked: Asked) -> int:
    """Serve until Ctrl-C."""
    if any(find_spec(module) is None for module in NEEDS):
        raise WrongInput(door.say("error.live_extra"))
    _check_public(door, asked.public)
    _check_proxies(door, asked.proxies)
    from command_center.drill import Recipe, recipe
    from command_center.live.lines import LogDamage
    from command_center.live.problems import Trouble
    from command_center.live.serving import Opened, Options
    from command_center.live.serving import serve as serve_live
    from command_center.live.storage import NotOurs
    from command_center.play import inputs_of

    made_of: Recipe | None = None
    if asked.scenario is not None:
        ready = prepare(door, Wish(asked.scenario, asked.roster, asked.seed, asked.staffing, asked.horizon))
        made_of = recipe(
            ready.scenario, ready.roster, seed=ready.seed, staffing=ready.staffing, horizon=ready.horizon,
            inputs=inputs_of(ready.scenario, ready.folder),
        )  # fmt: skip

    def told(opened: Opened) -> None:
        settled_collector()
        _greet(door, asked, made_of, opened)

    options = Options(asked.data, asked.host, asked.port, asked.public or "", asked.speed, asked.paused, asked.proxies)
    try:
        serve_live(options, made_of, told, swept_collector)
    except Trouble as trouble:
        raise WrongInput(trouble.detail(door.lang)) from None
    except (LogDamage, NotOurs) as error:
        raise WrongInput(str(error)) from None
    except OSError as error:
        raise _address(door, asked, error) from None
    door.note(door.say("serve.stopped", path=asked.data))
    return 0


def _check_public(door: Door, public: str | None) -> None:
    if public is not None:
        parts = urlsplit(public)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise WrongInput(door.say("error.public", text=public))


def _check_proxies(door: Door, proxies: tuple[str, ...]) -> None:
    """Addresses or networks, and not everybody: whoever is believed may say who somebody is."""
    for text in proxies:
        try:
            wide = ip_network(text).prefixlen == 0
        except ValueError:
            wide = True
        if wide:
            raise WrongInput(door.say("error.proxy", text=text))


def _address(door: Door, asked: Asked, error: OSError) -> Exception:
    """What is wrong with the address or the folder; any other error as it is."""
    where = {"host": asked.host, "port": asked.port, "path": asked.data}
    if isinstance(error, BlockingIOError):
        return WrongInput(door.say("error.data_taken", **where))
    if isinstance(error, gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return WrongInput(door.say("error.host", **where))
    if error.errno == errno.EADDRINUSE:
        return WrongInput(door.say("error.port_taken", **where))
    if error.errno == errno.EACCES and error.filename is None:
        return WrongInput(door.say("error.port_denied", **where))
    return error


def _greet(door: Door, asked: Asked, made_of: object, opened: object) -> None:
    """Links, and how to stop; all of it at once, so that it can be read from a pipe."""
    from command_center.drill import Recipe
    from command_center.live.serving import Opened

    assert isinstance(opened, Opened)
    say, lines = door.say, []
    if isinstance(made_of, Recipe):
        scenario = made_of.scenario
        title = scenario.title.zh if door.lang == "zh" else scenario.title.en
        lines.append(say("serve.heading", title=title, drill=opened.drill, path=asked.data / "drills" / opened.drill))
        if opened.resumed:
            lines.append(say("serve.resumed", clock=clock(scenario.start, scenario.zone, opened.now)))
        else:
            lines.append(say("serve.paused" if asked.paused else "serve.running", speed=asked.speed))
    else:
        lines.append(say("serve.heading_drills", path=asked.data))
    lines.append(say("serve.director", link=opened.director))
    if opened.wall:
        lines += [say("serve.wall", link=opened.wall), say("serve.seats")]
    if asked.public and not asked.proxies:
        lines.append(say("serve.proxy"))
    if not opened.only_here:
        lines.append(say("serve.reachable", base=opened.base))
    lines.append(say("serve.stop"))
    door.out("\n".join(lines))
    import sys

    sys.stdout.flush()
