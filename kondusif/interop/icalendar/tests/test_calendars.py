"""An officer's calendar follows their meetings, duties and deadlines, and shows strangers nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from kondusif.channels.models import Duty
from kondusif.coordination.actions import NewTask, give_task
from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.icalendar import actions
from kondusif.interop.models import CalendarKey
from kondusif.meetings.actions import cancel_meeting, change_meeting
from kondusif.meetings.tests.factories import new_meeting, planned
from kondusif.people.models import Holding, Office
from kondusif.people.roles import Classification
from kondusif.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def folk(db, settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        folk = make_cast(NOW)
        for person in folk.persons.values():
            person.is_demo = True
            person.save()
        yield folk


def key_of(viewer) -> str:
    return actions.make_calendar_key(by=viewer, at=NOW)


def events(client, feed: str, key: str) -> list:
    answer = client.get(f"/ical/{feed}/{key}.ics")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_meeting_is_there_for_its_chair_and_follows_its_changes(folk, client):
    meeting = planned(folk.budi, at=NOW, starts_at=NOW + timedelta(days=3))
    key = key_of(folk.rendra)
    [first] = events(client, "rapat", key)
    assert (str(first["SUMMARY"]), str(first["STATUS"])) == (meeting.title, "TENTATIVE")
    assert first.decoded("dtstart") == meeting.starts_at
    later = NOW + timedelta(days=4)
    change_meeting(meeting_id=meeting.pk, new=new_meeting(starts_at=later, title="Rakor diundur"), by=folk.budi, at=NOW)
    [second] = events(client, "rapat", key)
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second.decoded("dtstart") == later
    cancel_meeting(meeting_id=meeting.pk, reason="Banjir.", by=folk.budi, at=NOW)
    [third] = events(client, "rapat", key)
    assert str(third["STATUS"]) == "CANCELLED" and third["SEQUENCE"] > second["SEQUENCE"]


def test_of_a_closed_meeting_only_the_hour_leaves_the_house(folk, client):
    planned(folk.citra, at=NOW, starts_at=NOW + timedelta(days=3), title="Kanarek rahasia", place="Kanarek tempat",
            classification=Classification.SECRET)  # fmt: skip
    answer = client.get(f"/ical/rapat/{key_of(folk.rendra)}.ics")
    assert answer.content.count(b"BEGIN:VEVENT") == 1
    assert b"Kanarek" not in answer.content
    assert b"CLASS:PRIVATE" in answer.content


def test_others_meetings_are_not_in_it(folk, client):
    planned(folk.budi, at=NOW, starts_at=NOW + timedelta(days=3))
    for viewer in (folk.eko, folk.dewi, folk.budi):
        assert events(client, "rapat", key_of(viewer)) == []


def test_duties_and_deadlines_stand_in_the_other_feed(folk, client):
    posko = Office.objects.get(title="Operator Posko Bangkalan")
    duty = Duty.objects.create(
        office=posko, person=folk.persons["budi"], region_id="35.26", starts_at=NOW + timedelta(days=1),
        ends_at=NOW + timedelta(days=1, hours=8), added_at=NOW, added_by=folk.persons["citra"],
    )  # fmt: skip
    give_task(task=NewTask("Kanarek tugas", "Isi", posko.pk, NOW + timedelta(days=2)), by=folk.citra, at=NOW)
    key = key_of(folk.budi)
    found = events(client, "piket", key)
    assert [e.decoded("dtend") for e in found] == [duty.ends_at, NOW + timedelta(days=2)]
    assert b"Kanarek" not in client.get(f"/ical/piket/{key}.ics").content
    Duty.objects.update(removed_at=NOW)
    assert str(events(client, "piket", key)[0]["STATUS"]) == "CANCELLED"
    assert events(client, "piket", key_of(folk.eko)) == []


def test_a_new_word_ends_the_former_and_a_revoked_one_opens_nothing(folk, client):
    first, second = key_of(folk.budi), key_of(folk.budi)
    assert client.get(f"/ical/rapat/{first}.ics").status_code == 404
    assert client.get(f"/ical/rapat/{second}.ics").status_code == 200
    assert actions.revoke_calendar_key(by=folk.budi, at=NOW)
    assert not actions.revoke_calendar_key(by=folk.budi, at=NOW)
    for word in (second, "kal_x", "%00", "x"):
        assert client.get(f"/ical/piket/{word}.ics").status_code == 404
    names = list(Event.objects.filter(name__startswith="calendar_key.").order_by("id").values_list("name", flat=True))
    assert names == ["calendar_key.made", "calendar_key.made", "calendar_key.revoked"]
    with pytest.raises(NotAllowed):
        actions.make_calendar_key(by=folk.sari, at=NOW)


def test_who_holds_no_office_any_more_reads_no_calendar(folk, client):
    key = key_of(folk.budi)
    Holding.objects.filter(person=folk.persons["budi"]).update(ends_on=(NOW - timedelta(days=2)).date())
    assert client.get(f"/ical/rapat/{key}.ics").status_code == 404


def test_the_page_lists_public_calendars_and_gives_own_addresses_once(folk, client):
    page = client.get("/ical/").content.decode()
    assert "tahapan.ics?wilayah=bangkalan" in page
    assert client.post("/ical/kunci").status_code == 302 and not CalendarKey.objects.exists()
    client.force_login(folk.persons["budi"])
    page = client.post("/ical/kunci").content.decode()
    address = page.partition('class="receipt">')[2].partition("<")[0]
    assert client.get(address.partition("testserver")[2]).status_code == 200
    assert address not in client.get("/ical/").content.decode()
    assert client.post("/ical/kunci/cabut").status_code == 302
    assert client.get(address.partition("testserver")[2]).status_code == 404


def test_many_meetings_cost_as_many_questions_as_one(folk, client, django_assert_max_num_queries):
    for n in range(4):
        planned(folk.budi, at=NOW, starts_at=NOW + timedelta(days=3 + n))
    key = key_of(folk.rendra)
    with django_assert_max_num_queries(14):
        assert len(events(client, "rapat", key)) == 4
