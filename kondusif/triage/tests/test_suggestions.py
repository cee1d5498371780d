from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kondusif.core.jobs import is_ordered
from kondusif.core.models import Event
from kondusif.core.problems import NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.reports.states import Maturity, Urgency
from kondusif.reports.tests.factories import SAMPANG_VILLAGE
from kondusif.triage import actions, queries, tasks
from kondusif.triage.bridge import likely_pairs, snippet_of
from kondusif.triage.models import Suggestion
from kondusif.triage.rules import advice
from kondusif.triage.tasks import take_in
from kondusif.triage.tests.factories import acting, arrived, incident_with, screened, verified

pytestmark = pytest.mark.django_db
HERE = {"lat": -6.985, "lon": 112.944, "region_code": ""}
FIGHT = "Dua kelompok pendukung ricuh saling dorong di depan TPS 7 Lerpak, ada yang membawa kayu"
SAME_FIGHT = "ricuh dua kelompok pendukung saling dorong dpn TPS 07 lerpak, bawa kayu"
OTHER_MATTER = "Lampu padam sejak magrib di balai desa, mohon bantuan genset PLN"


@pytest.fixture
def cast():
    return make_cast()


def prepare(report):
    with scoped(EVERYWHERE):
        take_in(Event.objects.get(subject_id=str(report.pk), name="report.received").pk)
    return report


def two_of_one_fight(**fields):
    first = prepare(arrived(category="intimidation_violence", text=FIGHT, **HERE))
    again = {"category": "intimidation_violence", "text": SAME_FIGHT, **HERE} | fields
    return first, prepare(arrived(NOW + timedelta(minutes=35), **again))


def suggested(report, viewer):
    with acting(viewer), translation.override("id"):
        return queries.suggestions_for(report, viewer)


def test_two_reports_of_one_fight_are_proposed_and_the_dark_hall_is_not(cast):
    prepare(arrived(category="power_network", text=OTHER_MATTER, **HERE))
    first, second = two_of_one_fight()
    found = suggested(second, cast.budi)
    assert [s.report.pk for s in found] == [first.pk]
    assert found[0].probability > 0.8
    assert found[0].incident is None


def test_however_many_are_compared_the_database_is_asked_no_more_often(cast):
    def compared(n: int) -> int:
        for _ in range(n):
            arrived(category="intimidation_violence", text=SAME_FIGHT, **HERE)
        report = arrived(category="intimidation_violence", text=FIGHT, **HERE)
        with scoped(EVERYWHERE), CaptureQueriesContext(connection) as asked:
            actions.suggest_duplicates(report=report, by=SYSTEM, at=NOW)
        return len(asked)

    assert compared(1) == compared(6)


def test_of_reports_that_came_together_one_that_fails_is_tried_again_alone(cast, monkeypatch):
    reports = [
        arrived(category="intimidation_violence", text=text, **HERE) for text in (FIGHT, OTHER_MATTER, SAME_FIGHT)
    ]
    with scoped(EVERYWHERE):
        numbers = {e.subject_id: e.pk for e in Event.objects.filter(name="report.received")}
    event_ids = [numbers[str(report.pk)] for report in reports]
    true = tasks.prepare

    def picky(report, *, at):
        if report.pk == reports[1].pk:
            raise RuntimeError("cannot be prepared")
        true(report, at=at)

    monkeypatch.setattr(tasks, "prepare", picky)
    tasks.take_in_each(event_ids)
    assert [s.report.pk for s in suggested(reports[2], cast.budi)] == [reports[0].pk]
    assert [is_ordered(tasks.take_in, event_id=one) for one in event_ids] == [False, True, False]


def test_the_reasons_speak_of_text_place_time_and_station(cast):
    _first, second = two_of_one_fight(station_number=7)
    (found,) = suggested(second, cast.budi)
    said = "; ".join(found.reasons)
    assert "teks mirip" in said and "%" in said
    assert "0 km, 35 menit" in said
    assert "TPS 7 sama" in said


def test_a_suggestion_is_seen_from_either_report(cast):
    first, second = two_of_one_fight()
    assert [s.report.pk for s in suggested(first, cast.budi)] == [second.pk]


def test_once_the_twin_is_in_an_incident_the_incident_is_proposed(cast):
    first = verified(cast.budi, category="intimidation_violence", text=FIGHT, **HERE)
    second = prepare(arrived(NOW + timedelta(minutes=35), category="intimidation_violence", text=SAME_FIGHT, **HERE))
    (found,) = suggested(second, cast.budi)
    assert found.incident == incident_with(first)


