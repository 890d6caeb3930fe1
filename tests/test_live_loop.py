"""The event loop of a server: whatever somebody asks for, nobody else waits for it more than 50 ms.

Measured is the processor time that each callback of the loop takes in the loop's own thread, so other programs of the
machine do not count; pauses of the collector that fall into it do.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.live_room import director, named, served
from tests.test_live_server import api, watch

LONGEST = 0.05
VIEWS = ("wall", "director", "evaluator", "seat:S01", "seat:S02")


class Held:
    """What held the loop longest: seconds, what was asked for at the time, and what ran."""

    def __init__(self) -> None:
        self.asked = ""  # nothing yet: what happens before the server answers holds nobody up
        self.slices: list[tuple[float, str, str]] = []

    def worst(self) -> list[tuple[float, str, str]]:
        return sorted(self.slices, reverse=True)[:5]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch, settled: None) -> Iterator[Held]:
    del settled
    found, run, here = Held(), asyncio.Handle._run, threading.get_ident()

    def measured(handle: Any) -> None:
        begun = time.thread_time()
        run(handle)
        spent = time.thread_time() - begun
        if spent > 0.001 and found.asked and threading.get_ident() != here:
            found.slices.append((spent, found.asked, repr(handle)))

    monkeypatch.setattr(asyncio.Handle, "_run", measured)
    yield found
    monkeypatch.undo()


def ask(held: Held, client: httpx.Client, method: str, path: str, body: Any = None) -> Any:
    held.asked = f"{method} {path}"
    answer = client.request(method, path, json=body, timeout=60)
    assert answer.status_code < 400, answer.text
    return answer


@pytest.mark.slow
def test_nothing_that_people_ask_for_holds_the_loop(
    tmp_path: Path, held: Held, capsys: pytest.CaptureFixture[str]
) -> None:
    """A flood from its first wall to its replay: pictures, pace, stories, scores, another drill, a fork, the manual."""
    with served(tmp_path, named("city-waterlogging")) as (base, house, drill):
        key, path = director(house), f"/drills/{drill}"
        with api(base, key) as client:
            for view in VIEWS:
                held.asked = view
                with watch(base, drill, key, view) as viewer:
                    viewer.recv(timeout=20)
            ask(held, client, "GET", f"{path}/setting")
            with watch(base, drill, key) as viewer:
                ask(held, client, "POST", f"{path}/pace", {"action": "start", "speed": 600})
                for _ in range(12):
                    viewer.recv(timeout=20)
                ask(held, client, "POST", f"{path}/pace", {"action": "next_inject"})
                for what in ("scores", "course", "seats/S01/story", "facts/100", "director", "evaluator", "picture"):
                    ask(held, client, "GET", f"{path}/{what}")
                ask(held, client, "POST", "/drills", {"scenario": "city-waterlogging", "horizon": "2h"})
                ask(held, client, "POST", f"{path}/grants", {"role": "seat", "seats": ["S01"]})
                ask(held, client, "POST", f"{path}/ratings", {"kind": "observation", "text": "calm", "facts": [1]})
                ask(held, client, "POST", f"{path}/fork", {"at": 60_000})
            ask(held, client, "POST", f"{path}/orders", {"order": "end_drill"})
            end = time.monotonic() + 30
            while ask(held, client, "GET", path).json()["state"] != "ended":
                assert time.monotonic() < end
                time.sleep(0.1)
            for what in ("replay/picture?at=3600000", "replay/picture?at=600000", "journal", "scores", "course"):
                ask(held, client, "GET", f"{path}/{what}")
            ask(held, client, "GET", "/openapi.json")
            ask(held, client, "GET", "/docs")
    worst = held.worst()
    with capsys.disabled():
        print(f"\n[loop] held for {worst[0][0] * 1000:.0f} ms at most, by {worst[0][1]}")  # noqa: T201
    assert worst[0][0] < LONGEST, worst
