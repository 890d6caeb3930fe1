"""Charts over time in a real browser: they draw what the server tells, in both languages, and keep to the policy."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from command_center.library import web_view
from tests.live_room import director, named, served
from tests.test_wall_page import WAR, stage_at
from tests.wall_stage import Stage, breaches, chromium, flood_course, missing, shoot

pytestmark = [pytest.mark.slow, pytest.mark.browser]

CHART = ".course [data-drawn]"
INK = """box => { const canvas = box.querySelector('canvas'); const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0); const data = copy.getImageData(0, 0, width, height).data; let ink = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at]) ink += 1; return ink / (width * height) }"""
"""Share of a canvas on which something is drawn."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def war(browser: Any) -> Iterator[Stage]:
    stage = stage_at(browser, WAR)
    yield stage
    stage.page.close()


def drawn(page: Any, selector: str = CHART) -> Any:
    """The chart, once it has drawn something."""
    page.wait_for_selector(f"{selector}:not([data-drawn='0'])", timeout=30_000)
    return page.locator(selector)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_course_is_drawn_moment_by_moment_in_both_languages(war: Stage, theme: str) -> None:
    page = war.open(f"/wall/flood?lang=en&theme={theme}&view=analysis")
    chart = drawn(page)
    told = flood_course(WAR)
    assert int(chart.get_attribute("data-drawn")) == len(told["at"])
    assert 0.02 < chart.evaluate(INK) < 0.9
    assert f"{told['arrived'][-1]} contacts" in chart.get_attribute("aria-label")
    page.keyboard.press("l")
    page.wait_for_function("() => document.querySelector('.course [role=img]').ariaLabel.includes('累计来件')")
    assert int(drawn(page).get_attribute("data-drawn")) == len(told["at"])
    war.beat()
    page.get_by_role("alert").wait_for(state="hidden")
    assert breaches(page) == []
    shoot(page, f"course-{theme}")
    assert war.heard == []


def test_a_table_says_the_same_for_who_does_not_see_the_chart(war: Stage) -> None:
    page = war.open("/wall/flood?lang=en&view=analysis")
    drawn(page)
    page.get_by_role("button", name="Table", exact=True).click()
    told = flood_course(WAR)
    rows = page.locator(".course tbody tr")
    assert 10 <= rows.count() <= 26
    last = rows.last.locator("td").all_inner_texts()
    assert last[1:6] == [str(told["open"][step][-1]) for step in ("accept", "transfer", "handle", "feedback", "close")]
    assert last[6] == str(told["arrived"][-1])
    war.beat()
    assert breaches(page) == []
    page.get_by_role("button", name="Chart", exact=True).click()
    assert page.locator(CHART).is_visible()


def test_pointing_at_a_moment_tells_of_it_and_touches_no_policy(war: Stage) -> None:
    page = war.open("/wall/flood?lang=en&view=analysis")
    chart = drawn(page)
    before = chart.evaluate(INK)
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4)
    page.wait_for_timeout(500)
    assert chart.evaluate(INK) > before + 0.02  # the tip is drawn into the picture
    assert war.heard == []


def test_the_first_wall_carries_no_charts(war: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str] = []
    war.page.on("request", lambda request: asked.append(request.url))
    page = war.open("/wall/flood?lang=en")
    page.wait_for_timeout(500)
    assert not any("echarts" in url or url.endswith("/course") for url in asked)
    folder = web_view()
    if folder is None:
        missing("the web view is not built: python hatch_build.py")
    assert folder is not None
    files = {folder / url.split("wall.test/")[1] for url in asked if "/assets/" in url} | {folder / "index.html"}
    size = sum(len(gzip.compress(path.read_bytes())) for path in files)
    with capsys.disabled():
        sys.stdout.write(f"\n[wall] first wall: {size / 1000:.0f} kB gzip\n")
    assert size < 150_000


