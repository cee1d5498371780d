"""Who says what a cluster is, and who sees it."""

from datetime import date, timedelta

import pytest

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.core.scope import scoped
from kondusif.detection import queries
from kondusif.detection.actions import judge_cluster
from kondusif.detection.actions.requesting import seed_of
from kondusif.detection.models import Cluster, Run
from kondusif.people.tests.factories import NOW

pytestmark = pytest.mark.django_db


def add_run(region: str = "35.26", *, finished=NOW, **fields) -> Run:
    run = Run(region_id=region, requested_at=finished, finished_at=finished, state="done", method="stp",
              input_hash="a", result_hash="b", seed=1, **fields)  # fmt: skip
    run.seed = seed_of(run.pk)
    run.save()
    return run


def add_cluster(run: Run, members=("35.26.06.2001", "35.26.06.2005"), **fields) -> Cluster:
    base = {
        "rank": run.clusters.count() + 1, "region_id": "35.26.06", "members": list(members),
        "cases_by_member": dict.fromkeys(members, 4), "starts_on": date(2026, 11, 17), "ends_on": date(2026, 11, 20),
        "cases": 8, "expected": 2.0, "relative_risk": 4.1, "llr": 9.0, "p_value": 0.001, "recurrence_days": 1000.0,
        "lon": 112.94, "lat": -6.98, "radius_km": 2.0, "first_found_at": NOW,
    }  # fmt: skip
    return Cluster.objects.create(run=run, **base | fields)


@pytest.fixture
def cluster(cast) -> Cluster:
    return add_cluster(add_run())


def test_the_analyst_says_what_it_is_and_the_history_keeps_every_word(cast, cluster):
    judge_cluster(cluster_id=cluster.pk, judgement="real", note="Camat membenarkan.", by=cast.ani, at=NOW)
    judged = judge_cluster(cluster_id=cluster.pk, judgement="known", note="Sudah ditangani.", by=cast.citra, at=NOW)
    assert (judged.judgement, judged.judged_by_id, judged.judged_cases) == ("known", cast.citra.person_id, 8)
    events = Event.objects.filter(name="cluster.judged").order_by("id")
    assert [(e.payload["before"], e.payload["now"]) for e in events] == [("unjudged", "real"), ("real", "known")]


@pytest.mark.parametrize("who", ["budi", "rendra"])
def test_who_may_look_may_not_therefore_judge(cast, cluster, who):
    with pytest.raises(NotAllowed):
        judge_cluster(cluster_id=cluster.pk, judgement="real", note="Ya.", by=getattr(cast, who), at=NOW)


@pytest.mark.parametrize("who", ["eko", "dewi", "sari"])
def test_for_everybody_else_the_cluster_does_not_exist(cast, cluster, who):
    with pytest.raises(NotFound):
        judge_cluster(cluster_id=cluster.pk, judgement="real", note="Ya.", by=getattr(cast, who), at=NOW)
    assert queries.clusters_current(getattr(cast, who), NOW) == []


@pytest.mark.parametrize(
    ("judgement", "note", "field"),
    [
        ("unjudged", "Ya.", "judgement"),
        ("gone", "Ya.", "judgement"),
        ("real", " \x00 ", "note"),
        ("real", "a" * 2001, "note"),
    ],
)
def test_a_judgement_needs_a_word_and_a_reason(cast, cluster, judgement, note, field):
    with pytest.raises(Problem) as problem:
        judge_cluster(cluster_id=cluster.pk, judgement=judgement, note=note, by=cast.ani, at=NOW)
    assert field in problem.value.fields
    cluster.refresh_from_db()
    assert cluster.judgement == "unjudged" and not Event.objects.exists()


def test_only_the_latest_run_counts_as_now_and_only_while_it_is_fresh(cast):
    add_cluster(add_run(finished=NOW - timedelta(hours=3)))
    latest = add_cluster(add_run(finished=NOW - timedelta(hours=1)))
    assert [c.pk for c in queries.clusters_current(cast.budi, NOW)] == [latest.pk]
    assert queries.clusters_current(cast.budi, NOW + timedelta(hours=36)) == []


def test_the_database_shows_eko_no_run_and_no_cluster_even_without_any_filter(cast, cluster):
    with scoped(cast.eko.scope):
        assert (Run.objects.count(), Cluster.objects.count()) == (0, 0)
    with scoped(cast.budi.scope):
        assert (Run.objects.count(), Cluster.objects.count()) == (1, 1)


def test_the_list_of_clusters_costs_two_queries_however_many(cast, django_assert_num_queries):
    run = add_run()
    for _ in range(6):
        add_cluster(run)
    with django_assert_num_queries(2):
        clusters = queries.clusters_current(cast.budi, NOW)
        assert len([(c.region.name, c.run.method, c.judged_by) for c in clusters]) == 6
