"""Public keys of role groups, the private halves under members' own passphrases, and who holds a share for recovery."""

from django.db import models
from django.db.models import Q

from kondusif.core.ids import new_id
from kondusif.people.vault.groups import Group


class GroupKey(models.Model):
    """The key of a role group over a region; its private half was never here in the clear."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="+")
    group = models.CharField(max_length=12, choices=[(g.value, g.value) for g in Group])
    public_key = models.BinaryField(max_length=32, unique=True)
    founded_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    founded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)  # seals nothing more, still opens what it sealed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "group"], condition=Q(retired_at=None), name="group_key_one_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.region_id}"


class KeyGrant(models.Model):
    """A member's way to open a key: its private half, wrapped in the browser under a passphrase or a passkey's secret."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(GroupKey, models.PROTECT, related_name="grants")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=16)
    iterations = models.PositiveIntegerField()
    credential = models.BinaryField(max_length=1023, default=b"")  # the passkey's name; empty for the passphrase
    label = models.CharField(max_length=60, blank=True)  # by what its owner knows the passkey again
    nonce = models.BinaryField(max_length=12)
    wrapped = models.BinaryField(max_length=48)
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "person", "credential"], condition=Q(revoked_at=None), name="key_grant_each_way_once"
            ),
            models.CheckConstraint(
                condition=Q(credential=b"", iterations__gt=0) | (~Q(credential=b"") & Q(iterations=0)),
                name="key_grant_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} for {self.person_id}"

    @property
    def is_passkey(self) -> bool:
        return bool(bytes(self.credential))


class KeyShare(models.Model):
    """That a custodian holds one share of a key; the share itself is on the custodian's paper alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(GroupKey, models.PROTECT, related_name="shares")
    number = models.PositiveSmallIntegerField()
    custodian = models.CharField(max_length=160)
    mark = models.BinaryField(max_length=32)  # SHA-256 of the share, to tell a wrong paper from the right one

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="key_share_number_once"),
            models.UniqueConstraint(fields=["key", "custodian"], name="key_share_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.custodian}"
