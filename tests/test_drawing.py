"""Tables and paragraphs fit their window, in Chinese as in English, and never lose a word or half a figure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from command_center.cli.drawing import RULE, table, wrap

ZH = ("系统", "名称", "调用", "越权读取")
EN = ("system", "name", "calls", "without right")
ROWS_ZH = [("SYS01", "城市运行管理服务平台", "42", "0"), ("SYS02", "110接处警系统", "5", "1")]
ROWS_EN = [
    ("SYS12", "Housing, sites, property, heating supervision", "1,032", "0"),
    ("SYS26", "Customs", "4", "100.0 %"),
]


def test_chinese_columns_stand_in_line_by_the_width_of_their_signs() -> None:
    assert table(ZH, ROWS_ZH, 2, 80) == [
        "系统   名称                  调用  越权读取",
        "───────────────────────────────────────────",
        "SYS01  城市运行管理服务平台    42         0",
        "SYS02  110接处警系统            5         1",
    ]


def test_a_narrow_window_breaks_names_at_words_and_leaves_figures_whole() -> None:
    assert table(EN, ROWS_EN, 2, 44) == [
        "                                     without",
        "system name                    calls   right",
        "────────────────────────────────────────────",
        "SYS12  Housing, sites,         1,032       0",
        "       property, heating",
        "       supervision",
        "SYS26  Customs                     4 100.0 %",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize(("header", "rows"), [(ZH, ROWS_ZH), (EN, ROWS_EN)])
def test_no_line_is_wider_than_the_window_or_ends_in_blanks(
    header: tuple[str, ...], rows: list[tuple[str, ...]], width: int
) -> None:
    for line in table(header, rows, 2, width):
        assert cell_len(line) <= width
        assert line == line.rstrip()


def test_a_table_without_rows_is_its_names_and_a_rule() -> None:
    assert table(("a", "b"), [], 1, 80) == ["a  b", RULE * 4]


def test_lines_end_at_spaces_hyphens_and_between_chinese_signs() -> None:
    assert wrap("one verb after another", 10) == ["one verb", "after", "another"]
    assert wrap("city-waterlogging", 13) == ["city-", "waterlogging"]
    assert wrap("满编、half 半编，或自定", 12) == ["满编、half", "半编，或自定"]
    assert wrap("", 5) == [""]


@given(st.text("ab 城市，-。", max_size=60), st.integers(2, 30))
def test_wrapping_loses_only_blanks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
