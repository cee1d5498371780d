"""Whoever holds the receipt adds photos later; they are made anew like the first ones."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_places
from kondusif.reports.actions import add_photos
from kondusif.reports.models import Attachment
from kondusif.reports.photos import read_photo
from kondusif.reports.receipts import receipt_of
from kondusif.reports.tests import pictures
from kondusif.reports.tests.factories import make_report


@pytest.fixture
def receipt(db):
    with scoped(EVERYWHERE):
        make_places()
        key = uuid4()
        make_report(client_id=key)
        yield receipt_of(key)


def test_a_photo_comes_later_without_what_the_phone_wrote_into_it(receipt):
    assert add_photos(receipt=receipt, photos=[pictures.jpeg()], at=NOW).n_new == 1
    row = Attachment.objects.get()
    content = read_photo(row.path, row.sha256)
    assert pictures.GPS_CANARY.encode() in pictures.jpeg(), "the control"
    assert pictures.GPS_CANARY.encode() not in content and pictures.COMMENT_CANARY not in content
    assert Event.objects.filter(name="report.photographed").count() == 1


def test_the_same_photo_twice_is_one_and_tells_nothing_new(receipt):
    add_photos(receipt=receipt, photos=[pictures.jpeg()], at=NOW)
    assert add_photos(receipt=receipt, photos=[pictures.jpeg()], at=NOW).n_new == 0
    assert Attachment.objects.count() == Event.objects.filter(name="report.photographed").count() == 1


def test_what_is_no_photo_is_named_and_the_others_stay(receipt):
    done = add_photos(receipt=receipt, photos=[b"no picture", pictures.jpeg()], at=NOW)
    assert (done.n_new, len(done.refused)) == (1, 1)


def test_no_receipt_no_photo_and_too_many_are_refused(receipt, monkeypatch):
    with pytest.raises(NotFound):
        add_photos(receipt="1" * 20, photos=[pictures.jpeg()], at=NOW)
    with pytest.raises(Problem):
        add_photos(receipt=receipt, photos=[], at=NOW)
    monkeypatch.setattr("kondusif.reports.actions.photos_later.PHOTOS_IN_ALL", 1)
    add_photos(receipt=receipt, photos=[pictures.jpeg()], at=NOW)
    with pytest.raises(Conflict):
        add_photos(receipt=receipt, photos=[pictures.jpeg()], at=NOW)


def test_the_page_of_the_receipt_takes_photos(receipt, client):
    photo = SimpleUploadedFile("a.jpg", pictures.jpeg(), "image/jpeg")
    page = client.post("/laporan/cek", {"receipt": receipt, "deed": "photos", "photos": photo})
    assert page.status_code == 200 and Attachment.objects.count() == 1
    assert client.post("/laporan/cek", {"receipt": receipt, "deed": "photos"}).status_code == 200
    assert Attachment.objects.count() == 1
