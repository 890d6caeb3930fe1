"""Each indicator moves the right way when just its cause is changed."""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean, stdev
from typing import NamedTuple

import pytest
from scipy import stats

from command_center import facts as f
from command_center.folds import indicators_data as data
from command_center.folds import indicators_institution as institution
from command_center.folds import indicators_operation as operation
from command_center.folds import indicators_technology as technology
from command_center.folds.indicators import Ratings, pooled
from command_center.folds.scores import Scores
from command_center.folds.sheet import IndicatorValue
from command_center.orders import SetFeed
from command_center.plan.maturity import load_maturity
from command_center.plan.programme import Programme
from command_center.play import run
from tests.score_facts import HOUR, MIN, ROSTER, SEATS, Story, easy_plan

pytestmark = pytest.mark.slow  # plays whole drills

DAY = 24 * HOUR
Tell = Callable[[Story], object]


def value(name: str, story: Story, programme: Programme | None = None) -> IndicatorValue:
    """The indicator of a story; every drill was played at speed 1."""
    ratings = Ratings(frozenset({"aa"}))
    return story.end().scores().sheet(easy_plan(), programme, ratings).profile.indicator(name)


def programme(**changes: object) -> Programme:
    """A quarter with one drill of all staff and three of half the staff."""
    title = {"zh": "季", "en": "quarter"}
    drills = [{"name": "full", "title": title, "scenario": "tiny", "staffing": "full", "seed": "one"}]
    drills += [
        {"name": f"half{n}", "title": title, "scenario": "tiny", "staffing": "half", "seed": "one"} for n in range(3)
    ]
    base = {"name": "q", "title": title, "about": title, "seeds": {"one": 0}, "drills": drills}
    return Programme.model_validate(base | changes)


def lesson(name: str, accepted: str, rule_from: str) -> dict[str, object]:
    rule = "H1@2" if rule_from else ""
    return {
        "id": name,
        "title": {"zh": "课", "en": "lesson"},
        "accepted": accepted,
        "rule": rule,
        "rule_from": rule_from,
    }


def read(feed: str = "real", *, good: bool = True, right: bool = True, masked: bool = True, took: int = 1) -> Tell:
    def tell(story: Story) -> None:
        story.add(MIN, f.SystemCallStarted, ticket=1, system="Y1", seat="S3")
        story.add(
            MIN + took * MIN, f.SystemCallEnded, ticket=1, system="Y1", seat="S3", feed=feed, good=good, right=right,
            masked=masked,
        )  # fmt: skip

    return tell


def switch(minutes: int) -> Tell:
    def tell(story: Story) -> None:
        story.add(0, f.ModeOrdered, mode="wartime", seat="S1")
        story.add(minutes * MIN, f.ModeSwitched, mode="wartime")

    return tell


def signed_in_wartime(minutes: int) -> Tell:
    def tell(story: Story) -> None:
        story.add(0, f.ModeSwitched, mode="wartime")
        story.add(MIN, f.ContactArrived, ticket=1)
        story.add(MIN, f.TicketOpened, ticket=1)
        story.add(MIN, f.Dispatched, ticket=1, seat="S3", by="rule")
        story.add(MIN + minutes * MIN, f.Signed, ticket=1, seat="S3", operator=1)

    return tell


def command(minutes: int) -> Tell:
    def tell(story: Story) -> None:
        story.add(0, f.CommandIssued, command=1, seat="S3", ticket=-1)
        story.add(0, f.CommandSent, command=1, node="D1.01.001.1", tier="grid", attempt=1)
        story.add(minutes * MIN, f.CommandAcknowledged, command=1, node="D1.01.001.1", tier="grid")

    return tell


def duty(kind: type[f.DutyMet | f.DutyMissed]) -> Tell:
    def tell(story: Story) -> None:
        story.add(0, f.DutyFellDue, duty="H1@2", seat="S3", about="x", due=MIN)
        story.add(MIN, kind, duty="H1@2", seat="S3", about="x")

    return tell


def outage(minutes: int) -> Tell:
    def tell(story: Story) -> None:
        story.add(HOUR, f.SystemWentDown, system="Y1")
        story.add(HOUR + minutes * MIN, f.SystemCameUp, system="Y1")

    return tell


def alarm(seconds: int) -> Tell:
    def tell(story: Story) -> None:
        story.add(0, f.SensorAlarmed, sensor="Q", system="Y1", name="alarm")
        story.add(seconds * 1000, f.AlarmShown, sensor="Q", seat="S3", because="alarm")

    return tell


