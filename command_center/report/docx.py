"""The Word face: real headings, a table of contents, captioned figures and tables, East Asian fonts, to be edited.

python-docx gives the package and its styles; tables are written as XML at once, since cell by cell is slow.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from html import escape
from typing import Any

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
    Line,
    Notice,
    Section,
    Table,
    Text,
    shown,
)
from command_center.report.pdf import pngs
from command_center.report.sheets import fixed_times

BODY, HEADING, LATIN = "仿宋", "黑体", "Calibri"
"""Fonts that Chinese offices have; Word puts another in where one is absent."""
PAGE_CM, WIDE_CM = 17.0, 25.6
SPACE = ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DEEP, SOFT = "174A7E", "5B6770"


def docx(document: Document) -> bytes:
    """The Word file."""
    return _Word(document).bytes()


class _Word:
    def __init__(self, document: Document) -> None:
        import docx as word

        self.document = document
        self.words = document.words
        self.numbers = document.numbers()
        self.pictures = pngs(document)
        self.counts = {"figure": 0, "table": 0}
        self.bookmarks = 0
        self.word = word.Document()

    def bytes(self) -> bytes:
        """The file, the same for the same document."""
        self._styles()
        self._properties()
        self._page(self.word.sections[0])
        self._cover()
        for section in self.document.sections:
            self._section(section)
        out = io.BytesIO()
        self.word.save(out)
        return fixed_times(out.getvalue())

    # -- the frame ------------------------------------------------------------------------------------------------

    def _styles(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        sizes = {"Normal": 10.5, "Title": 26, "Subtitle": 13, "Heading 1": 16, "Heading 2": 13, "Caption": 9.5}
        for style in self.word.styles:
            if getattr(style, "font", None) is None or style.type is None or style.element.rPr is None:
                continue
            heading = style.name.startswith(("Heading", "Title", "Caption"))
            fonts_of(style.element, HEADING if heading else BODY)
            if style.name in sizes:
                style.font.size = Pt(sizes[style.name])
        for fonts in self.word.styles.element.iter(qn("w:rFonts")):
            without_theme(fonts)
        for name in ("Heading 1", "Heading 2", "Title"):
            self.word.styles[name].font.color.rgb = RGBColor.from_string(DEEP)
        self.word.styles["Caption"].font.color.rgb = RGBColor.from_string("1B2733")
        self.word.styles["Normal"].paragraph_format.space_after = Pt(6)

    def _properties(self) -> None:
        core = self.word.core_properties
        core.title = f"{self.document.mark} {self.document.title}"
        core.subject = self.document.subtitle
        core.author = ""
        core.comments = ""
        core.language = "zh-CN" if self.document.lang == "zh" else "en"

    def _page(self, section: Any, wide: bool = False) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm

        short, long = Cm(21), Cm(29.7)
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if wide else (short, long)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(2)
        if self.counts["table"] == self.counts["figure"] == 0 and not wide:
            self._header(section)

    def _header(self, section: Any) -> None:
        head = section.header.paragraphs[0]
        run = head.add_run(self.document.mark)
        run.bold = True
        head.add_run(f"   {self.document.title} · {self.document.subtitle}")
        foot = section.footer.paragraphs[0]
        foot.alignment = 1
        before, _, after = self.words["page"].partition("{page}")
        foot.add_run(before)
        field(foot, "PAGE", "1")
        between, _, end = self.words["of_pages"].partition("{pages}")
        foot.add_run(f"{after} {between}")
        field(foot, "NUMPAGES", "1")
        foot.add_run(end)

    def _cover(self) -> None:
        from docx.enum.text import WD_BREAK

        document = self.document
        self.word.add_paragraph(document.title, style="Title")
        self.word.add_paragraph(document.subtitle, style="Subtitle")
        for warning in document.warnings:
            self._tinted(warning, "FDF3E7")
        self._lines((*document.headline, *document.cover))
        self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        self.word.add_paragraph(self.words["contents"], style="TOC Heading" if self._has("TOC Heading") else "Title")
        self._contents()
        self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _has(self, style: str) -> bool:
        return any(each.name == style for each in self.word.styles)

    def _lines(self, lines: Iterable[Line]) -> None:
        rows = tuple((line.name, f"{line.value}  {line.beside}".strip()) for line in lines)
        self._grid((Column("", "text", 1), Column("", "text", 3)), rows, heads=False)

    def _contents(self) -> None:
        """A field that Word renews, with the entries already in it for readers that do not."""
        entries = self.document.sections
        for place, section in enumerate(entries):
            paragraph = self.word.add_paragraph()
            paragraph.paragraph_format.space_after = 0
            if place == 0:
                paragraph._p.append(_parsed(_mark_xml("begin", dirty=True)))
                paragraph._p.append(_parsed(_instruction('TOC \\o "1-2" \\h \\z \\u')))
                paragraph._p.append(_parsed(_mark_xml("separate")))
            text = ("    " if section.depth == 2 else "") + f"{section.number}  {section.title}"
            link = f'<w:hyperlink{SPACE} w:anchor="s-{section.key}">{_run(text)}</w:hyperlink>'
            paragraph._p.append(_parsed(link))
            if place == len(entries) - 1:
                paragraph._p.append(_parsed(_mark_xml("end")))

    # -- chapters -------------------------------------------------------------------------------------------------

    def _section(self, section: Section) -> None:
        wide = any(isinstance(block, Table) and block.wide for block in section.blocks)
        if wide:
            self._page(self.word.add_section(), wide=True)
        heading = self.word.add_heading(f"{section.number}  {section.title}", level=section.depth)
        self._bookmark(heading, f"s-{section.key}")
        for block in section.blocks:
            self._block(block, WIDE_CM if wide else PAGE_CM)
        if section.key == EVIDENCE:
            self._evidence()
        if wide:
            self._page(self.word.add_section())

    def _block(self, block: Block, width: float) -> None:
        if isinstance(block, Text):
            self.word.add_paragraph(block.text)
        elif isinstance(block, Empty):
            self._tinted(block.text, "EEF2F5")
        elif isinstance(block, Notice):
            self._tinted(block.text, "FDF3E7")
        elif isinstance(block, Bullets):
            for item in block.items:
                self.word.add_paragraph(item, style="List Bullet")
        elif isinstance(block, Commands):
            self._commands(block.lines)
        elif isinstance(block, Figure):
            self._figure(block)
        elif isinstance(block, Table):
            self._caption("table", block.caption, keep=True)
            self._grid(block.columns, block.rows, width)
            self._foot(block.note, block.evidence)

    def _figure(self, figure: Figure) -> None:
        from docx.shared import Cm

        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(self.pictures[figure.key]), width=Cm(15.5))
        told = picture._inline.docPr
        told.set("descr", f"{figure.caption}. {figure.told}")
        told.set("name", figure.key)
        self._caption("figure", figure.caption)
        self._foot(f"{figure.told} {figure.note}".strip(), figure.evidence)

    def _caption(self, kind: str, caption: str, keep: bool = False) -> None:
        self.counts[kind] += 1
        paragraph = self.word.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = keep
        name = self.words[kind]
        paragraph.add_run(f"{name} ")
        field(paragraph, f"SEQ {name} \\* ARABIC", str(self.counts[kind]))
        paragraph.add_run(f"  {caption}")

    def _foot(self, note: str, evidence: Iterable[str]) -> None:
        from docx.shared import Pt, RGBColor

        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(2)
        if note:
            run = paragraph.add_run(f"{note}  ")
            run.font.size, run.font.color.rgb = Pt(9), RGBColor.from_string(SOFT)
        numbers = [self.numbers[key] for key in dict.fromkeys(evidence)]
        if numbers:
            run = paragraph.add_run(f"{self.words['evidence']} ")
            run.font.size, run.font.color.rgb = Pt(9), RGBColor.from_string(SOFT)
        for number in numbers:
            linked = _run(f"{number} ", size=9, colour=DEEP)
            paragraph._p.append(_parsed(f'<w:hyperlink{SPACE} w:anchor="{number}">{linked}</w:hyperlink>'))

    def _tinted(self, text: str, fill: str) -> None:
        paragraph = self.word.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(_parsed(f'<w:shd{SPACE} w:val="clear" w:color="auto" w:fill="{fill}"/>'))

    def _commands(self, lines: Iterable[str]) -> None:
        from docx.shared import Pt

        for line in lines:
            run = self.word.add_paragraph().add_run(line)
            run.font.name, run.font.size = "Consolas", Pt(8)

    def _grid(
        self,
        columns: tuple[Column, ...],
        rows: tuple[tuple[Cell, ...], ...],
        width: float = PAGE_CM,
        heads: bool = True,
    ) -> None:
        self.word._body._body._insert_tbl(_parsed(grid_xml(columns, rows, width, heads, self.document)))

    def _evidence(self) -> None:
        for entry in self.document.evidence:
            paragraph = self.word.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            paragraph.add_run(f"{entry.number}  {entry.title}").bold = True
            self._bookmark(paragraph, entry.number)
            if entry.rows:
                self._grid(self.document.evidence_columns, entry.rows)
            self._commands(entry.commands)

    def _bookmark(self, paragraph: Any, name: str) -> None:
        self.bookmarks += 1
        number = self.bookmarks
        start = f'<w:bookmarkStart{SPACE} w:id="{number}" w:name="{escape(name)}"/>'
        paragraph._p.append(_parsed(start))
        paragraph._p.append(_parsed(f'<w:bookmarkEnd{SPACE} w:id="{number}"/>'))


# -- pieces of XML ------------------------------------------------------------------------------------------------


def fonts_of(element: Any, east_asian: str) -> None:
    """Give a style its fonts, and take the theme's away: Word would prefer those."""
    from docx.oxml.ns import qn

    fonts = element.rPr.get_or_add_rFonts()
    without_theme(fonts)
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), east_asian)


