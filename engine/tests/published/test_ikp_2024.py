"""Bawaslu, Indeks Kerawanan Pemilu 2024: scores and classes of the provinces as published."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from kondusif_engine import index

SHARED = Path(os.environ.get("KONDUSIF_SHARED", Path(__file__).parents[4] / "shared"))
TABLE = SHARED / "data" / "election" / "ikp2024_provinsi.csv"


@pytest.fixture
def provinces():
    if not TABLE.exists():
        pytest.skip("the published table is not on this machine")
    with TABLE.open(encoding="utf-8") as rows:
        table = list(csv.DictReader(rows))
    codes = {"rendah": 0, "sedang": 1, "tinggi": 2}
    scores = np.array([float(row["skor_ikp2024"]) for row in table])
    return scores, [codes[row["kategori"]] for row in table]


def test_mean_and_sample_sd_give_the_published_classes_and_nearly_the_published_cuts(provinces):
    scores, published = provinces
    found = index.classify(scores, index.SdLocal())
    assert found.codes.tolist() == published
    assert found.low_cut == pytest.approx(21.7, abs=0.05)
    assert found.high_cut == pytest.approx(68.5, abs=0.3)


def test_the_published_cuts_give_the_published_classes(provinces):
    scores, published = provinces
    assert index.classify(scores, index.Absolute(21.7, 68.5)).codes.tolist() == published
