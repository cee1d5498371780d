"""Word forms with holes, made by code: headings, facts, tables and signatures in the look of an office's letter."""

import re
from dataclasses import dataclass, field
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

CENTER = WD_ALIGN_PARAGRAPH.CENTER
_ONE_HOLE = re.compile(r"\{\{ ([\w.]+) \}\}")
Column = tuple[str, str, float]  # heading, hole, share of the width


@dataclass
class Builder:
    """A Word form in the making; ``{{ … }}`` are the holes that a document's data fills."""

    landscape: bool = False
    document: object = field(init=False)

    def __post_init__(self) -> None:
        self.document = Document()
        section = self.document.sections[0]
        width, height = Mm(210), Mm(297)
        if self.landscape:
            width, height = height, width
            section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = width, height
        section.left_margin, section.right_margin = Mm(25), Mm(20)
        section.top_margin, section.bottom_margin = Mm(18), Mm(20)
        self.width = width - section.left_margin - section.right_margin
        self._styles()
        self._edges(section)
        self.letterhead()

    def _styles(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = "Times New Roman", Pt(11)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "id-ID")
        normal.element.rPr.append(language)
        normal.paragraph_format.space_after = Pt(4)

    def _edges(self, section) -> None:
        top = section.header.paragraphs[0]
        top.alignment = CENTER
        top.add_run("{{ classification|upper }}").bold = True
        mark = section.header.add_paragraph("{{ mark }}")
        mark.alignment = CENTER
        foot = section.footer.paragraphs[0]
        foot.add_run("{% if address %}Keaslian: {{ address }}{% endif %} {{ mark }}").font.size = Pt(8)

    def letterhead(self) -> None:
        """This function will add the top of the letter."""
        self.line("{% if logo %}{{ logo }}{% endif %}", center=True)
        self.line("{%p for text in frame.head.lines %}")
        self.line("{{ text }}", center=True, bold=True, size=13)
        self.line("{%p endfor %}")
        edge = self.line("{{ frame.head.address }}", center=True, size=9)
        borders = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for name, value in (("val", "double"), ("sz", "8"), ("space", "4"), ("color", "000000")):
            bottom.set(qn(f"w:{name}"), value)
        borders.append(bottom)
        edge._p.get_or_add_pPr().append(borders)

    def line(self, text: str, *, center: bool = False, bold: bool = False, size: float = 0):
        """This function will add one paragraph."""
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(text)
        run.bold = bold
        if size:
            run.font.size = Pt(size)
        if center:
            paragraph.alignment = CENTER
        return paragraph

    def title(self, text: str, subject: str = "") -> None:
        """This function will add the name of the paper, its number, and what it is about."""
        heading = self.document.add_heading(level=1)
        heading.alignment = CENTER
        self._black(heading.add_run(text), 13)
        self.line("{% if number %}Nomor: {{ number }}{% endif %}", center=True)
        if subject:
            self.line("TENTANG", center=True, bold=True)
            self.line(subject, center=True, bold=True)

    def section(self, text: str) -> None:
        """This function will add a heading inside the paper."""
        heading = self.document.add_heading(level=2)
        self._black(heading.add_run(text), 11)

    @staticmethod
    def _black(run, size: float) -> None:
        run.font.size, run.font.name, run.bold = Pt(size), "Times New Roman", True
        run.font.color.rgb = RGBColor(0, 0, 0)

    def when(self, condition: str) -> None:
        """This function will begin a part that is left out unless *condition* holds."""
        self.line("{%p if " + condition + " %}")

    def end(self) -> None:
        """This function will end the part that :meth:`when` began."""
        self.line("{%p endif %}")

    def prose(self, text: str) -> None:
        """This function will add a paragraph, set full."""
        self.line(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY

    def numbered(self, items: str, hole: str = "{{ item }}") -> None:
        """This function will add a numbered line for each of *items*."""
        self.line("{%p for item in " + items + " %}")
        paragraph = self.line("{{ loop.index }}.\t" + hole)
        paragraph.paragraph_format.left_indent = Mm(8)
        paragraph.paragraph_format.first_line_indent = Mm(-8)
        self.line("{%p endfor %}")

    def listed(self, heading: str, items: str) -> None:
        """This function will add a heading and its numbered lines, where there are any."""
        self.when(items)
        self.section(heading)
        self.numbered(items)
        self.end()

    def facts(self, *pairs: tuple[str, str]) -> None:
        """This function will add label, colon, value; a pair without a value is left out."""
        widths = (Mm(42), Mm(5), self.width - Mm(47))
        table = self._grid(widths)
        for label, hole in pairs:
            name = match[1] if (match := _ONE_HOLE.fullmatch(hole)) else ""
            if name:
                self._row(table, ("{%tr if " + name + " %}", "", ""), widths)
            self._row(table, (label, ":", hole), widths)
            if name:
                self._row(table, ("{%tr endif %}", "", ""), widths)
        self.document.add_paragraph()

    def table(self, items: str, *columns: Column) -> None:
        """This function will add a table with a numbered row for each of *items*."""
        columns = (("No.", "{{ loop.index }}", 0.35), *columns)
        whole = sum(share for _h, _v, share in columns)
        widths = [int(self.width * share / whole) for _h, _v, share in columns]
        table = self._grid(widths, style="Table Grid")
        head = self._row(table, [h for h, _v, _s in columns], widths, bold=True)
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        head._tr.get_or_add_trPr().append(repeat)
        blank = [""] * (len(columns) - 1)
        self._row(table, ["{%tr for row in " + items + " %}", *blank], widths)
        self._row(table, [v for _h, v, _s in columns], widths)
        self._row(table, ["{%tr endfor %}", *blank], widths)
        self.document.add_paragraph()

    def _grid(self, widths, *, style: str | None = None):
        table = self.document.add_table(rows=0, cols=len(widths), style=style)
        table.autofit = False  # LibreOffice goes by the grid, Word by the cells: both get the widths
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        return table

    def _row(self, table, cells, widths, *, bold: bool = False):
        row = table.add_row()
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.size = bold, Pt(10)
        return row

    def letter(self) -> None:
        """This function will add the head of a letter: number and matter, day and addressees."""
        self.line("{{ frame.head.city }}, {{ frame.on.date }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.facts(("Nomor", "{{ number }}"), ("Sifat", "{{ d.nature|capitalize }}"),
                   ("Lampiran", "{{ d.attachment }}"), ("Hal", "{{ d.subject }}"))  # fmt: skip
        self.addressees()
        self.line("di Tempat")

    def addressees(self) -> None:
        """This function will add to whom the paper goes."""
        self.line("Yth.")
        self.numbered("d.to")

    def signers(self, heading: str, items: str, *, signed: bool = True) -> None:
        """This function will add a place for the signature of each of *items*."""
        self.when(items)
        self.line(heading, center=True, bold=True)
        self.table(items, ("Nama", "{{ row.name }}", 1.2), ("Jabatan", "{{ row.title }}", 1.4),
                   ("Tanda tangan", "{{ row.signed }}" if signed else "", 1.2))  # fmt: skip
        self.end()

    def signature(self, label: str = "", *, place: bool = True) -> None:
        """This function will add the block under which the official signs."""
        lines = ["{{ frame.head.city }}, {{ frame.on.date }}"] if place else []
        lines += [label] if label else []
        for text in lines:
            self._right(text)
        self.line("{%p for above in frame.signer.above %}")
        self._right("{{ above }}")
        self.line("{%p endfor %}")
        for text in ("{{ frame.signer.title }},", "", "", "{{ frame.signer.name }}"):
            self._right(text)

    def _right(self, text: str) -> None:
        paragraph = self.line(text)
        paragraph.paragraph_format.left_indent = int(self.width * 0.55)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(2)

    def copies(self) -> None:
        """This function will add who gets a copy."""
        self.when("d.copies")
        self.line("Tembusan:", size=10)
        self.numbered("d.copies")
        self.end()

    def content(self) -> bytes:
        """This function will return the form as a file."""
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()
