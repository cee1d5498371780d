"""Files people hand in: photos are made anew, PDFs are kept as they came, everything else is refused with a word."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

from django.core.files.storage import storages
from django.utils.translation import gettext_lazy as _

from kondusif.core.files import save_bytes
from kondusif.core.ids import new_id
from kondusif.core.problems import Problem
from kondusif.reports.photos import MEDIA_TYPE, clean_photo

FILES_MAX = 6
PDF_BYTES_MAX = 10 * 1024 * 1024
PDF_TYPE = "application/pdf"


@dataclass(frozen=True)
class Paper:
    """A file that may be stored."""

    name: str
    media_type: str
    content: bytes

    @property
    def digest(self) -> bytes:
        return sha256(self.content).digest()


def clean_paper(name: str, content: bytes) -> Paper:
    """
    This function will take a photo or a PDF in.

    :raises Problem: if it is neither, empty, or too large.
    """
    plain = PurePath(name.replace("\\", "/")).name[:120] or "berkas"
    if content.startswith(b"%PDF-"):
        return clean_pdf(plain, content)
    photo = clean_photo(content)
    return Paper(f"{PurePath(plain).stem[:110]}.jpg", MEDIA_TYPE, photo.content)


def clean_pdf(name: str, content: bytes) -> Paper:
    """
    This function will take a PDF in.

    :raises Problem: if it is none, cut short, or too large.
    """
    if len(content) > PDF_BYTES_MAX:
        raise Problem("paper.too_large", _("This file has more than 10 megabytes. Split it or scan it smaller."))
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise Problem("paper.no_pdf", _("This is no complete PDF. Save or scan it again, and choose the file anew."))
    return Paper(f"{PurePath(name).stem[:110]}.pdf", PDF_TYPE, content)


def store_paper(paper: Paper) -> str:
    """This function will put a file on disk under a name that tells nothing, before any row names it."""
    id = new_id()
    ending = "pdf" if paper.media_type == PDF_TYPE else "jpg"
    return save_bytes(storages["default"], f"plans/{id.hex[-2:]}/{id.hex}.{ending}", paper.content)


def read_paper(path: str, digest: bytes) -> bytes:
    """
    This function will return a stored file, if it is still the one that was stored.

    :raises Problem: if it is gone or changed.
    """
    try:
        with storages["default"].open(path, "rb") as file:
            content = file.read()
    except OSError:
        content = b""
    if sha256(content).digest() != bytes(digest):
        raise Problem("paper.changed", _("The stored file is missing or was changed. Tell the administrator."))
    return content
