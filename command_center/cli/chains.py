"""How ``show fact`` tells the chain from rule to indicator."""

from __future__ import annotations

from pathlib import Path

from command_center.cli.door import Door
from command_center.folds.names import VALUE_NAMES, kind_name, word
from command_center.folds.rule_chain import Chain, Counted, Link, Rule
from command_center.folds.stories import Story
from command_center.plan.maturity import load_maturity

SHOWN = 12
"""Cases printed; ``--json`` gives them all."""


def tell_chain(door: Door, chain: Chain, path: Path) -> None:
    """Print the chain: rules, the facts of each link, the indicators that counted them."""
    door.out()
    door.out(door.say("chain.heading"))
    titles: dict[Link, str] = {
        "cue": door.say("chain.cue"), "order": door.say("chain.order"), "action": door.say("chain.action"),
        "evidence": door.say("chain.evidence"),
    }  # fmt: skip
    rules = [_rule(door, chain, rule) for rule in chain.rules]
    _part(door, door.say("chain.rules"), rules or [door.say("chain.no_rule")], 0)
    for linked in chain.links:
        lines = Story("", linked.lines, chain.names).text(door.lang)
        _part(door, titles[linked.link], [line.strip() for line in lines], linked.more)
    for task, state in chain.tasks:
        door.out(door.say("chain.task", task=task, state=word(VALUE_NAMES.get(state, (state, state)), door.lang)))
    _indicators(door, chain, path)


def _part(door: Door, title: str, lines: list[str], more: int) -> None:
    door.out(f"{title}:" if door.lang == "en" else f"{title}：")
    for line in lines:
        door.out(f"    {line}")
    if more:
        door.out("    " + door.say("chain.more", count=more))


def _rule(door: Door, chain: Chain, rule: Rule) -> str:
    if not rule.known:
        return door.say("chain.own_rule", duty=rule.duty)
    seat = " ".join(part for part in (rule.seat, word(chain.names.get(rule.seat, ("", "")), door.lang)) if part)
    return door.say(
        "chain.rule", duty=rule.duty, name=word(rule.name, door.lang), seat=seat, within=rule.within,
        evidence=kind_name(rule.evidence, door.lang), source=rule.source,
        lapsed="" if rule.in_force else door.say("chain.lapsed"),
    )  # fmt: skip


def _indicators(door: Door, chain: Chain, path: Path) -> None:
    door.out()
    if not chain.indicators:
        door.out(door.say("chain.none"))
        return
    plan, _ = load_maturity()
    names = {row.id: row.names for row in plan.indicators}

    def row(case: Counted) -> tuple[str, ...]:
        name = getattr(names[case.indicator], door.lang)
        counted = word(VALUE_NAMES[str(case.counted)], door.lang)
        through = "" if case.through < 0 else str(case.through)
        facts = " ".join(map(str, case.facts))
        return (f"{case.indicator} {name}", case.subject, counted, f"{case.value:g}", facts, through)

    header = [
        door.say("chain.indicator"), door.say("chain.about"), door.say("chain.counted"), door.say("chain.value"),
        door.say("chain.facts"), door.say("chain.through"),
    ]  # fmt: skip
    cases = chain.indicators[:SHOWN]
    more = len(chain.indicators) - len(cases)
    note = door.say("chain.more", count=more) if more else ""
    door.table(door.say("chain.indicators"), header, [row(case) for case in cases], 3, note)
    door.note(door.say("chain.next", path=path, indicator=cases[0].indicator))
