"""Of whoever reports, nothing stays but the words: no address, browser, device, position of a photo, no plain contact."""

import io
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_places
from kondusif.reports.intake import Intake
from kondusif.reports.receipts import grouped, receipt_of
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests import pictures
from kondusif.reports.tests.doors import through_intake

TOLD = "KANARI-KATA-1101"  # what must be found: the control of every search below
SECRET = {
    "address": "203.0.113.201",
    "second address": "198.51.100.77",
    "browser": "KANARI-PERAMBAN-2202",
    "language": "KANARI-BAHASA-3303",
    "origin page": "KANARI-ASAL-4404",
    "contact": "081377005505",
    "file name": "KANARI-BERKAS-6606",
    "photo position": pictures.GPS_CANARY,
    "photo comment": pictures.COMMENT_CANARY.decode(),
    "photo serial number": "KANARI-SERI-9913",
}
HEADERS = {
    "User-Agent": SECRET["browser"],
    "X-Forwarded-For": SECRET["second address"],
    "X-Real-IP": SECRET["second address"],
    "Forwarded": f"for={SECRET['second address']}",
    "Accept-Language": f"id, x-{SECRET['language']}",
    "Referer": f"http://testserver/{SECRET['origin page']}",
    "X-Device-Id": SECRET["browser"],
}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys():
    """Reports sent through both doors with canaries in everything that is not the report itself."""
    forget_territory()
    make_places()
    keys = [uuid4(), uuid4(), uuid4()]
    client = Client(REMOTE_ADDR=SECRET["address"])
    client.get("/laporan/baru", headers=HEADERS)
    photo = SimpleUploadedFile(SECRET["file name"] + ".jpg", pictures.jpeg(), "image/jpeg")
    fields = {"category": "crowd", "text": f"Massa berkumpul. {TOLD}", "village_code": "35.26.06.2001"}
    page = client.post(
        "/laporan/baru", fields | {"client_id": str(keys[0]), "anonymous": "on", "photos": photo}, headers=HEADERS
    )
    assert page.status_code == 302
    client.get("/laporan/terkirim", headers=HEADERS)
    client.post(
        "/laporan/cek", {"receipt": receipt_of(keys[0]), "deed": "message", "text": f"Masih. {TOLD}"}, headers=HEADERS
    )
    bare = Client(REMOTE_ADDR=SECRET["address"])
    assert (
        bare.post(
            "/laporan/baru", fields | {"client_id": str(keys[1]), "contact": SECRET["contact"]}, headers=HEADERS
        ).status_code
        == 200
    )
    app = Intake()
    body = fields | {
        "client_id": str(keys[2]),
        "event_at": timezone.now().isoformat(),
        "anonymous": False,
        "contact": SECRET["contact"],
    }
    named = {name.lower().replace("-", "_"): value for name, value in HEADERS.items()}
    assert through_intake(app, json.dumps(body).encode(), **named).status == 201
    app.writer.stop()
    return keys


def whole_database() -> str:
    """This function will return every row of every table as text, bytes also as what they spell."""
    out = io.StringIO()
    with scoped(EVERYWHERE), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text, t.* FROM "{table}" t')
            for row in cursor.fetchall():
                out.write(row[0])
                out.writelines(bytes(v).decode("latin-1") for v in row if isinstance(v, memoryview | bytes))
    return out.getvalue()


def found_below(*folders: Path) -> set[str]:
    """This function will return which of the canaries, and of the controls, stand in a file below *folders* or in its name."""
    needles = SECRET | {"told": TOLD, "jpeg": "JFIF"}
    found: set[str] = set()
    for folder in folders:
        for path in folder.rglob("*"):
            content = str(path).encode() + (path.read_bytes() if path.is_file() else b"")
            found |= {what for what, needle in needles.items() if needle.encode() in content}
    return found


def test_no_row_of_any_table_holds_more_than_what_was_said(keys):
    rows = whole_database()
    assert rows.count(TOLD) >= 4, "the control: what was said is found"
    assert [what for what, canary in SECRET.items() if canary in rows] == []
    for key in keys:
        assert receipt_of(key) not in rows and grouped(receipt_of(key)) not in rows


def test_no_stored_file_holds_what_a_phone_hid_in_a_photo(keys):
    found = found_below(Path(settings.MEDIA_ROOT))
    assert found == {"jpeg"}, "the control: the photo itself is there"


def test_neither_do_the_databases_own_files_and_log(keys, test_server):
    if test_server.outside:
        pytest.skip("the files of an outside server are out of reach")
    with test_server.connect() as superuser:
        superuser.execute("CHECKPOINT")
        name = connection.settings_dict["NAME"]
        (oid,) = superuser.execute("SELECT oid FROM pg_database WHERE datname = %s", [name]).fetchone()
    files = test_server.cluster.files
    found = found_below(files / "pg_wal", files / "log", files / "base" / str(oid))
    assert found - {"jpeg"} == {"told"}, "the control: the write-ahead log holds what was said"
