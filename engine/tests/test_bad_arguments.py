# ruff: noqa: E501
"""Whoever gives a public function nonsense is told so by name, and keeps his arrays as they were.

Every argument of every public function is replaced, one at a time, by each of a list of values that
callers do pass by mistake; what comes out must be a result or an ArgumentProblem.
"""

import copy
import inspect
import math
from fractions import Fraction

import numpy as np
import pytest

from kondusif_engine import (
    ArgumentProblem,
    allocation,
    draw,
    forecast,
    index,
    ledger,
    linkage,
    routing,
    scan,
    silent,
    temporal,
)

HUGE = 10**400
BAD = (
    None, True, "", "x", "\ud800", b"x", -1, 0, 1, 1.5, HUGE, math.nan, math.inf, -math.inf, 1j, Fraction(1, 3),
    [], [[]], [None], ["a"], [1, [2, 3]], {}, {"a": 1}, set(), object(), len, np.zeros(0), np.zeros((0, 2)),
    np.full(3, np.nan), np.array([[1, 2], [3, -4]]), np.array(["a", "b"]), np.array([1, 2], dtype=object),
    np.array([1 + 1j]), np.array("2026-11-27", "datetime64[D]"), np.ma.masked_array([1.0, 2.0], [0, 1]),
)  # fmt: skip

RNG = np.random.default_rng(5)
LONLAT = np.column_stack((RNG.uniform(112, 113, 6), RNG.uniform(-8, -7, 6)))
COUNTS = RNG.poisson(2.0, (6, 8))
NEAR = scan.neighbours(LONLAT)
SERIES = RNG.poisson(3.0, (2, 30))
WEEKS = RNG.poisson(1.0, (6, 70))
EDGES = np.array([[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]])
TREE = index.Hierarchy([index.Dimension("a", (index.Subdimension("b", ("c", "d")),))])
VALUES = RNG.uniform(0, 5, (12, 2))
REPORT = linkage.Snippet("1", "rusuh di TPS 07", 112.7, -7.0, 1.0)
OTHER = linkage.Snippet("2", "ada rusuh tps 7", 112.7, -7.0, 2.0)
PAIRS = [(REPORT, OTHER, True), (REPORT, linkage.Snippet("3", "banjir", 112.9, -7.1, 2.0), False)]
ASKED = allocation.problem([300, 200], [0, 50], [2, 1], [[1.0, 2.0], [3.0, 1.0]], strength=100)
ROADS = np.array([[0.0, 5, 6], [5, 0, 3], [6, 3, 0]])
TOUR = routing.distribution(
    [routing.Stop("a", 3), routing.Stop("b", 4)], [routing.Truck("t", 2, 10)], ROADS, ROADS
)
LIST = [draw.Entry("a"), draw.Entry("b"), draw.Entry("c")]
SECRETS = {"x": "1" * 64, "y": "2" * 64}
PAPER = draw.announce("n", LIST, {"": 1}, ["x", "y"])
PROMISES = {party: draw.commitment(PAPER, party, secret) for party, secret in SECRETS.items()}
RECORD = draw.run(PAPER, LIST, PROMISES, SECRETS)
LOG = ledger.MerkleLog([b"a", b"b", b"c"])
PAST = forecast.backtest(WEEKS, EDGES, origins=range(52, 62), models=["zero", "persistence"])
SCAN = {"counts": COUNTS, "neighbours": NEAR, "replicates": 9, "seed": 1, "max_window": 3}


def linker(**more):
    made = linkage.Linker(**more)
    made.add(REPORT)
    return made


