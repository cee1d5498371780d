"""A warning becomes one signed message for each thing that happens to it, and programs of others accept it."""

import json
from datetime import timedelta

import feedparser
import pytest
from capvalidator.validate import Validator
from icalendar import Calendar

from kondusif.alerts import actions as alerts
from kondusif.alerts.models import Alert
from kondusif.alerts.states import Level
from kondusif.alerts.tests.factories import an_alarm, drafted, seen
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.elections.actions.plan_demo_election import plan_demo_election
from kondusif.interop.cap.actions import publish, publish_missed
from kondusif.interop.cap.codec import Area, MsgType, Scope, Status, from_xml
from kondusif.interop.cap.mapping import rings
from kondusif.interop.models import CapMessage
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM

pytestmark = pytest.mark.django_db
PUBLIC_TEXT = "Hindari kerumunan di pasar; petugas sudah berjaga."


@pytest.fixture
def folk(db):
    with scoped(EVERYWHERE):
        yield make_cast()


def issued(folk, **changes) -> Alert:
    fields = {"is_public": True, "public_text": PUBLIC_TEXT} | changes
    alert = drafted(folk.budi, Level.ORANGE, **fields)
    alerts.sign_alert(alert_id=alert.pk, seen=seen(alert), by=folk.citra, at=NOW)
    return Alert.objects.get(pk=alert.pk)


def written(alert: Alert, name: str) -> CapMessage | None:
    event = Event.objects.filter(name=name, subject_id=str(alert.pk)).latest("pk")
    return publish(event_id=event.pk, by=SYSTEM, at=NOW)


def test_an_issued_warning_is_a_valid_and_signed_message_in_two_languages(folk):
    row = written(issued(folk), "alert.issued")
    content = bytes(row.content)
    assert Validator(content).schema()[0]
    assert Validator(content).signature()[0]
    message = from_xml(content)
    assert (message.status, message.msg_type, message.scope) == (Status.ACTUAL, MsgType.ALERT, Scope.PUBLIC)
    assert [i.language for i in message.infos] == ["id-ID", "en-GB"]
    assert PUBLIC_TEXT in message.infos[0].description
    assert ("Kemendagri", "35.26.06") in message.infos[0].areas[0].geocodes
    assert Event.objects.filter(name="cap.written").count() == 1


def test_messages_that_nobody_wrote_when_it_happened_are_written_once_with_the_time_it_happened(folk):
    alert = issued(folk)
    alerts.stand_down_alert(alert_id=alert.pk, reason="Tenang.", by=folk.citra, at=NOW + timedelta(hours=3))
    assert [publish_missed(by=SYSTEM), publish_missed(by=SYSTEM)] == [2, 0]
    messages = list(CapMessage.objects.order_by("sent_at"))
    assert [m.msg_type for m in messages] == [MsgType.ALERT, MsgType.CANCEL]
    assert [m.sent_at for m in messages] == [NOW, NOW + timedelta(hours=3)]


def test_what_officers_wrote_for_themselves_is_not_in_a_public_message(folk):
    content = bytes(written(issued(folk, situation="Sumber: Pak Lurah"), "alert.issued").content).decode()
    assert "Pak Lurah" not in content
    assert "Camat menemui" not in content


def test_a_message_about_an_alarm_says_its_chance_in_both_languages_and_its_end_does_not(folk):
    alert = issued(folk, cluster_id=an_alarm().pk, is_public=False, public_text="")
    content = bytes(written(alert, "alert.issued").content)
    assert Validator(content).schema()[0]
    indonesian, english = from_xml(content).infos
    for info, told in ((indonesian, "1 kali dalam 40 masa kampanye tenang"), (english, "once in 40 quiet campaigns")):
        assert told in dict(info.parameters)["kondusif:chance"] and told in info.description
    alerts.stand_down_alert(alert_id=alert.pk, reason="Tenang.", by=folk.citra, at=NOW + timedelta(hours=3))
    ended = from_xml(bytes(written(alert, "alert.stood_down").content))
    assert all("kondusif:chance" not in dict(info.parameters) for info in ended.infos)


def test_a_changed_message_is_no_longer_signed(folk):
    content = bytes(written(issued(folk), "alert.issued").content)
    assert not Validator(content.replace(b"Hindari", b"Datangi")).signature()[0]


def test_an_end_cancels_and_names_what_it_ends_and_a_second_run_writes_nothing(folk):
    alert = issued(folk)
    first = written(alert, "alert.issued")
    alerts.stand_down_alert(alert_id=alert.pk, reason="Keadaan aman.", by=folk.citra, at=NOW + timedelta(hours=2))
    last = written(alert, "alert.stood_down")
    message = from_xml(bytes(last.content))
    assert message.msg_type == MsgType.CANCEL
    assert [r.identifier for r in message.references] == [first.identifier]
    assert written(alert, "alert.stood_down") == last
    assert CapMessage.objects.count() == 2