def test_the_link_keeps_what_the_engine_had_said(cast):
    first = verified(cast.budi, category="intimidation_violence", text=FIGHT, **HERE)
    second = prepare(arrived(NOW + timedelta(minutes=35), category="intimidation_violence", text=SAME_FIGHT, **HERE))
    with scoped(EVERYWHERE):
        stored = Suggestion.objects.get(report=second)
        actions.screen_report(
            report_id=second.pk,
            category=second.category,
            maturity=Maturity.OCCURRENCE,
            urgency=Urgency.RED,
            by=cast.budi,
            at=NOW,
        )
        actions.mark_duplicate(report_id=second.pk, incident_id=incident_with(first).pk, by=cast.budi, at=NOW)
        link = second.links.get()
    assert link.probability == stored.probability
    assert link.reasons == stored.reasons
    assert stored.engine_version


def test_what_is_far_in_place_or_time_is_not_even_compared(cast):
    first = arrived(category="crowd", text=FIGHT, **HERE)
    far = arrived(category="crowd", text=FIGHT, region_code="35.26.01.1001", lat=-7.045, lon=112.741)
    long_ago = arrived(NOW + timedelta(days=3), category="crowd", text=FIGHT, **HERE)
    elsewhere = arrived(category="crowd", text=FIGHT, region_code=SAMPANG_VILLAGE)
    practice = arrived(category="crowd", text=FIGHT, exercise=True, **HERE)
    near = arrived(NOW + timedelta(hours=2), category="hoax", text=FIGHT, **HERE)
    with scoped(EVERYWHERE):
        assert set(queries.neighbours_of(first, SYSTEM)) == {near}
        assert set(queries.neighbours_of(practice, SYSTEM)) == set()
        assert set(queries.neighbours_of(far, SYSTEM)) == set()
        assert set(queries.neighbours_of(long_ago, SYSTEM)) == set()
        assert set(queries.neighbours_of(elsewhere, SYSTEM)) == set()


def test_a_report_without_a_point_is_compared_within_its_subdistrict(cast):
    first = arrived(category="crowd", text=FIGHT, region_code="35.26.06.2001")
    second = arrived(category="crowd", text=FIGHT, region_code="35.26.06.2005")
    with scoped(EVERYWHERE):
        assert set(queries.neighbours_of(first, SYSTEM)) == {second}


def test_preparing_twice_stores_nothing_twice(cast):
    _first, second = two_of_one_fight()
    prepare(second)
    with scoped(EVERYWHERE):
        assert Suggestion.objects.filter(report=second).count() == 1


def test_suggestions_never_show_what_the_viewer_may_not_read(cast):
    first = prepare(arrived(category="intimidation_violence", text=FIGHT, classification=2, **HERE))
    second = prepare(arrived(NOW + timedelta(minutes=35), category="intimidation_violence", text=SAME_FIGHT, **HERE))
    assert suggested(second, cast.budi) == []
    assert [s.report.pk for s in suggested(second, cast.ani)] == [first.pk]
    assert suggested(second, cast.eko) == []


def test_a_report_about_the_camat_is_not_proposed_to_the_camat(cast):
    camat = Office.objects.get(title="Camat Geger")
    prepare(arrived(category="intimidation_violence", text=FIGHT, about_office_id=camat.pk, **HERE))
    second = prepare(arrived(NOW + timedelta(minutes=35), category="intimidation_violence", text=SAME_FIGHT, **HERE))
    assert suggested(second, cast.dewi) == []
    assert len(suggested(second, cast.budi)) == 1


def test_the_engine_hears_the_station_that_stands_in_its_own_field(cast):
    with_field = arrived(text="Kotak suara rusak di sini", station_number=12, **HERE)
    assert "TPS 12" in snippet_of(with_field).text


def test_pairs_come_likeliest_first_and_unlikely_ones_stay_out(cast):
    first = arrived(category="intimidation_violence", text=FIGHT, **HERE)
    twin = arrived(NOW + timedelta(minutes=5), category="intimidation_violence", text=FIGHT, **HERE)
    cousin = arrived(NOW + timedelta(minutes=35), category="intimidation_violence", text=SAME_FIGHT, **HERE)
    stranger = arrived(category="power_network", text=OTHER_MATTER, **HERE)
    pairs = likely_pairs(first, [stranger, cousin, twin])
    assert [p.other_id for p in pairs] == [twin.pk, cousin.pk]
    assert pairs[0].probability >= pairs[1].probability


def test_reports_are_screened_whether_or_not_suggestions_came(cast):
    assert suggested(screened(cast.budi), cast.budi) == []


def test_the_advice_is_to_join_to_ask_or_to_open_anew():
    assert advice([0.93, 0.4]) == "join"
    assert advice([0.79]) == "ask"
    assert advice([]) == "new"


