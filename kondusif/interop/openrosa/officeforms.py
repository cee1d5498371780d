"""An office's own form: an XLSForm read and judged before anybody's phone sees it."""

import io
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from lxml import etree

from kondusif.core.problems import Problem, Sentence
from kondusif.interop.openrosa.mapping import roles_of
from kondusif.interop.openrosa.xlsform import FORM_ID, xform_of

WORKBOOK_MAX = 5 * 1024 * 1024
UNPACKED_MAX = 60 * 1024 * 1024
MOST_QUESTIONS = 2_000
_XFORMS = "{http://www.w3.org/2002/xforms}"
_MACHINE_MADE = ("meta/", "start", "end", "today")


@dataclass(frozen=True)
class ReadForm:
    """What a workbook says, and what of it can be read as a report."""

    form_id: str
    name: str
    version: str
    xform: bytes
    roles: dict[str, str]
    file_questions: list[str]
    n_questions: int


def read_workbook(workbook: bytes) -> ReadForm:
    """
    This function will turn an office's XLSForm into a form that phones can fill.

    :raises Problem: if it is no workbook, no XLSForm, too large, or needs files besides itself.
    """
    from pyxform.errors import PyXFormError

    _check_size(workbook)
    try:
        xform = xform_of(workbook)
    except PyXFormError as error:
        raise _refused(_("This is no proper XLSForm: %(why)s") % {"why": " ".join(str(error).split())[:400]}) from None
    except Exception as error:  # the readers of workbooks raise whatever they stumble over
        raise _refused(_("This workbook cannot be read. Save it anew as XLSX with a sheet “survey”.")) from error
    return _read(xform)


def _check_size(workbook: bytes) -> None:
    if len(workbook) > WORKBOOK_MAX:
        raise _refused(_("The workbook is larger than 5 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MAX:
                raise _refused(_("The workbook unpacks to more than 60 MB."))
            if "xl/workbook.xml" not in packed.namelist():
                raise zipfile.BadZipFile
    except zipfile.BadZipFile:
        raise _refused(_("This workbook cannot be read. Save it anew as XLSX with a sheet “survey”.")) from None


def _read(xform: bytes) -> ReadForm:
    root = etree.fromstring(xform, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    instances = list(root.iter(f"{_XFORMS}instance"))
    if any((one.get("src") or "").startswith("jr://file") for one in instances):
        raise _refused(_("The form needs files beside it (select_one_from_file). Put the choices into the workbook."))
    if any(one.get("base64RsaPublicKey") for one in root.iter(f"{_XFORMS}submission")):
        raise _refused(
            _(
                "The form encrypts what is filled (public_key in the sheet “settings”), and nobody could read it here. Take that out."
            )
        )
    data = instances[0][0]
    form_id = data.get("id") or ""
    if not form_id or form_id == FORM_ID or len(form_id) > 120:
        raise _refused(_("Give the form an own form_id of up to 120 characters in the sheet “settings”."))
    start = len(f"/{etree.QName(data).localname}/")
    binds = [(one.get("nodeset", "")[start:], one.get("type", "")) for one in root.iter(f"{_XFORMS}bind")]
    questions = [(path, kind) for path, kind in binds if not path.startswith(_MACHINE_MADE)]
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise _refused(_("A form has 1 to %(n)s questions.") % {"n": MOST_QUESTIONS})
    title = root.findtext(".//{http://www.w3.org/1999/xhtml}title") or form_id
    files = [path for path, kind in questions if kind == "binary"]
    return ReadForm(form_id, title[:200], data.get("version", "")[:60], xform, roles_of(binds), files, len(questions))


def _refused(sentence: Sentence) -> Problem:
    return Problem("form.refused", sentence, fields={"workbook": sentence})
