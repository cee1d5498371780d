"""Which keys there are, who holds them, and which one seals words for a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Person
from kondusif.people.queries import OFFICE_DAY, holdings_on, within
from kondusif.people.vault.groups import MEMBERS, Group, member_grant
from kondusif.people.vault.models import GroupKey, KeyGrant
from kondusif.people.vault.rules import in_base64
from kondusif.people.viewers import Viewer


@dataclass(frozen=True)
class PublicKey:
    """What a sender needs to seal words for a group."""

    id: UUID
    region_code: str
    group: str
    public: str

    def reaches(self, code: str) -> bool:
        """This function will tell whether *code* is the key's region or lies below it."""
        return code == self.region_code or code.startswith(self.region_code + ".")


def keys_in_use() -> list[PublicKey]:
    """This function will return every key that seals now; public halves are for everybody."""
    with scoped(EVERYWHERE):
        keys = GroupKey.objects.filter(retired_at=None).order_by("-region_id")
        return [PublicKey(k.pk, k.region_id, k.group, in_base64(k.public_key)) for k in keys]


def key_for(region_code: str, group: str, keys: Iterable[PublicKey] | None = None) -> PublicKey | None:
    """This function will return the key of *group* nearest above *region_code*, if there is one."""
    found = [k for k in (keys_in_use() if keys is None else keys) if k.group == group and k.reaches(region_code)]
    return max(found, key=lambda k: len(k.region_code), default=None)


def keys_seen_by(viewer: Viewer) -> QuerySet[GroupKey]:
    """This function will return the keys of the regions where *viewer* reads the list of keys."""
    keys = GroupKey.objects.filter(within(viewer.scope_for("vault.read"))).select_related("region", "founded_by")
    return keys.prefetch_related("shares", "grants__person").order_by("region_id", "group", "-founded_at")


def key_seen_by(viewer: Viewer, id: UUID) -> GroupKey:
    """
    This function will return one key.

    :raises NotFound: if there is none, or none that *viewer* may see: the same answer.
    """
    key = keys_seen_by(viewer).filter(pk=id).first()
    if key is None:
        raise NotFound("vault.unknown", _("There is no such key, or your office may not see it."))
    return key


def grants_of(viewer: Viewer) -> list[KeyGrant]:
    """This function will return what *viewer* can open now: a hold on a key, by an office held today."""
    if viewer.person_id is None:
        return []
    held = KeyGrant.objects.filter(person_id=viewer.person_id, revoked_at=None).select_related("key")
    return [g for g in held if member_grant(viewer, g.key.group, g.key.region_id)]


def for_browser(grants: Iterable[KeyGrant]) -> list[dict[str, object]]:
    """This function will return holds as the browser takes them."""
    return [
        {
            "key": str(g.key_id), "public": in_base64(g.key.public_key), "person": str(g.person_id),
            "credential": in_base64(g.credential), "salt": in_base64(g.salt), "iterations": g.iterations, "nonce": in_base64(g.nonce), "wrapped": in_base64(g.wrapped),
        }
        for g in grants
    ]  # fmt: skip


def ways_of(viewer: Viewer, key: GroupKey) -> list[KeyGrant]:
    """This function will return the ways in which *viewer* opens *key* now: the passphrase first, then passkeys by age."""
    return sorted((g for g in grants_of(viewer) if g.key_id == key.pk), key=lambda g: (g.is_passkey, g.at))


def without_key(key: GroupKey, *, at: datetime) -> QuerySet[Person]:
    """This function will return the members of the key's group who hold no copy of it yet."""
    roles = [role.value for role in MEMBERS[Group(key.group)]]
    above = [key.region_id[:n] for n in (2, 5, 8, 13) if len(key.region_id) >= n]
    seated = holdings_on(at.astimezone(OFFICE_DAY).date()).filter(office__role__in=roles, office__region_id__in=above)
    members = Person.objects.filter(pk__in=seated.values("person_id"), is_active=True, is_candidate_linked=False)
    return members.exclude(Q(pk__in=key.grants.filter(revoked_at=None).values("person_id"))).order_by("name")
