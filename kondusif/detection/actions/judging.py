"""Saying what a cluster is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NotAllowed, Problem
from kondusif.detection.models import Cluster
from kondusif.detection.queries import cluster_for
from kondusif.detection.states import Judgement
from kondusif.people.viewers import Viewer

LONGEST_NOTE = 2000


@transaction.atomic
def judge_cluster(*, cluster_id: UUID, judgement: str, note: str, by: Viewer, at: datetime) -> Cluster:
    """
    This function will write down what an analyst holds the cluster to be; the next runs carry it on until it has grown by half.

    :raises NotFound: if the viewer sees no such cluster.
    :raises NotAllowed: if none of the viewer's offices judges clusters here.
    :raises Problem: if the judgement is none, or is not explained.
    """
    cluster = cluster_for(by, cluster_id)
    if not by.may("cluster.judge", cluster.region_id):
        raise NotAllowed("cluster_judge", _("You may not judge clusters of this region."))
    note = " ".join(note.replace("\x00", "").split())
    _check(judgement, note)
    # Lock this row alone: the outer joins of the query cannot be locked.
    cluster = Cluster.objects.select_for_update(of=("self",)).select_related("run").get(pk=cluster.pk)
    before = cluster.judgement
    cluster.judgement, cluster.note, cluster.judged_by_id, cluster.judged_at = judgement, note, by.person_id, at
    cluster.judged_cases = cluster.size
    cluster.save(update_fields=["judgement", "note", "judged_by", "judged_at", "judged_cases"])
    record("cluster.judged", subject=cluster, by=by, at=at, before=before, now=judgement)
    return cluster


def _check(judgement: str, note: str) -> None:
    wrong: dict[str, object] = {}
    if judgement not in set(Judgement) - {Judgement.UNJUDGED}:
        wrong["judgement"] = _("Choose what the cluster is.")
    if not note:
        wrong["note"] = _("Say in a sentence why, for whoever reads it later.")
    if len(note) > LONGEST_NOTE:
        wrong["note"] = _("Shorten the note to 2,000 letters.")
    if wrong:
        raise Problem("judgement_incomplete", _("The judgement is not complete. Mend the marked fields."), fields=wrong)
