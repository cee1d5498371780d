"""What a public notice must be, and how its title is told: never a hoax without its mark. Nothing here knows rows."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from kondusif.publication.states import NoticeKind, Verdict

TITLE_MIN, TITLE_MAX = 8, 120
TEXT_MAX = 4000
CLAIM_MAX = 500
SOURCES_MAX = 10

# The public reads these words in any language of the page: they are the office's own, and the field's.
MARKS: dict[Verdict, str] = {
    Verdict.FALSE: "SALAH",
    Verdict.MISLEADING: "MENYESATKAN",
    Verdict.UNPROVEN: "BELUM TERBUKTI",
    Verdict.TRUE: "BENAR",
}
_MARK = re.compile(r"^(?:\s*\[[^\]]{0,30}\]\s*)+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_IDENTITY = re.compile(r"(?<!\d)\d{16}(?!\d)")  # a NIK or a family card's number
_ADDRESS = re.compile(r"https?://[^\s@/?#]+(?:[/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """Where a finding can be checked: a name, and an address if there is one."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class NoticeContent:
    """What a notice says; claim, finding, verdict and sources belong to a clarification."""

    title: str
    body: str = ""
    claim: str = ""
    finding: str = ""
    verdict: Verdict | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Flaw:
    """One thing wrong with one field; the words for its code stand in ``words``."""

    field: str
    code: str


def tidy(content: NoticeContent) -> NoticeContent:
    """This function will trim the words and drop a mark that somebody typed into the title: the verdict sets it."""
    words = {name: " ".join(getattr(content, name).split()) for name in ("title", "claim")}
    long = {name: getattr(content, name).replace("\r\n", "\n").strip() for name in ("body", "finding")}
    sources = tuple(Source(s.name.strip(), s.url.strip()) for s in content.sources if s.name.strip() or s.url.strip())
    title = _MARK.sub("", words["title"])
    return NoticeContent(title, long["body"], words["claim"], long["finding"], content.verdict, sources)


def headline(kind: NoticeKind, content: NoticeContent) -> str:
    """This function will return the title as the public reads it everywhere: a claim only behind its mark."""
    if kind == NoticeKind.CLARIFICATION and content.verdict:
        return f"[{MARKS[content.verdict]}] {content.title}"
    return content.title


def withdrawn_headline(number: str) -> str:
    """This function will return the title of a notice that was taken back: its words are not told again."""
    return f"[DITARIK] {number}"


def flaws_of(kind: NoticeKind, content: NoticeContent) -> list[Flaw]:
    """This function will return everything that keeps *content* from being a notice of its *kind*."""
    found = [*_length("title", content.title, TITLE_MIN, TITLE_MAX)]
    if kind == NoticeKind.ANNOUNCEMENT:
        found += _length("body", content.body, 1, TEXT_MAX)
    else:
        found += _length("body", content.body, 0, TEXT_MAX)
        found += _length("claim", content.claim, 1, CLAIM_MAX)
        found += _length("finding", content.finding, 1, TEXT_MAX)
        found += [] if content.verdict else [Flaw("verdict", "verdict_missing")]
        found += _source_flaws(content.sources)
    for name in ("title", "body", "claim", "finding"):
        found += _letter_flaws(name, getattr(content, name))
    return found


def _length(field: str, text: str, least: int, most: int) -> Iterator[Flaw]:
    if len(text) < least:
        yield Flaw(field, "missing" if not text else "short")
    elif len(text) > most:
        yield Flaw(field, "long")


def _letter_flaws(field: str, text: str) -> Iterator[Flaw]:
    if _CONTROL.search(text):
        yield Flaw(field, "control")
    if _IDENTITY.search(text):
        yield Flaw(field, "identity_number")


def _source_flaws(sources: tuple[Source, ...]) -> Iterator[Flaw]:
    if not sources:
        yield Flaw("sources", "source_missing")
    if len(sources) > SOURCES_MAX or any(len(s.name) > 160 or len(s.url) > 500 for s in sources):
        yield Flaw("sources", "long")
    if any(s.url and not _ADDRESS.fullmatch(s.url) for s in sources):
        yield Flaw("sources", "source_address")
    if any(not s.name for s in sources):
        yield Flaw("sources", "source_name")


def content_hash(kind: NoticeKind, content: NoticeContent, reason: str = "") -> bytes:
    """This function will return the mark of exactly this content: whoever releases it has read these words."""
    told = json.dumps([kind, asdict(content), reason], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()


def concerns(region_code: str, place: str) -> bool:
    """This function will tell whether news of a region concern a place: one of the two holds the other."""
    return f"{place}.".startswith(f"{region_code}.") or f"{region_code}.".startswith(f"{place}.")
