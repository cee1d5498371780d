"""2,000 places, 60 days, 50,119 cases, one planted cylinder: figures the reference program printed."""

import numpy as np
import pytest
from workload import common_workload

from kondusif_engine import scan


@pytest.fixture(scope="module")
def workload():
    return common_workload()


def test_the_workload_is_the_one_the_figures_belong_to(workload):
    assert workload.counts.sum() == 50_119
    assert (workload.planted_cases, workload.planted.size) == (119, 40)


def test_the_permutation_scan_finds_the_planted_cylinder(workload):
    places = scan.neighbours(workload.coords, "euclidean", max_share=0.25, weight=workload.counts.sum(axis=1))
    assert places.n_zones == 995_884
    result = scan.space_time(workload.counts, places, model="stp", max_window=30, replicates=99, seed=1)
    first = result.clusters[0]
    assert first.llr == pytest.approx(26.72798428583873, rel=1e-13)
    assert (len(first.members), first.start, first.end) == (39, 50, 59)
    assert (first.cases, round(first.expected, 2)) == (243, 146.25)
    assert first.p_value == 0.01
    assert set(first.members) <= set(workload.planted.tolist())


@pytest.mark.parametrize(("model", "llr"), [("poisson", 26.597760157710184), ("ebp", 26.520450348796942)])
def test_the_population_models_find_it_too(workload, model, llr):
    share = workload.population / workload.population.sum()
    exposure = {
        "poisson": {"population": workload.population},
        "ebp": {"baseline": share * workload.counts.sum() / 60},
    }[model]
    places = scan.neighbours(workload.coords, "euclidean", max_share=0.25, weight=workload.population)
    first = scan.space_time(
        workload.counts, places, model=model, max_window=30, replicates=0, seed=1, **exposure
    ).clusters[0]
    assert first.llr == pytest.approx(llr, rel=1e-12)
    assert first.cases == 207


def test_null_maxima_have_the_distribution_the_reference_program_printed(workload):
    places = scan.neighbours(workload.coords, "euclidean", max_share=0.25, weight=workload.counts.sum(axis=1))
    maxima = scan.space_time(
        workload.counts, places, model="stp", max_window=30, replicates=255, seed=1
    ).null_maxima
    # Printed: 90 % below 10.20, and 29.1 % at 9 or more; bands of three standard errors for 255 draws.
    assert np.mean(maxima >= 9) == pytest.approx(0.291, abs=3 * np.sqrt(0.291 * 0.709 / 255))
    assert np.mean(maxima < 10.20) == pytest.approx(0.90, abs=3 * np.sqrt(0.09 / 255))
