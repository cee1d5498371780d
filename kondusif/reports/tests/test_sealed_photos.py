"""No photo of a sealed report can be seen on the server, by whatever door it came; those of others are as ever."""

import json
from hashlib import sha256
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_cast
from kondusif.people.vault.groups import Group
from kondusif.reports.envelopes import in_base64
from kondusif.reports.models import Attachment, Report
from kondusif.reports.photos import read_photo
from kondusif.reports.receipts import receipt_of
from kondusif.reports.sealed_photos import SIZES
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests import pictures
from kondusif.reports.tests.sealed import SUITE, X25519PublicKey, founded

JPEG = b"\xff\xd8"
INFO = b"kondusif/1 foto"


@pytest.fixture
def scene(db):
    forget_territory()
    with scoped(EVERYWHERE):
        cast = make_cast()
        yield SimpleNamespace(cast=cast, keys=founded(cast), id=uuid4())


def envelope(keys, size: int = 65536) -> bytes:
    """This function will seal a photo as a browser does."""
    content = pictures.jpeg()
    whole = (len(content).to_bytes(4) + content).ljust(size, b"\0")
    return SUITE.encrypt(
        whole, X25519PublicKey.from_public_bytes(keys.group.public_key().public_bytes_raw()), info=INFO + keys.reading
    )


def seen(keys, row: Attachment) -> bytes:
    """This function will open a stored photo as a member of the group does."""
    whole = SUITE.decrypt(read_photo(row.path, row.sha256), keys.group, info=INFO + keys.reading)
    return whole[4 : 4 + int.from_bytes(whole[:4])]


def typed(scene, **fields) -> dict:
    words = scene.keys.words(text="Kepala dusun diancam.")
    return {
        "client_id": str(scene.id), "category": "intimidation_violence", "text": "(isi tersegel)", "anonymous": "on",
        "village_code": "35.26.06.2001", "sealed": in_base64(words.envelope), "sealed_key": str(words.key_id),
        "reading_key": in_base64(words.reading_key),
    } | fields  # fmt: skip


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("foto", content, "application/octet-stream")


def check_sealed_and_opened(scene, n: int) -> None:
    rows = list(Attachment.objects.all())
    assert [row.key_id for row in rows] == [scene.keys.key_id] * n
    for row in rows:
        stored = read_photo(row.path, row.sha256)
        assert len(stored) in SIZES and JPEG + b"\xff\xe0\x00\x10JFIF" not in stored
        assert seen(scene.keys, row).startswith(JPEG), "the control: whoever holds the key sees a photo"


def test_a_photo_sealed_by_the_page_is_kept_as_it_came_and_one_that_is_not_is_sealed_on_arrival(scene, client):
    sealed = envelope(scene.keys)
    client.post("/laporan/baru", typed(scene, sealed_photos=file(sealed), photos=file(pictures.jpeg())))
    check_sealed_and_opened(scene, 2)
    kept = [read_photo(row.path, row.sha256) for row in Attachment.objects.all()]
    assert sealed in kept


def test_a_photo_of_another_size_or_for_others_is_left_out_and_the_report_stands(scene, client):
    analysis = founded(scene.cast, Group.ANALYSIS)
    page = client.post("/laporan/baru", typed(scene, sealed_photos=[file(b"x" * 70_000), file(pictures.jpeg())]))
    assert Report.objects.count() == 1 and not Attachment.objects.exists() and "rusak" in page.content.decode()
    receipt = receipt_of(scene.id)
    for key_id in (str(analysis.key_id), "x", str(uuid4())):
        photo = {"sealed_photos": file(envelope(analysis)), "sealed_key": key_id}
        assert client.post("/laporan/cek", {"receipt": receipt, "deed": "photos", **photo}).status_code == 200
    assert not Attachment.objects.exists()


def test_a_sealed_photo_belongs_to_no_report_that_can_be_read(scene, client):
    client.post(
        "/laporan/baru",
        typed(scene, category="crowd", sealed="", text="Massa berkumpul", sealed_photos=file(envelope(scene.keys))),
    )
    assert Report.objects.count() == 1 and not Attachment.objects.exists()


@pytest.mark.parametrize("unsealed_by_an_old_page", [False, True])
def test_a_phones_queue_brings_a_sealed_photo_in_parts(scene, client, unsealed_by_an_old_page):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    assert client.post("/laporan/baru", typed(scene), headers={"Accept": "application/json"}).status_code == 201
    key, iv = b"k" * 32, b"i" * 12
    sent = AESGCM(key).encrypt(iv, pictures.jpeg(), None) if unsealed_by_an_old_page else envelope(scene.keys)
    photo = sha256(sent).hexdigest()
    for offset in range(0, len(sent), 40_000):
        head = {"X-Report": str(scene.id), "X-Photo": photo, "X-Size": str(len(sent)), "X-Offset": str(offset)}
        part = sent[offset : offset + 40_000]
        assert (
            client.post("/laporan/foto", part, content_type="application/octet-stream", headers=head).status_code == 200
        )
    word = {"key": key.hex(), "iv": iv.hex()} if unsealed_by_an_old_page else {"sealed_key": str(scene.keys.key_id)}
    for _n in range(2):
        done = client.post(
            "/laporan/foto/selesai",
            json.dumps({"client_id": str(scene.id), "photo": photo} | word),
            content_type="application/json",
        )
        assert (done.status_code, done.json()) == (200, {"n_photos": 1, "refused": ""})
    check_sealed_and_opened(scene, 1)


def test_the_reporters_page_asks_before_a_later_photo_goes_unsealed_and_then_seals_it(scene, client):
    client.post("/laporan/baru", typed(scene))
    receipt = receipt_of(scene.id)
    later = {"receipt": receipt, "deed": "photos"}
    page = client.post("/laporan/cek", later | {"photos": file(pictures.jpeg())}).content.decode()
    assert "belum disegel" in page and not Attachment.objects.exists()
    client.post("/laporan/cek", later | {"photos": file(pictures.jpeg()), "unsealed": "1"})
    client.post(
        "/laporan/cek",
        later | {"sealed_photos": file(envelope(scene.keys, 98304)), "sealed_key": str(scene.keys.key_id)},
    )
    check_sealed_and_opened(scene, 2)


def test_an_officer_is_handed_what_is_stored_and_nothing_that_a_browser_would_draw(scene, client, settings):
    settings.DEMO = True  # no second factor
    ani = scene.cast.persons["ani"]
    type(ani).objects.filter(pk=ani.pk).update(is_demo=True)
    client.post("/laporan/baru", typed(scene, sealed_photos=file(envelope(scene.keys))))
    row = Attachment.objects.get()
    client.force_login(ani)
    answer = client.get(f"/laporan/foto/{row.pk}")
    assert answer["Content-Type"] == "application/octet-stream" and answer.content == read_photo(row.path, row.sha256)
    page = client.get(f"/triase/{row.report_id}").content.decode()
    assert f'data-sealed-photo="/laporan/foto/{row.pk}"' in page and f'src="/laporan/foto/{row.pk}"' not in page
