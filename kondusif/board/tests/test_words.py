"""The opening sentence in Indonesian and English."""

import pytest
from django.utils import translation

from kondusif.board.rules import headline
from kondusif.board.words import listed, sentence


def said(told, level: int = 3, language: str = "id") -> str:
    with translation.override(language):
        return "".join(text for text, _stressed in sentence(told, level))


def test_the_sentence_of_the_first_sketch():
    areas = (
        [(f"K{n}", 0) for n in range(6)]
        + [(f"W{n}", 1) for n in range(6)]
        + [("Geger", 2), ("Konang", 2)]
        + [("Sepulu", None)]
    )
    told = headline(areas, worse=["Geger"])
    assert (
        said(told)
        == "6 kecamatan kondusif, 6 waspada, 2 rawan. Geger memburuk sejak kemarin; belum ada data dari Sepulu."
    )


def test_what_got_worse_is_stressed_and_nothing_else():
    with translation.override("id"):
        parts = sentence(headline([("Geger", 3)], worse=["Geger"]), 3)
    assert [text for text, stressed in parts if stressed] == ["Geger memburuk"]


def test_a_quiet_morning_says_so():
    assert said(headline([("Geger", 0)])) == "1 kecamatan kondusif. Tidak ada yang memburuk sejak kemarin."


def test_without_any_rating_nothing_is_called_calm():
    assert said(headline([("Geger", None), ("Kokop", None)])) == "Belum ada penilaian untuk 2 kecamatan."
    assert said(headline([])) == "Belum ada data wilayah untuk daerah ini."


def test_a_subdistrict_counts_villages_and_english_is_whole():
    told = headline([("Lerpak", 1), ("Kombangan", 1)], better=["Lerpak"])
    assert said(told, 4) == "2 desa/kelurahan waspada. Tidak ada yang memburuk sejak kemarin; Lerpak membaik."
    assert said(told, 4, "en") == "2 villages watchful. Nothing got worse since yesterday; Lerpak improved."


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["A"], "A"),
        (["A", "B"], "A dan B"),
        (["A", "B", "C"], "A, B dan C"),
        (["A", "B", "C", "D", "E"], "A, B, C dan 2 lainnya"),
    ],
)
def test_long_lists_of_names_are_cut(names, words):
    with translation.override("id"):
        assert listed(names) == words
