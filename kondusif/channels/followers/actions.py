"""Following an area: asked for, confirmed, ended; news queued once for everybody and sent copy by copy."""

import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from kondusif.channels.carriers import AddressGone, Undeliverable, carrier
from kondusif.channels.followers import letters
from kondusif.channels.followers.models import Bulletin, BulletinCopy, Follower
from kondusif.channels.kinds import Kind
from kondusif.channels.rules import MAX_TRIES, pause_after
from kondusif.channels.states import DeliveryState
from kondusif.core.actions import record
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.sealing import is_token, keyed_hash, open_sealed, seal, token_of
from kondusif.people.viewers import CITIZEN

KEY = "follow"
ASK_AGAIN = timedelta(minutes=10)
ASKS_MAX = 3  # letters to one address that nobody confirmed, in a day
AREAS_MAX = 40  # areas one address follows
UNCONFIRMED = timedelta(days=2)
COPIES_KEPT = timedelta(days=30)
BATCH = 50

# One statement for all copies, however many follow; again, it adds nobody twice.
_COPY = """
INSERT INTO channels_bulletincopy (bulletin_id, follower_id, state, tries, last_error, not_before)
SELECT %s, id, 'queued', 0, '', %s FROM channels_follower
WHERE confirmed_at IS NOT NULL AND confirmed_at <= %s
  AND (region_code = ANY (%s) OR starts_with(region_code, %s))
ON CONFLICT DO NOTHING
"""


def ask_to_follow(*, region_code: str, email: str, language: str, at: datetime) -> Bulletin | None:
    """
    This function will queue a letter that asks whether this address wants to follow the area, or do nothing.

    Nobody learns from it whether an address follows already, and nobody can flood a stranger with letters.
    """
    email = email.strip().lower()
    with scoped(EVERYWHERE), transaction.atomic():
        lookup = keyed_hash(KEY, f"{Kind.EMAIL}:{email}")
        if _asked_too_often(lookup, at):
            return None
        follower = (
            Follower.objects.select_for_update().filter(region_id=region_code, kind=Kind.EMAIL, lookup=lookup).first()
        )
        if follower is None:
            follower = _added(region_code, Kind.EMAIL, {"address": email}, lookup, language, at)
        elif follower.confirmed_at or follower.asked_at > at - ASK_AGAIN:
            return None
        else:
            Follower.objects.filter(pk=follower.pk).update(asked_at=at, n_asked=F("n_asked") + 1)
            follower.refresh_from_db()
        return _question(follower, at)


def follow_by_device(
    *, region_code: str, endpoint: str, keys: Mapping[str, str], language: str, at: datetime
) -> Follower | None:
    """This function will let a browser that subscribed follow the area; None where it follows too many already."""
    with scoped(EVERYWHERE), transaction.atomic():
        lookup = keyed_hash(KEY, f"{Kind.WEBPUSH}:{endpoint}")
        follower = Follower.objects.filter(region_id=region_code, kind=Kind.WEBPUSH, lookup=lookup).first()
        if follower is not None:
            return follower
        if Follower.objects.filter(lookup=lookup).count() >= AREAS_MAX:
            return None
        follower = _added(region_code, Kind.WEBPUSH, {"address": endpoint, "keys": dict(keys)}, lookup, language, at)
        return _confirmed(follower, at)


def confirm(*, follower_id: UUID, token: str, at: datetime) -> Follower | None:
    """This function will let a follower begin who answers the question; None where the answer fits no question."""
    if not is_token(KEY, f"confirm:{follower_id}", token):
        return None
    with scoped(EVERYWHERE), transaction.atomic():
        follower = Follower.objects.select_for_update().filter(pk=follower_id).first()
        if follower is None or (follower.confirmed_at is None and follower.asked_at < at - UNCONFIRMED):
            return None
        return follower if follower.confirmed_at else _confirmed(follower, at)


