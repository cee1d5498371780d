"""The demonstration's promises are made through the officers' own actions, marked as invented."""

import pytest

from kondusif.commitments.actions.paper import judge_paper
from kondusif.commitments.models import Breach, Commitment, MonitoringEvent
from kondusif.commitments.queries import pact_figure
from kondusif.commitments.states import BreachState, CommitmentState, Kind
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint
from kondusif.regions.models import Tenant
from kondusif.rehearsal import scenes_commitments
from kondusif.rehearsal.stage import Stage

pytestmark = pytest.mark.django_db


def test_a_joint_commitment_stands_half_signed_and_pacts_in_several_states(cast, settings, tmp_path):
    settings.SECRETS_DIR = tmp_path
    police = viewer_of(appoint("Polisi Rekaan", Role.POLICE_COMMAND, "35.26", "Kapolres Bangkalan"), at=NOW)
    for n in range(6):
        appoint(f"Kepala {n}", Role.AGENCY_FOCAL, "35.26", f"Kepala Dinas Contoh {n}")
    tenant = Tenant.objects.get(region_id="35.26")
    stage = Stage(tenant, cast.budi, cast.ani, cast.citra, cast.rendra, police, cast.citra, {})
    scenes_commitments.play(stage, NOW)
    joint = Commitment.objects.get(kind=Kind.JOINT_COMMITMENT)
    assert joint.state == CommitmentState.PARTLY_SIGNED
    assert judge_paper(joint, NOW).is_valid
    assert not Commitment.objects.filter(synthetic=False).exists()
    figure = pact_figure(cast.citra)
    assert (figure.n_signed, figure.n, figure.n_alleged) == (4, 6, 1)
    states = set(Commitment.objects.filter(kind=Kind.INTEGRITY_PACT).values_list("state", flat=True))
    assert states == {CommitmentState.OPEN, CommitmentState.FULLY_SIGNED, CommitmentState.IN_FORCE}
    assert MonitoringEvent.objects.count() == 1
    assert Breach.objects.get().state == BreachState.ALLEGED
