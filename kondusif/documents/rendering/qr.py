"""The square that leads a phone to the page on which a paper can be checked."""

from functools import lru_cache
from io import BytesIO

import segno
from django.conf import settings


def address_of(code: str) -> str:
    """This function will return the public address at which the document *code* can be checked."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/periksa/{code}"


@lru_cache(maxsize=512)
def qr_svg(address: str) -> str:
    """This function will return the QR code of *address* as SVG."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=4, border=1, xmldecl=False, svgns=True)
    return out.getvalue().decode()