def without_theme(fonts: Any) -> None:
    """Take the theme's fonts away from an element that names fonts."""
    from docx.oxml.ns import qn

    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def field(paragraph: Any, instruction: str, shown_text: str) -> None:
    """A field with its value already in it."""
    for xml in (_mark_xml("begin"), _instruction(instruction), _mark_xml("separate"), _run(shown_text, SPACE)):
        paragraph._p.append(_parsed(xml))
    paragraph._p.append(_parsed(_mark_xml("end")))


def grid_xml(
    columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], width: float, heads: bool, document: Document
) -> str:
    """A table as XML: grid lines below rows, the first row repeated on every page, no row broken over pages."""
    whole = sum(column.room for column in columns)
    twips = [round(width * 567 * column.room / whole) for column in columns]
    size = 7.5 if len(columns) > 8 else 8.5
    parts = [f'<w:tbl{SPACE}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/>']
    edges = "".join(f'<w:{edge} w:val="nil"/>' for edge in ("top", "left", "bottom", "right"))
    inner = '<w:insideH w:val="single" w:sz="4" w:color="D3DAE0"/><w:insideV w:val="nil"/>'
    margins = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    parts.append(f'<w:tblBorders>{edges}{inner}</w:tblBorders><w:tblLayout w:type="fixed"/>{margins}</w:tblPr>')
    lines = "".join(f'<w:gridCol w:w="{each}"/>' for each in twips)
    parts.append(f"<w:tblGrid>{lines}</w:tblGrid>")
    if heads:
        cells = (_cell(column.title, column, wide, size, True) for column, wide in zip(columns, twips, strict=True))
        parts.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>")
    for row in rows:
        told = [shown(cell, column.form, document.lang) for cell, column in zip(row, columns, strict=True)]
        cells = (_cell(text, column, wide, size) for text, column, wide in zip(told, columns, twips, strict=True))
        parts.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    return "".join(parts) + "</w:tbl>"


def _cell(text: str, column: Column, width: int, size: float, head: bool = False) -> str:
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="E9EEF2"/>' if head else ""
    side = '<w:jc w:val="right"/>' if column.form != "text" else ""
    keep = "<w:keepNext/>" if head else ""
    properties = f'<w:pPr>{keep}<w:spacing w:before="20" w:after="20"/>{side}</w:pPr>'
    told = _run(text, size=size, bold=head)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr><w:p>{properties}{told}</w:p></w:tc>'


def _run(text: str, space: str = "", size: float = 0, bold: bool = False, colour: str = "") -> str:
    style = "<w:b/>" if bold else ""
    style += f'<w:color w:val="{colour}"/>' if colour else ""
    style += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    properties = f"<w:rPr>{style}</w:rPr>" if style else ""
    return f'<w:r{space}>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _mark_xml(kind: str, dirty: bool = False) -> str:
    renew = ' w:dirty="true"' if dirty else ""
    return f'<w:r{SPACE}><w:fldChar w:fldCharType="{kind}"{renew}/></w:r>'


def _instruction(text: str) -> str:
    return f'<w:r{SPACE}><w:instrText xml:space="preserve"> {escape(text)} </w:instrText></w:r>'


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml)
