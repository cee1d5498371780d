"""PDF through Typst. What people wrote reaches a form only as data, never as part of its source."""

import json
import struct
import threading
from base64 import b64encode
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

FORMS = Path(__file__).with_name("forms")
# Tagged and made to last; a file of level A can be read aloud and reflowed.
STANDARDS = ["a-2a", "ua-1"]
_own = threading.local()


def render_pdf(form: str, content: dict[str, Any], *, logo: bytes | None = None, at: datetime) -> bytes:
    """
    This function will return the PDF of a *form* filled with *content*; the same input gives the same bytes.

    The compiler sees nothing but the forms and the coat of arms: no path of this machine is within its reach.
    """
    files = dict(forms()) | {"main.typ": f'#import "{form}": paper\n#paper(json(bytes(sys.inputs.content)))\n'.encode()}
    content = content | {"logo": _as_svg(logo) if logo else ""}
    inputs = {"content": json.dumps(content, ensure_ascii=False, sort_keys=True)}
    return _compiler().compile(
        input=files, format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=int(at.timestamp())
    )


def _as_svg(png: bytes) -> str:
    """The picture as text: what is handed to the compiler has to be UTF-8."""
    width, height = struct.unpack(">II", png[16:24])
    inside = b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{inside}"/></svg>'
    )


def _compiler() -> typst.Compiler:
    """One compiler a thread, kept: the fonts are read once."""
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(ignore_system_fonts=True)
    return _own.compiler


@cache
def forms() -> dict[str, bytes]:
    """This function will return every form's source; an operator's folder may replace some of them."""
    found = {path.name: path.read_bytes() for path in sorted(FORMS.glob("*.typ"))}
    own = getattr(settings, "DOCUMENT_FORMS_DIR", None)
    if own:
        found |= {path.name: path.read_bytes() for path in sorted(Path(own).glob("*.typ"))}
    return found