@pytest.mark.parametrize(("field", "status"), [("exercise", Status.EXERCISE), ("synthetic", Status.TEST)])
def test_an_exercise_and_invented_data_cannot_be_mistaken_for_the_real_thing(folk, field, status):
    message = from_xml(bytes(written(issued(folk, **{field: True}), "alert.issued").content))
    assert message.status == status
    for info in message.infos:
        assert "BUKAN KEADAAN" in info.headline or "NOT A REAL" in info.headline
        assert info.event != "Peringatan dini pemilihan"


def test_a_warning_for_offices_is_in_no_feed_and_opens_only_to_those_who_see_it(folk, client):
    row = written(issued(folk, is_public=False, public_text=""), "alert.issued")
    assert from_xml(bytes(row.content)).scope == Scope.RESTRICTED
    assert row.identifier.encode() not in client.get("/cap/feed.atom").content
    assert client.get(f"/cap/{row.identifier}.xml").status_code == 404
    client.force_login(folk.persons["eko"])
    assert client.get(f"/cap/{row.identifier}.xml").status_code == 404
    client.force_login(folk.persons["citra"])
    assert client.get(f"/cap/{row.identifier}.xml").status_code == 200


def test_readers_of_feeds_accept_ours_and_find_the_message_behind_each_entry(folk, client, at_the_scene):
    row = written(issued(folk), "alert.issued")
    for address in ("/cap/feed.atom", "/umpan/rss"):
        answer = client.get(address)
        feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
        assert feed.bozo == 0, feed.get("bozo_exception")
        [entry] = feed.entries
        behind = client.get(entry.links[0].href.partition("testserver")[2])
        assert behind.content == bytes(row.content)
        assert behind["Content-Type"].startswith("application/cap+xml")
    features = json.loads(client.get("/umpan/geojson").content)["features"]
    assert features[0]["id"] == row.identifier


def test_an_empty_feed_is_still_a_feed(folk, client):
    for address in ("/cap/feed.atom", "/umpan/rss"):
        assert feedparser.parse(client.get(address).content).bozo == 0
    assert client.get("/cap/feed.atom?wilayah=tidak-ada").status_code == 404


def test_an_area_of_many_islands_is_drawn_with_a_hundred_vertices_at_most():
    import shapely

    islands = shapely.MultiPolygon([shapely.Point(x * 3, 0).buffer(1, quad_segs=60) for x in range(30)])
    drawn = rings(islands)
    assert drawn
    assert sum(map(len, drawn)) <= 100
    assert rings(None) == ()


def test_an_outline_that_crosses_itself_is_drawn_as_what_it_encloses():
    import shapely

    bow = shapely.Polygon([(112, -7), (113, -6), (113, -7), (112, -6)])
    spike = shapely.Polygon([(112, -7), (113, -7), (113, -6), (112, -6), (112, -7), (112, -8), (112, -7)])
    for outline, n in ((bow, 2), (spike, 1), (shapely.MultiPolygon([bow, bow]), 2)):
        assert not outline.is_valid, "the control: it does cross itself"
        drawn = rings(outline)
        assert len(drawn) == n
        assert Area("x", drawn), "the standard's own rules accept it"
        area = sum(shapely.Polygon([(x, y) for y, x in ring]).area for ring in drawn)
        assert area == pytest.approx(shapely.make_valid(outline).area, rel=0.01)
    line = shapely.Polygon([(112, -7), (113, -7), (112, -7)])
    assert rings(line) == (), "a line encloses nothing"


def test_the_stages_of_an_election_open_in_a_calendar(folk, client):
    plan_demo_election(region_code="35.26", voting_on=(NOW + timedelta(days=30)).date())
    from kondusif.regions.models import Tenant

    slug = Tenant.objects.get(region_id="35.26").slug if Tenant.objects.filter(region_id="35.26") else ""
    whole = Calendar.from_ical(client.get("/ical/tahapan.ics" + (f"?wilayah={slug}" if slug else "")).content)
    assert whole["PRODID"]
    assert [e for e in whole.walk("VEVENT") if "Pemungutan" in str(e["SUMMARY"])] or not slug


def test_every_listed_address_answers(folk, client):
    page = client.get("/integrasi/")
    assert page.status_code == 200
    for address in ("/cap/feed.atom", "/umpan/rss", "/umpan/geojson", "/ical/tahapan.ics", "/api/v1/openapi.json"):
        assert address in page.content.decode()
        assert client.get(address).status_code == 200