CALLS = {
    "scan.neighbours": (scan.neighbours, {"coords": LONLAT, "weight": np.ones(6)}),
    "scan.space_time": (scan.space_time, {**SCAN, "threads": 1}),
    "scan.space_time, poisson": (scan.space_time, {**SCAN, "model": "poisson", "population": np.ones(6)}),
    "scan.space_time, bayes": (scan.space_time, {**SCAN, "model": "bayes", "baseline": np.ones(6)}),
    "scan.subset": (scan.subset, {**SCAN, "baseline": np.ones(6), "threads": 1}),
    "scan.oracle": (scan.oracle, {**SCAN, "replicates": 1}),
    "scan.events": (scan.events, {"lon": LONLAT[:, 0], "lat": LONLAT[:, 1], "t": np.arange(6.0)}),
    "scan.events, places": (scan.events, {"lon": [112.0], "lat": [-7.0], "t": [1.0], "places": LONLAT}),
    "scan.read_classic": (scan.read_classic, {"cas": "a 1 2026/1/2", "geo": "a -7 112", "pop": "a 2026 5"}),
    "scan.alarm_level": (
        scan.alarm_level,
        {"neighbours": NEAR, "baseline": np.full(6, 0.5), "history": 5, "horizon": 3, "max_window": 2,
         "false_alarms": 0.5, "campaigns": 4, "seed": 1, "threads": 1},
    ),
    "scan.count_alarms": (scan.count_alarms, {"daily_maxima": np.ones((2, 3)), "level": 1.0, "quiet_days": 1}),
    "scan.Prior": (
        lambda **prior: scan.space_time(**SCAN, model="bayes", baseline=np.ones(6), prior=scan.Prior(**prior)),
        {"strength": 10.0, "effects": (2.0,), "outbreak": 0.1},
    ),
    "silent.areas": (silent.areas, {**SCAN, "baseline": np.ones(6)}),
    "temporal.ears": (temporal.ears, {"counts": SERIES}),
    "temporal.farrington": (temporal.farrington, {"counts": RNG.poisson(3.0, (2, 300)), "threads": 1}),
    "temporal.nb_cusum": (temporal.nb_cusum, {"counts": SERIES, "mean": np.full((2, 30), 3.0), "threshold": 2.0}),
    "temporal.nb_cusum_threshold": (
        temporal.nb_cusum_threshold,
        {"mean": 2.0, "horizon": 5, "false_alarm_share": 0.2, "simulations": 200, "seed": 1},
    ),
    "index.classify": (index.classify, {"index": np.arange(12.0), "scheme": index.SdLocal()}),
    "index.SdReference": (
        lambda **told: index.classify(np.arange(12.0), index.SdReference(**told)),
        {"mean": 1.0, "sd": 1.0, "edition": "e"},
    ),
    "index.Absolute": (lambda **cuts: index.classify([1.0, 2.0], index.Absolute(**cuts)), {"low": 0.0, "high": 1.0}),
    "index.Official": (
        lambda **told: index.classify([1.0, 2.0], index.Official(**told)),
        {"codes": (0, 1), "authority": "a"},
    ),
    "index.z_limit": (index.z_limit, {"n": 4}),
    "index.Hierarchy": (index.Hierarchy, {"dimensions": TREE.dimensions}),
    "index.Dimension": (
        lambda **told: index.Hierarchy([index.Dimension(**told)]),
        {"name": "a", "subdimensions": TREE.dimensions[0].subdimensions},
    ),
    "index.Subdimension": (
        lambda **told: index.Hierarchy([index.Dimension("a", (index.Subdimension(**told),))]),
        {"name": "a", "indicators": ("c", "d")},
    ),
    "index.Hierarchy.score": (TREE.score, {"values": VALUES, "weights": [1.0, 2.0]}),
    "index.indicator_values": (index.indicator_values, {"counts": np.ones((2, 2, 5))}),
    "index.expert_weights": (index.expert_weights, {"scores": [[1, 2], [3, 4]]}),
    "index.uncertainty": (
        index.uncertainty,
        {"hierarchy": TREE, "values": VALUES, "weights": [1.0, 2.0], "scheme": index.SdLocal(), "seed": 1,
         "draws": 20},
    ),
    "index.rank_sensitivity": (
        index.rank_sensitivity,
        {"hierarchy": TREE, "values": VALUES, "weights": [1.0, 2.0], "n": 8, "seed": 1},
    ),
    "index.sobol": (
        index.sobol,
        {"function": lambda points: points[:, 0], "names": ["a", "b"], "n": 8, "seed": 1, "bootstrap": 3},
    ),
    "index.smooth": (
        index.smooth,
        {"cases": [1, 2, 0], "exposure": [5.0, 6.0, 7.0], "edges": [[0, 1], [1, 2]], "seed": 1, "samples": 32},
    ),
    "forecast.fit": (forecast.fit, {"history": WEEKS, "edges": EDGES}),
    "forecast.SelfExciting.predict": (forecast.fit(WEEKS, EDGES).predict, {"history": WEEKS}),
    "forecast.backtest": (forecast.backtest, {"history": WEEKS, "edges": EDGES, "origins": [60, 64]}),
    "forecast.choose": (
        forecast.choose,
        {"done": PAST, "groups": np.arange(6), "candidate": "persistence", "seed": 1, "resamples": 100},
    ),
    "forecast.zero": (forecast.zero, {"history": WEEKS}),
    "forecast.persistence": (forecast.persistence, {"history": WEEKS}),
    "forecast.conflictology": (forecast.conflictology, {"history": WEEKS, "window": 12}),
    "forecast.empirical": (forecast.empirical, {"samples": WEEKS}),
    "forecast.negative_binomial": (forecast.negative_binomial, {"mean": [1.0, 2.0], "size": 3.0}),
    "forecast.Forecast.quantile": (forecast.zero(WEEKS).quantile, {"q": 0.5}),
    "forecast.score": (forecast.score, {"forecast": forecast.persistence(WEEKS), "happened": WEEKS[:, 0]}),
    "forecast.auroc": (forecast.auroc, {"probability": np.array([0.1, 0.9]), "happened": np.array([False, True])}),
    "forecast.pit_histogram": (forecast.pit_histogram, {"low": np.array([0.1]), "high": np.array([0.4])}),
    "forecast.diebold_mariano": (forecast.diebold_mariano, {"gains": np.array([0.1, 0.2, -0.1]), "horizon": 1}),
    "allocation.need": (
        allocation.need,
        {"village": [0, 0, 1], "station_class": [0, 0, 0], "patterns": [allocation.Pattern("a", 2, 16, 32, "s")],
         "posts": {"gudang": 3}},
    ),
    "allocation.Pattern": (
        allocation.Pattern,
        {"station_class": "a", "police": 2, "stations": 16, "guards": 32, "source": "s"},
    ),
    "allocation.units_needed": (allocation.units_needed, {"short": 5, "strength": 2}),
    "allocation.problem": (
        allocation.problem,
        {"need": [300, 200], "local": [0, 50], "pools": [2, 1], "hours": [[1.0, 2.0], [3.0, 1.0]],
         "strength": 100, "risk": [1.0, 2.0]},
    ),
    "allocation.reinforce": (allocation.reinforce, {"asked": ASKED}),
    "allocation.reinforce_robust": (
        allocation.reinforce_robust, {"scenarios": [ASKED, ASKED], "probabilities": [0.5, 0.5]},
    ),
    "allocation.plan_problems": (
        allocation.plan_problems, {"plan": allocation.reinforce(ASKED), "asked": ASKED},
    ),
    "routing.distribution": (
        routing.distribution,
        {"stops": TOUR.stops, "trucks": TOUR.trucks, "km": ROADS, "minutes": ROADS},
    ),
    "routing.Stop": (
        lambda **told: routing.distribution([routing.Stop(**told)], TOUR.trucks, ROADS[:2, :2], ROADS[:2, :2]),
        {"name": "a", "load": 3, "service_minutes": 1.0, "opens": 0.0, "closes": 9.0},
    ),
    "routing.Truck": (
        lambda **told: routing.distribution(TOUR.stops, [routing.Truck(**told)], ROADS, ROADS),
        {"name": "a", "count": 1, "capacity": 9, "leaves": 0.0, "returns": 9.0, "trips": 1, "fixed_km": 0.0},
    ),
    "routing.close": (routing.close, {"asked": TOUR, "closures": [routing.Closure((0,), (1,))]}),
    "routing.Closure": (
        lambda **told: routing.close(TOUR, [routing.Closure(**told)]),
        {"here": (0,), "there": (1,), "extra_km": 1.0, "extra_minutes": 2.0},
    ),
    "routing.recost": (routing.recost, {"asked": TOUR, "routes": [(0, ((0, 1),))]}),
    "routing.shortages": (routing.shortages, {"asked": TOUR}),
    "routing.bound_km": (routing.bound_km, {"asked": TOUR}),
    "ledger.MerkleLog": (ledger.MerkleLog, {"entries": [b"a"]}),
    "ledger.MerkleLog.append": (ledger.MerkleLog().append, {"entry": b"a"}),
    "ledger.MerkleLog.append_hash": (ledger.MerkleLog().append_hash, {"leaf": b"a" * 32}),
    "ledger.MerkleLog.root": (LOG.root, {"size": 2}),
    "ledger.MerkleLog.inclusion": (LOG.inclusion, {"index": 1, "size": 2}),
    "ledger.MerkleLog.consistency": (LOG.consistency, {"old_size": 1, "new_size": 2}),
    "ledger.leaf_hash": (ledger.leaf_hash, {"entry": b"a"}),
    "ledger.node_hash": (ledger.node_hash, {"left": b"a" * 32, "right": b"b" * 32}),
    "ledger.verify_inclusion": (
        ledger.verify_inclusion, {"entry": b"b", "proof": LOG.inclusion(1), "root": LOG.root()},
    ),
    "ledger.InclusionProof": (
        lambda **told: ledger.verify_inclusion(b"b", ledger.InclusionProof(**told), LOG.root()),
        {"index": 1, "size": 3, "path": LOG.inclusion(1).path},
    ),
    "ledger.verify_consistency": (
        ledger.verify_consistency, {"proof": LOG.consistency(2), "old_root": LOG.root(2), "new_root": LOG.root()},
    ),
    "ledger.ConsistencyProof": (
        lambda **told: ledger.verify_consistency(ledger.ConsistencyProof(**told), LOG.root(2), LOG.root()),
        {"old_size": 2, "new_size": 3, "path": LOG.consistency(2).path},
    ),
    "draw.announce": (
        draw.announce, {"name": "n", "entries": LIST, "prizes": {"": 1}, "parties": ["x", "y"]},
    ),
    "draw.Entry": (
        lambda **told: draw.announce("n", [draw.Entry(**told)], {"": 1}, ["x", "y"]),
        {"id": "a", "stratum": ""},
    ),
    "draw.commitment": (draw.commitment, {"announcement": PAPER, "party": "x", "secret": "1" * 64}),
    "draw.seed": (
        draw.seed,
        {"announcement": PAPER, "commitments": PROMISES, "secrets": SECRETS, "public_value": ""},
    ),
    "draw.next_round": (draw.next_round, {"announcement": PAPER, "absent": ["x"]}),
    "draw.ticket": (draw.ticket, {"seed": "1" * 64, "id": "a"}),
    "draw.run": (
        draw.run, {"announcement": PAPER, "entries": LIST, "commitments": PROMISES, "secrets": SECRETS},
    ),
    "draw.ticket_of": (draw.ticket_of, {"record": RECORD, "entries": LIST, "id": "a"}),
    "draw.case": (draw.case, {"record": RECORD, "won": RECORD.winners[0]}),
    "draw.problems": (draw.problems, {"record": RECORD, "entries": LIST}),
    "linkage.Snippet": (
        linkage.Snippet,
        {"id": "1", "text": "a", "lon": 1.0, "lat": 1.0, "hours": 1.0, "place_code": "35", "category": "c"},
    ),
    "linkage.Settings": (
        linkage.Settings,
        {"join_at": 0.8, "new_below": 0.2, "max_km": 10.0, "max_hours": 48.0, "max_candidates": 5, "show": 3,
         "evidence": 3, "prior_log_odds": 0.0},
    ),
    "linkage.Linker": (linkage.Linker, {"settings": linkage.Settings(), "normaliser": linkage.Normaliser()}),
    "linkage.Linker.add": (lambda **told: linker().add(**told), {"report": OTHER}),
    "linkage.Linker.event_of": (linker().event_of, {"report_id": "1"}),
    "linkage.Linker.members": (linker().members, {"event_id": 1}),
    "linkage.Linker.settle": (lambda **told: linker().settle(**told), {"report_id": "1", "event_id": 1}),
    "linkage.Linker.merge": (lambda **told: linker().merge(**told), {"keep": 1, "other": 2}),
    "linkage.Linker.split": (lambda **told: linker().split(**told), {"event_id": 1, "reports": ["1"]}),
    "linkage.Linker.undo": (lambda **told: linker().undo(**told), {"operation": 1}),
    "linkage.Linker.forget": (lambda **told: linker().forget(**told), {"before_hours": 0.0}),
    "linkage.Linker.from_state": (linkage.Linker.from_state, {"state": linker().state()}),
    "linkage.score_pair": (linkage.score_pair, {"a": REPORT, "b": OTHER}),
    "linkage.score_pairs": (linkage.score_pairs, {"report": REPORT, "others": [OTHER, REPORT]}),
    "linkage.evaluate": (linkage.evaluate, {"truth": [1, 1, 2], "found": [1, 2, 2], "merge_cost": 5.0}),
    "linkage.evaluate_pairs": (linkage.evaluate_pairs, {"same": [0, 1], "probability": [0.2, 0.9]}),
    "linkage.fit": (linkage.fit, {"pairs": PAIRS, "provenance": {"who": "me"}, "ridge": 5.0}),
    "linkage.Normaliser": (linkage.Normaliser(), {"text": "rusuh"}),
}  # fmt: skip