def test_a_chart_that_cannot_be_had_says_why(war: Stage) -> None:
    war.answers["/api/drills/flood/course"] = {}
    page = war.page
    page.route("**/course", lambda route: route.fulfill(status=503, json={"code": "x", "detail": "the disk is full"}))
    war.open("/wall/flood?lang=en&view=analysis")
    page.get_by_text("the disk is full").wait_for()


def test_a_chart_whose_library_is_gone_stands_there_as_a_table(war: Stage) -> None:
    """After an upgrade of the server an open page asks for files that are no more."""
    war.page.route("**/assets/echarts*", lambda route: route.fulfill(status=404))
    wrong: list[str] = []
    war.page.on("pageerror", lambda error: wrong.append(str(error)))
    page = war.open("/wall/flood?lang=en&view=analysis")
    page.get_by_text("The chart could not be loaded").wait_for()
    assert page.locator(".course tbody tr").count() >= 10
    assert page.get_by_role("button", name="Chart", exact=True).count() == 0
    page.keyboard.press("l")
    page.get_by_text("图形未能加载").wait_for()
    assert wrong == []


def test_the_desk_follows_the_scores_and_the_replay_goes_where_one_clicks(browser: Any, tmp_path: Path) -> None:
    with served(tmp_path, named("mini-hotline")) as (base, house, drill):
        key = director(house)
        api = httpx.Client(base_url=f"{base}/api/drills/{drill}", headers={"authorization": f"Bearer {key}"})
        heard: list[str] = []
        page = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="en-GB")
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(f"{base}/join#key={key}&to=/director/{drill}")
        page.wait_for_selector("[data-pace=start]")
        assert api.post("/pace", json={"action": "start", "speed": 600}).status_code == 200
        end = page.locator(".lines [data-drawn]")
        page.wait_for_function(
            "() => Number(document.querySelector('.lines [data-drawn]')?.dataset.drawn ?? 0) > 30", timeout=60_000
        )
        assert "A3 Obligations met" in end.get_attribute("aria-label")
        shoot(page, "desk-scores")
        assert api.post("/orders", json={"order": "end_drill"}).status_code == 200
        page.wait_for_selector("[data-report=html]", timeout=30_000)
        told = api.get("/course").json()
        api.close()

        page.goto(f"{base}/replay/{drill}?lang=en")
        chart = drawn(page, ".bar [data-drawn]")
        assert int(chart.get_attribute("data-drawn")) == len(told["at"])
        seek = page.locator("[data-replay=seek]")
        assert seek.input_value() == "0"
        box = chart.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_function("() => Number(document.querySelector('[data-replay=seek]').value) > 0")
        share = int(seek.input_value()) / int(seek.get_attribute("max"))
        cursor = page.locator(".cursor").bounding_box()["x"] - box["x"]
        assert abs(cursor - box["width"] / 2) < 12  # the mark stands where one clicked, the slider below it
        assert 0.4 < share < 0.65
        _keys_of_the_table_are_its_own(page)
        page.keyboard.press("2")
        page.wait_for_selector(".analysis")
        shoot(page, "replay-course")
        _on_a_phone_the_bar_is_low(page)
        assert heard == []
        page.close()


def _keys_of_the_table_are_its_own(page: Any) -> None:
    """They scroll it, and do not touch the drill's time."""
    seek = page.locator("[data-replay=seek]")
    page.locator(".bar .turn").click()
    page.locator(".bar .rows").focus()
    stands = seek.input_value()
    for key in ("PageDown", "ArrowRight", "Space"):
        page.keyboard.press(key)
    page.wait_for_timeout(600)
    assert seek.input_value() == stands
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("PageDown")
    page.wait_for_function(f"document.querySelector('[data-replay=seek]').value !== '{stands}'")


def _on_a_phone_the_bar_is_low(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator("form.bar").bounding_box()["height"] < 844 * 0.17  # most of a phone is for the wall
    shoot(page, "replay-phone")
