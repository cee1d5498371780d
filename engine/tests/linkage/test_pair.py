import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference.linkage import cosine, great_circle_km, weighted_jaccard

from kondusif_engine import ArgumentProblem, linkage
from kondusif_engine.linkage import pair
from kondusif_engine.linkage.grams import Rarity, grams_of


def report(text, *, id="a", lon=112.75, lat=-7.05, hours=10.0, code="99.01.01.2001", category=""):
    return linkage.Snippet(id, text, lon, lat, hours, code, category)


def reason(score, code):
    return {r.code: r for r in score.reasons}.get(code)


def test_two_ways_of_saying_one_thing_at_one_station_are_linked_with_reasons():
    score = linkage.score_pair(
        report("listrik padam di TPS 07 desa Kemayoran, penghitungan berhenti"),
        report("mati lampu nang tps 7 kemayoran mhn genset", id="b", hours=11.0, lon=112.752),
    )
    assert score.probability > 0.7
    assert reason(score, "same_station").weight > 0
    assert reason(score, "distance").value == pytest.approx(0.2207, abs=0.001)
    assert reason(score, "hours_apart").value == pytest.approx(1.0)


def test_another_station_speaks_against():
    here = report("kotak suara terbuka di TPS 3")
    same = linkage.score_pair(here, report("kotak suara terbuka di tps 03", id="b"))
    other = linkage.score_pair(here, report("kotak suara terbuka di tps 4", id="b"))
    assert other.probability < same.probability
    assert reason(other, "different_station").weight < 0


def test_far_and_long_after_is_another_event():
    score = linkage.score_pair(
        report("banjir di desa"), report("banjir di desa", id="b", lon=113.2, hours=70.0, code="")
    )
    assert score.probability < 0.05


def test_reasons_add_up_to_the_probability():
    score = linkage.score_pair(report("banjir 50 cm TPS 2"), report("banjir tps 2", id="b"))
    log_odds = linkage.coefficients().intercept + sum(r.weight for r in score.reasons)
    assert log_odds > 0.0
    trust = linkage.coefficients().trust
    assert score.probability == pytest.approx(1 / (1 + math.exp(-trust * log_odds)))
    assert [abs(r.weight) for r in score.reasons] == sorted(
        (abs(r.weight) for r in score.reasons), reverse=True
    )


def test_the_order_of_the_two_makes_no_difference():
    a, b = report("air naik di TPS 4"), report("banjir tps 4 lima puluh cm", id="b", hours=14.5)
    assert linkage.score_pair(a, b) == linkage.score_pair(b, a)


def test_without_coordinates_the_village_still_speaks():
    a = report("bentrok massa", lon=None, lat=None)
    same = linkage.score_pair(a, report("bentrok pendukung", id="b", lon=None, lat=None))
    other = linkage.score_pair(a, report("bentrok pendukung", id="b", lon=None, lat=None, code="9901012009"))
    assert same.probability > other.probability
    assert reason(same, "distance") is None


def test_a_subdistrict_code_says_nothing_about_the_village():
    assert pair.same_code("9901012001", "990101") == (0.0, 0.0)
    assert pair.same_code("9901012001", "990102") == (0.0, 1.0)


def test_likeness_never_speaks_against_and_distance_never_for():
    weights = dict(zip(pair.FEATURES, linkage.coefficients().weights, strict=True))
    assert all(w >= 0 for name, w in weights.items() if name.startswith(("same", "text_alike", "shared")))
    assert weights["text_unlike"] < 0.0
    assert all(w <= 0 for name, w in weights.items() if name.startswith("different"))
    assert weights["distance"] < 0 and weights["hours_apart"] < 0
    assert "synthetic" in linkage.coefficients().provenance["data"]


words = st.lists(st.sampled_from("tps7 banjir listrik padam kemayoran 50 cm x".split()), max_size=8)


@given(words, st.lists(words, min_size=1, max_size=4))
def test_likeness_equals_the_plain_twin(mine, others):
    rarity = Rarity({5: 0.2})
    rarity.see(grams_of(("banjir", "cm")), 3.0)
    rarity.refresh()
    new, rest = grams_of(tuple(mine)), [grams_of(tuple(other)) for other in others]
    found = pair._cosines(new, rest, rarity)
    overlap = pair._word_overlap(new, rest, rarity)
    for i, other in enumerate(rest):
        assert found[i] == pytest.approx(cosine(new, other, rarity), abs=1e-12)
        assert overlap[i] == pytest.approx(weighted_jaccard(new, other, rarity), abs=1e-12)


@given(*(st.floats(-180, 180), st.floats(-90, 90)) * 2)
def test_distance_equals_the_plain_twin(lon, lat, lon2, lat2):
    km = pair.distances(report("", lon=lon, lat=lat), [report("", lon=lon2, lat=lat2)])[0]
    assert km == pytest.approx(great_circle_km(lon, lat, lon2, lat2), abs=0.3)


