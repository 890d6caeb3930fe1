"""Turns what pydantic finds into words for people: what is wrong, and what would be right."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from command_center.plan.base import Names
from command_center.plan.problems import Said, did_you_mean, halves
from command_center.plan.spans import Span


class Explained(NamedTuple):
    """The two halves of a problem's sentence."""

    wrong: Said
    right: Said


def explain(error: Mapping[str, Any], model: type[BaseModel]) -> Explained:
    """What a pydantic error of ``model`` means for the person who wrote the file."""
    words = _WORDS.get(error["type"])
    if words is not None:
        return words(error, model)
    message = str(error["msg"])
    return Explained(Said(message, f"不合要求：{message}"), Said("change the value", "请修改此值"))


def example(annotation: Any) -> str:
    """A value that a field with this annotation would take, as a user would write it."""
    if get_origin(annotation) is Literal:
        return str(get_args(annotation)[0])
    for part, text in _EXAMPLES:
        if part in (annotation, *_parts(annotation)):
            return text
    return "..."


def _parts(annotation: Any) -> Iterator[Any]:
    for part in get_args(annotation):
        yield part
        yield from _parts(part)


_EXAMPLES: tuple[tuple[Any, str], ...] = (
    (Span, "30min"),
    (datetime, "2026-07-21T14:00:00+08:00"),
    (Names, "{zh: 名称, en: name}"),
    (tuple, "[...]"),
    (bool, "yes"),
    (int, "1"),
    (float, "0.5"),
)


_NAMED = {"roster": "d-city", "zone": "Asia/Shanghai", "name": "my-own"}
"""Examples of texts that have a form of their own."""


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


# -- the model that a place in a file stands for ------------------------------------------------------------------


