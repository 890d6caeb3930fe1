"""The difference of two pictures as a JSON merge patch (RFC 7396), and its application.

In a merge patch null means "delete this key", so pictures never hold null inside an object: a key that has nothing to
say is left out. Lists are replaced whole, so what has an id is an object by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merge_patch(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any] | None:
    """What turns ``before`` into ``after``; None where they are equal. ValueError for a null in ``after``."""
    patch: dict[str, Any] = dict.fromkeys(before.keys() - after.keys())
    for key, value in after.items():
        if key not in before:
            patch[key] = _whole(value)
            continue
        old = before[key]
        if old is value or (old == value and type(old) is type(value)):
            continue
        if isinstance(old, dict) and isinstance(value, dict):
            inner = merge_patch(old, value)
            if inner is not None:
                patch[key] = inner
        else:
            patch[key] = _whole(value)
    return patch or None


def apply_patch(before: Any, patch: Any) -> Any:
    """The target of a merge patch, as RFC 7396 has it; ``before`` is not changed."""
    if not isinstance(patch, Mapping):
        return patch
    target = dict(before) if isinstance(before, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        else:
            target[key] = apply_patch(target.get(key), value)
    return target


def _whole(value: Any) -> Any:
    if value is None:
        raise ValueError("a picture may not hold null: in a merge patch it deletes its key")
    return value
