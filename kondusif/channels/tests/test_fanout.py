"""A warning reaches persons: the holders of the addressed offices, who is on duty, and whom a rule names."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import translation

from kondusif.alerts.actions import acknowledge_alert, sign_alert
from kondusif.alerts.states import Level
from kondusif.alerts.tests.factories import an_alarm, drafted, seen
from kondusif.channels import actions, texts
from kondusif.channels.followers import letters
from kondusif.channels.kinds import Kind
from kondusif.channels.models import Address, Climb, Delivery, Duty, Preference, TellRule
from kondusif.channels.rules import end_of_quiet, steps_above
from kondusif.channels.states import Step
from kondusif.coordination.actions import NewTask, give_task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.detection import words as found_words
from kondusif.people.queries import OFFICE_DAY
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NEW_YEAR, NOW, appoint, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/sms"
    with scoped(EVERYWHERE):
        yield make_cast()


def issued(stage, **changes):
    alert = drafted(stage.budi, **changes)
    return sign_alert(alert_id=alert.pk, seen=seen(alert), by=stage.citra, at=NOW)


def phone(person, number, kind=Kind.SMS, **more) -> Address:
    return Address.objects.create(
        person=person, kind=kind, address=number, added_at=NOW, **({"verified_at": NOW} | more)
    )


def queued(alert, news="issued", at=NOW, **more) -> list[Delivery]:
    return actions.queue_alert(alert_id=alert.pk, news=news, by=SYSTEM, at=at, **more)


def by_kind(rows, kind) -> dict[str, Delivery]:
    return {r.person.name: r for r in rows if r.kind == kind and r.person_id}


def test_a_person_is_told_by_each_verified_way_that_is_switched_on_and_by_mail(stage):
    dewi = stage.persons["dewi"]
    phone(dewi, "+628111")
    phone(dewi, "+628222", is_active=False)
    phone(dewi, "+628333", verified_at=None)
    phone(dewi, "+628444", ended_at=NOW)
    phone(stage.persons["eko"], "+628555")
    rows = queued(issued(stage))
    assert [r.address for r in rows if r.kind == Kind.SMS] == ["+628111"]
    assert "dewi.rahayu@contoh.test" in {r.address for r in rows if r.kind == Kind.EMAIL}
    assert "Eko Prasetyo" not in {r.person.name for r in rows if r.person_id}


def test_a_way_without_a_carrier_in_this_installation_makes_no_message(stage, settings):
    settings.SMS_GATEWAY_URL = ""
    phone(stage.persons["dewi"], "+628111")
    assert {r.kind for r in queued(issued(stage))} == {Kind.EMAIL}


def test_the_sms_fits_in_one_and_ends_with_the_code_which_acknowledges(stage):
    phone(stage.persons["dewi"], "+628111")
    row = by_kind(queued(issued(stage, action="Temui “kepala desa” – segera. " * 20)), Kind.SMS)["Dewi Rahayu"]
    assert texts.places(row.body) <= 160 and "?" not in row.body
    assert row.body.startswith("Peringatan dini ORANYE Kecamatan Geger")
    assert row.body.endswith(f"Balas: SIAP {row.code}")
    assert actions.take_reply(Kind.SMS, "+628111", f"Siap {row.code}", NOW)
    row.refresh_from_db()
    assert row.state == "acknowledged"


def test_an_exercise_says_so_first_by_every_way(stage):
    phone(stage.persons["dewi"], "+628111")
    rows = queued(issued(stage, exercise=True))
    assert all(r.body.startswith("LATIHAN") and r.subject.startswith("[LATIHAN]") for r in rows)
    assert {r.kind for r in rows} == {Kind.EMAIL, Kind.SMS}


def test_chat_and_notice_carry_what_to_do_but_nothing_that_was_reported(stage):
    alert = issued(stage, title="Ancaman kepada Ibu Siti", situation="Rumah Ibu Siti didatangi.")
    text = texts.alert_text(alert, "issued")
    for kind in (Kind.TELEGRAM, Kind.WHATSAPP, Kind.WEBPUSH, Kind.SMS):
        assert "Siti" not in text.body(kind, code="1234", link="https://contoh.test/x")
    assert "Siti" in text.body(Kind.EMAIL, code="1234", link="https://contoh.test/x")


ONCE_IN_40 = "muncul secara kebetulan sekitar 1 kali dalam 40 masa kampanye tenang"


def test_a_warning_that_rests_on_an_alarm_says_its_chance_by_every_way(stage):
    alert = issued(stage, cluster_id=an_alarm().pk, action="Camat menemui kepala desa. " * 20)
    with translation.override("id"):
        text = texts.alert_text(alert, "issued")
        for kind in (Kind.EMAIL, Kind.TELEGRAM, Kind.WHATSAPP, Kind.WEBPUSH):
            assert ONCE_IN_40 in text.body(kind, code="1234", link="https://contoh.test/x"), kind
        sms = text.body(Kind.SMS, code="1234", link="")
        over = texts.alert_text(alert, "stood_down")
    assert texts.places(sms) <= 160 and "Camat menemui" in sms
    assert sms.endswith("(kebetulan 1x/40 kampanye) Balas: SIAP 1234")
    assert "kebetulan" not in over.long + over.short + over.notice + over.body(Kind.SMS, code="", link="")


def test_a_chance_that_is_not_known_or_only_bounded_is_told_as_that(stage):
    for often, bound, told in [
        (None, False, "belum diketahui"),
        (0.025, True, "1x/40+ kampanye"),
        (2.0, False, "2x/kampanye"),
    ]:
        alarm = an_alarm(alarms_per_campaign=often, chance_is_bound=bound)
        with translation.override("id"):
            assert told in texts.alert_text(issued(stage, cluster_id=alarm.pk), "issued").body(
                Kind.SMS, code="1", link=""
            )


def test_a_letter_says_the_chance_once_where_the_situation_says_it_already(stage):
    alarm = an_alarm()
    with translation.override("id"):
        alert = issued(stage, cluster_id=alarm.pk, situation=f"Tujuh laporan. {found_words.chance(alarm)}")
        assert texts.alert_text(alert, "issued").long.count(ONCE_IN_40) == 1


def test_who_is_off_duty_hears_by_mail_only(stage):
    budi, other = stage.persons["budi"], appoint("Joko Susilo", Role.DUTY_OPERATOR, "35.26", "Operator Posko Bangkalan")
    phone(budi, "+628111")
    phone(other, "+628222")
    office = budi.holdings.get().office
    Duty.objects.create(
        office=office, person=other, region_id="35.26", starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=7),
        added_at=NOW, added_by=budi,
    )  # fmt: skip
    rows = queued(issued(stage))
    assert set(by_kind(rows, Kind.SMS)) == {"Joko Susilo"}
    assert {"Budi Santosa", "Joko Susilo"} <= set(by_kind(rows, Kind.EMAIL))
    rows = queued(issued(stage), at=NOW + timedelta(hours=8))
    assert set(by_kind(rows, Kind.SMS)) == {"Budi Santosa", "Joko Susilo"}


def test_a_rule_tells_a_role_of_its_area_from_its_level_on_and_asks_for_no_answer(stage):
    liaison = appoint("Ika Sari", Role.OVERSIGHT_LIAISON, "35.26", "Bawaslu Bangkalan")
    appoint("Oni Putra", Role.OVERSIGHT_LIAISON, "35.27", "Bawaslu Sampang")
    phone(liaison, "+628777")
    rule = {"region_id": "35.26", "role": Role.OVERSIGHT_LIAISON, "added_at": NOW, "added_by": stage.persons["citra"]}
    row = TellRule.objects.create(**rule, from_level=Level.RED)
    assert "Ika Sari" not in by_kind(queued(issued(stage)), Kind.SMS)
    TellRule.objects.filter(pk=row.pk).update(from_level=Level.ORANGE)
    rows = queued(issued(stage))
    told = by_kind(rows, Kind.SMS)["Ika Sari"]
    assert (told.code, told.link) == ("", "") and "SIAP" not in told.body
    assert "Oni Putra" not in by_kind(rows, Kind.EMAIL)


def test_quiet_hours_put_off_what_rings_but_never_red_and_never_mail(stage):
    dewi = stage.persons["dewi"]
    phone(dewi, "+628111")
    Preference.objects.create(person=dewi, quiet_from=time(8), quiet_until=time(10), changed_at=NOW)
    alert = issued(stage)
    rows = queued(alert)
    assert by_kind(rows, Kind.SMS)["Dewi Rahayu"].not_before == NOW + timedelta(hours=1)
    assert by_kind(rows, Kind.EMAIL)["Dewi Rahayu"].not_before == NOW
    alert.level = Level.RED
    alert.save()
    assert by_kind(queued(alert, "climbed", office_ids=[dewi.holdings.get().office_id]), Kind.SMS)["Dewi Rahayu"].not_before == NOW  # fmt: skip


@pytest.mark.parametrize(("hour", "ends"), [(23, (21, 5)), (4, (20, 5)), (5, None), (12, None), (22, (21, 5))])
def test_quiet_hours_reach_over_midnight(hour, ends):
    at = datetime(2026, 11, 20, hour, 0, tzinfo=OFFICE_DAY)
    end = end_of_quiet(time(22), time(5), at, OFFICE_DAY)
    assert end == (datetime(2026, 11, ends[0], ends[1], tzinfo=OFFICE_DAY) if ends else at)


def test_ten_thousand_would_take_few_statements(stage, django_assert_max_num_queries):
    for n in range(60):
        appoint(f"Kades {n}", Role.VILLAGE_HEAD, "35.26.06.2001", f"Kepala Desa {n}")
    alert = issued(stage)
    with django_assert_max_num_queries(14):
        assert len(queued(alert)) >= 60


def test_the_call_tree_climbs_until_somebody_answers(stage):
    appoint("Haji Umar", Role.VILLAGE_HEAD, "35.26.06.2001", "Kepala Desa Kombangan")
    alert = issued(stage)
    actions.start_climb(alert_id=alert.pk, by=SYSTEM, at=NOW)
    climb = Climb.objects.get()
    assert (climb.step, climb.due_at) == (Step.GROUND, NOW + timedelta(minutes=20))
    assert actions.climb_on(by=SYSTEM, at=NOW + timedelta(minutes=19)) == 0
    assert actions.climb_on(by=SYSTEM, at=NOW + timedelta(minutes=20)) == 1
    event = Event.objects.get(name="alert.climbed")
    assert (event.payload["step"], event.payload["unanswered"]) == ("below", "ground")
    rows = queued(alert, "climbed", office_ids=event.payload["offices"])
    assert set(by_kind(rows, Kind.EMAIL)) == {"Dewi Rahayu"}
    assert rows[0].subject.startswith("Belum ada yang menjawab")
    acknowledge_alert(alert_id=alert.pk, by=stage.dewi, at=NOW + timedelta(minutes=25))
    assert actions.climb_on(by=SYSTEM, at=NOW + timedelta(minutes=26)) == 1
    climb.refresh_from_db()
    assert climb.outcome == "answered"
    assert actions.climb_on(by=SYSTEM, at=NOW + timedelta(hours=9)) == 0


def test_a_silent_tree_reaches_the_top_addresses_offices_left_out_and_ends_unanswered(stage):
    alert = issued(stage)
    alert.addressees.exclude(office__title="Camat Geger").delete()
    actions.start_climb(alert_id=alert.pk, by=SYSTEM, at=NOW)
    for n in range(1, 6):
        actions.climb_on(by=SYSTEM, at=NOW + n * timedelta(minutes=20))
    steps = [e.payload["step"] for e in Event.objects.filter(name="alert.climbed").order_by("id")]
    assert steps == ["post", "agency", "top"]
    assert alert.addressees.filter(office__title="Bupati Bangkalan", due_at__isnull=False).exists()
    assert Event.objects.get(name="alert.climb_ended").payload["outcome"] == "unanswered"


def test_a_step_that_answered_before_it_was_told_ends_the_climb(stage):
    appoint("Haji Umar", Role.VILLAGE_HEAD, "35.26.06.2001", "Kepala Desa Kombangan")
    alert = issued(stage)
    actions.start_climb(alert_id=alert.pk, by=SYSTEM, at=NOW)
    acknowledge_alert(alert_id=alert.pk, by=stage.dewi, at=NOW)
    assert actions.climb_on(by=SYSTEM, at=NOW) == 0  # the village still has its minutes
    actions.climb_on(by=SYSTEM, at=NOW + timedelta(minutes=20))
    assert Climb.objects.get().outcome == "answered"


def test_yellow_wakes_no_regent_and_green_does_not_climb():
    assert steps_above(Step.POST, Level.YELLOW) == (Step.AGENCY,)
    assert steps_above(Step.POST, Level.RED) == (Step.AGENCY, Step.TOP)
    assert steps_above(Step.GROUND, Level.GREEN) == ()


def test_the_link_in_a_message_acknowledges_without_an_account_by_post_only(stage, client, at_the_scene):
    row = by_kind(queued(issued(stage)), Kind.EMAIL)["Dewi Rahayu"]
    path = row.link.removeprefix("http://localhost:8000")
    assert path.startswith("/kanal/siap/") and row.link in row.body
    assert client.get(path).status_code == 200
    row.refresh_from_db()
    assert row.acknowledged_at is None
    answer = client.post(path)
    assert answer.status_code == 200
    assert "Terima kasih" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "acknowledged"
    assert client.post(path).status_code == 200
    assert Event.objects.filter(name="alert.acknowledged").count() == 1
    assert client.get(path[:-1] + ("x" if path[-1] != "x" else "y")).status_code == 404
    assert client.get("/kanal/siap/x").status_code == 404


def test_in_papua_warnings_tasks_and_news_tell_the_time_of_papua(stage):
    Region.objects.update(timezone="Asia/Jayapura")
    alert = issued(stage, valid_until=NEW_YEAR, is_public=True, public_text="Hindari pasar.")
    task = give_task(
        task=NewTask("Temui warga", "Segera", alert.addressees.first().office_id, NEW_YEAR), by=stage.citra, at=NOW
    )
    (letter, *_others) = actions.queue_task(task_id=task.pk, news="given", by=SYSTEM, at=NOW)
    told = (texts.alert_text(alert, "issued").long, letters.news_of_alert(alert, "issued").body, letter.body)
    assert all("01-01-2027 02.30 WIT" in text and "WIB" not in text for text in told), told


def test_a_text_in_any_alphabet_becomes_an_sms():
    assert texts.gsm("Café “Ranté” — ayo… ꦗꦮ 😀") == 'Café "Ranté" - ayo... ?? ?'
    assert texts.sms_text("{" * 200, "SIAP 1").count("{") == 75
