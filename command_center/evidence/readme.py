"""The page that people read first in a pack: what it is, what it says, how to check it; Chinese, then English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Evidence = Mapping[str, Any]

_PAGE = """# {mark} · 演练证据包 Evidence pack

本包为演练（EXERCISE）产物，不是真实事件记录。各项数字均由日志推得，任何人可以复核：

    command-center verify {file}

| 内容 | 说明 |
| --- | --- |
| `evidence.json` | 各指标的数值、95%区间、等级、阈值、权重，四要素、门槛、全市等级 |
| `cases/B2.jsonl` 等 | 指标背后的每个案例：日志根值（前 12 位）、工单、时间（毫秒）、事实编号 |
| `sheet.json` | 其余全部得分 |
| `indicators.yaml` | 所用指标文件 |
| `programme.yaml` | 演练计划与改进清单（如有） |
| `journals/根值/` | 日志、评定文件、所录输入（{inside_zh}） |
| `manifest.json` | 每个文件的大小与 SHA-256；清单自身的 SHA-256 即封签 |

全市等级：**{level_zh}**（最弱要素 {weakest}），得分 {score}；{year} 年目标 {target}。

This pack comes from a drill (EXERCISE) and records no real event. Every figure is derived from journals, and anybody
can check it: `command-center verify {file}`. It recomputes every number and compares.

| part | what it is |
| --- | --- |
| `evidence.json` | values, 95 % intervals, levels, thresholds, weights of the indicators; elements, gates, city |
| `cases/B2.jsonl` ... | every case behind an indicator: journal root (12 digits), ticket, times (ms), fact numbers |
| `sheet.json` | all other scores |
| `indicators.yaml` | the indicator file as used |
| `programme.yaml` | the programme with its improvements, where there is one |
| `journals/ROOT/` | journal, ratings, recorded inputs ({inside_en}) |
| `manifest.json` | size and SHA-256 of every member; its own SHA-256 is the seal |

Level of the city: **{level_en}** (weakest element {weakest}), score {score}; target of {year}: {target}.

## 指标 Indicators

| | 指标 | indicator | 数值 value | 95 % | 等级 level | 案例 cases |
| --- | --- | --- | --- | --- | --- | --- |
{indicators}

## 日志 Journals

| 情景 scenario | 配员 staffing | 种子 seed | 开始 start | 根值 root |
| --- | --- | --- | --- | --- |
{drills}

指标文件 indicator file, SHA-256: `{digest}`
"""


def readme(evidence: Evidence) -> str:
    """The page, from the evidence alone."""
    city = evidence["city"]
    level = city["city_level"]
    inside = evidence["journals_inside"]
    return _PAGE.format(
        mark=evidence["mark"],
        file="FILE.zip" if inside else "FILE.zip JOURNAL...",
        inside_zh="包内有日志" if inside else "包内没有日志，复核时须另给",
        inside_en="the journals are inside" if inside else "the journals are not inside; name them to verify",
        level_zh=str(level) if level else "未评定",
        level_en=str(level) if level else "not rated",
        weakest=city["weakest"] or "–",
        score=_figure(city["city_score"]),
        year=city["year"],
        target=_figure(city["target"]),
        indicators="\n".join(_indicator(name, each) for name, each in evidence["indicators"].items()),
        drills="\n".join(_drill(drill) for drill in evidence["drills"]),
        digest=evidence["indicator_file"]["sha256"],
    )


def _indicator(name: str, each: Evidence) -> str:
    unit = each["unit"]["en"]
    if each["level"]:
        value, level = f"{_figure(each['value'])} {unit}", str(each["level"])
        interval = f"{_figure(each['low'])} – {_figure(each['high'])}"
    else:
        value, interval, level = "–", "–", "未评定 not rated"
    cells = (name, each["names"]["zh"], each["names"]["en"], value, interval, level, f"{each['cases']['count']}")
    return f"| {' | '.join(cells)} |"


def _drill(drill: Evidence) -> str:
    cells = (drill["scenario"], drill["staffing"], str(drill["seed"]), drill["start"][:16], f"`{drill['root']}`")
    return f"| {' | '.join(cells)} |"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
