"""The Excel face: one sheet a table, numbers as numbers, nothing that a spreadsheet would run."""

from __future__ import annotations

import io
import re
from typing import Any

from command_center.report.document import Cell, Column, Document

FORMATS = {
    "count": "#,##0",
    "share": "0.0%",
    "decimal": "0.00",
    "one": "#,##0.0",
    "minutes": "#,##0.0",
    "ms": '#,##0.0" s"',
    "fact": "0",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so may be taken for a formula."""

WIDEST = 60


def xlsx(document: Document) -> bytes:
    """The workbook; a span of time is given in seconds."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    names = ["report"]
    tables = [*((table.key, table.caption, table.columns, table.rows) for table in document.tables())]
    proof = tuple((entry.number, entry.title, *row) for entry in document.evidence for row in entry.rows)
    columns = (Column(document.words["evidence"], "text", 0.6), Column("", "text", 3), *document.evidence_columns)
    tables.append(("evidence", document.words["evidence"], columns, proof))
    links = []
    for key, caption, heads, rows in tables:
        name = sheet_name(key, names)
        names.append(name)
        _fill(book.create_sheet(name), document, caption, heads, rows)
        links.append((caption, name))
    _cover(first, document, links)
    out = io.BytesIO()
    book.save(out)
    return fixed_times(out.getvalue())


def sheet_name(key: str, taken: list[str]) -> str:
    """A name that Excel takes, and nobody has yet."""
    plain = re.sub(r"[\[\]:*?/\\]", "-", key)[:28]
    name, number = plain, 2
    while name.lower() in (each.lower() for each in taken):
        name, number = f"{plain}-{number}", number + 1
    return name


def _cover(sheet: Any, document: Document, links: list[tuple[str, str]]) -> None:
    from openpyxl.styles import Font

    sheet.title = "report"
    lines = [
        (document.mark, ""),
        (document.title, document.subtitle),
        *((line.name, line.value) for line in document.cover),
    ]
    lines += [(line.name, f"{line.value}  {line.beside}".strip()) for line in document.headline]
    lines += [("", warning) for warning in document.warnings]
    for place, row in enumerate(lines, 1):
        for column, text in enumerate(row, 1):
            _put(sheet.cell(place, column), text)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.cell(2, 1).font = Font(bold=True, size=14)
    for place, (caption, name) in enumerate(links, len(lines) + 2):
        cell = sheet.cell(place, 1)
        _put(cell, caption)
        cell.hyperlink = f"#'{name}'!A1"
        cell.style = "Hyperlink"
        _put(sheet.cell(place, 2), name)
    sheet.column_dimensions["A"].width = 36
    sheet.column_dimensions["B"].width = 90
    _marked(sheet, document)


def _fill(
    sheet: Any, document: Document, caption: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    _put(sheet.cell(1, 1), f"{document.mark} · {caption}")
    sheet.cell(1, 1).font = Font(bold=True)
    grey = PatternFill("solid", fgColor="E9EEF2")
    for place, column in enumerate(columns, 1):
        head = sheet.cell(2, place)
        _put(head, column.title + (" (s)" if column.form == "ms" else ""))
        head.font, head.fill = Font(bold=True), grey
        head.alignment = Alignment(wrap_text=True, vertical="center")
        width = _width(column, [row[place - 1] for row in rows])
        sheet.column_dimensions[get_column_letter(place)].width = width
    wrapped = Alignment(wrap_text=True, vertical="top")
    for at, row in enumerate(rows, 3):
        for place, (cell, column) in enumerate(zip(row, columns, strict=True), 1):
            target = sheet.cell(at, place)
            _put(target, cell / 1000 if column.form == "ms" and isinstance(cell, int | float) else cell)
            if isinstance(cell, int | float) and column.form in FORMATS:
                target.number_format = FORMATS[column.form]
            elif isinstance(cell, str):
                target.alignment = wrapped
    sheet.freeze_panes = "A3"
    if rows:
        sheet.auto_filter.ref = f"A2:{get_column_letter(len(columns))}{len(rows) + 2}"
    _marked(sheet, document)


def _marked(sheet: Any, document: Document) -> None:
    sheet.oddHeader.center.text = document.mark
    sheet.oddFooter.center.text = "&P / &N"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:2" if sheet.title != "report" else None


def _put(target: Any, value: Cell) -> None:
    """A number as a number, a text as a text, whatever it begins with."""
    if isinstance(value, str):
        target.value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value)
        target.data_type = "s"
        if value.startswith(DANGEROUS):
            target.quotePrefix = True
    else:
        target.value = value


def _width(column: Column, cells: list[Cell]) -> float:
    longest = max((_letters(str(cell)) for cell in cells if cell is not None), default=0)
    return float(min(max(longest + 2, _letters(column.title) + 3, 8), WIDEST))


def _letters(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def fixed_times(archive: bytes) -> bytes:
    """The same zip archive without the time of day, so that equal reports are equal files."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            body = old.read(item)
            if item.filename == "docProps/core.xml":
                body = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", body)
            new.writestr(zipfile.ZipInfo(item.filename, (2000, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