def test_rarity_fades_by_half_and_survives_a_thousand_years():
    rarity = Rarity({}, prior_messages=1.0, half_life_hours=10.0)
    seen = grams_of(("banjir",))
    for _ in range(100):
        rarity.see(seen, 0.0)
    rarity.refresh()
    common = rarity.of(seen.chars)[0]
    for hours in range(0, 60, 5):
        rarity.see(grams_of(("listrik",)), float(hours))
    assert rarity.of(seen.chars)[0] > common
    rarity.see(seen, 8.8e6)
    assert np.isfinite(rarity.of(seen.chars)).all()


def test_rarity_is_the_log_of_the_share_of_messages_faded_and_with_the_prior():
    rarity = Rarity({}, rare_share=0.1, prior_messages=10.0, half_life_hours=10.0)
    seen = grams_of(("banjir",))
    rarity.see(seen, 0.0)
    rarity.see(grams_of(("listrik",)), 10.0)
    before = rarity.of(seen.words)[0]
    rarity.refresh()
    assert before == pytest.approx(np.log(10.0 / 1.0))
    assert rarity.of(seen.words)[0] == pytest.approx(np.log((0.5 + 1.0 + 10.0) / (0.5 + 1.0)))


def test_a_restored_rarity_goes_on_to_the_bit():
    one, other = Rarity({}), Rarity({})
    for i in range(30):
        one.see(grams_of((f"kata{i % 7}",)), 2.0 * i)
    other.restore(one.state())
    for rarity in (one, other):
        rarity.see(grams_of(("kata1",)), 61.0)
        rarity.refresh()
    everything = np.arange(1 << 18, dtype=np.int32)
    np.testing.assert_array_equal(one.of(everything), other.of(everything))


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("lon", 181.0),
        ("lat", float("nan")),
        ("hours", float("inf")),
        ("text", None),
        ("category", 3),
        ("id", 1.5),
        ("code", 3526),
    ],
)
def test_a_report_that_cannot_be_used_says_which_field(field, bad):
    name = "place_code" if field == "code" else field
    with pytest.raises(ArgumentProblem, match=f"^{name} "):
        report(**{"text": "x", field: bad})


def test_half_a_place_is_refused():
    with pytest.raises(ArgumentProblem, match="half given"):
        report("x", lat=None)


def test_many_reports_at_once_score_as_they_do_one_by_one():
    texts = ["banjir lima puluh cm TPS 4", "", "kotak suara hilang", "air naik di tps 04", "banjir"]
    others = [
        report(text, id=str(i), lon=112.75 + 0.01 * i, hours=10.0 + i, category="banjir" * (i % 2))
        for i, text in enumerate(texts)
    ]
    mine = report("air naik di TPS 4, lima puluh cm", category="banjir")
    together = linkage.score_pairs(mine, others)
    for other, score in zip(others, together, strict=True):
        alone = linkage.score_pair(mine, other)
        assert score.probability == pytest.approx(alone.probability, abs=1e-12)
        assert [r.code for r in score.reasons] == [r.code for r in alone.reasons]
        assert [r.weight for r in score.reasons] == pytest.approx(
            [r.weight for r in alone.reasons], abs=1e-12
        )
    assert linkage.score_pairs(mine, []) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("petugas TPS 20 mabuk", "petugas TPS 20 dapat ancaman lewat WA"),
        ("kotak suara TPS 2 basah kena rob", "kotak suara TPS 2 ga disegel"),
        ("surat suara TPS 11 kurang 40", "surat suara TPS 11 tercoblos duluan 40"),
    ],
)
def test_who_and_what_is_in_every_report_does_not_make_one_event_of_two(one, other):
    assert linkage.score_pair(report(one), report(other, id="b")).probability < 0.65


def test_trust_makes_a_model_less_sure_of_one_event_and_leaves_the_rest():
    shipped = linkage.coefficients()
    blind = linkage.Coefficients(shipped.intercept, shipped.weights, shipped.prior, {}, 1.0)
    alike = report("segel kotak TPS 2 robek"), report("segel kotak suara tps 2 suwek", id="b")
    apart = report("segel kotak TPS 2 robek"), report("antrean panjang tps 4", id="b")
    assert 0.5 < linkage.score_pair(*alike).probability < linkage.score_pair(*alike, model=blind).probability
    assert linkage.score_pair(*apart) == linkage.score_pair(*apart, model=blind)


@pytest.mark.parametrize("trust", [0.0, -1.0, 1.5, float("nan"), "much"])
def test_a_trust_out_of_range_is_refused(trust):
    shipped = linkage.coefficients()
    with pytest.raises(ArgumentProblem, match=r"^trust "):
        linkage.Coefficients(shipped.intercept, shipped.weights, shipped.prior, {}, trust)