REFUSED_AS_IT_STANDS = {
    "draw.next_round",
    "linkage.Linker.settle",
    "linkage.Linker.merge",
    "linkage.Linker.split",
    "linkage.Linker.undo",
}
NOT_ASKED = {"executor", "told", "more", "cuts", "prior"}  # an executor is called, never judged


def arguments(function, given):
    """What the call gives, and what it leaves out but could give."""
    return [name for name in {**given, **inspect.signature(function).parameters} if name not in NOT_ASKED]


def kept(given):
    """A copy of what must not change, and what it is compared by."""
    return {name: copy.deepcopy(v) for name, v in given.items() if isinstance(v, np.ndarray)}


@pytest.mark.parametrize("name", CALLS)
def test_nonsense_is_refused_by_name_and_arrays_stay_as_they_were(name):
    function, given = CALLS[name]
    before = kept(given)
    if name not in REFUSED_AS_IT_STANDS:
        function(**given)
    for argument in arguments(function, given):
        for bad in BAD:
            try:
                function(**{**given, argument: bad})
            except ArgumentProblem as problem:
                assert str(problem)
            except Exception as problem:
                raise AssertionError(f"{argument} = {bad!r}: {problem!r}") from problem
    for argument, value in before.items():
        np.testing.assert_equal(given[argument], value, err_msg=argument)


def test_every_public_function_is_asked():
    """A function added to a module must be added here."""
    asked = {name.split(",")[0] for name in CALLS}
    public = {
        f"{module.__name__.split('.')[-1]}.{name}"
        for module in (allocation, forecast, index, linkage, routing, scan, temporal)
        for name in module.__all__
        if inspect.isfunction(getattr(module, name))
    }
    solved_by_others = {"routing.solve", "routing.instant", "routing.replan", "routing.changed_share"}
    assert public - asked - solved_by_others == set()
