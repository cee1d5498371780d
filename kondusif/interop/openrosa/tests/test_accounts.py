"""An office's own people fill its forms with an account: Digest as ODK Collect speaks it, by a password that is only for that."""

import asyncio
import base64
import json
import re
import zlib
from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.models import AppPassword, FormSubmission, GuessLane
from kondusif.interop.openrosa import accounts, actions, digest
from kondusif.interop.openrosa.door import Submissions
from kondusif.interop.openrosa.guesses import FORGOTTEN_AFTER, FREE, LONGEST_S, Lane, lane_of
from kondusif.interop.openrosa.passwords import MOST, make_app_password, revoke_app_password
from kondusif.interop.openrosa.queries import key_of
from kondusif.interop.openrosa.tests.phone import filled, packed, send
from kondusif.interop.openrosa.tests.test_office_forms import REGENCY, workbook
from kondusif.people.tests.factories import NEW_YEAR, NOW, make_cast, second_factor_of
from kondusif.reports.intake import Intake
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory

LIST, SUBMIT = "/openrosa/petugas/formList", "/openrosa/petugas/submission"


def answered(challenge: str, username: str, password: str, method: str, uri: str) -> str:
    """What a client makes of a challenge, written after RFC 7616 and apart from our own code."""
    asked = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))

    def h(text: str) -> str:
        return md5(text.encode()).hexdigest()

    secret, what = h(f"{username}:{asked['realm']}:{password}"), h(f"{method}:{uri}")
    value = h(f"{secret}:{asked['nonce']}:00000001:0a4f113b:auth:{what}")
    return (
        f'Digest username="{username}", realm="{asked["realm"]}", nonce="{asked["nonce"]}", uri="{uri}", algorithm=MD5, '
        f'response="{value}", qop=auth, nc=00000001, cnonce="0a4f113b"'
    )


@pytest.fixture
def folk(db):
    forget_territory()
    with scoped(EVERYWHERE):
        folk = make_cast(datetime.now(UTC))
        for form_id, staff_only in (("survei_tps", False), ("kesiapan", True)):
            actions.publish_form(
                workbook=workbook(6, form_id=form_id), region_code=REGENCY, default_category="logistics",
                staff_only=staff_only, by=folk.citra, at=NOW,
            )  # fmt: skip
        yield folk
    forget_territory()


def made(by, label: str = "HP dinas") -> tuple[AppPassword, str]:
    with scoped(EVERYWHERE):
        row = make_app_password(label=label, by=by, at=NOW)
    return row, accounts.password_of(row)


def listed(client: Client, row: AppPassword, password: str, uri: str = LIST) -> object:
    challenge = client.get(uri).headers["WWW-Authenticate"]
    return client.get(uri, headers={"Authorization": answered(challenge, row.username, password, "GET", uri)})


def test_without_an_account_there_is_only_the_public_form_and_the_door_for_officers_asks_who_is_there(folk, client):
    public = client.get("/openrosa/formList").content.decode()
    keyed = client.get(f"/openrosa/k/{key_of(REGENCY)}/formList").content.decode()
    assert ("kondusif_laporan" in public, "survei_tps" in public) == (True, False)
    assert ("survei_tps" in keyed, "kesiapan" in keyed) == (True, False)
    asked = client.get(LIST)
    assert asked.status_code == 401 and asked.headers["X-OpenRosa-Version"] == "1.0"
    assert asked.headers["WWW-Authenticate"].startswith('Digest realm="Kondusif", qop="auth"')
    assert "Basic" not in asked.headers["WWW-Authenticate"]  # this installation speaks no TLS


def test_a_phone_that_answers_the_challenge_sees_the_forms_of_its_owners_offices(folk, client):
    row, password = made(folk.dewi)
    answer = listed(client, row, password)
    assert answer.status_code == 200
    addresses = re.findall(
        r"<downloadUrl>http://testserver(/openrosa/petugas[^<]+)</downloadUrl>", answer.content.decode()
    )
    assert len(addresses) == 2 and "kondusif_laporan" in answer.content.decode()
    assert b"kesiapan" in listed(client, row, password, f"{LIST}?formID=kesiapan").content
    assert all(b"<h:html" in listed(client, row, password, address).content for address in addresses)
    stranger, other = made(folk.eko)
    assert "kesiapan" not in listed(client, stranger, other).content.decode()
    assert listed(client, stranger, other, addresses[0]).status_code == 404