def leave(*, follower_id: UUID, token: str, at: datetime) -> bool:
    """This function will end a following and forget the address at once; twice it ends once. False: a wrong token."""
    if not is_token(KEY, f"leave:{follower_id}", token):
        return False
    with scoped(EVERYWHERE), transaction.atomic():
        follower = Follower.objects.select_for_update().filter(pk=follower_id).first()
        if follower is not None:
            _forget(follower, at)
    return True


def leave_by_device(*, region_code: str, endpoint: str, at: datetime) -> bool:
    """This function will end what a browser follows in an area."""
    with scoped(EVERYWHERE), transaction.atomic():
        lookup = keyed_hash(KEY, f"{Kind.WEBPUSH}:{endpoint}")
        follower = Follower.objects.filter(region_id=region_code, kind=Kind.WEBPUSH, lookup=lookup).first()
        if follower is not None:
            _forget(follower, at)
        return follower is not None


def renew_device(*, former: str, secret: str, endpoint: str, keys: Mapping[str, str], at: datetime) -> int:
    """
    This function will let a browser's new subscription follow what its former one followed, and return how many areas.

    The former subscription's own secret is the proof.
    """
    with scoped(EVERYWHERE), transaction.atomic():
        lookup, fresh = (keyed_hash(KEY, f"{Kind.WEBPUSH}:{address}") for address in (former, endpoint))
        mine = [
            follower
            for follower in Follower.objects.select_for_update().filter(kind=Kind.WEBPUSH, lookup=lookup)
            if hmac.compare_digest(address_of(follower).keys.get("auth", "").encode(), secret.encode())
        ]
        if endpoint == former:  # the browser only asks whether it is still known
            return len(mine)
        there = set(Follower.objects.filter(kind=Kind.WEBPUSH, lookup=fresh).values_list("region_id", flat=True))
        for follower in mine:
            if follower.region_id in there:
                _forget(follower, at)
                continue
            address = {"address": endpoint, "keys": dict(keys)}
            follower.lookup, follower.sealed = fresh, seal(KEY, json.dumps(address).encode(), about=follower.pk.bytes)
            follower.save(update_fields=["lookup", "sealed"])
        return len(mine)


@transaction.atomic
def queue_news(news: letters.News, *, at: datetime) -> Bulletin | None:
    """This function will queue a piece of news for everybody who follows a place it concerns, once; None: queued before."""
    bulletin, is_new = Bulletin.objects.get_or_create(
        key=news.key,
        defaults={
            "region_id": news.region_code, "subject": news.subject[:200], "body": news.body, "link": news.link,
            "is_urgent": news.is_urgent, "queued_at": at,
        },
    )  # fmt: skip
    if not is_new:
        return None
    above = [news.region_code[:n] for n in (2, 5, 8, 13) if n <= len(news.region_code)]
    with connection.cursor() as cursor:
        cursor.execute(_COPY, [bulletin.pk, at, at, above, f"{news.region_code}."])
    return bulletin


def send_copies(
    *, bulletin_id: UUID, at: datetime, until: Callable[[int], bool] = lambda n: n >= BATCH
) -> datetime | None:
    """
    This function will send the copies whose turn it is and return when the next one is, or None if none waits.

    Each copy is held while it is sent and marked afterwards, so that two workers never send the same one.
    """
    n = 0
    while not until(n):
        if not _send_one(bulletin_id, at):
            break
        n += 1
    waiting = BulletinCopy.objects.filter(bulletin_id=bulletin_id, state=DeliveryState.QUEUED).order_by("not_before")
    return waiting.values_list("not_before", flat=True).first()


