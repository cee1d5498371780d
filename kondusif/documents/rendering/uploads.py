"""A Word form from outside: taken apart and tried before any paper is written with it."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from io import BytesIO
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.utils.translation import gettext_lazy as _
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes

from kondusif.core.problems import Problem, Sentence
from kondusif.documents.kinds import Kind
from kondusif.documents.rendering.docx import FILTERS, FormEnvironment

BYTES_MAX, UNPACKED_MAX, PARTS_MAX, RATIO_MAX = 2_000_000, 20_000_000, 300, 200
TOP_NAMES = {"d", "data", "frame", "number", "title", "heading", "classification", "address", "mark", "logo", "draft",
             "kind", "labels", "author", "loop"}  # fmt: skip
_FORBIDDEN_PARTS = ("vbaproject", "activex", "embeddings/", "oleobject", "afchunk", "attachedtemplate")
_FORBIDDEN_NODES = (
    nodes.Call, nodes.Macro, nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends, nodes.CallBlock, nodes.Block,
    nodes.FilterBlock, nodes.Assign, nodes.AssignBlock, nodes.With, nodes.ScopedEvalContextModifier,
)  # fmt: skip
_LOOPS_DEEP = 3


@dataclass(frozen=True)
class Verdict:
    """What a form lacks and what it names that does not exist; both empty means that it fits."""

    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def open_form(content: bytes) -> bytes:
    """
    This function will return *content* if it is a plain Word file and nothing more.

    :raises Problem: if it is no DOCX, is too large packed or unpacked, holds macros, or points outside itself.
    """
    if len(content) > BYTES_MAX:
        raise _refused("too_large", _("The form is larger than 2 megabytes. Make its pictures smaller."))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise _refused("not_docx", _("This is no Word file (.docx). Save it as “Word document (.docx)”.")) from None
    return content


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    packed = sum(part.compress_size for part in parts) or 1
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS_MAX or unpacked > UNPACKED_MAX or unpacked > packed * RATIO_MAX:
        raise _refused("bomb", _("The form unpacks to far more than a letter needs. It was not opened."))
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise _refused("not_docx", _("This is no Word file (.docx). Save it as “Word document (.docx)”."))
    if any(word in name.lower() for name in names for word in _FORBIDDEN_PARTS):
        raise _refused("macros", _("The form holds macros or embedded files. Save it without them."))
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _check_xml(part.filename, archive.read(part))


def _check_xml(name: str, xml: bytes) -> None:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\x00" in xml:
        raise _refused("not_docx", _("This is no Word file (.docx). Save it as “Word document (.docx)”."))
    if name.endswith(".rels") and re.search(rb"TargetMode\s*=\s*[\"']External", xml):
        raise _refused("links", _("The form points to something outside itself (a link or picture). Remove it."))
    if name == "[Content_Types].xml" and b"macroEnabled" in xml:
        raise _refused("macros", _("The form holds macros or embedded files. Save it without them."))


def examine_form(kind: Kind, content: bytes) -> Verdict:
    """
    This function will tell which fields a form of *kind* names that do not exist, and which it leaves out.

    :raises Problem: if it is broken or does what a form may not.
    """
    try:
        tree = FormEnvironment().parse(_source(content))
    except TemplateError as error:
        raise _refused(
            "syntax", _("The form has a mistake in its placeholders: %(error)s.") % {"error": str(error)[:200]}
        ) from None
    except Exception:  # whatever the readers of Word files stumble over
        raise _refused("not_docx", _("This Word file is damaged. Open it, save it again, and try once more.")) from None
    _check_nodes(tree)
    unknown, used = _names(tree, kind.schema)
    needed = {f.name for f in fields(kind.schema) if f.default is MISSING}
    return Verdict(tuple(sorted(unknown)), tuple(sorted(needed - used)))


def _source(content: bytes) -> str:
    template = DocxTemplate(BytesIO(content))
    template.init_docx()
    source = template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            source += template.patch_xml(template.get_part_xml(part))
    return source


def _check_nodes(tree: nodes.Template) -> None:
    if any(True for _n in tree.find_all(_FORBIDDEN_NODES)) or _deepest(tree) > _LOOPS_DEEP:
        raise _refused("code", _("The form does more than fill in fields. Only {{ field }}, for and if are allowed."))
    if any(True for _n in tree.find_all((nodes.Mul, nodes.Pow, nodes.Mod, nodes.FloorDiv))):
        raise _refused("code", _("The form does more than fill in fields. Only {{ field }}, for and if are allowed."))
    strange = {n.name for n in tree.find_all(nodes.Filter)} - set(FILTERS)
    if strange:
        raise _refused("filter", _("These filters are not allowed: %(names)s.") % {"names": ", ".join(sorted(strange))})


def _deepest(node: nodes.Node) -> int:
    below = max((_deepest(child) for child in node.iter_child_nodes()), default=0)
    return below + isinstance(node, nodes.For)


def _names(tree: nodes.Template, schema: type) -> tuple[set[str], set[str]]:
    """The names that lead nowhere, and the schema's own fields that are used."""
    unknown: set[str] = set()
    used: set[str] = set()
    for attribute, rows in _attributes(tree, {"d": schema, "data": schema}):
        owner = _resolve(attribute.node, rows)
        if is_dataclass(owner) and attribute.attr not in {f.name for f in fields(owner)}:
            unknown.add(f"{getattr(attribute.node, 'name', '…')}.{attribute.attr}")
        if owner is schema:
            used.add(attribute.attr)
    bound = {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"}
    unknown |= {n.name for n in tree.find_all(nodes.Name) if n.name not in TOP_NAMES | bound}
    return unknown, used


def _attributes(node: nodes.Node, rows: dict[str, Any]) -> Iterator[tuple[nodes.Getattr, dict[str, Any]]]:
    """Every field that is read, with the loops around it: two loops may call their rows by one name."""
    if isinstance(node, nodes.Getattr):
        yield node, rows
    for child in node.iter_child_nodes():
        inner = rows
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name) and child is not node.iter:
            inner = rows | {node.target.name: _row_of(_resolve(node.iter, rows))}
        yield from _attributes(child, inner)


def _resolve(node: nodes.Node, rows: dict[str, Any]) -> Any:
    """The type behind an expression, as far as the schema tells."""
    if isinstance(node, nodes.Name):
        return rows.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = _resolve(node.node, rows)
        if is_dataclass(owner):
            hint = get_type_hints(owner).get(node.attr)
            if get_origin(hint) is UnionType:
                hint = next(a for a in get_args(hint) if a is not NoneType)
            return hint
    return None


def _row_of(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def _refused(code: str, sentence: Sentence) -> Problem:
    return Problem(f"template.{code}", sentence, fields={"file": sentence})