def test_a_password_tells_on_which_day_of_the_office_it_was_used_last(folk):
    row, password = made(folk.dewi)
    with pytest.raises(accounts.Unproven) as caught:
        accounts.filler_of("", method="GET", path=LIST, at=NEW_YEAR)
    header = answered(accounts.asked_for(caught.value, at=NEW_YEAR)[0], row.username, password, "GET", LIST)
    accounts.filler_of(header, method="GET", path=LIST, at=NEW_YEAR)
    assert AppPassword.objects.get().used_on == date(2027, 1, 1)


def test_what_proves_nothing_is_asked_again(folk, client, settings):
    row, password = made(folk.dewi)
    good = answered(client.get(LIST).headers["WWW-Authenticate"], row.username, password, "GET", LIST)
    folk.persons["dewi"].set_password("sandi-masuk-panjang")
    folk.persons["dewi"].save()
    basic = "Basic " + base64.b64encode(f"{row.username}:{password}".encode()).decode()
    for wrong in (
        "", "Basic", "Basic ====", "Digest", 'Digest username="x"', "Bearer abc", "Digest " + 'a="b",' * 2000, basic,
        good.replace(row.username, "hp-tidakada"), good.replace(row.username, "hp\x00"),
        good.replace(LIST, "/openrosa/lain"), re.sub(r'nonce="[^"]+"', 'nonce="5f5f5f5f.' + "0" * 32 + '"', good),
        answered(client.get(LIST).headers["WWW-Authenticate"], row.username, "sandi-masuk-panjang", "GET", LIST),
        answered(client.get(LIST).headers["WWW-Authenticate"], row.username, password, "POST", LIST),
    ):  # fmt: skip
        refused = client.get(LIST, headers={"Authorization": wrong})
        assert (refused.status_code, "Digest" in refused.headers["WWW-Authenticate"]) == (401, True), wrong
        assert b"nature" in refused.content
    settings.PUBLIC_ADDRESS = "https://kondusif.contoh.test"
    assert client.get(LIST, headers={"Authorization": basic}).status_code == 200
    assert 'Basic realm="Kondusif"' in client.get(LIST).headers["WWW-Authenticate"]


def test_an_old_nonce_is_told_to_be_old_so_that_the_phone_tries_again_by_itself(folk):
    row, password = made(folk.dewi)
    key, then = accounts._key(), datetime.now(UTC) - timedelta(hours=1)
    old = answered(digest.challenges(key, at=then)[0], row.username, password, "GET", LIST)
    with pytest.raises(accounts.Unproven) as caught:
        accounts.filler_of(old, method="GET", path=LIST, at=datetime.now(UTC))
    assert "stale=true" in accounts.asked_for(caught.value, at=datetime.now(UTC))[0]
    assert accounts.filler_of(old, method="GET", path=LIST, at=then).viewer.person_id == folk.dewi.person_id


def guess(row_or_name, password: str, at: datetime, *, nonce_of: str = "") -> int:
    """What the door answers to *password* for an account at *at*: 200, 401 or 429."""
    name = getattr(row_or_name, "username", row_or_name)
    challenge = digest.challenges(accounts._key(), at=at, username=nonce_of)[0]
    try:
        accounts.filler_of(answered(challenge, name, password, "GET", LIST), method="GET", path=LIST, at=at)
    except (accounts.Unproven, accounts.GuessedTooOften) as refused:
        return refused.status
    return 200


def wait_of(row: AppPassword, at: datetime) -> int:
    return lane_of(row.username, "").wait_s(at=at)


def test_wrong_guesses_are_made_to_wait_longer_each_time_and_half_a_minute_at_most(folk):
    row, password = made(folk.dewi)
    at, waits = datetime.now(UTC), []
    assert [guess(row, f"salah-{n}", at) for n in range(FREE)] == [401] * FREE
    for n in range(8):
        waits.append(wait_of(row, at))
        # Nobody looks: the right one is refused as well, and so no try is gained by sending many at once.
        assert {guess(row, one, at) for one in ("lagi", password)} == {429}
        assert wait_of(row, at) == waits[-1], "who is refused makes the pause no longer"
        at += timedelta(seconds=waits[-1])
        assert guess(row, f"tebakan-{n}", at) == 401
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30] and max(waits) == LONGEST_S
    at += timedelta(seconds=LONGEST_S)
    assert [guess(row, password, at), guess(row, "salah", at), guess(row, password, at)] == [200, 401, 200]


