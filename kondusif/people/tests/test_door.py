"""At the door: an account, an office, a second factor, and a territory."""

import re
from datetime import timedelta

import pytest
from allauth.core.internal.ratelimit import get_rates, parse_rates
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Holding, Person, Tally
from kondusif.people.shared_cache import SharedCache
from kondusif.people.tests.factories import make_cast, second_factor_of

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


def test_a_factor_taken_away_in_the_middle_of_a_session_no_longer_counts(stage):
    budi = browser(second_factor_of(stage.persons["budi"]))
    assert budi.get("/triase/").status_code == 200
    Authenticator.objects.all().delete()
    assert budi.get("/triase/").headers["Location"] == "/akun/2fa/"


def test_recovery_codes_alone_are_no_second_factor(stage):
    Authenticator.objects.create(user=stage.persons["budi"], type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    assert browser(stage.persons["budi"]).get("/triase/").status_code == 302


def test_whoever_removes_a_factor_or_changes_the_password_ends_the_other_sessions(stage):
    budi = stage.persons["budi"]
    here, elsewhere = signed_in(second_factor_of(budi)), browser(budi)
    for address, typed in (
        ("/akun/2fa/totp/deactivate/", {}),
        ("/akun/password/change/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}),
    ):
        second_factor_of(budi)
        assert elsewhere.get("/triase/").status_code == 200
        assert here.post("/akun/reauthenticate/", {"password": PASSWORD}).status_code == 302
        done = here.post(address, typed)
        assert done.status_code == 302 and "reauthenticate" not in done.headers["Location"]
        second_factor_of(budi)
        assert here.get("/triase/").status_code == 200
        assert elsewhere.get("/triase/").headers["Location"].startswith("/akun/login/")
        elsewhere = browser(Person.objects.get(pk=budi.pk))


PASSWORD, OTHER = "kata-sandi-uji-coba", "kata-sandi-lain-lagi"
BUDI = "budi.santosa@contoh.test"


def leave(client: Client) -> Client:
    """The session is over; what else the browser keeps stays."""
    client.cookies.pop("session")
    return client


def sign_in(client: Client, password: str = PASSWORD, login: str = BUDI, **origin: str):
    return client.post("/akun/login/", {"login": login, "password": password}, **origin)


def signed_in(person: Person) -> Client:
    """A browser in which *person* has just typed the password, and so need not prove it once more."""
    client = Client()
    Authenticator.objects.filter(user=person).delete()
    assert sign_in(client, login=person.email).status_code == 302
    second_factor_of(person)
    return client


def test_wrong_passwords_of_one_account_keep_nobody_else_out(stage):
    for n in range(40):  # behind the front server everybody comes from one address
        sign_in(Client(), "salah", f"orang{n % 13}@contoh.test")
    assert sign_in(Client()).status_code == 302


def test_guessing_one_password_is_slowed_down_and_the_page_says_for_how_long(stage):
    for _ in range(5):
        assert "paling lama" not in sign_in(Client(), "salah").content.decode()
    told = sign_in(Client())
    assert told.status_code == 200
    assert "Coba lagi paling lama lima menit lagi" in told.content.decode()
    assert "passkey" in told.content.decode()


def test_a_stranger_who_guesses_does_not_keep_the_owner_out_of_the_own_browser(stage):
    own = Client()
    assert sign_in(own).status_code == 302
    leave(own)
    for _ in range(8):
        sign_in(Client(), "salah")
    assert sign_in(Client()).status_code == 200  # a browser nobody knows, from the same place
    assert sign_in(own).status_code == 302


def test_a_stranger_in_one_network_does_not_keep_the_owner_out_in_another(stage):
    for _ in range(8):
        sign_in(Client(), "salah", HTTP_X_NETWORK="203.0.113")
    assert sign_in(Client(), HTTP_X_NETWORK="203.0.113").status_code == 200
    assert sign_in(Client(), HTTP_X_NETWORK="198.51.100").status_code == 302


def test_guesses_from_very_many_networks_are_counted_together_and_spare_the_own_browser(stage, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"password_anywhere": "7/3600s/key"}
    own = Client()
    sign_in(own)
    leave(own)
    for n in range(7):
        sign_in(Client(), "salah", HTTP_X_NETWORK=f"203.0.{n}")
    told = sign_in(Client(), HTTP_X_NETWORK="198.51.100")
    assert "paling lama satu jam lagi" in told.content.decode()
    assert sign_in(own).status_code == 302


def test_one_place_alone_never_fills_the_count_of_all_places(settings):
    rates = [parse_rates(settings.ACCOUNT_RATE_LIMITS[name])[0] for name in ("password_here", "password_anywhere")]
    here, anywhere = rates
    assert anywhere.amount > here.amount * anywhere.duration / here.duration


def test_a_browser_proves_itself_only_to_pages_of_accounts_and_only_for_its_own_officers(stage):
    own = Client()
    sign_in(own)
    cookie = own.cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/akun/", True, "Lax")
    for _ in range(8):
        sign_in(Client(), "salah", "citra.lestari@contoh.test")
    leave(own)
    assert sign_in(own, login="citra.lestari@contoh.test").status_code == 200  # Citra was never here
    forged = Client()
    forged.cookies["device"] = cookie.value.replace(":", ":x", 1)
    for _ in range(8):
        sign_in(Client(), "salah")
    assert sign_in(forged).status_code == 200


def test_what_is_counted_lies_in_the_database_for_all_processes_and_names_nobody(stage):
    for _ in range(5):
        sign_in(Client(), "salah", HTTP_X_NETWORK="203.0.113")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'people_tally'")
        assert cursor.fetchone()[0] == "u"
    kept = " ".join(f"{t.key} {t.value}" for t in Tally.objects.all())
    assert kept and "203.0.113" not in kept and "budi" not in kept
    other_process = SharedCache("", {})
    assert any(len(other_process.get(t.key.removeprefix(":1:"), [])) == 5 for t in Tally.objects.all())


def test_the_shared_cache_forgets_what_is_over_and_adds_only_where_nothing_is():
    cache = SharedCache("", {})
    assert cache.add("x", [1.5], 60) and not cache.add("x", [2], 60)
    assert cache.get("x") == [1.5]
    Tally.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert cache.get("x", "nothing") == "nothing"
    assert cache.add("x", True, 60)
    cache.set("y", [], 60)
    assert cache.delete("x") and not cache.delete("x")
    assert list(Tally.objects.values_list("key", flat=True)) == [":1:y"]


def test_passkeys_of_all_officers_together_are_not_limited_by_the_one_address_they_come_from(settings):
    assert get_rates(app="allauth.mfa", action="webauthn_login") == []


def test_whoever_sets_a_new_password_by_a_link_in_the_own_mailbox_is_let_in_at_once(stage):
    for _ in range(6):
        sign_in(Client(), "salah")
    owner = Client()
    owner.post("/akun/password/reset/", {"email": BUDI})
    link = re.search(r"https?://[^/]+(/akun/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    form = owner.get(link, follow=True).request["PATH_INFO"]
    owner.post(form, {"password1": OTHER, "password2": OTHER})
    assert sign_in(Client(), OTHER).status_code == 302


def test_a_page_of_somebody_signed_in_is_kept_by_no_browser(stage, settings):
    settings.DEMO = True
    Person.objects.update(is_demo=True)
    assert browser(stage.persons["budi"]).get("/triase/").headers["Cache-Control"] == "private, no-store"
    assert "no-store" not in Client().get("/").headers.get("Cache-Control", "")
