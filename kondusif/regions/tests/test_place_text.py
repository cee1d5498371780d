import time

import pytest

from kondusif.regions import gazetteer
from kondusif.regions.codes import lies_in
from kondusif.regions.place_text import Confidence, NamedRegion, PlaceNames, Reason
from kondusif.regions.tests.conftest import DATA

REGIONS = ("35.19", "35.26", "35.72", "51.06", "65")


@pytest.fixture(scope="module")
def rows() -> list[gazetteer.RegionRow]:
    return list(gazetteer.rows(DATA / "regions", REGIONS))


@pytest.fixture(scope="module")
def names(rows) -> dict[str, PlaceNames]:
    return {
        region: PlaceNames(NamedRegion(r.code, r.level, r.name) for r in rows if lies_in(r.code, region))
        for region in REGIONS
    }


@pytest.mark.parametrize(
    ("region", "text", "code", "confidence"),
    [
        ("35.26", "ada massa berkumpul di depan balai desa Kamal kec Kamal bangkalan", "35.26.04.2001", "high"),
        ("35.19", "ds. mejayan caruban madiun", "35.19.11.2010", "high"),
        ("65", "TPS 4 kelurahan selumit pantai tarakan tengah", "65.71.02.1005", "high"),
        ("35.26", "bagi-bagi uang di Lerpak, Geger", "35.26.06.2005", "high"),
        ("35.26", "Jl. Soekarno Hatta, Kel. Mlajah, Kec. Bangkalan", "35.26.01.1001", "high"),
        ("35.26", "tanah merah laok", "35.26.13.2002", "medium"),
        ("35.26", "ribut di pasar tanah merah dekat jembatan", "35.26.13", "medium"),
        ("35.26", "kecamatan geger", "35.26.06", "medium"),
        ("35.26", "desa lerpek kec geger", "35.26.06.2005", "medium"),
        ("35.26", "jalan kamal raya", "35.26.04.2001", "low"),
    ],
)
def test_a_text_names_its_place_as_surely_as_it_says(names, region, text, code, confidence):
    guess = names[region].resolve(text)
    assert (guess.code, guess.confidence) == (code, confidence)


def test_two_villages_that_share_the_word_leave_their_subdistrict(names):
    guess = names["51.06"].resolve("desa songan kintamani bangli")
    assert (guess.code, guess.confidence) == ("51.06.04", "medium")
    assert set(guess.alternatives) == {"51.06.04.2024", "51.06.04.2025"}
    assert Reason.SEVERAL in guess.reasons


def test_a_name_that_two_subdistricts_have_is_never_chosen_alone(names):
    guess = names["35.26"].resolve("desa karang anyar")
    assert guess.confidence == Confidence.LOW
    assert set(guess.alternatives) == {"35.26.11.2007", "35.26.16.2010"}
    assert names["35.26"].resolve("karang anyar kwanyar").code == "35.26.11.2007"


@pytest.mark.parametrize(
    "text", ["", " ", "xyz", "ada keributan", "\0", "\ud800", "12345", "desa", "kec kec kec", "!" * 9999]
)
def test_a_text_that_names_nothing_names_nothing(names, text):
    guess = names["35.26"].resolve(text)
    assert (guess.code, guess.confidence, guess.alternatives) == (None, Confidence.NONE, ())


@pytest.mark.parametrize("region", REGIONS)
def test_village_and_subdistrict_together_are_always_right(names, rows, region):
    titles = {r.code: r.name for r in rows}
    wrong = []
    for village in (r for r in rows if r.level == 4 and lies_in(r.code, region)):
        guess = names[region].resolve(
            f"ada keributan di desa {village.name} kecamatan {titles[village.parent]} semalam"
        )
        if (guess.code, guess.confidence) != (village.code, Confidence.HIGH):
            wrong.append((village.code, guess))
    assert wrong == []


@pytest.mark.parametrize("region", REGIONS)
def test_a_village_name_alone_is_right_or_admits_that_it_is_not_enough(names, rows, region):
    for village in (r for r in rows if r.level == 4 and lies_in(r.code, region)):
        guess = names[region].resolve(village.name)
        assert guess.confidence in {Confidence.MEDIUM, Confidence.LOW}
        if guess.confidence == Confidence.MEDIUM:
            assert guess.code == village.code
        else:
            assert lies_in(village.code, guess.code)


def test_a_very_long_text_is_read_in_bounded_time(names):
    started = time.process_time()  # others on this machine do not count
    names["65"].resolve("desa tanjnug selro kampug baruu " * 200_000)
    assert time.process_time() - started < 2