def test_what_an_officer_refused_is_proposed_no_more_from_either_side_until_it_is_taken_back(cast):
    first, second = two_of_one_fight()
    prepare(first)  # compared anew from its own side: two rows of one pair
    with acting(cast.budi):
        actions.refuse_likeness(report_id=second.pk, other_id=first.pk, by=cast.budi, at=NOW)
        for one, other in ((first, second), (second, first)):
            assert queries.suggestions_for(one, cast.budi) == []
            (refused,) = queries.refused_for(one, cast.budi)
            assert (refused.report.pk, refused.refused_at, refused.refused_by.name) == (other.pk, NOW, "Budi Santosa")
        assert all(row.likeness is None for row in queries.queue_page(cast.budi, at=NOW).reports)
    prepare(second)
    assert suggested(second, cast.budi) == [], "comparing again forgets no refusal"
    with acting(cast.budi):
        actions.reconsider_likeness(report_id=first.pk, other_id=second.pk, by=cast.budi, at=NOW)
        assert queries.refused_for(second, cast.budi) == []
    assert [s.report.pk for s in suggested(second, cast.budi)] == [first.pk]
    with scoped(EVERYWHERE):
        steps = Event.objects.filter(name__startswith="report.likeness").order_by("id")
        told = list(steps.values_list("name", "subject_id"))
    assert told == [
        ("report.likeness_refused", str(second.pk)), ("report.likeness_reconsidered", str(first.pk)),
    ]  # fmt: skip


def test_refusing_one_report_of_an_incident_refuses_them_all(cast):
    first = verified(cast.budi, category="intimidation_violence", text=FIGHT, **HERE)
    twin = verified(
        cast.budi, incident_id=incident_with(first).pk, category="intimidation_violence", text=FIGHT, **HERE
    )
    second = prepare(arrived(NOW + timedelta(minutes=35), category="intimidation_violence", text=SAME_FIGHT, **HERE))
    with acting(cast.budi):
        assert Suggestion.objects.filter(report=second).count() == 2 and incident_with(twin) == incident_with(first)
        actions.refuse_likeness(report_id=second.pk, other_id=first.pk, by=cast.budi, at=NOW)
        assert queries.suggestions_for(second, cast.budi) == []


def test_only_a_proposed_pair_in_sight_can_be_refused(cast):
    first, second = two_of_one_fight(classification=2)
    dark = prepare(arrived(category="power_network", text=OTHER_MATTER, **HERE))
    for report, other in ((first, dark), (first, second)):
        with acting(cast.budi), pytest.raises(NotFound):
            actions.refuse_likeness(report_id=report.pk, other_id=other.pk, by=cast.budi, at=NOW)
    with acting(cast.eko), pytest.raises(NotFound):
        actions.refuse_likeness(report_id=first.pk, other_id=dark.pk, by=cast.eko, at=NOW)


def test_the_desk_says_likelihood_and_reasons_and_joins_by_one_press_which_is_taken_back_by_another(cast, settings):
    settings.DEMO = True  # demo persons may do without a second factor
    first = verified(cast.budi, category="intimidation_violence", text=FIGHT, **HERE)
    second = prepare(arrived(NOW + timedelta(minutes=35), category="intimidation_violence", text=SAME_FIGHT, **HERE))
    incident = incident_with(first)
    with scoped(EVERYWHERE):
        actions.screen_report(
            report_id=second.pk, category=second.category, maturity=Maturity.OCCURRENCE, urgency=Urgency.RED,
            by=cast.budi, at=NOW,
        )  # fmt: skip
    person = cast.persons["budi"]
    person.is_demo = True
    person.save(update_fields=["is_demo"])
    client = Client(headers={"accept-language": "id"})
    client.force_login(person)
    text = client.get(f"/triase/{second.pk}").content.decode()
    assert "kemungkinan sama: " in text and "teks mirip" in text and "Saran: gabungkan" in text
    assert f'name="d-incident" value="{incident.pk}"' in text
    assert client.post(f"/triase/{second.pk}/beda/{first.pk}").status_code == 302
    text = client.get(f"/triase/{second.pk}").content.decode()
    assert (
        "1 kemiripan ditolak" in text
        and "Ditolak oleh Budi Santosa" in text
        and 'type="hidden" name="d-incident"' not in text
    )
    assert client.post(f"/triase/{second.pk}/timbang-lagi/{first.pk}").status_code == 302
    joined = client.post(f"/triase/{second.pk}/duplikat", {"d-incident": str(incident.pk), "d-note": ""})
    assert joined.status_code == 302
    with scoped(EVERYWHERE):
        assert second.links.get(unlinked_at=None).incident_id == incident.pk
    for page in (f"/triase/{second.pk}", f"/triase/kejadian/{incident.number}"):
        text = client.get(page).content.decode()
        assert "kemungkinan sama: " in text and "teks mirip" in text and "Digabungkan oleh Budi Santosa" in text, page
    assert client.post(f"/triase/{second.pk}/keluarkan").status_code == 302
    with scoped(EVERYWHERE):
        assert not second.links.filter(unlinked_at=None).exists() and second.links.count() == 1
    text = client.get(f"/triase/{second.pk}").content.decode()
    told = [
        "Dinyatakan bukan hal yang sama",
        "Kemiripan itu dipertimbangkan lagi",
        "Laporan bergabung",
        "Laporan dikeluarkan",
    ]
    places = [text.rindex(words) for words in told]
    assert places == sorted(places, reverse=True), "every step stands in the history, the latest first"