def test_guessing_shuts_out_neither_a_phone_that_was_in_before_nor_another_account_nor_tells_who_exists(folk):
    row, password = made(folk.dewi)
    other, others = made(folk.dewi, "HP kedua")
    at = datetime.now(UTC)
    old = answered(
        digest.challenges(accounts._key(), at=at - timedelta(hours=1))[0], row.username, password, "GET", LIST
    )
    with pytest.raises(accounts.Unproven) as caught:
        accounts.filler_of(old, method="GET", path=LIST, at=at)
    mine = accounts.asked_for(caught.value, at=at)[0]
    told = [[guess(name, f"salah-{n}", at) for n in range(FREE + 2)] for name in (row, "hp-tidakada")]
    assert told == [[401] * FREE + [429] * 2] * 2
    kept = answered(mine, row.username, password, "GET", LIST)
    assert accounts.filler_of(kept, method="GET", path=LIST, at=at).key_id == row.pk
    assert (guess(other, others, at), guess(row, password, at)) == (200, 429)
    assert guess(other, others, at, nonce_of=row.username) == 401, "another account's nonce opens nothing"
    with pytest.raises(accounts.Unproven):
        wrong = answered(mine, row.username, "salah", "GET", LIST)
        accounts.filler_of(wrong, method="GET", path=LIST, at=at)
    lasting = at + FORGOTTEN_AFTER
    assert (guess(row, "salah", lasting), wait_of(row, lasting)) == (401, 0)


def test_guesses_are_counted_once_for_all_web_processes_and_forgotten_by_the_hour(folk):
    row, password = made(folk.dewi)
    at = datetime.now(UTC)
    assert [guess(row, f"salah-{n}", at) for n in range(FREE)] == [401] * FREE
    assert (GuessLane.objects.count(), guess(row, "salah", at)) == (1, 429)
    # Another process counts beside this one: its guess is seen here at once.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE interop_guesslane SET n_wrong = n_wrong + 2 RETURNING last_at, n_wrong")
        assert cursor.fetchone() == (at, FREE + 2)
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'interop_guesslane'")
        assert cursor.fetchone() == ("u",), "nobody makes the disk work by guessing"
    assert wait_of(row, at) == 4
    accounts.guesses.forget_old(at=at + timedelta(minutes=5))
    assert GuessLane.objects.count() == 1
    assert guess(row, password, at + timedelta(seconds=4)) == 200 and not GuessLane.objects.exists()
    assert guess(row, "salah", at) == 401
    accounts.guesses.forget_old(at=at + FORGOTTEN_AFTER + timedelta(seconds=1))
    assert not GuessLane.objects.exists()


def test_who_guesses_too_often_hears_it_in_the_words_of_openrosa_and_it_is_written_down_once_an_hour(
    folk, client, monkeypatch
):
    row, _password = made(folk.dewi)
    door = Submissions(Intake())
    try:
        for _n in range(FREE):
            assert listed(client, row, "salah").status_code == 401
        refused = listed(client, row, "salah")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
        assert b"OpenRosaResponse" in refused.content and "detik" in refused.content.decode()
        assert "WWW-Authenticate" not in refused.headers
        asked = client.get(LIST).headers["WWW-Authenticate"]
        proof = answered(asked, row.username, "salah", "POST", SUBMIT)
        # The door asks by a connection of its own, which does not see what this test has not committed.
        with monkeypatch.context() as patch:
            patch.setattr(
                accounts.guesses, "lane_of", lambda *_: Lane(b"", FREE, datetime.now(UTC) - timedelta(seconds=0.5))
            )
            sent = asyncio.run(send(door, packed(filled()), path=SUBMIT, authorization=proof))
        assert (sent.status, sent.headers["retry-after"]) == (429, "1") and "detik" in sent.message
    finally:
        door.threads.shutdown()
        door.intake.writer.stop()
    at = datetime.now(UTC)
    for later in (timedelta(minutes=20), timedelta(minutes=40), timedelta(minutes=61)):
        assert {guess(row, "salah", at + later) for _n in range(FREE)} == {401}
    events = Event.objects.filter(name="app_password.guessed")
    assert [(e.subject_id, e.region_code, e.payload) for e in events] == [
        (str(row.pk), "35.26.06", {"n_wrong": FREE})
    ] * 2


