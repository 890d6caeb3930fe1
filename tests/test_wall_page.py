"""The wall in a real browser: it fits the screen, says what is wrong in more than colour, and costs little."""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from command_center.library import web_view
from tests.live_room import director, let_in, named, served
from tests.wall_stage import PICTURES, ROOT, Stage, breaches, chromium, flood_at, missing, shoot

pytestmark = [pytest.mark.slow, pytest.mark.browser]

VIEWS = ("situation", "analysis", "command", "assessment")
PEACE, WAR, AFTER = 10, 200, 470


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def stage_at(browser: Any, minutes: int, width: int = 1920, height: int = 1080) -> Stage:
    about, picture = flood_at(minutes)
    page = browser.new_page(viewport={"width": width, "height": height})
    return Stage(page, json.loads(json.dumps(picture)), about)


@pytest.fixture
def war(browser: Any) -> Iterator[Stage]:
    """The wall in the middle of the flood."""
    stage = stage_at(browser, WAR)
    yield stage
    stage.page.close()


# -- what it looks like -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)], ids=["1920", "1280"])
@pytest.mark.parametrize(
    ("moment", "lang", "theme"),
    [(PEACE, "zh", "light"), (WAR, "zh", "dark"), (WAR, "en", "light"), (AFTER, "en", "dark")],
    ids=["peace-zh-light", "war-zh-dark", "war-en-light", "after-en-dark"],
)
def test_every_view_fits_its_screen(browser: Any, moment: int, lang: str, theme: str, size: tuple[int, int]) -> None:
    stage = stage_at(browser, moment, *size)
    page = stage.open(f"/wall/flood?lang={lang}&theme={theme}")
    for number, view in enumerate(VIEWS, 1):
        page.keyboard.press(str(number))
        page.wait_for_selector(f".{view}")
        stage.beat()
        page.get_by_role("alert").wait_for(state="hidden")
        scrolls = page.evaluate(
            "[document.documentElement.scrollWidth > innerWidth, document.documentElement.scrollHeight > innerHeight]"
        )
        assert scrolls == [False, False], view
        shoot(page, f"{view}-{moment}-{lang}-{theme}-{size[0]}")
    assert "EXERCISE 演练" in page.title()
    assert page.get_by_text("EXERCISE 演练").is_visible()
    assert stage.heard == []
    page.close()


@pytest.mark.parametrize("width", [390, 768])
@pytest.mark.parametrize("view", VIEWS)
def test_on_a_phone_or_a_tablet_it_is_one_column_that_scrolls(browser: Any, view: str, width: int) -> None:
    stage = stage_at(browser, WAR, width, 1000)
    page = stage.open(f"/wall/flood?lang=en&theme=light&view={view}")
    stage.beat()
    page.get_by_role("alert").wait_for(state="hidden")
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert sideways <= 0
    boxes = page.evaluate(
        "[...document.querySelectorAll('.view > *')].map(e => { const b = e.getBoundingClientRect();"
        " return [b.left, b.top, b.right, b.bottom] }).sort((a, b) => a[1] - b[1])"
    )
    assert len(boxes) >= 5
    assert all(upper[3] <= lower[1] + 1 for upper, lower in pairwise(boxes))
    assert all(0 <= left < right <= width for left, _, right, _ in boxes)
    if view == "situation":
        assert page.locator("[data-seat]").count() == 69
    assert breaches(page) == []
    page.screenshot(path=PICTURES / f"{view}-{width}.png", full_page=True)
    assert stage.heard == []
    page.close()


