"""Compiled translations beside their sources: made from the .po files whenever those are newer."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2]


def compile_changed(package: Path = PACKAGE) -> int:
    """This function will compile each .po file that is newer than its .mo and return how many it compiled."""
    stale = [po for po in package.glob("*/locale/*/LC_MESSAGES/django.po") if is_stale(po)]
    for po in stale:
        compile_one(po)
    return len(stale)


def is_stale(po: Path) -> bool:
    """This function will tell whether the compiled twin of *po* is missing or of another moment."""
    mo = po.with_suffix(".mo")
    # Equal stamps, not "newer": a checkout may put an older source in place of a younger one.
    return not mo.exists() or mo.stat().st_mtime_ns != po.stat().st_mtime_ns


def compile_one(po: Path) -> None:
    """This function will compile *po* so that a reader never meets half a file."""
    stamp = po.stat()
    with po.open("rb") as source:
        catalog = read_po(source, locale=po.parent.parent.name, domain="django")
    draft = po.with_suffix(f".mo.{os.getpid()}")
    with draft.open("wb") as target:
        write_mo(target, catalog)
    os.utime(draft, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    draft.replace(po.with_suffix(".mo"))
