"""Two persons stand behind a warning, an office answers it, and a decision or a date ends it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from kondusif.alerts import actions, queries
from kondusif.alerts.drafting import draft_from_cluster
from kondusif.alerts.models import Addressee, Alert, Signature
from kondusif.alerts.states import AlertState, Level
from kondusif.alerts.tests.factories import a_draft, drafted, seen
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.detection.models import Cluster, Run
from kondusif.detection.tests.factories import a_report
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.regions.models import Region
from kondusif.reports.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        yield make_cast()


def issued(stage, level=Level.ORANGE) -> Alert:
    alert = drafted(stage.budi, level)
    return actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)


def names(alert) -> list[str]:
    return list(Event.objects.filter(subject_id=str(alert.pk)).order_by("id").values_list("name", flat=True))


def test_an_orange_warning_is_issued_when_the_agency_head_signs_what_the_operator_drafted(stage):
    alert = issued(stage)
    assert alert.state == AlertState.ISSUED
    assert names(alert) == ["alert.drafted", "alert.signed", "alert.issued"]
    assert Signature.objects.get(alert=alert).title == "Kepala Bakesbangpol Bangkalan"


def a_second_head(stage) -> Viewer:
    """Somebody stands in for the head of the agency: two may sign orange now."""
    person = appoint("Hadi Susilo", Role.AGENCY_HEAD, "35.26", "Kepala Bakesbangpol Bangkalan", prefix="Plh")
    return viewer_of(person, at=NOW)


def changed(alert: Alert, by: Viewer, **changes) -> Alert:
    offices = list(alert.addressees.values_list("office_id", flat=True))
    return actions.edit_draft(alert_id=alert.pk, draft=a_draft(**changes), office_ids=offices, by=by, at=NOW)


def test_nobody_signs_their_own_draft(stage):
    a_second_head(stage)
    alert = drafted(stage.citra)
    with pytest.raises(NotAllowed):
        actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)
    assert Alert.objects.get(pk=alert.pk).state == AlertState.DRAFT


def test_whoever_wrote_any_version_does_not_sign_though_another_changed_a_word_after(stage):
    hadi = a_second_head(stage)
    alert = changed(drafted(stage.citra), stage.budi, title="Ancaman di Geger")
    with pytest.raises(NotAllowed):
        actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)
    assert [h.person.name for h in queries.signers_now(alert, NOW)] == ["Hadi Susilo"]
    assert queries.writers_of(alert) == ["Citra Lestari", "Budi Santosa"]
    assert actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=hadi, at=NOW).state == AlertState.ISSUED


def test_a_red_warning_is_neither_countersigned_nor_sent_alone_by_who_wrote_part_of_it(stage):
    hadi = a_second_head(stage)
    alert = changed(drafted(stage.budi, Level.RED), stage.citra, level=Level.RED)
    actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=hadi, at=NOW)
    with pytest.raises(NotAllowed):
        actions.issue_alone(alert_id=alert.pk, reason="Bupati di pesawat", by=stage.citra, at=NOW + timedelta(hours=1))
    secretary = appoint("Citra Lestari", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah", prefix="Plh")
    with pytest.raises(NotAllowed) as refused:
        actions.countersign_alert(alert_id=alert.pk, seen=seen(alert), by=viewer_of(secretary, at=NOW), at=NOW)
    assert refused.value.code == "alert.same_person"


def test_the_only_one_who_could_sign_writes_nothing_but_asks_the_writer(stage):
    with pytest.raises(Conflict) as refused:
        drafted(stage.citra)
    assert "Budi Santosa (Operator Posko Bangkalan)" in str(refused.value)
    alert = drafted(stage.budi)
    with pytest.raises(Conflict):
        changed(alert, stage.citra, title="Ancaman di Geger")
    alert = actions.ask_for_change(alert_id=alert.pk, reason=" Sebut kecamatannya ", by=stage.citra, at=NOW)
    assert (alert.wish, alert.authors) == ("Sebut kecamatannya", [stage.budi.person_id])
    alert = changed(alert, stage.budi, title="Ancaman di Geger")
    assert alert.wish == ""
    assert actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW).state == AlertState.ISSUED
    assert names(alert)[:3] == ["alert.drafted", "alert.change_asked", "alert.edited"]
    with pytest.raises(Conflict):
        actions.ask_for_change(alert_id=alert.pk, reason="Terlambat", by=stage.citra, at=NOW)


def test_yellow_is_written_by_either_of_two_officers_and_signed_by_the_other(stage):
    for writer, signer in ((stage.budi, stage.citra), (stage.citra, stage.budi)):
        alert = drafted(writer, Level.YELLOW)
        assert actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=signer, at=NOW).state == AlertState.ISSUED


def test_what_waits_for_a_signature_is_offered_only_to_who_may_give_it(stage):
    yellow, orange, red = (drafted(stage.budi, level) for level in (Level.YELLOW, Level.ORANGE, Level.RED))
    actions.sign_alert(alert_id=red.pk, seen=seen(red), by=stage.citra, at=NOW)

    def offered(viewer: Viewer) -> set:
        return set(queries.drafts_to_sign(viewer).values_list("pk", flat=True))

    assert offered(stage.citra) == {yellow.pk, orange.pk}
    assert offered(stage.rendra) == {red.pk}
    assert offered(stage.budi) == offered(stage.ani) == offered(stage.eko) == set()
    changed(yellow, stage.ani, level=Level.YELLOW)
    assert offered(stage.citra) == {yellow.pk, orange.pk} and offered(stage.ani) == set()


def test_a_strangers_office_asks_for_no_change(stage):
    alert = drafted(stage.budi)
    for stranger in (stage.dewi, stage.eko):
        with pytest.raises(NotAllowed):
            actions.ask_for_change(alert_id=alert.pk, reason="x", by=stranger, at=NOW)


def test_a_warning_sent_to_other_offices_than_were_read_is_not_signed(stage):
    alert = drafted(stage.budi)
    before, offices = seen(alert), list(alert.addressees.values_list("office_id", flat=True))
    actions.edit_draft(alert_id=alert.pk, draft=a_draft(), office_ids=offices[:1], by=stage.budi, at=NOW)
    with pytest.raises(Conflict):
        actions.sign_alert(alert_id=alert.pk, seen=before, by=stage.citra, at=NOW)


def test_what_the_system_drafted_and_a_person_changed_the_system_does_not_write_over(stage):
    alert = changed(
        drafted(SYSTEM, Level.YELLOW, trigger_key="uji"), stage.budi, title="Kata petugas", level=Level.YELLOW
    )
    drafted(SYSTEM, Level.RED, trigger_key="uji", title="Kata sistem")
    assert Alert.objects.get(pk=alert.pk).title == "Kata petugas"


def test_a_draft_of_the_system_needs_a_person_and_yellow_is_the_duty_operators(stage):
    alert = drafted(SYSTEM, Level.YELLOW)
    assert actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.budi, at=NOW).state == AlertState.ISSUED


@pytest.mark.parametrize(
    ("who", "level"),
    [
        ("budi", Level.ORANGE),
        ("budi", Level.RED),
        ("ani", Level.YELLOW),
        ("dewi", Level.YELLOW),
        ("eko", Level.YELLOW),
        ("rendra", Level.RED),
    ],
)
def test_an_office_signs_only_the_levels_the_specification_gives_it(stage, who, level):
    alert = drafted(SYSTEM, level)
    with pytest.raises(NotAllowed):
        actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=getattr(stage, who), at=NOW)


def test_red_waits_for_a_second_authority_who_is_another_person(stage):
    alert = drafted(stage.budi, Level.RED)
    alert = actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)
    assert (alert.state, alert.issued_at) == (AlertState.SIGNED, None)
    with pytest.raises(NotAllowed):
        actions.countersign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)
    alert = actions.countersign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.rendra, at=NOW)
    assert alert.state == AlertState.ISSUED
    assert [s.title for s in alert.signatures.all()] == ["Kepala Bakesbangpol Bangkalan", "Pj. Bupati Bangkalan"]


def test_red_goes_out_on_one_signature_only_with_a_reason_and_after_a_quarter_of_an_hour(stage):
    alert = drafted(stage.budi, Level.RED)
    actions.sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)
    late = NOW + timedelta(minutes=15)
    with pytest.raises(Problem) as refused:
        actions.issue_alone(alert_id=alert.pk, reason=" ", by=stage.citra, at=late)
    assert "reason" in refused.value.fields
    with pytest.raises(Problem) as refused:
        actions.issue_alone(alert_id=alert.pk, reason="Bupati di pesawat", by=stage.citra, at=NOW)
    assert refused.value.code == "alert.too_early"
    alert = actions.issue_alone(alert_id=alert.pk, reason="Bupati di pesawat", by=stage.citra, at=late)
    assert (alert.state, alert.single_sign_reason) == (AlertState.ISSUED, "Bupati di pesawat")


def test_what_was_changed_since_it_was_read_is_not_signed(stage):
    alert = drafted(stage.budi)
    before = seen(alert)
    offices = list(alert.addressees.values_list("office_id", flat=True))
    actions.edit_draft(alert_id=alert.pk, draft=a_draft(title="Lain"), office_ids=offices, by=stage.budi, at=NOW)
    with pytest.raises(Conflict):
        actions.sign_alert(alert_id=alert.pk, seen=before, by=stage.citra, at=NOW)
    assert not Signature.objects.filter(alert=alert).exists()


def test_a_signature_can_be_added_but_never_changed_or_taken_away(stage):
    alert = issued(stage)
    for spoil in (lambda q: q.update(title="Orang lain"), lambda q: q.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil(Signature.objects.filter(alert=alert))
    assert Signature.objects.filter(alert=alert).count() == 1


def test_an_incomplete_draft_says_which_parts_are_missing(stage):
    bad = a_draft(title=" ", situation="", action="", valid_until=NOW, is_public=True)
    with pytest.raises(Problem) as refused:
        actions.draft_alert(draft=bad, by=stage.budi, at=NOW)
    assert set(refused.value.fields) == {"title", "situation", "action", "valid_until", "public_text"}


def test_more_reports_of_the_same_trouble_join_the_open_warning(stage):
    first = drafted(SYSTEM, Level.YELLOW, trigger_key="same_place:35.26.06:hoax")
    second = drafted(SYSTEM, Level.ORANGE, trigger_key="same_place:35.26.06:hoax", title="Lebih gawat")
    assert second.pk == first.pk
    assert Alert.objects.get(pk=first.pk).level == Level.ORANGE
    actions.decline_alert(alert_id=first.pk, reason="Sudah reda", by=stage.budi, at=NOW)
    assert drafted(SYSTEM, trigger_key="same_place:35.26.06:hoax").pk != first.pk


def test_a_trigger_that_fires_again_with_nothing_new_leaves_the_draft_under_the_eyes_of_its_reader(stage):
    alert = drafted(SYSTEM, trigger_key="uji")
    read, later = seen(alert), NOW + timedelta(minutes=1)
    drafted(SYSTEM, trigger_key="uji", valid_until=alert.valid_until + timedelta(minutes=1))
    assert names(alert) == ["alert.drafted"]
    assert actions.sign_alert(alert_id=alert.pk, seen=read, by=stage.citra, at=later).state == AlertState.ISSUED


def test_a_draft_that_has_passed_its_date_takes_the_date_of_the_trigger_that_fires_again(stage):
    alert = drafted(SYSTEM, trigger_key="uji")
    end = alert.valid_until
    again = a_draft(trigger_key="uji", valid_until=end + timedelta(days=1))
    actions.draft_alert(draft=again, by=SYSTEM, at=end)
    assert Alert.objects.get(pk=alert.pk).valid_until == again.valid_until


def test_a_warning_of_new_years_morning_bears_the_new_year(stage):
    morning = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)  # 01.00 WIB on 1 January
    draft = a_draft(valid_until=morning + timedelta(days=2))
    assert actions.draft_alert(draft=draft, by=stage.budi, at=morning).number == "PD/35.26/2027/0001"


def test_numbers_of_a_tenant_follow_one_another_within_the_year(stage):
    assert [drafted(stage.budi).number for _ in range(3)] == [f"PD/35.26/2026/{n:04d}" for n in (1, 2, 3)]


@pytest.mark.parametrize(("zone", "n"), [("Asia/Jakarta", 1), ("Asia/Jayapura", 2)])
def test_a_warning_on_a_cluster_rests_on_the_reports_of_its_days_by_the_regions_clock(stage, zone, n):
    Region.objects.update(timezone=zone)
    run = Run.objects.create(
        region_id="35.26", state="done", seed=1, method="stp", input_hash="a", result_hash="b", requested_at=NOW,
        finished_at=NOW,
    )  # fmt: skip
    cluster = Cluster.objects.create(
        run=run, rank=1, region_id="35.26.06", members=["35.26.06.2005"], cases_by_member={"35.26.06.2005": 2},
        starts_on=date(2026, 11, 18), ends_on=date(2026, 11, 19), cases=2, expected=0.2, llr=9, p_value=0.001,
        recurrence_days=1000, lon=112.9, lat=-7, radius_km=2, first_found_at=NOW,
    )  # fmt: skip
    noon = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)
    before_midnight = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)  # 22.30 in Jakarta, 00.30 of the 18th in Papua
    Report.objects.bulk_create(a_report("35.26.06.2005", at, k) for k, at in enumerate((noon, before_midnight)))
    assert draft_from_cluster(str(cluster.pk), by=SYSTEM, at=NOW).basis.count() == n


def test_an_addressed_office_acknowledges_once_and_another_office_cannot(stage):
    alert = issued(stage)
    addressee = actions.acknowledge_alert(alert_id=alert.pk, by=stage.dewi, at=NOW)
    assert addressee.office.title == "Camat Geger"
    with pytest.raises(Conflict):
        actions.acknowledge_alert(alert_id=alert.pk, by=stage.dewi, at=NOW)
    with pytest.raises(NotAllowed):
        actions.acknowledge_alert(alert_id=alert.pk, by=stage.eko, at=NOW)


def test_a_warning_ends_by_its_date_once_and_by_decision_only_with_a_reason(stage):
    alert = issued(stage)
    with pytest.raises(Problem):
        actions.stand_down_alert(alert_id=alert.pk, reason="", by=stage.citra, at=NOW)
    assert actions.expire_alerts(by=SYSTEM, at=NOW + timedelta(days=1)) == 0
    assert actions.expire_alerts(by=SYSTEM, at=NOW + timedelta(days=2)) == 1
    assert actions.expire_alerts(by=SYSTEM, at=NOW + timedelta(days=2)) == 0
    with pytest.raises(ForbiddenMove):
        actions.stand_down_alert(alert_id=alert.pk, reason="Sudah aman", by=stage.citra, at=NOW)


def test_an_office_that_does_not_answer_is_reminded_once(stage):
    alert = issued(stage)
    n = Addressee.objects.filter(alert=alert).count()
    actions.acknowledge_alert(alert_id=alert.pk, by=stage.dewi, at=NOW)
    late = NOW + timedelta(hours=2)
    assert actions.remind_addressees(by=SYSTEM, at=NOW) == 0
    assert actions.remind_addressees(by=SYSTEM, at=late) == n - 1
    assert actions.remind_addressees(by=SYSTEM, at=late) == 0


def test_escalation_addresses_the_superiors_of_those_who_did_not_answer(stage):
    alert = issued(stage)
    from kondusif.people.models import Office

    governor = Office.objects.create(role=Role.REGIONAL_HEAD, region_id="35", title="Gubernur Jawa Timur")
    Office.objects.filter(title="Camat Geger").update(superior=governor)
    alert = actions.escalate_alert(alert_id=alert.pk, reason="Camat tidak menjawab", by=stage.budi, at=NOW)
    assert alert.state == AlertState.ESCALATED
    assert alert.addressees.filter(office=governor).exists()


def test_nothing_stays_when_the_event_cannot_be_written(stage, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr("kondusif.alerts.actions.writing.record", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        drafted(stage.budi)
    assert not Alert.objects.exists()


def test_a_camat_sees_issued_warnings_of_her_area_and_those_addressed_to_her_but_no_drafts(stage):
    draft, here = drafted(stage.budi), issued(stage)
    regency = drafted(stage.budi, region_code="35.26")
    regency = actions.sign_alert(alert_id=regency.pk, seen=seen(regency), by=stage.citra, at=NOW)
    elsewhere = drafted(stage.budi, region_code="35.26.01")
    elsewhere = actions.sign_alert(alert_id=elsewhere.pk, seen=seen(elsewhere), by=stage.citra, at=NOW)
    visible = set(queries.alerts_seen_by(stage.dewi).values_list("pk", flat=True))
    assert here.pk in visible
    assert draft.pk not in visible
    assert elsewhere.pk not in visible
    assert (regency.pk in visible) == Addressee.objects.filter(alert=regency, office__title="Camat Geger").exists()


def test_an_officer_of_another_regency_sees_nothing_and_the_database_agrees(stage):
    issued(stage)
    assert not queries.alerts_seen_by(stage.eko).exists()
    with scoped(stage.eko.scope):
        assert not Alert.objects.exists()
        assert not Signature.objects.exists()
    with scoped(stage.dewi.scope):
        assert Alert.objects.count() == 1


def test_the_list_of_warnings_in_force_costs_one_question_however_long(stage, django_assert_num_queries):
    for _ in range(4):
        issued(stage)
    with django_assert_num_queries(1):
        assert len([(a.region.title, a.n_acknowledged) for a in queries.alerts_open(stage.citra)]) == 4
