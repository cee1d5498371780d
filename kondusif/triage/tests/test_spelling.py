import csv

import pytest

from kondusif.triage.spelling import FOLDER, make_spelling, search_words, shipped


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("Forkopinda", "Forkopimda"),
        ("Pemilukada", "Pilkada"),
        ("Pemilukada", "Pemilu"),
        ("Fakta  Integritas", "Pakta Integritas"),
        ("FKGM", "FKDM"),
        ("kondusifitas", "kondusivitas"),
        ("tdk", "tidak"),
        ("orang2", "orang"),
    ],
)
def test_two_spellings_of_one_thing_fold_to_the_same(written, usual):
    assert shipped().fold(written) == shipped().fold(usual)


def test_a_fact_without_integrity_stays_a_fact():
    assert shipped().fold("fakta di lapangan") == "fakta di lapangan"


def test_a_variant_inside_a_longer_word_is_left_alone():
    assert shipped().fold("gagal demokrasi") == "gagal demokrasi"


def test_folding_twice_changes_nothing_more():
    fold = shipped().fold
    for variant, folded in shipped().variants.items():
        assert fold(fold(variant)) == fold(variant), variant
        assert fold(variant) == folded, variant


def test_each_variant_stands_once_in_the_table():
    with open(FOLDER / "variants.csv", encoding="utf-8", newline="") as rows:
        written = [row["written"] for row in csv.DictReader(rows)]
    assert len(written) == len(set(written))
    assert all(w == w.lower().strip() for w in written)


def test_an_empty_table_folds_nothing():
    assert make_spelling({}, frozenset()).fold("Yg Besar") == "yg besar"


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("kerumunan di TPS 7", "kerumunan tps 7"),
        ("yang di dan ke", ""),
        ('"rapat di balai desa" ricuh', '"rapat di balai desa" ricuh'),
        ("-banjir", ""),
        ("ricuh -banjir", "ricuh -banjir"),
        ("  ", ""),
        ("ricuh:*|!&()<->", "ricuh"),
        ("\x00\ud800 ricuh", "ricuh"),
        ('"', ""),
    ],
)
def test_what_a_person_types_becomes_a_safe_query(typed, query):
    assert search_words(typed, shipped()) == query


def test_a_very_long_search_is_cut():
    assert len(search_words("ricuh " * 5000, shipped()).split()) <= 12
