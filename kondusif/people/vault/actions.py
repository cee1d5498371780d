"""The ceremonies of a group's key as the server sees them: public halves, wrapped halves, and who was there."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.problems import NOT_HERE, Conflict, NotAllowed, NotFound
from kondusif.people.models import Person
from kondusif.people.queries import viewer_of
from kondusif.people.vault.groups import Group, member_grant
from kondusif.people.vault.models import GroupKey, KeyGrant, KeyShare
from kondusif.people.vault.queries import grants_of, key_seen_by, ways_of
from kondusif.people.vault.rules import N_NEEDED, Share, Wrapped
from kondusif.people.viewers import Viewer
from kondusif.regions.models import Region

MOST_PASSKEYS = 8


@transaction.atomic
def found_key(
    *,
    region_code: str,
    group: Group,
    public_key: bytes,
    wrapped: Wrapped,
    shares: Sequence[Share],
    by: Viewer,
    at: datetime,
) -> GroupKey:
    """
    This function will put a new key in use for *group* over *region_code*; the former one seals nothing more.

    :raises NotAllowed: if *by* founds no keys there or does not belong to the group.
    :raises NotFound: if there is no such region.
    :raises Conflict: if this very key is known already.
    """
    if not by.may("vault.found", region_code) or member_grant(by, group, region_code) is None:
        raise NotAllowed("vault.not_founder", _("Your office founds no key for this group here."))
    # Locked: two founders at once come one after the other.
    if not Region.objects.select_for_update().filter(pk=region_code).exists():
        raise NotFound("vault.no_region", NOT_HERE)
    if GroupKey.objects.filter(public_key=public_key).exists():
        raise Conflict("vault.known", _("This key is in use already. Reload the page."))
    former = GroupKey.objects.filter(region_id=region_code, group=group, retired_at=None)
    is_rotation = bool(former.update(retired_at=at))
    key = GroupKey.objects.create(
        region_id=region_code, group=group, public_key=public_key, founded_by_id=by.person_id, founded_at=at
    )
    KeyShare.objects.bulk_create(
        KeyShare(key=key, number=n, custodian=share.custodian, mark=share.mark) for n, share in enumerate(shares, 1)
    )
    _hold(key, by.person_id, wrapped, by, at)
    record(
        "vault.rotated" if is_rotation else "vault.founded",
        subject=key,
        by=by,
        at=at,
        region_code=region_code,
        group=group,
    )
    return key


@transaction.atomic
def give_key(*, key_id: UUID, person_id: UUID, wrapped: Wrapped, by: Viewer, at: datetime) -> KeyGrant:
    """
    This function will store a member's own copy of a key, wrapped in the browser of a member who was present.

    :raises NotFound: if *by* sees no such key.
    :raises NotAllowed: if *by* does not hold it, or the other does not belong to the group.
    """
    key = _locked(key_id, by)
    if not any(g.key_id == key.pk for g in grants_of(by)):
        raise NotAllowed("vault.not_holder", _("You do not hold this key yourself. Somebody who does has to give it."))
    person = Person.objects.filter(pk=person_id).first()
    if person is None or member_grant(viewer_of(person, at=at), key.group, key.region_id) is None:
        raise NotAllowed("vault.not_member", _("This person holds no office of this group."))
    grant = _hold(key, person.pk, wrapped, by, at)
    record("vault.given", subject=key, by=by, at=at, region_code=key.region_id, person=str(person.pk))
    return grant


@transaction.atomic
def recover_key(*, key_id: UUID, numbers: Sequence[int], wrapped: Wrapped, by: Viewer, at: datetime) -> KeyGrant:
    """
    This function will store the copy of a member who put the key together from two custodians' papers.

    :raises NotFound: if *by* sees no such key.
    :raises NotAllowed: if *by* founds no keys there or does not belong to the group.
    :raises Conflict: if fewer than two custodians were there.
    """
    key = _locked(key_id, by)
    if not by.may("vault.found", key.region_id) or member_grant(by, key.group, key.region_id) is None:
        raise NotAllowed("vault.not_founder", _("Your office founds no key for this group here."))
    present = KeyShare.objects.filter(key=key, number__in=set(numbers))
    if len(present) < N_NEEDED:
        raise Conflict("vault.too_few", _("Two different custodians have to be there with their papers."))
    grant = _hold(key, by.person_id, wrapped, by, at)
    custodians = [share.custodian for share in present]
    record("vault.recovered", subject=key, by=by, at=at, region_code=key.region_id, custodians=custodians)
    return grant


@transaction.atomic
def take_back(*, key_id: UUID, person_id: UUID, by: Viewer, at: datetime) -> None:
    """
    This function will take a member's copy of a key out of use, whatever ways open it.

    :raises NotFound: if there is no such copy.
    :raises NotAllowed: if *by* founds no keys there.
    """
    key = _locked(key_id, by)
    if not by.may("vault.found", key.region_id):
        raise NotAllowed("vault.not_founder", _("Your office founds no key for this group here."))
    if not key.grants.filter(person_id=person_id, revoked_at=None).update(revoked_at=at):
        raise NotFound("vault.no_grant", _("This person holds no copy of this key."))
    record("vault.taken_back", subject=key, by=by, at=at, region_code=key.region_id, person=str(person_id))


@transaction.atomic
def add_way(*, key_id: UUID, wrapped: Wrapped, by: Viewer, at: datetime) -> KeyGrant:
    """
    This function will store another way in which a member opens a key: a passkey, or a passphrase in place of the former.

    :raises NotFound: if *by* sees no such key.
    :raises NotAllowed: if *by* does not hold it.
    :raises Conflict: if so many passkeys open it already.
    """
    key = _locked(key_id, by)
    if not ways_of(by, key):
        raise NotAllowed("vault.not_holder", _("You do not hold this key yourself. Somebody who does has to give it."))
    grant = _hold(key, by.person_id, wrapped, by, at)
    record("vault.way_added", subject=key, by=by, at=at, region_code=key.region_id, way=_name(grant))
    return grant


@transaction.atomic
def drop_way(*, key_id: UUID, grant_id: UUID, by: Viewer, at: datetime) -> None:
    """
    This function will take one of the ways in which *by* opens a key out of use, while another remains.

    :raises NotFound: if it is no way of theirs.
    :raises Conflict: if it is the last one.
    """
    key = _locked(key_id, by)
    ways = ways_of(by, key)
    grant = next((way for way in ways if way.pk == grant_id), None)
    if grant is None:
        raise NotFound("vault.no_way", _("You do not open this key in this way (any more)."))
    if len(ways) == 1:
        raise Conflict("vault.last_way", _("This is your only way to open the key. Add another one first."))
    grant.revoked_at = at
    grant.save(update_fields=["revoked_at"])
    record("vault.way_dropped", subject=key, by=by, at=at, region_code=key.region_id, way=_name(grant))


def _name(grant: KeyGrant) -> str:
    return "passkey" if grant.is_passkey else "passphrase"


def _locked(key_id: UUID, by: Viewer) -> GroupKey:
    key_seen_by(by, key_id)
    return GroupKey.objects.select_for_update(of=("self",)).get(pk=key_id)


def _hold(key: GroupKey, person_id: UUID | None, wrapped: Wrapped, by: Viewer, at: datetime) -> KeyGrant:
    """A new passphrase takes the place of the former one; so does the same passkey once more. The others stay."""
    held = key.grants.filter(person_id=person_id, revoked_at=None)
    others = held.exclude(credential=b"").exclude(credential=wrapped.credential)
    if wrapped.credential and others.count() >= MOST_PASSKEYS:
        raise Conflict("vault.many_passkeys", _("So many passkeys open this key already. Remove one first."))
    held.filter(credential=wrapped.credential).update(revoked_at=at)
    return KeyGrant.objects.create(
        key=key, person_id=person_id, salt=wrapped.salt, iterations=wrapped.iterations, nonce=wrapped.nonce,
        wrapped=wrapped.wrapped, credential=wrapped.credential, label=wrapped.label, given_by_id=by.person_id, at=at,
    )  # fmt: skip
