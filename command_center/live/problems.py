"""How the server says no: problem+json (RFC 9457) in the reader's language, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.responses import Response

from command_center.live.words import Lang, language, say

TYPE = "application/problem+json"
HEADERS: dict[int, dict[str, str]] = {
    408: {"Connection": "close"}, 413: {"Connection": "close"}, 429: {"Retry-After": "1"},
}  # fmt: skip
"""What else an answer says: when to come again, or that nobody reads the rest of what was sent."""


class Trouble(Exception):
    """A request that cannot be done: the HTTP status, a code for programs, and the gaps of the sentence for people.

    A gap may be a function of the language. ``told`` are further members of the problem.
    """

    def __init__(self, status: int, code: str, told: Mapping[str, Any] | None = None, **gaps: object) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.told = dict(told or {})
        self.gaps = gaps
        self.headers: dict[str, str] = HEADERS.get(status, {})

    def detail(self, lang: Lang) -> str:
        """The sentence in a language."""
        return say(lang, self.code, **{name: _in(gap, lang) for name, gap in self.gaps.items()})

    def body(self, lang: Lang) -> dict[str, Any]:
        """The members of the problem."""
        return {
            "type": f"urn:command-center:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail(lang),
            "code": self.code,
            **{name: _in(value, lang) for name, value in self.told.items()},
        }

    def answer(self, lang: Lang) -> Response:
        """The answer."""
        return Response(msgspec.json.encode(self.body(lang)), self.status, self.headers, TYPE)


def _in(gap: object, lang: Lang) -> object:
    told: Callable[[Lang], object] | None = gap if callable(gap) else None
    return gap if told is None else told(lang)


def lang_of(headers: Mapping[str, str]) -> Lang:
    """The language a request asks for."""
    return language(headers.get("accept-language", ""))
