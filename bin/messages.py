"""Collect what people read out of Python and templates into each room's Indonesian catalogue, or check them."""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "kondusif"
# Words that are data, not code, are written in the source in both languages and never come here.
KEYWORDS: dict[str, tuple | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "trimmed": "true", "silent": "false"}


def rooms() -> list[str]:
    """This function will return every room that may hold words."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def sources(room: str) -> Iterator[tuple[Path, str]]:
    """This function will yield each file of *room* with the extractor that reads it."""
    folder = PACKAGE / room
    for path in sorted(folder.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(folder).parts):
            yield path, "python"
    shared = [PACKAGE / "templates"] if room == "site" else []
    for place in [folder / "templates", *shared]:
        for path in sorted(place.rglob("*")):
            if path.suffix in {".html", ".txt", ".svg", ".xml"}:
                yield path, "jinja2"
    for path in sorted((folder / "allauth_templates").rglob("*.*")):
        yield path, "django"


def found_in(path: Path, reader: str) -> Iterator[tuple]:
    """This function will yield (line, message, comments, context) of everything translatable in *path*."""
    if reader == "django":
        yield from found_in_django(path)
        return
    options = JINJA if reader == "jinja2" else {}
    with path.open("rb") as source:
        yield from extract(
            "jinja2.ext:babel_extract" if reader == "jinja2" else reader, source, KEYWORDS, ["Translators:"], options
        )


def found_in_django(path: Path) -> Iterator[tuple]:
    """This function will yield the messages of a template in Django's own language."""
    from django.utils.translation.template import templatize

    code = templatize(path.read_text())
    # Django turns a template into calls between rows of X; the calls alone are Python.
    calls = re.findall(r"(?:_|n?p?gettext)\((?:[^()'\"]|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")*\)", code)
    yield from extract("python", io.BytesIO("\n".join(calls).encode()), KEYWORDS, [], {})


def template_of(room: str) -> Catalog:
    """This function will return the catalogue of everything *room* says today, untranslated."""
    catalog = Catalog(fuzzy=False)
    for path, reader in sources(room):
        for _line, message, comments, context in found_in(path, reader):
            if message:
                catalog.add(message, None, auto_comments=comments, context=context)
    return catalog


def po_path(room: str) -> Path:
    """This function will return where the Indonesian catalogue of *room* stands."""
    return PACKAGE / room / "locale" / "id" / "LC_MESSAGES" / "django.po"


def read(room: str) -> Catalog:
    """This function will return the present catalogue of *room*, empty if there is none."""
    path = po_path(room)
    if not path.exists():
        return Catalog(locale="id", domain="django", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale="id", domain="django")


def key(message) -> tuple:
    """This function will return what makes *message* one and the same in two catalogues."""
    identity = message.id if isinstance(message.id, str) else tuple(message.id)
    return (message.context, identity)


def update(room: str) -> None:
    """This function will bring the catalogue of *room* up to date, keeping every translation that still has a use."""
    wanted, present = template_of(room), {key(m): m for m in read(room) if m.id}
    fresh = Catalog(
        locale="id", domain="django", fuzzy=False, charset="utf-8",
        header_comment=f"# Kondusif, room {room}: Indonesian.",
    )  # fmt: skip
    fresh._num_plurals, fresh._plural_expr = 1, "0"  # Indonesian has one form; the library's table says two
    n = 0
    for message in wanted:
        if message.id:
            old = present.get(key(message))
            string = old.string if old else None
            fresh.add(message.id, string, context=message.context, auto_comments=message.auto_comments)
            n += 1
    path = po_path(room)
    if not n:
        path.unlink(missing_ok=True)
        return
    buffer = io.BytesIO()
    write_po(buffer, fresh, width=0, omit_header=False, sort_output=True, no_location=True)
    # Dates and tool names in the header would make two people's catalogues collide for nothing.
    text = re.sub(
        r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-Msgid-Bugs-To|Project-Id-Version): .*\n',
        "",
        buffer.getvalue().decode(),
        flags=re.M,
    )
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


PLACEHOLDER = re.compile(r"%\(\w+\)[sdifg]|%[sdifg]|\{\w*\}")


def complaints(room: str) -> Iterator[str]:
    """This function will yield what is wrong with the catalogue of *room*."""
    wanted = {key(m): m for m in template_of(room) if m.id}
    present = {key(m): m for m in read(room) if m.id}
    for identity in wanted.keys() - present.keys():
        yield f"missing: {identity[1]!r}"
    for identity in present.keys() - wanted.keys():
        yield f"stale: {identity[1]!r}"
    for identity in wanted.keys() & present.keys():
        message = present[identity]
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        if message.fuzzy:
            yield f"fuzzy: {identity[1]!r}"
        elif not strings or not strings[0]:
            yield f"untranslated: {identity[1]!r}"
        elif not set(PLACEHOLDER.findall(strings[0])) <= {p for i in ids for p in PLACEHOLDER.findall(i)}:
            yield f"placeholders differ: {identity[1]!r} -> {strings[0]!r}"


def contradictions() -> Iterator[str]:
    """This function will yield each message that two rooms translate differently: Django would keep only one."""
    seen: dict[tuple, tuple[str, object]] = {}
    for room in rooms():
        for message in read(room):
            if not message.id or not message.string:
                continue
            other = seen.setdefault(key(message), (room, message.string))
            if other[1] != message.string:
                yield f"{other[0]} and {room} differ on {message.id!r}: {other[1]!r} / {message.string!r} (give one of them a context)"


def main(check: bool, chosen: list[str]) -> int:
    """This function will update the catalogues of *chosen* rooms, or with *check* only tell what is wrong; returns the exit code."""
    unknown = set(chosen) - set(rooms())
    if unknown:
        print(f"no such room: {', '.join(sorted(unknown))}; rooms are {', '.join(rooms())}")
        return 2
    for room in () if check else chosen or rooms():
        update(room)
    wrong = [f"{room}: {c}" for room in chosen or rooms() for c in sorted(complaints(room))]
    wrong += list(contradictions())
    for line in wrong:
        print(line)
    total = sum(1 for room in chosen or rooms() for m in read(room) if m.id)
    print(f"{total} messages, {len(wrong)} to mend")
    return 1 if wrong and check else 0


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main("--check" in words, [w for w in words if w != "--check"]))
