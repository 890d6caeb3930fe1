"""The server as people meet it: sockets that follow a drill, a process that is started, stopped and started again."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from command_center.cli import main
from command_center.folds.pictures.patch import apply_patch
from command_center.live.access import HOUSE
from command_center.plan.spans import HOUR
from tests.live_room import named, served

ROOT = Path(__file__).resolve().parents[1]


class Seen:
    """What a page knows: it applies what it is sent and nothing else."""

    def __init__(self) -> None:
        self.picture: dict[str, Any] = {}
        self.seq = -1
        self.kinds: list[str] = []
        self.pace: dict[str, Any] = {}

    def hear(self, text: str) -> str:
        message = json.loads(text)
        kind = str(message["kind"])
        self.kinds.append(kind)
        self.pace = message["pace"]
        if kind == "full":
            self.picture, self.seq = message["picture"], message["seq"]
        elif kind == "change":
            assert message["base"] == self.seq
            self.picture, self.seq = apply_patch(self.picture, message["patch"]), message["seq"]
        return kind

    def follow(self, viewer: ClientConnection, kind: str) -> None:
        while self.hear(str(viewer.recv(timeout=10))) != kind:
            pass


def watch(base: str, drill: str, key: str, view: str = "wall") -> ClientConnection:
    address = f"{base.replace('http', 'ws')}/api/drills/{drill}/watch?view={view}"
    return connect(address, subprotocols=[f"bearer.{key}"])  # type: ignore[list-item]


def end_of(viewer: ClientConnection) -> tuple[int, str]:
    """Hear a socket out to its end: the code and the reason it is closed with."""
    with suppress(ConnectionClosed):
        while True:
            viewer.recv(timeout=10)
    assert viewer.close_code is not None
    return viewer.close_code, viewer.close_reason or ""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """A running server: its address, its drill, the key of who started it."""
    with served(tmp_path_factory.mktemp("served"), named("mini-hotline", horizon=2 * HOUR)) as (base, house, drill):
        yield base, drill, house.access.key(HOUSE)


def api(base: str, key: str) -> httpx.Client:
    return httpx.Client(base_url=f"{base}/api", headers={"authorization": f"Bearer {key}"})


@pytest.mark.slow
def test_a_viewer_follows_the_drill_and_holds_what_a_new_one_is_sent(server: tuple[str, str, str]) -> None:
    base, drill, key = server
    seen, late = Seen(), Seen()
    with watch(base, drill, key) as viewer, api(base, key) as client:
        seen.follow(viewer, "full")
        client.post(f"/drills/{drill}/pace", json={"action": "start", "speed": 600})
        for _ in range(4):
            seen.follow(viewer, "change")
        client.post(f"/drills/{drill}/pace", json={"action": "pause"})
        while seen.pace["state"] != "paused":
            seen.hear(str(viewer.recv(timeout=10)))
        seen.follow(viewer, "beat")
        with watch(base, drill, key) as other:
            late.follow(other, "full")
        asked = client.get(f"/drills/{drill}/picture").json()
    assert late.picture == asked
    changing = ("now", "clock")
    assert {name: seen.picture[name] for name in seen.picture if name not in changing} == {
        name: asked[name] for name in asked if name not in changing
    }


@pytest.mark.slow
def test_a_beat_comes_every_second_though_nothing_happens(server: tuple[str, str, str]) -> None:
    base, drill, key = server
    seen = Seen()
    with watch(base, drill, key, "director") as viewer:
        began = time.monotonic()
        for _ in range(3):
            seen.follow(viewer, "beat")
    assert time.monotonic() - began < 6


def test_a_resync_brings_the_whole_picture_and_too_many_end_the_socket(server: tuple[str, str, str]) -> None:
    base, drill, key = server
    seen = Seen()
    with watch(base, drill, key) as viewer:
        seen.follow(viewer, "full")
        viewer.send('{"kind":"resync"}')
        seen.follow(viewer, "full")
        with suppress(ConnectionClosed):
            for _ in range(20):
                viewer.send('{"kind":"resync"}')
                time.sleep(0.01)
        assert end_of(viewer)[0] == 1008


SOCKET_MESSAGES = (
    st.text(max_size=200)
    | st.binary(max_size=200)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(json.dumps)
)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=SOCKET_MESSAGES)
def test_whatever_a_socket_says_the_server_stays_calm(
    server: tuple[str, str, str], caplog: pytest.LogCaptureFixture, message: str | bytes
) -> None:
    base, drill, key = server
    with watch(base, drill, key) as viewer:
        viewer.send(message)
        assert end_of(viewer)[0] in (1007, 1008, 1009), "1009: longer than a message may be"
    assert [record.getMessage() for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


@pytest.mark.parametrize(
    ("key", "view", "headers", "status"),
    [
        ("", "wall", {}, 401),
        ("wrong", "wall", {}, 401),
        ("right", "seat:Z9", {}, 404),
        ("right", "nothing", {}, 404),
        ("right", "wall", {"Origin": "http://attacker.example"}, 403),
    ],
)
def test_a_socket_that_may_not_is_told_why(
    server: tuple[str, str, str], key: str, view: str, headers: dict[str, str], status: int
) -> None:
    base, drill, right = server
    address = f"{base.replace('http', 'ws')}/api/drills/{drill}/watch?view={view}"
    offered: Any = [f"bearer.{right if key == 'right' else key}"] if key else None
    with pytest.raises(InvalidStatus) as refused:
        connect(address, subprotocols=offered, additional_headers=headers)
    assert refused.value.response.status_code == status
    assert json.loads(refused.value.response.body or b"")["status"] == status


def test_whoever_is_let_go_is_let_go_at_once(server: tuple[str, str, str]) -> None:
    base, drill, key = server
    with api(base, key) as client:
        grant = client.post(f"/drills/{drill}/grants", json={"role": "observer", "label": "screen"}).json()
        theirs = grant["link"].partition("#key=")[2]
        with watch(base, drill, theirs) as viewer:
            viewer.recv(timeout=10)
            assert client.get(f"/drills/{drill}/grants").json()[-1]["connected"] == 1
            assert client.delete(f"/drills/{drill}/grants/{grant['id']}").status_code == 204
            assert end_of(viewer) == (1008, "the grant was revoked or has expired")


@pytest.mark.slow
def test_a_view_is_lost_with_the_grant_that_it_needs_though_another_is_left(server: tuple[str, str, str]) -> None:
    base, drill, key = server
    with api(base, key) as client, httpx.Client(base_url=f"{base}/api") as both:
        grants = [
            client.post(f"/drills/{drill}/grants", json=wanted).json()
            for wanted in ({"role": "seat", "seats": ["A2"]}, {"role": "director"})
        ]
        for grant in grants:
            both.post("/session", json={"key": grant["link"].partition("#key=")[2]})
        address = f"{base.replace('http', 'ws')}/api/drills/{drill}/watch?view="
        cookie = {"cookie": f"session={both.cookies['session']}"}
        with (
            connect(address + "director", additional_headers=cookie) as lost,
            connect(address + "seat:A2", additional_headers=cookie) as kept,
        ):
            lost.recv(timeout=10)
            assert client.delete(f"/drills/{drill}/grants/{grants[1]['id']}").status_code == 204
            assert end_of(lost) == (1008, "the grant was revoked or has expired")
            while json.loads(kept.recv(timeout=10))["kind"] != "beat":
                pass


@pytest.mark.slow
def test_whoever_has_the_page_of_the_seat_they_play_open_signs_on_once_each_time_it_is_theirs(
    server: tuple[str, str, str],
) -> None:
    base, drill, key = server

    def play(player: str) -> None:
        client.post(f"/drills/{drill}/orders", json={"order": "play_seat", "seat": "A4", "player": player})

    def signed_on() -> int:
        lines = client.get(f"/drills/{drill}/seats/A4/story").json()["lines"]
        return [line["kind"] for line in lines].count("seat_signed_on")

    def reaches(count: int) -> None:
        end = time.monotonic() + 10
        while signed_on() < count:
            assert time.monotonic() < end
            time.sleep(0.1)

    with api(base, key) as client:
        grants = [
            client.post(f"/drills/{drill}/grants", json={"role": "seat", "seats": ["A4"]}).json() for _ in range(2)
        ]
        keys = [grant["link"].partition("#key=")[2] for grant in grants]
        play("person")
        with watch(base, drill, key, "seat:A4") as viewer:  # the director looks over somebody's shoulder
            viewer.recv(timeout=10)
            time.sleep(1)
        assert signed_on() == 0
        for theirs in (keys[0], keys[0], keys[1]):
            with watch(base, drill, theirs, "seat:A4") as viewer:
                assert json.loads(viewer.recv(timeout=10))["picture"]["player"] == "person"
                reaches(1)
        with watch(base, drill, keys[0], "seat:A4") as viewer:
            viewer.recv(timeout=10)
            play("program")
            time.sleep(1)
            play("person")
            reaches(2)
            time.sleep(1)
        assert signed_on() == 2


def test_the_qr_picture_and_the_manual_need_nobody_else(server: tuple[str, str, str]) -> None:
    base, drill, key = server
    with api(base, key) as client:
        grant = client.post(f"/drills/{drill}/grants", json={"role": "observer"}).json()
        picture = client.get(f"/drills/{drill}/grants/{grant['id']}/qr.svg")
        manual = client.get("/docs").text
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert "/api/drills/{drill}/orders" in manual
    assert re.findall(r"(?:src|href)=\"(?!/)", manual) == []


# -- the process


@contextmanager
def started(*words: str, data: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The program ``serve`` as somebody types it; its first lines, up to how to stop it."""
    command = [sys.executable, "-m", "command_center", "serve", *words, "--port", "0", "--data", str(data)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COMMAND_CENTER_LANG": "en"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        lines: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if line.startswith("Ctrl-C"):
                break
        yield process, lines
    finally:
        process.kill()
        process.communicate()


def link(lines: list[str], who: str) -> tuple[str, str]:
    """The address and the key in a printed link."""
    found = next(line for line in lines if line.startswith(who)).split()[-1]
    base, _, rest = found.partition("/join#key=")
    return base, rest.partition("&")[0]


def test_without_the_live_extra_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("command_center.cli.serving.find_spec", lambda _module: None)
    assert main(["serve", "--lang", "en"]) == 2
    assert capsys.readouterr() == (
        "", "serve wants the live extra; run pip install 'command-center[live]' first\n"
    )  # fmt: skip


@pytest.mark.slow
def test_started_stopped_with_ctrl_c_and_started_again(tmp_path: Path) -> None:
    with started("mini-hotline", "--speed", "60", data=tmp_path) as (process, lines):
        base, key = link(lines, "Director:")
        with api(base, key) as client:
            assert client.get("/session").json()["role"] == "director"
            drill = client.get("/drills").json()[0]["id"]
            told = client.post(
                f"/drills/{drill}/orders", json={"order": "take_system_down", "system": "Y2", "key": "k"}
            )
            assert told.status_code == 200
        with watch(*link(lines, "Wall:")[:1], drill, link(lines, "Wall:")[1]) as viewer:
            viewer.recv(timeout=10)
            process.send_signal(signal.SIGINT)
            assert end_of(viewer)[0] == 1012
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out) == (0, "")
        assert err.startswith("Stopped; everything is kept in")
        assert "Traceback" not in err
    assert not (tmp_path / "server.log").exists()
    with started("mini-hotline", data=tmp_path) as (_, lines):
        assert lines[1].startswith("Goes on from before: it stands at 2025-07-01 09:")
        assert link(lines, "Director:")[1] == key
        with api(link(lines, "Director:")[0], key) as client:
            now = client.get("/drills").json()[0]
            assert (now["state"], now["id"]) == ("paused", drill)
            again = client.post(
                f"/drills/{drill}/orders", json={"order": "take_system_down", "system": "Y2", "key": "k"}
            )
            assert again.json() == told.json()


@pytest.mark.slow
def test_what_cannot_be_served_is_said_in_a_line(tmp_path: Path) -> None:
    def said(*words: str) -> str:
        command = [sys.executable, "-m", "command_center", "serve", *words, "--lang", "en"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        return done.stderr

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port} is taken" in said("--port", str(port), "--data", str(tmp_path / "a"))
    assert "is no address of this machine" in said("--host", "203.0.113.9", "--data", str(tmp_path / "a"))
    assert "there is no scenario nothing" in said("nothing", "--data", str(tmp_path / "a"))
    with started(data=tmp_path / "b"):
        assert "another server uses" in said("--port", "0", "--data", str(tmp_path / "b"))
