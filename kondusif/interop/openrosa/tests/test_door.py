"""A phone's submissions: one filling is one report, whatever comes twice, late, broken or never."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import FormFile
from kondusif.interop.openrosa import door as module
from kondusif.interop.openrosa.door import Submissions
from kondusif.interop.openrosa.tests.phone import BOUNDARY, filled, packed, post, send
from kondusif.people.tests.factories import make_places
from kondusif.reports.intake import Intake
from kondusif.reports.models import Attachment, Contact, Report
from kondusif.reports.queries import follow_up
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests.pictures import jpeg

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def photo() -> bytes:
    return jpeg()


@pytest.fixture
def app():
    forget_territory()
    make_places()
    intake = Intake()
    door = Submissions(intake)
    yield door
    door.threads.shutdown()
    intake.writer.stop()


def rows() -> list[Report]:
    with scoped(EVERYWHERE):
        return list(Report.objects.all())


def moment(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).isoformat(timespec="milliseconds")


def test_a_phone_asks_first_whether_it_may_send(app):
    answer = asyncio.run(send(app, b"", method="HEAD"))
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["x-openrosa-version"] == "1.0"
    assert int(answer.headers["x-openrosa-accept-content-length"]) >= 10_000_000
    assert answer.headers["location"] == "http://127.0.0.1:8000/openrosa/submission"
    assert (
        asyncio.run(send(app, b"", method="HEAD", host="a b<c>")).headers["location"].endswith("/openrosa/submission")
    )
    refused = asyncio.run(send(app, b"", method="PUT"))
    assert (refused.status, refused.headers["allow"]) == (405, "HEAD, POST")


def test_one_filling_is_one_report_with_a_receipt_that_its_sender_can_follow(app):
    answer = post(
        app, filled(event_at=moment(hours=1), point="-6.985 112.944 30 5.0", village=None, station_number="7")
    )
    assert answer.status == 201, answer.body
    [report] = rows()
    assert (report.channel, report.category, report.region_id) == ("form", "money_politics", "35.26.06.2005")
    assert (report.station_number, report.anonymous, report.exercise) == (7, True, False)
    receipt = "".join(c for c in answer.message.split("Tanda terima:")[1] if c.isdigit())
    with scoped(EVERYWHERE):
        assert follow_up(receipt[:20]).report.pk == report.pk
        assert Event.objects.filter(name="report.received").count() == 1


def test_the_same_document_again_is_the_same_report_and_a_changed_one_is_refused(app):
    key, at = f"uuid:{uuid4()}", moment(minutes=5)
    first = post(app, filled(key, event_at=at))
    again = post(app, filled(key, event_at=at).replace(b"><", b">\n  <"))
    assert (first.status, again.status, len(rows())) == (201, 201, 1)
    assert first.body == again.body
    for changed in (
        filled(key, event_at=at, text="Isi yang lain sama sekali."),
        filled(key, event_at=at, remark="Tambahan"),
    ):
        refused = post(app, changed)
        assert refused.status == 409 and "instanceID" in refused.message
    assert [r.text for r in rows()] == ["Amplop berisi uang dibagikan dari rumah ke rumah."]


def test_sixteen_sendings_at_once_are_one_report(app):
    body = packed(filled(event_at=moment(minutes=5)))

    async def all_of_them():
        return await asyncio.gather(*(send(app, body, chunks=n % 3 + 1) for n in range(16)))

    answers = asyncio.run(all_of_them())
    assert {a.status for a in answers} == {201} and len({a.body for a in answers}) == 1 == len(rows())


def test_photos_come_in_several_posts_and_each_is_kept_once_without_what_the_camera_wrote(app, photo):
    other = jpeg(64, 48)
    document = filled(event_at=moment(minutes=5), photo_1="1.jpg", photo_2="2.jpg", photo_3="3.jpg")
    first = post(app, document, {"1.jpg": photo}, more=True)
    assert first.status == 201 and "2" in first.message  # two are still expected
    assert post(app, document, {"2.jpg": other, "4.jpg": photo}).status == 201
    assert post(app, document, {"1.jpg": photo, "2.jpg": other}).status == 201  # the phone never heard of the first
    [report] = rows()
    with scoped(EVERYWHERE):
        assert Attachment.objects.filter(report=report).count() == 2
        assert list(FormFile.objects.filter(report=report, attachment=None).values_list("name", flat=True)) == ["3.jpg"]


def test_a_file_that_is_no_photo_harms_neither_the_report_nor_the_other_files(app, photo):
    answer = post(
        app, filled(event_at=moment(minutes=5), photo_1="1.jpg", photo_2="2.jpg"), {"1.jpg": b"MZ", "2.jpg": photo}
    )
    assert answer.status == 201 and "JPEG" in answer.message
    [report] = rows()
    with scoped(EVERYWHERE):
        assert Attachment.objects.filter(report=report).count() == 1
        assert FormFile.objects.get(report=report, name="1.jpg").refusal == "photo.refused"


def test_who_wants_to_be_reached_is_reachable_and_the_contact_is_sealed(app):
    answer = post(app, filled(event_at=moment(minutes=5), reachable="yes", contact="0812 3456 7890"))
    assert answer.status == 201
    with scoped(EVERYWHERE):
        assert (Report.objects.get().anonymous, Contact.objects.get().hint) == (False, "90")


def test_a_phone_whose_clock_is_a_year_off_loses_nothing(app):
    wrong = timedelta(days=365)
    said = datetime.now(UTC) + wrong
    document = filled(event_at=(said - timedelta(hours=2)).isoformat())
    date = said.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert post(app, document, date=date).status == 201
    assert post(app, document, date=(said + timedelta(minutes=3)).strftime("%a, %d %b %Y %H:%M:%S GMT")).status == 201
    [report] = rows()
    assert abs(report.event_at - (datetime.now(UTC) - timedelta(hours=2))) < timedelta(minutes=1)
    assert "Jam ponsel" in report.text
    # Without a Date nobody knows by how much it is wrong; later than now it was not.
    assert post(app, filled(event_at=said.isoformat()), date="kemarin").status == 201
    assert max(r.event_at for r in rows()) <= datetime.now(UTC)


BOMB = (b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c SYSTEM "file:///etc/passwd">]><data id="kondusif_laporan"><text>&b;&c;</text></data>')  # fmt: skip
DEEP = b"<data id='kondusif_laporan'>" + b"<a>" * 200 + b"</a>" * 200 + b"</data>"
MANY = b"<data id='kondusif_laporan'>" + b"<a/>" * 20_000 + b"</data>"


BAD_DOCUMENTS = [
    (filled(None), 400, "instanceID"),
    (filled(" "), 400, "instanceID"),
    (b"<data", 400, "XML"),
    (b"", 400, "XML"),
    (BOMB, 400, "DTD"),
    (BOMB.decode().replace('<?xml version="1.0"?>', "").encode("utf-16"), 400, "DTD"),
    (DEEP, 400, "bertingkat"),
    (MANY, 413, "10.000"),
    (b"<data>" + b"a" * 2_000_000 + b"</data>", 413, "1 MB"),
    (filled(form_id="formulir_lain"), 404, "formulir"),
    (filled(event_at="besok"), 422, "besok"),
    (filled(event_at="2026-11-20T08:00:00+07:00", point="di sana"), 422, "di sana"),
    (filled(event_at="2026-11-20T08:00:00+07:00", crowd_estimate="banyak"), 422, "banyak"),
    (filled(category="tiada"), 422, ""),
    (filled(village="35.99.01.2001"), 422, "35.99"),
    (filled(village=None), 422, ""),
    (None, 400, "xml_submission_file"),
]  # fmt: skip
BAD_BODIES = [
    (b"{}", {"content_type": "application/json"}, 415),
    (b"x", {"content_type": "multipart/form-data"}, 415),
    (packed(filled())[:-40], {}, 400),
    (packed(filled()).rpartition(b"--" + BOUNDARY.encode())[0] + packed(filled(remark="lain")), {}, 400),  # two fillings
    (b"", {}, 400),
    (b"\xff" * 3000, {}, 400),
]  # fmt: skip


def test_what_is_no_filled_form_gets_a_sentence_on_the_phone_and_leaves_nothing(app):
    # One test for all: what is measured against is the same empty table.
    for document, status, word in BAD_DOCUMENTS:
        answer = post(app, document)
        assert answer.status == status, (document, answer.body)
        assert word in answer.message and answer.headers["x-openrosa-version"] == "1.0"
    for body, headers, status in BAD_BODIES:
        answer = asyncio.run(send(app, body, **headers))
        assert answer.status == status and answer.message, body
    assert rows() == []


def test_more_than_one_post_may_hold_is_read_to_its_end_and_refused(app, monkeypatch):
    monkeypatch.setattr(module, "BODY_MAX", 2000)
    assert asyncio.run(send(app, packed(filled(remark="a" * 5000)), chunks=7)).status == 413
    monkeypatch.setattr(module, "BODY_MAX", 20_000)
    monkeypatch.setattr(module, "HELD_MAX", 2000)
    crowded = asyncio.run(send(app, packed(filled(remark="a" * 5000)), chunks=7))
    assert (crowded.status, crowded.headers["retry-after"]) == (503, "2")
    assert (app._held, rows()) == (0, [])


def test_a_sender_that_stops_in_the_middle_leaves_nothing_behind(app):
    body = packed(filled())

    async def broken():
        waiting = [{"type": "http.request", "body": body[:200], "more_body": True}, {"type": "http.disconnect"}]

        async def receive():
            return waiting.pop(0)

        sent = []

        async def take(message):
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/openrosa/submission", "headers": [], "scheme": "http"}
        await app(scope, receive, take)
        return sent[0]["status"]

    assert asyncio.run(broken()) == 408
    assert (rows(), app._held) == ([], 0)


def test_english_is_answered_to_who_reads_english(app):
    assert "no instanceID" in post(app, filled(None), accept_language="en").message


def test_a_phone_whose_date_lies_in_no_calendar_is_taken_at_the_moment_of_arrival(app):
    for date in ("Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:01 GMT"):
        answer = post(app, filled(event_at=moment(hours=1), start=moment(hours=1)), date=date)
        assert answer.status == 201, answer.body
    assert all(abs(r.event_at - datetime.now(UTC)) < timedelta(minutes=5) for r in rows()) and len(rows()) == 2
