import json
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.linkage import decide, great_circle_km

from kondusif_engine import ArgumentProblem, linkage
from kondusif_engine.linkage import pair
from kondusif_engine.linkage.blocks import Blocks
from kondusif_engine.linkage.grams import Rarity
from kondusif_engine.linkage.pool import Pool
from kondusif_engine.linkage.synthetic import corpus


def report(id, text, *, lon=112.75, lat=-7.05, hours=10.0, code="99.01.01.2001"):
    return linkage.Snippet(id, text, lon, lat, hours, code)


def a_linker_with_two_events():
    linker = linkage.Linker()
    linker.add(report("a", "listrik padam di TPS 7 kemayoran"))
    linker.add(report("b", "mati lampu tps 07 kemayoran", hours=10.5))
    linker.add(report("c", "amplop 50 ribu dibagi di tlokoh", lon=112.9, code="99.01.03.2001"))
    return linker


def test_a_report_joins_its_event_and_another_founds_one():
    linker = linkage.Linker()
    first = linker.add(report("a", "listrik padam di TPS 7 kemayoran"))
    second = linker.add(report("b", "mati lampu tps 07 kemayoran", hours=10.5))
    third = linker.add(report("c", "amplop 50 ribu di tlokoh", lon=112.9, code="99.01.03.2001"))
    assert (first.kind, first.event_id, first.candidates) == ("new", 1, ())
    assert (second.kind, second.event_id) == ("join", 1)
    assert second.candidates[0].report_id == "a"
    assert second.reasons == second.candidates[0].reasons
    assert (third.kind, third.event_id) == ("new", 2)
    assert linker.members(1) == ("a", "b")
    assert linker.events == (1, 2)


def test_between_the_thresholds_a_person_is_asked_and_may_settle_it():
    linker = linkage.Linker(linkage.Settings(join_at=1.0, new_below=0.01))
    linker.add(report("a", "listrik padam di TPS 7"))
    decision = linker.add(report("b", "mati lampu tps 07"))
    assert (decision.kind, decision.event_id) == ("ask", None)
    assert linker.pending == ("b",)
    assert linker.settle("b", decision.candidates[0].event_id) == 1
    assert linker.pending == ()
    assert linker.members(1) == ("a", "b")
    with pytest.raises(ArgumentProblem, match="does not wait"):
        linker.settle("b", None)


def test_a_merge_a_split_and_their_undoing_are_all_kept():
    linker = a_linker_with_two_events()
    merged = linker.merge(1, 2)
    assert linker.members(1) == ("a", "b", "c")
    undone = linker.undo(merged.number)
    assert (linker.members(1), linker.members(2)) == (("a", "b"), ("c",))
    split = linker.split(1, ["b"])
    assert linker.event_of("b") == split.to[0] == 3
    linker.undo(split.number)
    assert set(linker.members(1)) == {"a", "b"}
    assert [op.kind for op in linker.operations] == ["merge", "undo", "split", "undo"]
    assert undone.undoes == merged.number


def test_an_operation_cannot_be_undone_once_its_reports_moved_on():
    linker = a_linker_with_two_events()
    merged = linker.merge(1, 2)
    linker.split(1, ["c"])
    with pytest.raises(ArgumentProblem, match="moved on"):
        linker.undo(merged.number)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda linker: linker.merge(1, 1),
        lambda linker: linker.merge(1, 99),
        lambda linker: linker.merge(99, 1),
        lambda linker: linker.split(1, ["a", "b"]),
        lambda linker: linker.split(1, []),
        lambda linker: linker.split(1, ["c"]),
        lambda linker: linker.undo(1),
        lambda linker: linker.event_of("nobody"),
        lambda linker: linker.add(report("a", "again")),
        lambda linker: linker.add("text"),
        lambda linker: linkage.Linker.from_state({"version": 0}),
        lambda linker: linkage.Linker.from_state({"version": 2}),
        lambda linker: linkage.Settings(join_at=0.2, new_below=0.5),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(wrong):
    linker = a_linker_with_two_events()
    before = json.dumps(linker.state())
    with pytest.raises(ArgumentProblem):
        wrong(linker)
    assert json.dumps(linker.state()) == before