def test_the_published_example_of_digest_holds(monkeypatch):
    """RFC 7616, section 3.9.1, with MD5."""
    monkeypatch.setattr(digest, "REALM", "http-auth@example.org")
    parts = {"uri": "/dir/index.html", "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "nc": "00000001",
             "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "qop": "auth"}  # fmt: skip
    assert digest.response("Mufasa", "Circle of Life", "GET", parts) == "8ca523f5e9506fed4657c9700eebdbec"


def test_an_app_password_is_made_shown_once_and_revoked_on_a_page(folk, client):
    client.force_login(folk.persons["dewi"])
    second_factor_of(folk.persons["dewi"])
    page = client.post("/formulir-lapangan/sandi/", {"label": "HP dinas"}).content.decode()
    row = AppPassword.objects.get()
    password = accounts.password_of(row)
    assert password in page and row.username in page
    assert password not in client.get("/formulir-lapangan/sandi/").content.decode()
    told = json.loads(zlib.decompress(base64.b64decode(accounts.collect_settings(row))))
    assert (told["general"]["username"], told["general"]["password"]) == (row.username, password)
    phone = Client()
    assert listed(phone, row, password).status_code == 200
    assert client.post(f"/formulir-lapangan/sandi/{row.pk}/cabut", follow=True).status_code == 200
    assert listed(phone, row, password).status_code == 401
    names = set(Event.objects.filter(name__startswith="app_password").values_list("name", "region_code"))
    assert names == {("app_password.made", "35.26.06"), ("app_password.revoked", "35.26.06")}
    assert client.post("/formulir-lapangan/sandi/", {"label": " "}).status_code == 422


def test_nobody_revokes_anothers_and_nobody_without_an_office_gets_one(folk):
    row, _password = made(folk.dewi)
    with pytest.raises(NotFound):
        revoke_app_password(key_id=row.pk, by=folk.budi, at=NOW)
    with pytest.raises(NotAllowed):
        made(folk.sari)
    for n in range(MOST - 1):
        made(folk.dewi, f"HP {n}")
    with pytest.raises(Conflict):
        made(folk.dewi)
    revoke_app_password(key_id=row.pk, by=folk.dewi, at=NOW)
    with pytest.raises(Conflict):
        revoke_app_password(key_id=row.pk, by=folk.dewi, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_with_an_account_carries_the_person_and_the_public_form_carries_nobody(folk):
    row, password = made(folk.dewi)
    intake = Intake()
    door = Submissions(intake)
    day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    body = packed(filled(f"uuid:{uuid4()}", form_id="kesiapan", uraian="Kotak suara basah", hari=day))

    def sent(content: bytes, method: str = "POST", **headers: str):
        return asyncio.run(send(door, content, method=method, path=SUBMIT, **headers))

    try:
        asked = sent(b"", "HEAD")
        assert (asked.status, asked.headers["www-authenticate"][:6]) == (401, "Digest")
        assert sent(body).status == 401
        head = answered(asked.headers["www-authenticate"], row.username, password, "HEAD", SUBMIT)
        assert sent(b"", "HEAD", authorization=head).status == 204
        proof = answered(asked.headers["www-authenticate"], row.username, password, "POST", SUBMIT)
        assert {sent(body, authorization=proof).status for _again in range(2)} == {201}
        report = Report.objects.get()
        assert (report.reporter_office_id, report.channel) == (folk.dewi.grants[0].office_id, "form")
        assert FormSubmission.objects.get().person_id == folk.dewi.person_id
        assert Event.objects.get(name="report.received").by_id == folk.dewi.person_id
        keyed = asyncio.run(send(door, body, path=f"/openrosa/k/{key_of(REGENCY)}/submission"))
        assert keyed.status == 404  # the key of volunteers does not open it
        public = packed(filled(event_at=(datetime.now(UTC) - timedelta(hours=1)).isoformat()))
        assert sent(public, authorization=proof).status == 201
        other = Report.objects.exclude(pk=report.pk).get()
        assert (other.reporter_office_id, Event.objects.get(subject_id=str(other.pk)).by_id) == (None, None)
    finally:
        door.threads.shutdown()
        intake.writer.stop()
