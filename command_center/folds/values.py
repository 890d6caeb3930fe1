"""What stands in a field of a fact, in words: coded values, actions, and the few texts made of several codes."""

from __future__ import annotations

from command_center.folds.actions import ACTIONS
from command_center.folds.names import FIELD_NAMES, OF_FIELD, VALUE_NAMES, Lang, Pair, word

BY_FIELD: dict[str, dict[str, Pair]] = {
    **OF_FIELD,
    "by": {
        "rule": ("按类别派单", "rule"),
        "operator": ("人工改派", "operator"),
        "fixed": ("指定承办", "fixed"),
    },
    "origin": {
        "simulated": ("模拟世界", "simulated world"),
        "recorded": ("实录", "recorded"),
        "mock": ("模拟数据", "mock generator"),
    },
    "evidence": {"photo": ("照片", "photo"), "depth": ("水深读数", "depth")},
    "reason": {
        "not this seat's duty": ("非本席职责", "not this seat's duty"),
        "unclear": ("内容不清", "unclear"),
        "outside the hotline's remit": ("不属热线受理范围", "outside the hotline's remit"),
    },
    "player": {"program": ("程序", "program")},
    "response_level": {level: (f"{level} 级", f"level {level}") for level in ("I", "II", "III", "IV")},
}
"""By field: what a value means there. The same code may mean something else in another field."""

_CODED = frozenset({
    "step", "mode", "tier", "feed", "profile", "player", "status", "channel", "by", "origin", "purpose", "state",
})  # fmt: skip
"""Fields whose values stand in VALUE_NAMES."""

ACTION_FIELDS = frozenset({"action", "about", "task"})
"""Fields that hold an action, or may hold one."""


def coded(field: str, text: str, lang: Lang) -> str | None:
    """The value of a field in words; None where it is no code but a name, a number or a text of its own."""
    pair = BY_FIELD.get(field, {}).get(text) or (VALUE_NAMES.get(text) if field in _CODED else None)
    if pair is None and field in ACTION_FIELDS:
        pair = ACTIONS.get(text) or _about(text)
    if pair is not None:
        return word(pair, lang)
    if field == "duty" and "/" in text:
        return duty(text, lang)
    return None


def _about(text: str) -> Pair | None:
    """What a task or a duty is about, where that is a warning's colour, a response level, a mode or a ticket."""
    pair = BY_FIELD["colour"].get(text) or BY_FIELD["response_level"].get(text)
    if pair is None and text in ("wartime", "peacetime"):
        pair = VALUE_NAMES[text]
    kind, _, number = text.partition(" ")
    if pair is None and kind == "ticket" and number.isdigit():
        name = FIELD_NAMES["ticket"]
        pair = f"{name[0]} {number}", f"{name[1]} {number}"
    return pair


_TRIGGERS: dict[str, Pair] = {
    "warning": ("预警", "warning"),
    "response_level": ("响应等级", "response level"),
    "mode": ("状态", "mode"),
    "depth": ("水深", "depth"),
    "sensor": ("传感器", "sensor"),
}


def duty(text: str, lang: Lang) -> str:
    """A duty that a playbook set off by itself, ``warning.orange/hold_meeting``, in words."""
    trigger, _, action = text.rpartition("/")
    kind, _, value = trigger.partition(".")
    known = _TRIGGERS.get(kind)
    about = _about(value)
    said = trigger if known is None else f"{word(known, lang)} {word(about, lang) if about else value}"
    return f"{said}: {word(ACTIONS.get(action, (action, action.replace('_', ' '))), lang)}"
