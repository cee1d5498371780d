"""Made-up reports of made-up events, to try the linker before real pairs exist.

Sentences, slips and places were written for this package. Nothing here is data about a real place,
and a score on it is not evidence of accuracy on real messages.
"""

import random
from dataclasses import dataclass

from kondusif_engine.checks import ArgumentProblem, one_of, whole_number
from kondusif_engine.linkage.sentences import STATES, UPDATES, families
from kondusif_engine.linkage.snippet import Snippet

_FAMILIES = families()
_MATTERS = tuple((family, matter) for family, matters in _FAMILIES.items() for matter in matters)
_UPDATES = 0.1  # of the tellers who come later

_SHORT_FORMS = {
    "tidak": ("tdk", "gak", "ga", "nggak"),
    "belum": ("blm", "blom"),
    "sudah": ("sdh", "udah"),
    "yang": ("yg",),
    "dengan": ("dgn",),
    "karena": ("krn", "karna"),
    "orang": ("org",),
    "warga": ("wrg", "warga"),
    "untuk": ("utk", "buat"),
    "datang": ("dtg",),
    "terlambat": ("telat",),
    "mohon": ("mhn", "tlg"),
    "rumah sakit": ("rs",),
    "mencoblos": ("nyoblos",),
    "masih": ("msh",),
    "surat suara": ("sursu", "srt suara"),
    "kotak suara": ("kotsu", "kotak suara"),
    "sekitar": ("skitar", "sktr"),
    "pemilih": ("pmlh", "pemilih"),
    "jalan": ("jln",),
    "dan": ("&", "dan"),
}
_OPENINGS = (
    *("", "", "", "", "Lapor, ", "info pak ", "Assalamualaikum, "),
    *("mohon dicek: ", "URGENT ", "min "),
)
_ENDINGS = ("", "", "", "", " mohon segera", " suwun", " terima kasih", "!!", " foto menyusul", ".")
# What a witness mentions besides; {x} is a name. Where it was, everybody says who is there, whatever
# happened; who and what was seen belongs to the event.
_SPOTS = (
    *("dekat masjid {x}", "depan sdn {n}", "di balai dusun {x}", "sebelah pasar {x}"),
    *("di pos ronda {x}", "dekat warung bu {x}", "rumah pak {x}", "pertigaan {x}", "jembatan {x}"),
    *("halaman madrasah {x}", "ngarepe toko {x}", "e adha'na langgar {x}", "gang {n}", "samping kantor pos"),
)
_DETAILS = (
    *("pelaku naik pikap putih", "rombongan motor", "pria bertopi hitam", "pemuda mabuk", "ibu-ibu"),
    *("saksi paslon {n} ada di lokasi", "sudah lapor panwas", "polisi belum datang", "ada videonya"),
    *("menurut pak {x}", "ketua rt {n} tahu", "korban bernama {x}", "mobil dinas", "dikejar warga"),
)
_SYLLABLES = (
    "ka ra la ma ba sa ta pa ga ja wa na lo mo ro su bu ku tu lu gu ri li ti ki pi ndo ngka mba"
).split()
_DIRECTIONS = ("lor", "kidul", "wetan", "kulon", "tengah", "barat", "timur", "laok", "daya")


@dataclass(frozen=True, slots=True)
class Place:
    """A made-up village."""

    name: str
    code: str
    lon: float
    lat: float


def corpus(
    seed: int, n_events: int, *, sentences: str = "fit", n_villages: int = 2800, days: float = 20.0
) -> list[tuple[Snippet, int]]:
    """This function will make reports of events, in the order of their time.

    Parameters
    ----------
    seed : int
    n_events : int
        At least 1; each is told 1 to 8 times, 2.7 on average.
    sentences : {"fit", "held_out"}
        The two sets share no sentence, so that a fit cannot learn them by heart.
    n_villages : int
        Villages about 2 km apart.
    days : float
        Length of the period; a third of the events fall on its last day, which is voting day, and nearly
        half happen in the village and within hours of another one.

    Returns
    -------
    list of (Snippet, int)
        Report and number of its event.
    """
    whole_number(n_events, "n_events", least=1)
    whole_number(n_villages, "n_villages", least=1)
    one_of(sentences, "sentences", ("fit", "held_out"))
    if not days > 0:
        raise ArgumentProblem("days", f"is {days}", "give more than 0")
    rng = random.Random(seed)
    places = _villages(rng, n_villages)
    reports, happened = [], []
    for event in range(n_events):
        happened.append(_happen(rng, happened, len(places), days * 24.0))
        told = _tell(rng, event, happened[-1], places, int(sentences == "held_out"))
        reports += [(snippet, event) for snippet in told]
    reports.sort(key=lambda entry: (entry[0].hours, entry[0].id))
    return reports


