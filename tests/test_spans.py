"""Spans of time: what people write is read exactly, and written back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from command_center.plan.spans import DAY, HOUR, MINUTE, SECOND, Span, SpanField, parse_span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("15s", Span(15 * SECOND)),
        ("250ms", Span(250)),
        ("1.5h", Span(90 * MINUTE)),
        ("3d", Span(3 * DAY)),
        ("5wd", Span(0, 5)),
        ("PT8H", Span(8 * HOUR)),
        ("PT1H30M", Span(90 * MINUTE)),
        ("P1DT12H", Span(36 * HOUR)),
        ("P2W", Span(14 * DAY)),
        (" 30min ", Span(30 * MINUTE)),
    ],
)
def test_a_span_is_read_as_people_write_it(text: str, span: Span) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize(
    "text",
    ["", "15", "5 min", "-3h", "P", "PT", "3 days", "1h30", "five", "1.5wd", "9" * 400 + "d", "P" + "9" * 400 + "D"],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write 15s, 30min, 2h"):
        parse_span(text)


@pytest.mark.parametrize("value", [15, None, 0.5, True])
def test_a_bare_number_is_no_span(value: object) -> None:
    with pytest.raises(ValidationError, match="is not a span of time"):
        TypeAdapter(SpanField).validate_python(value)


@given(st.integers(0, 400 * DAY))
def test_plain_spans_come_back_from_their_text(ms: int) -> None:
    assert parse_span(str(Span(ms))) == Span(ms)


@given(st.integers(1, 250))
def test_working_days_come_back_from_their_text(days: int) -> None:
    assert parse_span(str(Span(0, days))) == Span(0, days)
