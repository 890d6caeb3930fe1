"""A mini drill by hand in a real browser: director, four seats, evaluator and wall, each with a link of their own."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command_center.drill import replay
from command_center.facts import Evaluated, HandleEnded, TicketOpened
from command_center.journal import Journal
from tests.live_room import director, named, served
from tests.wall_stage import PICTURES, breaches, chromium

pytestmark = [pytest.mark.slow, pytest.mark.browser]

CALLS = 40
"""Minutes that are stepped through at most until somebody calls."""


WITH_BLANKS = {"accept_ticket", "transfer_ticket", "feed_back"}
"""Orders of this story that open a form first."""


class Crew:
    """Everybody at a drill: a page each, in a browser context of its own; what goes wrong on a page is remembered."""

    def __init__(self, browser: Any, base: str, drill: str, key: str) -> None:
        self.browser, self.base, self.drill = browser, base, drill
        self.wrong: list[str] = []
        self.director = self.open(f"{base}/join#key={key}&to=/director/{drill}", 1600, 1100)
        self.director.wait_for_selector("[data-pace=start]")

    def open(self, link: str, width: int = 1280, height: int = 900) -> Any:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", accept_downloads=True
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.goto(link)
        return page

    def let_in(self, role: str, *seats: str) -> str:
        """A link that the director makes."""
        desk = self.director
        before = desk.locator("[data-grant=link]").input_value() if desk.locator("[data-grant=link]").count() else ""
        desk.select_option("[data-grant=role]", role)
        if seats:
            desk.select_option("[data-grant=seats]", list(seats))
        desk.click("[data-grant=make]")
        desk.wait_for_function(
            "before => (document.querySelector('[data-grant=link]')?.value ?? before) !== before", arg=before
        )
        return str(desk.input_value("[data-grant=link]"))

    def seat(self, seat: str) -> Any:
        """A person takes a seat by link: handed over first, then opened."""
        self.director.select_option(f"[data-seat-row={seat}] td:nth-of-type(1) select", "person")
        page = self.open(self.let_in("seat", seat))
        page.wait_for_url(f"**/seat/{self.drill}/{seat}")
        page.wait_for_selector("[data-order=write_note]")
        return page

    def pace(self, what: str) -> None:
        with self.director.expect_response("**/pace"):
            self.director.click(f"[data-pace={what}]")


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    with served(tmp_path, named("mini-hotline")) as (base, house, drill), chromium() as browser:
        house.base = base
        yield Crew(browser, base, drill, director(house))


def keep(page: Any, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"))


def first_call(crew: Crew, intake: Any) -> str:
    """Step minute by minute until a caller waits at the intake; the clock stands still then."""
    for _ in range(CALLS):
        crew.pace("minute")
        crew.director.wait_for_timeout(400)
        waiting = intake.locator("section.inbox [data-ticket]")
        if waiting.count():
            return str(waiting.first.get_attribute("data-ticket"))
    raise AssertionError("nobody called")


def give(page: Any, ticket: str, order: str, **blanks: str) -> None:
    """Choose a ticket, give an order, and see it accepted."""
    page.click(f"[data-ticket='{ticket}']")
    page.click(f"[data-order={order}]")
    if order in WITH_BLANKS:
        form = page.locator("section.work form")
        form.wait_for()
        for name, value in blanks.items():
            form.locator(".blank", has_text=name).locator("select, input, textarea").first.select_option(value)
        form.locator("button[type=submit]").click()
    page.wait_for_selector("section.work .outcome")
    assert page.locator("section.work .outcome").get_attribute("role") == "status", page.inner_text(
        "section.work .outcome"
    )


def do_tasks(page: Any, count: int) -> None:
    """Do so many tasks of the seat, one after the other."""
    for _ in range(count):
        page.wait_for_selector("[data-ticket^='-']")
        task = str(page.locator("[data-ticket^='-']").first.get_attribute("data-ticket"))
        give(page, task, "do_task")
        page.wait_for_selector(f"[data-ticket='{task}']", state="detached")


def run_until(crew: Crew, page: Any, selector: str) -> None:
    """Let the drill run fast until something shows on a page."""
    crew.director.select_option(".pace select", "300")
    crew.pace("start")
    page.wait_for_selector(selector, timeout=60_000)
    crew.pace("pause")


def add_inject(desk: Any, minutes: str = "0") -> None:
    """The director adds an inject that expects an action of the water seat, so many minutes from now."""
    desk.click("[data-inject-add]")
    form = desk.locator("form.add")
    for place, text in enumerate(("N1", "管网告警", "Main under pressure", minutes, "check_pumps")):
        form.locator("input").nth(place).fill(text)
    form.locator("textarea").fill("Pressure falls at the north main. Check the pumps.")
    form.locator("select").select_option(["A3"])
    form.locator("button[type=submit]").click()
    desk.wait_for_selector("[data-inject-row=N1]")


def carry(crew: Crew, ticket: str, intake: Any, dispatch: Any, water: Any, quality: Any) -> None:
    """A call goes through the six steps by hand; on the way the water seat reads the inject and does what it asks."""
    do_tasks(water, 2)
    give(intake, ticket, "take_up")
    give(intake, ticket, "accept_ticket", Category="K1")
    dispatch.wait_for_selector(f"[data-ticket='{ticket}']")
    give(dispatch, ticket, "transfer_ticket", Seat="A3")
    water.wait_for_selector(f"[data-ticket='{ticket}']")
    give(water, ticket, "sign_ticket")
    give(water, ticket, "handle_ticket")
    keep(water, "seat-handling")
    give(water, ticket, "finish_handling")
    run_until(crew, water, f"[data-ticket='{ticket}'] >> text=/feedback/")
    give(water, ticket, "feed_back")
    quality.wait_for_selector(f"[data-ticket='{ticket}']")
    give(quality, ticket, "close_ticket")


def rate(evaluator: Any) -> None:
    """The evaluator rates the task that the inject expects."""
    evaluator.wait_for_selector("[data-task]")
    assert "met" in evaluator.inner_text("[data-task]")
    evaluator.click("[data-rate=S]")
    evaluator.wait_for_selector("[data-rate=S][aria-pressed=true]")
    keep(evaluator, "evaluator")


def end(desk: Any) -> None:
    """The director ends the drill, and sees what it leaves."""
    desk.click("[data-pace=end]")
    desk.click("[data-pace=sure]")
    desk.wait_for_selector("[data-report=html]", timeout=30_000)


def test_a_mini_drill_is_played_by_hand_from_the_first_call_to_the_report(crew: Crew, tmp_path: Path) -> None:
    desk = crew.director
    wall = crew.open(crew.let_in("observer"), 1920, 1080)
    wall.wait_for_selector("main.stage")
    intake, dispatch, water, quality = (crew.seat(seat) for seat in ("A1", "A2", "A3", "A5"))
    evaluator = crew.open(crew.let_in("evaluator"))
    add_inject(desk)

    ticket = first_call(crew, intake)
    keep(intake, "seat-intake")
    carry(crew, ticket, intake, dispatch, water, quality)
    assert wall.locator("text=Main under pressure").count()
    keep(wall, "wall-by-hand")
    keep(desk, "director")
    rate(evaluator)
    end(desk)

    intake.wait_for_selector("text=The drill has ended.")
    with desk.expect_download(timeout=60_000) as download:
        desk.click("[data-report=evidence]")
    download.value.save_as(tmp_path / "evidence.zip")
    assert zipfile.ZipFile(tmp_path / "evidence.zip").testzip() is None
    report = desk.request.get(f"{crew.base}/api/drills/{crew.drill}/report?format=html&lang=zh", timeout=60_000)
    assert report.ok
    assert "EXERCISE" in report.text()
    its_journal_tells(tmp_path, int(ticket))
    assert crew.wrong == []


def its_journal_tells(folder: Path, ticket: int) -> None:
    """Who did what with the ticket; and the orders of people, pauses and speeds play again to the same facts."""
    journal = Journal.open(next(folder.rglob("journal.jsonl.zst")))
    facts = list(journal)
    assert [fact.category for fact in facts if isinstance(fact, TicketOpened) and fact.ticket == ticket] == ["K1"]
    assert [fact.seat for fact in facts if isinstance(fact, HandleEnded) and fact.ticket == ticket] == ["A3"]
    assert not any(isinstance(fact, Evaluated) and fact.ticket == ticket for fact in facts)
    assert replay(journal.path) is None


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_nobody_is_kept_out_of_the_pages(crew: Crew, theme: str) -> None:
    """axe-core finds no breach of WCAG 2.2 AA on desk, seat with an open form, evaluator, list, door and replay."""
    desk = crew.director
    seat = crew.seat("A1")
    evaluator = crew.open(crew.let_in("evaluator"))
    add_inject(desk)
    crew.pace("minute")
    evaluator.wait_for_selector("[data-task]")
    seat.click("[data-order=write_note]")
    door = crew.open(f"{crew.base}/join")
    door.wait_for_selector("#code")
    pages = {"desk": desk, "seat": seat, "evaluator": evaluator, "door": door}
    for page in pages.values():
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
    assert [(name, found) for name, page in pages.items() if (found := breaches(page))] == []
    end(desk)
    desk.goto(f"{crew.base}/")
    desk.wait_for_selector("[data-drill]")
    desk.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
    assert breaches(desk) == []
    desk.click("text=Replay")
    desk.wait_for_selector("[data-replay=seek]")
    desk.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
    assert breaches(desk) == []


def test_an_inject_is_moved_along_its_line_by_keys_and_by_hand(crew: Crew) -> None:
    desk = crew.director
    add_inject(desk, minutes="30")
    mark = desk.locator("button[data-inject=N1]")
    mark.press("Shift+ArrowRight")
    mark.press("Enter")
    desk.wait_for_selector("[data-inject-row=N1] >> text=T+0:40")
    desk.wait_for_timeout(500)
    box, line = mark.bounding_box(), desk.locator(".line").bounding_box()
    desk.mouse.move(box["x"] + 4, box["y"] + box["height"] / 2)
    desk.mouse.down()
    desk.mouse.move(line["x"] + line["width"] / 2, box["y"] + 5, steps=5)
    desk.mouse.up()
    desk.wait_for_selector("[data-inject-row=N1] >> text=T+4:00")
    desk.click("[data-inject-row=N1] [data-do=hold]")
    desk.wait_for_selector("[data-inject-row=N1] >> text=deferred")
    desk.click("[data-inject-row=N1] [data-do=release]")
    desk.wait_for_selector("[data-inject-row=N1] >> text=released")
    assert crew.wrong == []


def test_a_long_inbox_does_not_take_the_ticket_from_its_reader(crew: Crew) -> None:
    """Walking down by keys, the row chosen and the ticket beside it both stay in sight."""
    seat = crew.seat("A1")
    rows = seat.locator("section.inbox [data-ticket]")
    surge = crew.director.locator("form", has=crew.director.locator("input[max='100']"))
    assert surge.locator("select").input_value()  # the first stream is chosen by itself
    surge.locator("select").select_option(index=1)
    surge.locator("input").fill("100")
    surge.locator("button").click()
    crew.director.wait_for_selector("text=Surge")
    for _ in range(CALLS):
        if rows.count() > 6:
            break
        crew.pace("minute")
        crew.director.wait_for_timeout(400)
    seat.set_viewport_size({"width": 1280, "height": 460})
    tall = seat.locator("section.inbox").evaluate("box => box.scrollHeight > box.clientHeight")
    for _ in range(rows.count()):
        seat.keyboard.press("ArrowDown")
    seat.wait_for_timeout(200)
    seen = "box => { const at = box.getBoundingClientRect(); return at.top >= 0 && at.top < innerHeight - 20; }"
    assert tall
    assert rows.last.get_attribute("aria-current") == "true"
    assert seat.locator("section.inbox .chosen").evaluate(seen)
    assert seat.locator("section.work h2").first.evaluate(seen)
    assert crew.wrong == []
