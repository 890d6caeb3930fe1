"""What a route is: method, address, what it asks of the caller, and what the manual says about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from command_center.live.needs import Need

JSON = "application/json"
READING = 5.0
"""As how many requests one counts that reads every fact of a drill: six a second, 24 at once."""


class Told(BaseModel):
    """Base of what is told or taken: nothing that is not named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Route:
    """One address. ``answers`` describes answers that are no model; ``body`` a request body that is none.

    ``cost`` is as how many requests of its session it counts: more where every fact of the drill is read for it; then
    it counts for the grant behind it too.
    """

    method: str
    path: str
    endpoint: Callable[..., Any]
    need: Need
    summary: str
    status: int = 200
    refusals: tuple[int, ...] = ()
    model: Any = None
    answers: dict[str, Any] | None = None
    body: dict[str, Any] = field(default_factory=dict)
    in_manual: bool = True
    cost: float = 1.0


def plain(data: bytes, media: str = JSON, **headers: str) -> Response:
    """An answer that is encoded already."""
    return Response(data, headers=headers, media_type=media)


def an_object(about: str, example: Any = None) -> dict[str, Any]:
    """An answer that is one JSON object, for the manual."""
    content: dict[str, Any] = {"schema": {"type": "object", "additionalProperties": True}}
    if example is not None:
        content["example"] = example
    return {"description": about, "content": {JSON: content}}


def a_file(about: str, *media: str) -> dict[str, Any]:
    """An answer that is a file, for the manual."""
    return {"description": about, "content": {each: {"schema": {"type": "string"}} for each in media}}