def test_a_linker_restored_from_json_goes_on_to_the_bit():
    entries = [snippet for snippet, _ in corpus(3, 60, n_villages=30)]
    whole, half = linkage.Linker(), linkage.Linker()
    decisions = [whole.add(snippet) for snippet in entries]
    again = [half.add(snippet) for snippet in entries[:70]]
    resumed = linkage.Linker.from_state(json.loads(json.dumps(half.state())))
    again += [resumed.add(snippet) for snippet in entries[70:]]
    assert again == decisions
    assert resumed.state() == whole.state()


def test_what_is_forgotten_is_no_longer_a_candidate():
    linker = a_linker_with_two_events()
    assert linker.forget(10.25) == 2
    assert linker.members(1) == ("b",)
    decision = linker.add(report("d", "mati lampu tps 07 kemayoran", hours=10.6))
    assert [c.report_id for c in decision.candidates] == ["b"]


def test_a_crowded_hour_compares_only_the_nearest():
    linker = linkage.Linker(linkage.Settings(max_candidates=2))
    linker.add(report("far", "listrik padam tps 7", lon=112.80))
    for i in range(3):
        linker.add(report(i, "amplop dibagi", hours=10.0 + i))
    assert "far" not in [c.report_id for c in linker.add(report("x", "listrik padam tps 7")).candidates]


def test_on_sentences_never_seen_in_the_fit_the_events_are_found():
    entries = corpus(11, 500, sentences="held_out", n_villages=400)
    linker = linkage.Linker()
    truth = {snippet.id: event for snippet, event in entries}
    for snippet, _ in entries:
        decision = linker.add(snippet)
        if decision.kind == "ask":
            same = [c.event_id for c in decision.candidates if truth[c.report_id] == truth[snippet.id]]
            linker.settle(snippet.id, same[0] if same else None)
    score = linkage.evaluate(
        [event for _, event in entries], [linker.event_of(snippet.id) for snippet, _ in entries]
    )
    assert score.b_cubed_f1 > 0.91
    assert score.precision > 0.96


def within_reach(read, other):
    a, b = read.snippet, other.snippet
    known = a.lon is not None and b.lon is not None
    close = known and great_circle_km(a.lon, a.lat, b.lon, b.lat) <= 9.999
    return close and abs(a.hours - b.hours) <= 48.0


def test_the_fast_features_equal_those_of_one_pair_at_a_time():
    entries = [snippet for snippet, _ in corpus(8, 80, n_villages=12)]
    reads = [pair.read(snippet, linkage.Normaliser()) for snippet in entries]
    rarity, pool = Rarity(linkage.coefficients().prior), Pool(10.0, 48.0)
    compared = 0
    for read in reads:
        row = pool.lay(read)
        near = pool.near(row, 1000)
        others = [pool.reads[row] for row in near.rows.tolist()]
        expected = pair.features(read, others, rarity)
        np.testing.assert_allclose(pool.features(row, near, rarity), expected, rtol=0, atol=1e-12)
        found = set(near.rows.tolist())
        assert all(other in found for other in range(row) if within_reach(read, pool.reads[other]))
        assert all(abs(r.snippet.hours - read.snippet.hours) <= 48.0 for r in others)
        compared += len(others)
        rarity.see(read.grams, read.snippet.hours)
        if row % 50 == 0:
            rarity.refresh()
        pool.file(row, row)
    assert compared > 500