def _send_one(bulletin_id: UUID, at: datetime) -> bool:
    with transaction.atomic():
        copy = (
            BulletinCopy.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("bulletin", "follower__region")
            .filter(bulletin_id=bulletin_id, state=DeliveryState.QUEUED, not_before__lte=at)
            .order_by("id")
            .first()
        )
        if copy is None:
            return False
        try:
            carrier(copy.follower.kind).send(
                letters.letter_for(copy.bulletin, copy.follower, address_of(copy.follower), at=at)
            )
        except AddressGone:
            _forget(copy.follower, at)  # the copy goes with it
        except Undeliverable as reason:
            _note_failure(copy, str(reason), at, is_last=True)
        except OSError as error:
            _note_failure(copy, type(error).__name__, at, is_last=copy.tries + 1 >= MAX_TRIES)
        else:
            copy.state, copy.sent_at, copy.tries = DeliveryState.SENT, at, copy.tries + 1
            copy.save(update_fields=["state", "sent_at", "tries"])
        return True


def _note_failure(copy: BulletinCopy, fault: str, at: datetime, *, is_last: bool) -> None:
    copy.tries += 1
    copy.last_error = fault[:120]
    copy.state = DeliveryState.QUARANTINED if is_last else DeliveryState.QUEUED
    copy.not_before = at if is_last else at + pause_after(copy.tries)
    copy.save(update_fields=["tries", "last_error", "state", "not_before"])
    if is_last:
        record("bulletin.quarantined", subject=copy.bulletin, by=CITIZEN, at=at, copy=copy.pk)


@transaction.atomic
def tidy_up(*, at: datetime) -> int:
    """This function will forget the addresses nobody confirmed and the copies of old news, and return how many addresses."""
    _n, each = Follower.objects.filter(confirmed_at=None, asked_at__lt=at - UNCONFIRMED).delete()
    BulletinCopy.objects.filter(bulletin__queued_at__lt=at - COPIES_KEPT).exclude(state=DeliveryState.QUEUED).delete()
    return each.get("channels.Follower", 0)


def address_of(follower: Follower) -> letters.Where:
    """This function will return the address of a follower, for the carrier alone."""
    plain = json.loads(open_sealed(KEY, follower.sealed, about=follower.pk.bytes))
    return letters.Where(
        plain["address"], plain.get("keys", {}),
        confirm=token_of(KEY, f"confirm:{follower.pk}"), leave=token_of(KEY, f"leave:{follower.pk}"),
    )  # fmt: skip


def _asked_too_often(lookup: bytes, at: datetime) -> bool:
    same = Follower.objects.filter(lookup=lookup)
    asked = same.filter(confirmed_at=None, asked_at__gt=at - timedelta(days=1)).values_list("n_asked", flat=True)
    return sum(asked) >= ASKS_MAX or same.filter(confirmed_at__isnull=False).count() >= AREAS_MAX


def _added(
    region_code: str, kind: Kind, address: dict[str, object], lookup: bytes, language: str, at: datetime
) -> Follower:
    follower = Follower(region_id=region_code, kind=kind, lookup=lookup, language=language[:2], asked_at=at)
    follower.sealed = seal(KEY, json.dumps(address).encode(), about=follower.pk.bytes)
    follower.save()
    record("follower.asked", subject=follower, by=CITIZEN, at=at, kind=str(kind))
    return follower


def _confirmed(follower: Follower, at: datetime) -> Follower:
    follower.confirmed_at = at
    follower.save(update_fields=["confirmed_at"])
    record("follower.confirmed", subject=follower, by=CITIZEN, at=at, kind=follower.kind)
    return follower


def _forget(follower: Follower, at: datetime) -> None:
    record("follower.left", subject=follower, by=CITIZEN, at=at, kind=follower.kind)
    follower.delete()


def _question(follower: Follower, at: datetime) -> Bulletin:
    subject, body = letters.question(follower)
    bulletin = Bulletin.objects.create(
        key=f"confirm:{follower.pk}:{follower.n_asked}", region_id=follower.region_id, subject=subject, body=body,
        link="", asks_to_confirm=True, queued_at=at,
    )  # fmt: skip
    BulletinCopy.objects.create(bulletin=bulletin, follower=follower, not_before=at)
    return bulletin
