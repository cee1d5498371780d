"""
What in typed words may tell who somebody is: names after a title, numbers of phones, cards and vehicles, addresses.

The twin of ``telltale.js``: both are held to the same vectors. It only hints. The name of whoever is reported may
stand in a report; the reporter's own should not, and nobody but the reporter knows which is which.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of text looks like."""

    EMAIL = "email"
    NIK = "nik"
    KK = "kk"
    PHONE = "phone"
    PLATE = "plate"
    NAME = "name"


@dataclass(frozen=True)
class Finding:
    """A piece of text that may tell who somebody is."""

    kind: Kind
    text: str
    start: int


# What stands in its place once it is covered; the officers read it, so it is Indonesian.
COVERS = {
    Kind.EMAIL: "[surel]",
    Kind.NIK: "[NIK]",
    Kind.KK: "[nomor KK]",
    Kind.PHONE: "[nomor telepon]",
    Kind.PLATE: "[nomor polisi]",
    Kind.NAME: "[nama]",
}
_EDGE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_SIXTEEN = re.compile(r"(?<![0-9])[0-9](?:[ .-]?[0-9]){15}(?![0-9])")
_PHONE = re.compile(r"(?<![0-9])(?:\+?62[ .-]?|0)(?:8[0-9]{1,2}|[2-79][0-9]{1,2})(?:[ .-]?[0-9]){5,10}(?![0-9])")
_REGIONS = (
    "AA|AB|AD|AE|AG|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DP|DR|DS|DT|DW|EA|EB|ED|KB|KH|KT|KU"
    "|PA|PB|PG|PS|PT|[ABDEFGHKLMNPRSTWZ]"
)
_PLATE = re.compile(rf"{_EDGE}(?:{_REGIONS})[ -]?[0-9]{{2,4}}[ -]?[A-Z]{{1,3}}{_END}")
_SPOKEN_PLATE = re.compile(
    rf"(?:plat(?: nomor)?|nopol|no\.? ?pol|nomor polisi|mobil|motor)[ :]+((?:{_REGIONS})[ -]?[0-9]{{1,4}}[ -]?[A-Z]{{1,3}}){_END}",
    re.I,
)
_TITLES = (
    "pak|bapak|bpk|bu|ibu|haji|hajah|hj|kiai|kyai|k\\.h|kh|nyai|gus|lora|neng|ning|mas|mbak|bang|kang|cak|ustaz|ustadz"
    "|ustad|ustadzah|bindara|rato|raden|tgk|tengku|teuku|daeng|sdr|sdri|saudara|saudari|alm|almarhum|almarhumah|drs|dra"
    "|bernama|nama saya|atas nama|binti|bin"
)
# After the titles that are spoken daily a name is also taken where nobody types capitals.
_DAILY = re.compile(r"(?:pak|bapak|bpk|bu|ibu|haji|kiai|kyai|lora|gus|bernama|nama saya)", re.I)
_WORD = r"[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ'’`-]*"
_NAMED = re.compile(
    rf"{_EDGE}((?:{_TITLES})\.?(?: (?:{_TITLES})\.?)*)[ \t]+(?=({_WORD}\.?(?:[ \t]+{_WORD}\.?){{0,3}}))", re.I
)
_ROLE_WORDS = (
    "camat lurah kades kepala bupati wakil wali walikota gubernur rt rw kadus klebun kalebun apel carik sekdes guru dosen "
    "polisi kapolsek kapolres babinsa danramil dandim ketua anggota petugas panitia panwas kpps pps ppk kpu bawaslu calon "
    "caleg timses ustaz ustadz kiai kyai haji imam modin dukun bidan dokter perawat sopir tukang penjual pemilik warga "
    "desa dusun kampung kecamatan kabupaten kota rumah jalan masjid mushola langgar pondok sekolah sd smp sma tps "
    "presiden menteri"
)
_ROLES = frozenset(_ROLE_WORDS.split())
_COMMON_WORDS = (
    "yang itu ini dan atau di ke dari untuk dengan pada adalah sudah belum akan sedang tidak bukan juga saja lagi semua "
    "para ibu bapak anak istri suami tua muda sama ada datang pergi bilang kata mau bisa harus jangan kalau karena saat "
    "waktu kami kita saya aku dia mereka tersebut begitu punya kandung pertiwi negara hamil rumah"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def findings(text: str) -> list[Finding]:
    """This function will return what in *text* may tell who somebody is, in order; no piece twice."""
    taken: list[Finding] = []
    for one in [*_numbers(text), *_names(text)]:
        if not any(one.start < t.start + len(t.text) and t.start < one.start + len(one.text) for t in taken):
            taken.append(one)
    return sorted(taken, key=lambda finding: finding.start)


def _numbers(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(Kind.EMAIL, match[0], match.start())
    for match in _SIXTEEN.finditer(text):
        if kind := _card(match[0], text[max(0, match.start() - 30) : match.start()]):
            yield Finding(kind, match[0], match.start())
    for pattern, kind, group in ((_PHONE, Kind.PHONE, 0), (_PLATE, Kind.PLATE, 0), (_SPOKEN_PLATE, Kind.PLATE, 1)):
        for match in pattern.finditer(text):
            yield Finding(kind, match[group], match.start(group))


def _card(typed: str, before: str) -> Kind | None:
    """Both cards begin with the region and a date; a woman's day of birth is forty more."""
    digits = re.sub(r"[^0-9]", "", typed)
    region, day, month = int(digits[:2]), int(digits[6:8]), int(digits[8:10])
    if not 11 <= region <= 96 or not 1 <= month <= 12 or not (1 <= day <= 31 or 41 <= day <= 71):
        return None
    is_family = re.search(r"(?:\bkk\b|kartu keluarga)", before, re.I) is not None
    return Kind.KK if is_family else Kind.NIK


def _names(text: str) -> Iterator[Finding]:
    for match in _NAMED.finditer(text):
        titles = match[1].lower().split()
        if len(set(titles)) < len(titles):
            continue  # "ibu ibu" are many
        name = _name_in(match[2], is_daily=_DAILY.match(match[1]) is not None)
        if name:
            yield Finding(Kind.NAME, name, match.start(2))


def _name_in(words: str, *, is_daily: bool) -> str:
    """This function will return the name that *words* after a title begin with, or nothing."""
    end = 0
    for match in re.finditer(_WORD, words):
        word = match[0]
        if word.lower() in _ROLES or (word.lower() in _COMMON and (word[0].islower() or end == 0)):
            break
        if word[0].islower() and not (is_daily and end == 0 and len(word) >= 3):
            break
        end = match.end()
    return words[:end]


def covered(text: str, found: list[Finding]) -> str:
    """This function will return *text* with each finding covered."""
    for one in reversed(found):
        text = text[: one.start] + COVERS[one.kind] + text[one.start + len(one.text) :]
    return text
