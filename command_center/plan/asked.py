"""What may be asked of a drill besides its files: one set of rules for the program, for Python and for a journal."""

from __future__ import annotations

from collections.abc import Iterable

from command_center.plan.calendar import LONGEST, TOO_LONG
from command_center.plan.known import BUILT_IN_STAFFING, unknown
from command_center.plan.problems import Said, did_you_mean
from command_center.plan.roster import Roster
from command_center.plan.scenario import Scenario

LARGEST_SEED = 2**63 - 1
"""The largest whole number that every reader of a journal takes."""


class WrongArgument(ValueError):
    """What somebody asks of a drill cannot be: ``argument`` names it, ``said`` what is wrong and would be right."""

    def __init__(self, argument: str, wrong: Said, right: Said) -> None:
        self.argument = argument
        self.said = Said(f"{argument}: {wrong}; {right}", f"{argument}：{wrong.zh}；{right.zh}")
        super().__init__(str(self.said))


def check_asked(scenario: Scenario, roster: Roster, *, seed: int, staffing: str, horizon: int) -> None:
    """WrongArgument for the first of these that cannot be played; ``horizon`` is in ms."""
    if not _whole(seed) or not 0 <= seed <= LARGEST_SEED:
        wrong = Said(f"{seed!r} is no seed", f"{seed!r} 不能作随机种子")
        right = Said(f"write a whole number from 0 to {LARGEST_SEED}", f"请写 0 到 {LARGEST_SEED} 的整数")
        raise WrongArgument("seed", wrong, right)
    plans = (*BUILT_IN_STAFFING, *sorted(roster.staffing))
    if staffing not in plans:
        raise WrongArgument("staffing", *unknown("staffing", str(staffing), plans))
    if not _whole(horizon) or horizon <= 0:
        wrong = Said(f"{horizon!r} ms is no time to play", f"{horizon!r} 毫秒不是可推演的时长")
        raise WrongArgument("horizon", wrong, Said("write a whole number above 0", "请写大于 0 的整数"))
    if horizon + scenario.tail.ms > LONGEST:
        raise WrongArgument("horizon", *TOO_LONG)


def check_adapters(roster: Roster, systems: Iterable[str]) -> None:
    """WrongArgument for the first system that an adapter cannot answer for."""
    readable = [system.id for system in roster.systems if system.data != "link"]
    for system in systems:
        if system not in readable:
            wrong = Said(f"{system} gives no data in {roster.name}", f"名册 {roster.name} 的 {system} 不提供数据")
            raise WrongArgument("adapters", wrong, did_you_mean(system, readable))


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
