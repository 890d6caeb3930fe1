"""The shipped rosters and hotline scenarios hold what the papers and our own rules ask of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from command_center import facts
from command_center.plan.city import tree
from command_center.plan.loading import check, load_roster, load_scenario
from command_center.plan.roster import Category, Roster, Seat

ROOT = Path(__file__).parents[1]
HANDLE, FEEDBACK = 2, 3
WITHOUT_DUTY = {"T25"}


@pytest.fixture(scope="module")
def d_city() -> Roster:
    return load_roster("d-city")


@pytest.fixture(scope="module")
def mini() -> Roster:
    return load_roster("mini")


def seats_of(roster: Roster) -> dict[str, Seat]:
    return {seat.id: seat for seat in roster.seats}


def lead_of(category: Category, roster: Roster) -> Seat:
    return seats_of(roster)[category.seats[0]]


def test_shipped_files_have_no_problem() -> None:
    paths = ["seats/d-city", "seats/mini", "scenarios/hotline-month.yaml", "scenarios/mini-hotline.yaml"]
    assert [str(problem) for problem in check([ROOT / path for path in paths])] == []


def test_d_city_has_69_seats_in_their_groups(d_city: Roster) -> None:
    assert [seat.id for seat in d_city.seats] == [f"S{number:02}" for number in range(1, 70)]
    assert Counter(seat.group for seat in d_city.seats) == {
        "Command": 6, "Party": 10, "Government": 28, "Platform": 7,
        "Utilities": 7, "Vertical": 6, "Rescue": 4, "Levels": 1,
    }  # fmt: skip


def test_half_staff_keeps_24_lends_11_and_leaves_34_to_responders(d_city: Roster) -> None:
    assert Counter(seat.half for seat in d_city.seats) == {"M": 24, "H": 11, "Q": 34}


def test_16_systems_feed_9_link_and_4_are_mock_slots(d_city: Roster) -> None:
    found = Counter((system.data, system.feed) for system in d_city.systems)
    assert found == {("feed", "real"): 16, ("link", "link"): 9, ("slot", "mock"): 4}
    assert {system.vertical for system in d_city.systems if system.data == "slot"} == {"yes"}
    assert {system.owner for system in d_city.systems} <= set(seats_of(d_city))


def test_systems_are_up_99_percent_of_the_time(d_city: Roster) -> None:
    available = [system.up.ms / (system.up.ms + system.down.ms) for system in d_city.systems]
    assert min(available) > 0.992
    assert max(available) < 0.9995


def test_979_of_1000_resources_are_mounted_and_no_slot_is(d_city: Roster) -> None:
    slots = {system.id for system in d_city.systems if system.data == "slot"}
    assert [resource.id for resource in d_city.catalogue] == [f"R{number:04}" for number in range(1, 1001)]
    assert sum(resource.mounted for resource in d_city.catalogue) == 979
    assert not any(resource.mounted for resource in d_city.catalogue if resource.provider in slots)


def test_every_system_with_data_offers_a_resource(d_city: Roster, mini: Roster) -> None:
    for roster in (d_city, mini):
        with_data = {system.id for system in roster.systems if system.data != "link"}
        assert {resource.provider for resource in roster.catalogue} == with_data


def test_personal_data_is_never_published(d_city: Roster) -> None:
    assert {resource.publication for resource in d_city.catalogue if resource.personal} == {"none"}


def test_category_shares_come_to_a_hundred_in_both_seasons(d_city: Roster) -> None:
    assert len(d_city.categories) == 27
    assert sum(category.share for category in d_city.categories) == pytest.approx(100)
    assert sum(category.winter_share for category in d_city.categories) == pytest.approx(100, abs=0.05)
    assert {c.id: c.winter_share for c in d_city.categories}["T02"] == 30


def test_districts_get_64_percent_of_the_tickets(d_city: Roster) -> None:
    mean = sum(category.share * category.district_share for category in d_city.categories) / 100
    assert mean == pytest.approx(0.64, abs=0.02)


def test_lead_seats_may_handle_and_have_the_skills(d_city: Roster, mini: Roster) -> None:
    for roster in (d_city, mini):
        for category in roster.categories:
            lead = lead_of(category, roster)
            assert lead.part[HANDLE] == lead.part[FEEDBACK] == "L", category.id
            assert set(category.skills) <= set(lead.skills), category.id


def test_what_a_responder_leads_goes_to_a_seat_that_may_handle(d_city: Roster, mini: Roster) -> None:
    for roster in (d_city, mini):
        leads = [lead_of(category, roster) for category in roster.categories]
        covers = [seats_of(roster)[lead.covered_by] for lead in leads if lead.half == "Q"]
        assert covers
        assert all(cover.half in "MH" and cover.part[HANDLE] == "L" for cover in covers)


def test_only_responders_are_covered_and_all_of_them_are(d_city: Roster, mini: Roster) -> None:
    for roster in (d_city, mini):
        assert {seat.id for seat in roster.seats if seat.covered_by} == {
            seat.id for seat in roster.seats if seat.half == "Q"
        }


def test_dispatch_duties_leave_a_known_gap(d_city: Roster) -> None:
    leads = {category.id: category.seats[0] for category in d_city.categories}
    bound = {duty.when.split()[1]: duty.seat for duty in d_city.duties if duty.when.startswith("ticket.dispatched ")}
    assert bound == {category: seat for category, seat in leads.items() if category not in WITHOUT_DUTY}


def test_duties_name_an_evidence_and_have_one_version_at_a_time(d_city: Roster, mini: Roster) -> None:
    for roster in (d_city, mini):
        assert {duty.evidence for duty in roster.duties} <= set(facts.KINDS)
        current = Counter(duty.id for duty in roster.duties if not duty.valid_to)
        assert current == Counter({duty.id for duty in roster.duties})
        assert {duty.version for duty in roster.duties if duty.valid_to} == {1}


def test_flood_triggers_all_have_a_duty(d_city: Roster) -> None:
    wanted = {f"depth.{cm}" for cm in (5, 15, 27, 50)}
    wanted |= {f"response_level.{level}" for level in ("I", "II", "III", "IV")}
    wanted |= {"warning.yellow", "warning.orange", "warning.red", "mode.wartime", "system.down"}
    assert wanted <= {duty.when for duty in d_city.duties}


def test_only_two_needed_rights_are_missing(d_city: Roster) -> None:
    held = {(right.seat, right.resource) for right in d_city.rights}
    needed = {(seat, system) for c in d_city.categories for seat in c.seats for system in c.systems}
    assert {pair for pair in needed if (pair[0], f"{pair[1]}/*") not in held} == {("S24", "SYS03"), ("S34", "SYS16")}
    everything = {f"SYS{number:02}/*" for number in range(1, 30)}
    assert all(everything <= {resource for seat, resource in held if seat == hub} for hub in ("S45", "S49"))


def test_names_stand_in_both_languages_and_only_once(d_city: Roster, mini: Roster) -> None:
    for roster in (d_city, mini):
        for rows in (roster.seats, roster.systems, roster.categories, roster.catalogue, roster.city.low_points):
            for names in ([row.zh for row in rows], [row.en for row in rows]):
                assert all(names)
                assert len(set(names)) == len(names)


def test_the_tiers_are_7_88_900_3600_and_1_3_9_27_81(d_city: Roster, mini: Roster) -> None:
    for roster, counts in ((d_city, (7, 88, 900, 3600)), (mini, (3, 9, 27, 81))):
        city = tree(roster.city)
        assert tuple(map(len, (city.districts, city.streets, city.communities, city.grids))) == counts
        assert all(point.place in city for point in roster.city.low_points)


def test_district_shares_come_to_the_whole_city(d_city: Roster) -> None:
    assert sum(district.share for district in d_city.city.districts) == pytest.approx(1)


def test_low_points_lie_in_the_three_urban_districts(d_city: Roster) -> None:
    points = d_city.city.low_points
    assert Counter(point.kind for point in points) == {"underpass": 5, "road": 11, "community": 4}
    assert {point.place.split(".")[0] for point in points} == {"D1", "D2", "D3"}


def test_mini_is_free_of_chance(mini: Roster) -> None:
    around = mini.practice.around
    assert mini.practice.steps.desk_cv == mini.practice.steps.field_cv == mini.practice.intake.conversation.cv == 0
    assert (around.wrong_seat, around.dispute, around.extension, around.support, around.solved) == (0, 0, 0, 0, 1)


def test_hotline_month_brings_1050_contacts_on_a_mean_day(d_city: Roster) -> None:
    scenario = load_scenario("hotline-month", d_city)
    assert scenario.roster == "d-city"
    assert sum(stream.per_day for stream in scenario.arrivals) == pytest.approx(1050)
    calls = scenario.arrivals[0]
    assert calls.channel == "call"
    assert calls.per_day == pytest.approx(0.8 * 1050)
    assert max(calls.hours) == 9
    assert sum(calls.hours) == pytest.approx(100)
    assert sum(calls.months) == pytest.approx(12)
    assert sum(calls.weekdays) == pytest.approx(7)


def test_hotline_month_makes_about_260_tickets_a_day(d_city: Roster) -> None:
    scenario = load_scenario("hotline-month", d_city)
    intake = d_city.practice.intake
    elsewhere = intake.not_accepted + sum(intake.handed_over.values())
    tickets = 0.0
    for stream in scenario.arrivals:
        direct = intake.direct if stream.direct is None else stream.direct
        tickets += stream.per_day * (1 - direct - (elsewhere if direct else 0))
    assert tickets == pytest.approx(262, abs=8)


def test_mini_hotline_brings_about_60_contacts(mini: Roster) -> None:
    scenario = load_scenario("mini-hotline", mini)
    share_of_day = scenario.horizon.ms / 86_400_000
    assert scenario.roster == "mini"
    assert sum(stream.per_day for stream in scenario.arrivals) * share_of_day == pytest.approx(60)
