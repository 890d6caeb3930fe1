"""Small drills written by hand for the tests of the scores: what is not said is plain, facts come in order of time."""

from __future__ import annotations

import json
from typing import Any

from command_center import facts as f
from command_center.facts import Fact
from command_center.folds.scores import Scores
from command_center.plan.maturity import MaturityPlan, load_maturity

MIN = 60_000
HOUR = 60 * MIN
PLAIN: dict[str, Any] = {"str": "", "int": 0, "bool": True, "float": 0.0}

SEATS = ("S1", "S2", "S3", "S4", "S5")
ROSTER = {
    "seats": [{"id": seat} for seat in SEATS],
    "systems": [{"id": "Y1"}, {"id": "Y2"}],
    "duties": [
        {"id": "H1", "version": 1, "valid_from": "2020-01-01", "valid_to": "2025-12-31"},
        {"id": "H1", "version": 2, "valid_from": "2026-01-01"},
    ],
    "catalogue": [{"id": f"R{number}", "mounted": number < 9} for number in range(10)],
}
SCENARIO = {
    "families": ["flood"],
    "injects": [
        {"id": f"I{number}", "expected": [{"seat": "S3", "action": "act", "within": "10min"}]} for number in range(1, 5)
    ],
}


class Story:
    """The facts of one drill: ``add`` puts one in, ``facts`` gives them in order of time, numbered."""

    def __init__(self, roster: Any = ROSTER, scenario: Any = SCENARIO, **started: Any) -> None:
        self._rows: list[tuple[int, type[Fact], dict[str, Any], str, str]] = []
        begin: dict[str, Any] = {
            "scenario_name": "tiny",
            "start": "2026-07-20T08:00:00+08:00",
            "zone": "Asia/Shanghai",
            "horizon": 10 * HOUR,
            "end": 20 * HOUR,
            "staffing": "full",
            "roster": json.dumps(roster),
            "scenario": json.dumps(scenario),
        }
        self.add(0, f.DrillStarted, **(begin | started))

    def add(self, t: float, kind: type[Fact], *, name: str = "", because: str = "", **fields: Any) -> Story:
        """A fact at ``t`` ms; ``because`` is the ``name`` given to the fact that caused it."""
        plain = {field: PLAIN[str(kind.__annotations__[field])] for field in kind.__struct_fields__[3:]}
        self._rows.append((round(t), kind, plain | fields, name, because))
        return self

    def ticket(self, number: int, begin: int = 0, **said: Any) -> Story:
        """A ticket through its six steps, minute by minute from ``begin``; ``said`` changes what is usual.

        ``due`` and ``close`` in minutes after ``begin``; ``satisfaction`` None = no answer.
        """
        usual: dict[str, Any] = {
            "seat": "S3", "due": 60, "close": 30, "satisfaction": 5, "solved": True, "duty": "H1@2", "by": "rule",
            "place": "D1.01", "district": "",
        }  # fmt: skip
        has = usual | said
        who: dict[str, Any] = {"ticket": number}

        def at(minute: float, kind: type[Fact], **fields: Any) -> None:
            self.add(begin + minute * MIN, kind, **who, **fields)

        at(0, f.ContactArrived, channel="call", place=has["place"], urgency="G")
        at(0, f.AcceptStarted, seat="S1", operator=1)
        at(4, f.AcceptEnded, seat="S1", operator=1)
        at(4, f.TicketOpened, category="T1", urgency="G")
        at(5, f.TransferStarted, seat="S2", operator=1)
        at(7, f.TransferEnded, seat="S2", operator=1)
        at(7, f.LimitSet, step="handle", seat=has["seat"], due=begin + has["due"] * MIN)
        at(7, f.Dispatched, seat=has["seat"], district=has["district"], by=has["by"], round=1, duty=has["duty"])
        at(8, f.Signed, seat=has["seat"], operator=1)
        at(9, f.CallerContacted, seat=has["seat"])
        at(9, f.HandleStarted, seat=has["seat"], operator=1)
        at(12, f.HandleEnded, seat=has["seat"], operator=1)
        if has["close"] is None:
            return self
        end = has["close"]
        at(end - 2, f.FeedbackStarted, seat=has["seat"], operator=1)
        at(end - 1, f.FeedbackEnded, seat=has["seat"], operator=1)
        at(end - 1, f.CloseStarted, seat="S4", operator=1)
        at(end, f.CloseEnded, seat="S4", operator=1)
        at(end + 60, f.EvaluateStarted, operator=1)
        if has["satisfaction"] is None:
            at(end + 65, f.EvaluationLapsed)
        else:
            at(end + 65, f.Evaluated, by="call", satisfaction=has["satisfaction"], solved=has["solved"])
        at(end + 65, f.EvaluateEnded, operator=1)
        return self

    def end(self, t: int = 20 * HOUR) -> Story:
        """The last fact."""
        return self.add(t, f.DrillEnded, status="completed")

    def facts(self) -> list[Fact]:
        """The facts, in order of time and, within one time, as they were added."""
        rows = sorted(self._rows, key=lambda row: row[0])
        numbers = {name: n for n, (_, _, _, name, _) in enumerate(rows) if name}
        return [
            kind(t, n, numbers.get(because, n - 1), **fields) for n, (t, kind, fields, _, because) in enumerate(rows)
        ]

    def scores(self, root: str = "aa") -> Scores:
        """The facts folded."""
        return Scores().extend(self.facts()).named(root)


def easy_plan(minimum: int = 1) -> MaturityPlan:
    """The shipped plan with a minimum that a dozen tickets reach."""
    plan, _ = load_maturity()
    rows = tuple(indicator.model_copy(update={"minimum": minimum}) for indicator in plan.indicators)
    return plan.model_copy(update={"indicators": rows})
