"""Half an hour after midnight a page offers the day that has begun in the office, which UTC does not know yet."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from kondusif.people.tests.factories import NEW_YEAR, second_factor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def citra(cast, monkeypatch) -> Client:
    monkeypatch.setattr("kondusif.people.middleware.timezone.now", lambda: NEW_YEAR)
    client = Client(HTTP_ACCEPT_LANGUAGE="id")
    client.force_login(cast.persons["citra"], backend="allauth.account.auth_backends.AuthenticationBackend")
    second_factor_of(cast.persons["citra"])
    return client


@pytest.mark.parametrize(
    ("page", "field", "offered"),
    [("plans:new", "year", "2027"), ("plans:propose", "asked_on", "2027-01-01"), ("documents:numbers", "year", "2027")],
)
def test_a_form_offers_the_offices_day(citra, page, field, offered):
    shown = citra.get(reverse(page)).content.decode()
    (box,) = re.findall(rf'<input[^>]* name="{field}"[^>]*>', shown)
    assert f'value="{offered}"' in box


def test_the_days_off_shown_are_those_of_the_offices_year(citra):
    assert "Hari libur 2027" in citra.get(reverse("elections:days")).content.decode()


def test_a_table_of_tasks_bears_the_offices_day(citra):
    assert "tugas-20270101.csv" in citra.get(reverse("coordination:table"))["Content-Disposition"]