def approval(*, paper: bool) -> Tell:
    def tell(story: Story) -> None:
        story.ticket(1)
        story.add(20 * MIN, f.ExtensionGranted, ticket=1, seat="S4")
        if paper:
            story.add(20 * MIN, f.PaperSigned, ticket=1, seat="S3")

    return tell


def first_action(seconds: int) -> Tell:
    def tell(story: Story) -> None:
        story.add(0, f.SeatStaffed, seat="S3", profile="own", player="person")
        story.add(0, f.SeatSignedOn, seat="S3")
        story.add(seconds * 1000, f.FirstActionTaken, seat="S3")

    return tell


def disputed(story: Story) -> None:
    story.ticket(1).add(8 * MIN, f.Disputed, ticket=1, seat="S3")


def without_feedback(story: Story) -> None:
    story.ticket(1, close=None)
    story.add(30 * MIN, f.CloseEnded, ticket=1, seat="S4", operator=1)
    story.add(40 * MIN, f.EvaluateEnded, ticket=1, operator=1)


def sent_on(story: Story) -> None:
    story.ticket(1).add(10 * MIN, f.Dispatched, ticket=1, seat="S5", by="operator", round=2)


def nothing(_story: Story) -> None:
    pass


class Move(NamedTuple):
    """What is good for an indicator, and the same with just its cause changed for the worse."""

    good: Tell
    bad: Tell


MOVES = {
    "A1": Move(lambda story: story.ticket(1), lambda story: story.ticket(1, duty="")),
    "A2": Move(lambda story: story.ticket(1), disputed),
    "A3": Move(duty(f.DutyMet), duty(f.DutyMissed)),
    "B1": Move(lambda story: story.ticket(1), without_feedback),
    "B2": Move(lambda story: story.ticket(1, close=60), lambda story: story.ticket(1, close=61)),
    "B3": Move(switch(5), switch(20)),
    "B4": Move(signed_in_wartime(2), signed_in_wartime(40)),
    "B5": Move(command(30), command(31)),
    "C1": Move(outage(1), outage(100)),
    "C2": Move(alarm(5), alarm(200)),
    "C3": Move(approval(paper=False), approval(paper=True)),
    "C4": Move(lambda story: story.ticket(1), sent_on),
    "C5": Move(first_action(20), first_action(200)),
    "D2": Move(read("real"), read("mock")),
    "D3": Move(read(good=True), read(good=False)),
    "D4": Move(read(masked=True), read(masked=False)),
    "D5": Move(lambda story: story.ticket(1, satisfaction=4), lambda story: story.ticket(1, satisfaction=3)),
}
ELSEWHERE = {"A4", "A5", "D1"}  # from the programme and the roster, below


def test_every_indicator_has_its_test() -> None:
    plan, _ = load_maturity()
    assert {indicator.id for indicator in plan.indicators} == set(MOVES) | ELSEWHERE


@pytest.mark.parametrize("name", MOVES)
def test_an_indicator_moves_with_its_cause(name: str) -> None:
    move, stories = MOVES[name], (Story(), Story())
    move.good(stories[0])
    move.bad(stories[1])
    good, bad = (value(name, story) for story in stories)
    assert good.value is not None
    assert bad.value is not None
    more = load_maturity()[0].indicator(name).better == "more"
    assert (good.value > bad.value) if more else (good.value < bad.value)
    assert (good.score or 0) >= (bad.score or 0)
    assert good.denominator == bad.denominator > 0


def test_d1_follows_the_catalogue() -> None:
    unmounted = ROSTER | {"catalogue": [{"id": f"R{number}", "mounted": number < 5} for number in range(10)]}
    assert (value("D1", Story()).value, value("D1", Story(unmounted)).value) == (90, 50)


def test_a4_follows_drills_held_and_seats_used() -> None:
    def used(seats: tuple[str, ...]) -> Story:
        story = Story()
        for seat in seats:
            story.add(0, f.SeatAnswered, seat=seat).add(MIN, f.TaskEnded, seat=seat, operator=1)
        return story

    # the quarterly drill was held (0.5), no monthly one (0), 5 or 2 of 5 seats (0.25 or 0.1)
    assert value("A4", used(SEATS), programme()).value == pytest.approx(75)
    assert value("A4", used(SEATS[:2]), programme()).value == pytest.approx(60)
    # another seed was planned: nothing was held
    assert value("A4", used(SEATS), programme(seeds={"one": 7})).value == pytest.approx(25)
    assert value("A4", used(SEATS)).reason is not None


