"""What a signature looks like on the page: strokes as vectors, name and label as embedded text."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.base import BaseStamp

from kondusif.documents.signing.ink import Stroke, svg_of


@dataclass(frozen=True)
class Appearance:
    """A drawing (a PDF page of its own) and where it goes: page from 0 (-1 the last), left, bottom, right, top in points."""

    page: int
    box: tuple[int, int, int, int]
    drawing: bytes


def drawn(lines: Sequence[str], strokes: Sequence[Stroke] = (), *, width: int = 170, height: int = 70) -> bytes:
    """
    This function will draw a signature field of *width* x *height* points: strokes above, *lines* of text below.

    What people typed is given to the typesetter as data, never as source.
    """
    inputs = {
        "lines": json.dumps(list(lines)),
        "svg": svg_of(strokes) if strokes else "",
        "w": str(width),
        "h": str(height),
    }
    return typst.compile(_source(), sys_inputs=inputs, format="pdf")


def style_of(appearance: Appearance | None) -> BaseStampStyle | None:
    """This function will return the style with which pyHanko puts the drawing into the signature field."""
    return _Drawn(border_width=0, drawing=appearance.drawing) if appearance else _Nothing(border_width=0)


@cache
def _source() -> bytes:
    return Path(__file__).with_name("appearance.typ").read_bytes()


@dataclass(frozen=True)
class _Drawn(BaseStampStyle):
    drawing: bytes = b""

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict) -> BaseStamp:
        return _Stamp(writer, self, box)


@dataclass(frozen=True)
class _Nothing(BaseStampStyle):
    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict) -> BaseStamp:
        return _Blank(writer, self, box)


class _Blank(BaseStamp):
    def _render_inner_content(self) -> list[bytes]:
        return []


class _Stamp(BaseStamp):
    def _render_inner_content(self) -> list[bytes]:
        content = _Page(self.style.drawing)
        content.set_writer(self.writer)
        drawing = content.render()
        self.import_resources(content.resources)
        box = content.box
        return [b"q %g 0 0 %g 0 0 cm %s Q" % (self.box.width / box.width, self.box.height / box.height, drawing)]


class _Page(PdfContent):
    """The first page of a PDF held in memory."""

    def __init__(self, pdf: bytes):
        super().__init__()
        self.pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.pdf)), page_ix=0)
        name = pdf_name("/Page")
        self.resources.xobject[name] = page
        left, bottom, right, top = (float(n) for n in page.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Page Do"
