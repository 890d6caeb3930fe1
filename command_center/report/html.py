"""The HTML face: one self-contained file that works opened from disk, sorts and filters its tables, and prints well.

Nothing is fetched: style, script and pictures stand inside, and the page's own policy forbids the network.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

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
    Section,
    Table,
    Text,
    shown,
)
from command_center.report.page import SCRIPT, STYLE

FILTERED = 9
"""A table of so many rows or more gets a filter."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def html(document: Document) -> bytes:
    """The page."""
    return "".join(_Page(document).parts()).encode()


class _Page:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = document.words
        self.numbers = document.numbers()
        self.figures = 0
        self.tables = 0

    def parts(self) -> Iterable[str]:
        document = self.document
        lang = "zh-CN" if document.lang == "zh" else "en"
        title = escape(f"{document.mark} · {document.title} · {document.subtitle}")
        yield f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f'<title>{title}</title><link rel="icon" href="data:,">'
        yield f"<style>{STYLE.replace('MARK', document.mark)}</style></head><body>"
        yield f'<div class="mark" role="note">{escape(document.mark)}</div>'
        yield f'<div class="page"><nav id="contents" aria-label="{escape(self.words["contents"])}">'
        yield f"<h2>{escape(self.words['contents'])}</h2><ul>"
        yield from self._contents()
        yield "</ul></nav><main>"
        yield from self._cover()
        for section in document.sections:
            yield from self._section(section)
        yield f"</main></div><script>{SCRIPT}</script></body></html>\n"

    def _contents(self) -> Iterable[str]:
        for section in self.document.sections:
            label = f"<b>{section.number}</b> {escape(section.title)}"
            yield f'<li class="depth{section.depth}"><a href="#{section.key}">{label}</a></li>'

    def _cover(self) -> Iterable[str]:
        document = self.document
        yield f"<header><h1>{escape(document.title)}</h1>"
        yield f'<p class="subtitle">{escape(document.subtitle)}</p>'
        for warning in document.warnings:
            yield f'<p class="warning">{escape(warning)}</p>'
        yield f'<h2 class="quiet">{escape(self.words["headline"])}</h2><div class="headline">'
        for line in document.headline:
            beside = f"<small>{escape(line.beside)}</small>" if line.beside else ""
            yield f"<div><span>{escape(line.name)}</span><strong>{escape(line.value)}</strong>{beside}</div>"
        yield '</div><dl class="cover">'
        for line in document.cover:
            value = escape(line.value)
            told = f"<code>{value}</code>" if len(line.value) == 64 else value
            yield f"<dt>{escape(line.name)}</dt><dd>{told}</dd>"
        yield "</dl></header>"

    def _section(self, section: Section) -> Iterable[str]:
        tag = "h2" if section.depth == 1 else "h3"
        yield f'<section id="{section.key}" class="depth{section.depth}">'
        yield f'<{tag}><span class="number">{section.number}</span> {escape(section.title)}</{tag}>'
        for block in section.blocks:
            yield from self._block(block)
        if section.key == EVIDENCE:
            for entry in self.document.evidence:
                yield from self._entry(entry)
        yield "</section>"

    def _block(self, block: Block) -> Iterable[str]:
        if isinstance(block, Text):
            yield f"<p>{escape(block.text)}</p>"
        elif isinstance(block, Empty):
            yield f'<p class="empty">{escape(block.text)}</p>'
        elif isinstance(block, Notice):
            yield f'<p class="notice">{escape(block.text)}</p>'
        elif isinstance(block, Bullets):
            yield f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"
        elif isinstance(block, Commands):
            yield _commands(block.lines)
        elif isinstance(block, Figure):
            yield from self._figure(block)
        elif isinstance(block, Table):
            yield from self._table(block)

    def _figure(self, figure: Figure) -> Iterable[str]:
        self.figures += 1
        # ids inside a picture must be the page's only ones
        svg = figure.svg.replace('id="', f'id="{figure.key}-').replace("url(#", f"url(#{figure.key}-")
        caption = f"{self.words['figure']} {self.figures} {escape(figure.caption)}"
        yield f'<figure id="figure-{figure.key}"><div class="chart">{svg}</div><figcaption><b>{caption}</b>'
        yield f"<p>{escape(figure.told)} {escape(figure.note)}</p>{self._links(figure.evidence)}</figcaption></figure>"

    def _table(self, table: Table) -> Iterable[str]:
        self.tables += 1
        caption = f"{self.words['table']} {self.tables} {escape(table.caption)}"
        yield f'<div class="tabular" id="table-{table.key}">'
        yield f'<div class="caption"><b>{caption}</b>'
        if len(table.rows) >= FILTERED:
            told = escape(self.words["filter"])
            yield f'<input type="search" placeholder="{told}" aria-label="{told}">'
        yield "</div>"
        yield from self._rows(table.columns, table.rows, sortable=len(table.rows) > 1)
        note = f"<p>{escape(table.note)}</p>" if table.note else ""
        yield f'<div class="foot">{note}{self._links(table.evidence)}</div></div>'

    def _rows(self, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], sortable: bool) -> Iterable[str]:
        whole = sum(column.room for column in columns)
        widths = "".join(f'<col style="width:{100 * column.room / whole:.1f}%">' for column in columns)
        yield f'<div class="scroll"><table><colgroup>{widths}</colgroup><thead><tr>'
        for column in columns:
            kind = "" if column.form == "text" else ' class="figure"'
            name = escape(column.title)
            told = f'<button type="button" title="{escape(self.words["sort"])}">{name}</button>' if sortable else name
            yield f'<th scope="col"{kind}>{told}</th>'
        yield "</tr></thead><tbody>"
        for row in rows:
            yield "<tr>"
            yield from (self._cell(cell, column) for cell, column in zip(row, columns, strict=True))
            yield "</tr>"
        yield "</tbody></table></div>"

    def _cell(self, cell: Cell, column: Column) -> str:
        text = escape(shown(cell, column.form, self.document.lang))
        if column.form == "text":
            linked = self._linked(str(cell)) if cell is not None else None
            return f"<td>{linked or text}</td>"
        value = "" if cell is None or isinstance(cell, str) else f' data-v="{cell}"'
        return f'<td class="figure"{value}>{text}</td>'

    def _linked(self, text: str) -> str | None:
        """A cell that names evidence entries, as links."""
        names = text.replace("、", ", ").split(", ")
        known = set(self.numbers.values())
        if not all(name in known for name in names):
            return None
        return ", ".join(f'<a href="#{name}">{name}</a>' for name in names)

    def _links(self, keys: Iterable[str]) -> str:
        numbers = [self.numbers[key] for key in dict.fromkeys(keys)]
        links = " ".join(f'<a href="#{number}">{number}</a>' for number in numbers)
        return f'<p class="evidence">{escape(self.words["evidence"])} {links}</p>' if links else ""

    def _entry(self, entry: Evidence) -> Iterable[str]:
        yield f'<article id="{entry.number}" class="entry"><h4>{entry.number} {escape(entry.title)}</h4>'
        if entry.rows:
            yield from self._rows(self.document.evidence_columns, entry.rows, sortable=False)
        if entry.commands:
            yield f"<p>{escape(self.words['opens'])}</p>{_commands(entry.commands)}"
        yield "</article>"


def _commands(lines: Iterable[str]) -> str:
    return f"<pre>{escape(chr(10).join(lines))}</pre>"
