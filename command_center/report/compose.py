"""The document put together: its chapters in order, the cover, and the evidence annex gathered on the way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from command_center.folds.names import Lang
from command_center.folds.tables import NONE, percent
from command_center.report import annexes, chain, closing, judging, opening, rated
from command_center.report.context import Writer
from command_center.report.dataset import DataSet
from command_center.report.document import Block, Document, Line, Section
from command_center.report.words import MARK

Chapter = Callable[[Writer], list[Block]]

CHAPTERS: tuple[tuple[str, tuple[tuple[str, Chapter], ...]], ...] = (
    ("overview", (("overview", opening.overview), ("aims", opening.aims))),
    ("organisation", (("conduct", opening.conduct), ("seats", opening.seats), ("systems", opening.systems))),
    ("process", (("timeline", opening.process), ("injects", opening.injects), ("water", opening.water))),
    ("participation", (("roll_call", opening.roll_call), ("load", opening.load))),
    (
        "evaluation",
        (
            ("by_aim", judging.by_aim),
            ("maturity", judging.maturity),
            ("steps", judging.steps),
            ("response", judging.response),
            ("queues", judging.queues),
            ("tiers", chain.tiers),
            ("modes", chain.modes),
            ("data", chain.data),
            ("duties", chain.duties),
            ("around", chain.around),
            ("ratings", rated.ratings),
        ),
    ),
    ("good", (("", closing.good),)),
    (
        "problems",
        tuple(
            (f"problems.{element}", partial(closing.problems_of, element=element)) for element in ("A", "B", "C", "D")
        ),
    ),
    ("plan", (("", closing.plan),)),
    ("circular", (("", closing.circular),)),
    ("comparison", (("", closing.comparison),)),
)
"""Chapter -> its sections; a chapter of one section without a name has its blocks itself."""

ANNEXES: tuple[tuple[str, Chapter], ...] = (
    ("journals", annexes.journals),
    ("all_seats", annexes.all_seats),
    ("method", annexes.method),
    ("templates", annexes.templates),
)

EVIDENCE = "evidence"
"""The key of the annex that a face fills with the document's evidence."""

FACE_WORDS = (
    "evidence", "figure", "table", "contents", "filter", "sort", "opens", "page", "of_pages", "of", "rows", "to_top",
    "headline", "journals", "no_match",
)  # fmt: skip


def compose(data: DataSet, lang: Lang) -> Document:
    """The report in one language."""
    writer = Writer(data, lang)
    sections = [
        section for number, (key, parts) in enumerate(CHAPTERS, 1) for section in _chapter(writer, number, key, parts)
    ]
    letters = iter("BCDEFG")
    attached = [
        Section(key, 1, next(letters), writer.say(f"annex.{key}"), tuple(make(writer))) for key, make in ANNEXES
    ]
    proof = Section(EVIDENCE, 1, "A", writer.say("annex.evidence"), ())
    columns = writer.columns(
        ("col.code", "text", 0.5), ("col.kind", "text", 3), ("col.count", "count", 0.8), ("col.numbers", "text", 2.6),
        ("col.last", "fact", 0.9),
    )  # fmt: skip
    first = data.drills[0]
    title = writer.say("title")
    named = writer.listed(
        dict.fromkeys(writer.pair(drill.scenario.title.pair) or drill.scenario.name for drill in data.drills)
    )
    return Document(
        lang=lang,
        mark=MARK,
        title=title,
        subtitle=f"{writer.pair(data.roster.names.pair)} · {named}".strip(" ·"),
        date=first.start_local[:10],
        cover=_cover(writer),
        headline=_headline(writer),
        warnings=_warnings(writer),
        sections=(*sections, proof, *attached),
        evidence=writer.entries(),
        evidence_columns=columns,
        words={name: writer.say(f"face.{name}") for name in FACE_WORDS},
    )


def _chapter(writer: Writer, number: int, key: str, parts: tuple[tuple[str, Chapter], ...]) -> list[Section]:
    title = writer.say(f"chapter.{key}")
    if len(parts) == 1 and not parts[0][0]:
        return [Section(key, 1, str(number), title, tuple(parts[0][1](writer)))]
    below = [
        Section(f"{key}-{name}", 2, f"{number}.{place}", writer.say(f"section.{name}"), tuple(make(writer)))
        for place, (name, make) in enumerate(parts, 1)
    ]
    return [Section(key, 1, str(number), title, ()), *below]


def _cover(writer: Writer) -> tuple[Line, ...]:
    data = writer.data
    city = writer.pair((data.roster.city.zh, data.roster.city.en)) or NONE
    starts = writer.listed(dict.fromkeys(drill.start_local for drill in data.drills))
    lines = [Line(writer.say("cover.city"), city), Line(writer.say("cover.drills"), str(len(data.drills)))]
    lines += [Line(writer.say("cover.start"), starts)]
    lines += [Line(writer.say("cover.root", code=writer.code(drill.label)), drill.root) for drill in data.drills]
    return tuple(lines)


def _headline(writer: Writer) -> tuple[Line, ...]:
    """Six figures, each beside what it is held against."""
    sheet = writer.data.sheet
    profile = sheet.profile
    level = writer.level(profile.city_level)
    aims = [each.state for drill in writer.data.drills for each in drill.expected]
    tested = sum(state != "not_tested" for state in aims)
    closed = next((step for step in sheet.steps if step.step == "handle"), None)
    arrival = next((clock for clock in sheet.response_1315.clocks if clock.clock == "arrival"), None)
    due = sum(duty.met + duty.missed for duty in sheet.duties)
    met = sum(duty.met for duty in sheet.duties)
    target = writer.say("headline.target", target=f"{profile.target:.1f}", year=profile.year)
    cases = writer.say("headline.of", done=f"{closed.on_time:,}", due=f"{closed.due:,}") if closed else ""
    calls = writer.say("headline.of", done=f"{arrival.within:,}", due=f"{arrival.count:,}") if arrival else ""
    answers = writer.say("headline.answers", count=sheet.three_rates.answers)
    return (
        Line(writer.say("headline.level"), level, target),
        Line(writer.say("headline.on_time"), percent(closed.on_time_share if closed else None), cases),
        Line(
            writer.say("headline.actions"),
            f"{aims.count('met')} / {tested}" if tested else NONE,
            writer.say("headline.in_time"),
        ),
        Line(
            writer.say("headline.duties"),
            percent(met / due if due else None),
            writer.say("headline.of", done=met, due=due),
        ),
        Line(writer.say("headline.1315"), percent(arrival.share if arrival else None), calls),
        Line(writer.say("headline.satisfied"), percent(sheet.three_rates.satisfaction), answers),
    )


def _warnings(writer: Writer) -> tuple[str, ...]:
    """What a reader must know before the first figure."""
    told = [writer.say("warning.exercise")]
    if any(line.mock_reads for line in writer.data.sheet.drills):
        told.append(writer.say("warning.mock"))
    return tuple(told)
