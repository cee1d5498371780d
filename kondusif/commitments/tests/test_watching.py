"""How a promise is watched: monitoring, reminders, breaches that people decide, and pacts made from lists."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kondusif.commitments import lists, queries
from kondusif.commitments.actions import bulk, standing, watching
from kondusif.commitments.actions.bulk import Batch
from kondusif.commitments.actions.watching import Allegation, Finding
from kondusif.commitments.models import Breach, Commitment, MonitoringEvent
from kondusif.commitments.rules import Article
from kondusif.commitments.states import BreachState, CommitmentState, Kind, Outcome, PartyKind
from kondusif.commitments.tests.factories import opened, party, secretary, signed_by_office
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.people.tests.factories import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
ARTICLES = (Article("", ("Tidak memihak.", "Tidak memakai fasilitas negara.")),)


def in_force(cast) -> Commitment:
    row = opened(cast)
    signed_by_office(row, "Camat Geger", cast.dewi)
    return standing.put_in_force(commitment_id=row.pk, reason="Sebagian", by=cast.citra, at=NOW)


def alleged(cast, row, by=None, **changes) -> Breach:
    said = Allegation(**({"reason": "Hadir di kampanye", "case_number": "012/LP/PB/Kab/16.09/XI/2026"} | changes))
    return watching.register_breach(commitment_id=row.pk, said=said, by=by or cast.budi, at=NOW)


def batch(**changes) -> Batch:
    return Batch(**({"kind": Kind.INTEGRITY_PACT, "title": "Pakta Integritas", "articles": ARTICLES, "region_code": "35.26"} | changes))  # fmt: skip


def test_what_was_found_is_written_down_and_never_ahead_of_time(cast):
    row = in_force(cast)
    seen = Finding(TODAY, Outcome.KEPT, "Tidak ada spanduk di kantor.", "Tidak ada pelanggaran.")
    watching.monitor(commitment_id=row.pk, seen=seen, today=TODAY, by=cast.budi, at=NOW)
    for faulty in (Finding(TODAY + timedelta(days=1), Outcome.KEPT, "x"), Finding(TODAY, Outcome.KEPT, " ")):
        with pytest.raises(Problem):
            watching.monitor(commitment_id=row.pk, seen=faulty, today=TODAY, by=cast.budi, at=NOW)
    with pytest.raises(NotAllowed):
        watching.monitor(commitment_id=row.pk, seen=seen, today=TODAY, by=cast.eko, at=NOW)
    with pytest.raises(Conflict):
        watching.monitor(commitment_id=opened(cast).pk, seen=seen, today=TODAY, by=cast.budi, at=NOW)
    assert MonitoringEvent.objects.count() == 1


def test_an_alleged_breach_changes_nothing_until_a_head_decides(cast):
    row = in_force(cast)
    breach = alleged(cast, row, party_id=party(row, "Camat Geger").pk)
    row.refresh_from_db()
    assert row.state == CommitmentState.IN_FORCE
    with pytest.raises(Conflict):
        standing.fulfil(commitment_id=row.pk, reason="Baik", by=cast.citra, at=NOW)
    breach = watching.decide_breach(
        breach_id=breach.pk, upheld=True, decision="Terbukti menurut putusan Bawaslu.", by=cast.citra, at=NOW
    )
    row.refresh_from_db()
    assert (row.state, breach.state) == (CommitmentState.BREACHED, BreachState.UPHELD)
    with pytest.raises(ForbiddenMove):
        watching.decide_breach(breach_id=breach.pk, upheld=False, decision="Lain", by=cast.citra, at=NOW)
    assert standing.restore(commitment_id=row.pk, reason="Ditaati lagi", by=cast.citra, at=NOW).state == "in_force"


def test_a_dismissed_allegation_leaves_the_commitment_in_force(cast):
    row = in_force(cast)
    breach = alleged(cast, row)
    watching.decide_breach(breach_id=breach.pk, upheld=False, decision="Tidak terbukti.", by=cast.citra, at=NOW)
    row.refresh_from_db()
    assert row.state == CommitmentState.IN_FORCE
    assert standing.fulfil(commitment_id=row.pk, reason="Ditaati", by=cast.citra, at=NOW).state == "fulfilled"


def test_a_breach_rests_on_an_incident_or_a_case_and_on_words(cast):
    row = in_force(cast)
    for faulty in ({"case_number": " "}, {"reason": " "}, {"party_id": uuid4()}, {"case_number": "", "incident_id": uuid4()}):  # fmt: skip
        with pytest.raises(Problem) as refused:
            alleged(cast, row, **faulty)
        assert refused.value.fields
    for stranger in (cast.eko, cast.dewi, cast.sari):
        with pytest.raises(NotAllowed):
            alleged(cast, row, by=stranger)
    assert not Breach.objects.exists()


def test_nobody_decides_what_they_registered_or_what_is_about_them(cast):
    row = in_force(cast)
    by_citra = alleged(cast, row, by=cast.citra)
    for person in (cast.citra, cast.budi, cast.eko):
        with pytest.raises(NotAllowed):
            watching.decide_breach(breach_id=by_citra.pk, upheld=True, decision="Ya", by=person, at=NOW)
    decided = watching.decide_breach(breach_id=by_citra.pk, upheld=False, decision="Tidak", by=secretary(), at=NOW)
    assert decided.state == BreachState.DISMISSED


def test_who_has_not_signed_is_reminded_once_a_day(cast):
    row = opened(cast, closes_at=NOW + timedelta(days=2))
    signed_by_office(row, "Camat Geger", cast.dewi)
    assert watching.remind(commitment_id=row.pk, by=cast.budi, at=NOW) == 1
    told = Event.objects.get(name="commitment.reminded").payload["offices"]
    assert told == [str(party(row, "Bupati Bangkalan").office_id)]
    with pytest.raises(Conflict):
        watching.remind(commitment_id=row.pk, by=cast.budi, at=NOW + timedelta(hours=1))
    assert watching.remind_closing(by=cast.budi, at=NOW + timedelta(hours=1)) == 0
    assert watching.remind_closing(by=cast.budi, at=NOW + timedelta(hours=25)) == 1


def test_one_pact_for_each_agency_of_a_list_all_or_none(cast):
    text = "jabatan;catatan\nCamat Geger;\nKepala Bakesbangpol Bangkalan;"
    plan = bulk.plan_pacts(text=text, kind=Kind.INTEGRITY_PACT, region_code="35.26", by=cast.budi)
    assert (len(plan.pacts), plan.faults) == (2, ())
    assert not Commitment.objects.exists()
    made = bulk.make_pacts(text=text, batch=batch(), opened=True, by=cast.citra, at=NOW)
    assert {m.state for m in made} == {CommitmentState.OPEN}
    assert {m.parties.get().kind for m in made} == {PartyKind.AGENCY}


def test_civil_servants_of_a_list_stand_together_by_agency(cast):
    text = "nama,jabatan,instansi\nAni,Staf,Dinas Contoh\nBayu,Kasi,Dinas Contoh\nCici,Staf,Badan Contoh\n"
    made = bulk.make_pacts(text=text, batch=batch(kind=Kind.ASN_NEUTRALITY), opened=False, by=cast.budi, at=NOW)
    assert {m.title: m.parties.count() for m in made} == {
        "Pakta Integritas — Dinas Contoh": 2,
        "Pakta Integritas — Badan Contoh": 1,
    }


def test_a_list_with_faults_names_the_lines_and_makes_nothing(cast):
    text = "jabatan\nCamat Geger\nCamat Geger\nCamat Tiada\n\n=HYPERLINK(1)\n"
    plan = bulk.plan_pacts(text=text, kind=Kind.INTEGRITY_PACT, region_code="35.26", by=cast.budi)
    assert [f.line for f in plan.faults] == [3, 4, 5]
    with pytest.raises(Problem) as refused:
        bulk.make_pacts(text=text, batch=batch(), opened=False, by=cast.budi, at=NOW)
    assert "3, 4, 5" in str(refused.value.sentence)
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "a;b\n1;2", 'jabatan\n"tak tertutup', "jabatan\n" + "x\n" * 5001])
def test_what_is_no_list_is_refused_with_a_word(text):
    with pytest.raises(Problem) as refused:
        lists.plan_of(text, Kind.INTEGRITY_PACT, {})
    assert refused.value.fields["list"]


def test_compliance_counts_by_agency_and_only_what_the_viewer_may_see(cast):
    text = "jabatan\nCamat Geger\nKepala Bakesbangpol Bangkalan\n"
    made = bulk.make_pacts(text=text, batch=batch(), opened=True, by=cast.citra, at=NOW)
    geger = next(m for m in made if m.title.endswith("Geger"))
    signed_by_office(geger, "Camat Geger", cast.dewi)
    rows = {r.agency: (r.n_signed, r.n) for r in queries.compliance(cast.citra)}
    assert rows == {"Camat Geger": (1, 1), "Kepala Bakesbangpol Bangkalan": (0, 1)}
    figure = queries.pact_figure(cast.citra)
    assert (figure.n_signed, figure.n, figure.share) == (1, 2, 0.5)
    assert [r.agency for r in figure.least] == ["Kepala Bakesbangpol Bangkalan"]
    assert queries.pact_figure(cast.eko).share is None


def test_a_draft_or_an_older_text_counts_for_nobody(cast, django_assert_max_num_queries):
    made = bulk.make_pacts(text="jabatan\nCamat Geger\n", batch=batch(), opened=False, by=cast.citra, at=NOW)
    assert queries.compliance(cast.citra) == []
    assert len(made) == 1
    with django_assert_max_num_queries(3):
        queries.pact_figure(cast.citra)


def test_nobody_of_another_regency_sees_a_commitment(cast):
    row = in_force(cast)
    assert list(queries.commitments_seen_by(cast.eko)) == []
    assert row in queries.commitments_seen_by(cast.dewi)
    assert row in queries.commitments_seen_by(cast.budi)
    assert list(queries.commitments_seen_by(cast.sari)) == []
