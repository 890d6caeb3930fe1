"""The Markdown face: the text and the tables, with the pictures as SVG files beside it."""

from __future__ import annotations

from collections.abc import Iterable

from command_center.report.compose import EVIDENCE
from command_center.report.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Commands,
    Document,
    Empty,
    Evidence,
    Figure,
    Notice,
    Table,
    Text,
    shown,
)


def markdown(document: Document) -> bytes:
    """The page; it expects the files of ``pictures`` beside it."""
    return ("\n".join(_lines(document)) + "\n").encode()


def pictures(document: Document) -> dict[str, bytes]:
    """File name -> SVG of every figure."""
    return {f"{_folder(document)}/{figure.key}.svg": figure.svg.encode() for figure in document.figures()}


def _folder(document: Document) -> str:
    return f"figures-{document.lang}"


def _lines(document: Document) -> Iterable[str]:
    yield from (f"**{document.mark}**", "", f"# {document.title}", "", document.subtitle, "")
    yield from (f"> {warning}" for warning in document.warnings)
    yield ""
    yield from (f"- {line.name}: **{line.value}** {line.beside}".rstrip() for line in document.headline)
    yield ""
    yield from (f"- {line.name}: `{line.value}`" for line in document.cover)
    numbers = document.numbers()
    for section in document.sections:
        yield from ("", f"{'#' * (section.depth + 1)} {section.number} {section.title}", "")
        for block in section.blocks:
            yield from _block(block, document, numbers)
            yield ""
        if section.key == EVIDENCE:
            for entry in document.evidence:
                yield from _entry(entry, document)
    yield from ("", f"**{document.mark}**")


def _block(block: Block, document: Document, numbers: dict[str, str]) -> Iterable[str]:
    if isinstance(block, Text):
        yield block.text
    elif isinstance(block, Empty):
        yield f"*{block.text}*"
    elif isinstance(block, Notice):
        yield f"> {block.text}"
    elif isinstance(block, Bullets):
        yield from (f"- {item}" for item in block.items)
    elif isinstance(block, Commands):
        yield from ("```", *block.lines, "```")
    elif isinstance(block, Figure):
        yield f"![{_plain(block.caption)}]({_folder(document)}/{block.key}.svg)"
        yield ""
        yield f"**{block.caption}** {block.told} {block.note}".rstrip() + _links(block.evidence, document, numbers)
    elif isinstance(block, Table):
        yield f"**{block.caption}**"
        yield ""
        yield from _table(block.columns, block.rows, document)
        yield ""
        yield block.note + _links(block.evidence, document, numbers)


def _table(columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], document: Document) -> Iterable[str]:
    yield _row(column.title for column in columns)
    yield _row("---" if column.form == "text" else "---:" for column in columns)
    for row in rows:
        yield _row(shown(cell, column.form, document.lang) for cell, column in zip(row, columns, strict=True))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _links(keys: Iterable[str], document: Document, numbers: dict[str, str]) -> str:
    told = " ".join(f"[{numbers[key]}](#{numbers[key].lower()})" for key in dict.fromkeys(keys))
    return f" ({document.words['evidence']} {told})" if told else ""


def _entry(entry: Evidence, document: Document) -> Iterable[str]:
    yield from (f'### <a id="{entry.number.lower()}"></a>{entry.number} {_plain(entry.title)}', "")
    if entry.rows:
        yield from (*_table(document.evidence_columns, entry.rows, document), "")
    if entry.commands:
        yield from ("```", *entry.commands, "```", "")
