"""Word files through docxtpl. A form is code: it runs in a sandbox that knows a dozen filters and no function."""

import struct
import zipfile
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

_EPOCH = struct.pack("<HH", 0, 0x21)  # the oldest moment a ZIP file can write
FILTERS = ("upper", "lower", "capitalize", "title", "join", "default", "length", "first", "last", "trim")


class FormEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for forms: text of people is always escaped, a misspelt name is an error, arithmetic is refused."""

    intercepted_binops = frozenset({"*", "**", "%", "//"})

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.globals = {}

    @lru_cache(maxsize=256)  # noqa: B019 - the one environment lives as long as the process
    def _compiled(self, source: str) -> Template:
        return super().from_string(source)

    def from_string(self, source: Any, *_args: Any, **_more: Any) -> Template:
        """This function will compile the part of a form once: an office writes two hundred minutes with the same one."""
        return self._compiled(source)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """This function will read a field of a record: a field may be called like a method of Python's dict."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """This function will refuse what could grow without end."""
        raise ValueError(f"operator {operator} is not allowed in a form")


@cache
def environment() -> FormEnvironment:
    """This function will return the one environment of this process: what it compiled once it keeps."""
    return FormEnvironment()


def render_docx(form: bytes, content: dict[str, Any], *, logo: bytes | None = None, at: datetime) -> bytes:
    """This function will return the Word file of a *form* filled with *content*; the same input gives the same bytes."""
    template = DocxTemplate(BytesIO(form))
    context = content | {"d": content["data"], "logo": ""}
    if logo:
        context["logo"] = InlineImage(template, BytesIO(logo), height=Mm(20))
    template.render(context, environment(), autoescape=True)
    about = template.docx.core_properties
    about.title, about.author, about.language = content["title"][:255], content["author"][:255], "id-ID"
    about.created = about.modified = at.astimezone(UTC).replace(tzinfo=None)
    out = BytesIO()
    template.save(out)
    return _settled(out.getvalue())


def _settled(content: bytes) -> bytes:
    """The same bytes without the clock of this machine in the headers of the parts: midnight, 1 January 1980."""
    settled = bytearray(content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entry = archive.start_dir
        for info in archive.infolist():
            settled[info.header_offset + 10 : info.header_offset + 14] = _EPOCH
            settled[entry + 12 : entry + 16] = _EPOCH
            lengths = struct.unpack("<HHH", settled[entry + 28 : entry + 34])
            entry += 46 + sum(lengths)  # fixed part, then name, extra field and comment
    return bytes(settled)