def test_a5_follows_the_improvements() -> None:
    kept = lesson("k", "2026-01-10", "2026-03-01")
    slow = lesson("s", "2026-01-10", "2026-07-01")
    open_ = lesson("o", "2026-07-01", "")  # its 90 days still run on the day of the drill, 2026-07-20
    found = value("A5", Story(), programme(improvements=[kept, slow, open_]))
    assert (found.numerator, found.denominator) == (1, 2)
    better = value("A5", Story(), programme(improvements=[kept, kept, open_]))
    assert (better.value or 0) > (found.value or 0)


def test_c5_is_for_people_at_speed_one_only() -> None:
    story = Story()
    first_action(20)(story)
    scores = story.end().scores()
    unknown = scores.sheet(easy_plan()).profile.indicator("C5")
    assert unknown.reason == ("没有一倍速真人演练的记录", "no drill with people is known to have run at speed 1")
    program = Story().add(0, f.SeatSignedOn, seat="S3").add(5000, f.FirstActionTaken, seat="S3")
    assert value("C5", program).reason == ("没有真人参演", "no person played")


# -- the functions themselves ---------------------------------------------------------------------------------------


def test_cases_that_are_none() -> None:
    assert operation.b1_closed_loop(3, over=False, limit_passed=False) is None
    assert operation.b2_on_time(-1, 10, 10) is None
    assert operation.b2_on_time(100, -1, 100) is None  # the very millisecond is still on time
    assert operation.b3_switch_time("peacetime", 0, 10) is None
    assert operation.b4_hand_over(0, 10, wartime=False) is None
    assert operation.b5_reach(0, -1, 30 * MIN) is None
    assert technology.c4_first_choice(("S1", ""), "operator", ("S1", "")) is None
    assert technology.c5_first_mile("program", 0, 10) is None
    assert data.d2_real_data("link", 0, 1, 1) is None
    assert data.d2_real_data("real", 0, -1, 5) is None
    assert data.d3_good_record("mock", good=True) is None
    assert data.d4_unlawful_read("missing", right=False, masked=True) is None


def test_a_request_that_nobody_answers_is_not_filled() -> None:
    assert data.d2_real_data("real", 0, -1, 16 * MIN) is False
    assert data.d2_real_data("real", 0, 16 * MIN, 16 * MIN) is False


def test_the_current_version_counts_not_the_old_one() -> None:
    rules = frozenset({("FL04", 2)})
    labels = {"FL04@2": True, "FL04/2": True, "FL04@1": False, "depth.15/watch_point": False, "": False}
    assert {label: institution.a1_rule_binding(label, rules) for label in labels} == labels


def test_too_few_cases_are_never_guessed() -> None:
    plan, _ = load_maturity()
    for count, rated in ((29, False), (30, True)):
        story = Story()
        for number in range(count):
            story.ticket(number)
        assert story.end().scores().sheet(plan).profile.indicator("B2").rated is rated


# -- whole drills ---------------------------------------------------------------------------------------------------


def played(scenario: str, seed: int, staffing: str | None = None, horizon: int | None = None, **more: object) -> Scores:
    scores = Scores()
    run(scenario, seed=seed, staffing=staffing, horizon=horizon, watchers=(scores.extend,), **more)  # type: ignore[arg-type] # passed on
    return scores


def share(name: str, scores: Scores) -> float:
    hits, count = pooled(name, scores.records())
    return 100 * hits / count


def test_a_feed_that_turns_mock_lowers_d2() -> None:
    real = played("mini-hotline", 5, horizon=DAY)
    system = max(real.records()[0].reads.items(), key=lambda item: item[1]["real"])[0]
    mock = played("mini-hotline", 5, horizon=DAY, orders=(SetFeed(0, 0, "director", system, "mock"),))
    assert share("D2", mock) < share("D2", real)


@pytest.mark.slow
@pytest.mark.parametrize("system", ["SYS26", "SYS27"])
def test_a_vertical_agency_that_shares_raises_d2(system: str) -> None:
    """A vertical slot is mock by default; once its owner shares, more requests are really filled."""
    mock = played("hotline-month", 5, horizon=4 * DAY)
    real = played("hotline-month", 5, horizon=4 * DAY, orders=(SetFeed(0, 0, "director", system, "real"),))
    assert share("D2", real) > share("D2", mock)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "horizon"),
    [("city-waterlogging", None), ("hotline-month", 2 * DAY)],
)
def test_half_the_staff_closes_less_on_time_over_paired_seeds(scenario: str, horizon: int | None) -> None:
    gains = [
        share("B2", played(scenario, seed, "full", horizon)) - share("B2", played(scenario, seed, "half", horizon))
        for seed in range(1, 21)
    ]
    half_width = stats.t.ppf(0.975, 19) * stdev(gains) / 20**0.5
    assert fmean(gains) - half_width > 0
