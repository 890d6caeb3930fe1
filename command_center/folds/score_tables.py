"""The score sheet as plain tables of text in Chinese or English; whoever shows them only draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from command_center.folds.drill_record import Case
from command_center.folds.names import VALUE_NAMES, Lang, Pair, word
from command_center.folds.sheet import ElementResult, IndicatorValue, RatedTask, ScoreSheet, StepScore
from command_center.folds.tables import NONE, UNQUEUED, Table, duration, percent
from command_center.folds.tables import WORDS as BOARD_WORDS
from command_center.plan.base import Names
from command_center.plan.maturity import Indicator, MaturityPlan

WORDS: dict[str, Pair] = {
    "drills": ("演练", "Drills"),
    "scenario": ("情景", "scenario"),
    "staffing": ("配员", "staffing"),
    "seed": ("种子", "seed"),
    "begin": ("开始", "start"),
    "facts": ("事实", "facts"),
    "root": ("根值", "root"),
    "profile": ("成熟度画像", "Maturity profile"),
    "element": ("要素", "element"),
    "level": ("等级", "level"),
    "score": ("得分", "score"),
    "ratings": ("二至五级达标(N/P/L/F)", "levels 2 to 5 (N/P/L/F)"),
    "short_boards": ("短板", "short boards"),
    "city": ("全市(最弱要素；得分为均值)", "city (weakest element; mean score)"),
    "indicators": ("二十项指标", "The indicators"),
    "id": ("编号", "id"),
    "indicator": ("指标", "indicator"),
    "value": ("数值", "value"),
    "interval": ("95%区间", "95 % interval"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "gates": ("门槛", "Gates"),
    "passed": ("通过", "passed"),
    "why": ("说明", "why"),
    "targets": ("目标线", "Target line"),
    "target": ("当年目标", "target of the year"),
    "gap": ("差距", "gap"),
    "equivalent_year": ("相当年份", "equivalent year"),
    "yearly_gain": ("至末年每年需提高", "gain needed a year"),
    "band": ("权重±变动后的全市等级", "city level with weights varied"),
    "rates": ("三率与1315", "Three rates and 1315"),
    "response": ("响应率", "response rate"),
    "solution": ("解决率", "solution rate"),
    "satisfaction": ("满意率", "satisfaction rate"),
    "combined": ("三率综合", "combined"),
    "answer": ("1分钟接警", "answered in 1 min"),
    "dispatch": ("3分钟出警", "unit left in 3 min"),
    "arrival": ("15分钟到场", "on scene in 15 min"),
    "effect": ("制度—效能转化周期", "T_conv, rule to effect"),
    "figure": ("项目", "figure"),
    "count": ("件数", "cases"),
    "share": ("比例", "share"),
    "median": ("中位数", "median"),
    "tasks": ("关键任务评定(P/S/M/U)", "Critical tasks (P/S/M/U)"),
    "task": ("关键任务", "critical task"),
    "automatic": ("自动", "automatic"),
    "people": ("评估员", "by evaluators"),
    "override": ("改评与理由", "override and reason"),
    "settled": ("认定", "settled"),
    "notes": ("指标说明", "Remarks on indicators"),
    "note": ("说明", "remark"),
    "cases": ("案例", "Cases"),
    "subject": ("对象", "about"),
    "counted": ("计入分子", "counted"),
    "times": ("时间(毫秒)", "times (ms)"),
    "numbers": ("事实编号", "facts"),
}
"""Every word of the tables: Chinese, English."""


def score_tables(sheet: ScoreSheet, plan: MaturityPlan, lang: Lang) -> list[Table]:
    """The drills, the profile, the indicators, the gates, steps, rates, critical tasks; none without a row."""
    make = _Tables(sheet, plan, lang)
    tables = [make.drills(), make.profile(), make.indicators(), make.notes(), make.gates(), make.targets()]
    tables += [make.steps(), make.rates(), make.tasks()]
    return [table for table in tables if table.rows]


def case_table(cases: list[Case], lang: Lang) -> Table:
    """The cases behind an indicator."""
    rows = tuple(
        (
            case.subject,
            word(VALUE_NAMES[str(case.counted)], lang),
            f"{case.value:g}",
            " ".join(map(str, case.times)),
            " ".join(map(str, case.facts)),
            case.root[:12],
        )
        for case in cases
    )
    columns = tuple(word(WORDS[key], lang) for key in ("subject", "counted", "value", "times", "numbers", "root"))
    return Table("cases", word(WORDS["cases"], lang), columns, rows, 2)


def number(value: float | None, digits: int = 2) -> str:
    """A figure, or the sign for none."""
    return NONE if value is None else f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


class _Tables:
    """One sheet in one language."""

    def __init__(self, sheet: ScoreSheet, plan: MaturityPlan, lang: Lang) -> None:
        self.sheet, self.plan, self.lang = sheet, plan, lang
        self.levels = {level.level: self._name(level.names) for level in plan.levels}

    def _name(self, names: Names) -> str:
        return names.zh if self.lang == "zh" else names.en

    def _say(self, key: str) -> str:
        return word(WORDS[key] if key in WORDS else BOARD_WORDS[key], self.lang)

    def _pair(self, pair: Pair | None) -> str:
        return word(pair, self.lang) if pair else ""

    def _table(self, key: str, columns: str, rows: Sequence[tuple[str, ...]], text_columns: int) -> Table:
        header = tuple(self._say(column) for column in columns.split())
        return Table(key, self._say(key), header, tuple(rows), text_columns)

    def drills(self) -> Table:
        """The drills that were scored."""
        rows = [
            (each.scenario, each.staffing, each.root[:12], each.start[:16], str(each.seed), f"{each.facts:,}")
            for each in self.sheet.drills
        ]
        return self._table("drills", "scenario staffing root begin seed facts", rows, 4)

    def _level(self, level: int) -> str:
        return f"{level} {self.levels[level]}" if level else NONE

    def profile(self) -> Table:
        """The four elements and the city."""
        profile = self.sheet.profile
        rows = [self._element(each) for each in profile.elements]
        rows.append(
            (self._say("city"), self._level(profile.city_level), "", profile.weakest, number(profile.city_score))
        )
        return self._table("profile", "element level ratings short_boards score", rows, 4)

    def _element(self, each: ElementResult) -> tuple[str, ...]:
        names: Mapping[str, str] = {element.id: self._name(element.names) for element in self.plan.elements}
        boards, letters = " ".join(each.short_boards), " ".join(each.ratings)
        return (f"{each.id} {names[each.id]}", self._level(each.level), letters, boards, number(each.score))

    def indicators(self) -> Table:
        """Every indicator, rated or not."""
        values = {value.id: value for value in self.sheet.profile.indicators}
        rows = [self._indicator(each, values[each.id]) for each in self.plan.indicators]
        return self._table("indicators", "id indicator level value interval score numerator denominator", rows, 3)

    def _indicator(self, each: Indicator, value: IndicatorValue) -> tuple[str, ...]:
        head = (each.id, self._name(each.names))
        counts = (number(value.numerator, 1), number(value.denominator, 1))
        if not value.rated:
            return (*head, self._pair(value.reason), NONE, NONE, NONE, *counts)
        unit = self._name(each.unit)
        interval = f"{number(value.low)} – {number(value.high)}"
        return (
            *head,
            self._level(value.level),
            f"{number(value.value)} {unit}",
            interval,
            number(value.score),
            *counts,
        )

    def notes(self) -> Table:
        """What a reader should know of an indicator besides its figures."""
        rows = [(value.id, self._pair(value.note)) for value in self.sheet.profile.indicators if value.note]
        return self._table("notes", "id note", rows, 2)

    def gates(self) -> Table:
        """What the city must show besides its indicators."""
        rows = []
        for gate in self.sheet.profile.gates:
            passed = NONE if gate.passed is None else word(VALUE_NAMES[str(gate.passed)], self.lang)
            why = ("；" if self.lang == "zh" else "; ").join(self._pair(reason) for reason in gate.reasons)
            rows.append((f"G{gate.level}", passed, why))
        return self._table("gates", "level passed why", rows, 3)

    def targets(self) -> Table:
        """Where the city stands on the way to 2035."""
        profile = self.sheet.profile
        low, high = profile.weight_band.city_level
        rows = [
            (f"{self._say('target')} {profile.year}", number(profile.target)),
            (self._say("gap"), number(profile.gap)),
            (self._say("equivalent_year"), number(profile.equivalent_year, 1)),
            (self._say("yearly_gain"), number(profile.yearly_gain, 3)),
            (self._say("band"), str(low) if low == high else f"{low} – {high}"),
        ]
        return self._table("targets", "figure value", rows, 1)

    def steps(self) -> Table:
        """The six steps."""
        rows = [self._step(each) for each in self.sheet.steps]
        return self._table("steps", "step ended due on_time_share median p95 wait_median longest_queue", rows, 1)

    def _step(self, each: StepScore) -> tuple[str, ...]:
        times = (duration(ms, self.lang) for ms in (each.median_ms, each.p95_ms, each.wait_median_ms))
        name = word(VALUE_NAMES[each.step], self.lang)
        queue = NONE if each.step in UNQUEUED else str(each.longest_queue)
        return (name, str(each.ended), str(each.due), percent(each.on_time_share), *times, queue)

    def rates(self) -> Table:
        """三率, 1315 and T_conv."""
        rates, lang = self.sheet.three_rates, self.lang
        rows = [
            (self._say("response"), str(rates.to_contact), percent(rates.response), NONE),
            (self._say("solution"), str(rates.answers), percent(rates.solution), NONE),
            (self._say("satisfaction"), str(rates.answers), percent(rates.satisfaction), NONE),
            (self._say("combined"), NONE, percent(rates.combined), NONE),
        ]
        for clock in self.sheet.response_1315.clocks:
            median = duration(clock.median_ms, lang)
            rows.append((self._say(clock.clock), str(clock.count), percent(clock.share), median))
        for each in self.sheet.t_conv:
            ms = None if each.median_minutes is None else round(each.median_minutes * 60_000)
            rows.append((f"{self._say('effect')} {each.scenario}", str(each.tickets), NONE, duration(ms, lang)))
        return self._table("rates", "figure count share median", rows, 1)

    def tasks(self) -> Table:
        """Aims, and whatever people rated: the automatic rating beside theirs."""
        tasks = [task for task in self.sheet.critical_tasks if task.kind == "aim" or task.human or task.override]
        return self._table(
            "tasks", "root task automatic people override settled", [self._task(each) for each in tasks], 6
        )

    def _task(self, task: RatedTask) -> tuple[str, ...]:
        people = ", ".join(f"{each.by}: {each.rating}" for each in task.human)
        last = task.override
        override = f"{last.by}: {last.rating} ({last.text})" if last else ""
        named = f"{task.task} {self._pair(task.names)}".strip()
        return (task.root[:12], named, task.automatic or NONE, people, override, task.settled or NONE)
