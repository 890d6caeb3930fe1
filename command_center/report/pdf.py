"""The PDF face, set by typst with the fonts of a package: nothing of the machine is used, and nothing is fetched.

The document goes in as JSON, so no text of it is ever read as markup. PDF/A-2b makes a missing character an error
instead of a box.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from command_center.report.compose import EVIDENCE
from command_center.report.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Commands,
    Document,
    Empty,
    Figure,
    Notice,
    Table,
    Text,
    shown,
)

TEMPLATE = Path(__file__).with_name("report.typ")
SHARP = 170
"""Dots per inch of pictures for Word."""

_PICTURES = """
#let data = json(bytes(sys.inputs.data))
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: "Noto Sans SC")
#for svg in data { page(image(bytes(svg), format: "svg", width: 15.5cm)) }
"""


def pdf(document: Document) -> bytes:
    """The document as PDF/A-2b."""
    import typst

    told = msgspec.json.encode(_plain(document)).decode()
    made = typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": told},
        pdf_standards=["a-2b"],
    )
    return _one(made)


def pngs(document: Document) -> dict[str, bytes]:
    """Key -> PNG of every figure, drawn by typst from the same SVG."""
    import typst

    figures = document.figures()
    if not figures:
        return {}
    told = msgspec.json.encode([figure.svg for figure in figures]).decode()
    made: Any = typst.compile(
        _PICTURES.encode(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=SHARP,
        sys_inputs={"data": told},
    )
    pages = made if isinstance(made, list) else [_one(made)]
    return {figure.key: page for figure, page in zip(figures, pages, strict=True)}


def _one(made: Any) -> bytes:
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> Any:
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    # a folder, not the file: typst looks for fonts in folders; its own fonts would stand in silently, so they are out
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_path().parent)])


# -- the document as plain values for the template ----------------------------------------------------------------


def _plain(document: Document) -> dict[str, Any]:
    numbers = document.numbers()
    return {
        "lang": document.lang,
        "date": [int(part) for part in document.date.split("-")],
        "mark": document.mark,
        "title": document.title,
        "subtitle": document.subtitle,
        "warnings": document.warnings,
        "words": document.words,
        "cover": [[line.name, line.value] for line in document.cover],
        "headline": [[line.name, line.value, line.beside] for line in document.headline],
        "sections": [
            {
                "depth": section.depth,
                "number": section.number,
                "title": section.title,
                "proof": section.key == EVIDENCE,
                "blocks": [_block(block, document, numbers) for block in section.blocks],
            }
            for section in document.sections
        ],
        "evidence": [
            {
                "number": entry.number,
                "title": entry.title,
                "table": _table(document.evidence_columns, entry.rows, document) if entry.rows else None,
                "commands": entry.commands,
            }
            for entry in document.evidence
        ],
    }


def _block(block: Block, document: Document, numbers: dict[str, str]) -> dict[str, Any]:
    if isinstance(block, Text | Empty | Notice):
        return {"kind": type(block).__name__.lower(), "text": block.text}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": block.items}
    if isinstance(block, Commands):
        return {"kind": "commands", "lines": block.lines}
    assert isinstance(block, Figure | Table)
    links = [numbers[key] for key in dict.fromkeys(block.evidence)]
    told = {"caption": block.caption, "note": block.note, "evidence": links}
    if isinstance(block, Figure):
        return told | {"kind": "figure", "svg": block.svg, "told": block.told}
    return told | {"kind": "table", "wide": block.wide} | _table(block.columns, block.rows, document)


def _table(columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], document: Document) -> dict[str, Any]:
    return {
        "heads": [column.title for column in columns],
        "right": [column.form != "text" for column in columns],
        "room": [column.room for column in columns],
        "rows": [
            [shown(cell, column.form, document.lang) for cell, column in zip(row, columns, strict=True)] for row in rows
        ],
    }
