"""OpenRosa 1.0: bytes to and from frozen dataclasses. Entities, DTDs, depth and size are refused before anybody reads."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import md5, sha256
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

VERSION_HEADER, VERSION = b"x-openrosa-version", b"1.0"
DOCUMENT_PART, INCOMPLETE_PART = "xml_submission_file", "*isIncomplete*"
RESPONSE = "http://openrosa.org/http/response"
FORM_LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
DOCUMENT_MAX = 1024 * 1024
MOST_ANSWERS, DEEPEST, MOST_PARTS = 10_000, 30, 100
_XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class FormFault(ValueError):
    """A submission that is none; the argument is the fault's code."""

    @property
    def code(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came along, under the name by which the document speaks of it."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Post:
    """One of the posts of a submission: always the document, some of its files, and whether more will follow."""

    document: bytes
    files: tuple[SentFile, ...] = ()
    is_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A filled form: which form, which filling, and the answers by path."""

    form_id: str
    version: str
    instance_id: str
    answers: Mapping[str, str]
    digest: bytes  # of form and answers, however the XML is laid out


@dataclass(frozen=True)
class Media:
    """A file that belongs to a form."""

    name: str
    content: bytes

    @property
    def md5(self) -> str:
        return md5(self.content, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Listed:
    """One form of the list, with the addresses where a client finds it."""

    form_id: str
    name: str
    version: str
    description: str
    md5: str
    url: str
    manifest_url: str


def read_post(content_type: str, body: bytes) -> Post:
    """
    This function will take a multipart body apart.

    :raises FormFault: if it is none, is cut off, or holds no document.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if kind != "multipart/form-data" or not boundary:
        raise FormFault("not_multipart")
    document, incomplete = None, False
    files: list[SentFile] = []
    for segment, content in _parts(boundary, body):
        if segment.name == DOCUMENT_PART:
            if document not in {None, content}:
                raise FormFault("multipart_broken")  # one answer cannot speak of two fillings
            document = content
        elif segment.name == INCOMPLETE_PART:
            incomplete = content.strip().lower() == b"yes"
        elif segment.filename or segment.content_type:
            files.append(SentFile((segment.filename or segment.name)[:200], segment.content_type or "", content))
    if document is None:
        raise FormFault("no_document")
    return Post(document, tuple(files), incomplete)


def _parts(boundary: str, body: bytes) -> Iterable[tuple[MultipartSegment, bytes]]:
    found: list[tuple[MultipartSegment, bytes]] = []
    segment, chunks = None, []
    try:
        with PushMultipartParser(boundary, max_segment_count=MOST_PARTS) as parser:
            for event in parser.parse(body):
                if event is None:
                    found.append((segment, b"".join(chunks)))
                elif isinstance(event, MultipartSegment):
                    segment, chunks = event, []
                else:
                    chunks.append(event)
    except (MultipartError, ValueError, LookupError):
        raise FormFault("multipart_broken") from None
    return found


def read_document(content: bytes) -> Document:
    """
    This function will read a filled form.

    :raises FormFault: if it is no XML, holds a DTD or entities, is too large or deep, or has no instanceID.
    """
    if len(content) > DOCUMENT_MAX:
        raise FormFault("document_large")
    root = _root(content)
    if root.get("encrypted") == "yes":
        raise FormFault("document_encrypted")
    answers: dict[str, str] = {}
    parts = [root.get("id") or root.tag.partition("}")[0].lstrip("{"), root.get("version", "")]
    for n, (path, text) in enumerate(_leaves(root)):
        if n >= MOST_ANSWERS:
            raise FormFault("document_large")
        parts += (path, text)
        if text and path not in answers:
            answers[path] = text
    instance_id = (answers.get("meta/instanceID") or root.get("instanceID") or "").strip()
    if not instance_id or len(instance_id) > 200:
        raise FormFault("no_instance_id")
    digest = sha256("\x00".join(parts).encode()).digest()
    return Document(parts[0][:200], parts[1][:60], instance_id, MappingProxyType(answers), digest)


def _root(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise FormFault("document_malformed") from None
    # No client sends one: it is there to blow up, or to read files of the server.
    if root.getroottree().docinfo.doctype:
        raise FormFault("document_doctype")
    return root


def without(content: bytes, paths: Iterable[str], *, instead: str) -> bytes:
    """This function will return a filled form with *instead* in the place of the answers at *paths*."""
    hidden, root = frozenset(paths), _root(content)
    waiting = [(child, "") for child in root]
    while waiting:
        element, above = waiting.pop()
        path = above + str(element.tag).rpartition("}")[2]
        if len(element):
            waiting += [(child, path + "/") for child in element]
        elif path in hidden:
            element.text = instead
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _leaves(root: etree._Element) -> Iterable[tuple[str, str]]:
    """This function will yield every answer with its path below the root, namespaces aside, in the document's order."""
    waiting = [(child, "", 1) for child in reversed(root)]
    while waiting:
        element, above, depth = waiting.pop()
        if depth > DEEPEST:
            raise FormFault("document_deep")
        path = above + str(element.tag).rpartition("}")[2]
        if len(element):
            waiting += [(child, path + "/", depth + 1) for child in reversed(element)]
        else:
            text = element.text or ""
            yield path, "" if text.isspace() else text  # laid out for the eye, an answer is still empty


def response(message: str, nature: str) -> bytes:
    """This function will write what the client shows after a submission."""
    return (
        _XML
        + (
            f"<OpenRosaResponse xmlns={quoteattr(RESPONSE)}>"
            f"<message nature={quoteattr(nature)}>{_text(message)}</message></OpenRosaResponse>"
        ).encode()
    )


def form_list(forms: Iterable[Listed], *, verbose: bool) -> bytes:
    """This function will write the list of forms; descriptions only where the client asked for them."""
    rows = [
        "<xform>"
        f"<formID>{_text(one.form_id)}</formID><name>{_text(one.name)}</name><version>{_text(one.version)}</version>"
        f"<hash>md5:{one.md5}</hash>"
        + (f"<descriptionText>{_text(one.description)}</descriptionText>" if verbose else "")
        + f"<downloadUrl>{_text(one.url)}</downloadUrl>"
        + (f"<manifestUrl>{_text(one.manifest_url)}</manifestUrl>" if one.manifest_url else "")
        + "</xform>"
        for one in forms
    ]
    return _XML + f"<xforms xmlns={quoteattr(FORM_LIST)}>{''.join(rows)}</xforms>".encode()


def manifest(media: Iterable[tuple[Media, str]]) -> bytes:
    """This function will write which files belong to a form and where they are."""
    rows = [
        f"<mediaFile><filename>{_text(one.name)}</filename><hash>md5:{one.md5}</hash>"
        f"<downloadUrl>{_text(url)}</downloadUrl></mediaFile>"
        for one, url in media
    ]
    return _XML + f"<manifest xmlns={quoteattr(MANIFEST)}>{''.join(rows)}</manifest>".encode()


def _text(text: str) -> str:
    return escape(_UNWRITABLE.sub("", text))
