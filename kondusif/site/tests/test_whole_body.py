"""A form of which only the beginning arrived is nobody's form."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.test.client import FakePayload

from kondusif.people.tests.factories import make_places
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory

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