names = st.sampled_from(["", "99", "99.01.01", "9901012001", "99.01.01.2002", "990101200101", "9902"])
some_words = "tps tps 7 07 8 dan banjir padam 50 rb 99999999 ratus juta dua jam 10.30 rt 3 x uang".split()
reports = st.builds(
    linkage.Snippet,
    st.uuids().map(str),
    st.lists(st.sampled_from(some_words), max_size=9).map(" ".join),
    st.floats(112.0, 112.05),
    st.floats(-7.0, -6.97),
    st.floats(0, 20),
    names,
    st.sampled_from(["", "hazard", "money"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(reports, min_size=1, max_size=6), reports)
def test_the_fast_features_equal_the_plain_ones_for_whatever_is_reported(others, last):
    rarity, pool = Rarity(linkage.coefficients().prior), Pool(10.0, 48.0)
    reads = [pair.read(snippet, linkage.Normaliser()) for snippet in (*others, last)]
    for read in reads[:-1]:
        pool.file(pool.lay(read), 1)
    for seen in (None, *reads):  # the second time with words that have become common
        if seen is not None:
            rarity.see(seen.grams, 0.0)
            rarity.refresh()
        row = pool.lay(reads[-1])
        near = pool.near(row, 100)
        assert near.rows.tolist() == list(range(len(others)))
        expected = pair.features(reads[-1], reads[:-1], rarity)
        np.testing.assert_allclose(pool.features(row, near, rarity), expected, rtol=0, atol=1e-12)


def disturb(linker, rng, earlier):
    """Do what people do between two reports: merge, split, take back, answer, forget."""
    events = linker.events
    choice = rng.integers(5)
    if choice == 0 and len(events) > 1:
        linker.merge(*(int(event) for event in rng.choice(events, 2, replace=False)))
    elif choice == 1 and len(members := linker.members(int(rng.choice(events)))) > 1:
        linker.split(linker.event_of(members[0]), members[:1])
    elif choice == 2 and linker.operations and linker.operations[-1].kind != "undo":
        with suppress(ArgumentProblem):  # one of its reports may be forgotten by now
            linker.undo(len(linker.operations))
    elif choice == 3 and linker.pending:
        linker.settle(linker.pending[-1], int(rng.choice(linker.events)))
    elif choice == 4 and rng.integers(4) == 0:
        before = earlier[-1].snippet.hours - 60.0
        linker.forget(before)
        earlier[:] = [read for read in earlier if read.snippet.hours >= before]


@pytest.mark.parametrize("seed", range(4))
def test_every_decision_equals_that_of_the_plain_twin_whatever_people_do_in_between(seed):
    rng = np.random.default_rng(seed)
    setting = linkage.Settings(evidence=1 + seed, prior_log_odds=-0.5 * seed, max_hours=30.0, show=4)
    linker, normaliser, rarity = linkage.Linker(setting), linkage.Normaliser(), None
    earlier, kinds = [], set()
    for snippet, _ in corpus(20 + seed, 60, sentences="held_out", n_villages=8):
        read = pair.read(snippet, normaliser)
        rarity = linker._rarity  # learnt from the stream; its own tests are in test_pair
        kind, expected = decide(read, earlier, linker.event_of, rarity, linkage.coefficients(), setting)
        decision = linker.add(snippet)
        earlier.append(read)
        kinds.add(kind)
        assert decision.kind == kind
        assert [(c.event_id, c.report_id) for c in decision.candidates] == [(e, r) for e, _, r, _ in expected]
        for found, (_, probability, _, reasons) in zip(decision.candidates, expected, strict=True):
            assert found.probability == pytest.approx(probability, rel=0, abs=1e-12)
            assert [r.code for r in found.reasons] == [r.code for r in reasons]
            for mine, plain in zip(found.reasons, reasons, strict=True):
                assert (mine.value, mine.weight) == pytest.approx(
                    (plain.value, plain.weight), rel=0, abs=1e-11
                )
        assert decision.reasons == (decision.candidates[0].reasons if decision.candidates else ())
        disturb(linker, rng, earlier)
    assert kinds == {"join", "new", "ask"}


points = st.tuples(st.floats(95, 141), st.floats(-11, 6), st.floats(0, 200))


@settings(max_examples=60)
@given(points, st.floats(-0.12, 0.12), st.floats(-0.12, 0.12), st.floats(-60, 60))
def test_blocking_loses_no_report_inside_the_limits(point, east, north, later):
    lon, lat, hours = point
    blocks = Blocks(10.0, 48.0)
    blocks.put(0, lon + east, lat + north, "", hours + later)
    if great_circle_km(lon, lat, lon + east, lat + north) <= 10.0 and abs(later) <= 48.0:
        assert blocks.near(lon, lat, "", hours) == [0]
    assert Blocks(10.0, 48.0).near(lon, lat, "", hours) == []


@pytest.mark.parametrize(("lon", "lat"), [(179.99, 0.0), (-180.0, 60.0), (0.0, 89.99), (12.0, -90.0)])
def test_blocking_meets_itself_at_the_date_line_and_the_poles(lon, lat):
    blocks = Blocks(10.0, 48.0)
    blocks.put(0, (lon + 180.03) % 360 - 180.0, lat, "", 0.0)
    assert blocks.near(lon, lat, "", 1.0) == [0]


def test_a_report_without_coordinates_meets_those_of_its_subdistrict():
    blocks = Blocks(10.0, 48.0)
    blocks.put(0, 112.7, -7.0, "990101", 0.0)
    blocks.put(1, None, None, "990102", 0.0)
    assert blocks.near(None, None, "990101", 5.0) == [0]
    assert blocks.near(None, None, "", 5.0) == []
