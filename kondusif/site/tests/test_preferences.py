"""Light or dark is the reader's choice; where they return to is ours."""

import pytest

from kondusif.people.roles import Role
from kondusif.people.tests.factories import appoint, make_places


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("onward", "place"),
    [("/akun/login/", "/akun/login/"), ("https://jahat.example/", "/"), ("//jahat.example", "/"), ("", "/")],
)
def test_the_switch_returns_only_to_our_own_pages(client, onward, place):
    answer = client.post("/tampilan/", {"theme": "dark", "next": onward})
    assert (answer.status_code, answer["Location"]) == (302, place)


@pytest.mark.django_db
def test_the_chosen_theme_stands_on_the_page_and_an_unknown_one_does_not(client):
    client.post("/tampilan/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/akun/login/").content.decode()
    client.post("/tampilan/", {"theme": '"><script>'})
    assert "data-theme" not in client.get("/akun/login/").content.decode()


@pytest.mark.parametrize(
    ("role", "place"), [(Role.REGIONAL_HEAD, "/papan/"), (Role.ADMIN, "/orang/"), (Role.VILLAGE_HEAD, "/peta/")]
)
def test_each_office_starts_where_it_may(client, everywhere, settings, role, place):
    settings.DEMO = True
    make_places()
    person = appoint("Uji Coba", role, "35.26", "Jabatan uji")
    person.is_demo = True
    person.save()
    client.force_login(person)
    answer = client.get("/mulai/")
    assert (answer.status_code, answer["Location"]) == (302, place)
    assert client.get(place).status_code == 200


@pytest.mark.django_db
def test_a_stranger_starts_by_signing_in(client):
    assert client.get("/mulai/")["Location"].startswith("/akun/login/")
