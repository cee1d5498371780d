"""The replicates of one scan spread over a cluster of two processes."""

import numpy as np
import pytest

from kondusif_engine import scan

distributed = pytest.importorskip("distributed", reason="the extra 'distributed' is not installed")

# One cluster for all of them, also where the tests are spread over processes.
pytestmark = pytest.mark.xdist_group("cluster")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    import dask

    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
    options["local_directory"] = str(tmp_path_factory.mktemp("cluster"))
    # On a busy machine two fresh Pythons need longer than the 30 s that are usual.
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "120s"}),
        distributed.LocalCluster(**options) as two,
        distributed.Client(two) as client,
    ):
        yield client


def test_a_dask_cluster_of_two_processes_gives_the_same_bits(cluster):
    rng = np.random.default_rng(1)
    counts = rng.poisson(1.0, (40, 15))
    places = scan.neighbours(rng.uniform(0, 10, (40, 2)), "euclidean", max_share=0.5)
    here = scan.space_time(counts, places, replicates=600, seed=4)
    there = scan.space_time(counts, places, replicates=600, seed=4, executor=cluster.get_executor())
    assert there.digest() == here.digest()
    assert len(cluster.scheduler_info()["workers"]) == 2


def test_a_cluster_stops_a_sequential_test_where_one_process_stops(cluster):
    rng = np.random.default_rng(2)
    counts = rng.poisson(1.0, (30, 12))
    places = scan.neighbours(rng.uniform(0, 10, (30, 2)), "euclidean", max_share=0.5)
    options = {"replicates": 999, "stop_at": 20, "seed": 4}
    here = scan.space_time(counts, places, **options)
    there = scan.space_time(counts, places, executor=cluster.get_executor(), **options)
    assert there.digest() == here.digest()
    assert here.replicates_used < 999
