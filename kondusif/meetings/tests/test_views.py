"""The pages of meetings: thin, kind, usable on a phone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.models import Meeting
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Office, Person
from kondusif.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        Person.objects.update(is_demo=True)
        yield cast


def browser(stage, name: str) -> Client:
    client = Client()
    client.force_login(stage.persons[name])
    return client


def typed(**changes) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=3)
    return {
        "kind": "coordination", "title": "Rakor kesiapan", "region": "35.26", "day": day.isoformat(),
        "starts": "09:00", "ends": "11:00", "place": "Pendopo Agung, Bangkalan", "classification": "0",
        "chair": str(Office.objects.get(title="Bupati Bangkalan").pk), "agenda": "Kesiapan (15)\nLain-lain",
    } | changes  # fmt: skip


def test_an_empty_list_says_what_to_do(stage):
    answer = browser(stage, "citra").get("/rapat/")
    assert answer.status_code == 200
    assert "Belum ada rapat" in answer.content.decode()


def test_a_meeting_typed_in_the_form_stands_in_the_regions_own_hours(stage):
    answer = browser(stage, "citra").post("/rapat/baru", typed())
    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == f"/rapat/{meeting.pk}"
    assert meeting.starts_at.astimezone(meeting.zone).strftime("%H:%M") == "09:00"
    assert [(i.title, i.minutes_planned) for i in meeting.agenda.all()] == [("Kesiapan", 15), ("Lain-lain", None)]
    assert "09.00\xa0WIB" in browser(stage, "citra").get(f"/rapat/{meeting.pk}").content.decode()


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(stage):
    answer = browser(stage, "citra").post("/rapat/baru", typed(ends="08:00", purpose="Menindaklanjuti arahan"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "sebelum mulai" in page
    assert "Menindaklanjuti arahan" in page


def test_a_clash_names_the_other_meeting_and_passes_with_a_reason(stage):
    citra = browser(stage, "citra")
    citra.post("/rapat/baru", typed(title="Rakor pertama"))
    refused = citra.post("/rapat/baru", typed(title="Rakor kedua"))
    assert refused.status_code == 422
    assert "Rakor pertama" in refused.content.decode()
    assert citra.post("/rapat/baru", typed(title="Rakor kedua", clash_reason="Digabung")).status_code == 302


def test_a_meeting_of_another_regency_is_a_missing_page(stage):
    meeting = planned(stage.citra)
    assert browser(stage, "eko").get(f"/rapat/{meeting.pk}").status_code == 404
    assert browser(stage, "citra").get(f"/rapat/{meeting.pk}").status_code == 200


def test_the_list_asks_few_questions_however_many_meetings(stage, django_assert_max_num_queries):
    for n in range(12):
        planned(stage.citra, title=f"Rapat {n}", starts_at=timezone.now() + timedelta(days=n + 1))
    citra = browser(stage, "citra")
    with django_assert_max_num_queries(16):
        assert "Rapat 11" in citra.get("/rapat/").content.decode()
