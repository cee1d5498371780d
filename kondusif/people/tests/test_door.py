"""At the door: an account, an office, a second factor, and a territory."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Holding, Person
from kondusif.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    with scoped(EVERYWHERE):
        return make_cast()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_staff_without_a_second_factor_first_set_one_up(stage):
    answer = browser(stage.persons["budi"]).get("/triase/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/akun/2fa/")


def test_with_a_second_factor_the_page_opens(stage):
    budi = stage.persons["budi"]
    Authenticator.objects.create(user=budi, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert browser(budi).get("/triase/").status_code == 200


def test_an_invented_person_may_do_without_only_where_the_demonstration_runs(stage, settings):
    Person.objects.update(is_demo=True)
    assert browser(stage.persons["budi"]).get("/triase/").status_code == 302
    settings.DEMO = True
    assert browser(stage.persons["budi"]).get("/triase/").status_code == 200


def test_a_real_person_needs_one_also_in_the_demonstration(stage, settings):
    settings.DEMO = True
    assert browser(stage.persons["budi"]).get("/triase/").status_code == 302


def test_an_office_that_ended_closes_the_door_at_the_next_request(stage, settings):
    settings.DEMO = True
    Person.objects.update(is_demo=True)
    budi = browser(stage.persons["budi"])
    assert budi.get("/triase/").status_code == 200
    Holding.objects.filter(person=stage.persons["budi"]).update(suspended=True)
    assert budi.get("/triase/").status_code == 403


def test_the_scope_of_one_request_is_gone_before_the_next(stage, settings):
    settings.DEMO = True
    Person.objects.update(is_demo=True)
    browser(stage.persons["budi"]).get("/triase/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.scope', true), '')")
        assert cursor.fetchone()[0] == ""


def test_nobody_opens_an_account_alone(client, db):
    answer = client.post("/akun/signup/", {"email": "aku@contoh.test", "password1": "kata-sandi-panjang-1"})
    assert answer.status_code in {200, 302, 403}
    assert not Person.objects.filter(email="aku@contoh.test").exists()


def test_a_wrong_method_is_refused_before_anything_runs(stage, settings):
    settings.DEMO = True
    Person.objects.update(is_demo=True)
    assert browser(stage.persons["budi"]).delete("/triase/").status_code == 405


def test_nobody_takes_another_address_for_the_own_account(stage, settings):
    settings.DEMO = True
    Person.objects.update(is_demo=True)
    budi = Client()
    budi.post("/akun/login/", {"login": "budi.santosa@contoh.test", "password": "kata-sandi-uji-coba"})
    assert budi.get("/triase/").status_code == 200
    for deed in ("action_add", "action_primary"):
        budi.post("/akun/email/", {deed: "", "email": "bupati@contoh.test"})
    assert Person.objects.get(pk=stage.persons["budi"].pk).email == "budi.santosa@contoh.test"
    assert budi.get("/akun/email/").status_code == 404


def test_wrong_passwords_of_one_account_keep_nobody_else_out(stage, settings):
    settings.DEMO = True
    Person.objects.update(is_demo=True)
    cache.clear()
    for n in range(40):  # behind the front server everybody comes from one address
        Client().post("/akun/login/", {"login": f"orang{n % 13}@contoh.test", "password": "salah"})
    budi = Client()
    budi.post("/akun/login/", {"login": "budi.santosa@contoh.test", "password": "kata-sandi-uji-coba"})
    assert budi.get("/triase/").status_code == 200


def test_guessing_one_password_is_slowed_down(stage, settings):
    settings.DEMO = True
    Person.objects.update(is_demo=True)
    cache.clear()
    for _ in range(6):
        Client().post("/akun/login/", {"login": "budi.santosa@contoh.test", "password": "salah"})
    budi = Client()
    budi.post("/akun/login/", {"login": "budi.santosa@contoh.test", "password": "kata-sandi-uji-coba"})
    assert budi.get("/triase/").status_code == 302


def test_a_page_of_somebody_signed_in_is_kept_by_no_browser(stage, settings):
    settings.DEMO = True
    Person.objects.update(is_demo=True)
    assert browser(stage.persons["budi"]).get("/triase/").headers["Cache-Control"] == "private, no-store"
    assert "no-store" not in Client().get("/").headers.get("Cache-Control", "")