def model_at(model: type[BaseModel], place: Sequence[str | int]) -> type[BaseModel] | None:
    """The model that describes what stands at ``place`` (a pydantic location) of a file of ``model``."""
    here: Any = model
    for part in place:
        if isinstance(here, type) and issubclass(here, BaseModel) and part in here.model_fields:
            here = _bare(here.model_fields[str(part)].annotation)
        elif isinstance(here, tuple):
            here = next((one for one in here if _tag(one) == part), here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _bare(annotation: Any) -> Any:
    models = [one for one in (annotation, *_parts(annotation)) if isinstance(one, type) and issubclass(one, BaseModel)]
    if len(models) > 1 and _is_union(annotation):
        return tuple(models)
    return models[0] if models else annotation


def _is_union(annotation: Any) -> bool:
    return any(get_origin(one) in (Union, types.UnionType) for one in (annotation, *_parts(annotation)))


def _tag(model: type[BaseModel]) -> str:
    field = model.model_fields.get("kind")
    return str(get_args(field.annotation)[0]) if field else ""


# -- the words ----------------------------------------------------------------------------------------------------


def _missing(error: Mapping[str, Any], model: type[BaseModel]) -> Explained:
    name = error["loc"][-1]
    owner = model_at(model, error["loc"][:-1])
    field = owner.model_fields.get(str(name)) if owner else None
    shown = f"{name}: {_NAMED.get(str(name)) or example(field.annotation)}" if field else f"{name}: ..."
    return Explained(Said("is missing", "缺少此项"), Said(f"add {shown}", f"请补上 {shown}"))


def _extra(error: Mapping[str, Any], model: type[BaseModel]) -> Explained:
    name = str(error["loc"][-1])
    owner = model_at(model, error["loc"][:-1])
    known = owner.model_fields if owner else ()
    return Explained(Said(f"unknown key {name!r}", f"没有名为 {name!r} 的项"), did_you_mean(name, known))


def _choice(error: Mapping[str, Any], _: type[BaseModel]) -> Explained:
    allowed = str(error["ctx"].get("expected") or error["ctx"].get("expected_tags", ""))
    shown = _shown(error["ctx"].get("tag", error["input"]))
    allowed_zh = allowed.replace(" or ", "、").replace(", ", "、")
    return Explained(
        Said(f"{shown} is not allowed", f"{shown} 不可用"),
        Said(f"write one of {allowed}", f"应为其中之一：{allowed_zh}"),
    )


def _no_tag(error: Mapping[str, Any], _: type[BaseModel]) -> Explained:
    key = str(error["ctx"]["discriminator"]).strip("'")
    return Explained(Said(f"has no {key}", f"缺少 {key}"), Said(f"add {key}: ...", f"请补上 {key}: ..."))


def _span_or_value(error: Mapping[str, Any], _: type[BaseModel]) -> Explained:
    message = error["ctx"]["error"].args[0]
    if isinstance(message, Said):
        return Explained(*halves(message))
    wrong, _colon, right = str(message).partition("; ")
    shown = _shown(error["input"])
    hint = Said(right, f"请改正；{right}") if right else Said("change the value", "请修改此值")
    return Explained(Said(wrong, f"{shown} 无法读懂"), hint)


def _pattern(error: Mapping[str, Any], _: type[BaseModel]) -> Explained:
    shown, pattern = _shown(error["input"]), error["ctx"]["pattern"]
    return Explained(
        Said(f"{shown} does not have the right form", f"{shown} 的写法不对"),
        Said(f"it must match {pattern}", f"应符合 {pattern}"),
    )


def _bound(en: str, zh: str, key: str) -> Callable[[Mapping[str, Any], type[BaseModel]], Explained]:
    def words(error: Mapping[str, Any], _: type[BaseModel]) -> Explained:
        shown, bound = str(error["input"]), error["ctx"][key]
        return Explained(
            Said(f"{shown} is out of bounds", f"{shown} 超出范围"),
            Said(f"it must be {en} {bound}", f"应{zh} {bound}"),
        )

    return words


def _kind(en: str, zh: str, sample: str) -> Callable[[Mapping[str, Any], type[BaseModel]], Explained]:
    def words(error: Mapping[str, Any], _: type[BaseModel]) -> Explained:
        shown = _shown(error["input"])
        right = Said(f"write {en}, e.g. {sample}", f"请写{zh}，例如 {sample}")
        return Explained(Said(f"{shown} is not {en}", f"{shown} 不是{zh}"), right)

    return words


def _table(error: Mapping[str, Any], model: type[BaseModel]) -> Explained:
    sample = example(Names) if model_at(model, error["loc"]) is Names else "{key: value}"
    return _kind("a table of keys and values", "键值表", sample)(error, model)


def _length(error: Mapping[str, Any], _: type[BaseModel]) -> Explained:
    least, most = error["ctx"].get("min_length"), error["ctx"].get("max_length")
    actual = error["ctx"].get("actual_length", 0)
    en, zh = (f"at least {least}", f"至少 {least} 个") if least is not None else (f"at most {most}", f"至多 {most} 个")
    return Explained(Said(f"has {actual} entries", f"有 {actual} 个"), Said(f"give {en}", f"应有{zh}"))


_WHOLE = _kind("a whole number", "整数", "3")
_NUMBER = _kind("a number", "数字", "0.5")
_TEXT = _kind("text", "文字", '"110"')
_TRUTH = _kind("true or false", " true 或 false", "true")
_LIST = _kind("a list", "列表", "[S01, S02]")
_MOMENT = _kind("a date and time", "日期时间", "2026-07-21T14:00:00+08:00")

_WORDS: dict[str, Callable[[Mapping[str, Any], type[BaseModel]], Explained]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "literal_error": _choice,
    "union_tag_invalid": _choice,
    "union_tag_not_found": _no_tag,
    "value_error": _span_or_value,
    "string_pattern_mismatch": _pattern,
    "greater_than": _bound("greater than", "大于", "gt"),
    "greater_than_equal": _bound("at least", "不小于", "ge"),
    "less_than": _bound("less than", "小于", "lt"),
    "less_than_equal": _bound("at most", "不大于", "le"),
    "multiple_of": _bound("a multiple of", "为其倍数：", "multiple_of"),
    "too_short": _length,
    "too_long": _length,
    "string_too_short": _length,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "string_type": _TEXT,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _table,
    "model_type": _table,
    "model_attributes_type": _table,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
}
