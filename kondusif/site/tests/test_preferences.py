"""Light or dark is the reader's choice; where they return to is ours."""

import pytest


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
