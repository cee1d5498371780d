"""A form of which only the beginning arrived is nobody's form."""

import socket
from contextlib import suppress
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.test.client import FakePayload

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import make_places
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests import pictures
from tests.support.fronts import running_front
from tests.support.waiting import PATIENCE_S

pytestmark = pytest.mark.django_db
FORM = "category=crowd&text=Massa+berkumpul+di+depan+balai&village_code=35.26.06.2001&anonymous=on&client_id="


def sent(body: bytes, announced: int):
    return Client().generic(
        "POST", "/laporan/baru", b"", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH=str(announced),
        CONTENT_TYPE="application/x-www-form-urlencoded",
        **{"wsgi.input": FakePayload(body) if len(body) == announced else Short(body)}, HTTP_ACCEPT="application/json",
    )  # fmt: skip


class Short(BytesIO):
    """What a server hands over when the line broke: the beginning, then the end."""


@pytest.mark.parametrize("lost", [1, 37, 60])
def test_a_report_cut_on_its_way_is_not_stored_and_arrives_whole_at_the_next_try(lost):
    forget_territory()
    make_places()
    body = (FORM + str(uuid4())).encode()
    assert sent(body[:-lost], len(body)).status_code == 400
    assert not Report.objects.exists()
    assert sent(body, len(body)).status_code == 201


def test_a_body_larger_than_anything_we_take_is_told_so_and_not_read():
    class Unread:
        def read(self, *_size):
            raise AssertionError("nobody reads it")

        readline = read

    for path, form in (("/laporan/baru", "text/html"), ("/open311/v2/requests.json", "application/json")):
        answer = Client().generic(
            "POST", path, b"", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH="3000000000",
            **{"wsgi.input": Unread()},
        )  # fmt: skip
        assert answer.status_code == 413 and answer["Content-Type"].startswith(form) and answer.content


def test_a_form_where_json_belongs_is_a_bad_request_and_no_fault_of_ours():
    make_places()
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrf"] = token = "a" * 32
    answer = client.post("/pengumuman/ikuti/35.26/perangkat", {"csrfmiddlewaretoken": token, "file": BytesIO(b"x")})
    assert answer.status_code == 400


def test_words_beside_photos_that_are_too_large_together_are_stored_all_the_same():
    forget_territory()
    make_places()
    client_id = str(uuid4())
    body = multipart(client_id, b"\xff\xd8" + b"a" * (39 * 1024 * 1024))
    answer = Client().post("/laporan/baru", body, content_type="multipart/form-data; boundary=garis")
    assert answer.status_code == 200 or answer.status_code == 302
    with scoped(EVERYWHERE):
        assert Report.objects.filter(client_id=client_id).exists()


def multipart(client_id: str, picture: bytes = b"") -> bytes:
    """This function will write the citizen's form as a browser without scripts does: words, then a photo."""
    fields = {"client_id": client_id, "category": "crowd", "village_code": "35.26.06.2001", "anonymous": "on"}
    fields["text"] = "Massa berkumpul di depan balai desa sejak pagi, jumlahnya bertambah."
    parts = [
        f'--garis\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()
    ]
    photo = b'--garis\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    return b"".join([*parts, photo, picture or pictures.jpeg(), b"\r\n--garis--\r\n"])


def carried(where: str, body: bytes, n: int) -> bytes:
    """This function will send *n* bytes of a form over a plain connection, close its own end if they are not all, and return the answer."""
    host, port = where.split(":")
    head = (
        f"POST /laporan/baru HTTP/1.1\r\nHost: {where}\r\nContent-Type: multipart/form-data; boundary=garis\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        line.sendall(head.encode() + body[:n])
        if n < len(body):
            line.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionError):
            while more := line.recv(65536):
                answer += more
        return answer


@pytest.mark.django_db(transaction=True)
def test_a_form_with_photos_cut_at_any_place_is_refused_by_the_server_itself():
    forget_territory()
    make_places()
    whole = multipart(str(uuid4()))
    places = [whole.index(b"balai") + 3, whole.index(b'name="photos"'), len(whole) - 1]
    # More than the line itself holds: the server has read the words long before the line breaks in the photo.
    large = multipart(str(uuid4()), b"\xff\xd8" + b"x" * 11_000_000)
    with running_front() as where:
        told = [carried(where, multipart(str(uuid4())), n) for n in places]
        told.append(carried(where, large, len(large) - 5000))
        answer = carried(where, whole, len(whole))
    assert b" 200 " in answer.splitlines()[0], "the control: the whole form is taken"
    assert not any(one and b" 400 " not in one.splitlines()[0] for one in told)
    with scoped(EVERYWHERE):  # once the server has ended nothing is under way
        assert [str(one.client_id) for one in Report.objects.all()] == [whole.split(b"\r\n")[3].decode()]
