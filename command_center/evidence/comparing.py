"""What differs between a pack's figures and the recomputed ones, said so that a reader knows which figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import msgspec

from command_center.evidence.form import EVIDENCE, Content, cases_name
from command_center.folds.names import Pair
from command_center.plan.problems import Said

_NOTHING = object()
Place = tuple[str, ...]

PARTS: dict[str, Pair] = {
    "value": ("数值", "value"),
    "low": ("区间下限", "lower end of the interval"),
    "high": ("区间上限", "upper end of the interval"),
    "assessed": ("评定所用值", "assessed value"),
    "level": ("等级", "level"),
    "score": ("得分", "score"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "minimum": ("最小样本", "minimum"),
    "weight": ("权重", "weight"),
    "zero": ("零点", "zero"),
    "passed": ("是否通过", "passed"),
    "city_level": ("等级", "level"),
    "city_score": ("得分", "score"),
}
"""Parts of figures in words: Chinese, English."""

FROM_FILE = frozenset({"names", "formula", "unit", "better", "interval", "minimum", "zero", "weight", "thresholds"})
"""What an indicator takes from the indicator file; everything else is reckoned."""


def compare_json(name: str, packed: bytes, again: Content, digest: str) -> list[Said]:
    """The figures of a member that differ; ``digest`` is that of the indicator file in the pack."""
    if packed == again:
        return []
    assert isinstance(again, bytes)
    try:
        claimed = msgspec.json.decode(packed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return [Said(f"{name}: cannot be read ({error})", f"{name}：无法读取（{error}）")]
    found = [_said(name, *each, digest) for each in _differences((), claimed, msgspec.json.decode(again))]
    return found or [Said(f"{name}: is not written as it should be", f"{name}：写法与应有的不同")]


def compare_cases(indicator: str, packed: bytes, again: Content) -> list[Said]:
    """The first case of an indicator that differs, and how many cases there should be."""
    if packed == again:
        return []
    assert isinstance(again, bytes)
    claimed, true = packed.split(b"\n"), again.split(b"\n")
    pairs = enumerate(zip_longest(claimed, true, fillvalue=b""), 1)
    number, (said, right) = next((number, pair) for number, pair in pairs if pair[0] != pair[1])
    shown = [text.decode(errors="replace")[:200] or "–" for text in (said, right)]
    name, counts = cases_name(indicator), (len(claimed) - 1, len(true) - 1)
    return [
        Said(
            f"{name}: line {number} (case of indicator {indicator}): the pack says {shown[0]}, recomputed {shown[1]}; "
            f"{counts[0]} cases in the pack, {counts[1]} recomputed",
            f"{name}：第 {number} 行（指标 {indicator} 的案例）：包内为 {shown[0]}，重算为 {shown[1]}；"
            f"包内 {counts[0]} 例，重算 {counts[1]} 例",
        )
    ]


def _differences(place: Place, claimed: Any, true: Any) -> Iterator[tuple[Place, Any, Any]]:
    """Every place at which two JSON values differ."""
    if isinstance(claimed, dict) and isinstance(true, dict):
        for key in [*true, *(key for key in claimed if key not in true)]:
            yield from _differences((*place, key), claimed.get(key, _NOTHING), true.get(key, _NOTHING))
    elif isinstance(claimed, list) and isinstance(true, list):
        for number, (one, other) in enumerate(zip_longest(claimed, true, fillvalue=_NOTHING), 1):
            yield from _differences((*place, str(number)), one, other)
    elif type(claimed) is not type(true) or claimed != true:
        yield place, claimed, true


def _said(name: str, place: Place, claimed: Any, true: Any, digest: str) -> Said:
    zh, en = _where(name, place)
    shown = [_shown(value) for value in (claimed, true)]
    if name == EVIDENCE and place[0] == "indicators" and len(place) > 2 and place[2] in FROM_FILE:
        return Said(
            f"{en}: the pack says {shown[0]}, the indicator file (SHA-256 {digest}) says {shown[1]}",
            f"{zh}：包内为 {shown[0]}，指标文件（SHA-256 {digest}）为 {shown[1]}",
        )
    return Said(f"{en}: the pack says {shown[0]}, recomputed {shown[1]}", f"{zh}：包内为 {shown[0]}，重算为 {shown[1]}")


def _shown(value: Any) -> str:
    if value is _NOTHING:
        return "–"
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 120 else text[:117] + "..."


def _where(name: str, place: Place) -> Pair:
    """A place in words: ``indicator B2: threshold for level 3``."""
    if name != EVIDENCE or len(place) < 2:
        return f"{name}：{'.'.join(place)}", f"{name}: {'.'.join(place)}"
    kind, *rest = place
    if kind == "indicators":
        return _indicator(rest[0], rest[1:])
    heads: dict[str, Pair] = {"city": ("全市", "city"), "elements": ("要素", "element"), "gates": ("门槛", "gate")}
    if kind not in heads:
        return f"{name}：{'.'.join(place)}", f"{name}: {'.'.join(place)}"
    zh, en = heads[kind]
    if kind != "city":
        zh, en = f"{zh} {rest[0]}", f"{en} {rest[0]}"
        rest = rest[1:]
    return _joined((zh, en), rest)


def _indicator(indicator: str, rest: Sequence[str]) -> Pair:
    head = (f"指标 {indicator}", f"indicator {indicator}")
    if len(rest) == 2 and rest[0] == "thresholds":
        return f"{head[0]}：{rest[1]} 级阈值", f"{head[1]}: threshold for level {rest[1]}"
    return _joined(head, rest)


def _joined(head: Pair, rest: Sequence[str]) -> Pair:
    if not rest:
        return head
    zh, en = PARTS.get(rest[0], (rest[0], rest[0])) if len(rest) == 1 else (".".join(rest), ".".join(rest))
    return f"{head[0]}：{zh}", f"{head[1]}: {en}"
