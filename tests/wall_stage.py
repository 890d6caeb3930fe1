"""What the tests of the wall share: the built pages in a browser, with a real drill's pictures or the live server.

Pictures are kept in ``tests/pictures`` (git-ignored), to be looked at.
"""

from __future__ import annotations

import json
import mimetypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from command_center.facts import DrillStarted
from command_center.folds.pictures.fold import WallFold
from command_center.folds.pictures.over_time import OverTime
from command_center.folds.pictures.setting import setting
from command_center.library import web_view
from command_center.live.guard import HEADERS
from command_center.plan.maturity import load_maturity
from tests.reports import FLOOD, played

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "tests" / "pictures"
HOST = "http://wall.test"
MINUTE = 60_000
POLICY = {"content-security-policy": HEADERS["content-security-policy"]}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)


def missing(what: str) -> None:
    """Skips the test, but not where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and CI is set")
    pytest.skip(what)


@contextmanager
def chromium() -> Iterator[Any]:
    """The system's own browser."""
    if not CHROMIUM:
        missing("no chromium on this machine: the wall is not opened in a browser")
    if web_view() is None:
        missing("the web view is not built: python hatch_build.py")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def breaches(page: Any) -> list[tuple[str, list[str]]]:
    """What axe-core finds against WCAG 2.2 AA on a page: rule, and where."""
    if not AXE.is_file():
        missing("axe-core is not installed: npm ci in web/")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    assert len(found["passes"]) > 10
    return [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found["violations"]]


@cache
def flood_at(minutes: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Setting and wall picture of the flood drill at a moment."""
    facts = played(FLOOD)[1]
    started = facts[0]
    assert isinstance(started, DrillStarted)
    plan = load_maturity()[0]
    fold = WallFold(plan).extend(fact for fact in facts if fact.t <= minutes * MINUTE)
    return setting(started, plan), fold.picture(minutes * MINUTE)


@cache
def flood_course(minutes: int) -> dict[str, Any]:
    """The course of the flood drill up to a moment, as an observer is told it."""
    facts = played(FLOOD)[1]
    course = OverTime(load_maturity()[0]).extend(fact for fact in facts if fact.t <= minutes * MINUTE)
    told: dict[str, Any] = json.loads(json.dumps(course.picture(minutes * MINUTE)))
    return told


class Stage:
    """A wall on a page whose server is this test: it holds the socket and remembers all that went wrong."""

    def __init__(self, page: Any, picture: dict[str, Any], about: dict[str, Any]) -> None:
        self.page, self.picture, self.about = page, picture, about
        self.sockets: list[Any] = []
        self.heard: list[str] = []
        self.answers: dict[str, Any] = {}
        self.silent = False
        self.seq = 0
        page.on("console", lambda message: self.heard.append(message.text))
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(HOST) else self.heard.append(asked.url))
        page.route("**/*", self._serve)
        page.route_web_socket("**/watch**", self._watch)

    def open(self, address: str = "/wall/flood") -> Any:
        """The page, once the wall stands."""
        self.page.goto(HOST + address)
        self.page.wait_for_selector(".stage:not(:has([data-coming=true]))", timeout=60_000)
        self.page.evaluate("document.fonts.ready")
        return self.page

    def _serve(self, route: Any) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        if path.startswith("/api/"):
            course = flood_course(self.picture["now"] // MINUTE) if path.endswith("/course") else {}
            found = {"/api/drills/flood/setting": self.about, "/api/drills/flood/course": course, "/api/session": {}}
            found |= self.answers
            route.fulfill(json=found[path]) if path in found else route.fulfill(status=404, json={"detail": path})
            return
        folder = web_view()
        assert folder is not None
        file = folder / path.lstrip("/")
        file = file if file.is_file() else folder / "index.html"
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0], headers=POLICY)

    def _watch(self, socket: Any) -> None:
        self.sockets.append(socket)
        if not self.silent:
            self.seq += 1
            self._say({"kind": "full", "seq": self.seq, "picture": self.picture})

    def _say(self, message: dict[str, Any], state: str = "paused", speed: int = 1) -> None:
        timed = {"now": self.picture["now"], "wall": 0, "pace": {"state": state, "speed": speed}}
        self.sockets[-1].send(json.dumps(timed | message))

    def beat(self) -> None:
        """The server is there."""
        self._say({"kind": "beat"})

    def change(self, patch: dict[str, Any], now: int | None = None, state: str = "paused", speed: int = 1) -> None:
        """The picture changed."""
        self.seq += 1
        message = {"kind": "change", "seq": self.seq, "base": self.seq - 1, "patch": patch}
        self._say(message | ({} if now is None else {"now": now}), state, speed)


def shoot(page: Any, name: str) -> None:
    """Keeps a picture of the page."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")