def test_all_seats_stand_side_by_side_in_the_window_and_none_hides_another(war: Stage) -> None:
    page = war.open("/wall/flood?lang=en")
    boxes = page.evaluate(
        "[...document.querySelectorAll('[data-seat]')].map(e => { const b = e.getBoundingClientRect();"
        " return [b.left, b.top, b.right, b.bottom] })"
    )
    assert len(boxes) == 69
    assert all(left >= 0 and top >= 0 and right <= 1920 and bottom <= 1080 for left, top, right, bottom in boxes)
    over = [
        (a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]  # fmt: skip
    assert over == []
    assert page.locator("[data-system]").count() == 29
    assert page.locator("[data-step]").count() == 6
    assert page.locator("[data-point]").count() == 20
    assert 4 <= page.locator("[data-figure]:not([data-figure=alarms])").count() <= 6


def test_what_is_wrong_is_said_in_shape_and_words_too(war: Stage) -> None:
    war.picture["seats"]["S39"] |= {"state": "overdue", "overdue": 3, "inbox": 5, "deadline": war.picture["now"] - 5000}
    war.picture["seats"]["S54"] |= {"state": "person_waiting", "player": "person", "profile": "stand_in"}
    war.picture["systems"]["SYS09"]["up"] = False
    page = war.open("/wall/flood?lang=en")
    late, person = page.locator("[data-seat=S39]"), page.locator("[data-seat=S54]")
    assert late.locator("[data-state=overdue]").count() == 1
    assert "late 3" in late.inner_text()
    assert "overdue" in late.text_content()
    assert "played by a person" in person.text_content()
    assert "stand-in" in person.text_content()
    assert "down" in page.locator("[data-system=SYS09]").inner_text()
    colours = page.evaluate(
        "['S39', 'S01'].map(id => getComputedStyle(document.querySelector(`[data-seat=${id}]`)).borderColor)"
    )
    assert colours[0] != colours[1]


def test_when_nothing_is_wrong_there_is_no_colour(browser: Any) -> None:
    """Grey calm base: without an exception no seat, step, system or figure has a colour (ISA-101 practice)."""
    stage = stage_at(browser, PEACE)
    for seat in stage.picture["seats"].values():
        seat |= {"state": "idle", "overdue": 0, "deadline": 0}
    page = stage.open("/wall/flood?lang=zh&theme=dark")
    painted = page.evaluate(
        """() => {
          const grey = text => { const [r, g, b] = text.match(/[0-9.]+/g).map(Number); return Math.max(r, g, b) - Math.min(r, g, b) < 40 };
          const parts = [...document.querySelectorAll('.seat, .seat *, .system, .step, .figure')];
          return parts.filter(e => ['color', 'backgroundColor', 'borderTopColor'].some(p => {
            const value = getComputedStyle(e)[p]; return value.startsWith('rgb(') && !grey(value) })).map(e => e.className);
        }"""  # noqa: E501
    )
    assert painted == []
    page.close()


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("view", VIEWS)
def test_nobody_is_kept_out(war: Stage, view: str, theme: str) -> None:
    """axe-core finds no breach of WCAG 2.2 AA."""
    page = war.open(f"/wall/flood?lang=zh&theme={theme}&view={view}")
    war.beat()
    page.get_by_role("alert").wait_for(state="hidden")  # a busy machine may be slow to open it
    assert breaches(page) == []


# -- what one can do with it --------------------------------------------------------------------------------------


def test_the_keyboard_and_the_address(war: Stage) -> None:
    page = war.open("/wall/flood?lang=zh&view=command")
    assert page.locator(".command").is_visible()
    page.keyboard.press("2")
    page.wait_for_selector(".analysis")
    page.keyboard.press("l")
    page.get_by_role("heading", name="Seats under pressure").wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.keyboard.press("d")
    page.wait_for_function("document.documentElement.dataset.theme === 'light'")
    page.wait_for_function("location.search.includes('theme=light')")
    assert {"view=analysis", "lang=en", "theme=light"} <= set(page.url.partition("?")[2].split("&"))
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Help").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    page.reload()
    page.wait_for_selector(".analysis")
    page.get_by_role("heading", name="Seats under pressure").wait_for()


def test_a_kiosk_turns_its_views_and_stands_still_while_somebody_reads(war: Stage) -> None:
    page = war.open("/wall/flood?lang=en&rotate=5&view=assessment")
    page.wait_for_selector(".situation", timeout=15_000)
    page.wait_for_selector(".analysis", timeout=15_000)
    assert "rotate=5" in page.url
    page.keyboard.press("?")
    page.wait_for_timeout(6_000)
    assert page.locator(".analysis").is_visible()


def test_the_story_of_a_seat_opens_beside_the_wall(war: Stage) -> None:
    line = {"n": 7, "t": 1, "when": "2025-07-24T11:00:01+08:00", "kind": "ticket_opened", "cause": 5, "role": "story",
            "depth": 0, "fields": {"ticket": 4, "category": "T06", "urgency": "U"}}  # fmt: skip
    war.answers["/api/drills/flood/seats/S47/story"] = {"about": "seat S47", "lines": [line]}
    war.answers["/api/drills/flood/tickets/4"] = {"about": "ticket 4", "lines": []}
    page = war.open("/wall/flood?lang=en")
    seat = page.locator("[data-seat=S47]")
    seat.click()
    dialog = page.get_by_role("dialog", name="S47 Hotline dispatch")
    dialog.get_by_text("ticket opened").wait_for()
    assert "T06 Drains, waterlogging" in dialog.inner_text()
    dialog.get_by_role("button", name="4", exact=True).click()
    page.get_by_role("dialog", name="Ticket 4").wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert seat.evaluate("seat => seat === document.activeElement")


def test_a_screen_that_lost_its_feed_says_so_and_comes_back_by_itself(war: Stage) -> None:
    page = war.open("/wall/flood?lang=en")
    war.silent = True
    banner = page.get_by_role("alert").filter(has_text="This picture has stopped")
    banner.wait_for(timeout=10_000)
    assert page.get_by_text("EXERCISE 演练").is_visible()
    top = page.locator("header.bar").bounding_box()
    assert banner.bounding_box()["y"] >= top["y"] + top["height"] - 1  # the mark and the clock stay in sight
    shoot(page, "stale")
    war.silent = False
    war.picture["headline"]["open"]["value"] = 4321
    banner.wait_for(state="hidden", timeout=30_000)
    page.get_by_text("4321").wait_for()
    assert len(war.sockets) >= 2


def test_the_switch_to_wartime_cannot_be_missed(browser: Any) -> None:
    stage = stage_at(browser, PEACE)
    page = stage.open("/wall/flood?lang=zh")
    before = page.locator(".city").bounding_box()["width"]
    stage.change({"mode": "wartime", "response_level": "I"})
    sweep = page.locator(".sweep")
    sweep.wait_for()
    assert "战时" in sweep.inner_text()
    page.wait_for_timeout(600)
    shoot(page, "switch")
    assert page.locator(".city").bounding_box()["width"] > before * 1.1  # the city has the room now
    stage.beat()
    page.wait_for_timeout(2_500)
    stage.beat()
    page.wait_for_timeout(2_500)
    stage.beat()
    sweep.wait_for(state="hidden")
    page.close()


# -- what it costs ------------------------------------------------------------------------------------------------


def test_the_wall_is_a_light_page(capsys: pytest.CaptureFixture[str]) -> None:
    folder = web_view()
    if folder is None:
        missing("the web view is not built: python hatch_build.py")
    assert folder is not None
    files = [
        folder / "index.html",
        *(p for p in (folder / "assets").iterdir() if p.stem.startswith(("index-", "Wall"))),
    ]
    shared = [p for p in (folder / "assets").iterdir() if p.suffix in (".js", ".css") and p not in files]
    size = sum(len(gzip.compress(path.read_bytes())) for path in [*files, *shared])
    with capsys.disabled():
        sys.stdout.write(f"\n[wall] all pages together: {size / 1000:.0f} kB gzip\n")
    assert size < 400_000


def test_500_facts_a_second_leave_the_page_idle(war: Stage, browser: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Changes at 4 Hz, each as large as 125 facts make it. Counted in CPU time: other processes are not our doing.

    The best of three pages counts: this holds the page against what makes it slower, not the noise of a machine.
    """
    best = (1.0, 999.0, 999.0)
    for _ in range(3):
        share, usual, longest = _cost(war, browser)
        with capsys.disabled():
            told = f"main thread {share:.1%} busy, longest task {longest:.0f} ms of CPU, usual {usual:.0f} ms"
            sys.stdout.write(f"\n[wall] {told}\n")
        best = min(best, (share, usual, longest), key=lambda cost: cost[2])
        if best[2] < LONGEST:
            break
    assert best[0] < 0.5
    assert best[1] < LONGEST
    assert best[2] < LONGEST


LONGEST = 50
"""ms of CPU that a task may take (the RAIL model's budget for an answer to a hand on the screen)."""


def _cost(war: Stage, browser: Any) -> tuple[float, float, float]:
    """A page from its opening on: share of the time the main thread was busy; ms of CPU, usual and longest task."""
    page = war.open("/wall/flood?lang=zh&theme=dark")
    page.wait_for_timeout(1_500)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    chance, begun = random.Random(7), time.monotonic()
    browser.start_tracing(page=page, categories=["toplevel"])
    before = _busy(session)
    for tick in range(24):
        now = war.picture["now"] + (tick + 1) * 15_000
        war.change(_busy_quarter(war.picture, chance, now), now, "running", 60)
        page.wait_for_timeout(max(0.0, begun + (tick + 1) / 4 - time.monotonic()) * 1000)
    share = (_busy(session) - before) / (time.monotonic() - begun)
    longest = sorted(_main_tasks(json.loads(browser.stop_tracing())))[-24:]  # one for each change
    return share, longest[12], longest[-1]


def _busy(session: Any) -> float:
    told = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(told["TaskDuration"])


def _main_tasks(trace: dict[str, Any]) -> list[float]:
    """ms of CPU of every task of the page's main thread."""
    events = trace["traceEvents"]
    mains = {
        (event["pid"], event["tid"]) for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }  # fmt: skip
    found = [
        event.get("tdur", 0) / 1000 for event in events
        if event.get("ph") == "X" and "RunTask" in event["name"] and (event["pid"], event["tid"]) in mains
    ]  # fmt: skip
    assert len(found) > 50
    return found


def _busy_quarter(picture: dict[str, Any], chance: random.Random, now: int) -> dict[str, Any]:
    seats, points = list(picture["seats"]), list(picture["points"])
    return {
        "now": now,
        "seats": {
            seat: {"inbox": chance.randrange(20), "busy": chance.randrange(3), "since": now,
                   "state": chance.choice(["idle", "busy", "waiting"])}
            for seat in chance.sample(seats, 25)
        },
        "systems": {system: {"calls": chance.randrange(99)} for system in chance.sample(list(picture["systems"]), 6)},
        "points": {point: {"depth_cm": chance.randrange(100)} for point in points},
        "steps": {step: {"open": chance.randrange(90), "done": chance.randrange(900)} for step in picture["steps"]},
        "headline": {"open": {"value": chance.randrange(100)}},
        "places": {f"D{number}": {"open": chance.randrange(30)} for number in range(1, 8)},
        "incidents": {n: {"overdue": chance.random() < 0.3} for n in chance.sample(list(picture["incidents"]), 10)},
        "ticker": {str(10**6 + now): {"t": now, "kind": "road_closed", "zh": f"道路封闭 {now}", "en": f"closed {now}"}},
    }  # fmt: skip


# -- with the live server -----------------------------------------------------------------------------------------


def test_the_wall_of_a_live_drill(browser: Any, tmp_path: Path) -> None:
    with served(tmp_path, named("mini-hotline")) as (base, house, drill):
        key = let_in(house, house.rooms[0], "observer")
        desk = httpx.Client(
            base_url=f"{base}/api/drills/{drill}", headers={"authorization": f"Bearer {director(house)}"}
        )
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(f"{base}/join#key={key}&to=/wall/{drill}?lang=en")
        page.wait_for_selector(".stage:not(:has([data-coming=true]))", timeout=60_000)
        assert key not in page.url
        assert page.locator("[data-seat]").count() == 6
        clock = page.locator("p.time")
        begun = clock.inner_text()
        assert desk.post("/pace", json={"action": "start", "speed": 600}).status_code == 200
        clock.filter(has_not_text=begun).wait_for(timeout=60_000)
        done = page.locator("[data-step=accept] dd").first
        end = time.monotonic() + 60
        while int(done.inner_text()) < 3:
            assert time.monotonic() < end
            page.wait_for_timeout(200)
        assert desk.post("/pace", json={"action": "pause"}).status_code == 200
        desk.close()
        page.locator("[data-seat=A1]").click()
        page.get_by_role("dialog", name="A1").locator("li").first.wait_for(timeout=30_000)
        shoot(page, "live-story")
        assert heard == []
        page.close()


def test_a_wall_without_a_key_shows_the_door(browser: Any, tmp_path: Path) -> None:
    with served(tmp_path, named("mini-hotline")) as (base, _house, drill):
        page = browser.new_page()
        page.goto(f"{base}/wall/{drill}?lang=en")
        page.get_by_role("link", name="Join a drill").click(timeout=30_000)
        page.get_by_label("Code").fill("NO-SUCH-CODE")
        page.get_by_role("button", name="Enter").click()
        page.get_by_role("alert").filter(has_text="Not let in").wait_for(timeout=30_000)
        page.close()


def test_pictures_are_kept_to_be_looked_at() -> None:
    """Runs last in this file: the pictures are there, and git does not see them."""
    assert len(list(PICTURES.glob("situation-*.png"))) >= 4
    assert "tests/pictures/" in (ROOT / ".gitignore").read_text("utf-8").split()
