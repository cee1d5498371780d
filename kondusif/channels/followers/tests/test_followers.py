"""Following an area: nobody is written to who did not ask, everybody leaves in one step, and no address lies open."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kondusif.alerts.actions import sign_alert, stand_down_alert
from kondusif.alerts.tests.factories import drafted, seen
from kondusif.channels import carriers
from kondusif.channels.followers import actions, letters, tasks
from kondusif.channels.followers.models import Bulletin, BulletinCopy, Follower
from kondusif.channels.kinds import Kind
from kondusif.core.models import Event
from kondusif.people.tests.factories import NOW
from kondusif.publication import notice_actions
from kondusif.publication.tests.notices import CHECK, WORDS, told
from kondusif.regions.models import Region

pytestmark = pytest.mark.django_db
MAIL = "warga@contoh.test"
VILLAGE = "35.26.06.2005"


@pytest.fixture(autouse=True)
def jobs(monkeypatch):
    """Jobs that were ordered, in place of the queue."""
    ordered: list[tuple[str, dict]] = []
    monkeypatch.setattr(tasks, "timezone", SimpleNamespace(now=lambda: NOW))
    monkeypatch.setattr(tasks, "enqueue", lambda task, **how: ordered.append((task.__name__, how)))
    return ordered


def asks(region_code=VILLAGE, email=MAIL, at=NOW) -> Bulletin | None:
    return actions.ask_to_follow(region_code=region_code, email=email, language="id", at=at)


def follows(region_code=VILLAGE, email=MAIL, at=NOW) -> Follower:
    asks(region_code, email, at)
    follower = Follower.objects.get(region_id=region_code, lookup=actions.keyed_hash("follow", f"email:{email}"))
    return actions.confirm(follower_id=follower.pk, token=actions.address_of(follower).confirm, at=at)


def tell(cast, content=WORDS, region_code="35.26", **more) -> Bulletin | None:
    told(cast, content, region_code, **more)
    return news("public_notice.released")


def news(name: str) -> Bulletin | None:
    before = set(Bulletin.objects.values_list("pk", flat=True))
    tasks.tell_followers(event_id=Event.objects.filter(name=name).latest("pk").pk)
    return Bulletin.objects.exclude(pk__in=before).first()


def send(bulletin: Bulletin, at=NOW):
    return actions.send_copies(bulletin_id=bulletin.pk, at=at)


def test_a_stranger_who_never_confirms_gets_one_question_and_nothing_else(cast):
    send(asks())
    assert [m.to for m in mail.outbox] == [[MAIL]]
    assert "Konfirmasi" in mail.outbox[0].subject
    send(tell(cast))
    assert len(mail.outbox) == 1
    assert actions.tidy_up(at=NOW + timedelta(days=3)) == 1
    assert not Follower.objects.exists()


def test_whoever_confirms_is_told_with_the_mark_and_leaves_in_one_step(cast):
    follower = follows()
    bulletin = tell(cast, CHECK)
    send(bulletin)
    [letter] = [m for m in mail.outbox if "[SALAH]" in m.subject]
    assert "Segel semua kotak" in letter.body
    assert "ditukar tadi malam" not in letter.body
    assert "/pengumuman/35.26/2026/1" in letter.body
    [link] = re.findall(r"<(https?://[^>]+)>", letter.extra_headers["List-Unsubscribe"])
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in letter.body
    strict = Client(enforce_csrf_checks=True)
    path = link.partition("://")[2].partition("/")[2]
    assert strict.get(f"/{path}").status_code == 200
    assert Follower.objects.filter(pk=follower.pk).exists(), "a program that only opens links ends nothing"
    assert strict.post(f"/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.exists()
    assert not BulletinCopy.objects.exists()
    assert strict.post(f"/{path}").status_code == 200, "twice ends once"


def test_no_address_lies_open_in_any_table_or_event(cast):
    follower = follows()
    tell(cast)
    with connection.cursor() as cursor:
        for table in ("channels_follower", "channels_bulletin", "channels_bulletincopy", "core_event"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE '%%warga%%contoh%%'")
            assert cursor.fetchone() == (0,), table
    assert MAIL.encode() not in bytes(follower.sealed)
    assert actions.address_of(follower).address == MAIL


def test_news_reach_those_whom_they_concern_once_and_no_others(cast):
    for code, email in ((VILLAGE, "a@x.test"), ("35.26", "b@x.test"), ("35.26.01", "c@x.test"), ("35.27", "d@x.test")):
        follows(code, email)
    bulletin = tell(cast, region_code="35.26.06")
    assert news("public_notice.released") is None, "the same event again queues nothing"
    told_to = {c.follower.region_id for c in bulletin.copies.select_related("follower")}
    assert told_to == {VILLAGE, "35.26"}
    assert tell(cast, exercise=True) is None


def test_a_correction_and_a_withdrawal_reach_them_as_well(cast):
    follows()
    tell(cast, CHECK)
    notice = notice_actions.PublicNotice.objects.get()
    notice_actions.withdraw_notice(notice_id=notice.pk, reason="Sumbernya keliru.", by=cast.citra, at=NOW)
    bulletin = news("public_notice.withdrawn")
    assert bulletin.subject.startswith("[DITARIK] PU/35.26/2026/0001")
    assert bulletin.body == "Sumbernya keliru."


def test_public_warnings_reach_followers_and_those_for_offices_do_not(cast):
    follows()
    for public in (True, False):
        alert = drafted(
            cast.budi, title="Banjir di Geger", is_public=public, public_text="Hindari jembatan." if public else ""
        )
        sign_alert(alert_id=alert.pk, seen=seen(alert), by=cast.citra, at=NOW)
        bulletin = news("alert.issued")
        assert (bulletin is not None) == public
        if public:
            assert bulletin.is_urgent
            assert "Hindari jembatan." in bulletin.body
            stand_down_alert(alert_id=alert.pk, reason="Aman.", by=cast.citra, at=NOW)
            assert news("alert.stood_down").subject.startswith("Peringatan berakhir")


def test_nobody_can_flood_a_stranger_with_questions(cast):
    codes = ["35.26", "35.26.06", VILLAGE, "35.26.06.2001", "35.26.01", "35.26.01.1001"]
    made = [asks(code, at=NOW + timedelta(minutes=n)) for n, code in enumerate(codes * 3)]
    assert sum(one is not None for one in made) == actions.ASKS_MAX
    assert asks(codes[0], at=NOW + timedelta(days=1, minutes=30)) is not None


def test_asking_again_brings_a_second_letter_only_after_a_while_and_none_to_a_follower(cast):
    assert asks() is not None
    assert asks(at=NOW + timedelta(minutes=5)) is None
    assert asks(at=NOW + timedelta(minutes=11)) is not None
    follows(at=NOW + timedelta(minutes=12))
    assert asks(at=NOW + timedelta(days=2)) is None


def test_wrong_and_late_answers_begin_nothing(cast):
    asks()
    follower = Follower.objects.get()
    token = actions.address_of(follower).confirm
    assert actions.confirm(follower_id=follower.pk, token="0" * 32, at=NOW) is None
    assert actions.confirm(follower_id=follower.pk, token=actions.address_of(follower).leave, at=NOW) is None
    assert actions.confirm(follower_id=follower.pk, token=token, at=NOW + timedelta(days=3)) is None
    assert not actions.leave(follower_id=follower.pk, token=token, at=NOW)
    assert Follower.objects.get().confirmed_at is None


class Away:
    """A carrier that fails as told."""

    def __init__(self, fault):
        self.fault = fault

    def send(self, letter):
        raise self.fault


def test_a_carrier_that_is_away_is_asked_again_and_at_last_the_copy_is_set_aside(cast, monkeypatch):
    follows()
    bulletin = tell(cast)
    monkeypatch.setattr(actions, "carrier", lambda _kind: Away(ConnectionRefusedError("zu")))
    at, n = NOW, 0
    while at is not None:
        at, n = send(bulletin, at), n + 1
    copy = bulletin.copies.get()
    assert (copy.state, copy.tries, n) == ("quarantined", actions.MAX_TRIES, actions.MAX_TRIES)
    assert "contoh" not in copy.last_error
    assert Event.objects.filter(name="bulletin.quarantined").count() == 1


def test_a_device_follows_at_once_and_is_forgotten_when_its_service_says_it_is_gone(cast, monkeypatch):
    for code in (VILLAGE, VILLAGE, "35.26"):
        actions.follow_by_device(
            region_code=code, endpoint="https://updates.push.services.mozilla.com/x1", keys={"p256dh": "a", "auth": "b"}, language="id", at=NOW
        )  # fmt: skip
    assert Follower.objects.filter(kind=Kind.WEBPUSH, confirmed_at=NOW).count() == 2
    bulletin = tell(cast)
    heard = []

    class Push(Away):
        def send(self, letter):
            heard.append(letter)
            raise carriers.AddressGone("410")

    monkeypatch.setattr(actions, "carrier", lambda _kind: Push(None))
    assert send(bulletin) is None
    assert {(h.address, h.keys["auth"]) for h in heard} == {("https://updates.push.services.mozilla.com/x1", "b")}
    assert not Follower.objects.exists()


def test_copies_for_many_cost_one_statement_and_are_sent_in_portions(cast):
    Follower.objects.bulk_create(
        Follower(region_id="35.26", kind="email", sealed=b"", lookup=n.to_bytes(32), asked_at=NOW, confirmed_at=NOW)
        for n in range(120)
    )
    region = Region.objects.get(pk="35.26")
    with CaptureQueriesContext(
        connection,
    ) as seen_queries:
        actions.queue_news(letters.News("k", region.pk, "s", "b", "/"), at=NOW)
    assert sum("bulletincopy" in q["sql"] for q in seen_queries) == 1
    assert BulletinCopy.objects.count() == 120


def test_the_jobs_follow_one_another_until_nothing_waits(cast, jobs):
    send(asks())
    follows(email="lain@contoh.test")
    bulletin = tell(cast)
    assert jobs[-1] == ("send_bulletin", {"bulletin_id": str(bulletin.pk)})
    jobs.clear()
    Bulletin.objects.filter(pk=bulletin.pk).update(queued_at=NOW)
    BulletinCopy.objects.update(not_before=NOW)
    tasks.tidy_followers(timestamp=int((NOW + timedelta(hours=1)).timestamp()))
    assert ("send_bulletin", {"once": f"bulletin:{bulletin.pk}", "bulletin_id": str(bulletin.pk)}) in jobs
    tasks.send_bulletin(bulletin_id=str(bulletin.pk))
    assert bulletin.copies.get().state == "sent"


def test_the_pages_say_the_same_to_everybody_and_refuse_what_is_no_address(cast, client):
    page = reverse("followers:follow", args=[VILLAGE])
    assert "Ikuti" in client.get(page).content.decode()
    assert client.post(page, {"email": "bukan surel"}).status_code == 422
    first = client.post(page, {"email": MAIL}).content
    again = client.post(page, {"email": MAIL}).content
    assert re.sub(rb'value="[^"]*"', b"", first) == re.sub(rb'value="[^"]*"', b"", again)
    assert client.get(reverse("followers:follow", args=["99.99"])).status_code == 404


def test_confirming_takes_a_button_and_a_link_that_is_not_whole_is_told_so(cast, client):
    asks()
    follower = Follower.objects.get()
    path = reverse("followers:confirm", args=[follower.pk, actions.address_of(follower).confirm])
    assert client.get(path).status_code == 200
    assert Follower.objects.get().confirmed_at is None
    Follower.objects.update(asked_at="2999-01-01T00:00:00Z")
    assert client.post(path).status_code == 200
    assert Follower.objects.get().confirmed_at is not None
    assert client.post(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404
    assert client.post(reverse("followers:leave", args=[follower.pk, "x"])).status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", "[]", '"x"', "{}", '{"endpoint": 7, "keys": {}}', '{"endpoint": "http://a.id/", "keys": {"p256dh": "a", "auth": "b"}}',
     '{"endpoint": "https://127.0.0.1/", "keys": "x"}', '{"endpoint": "https://updates.push.services.mozilla.com/"}', "{" + "a" * 9000],
)  # fmt: skip
def test_what_is_no_subscription_is_refused_by_name(cast, client, body):
    answer = client.post(reverse("followers:device", args=[VILLAGE]), body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_browsers_subscription_follows_and_leaves(cast, client):
    body = '{"endpoint": "https://updates.push.services.mozilla.com/x1", "keys": {"p256dh": "a", "auth": "b"}}'
    door = reverse("followers:device", args=[VILLAGE])
    assert client.post(door, body, content_type="application/json").json() == {"following": True}
    assert client.delete(door, body, content_type="application/json").json() == {"following": False}
    assert not Follower.objects.exists()