def _villages(rng: random.Random, n: int) -> list[Place]:
    side = max(1, round(n**0.5))
    places, names = [], set()
    while len(places) < n:
        name = "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 3, 3, 4))))
        if rng.random() < 0.35:
            name += " " + rng.choice(_DIRECTIONS)
        if name in names:
            continue
        names.add(name)
        number = len(places)
        # About 2 km apart; subdistricts of 15 villages.
        lon = 112.7 + 0.018 * (number % side) + rng.gauss(0, 0.003)
        lat = -7.1 + 0.018 * (number // side) + rng.gauss(0, 0.003)
        code = f"99.{1 + number // 300:02d}.{1 + number // 15 % 20:02d}.{2001 + number % 15}"
        places.append(Place(name, code, lon, lat))
    return places


@dataclass(frozen=True, slots=True)
class _Happening:
    """What happened, before anybody tells of it."""

    home: int
    matter: tuple[str, str]  # family and matter
    station: int
    amount: int
    start: float
    details: tuple[str, ...]


def _happen(rng, earlier: list[_Happening], n_places: int, end: float) -> _Happening:
    """Nearly half of the events happen beside another one: trouble comes in clusters.

    Without them nearness alone would tell events apart, and the fit would learn to merge a flood
    with an envelope of money because both were at one station in one hour. Half of the others are told
    with the same things and people, or shared words alone would.
    """
    matter, station = rng.choice(_MATTERS), rng.randint(1, 18)
    details = (_detail(rng, _SPOTS), *[_detail(rng, _DETAILS) for _ in range(2)])
    amount = rng.choice((2, 3, 4, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100, 150, 200))
    if earlier and rng.random() < 0.45:
        other = rng.choice(earlier)
        start = min(max(other.start + rng.gauss(0.0, 2.0), 0.0), end)
        if rng.random() < 0.25:
            stations = [number for number in range(1, 19) if number != other.station]
            return _Happening(other.home, other.matter, rng.choice(stations), amount, start, details)
        akin = rng.random() < 0.5
        others = [m for m in _MATTERS if m != other.matter and (m[0] == other.matter[0] or not akin)]
        at = other.station if rng.random() < 0.8 else station
        details = (other.details[0] if at == other.station else details[0], *details[1:])
        return _Happening(other.home, rng.choice(others), at, amount, start, details)
    start = end - rng.uniform(0.0, 18.0) if rng.random() < 1 / 3 else rng.uniform(0.0, end)
    return _Happening(rng.randrange(n_places), matter, station, amount, start, details)


def _detail(rng, kinds: tuple[str, ...]) -> str:
    name = "".join(rng.choices(_SYLLABLES, k=rng.choice((2, 3))))
    return rng.choice(kinds).format(x=name, n=rng.randint(1, 9))


def _tell(rng, event: int, what: _Happening, places: list[Place], held_out: int) -> list[Snippet]:
    place, neighbours = places[what.home], places[max(0, what.home - 1) : what.home + 2]
    tellers = 1 + min(7, int(rng.expovariate(0.5)))
    told = []
    for teller in range(tellers):
        # Some tell of what followed and not of the thing itself.
        family, matter = rng.choice(_MATTERS) if teller and rng.random() < 0.03 else what.matter
        sentences = _FAMILIES[family][matter][held_out]
        if teller and rng.random() < _UPDATES:
            state = rng.choice(STATES)
            sentences = tuple([update.replace("{s}", state) for update in UPDATES])
        text = _sentence(rng, sentences, what, place)
        hours = what.start + (rng.expovariate(1 / 3.0) if teller else 0.0)
        known = rng.random() < 0.85
        # Some are filed under the village next door, as happens at a border or in a hurry.
        filed = rng.choice(neighbours) if rng.random() < 0.05 else place
        told.append(
            Snippet(
                f"{event}-{teller}",
                text,
                place.lon + rng.gauss(0, 0.008) if known else None,
                place.lat + rng.gauss(0, 0.008) if known else None,
                hours,
                filed.code if rng.random() < 0.8 or not known else "",
                _category(rng, what.matter[0]),
            )
        )
    return told


def _category(rng, family: str) -> str:
    draw = rng.random()
    if draw < 0.15:
        return ""
    return rng.choice(tuple(_FAMILIES)) if draw < 0.25 else family


def _sentence(rng, sentences, what: _Happening, place: Place) -> str:
    station = rng.randint(1, 18) if rng.random() < 0.03 else what.station
    named = (f"TPS {station}", f"TPS {station:02d}", f"tps{station}", f"tps no {station}")
    where = rng.choice((*named, "TPS", "TPS"))
    village = rng.choice((f"Desa {place.name}", f"ds {place.name}", place.name, place.name, "sini"))
    near = max(1, round(what.amount * rng.choice((1, 1, 1, 1, 0.9, 1.1, 1.5))))
    text = rng.choice(_OPENINGS) + rng.choice(sentences).format(o=where, l=village, n=near)
    for detail in what.details:
        if rng.random() < 0.4:
            text += rng.choice((", ", " ")) + detail
    return _scribble(rng, text + rng.choice(_ENDINGS), rng.choice((0.0, 0.3, 0.8)))


def _scribble(rng, text: str, haste: float) -> str:
    """Shorten words, drop small ones, slip on letters: the more, the greater the haste."""
    for word, shorts in _SHORT_FORMS.items():
        if word in text and rng.random() < haste:
            text = text.replace(word, rng.choice(shorts))
    words = [w for w in text.split() if len(w) > 3 or w[0].isdigit() or rng.random() > 0.1 * haste]
    text = " ".join(_slip(rng, word, haste) for word in words)
    shout = rng.random()
    return text.upper() if shout < 0.06 else text.capitalize() if shout < 0.3 else text


def _slip(rng, word: str, haste: float) -> str:
    if not word.isalpha() or len(word) < 4 or rng.random() > 0.12 * haste:
        return word
    i = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (
            word[:i] + word[i + 1 :],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            word[:i] + word[i] + word[i:],
            word[:i] + rng.choice("aiueo") + word[i + 1 :],
        )
    )
