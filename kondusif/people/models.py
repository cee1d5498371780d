from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kondusif.core.ids import new_id
from kondusif.people.roles import Role


class PersonManager(BaseUserManager["Person"]):
    """Accounts are named by their e-mail address, without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. What they may do comes from the offices they hold, never from here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=2, default="id")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    is_candidate_linked = models.BooleanField(
        default=False, help_text=_("A candidate, a candidate's spouse or a campaign member: cut off from everything.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    session_round = models.PositiveIntegerField(default=0)  # one more ends every session of the former round

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match: the password, and the round of sessions that may still be open."""
        former = super()._get_session_auth_hash(secret)
        return f"{former}.{self.session_round}" if self.session_round else former


class Tally(models.Model):
    """How often something was tried of late; every row is forgotten when its time is over (``SharedCache``)."""

    key = models.CharField(primary_key=True, max_length=255)
    value = models.JSONField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class Office(models.Model):
    """A jabatan: a role over a region under its official title. Persons come and go, the office stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.CharField(max_length=24, choices=[(r.value, r.value) for r in Role])
    region = models.ForeignKey("regions.Region", models.PROTECT, db_column="region_code", related_name="offices")
    title = models.CharField(max_length=160)
    agency = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)
    superior = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subordinates")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "title"], name="office_title_once_per_region")]

    def __str__(self) -> str:
        return self.title


class Prefix(models.TextChoices):
    """How an acting holder is named before the title."""

    NONE = "", _("appointed")
    PJ = "Pj", "Pj."
    PJS = "Pjs", "Pjs."
    PLT = "Plt", "Plt."
    PLH = "Plh", "Plh."


class Holding(models.Model):
    """A person in an office from a day to a day; closing it is an end date, never a deletion."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    office = models.ForeignKey(Office, models.PROTECT, related_name="holdings")
    prefix = models.CharField(max_length=3, choices=Prefix.choices, default=Prefix.NONE, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    suspended = models.BooleanField(default=False, help_text=_("On campaign leave (cuti petahana): gives nothing."))
    decree = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="holding_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["person", "starts_on"], name="holding_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.full_title}"

    @property
    def full_title(self) -> str:
        """The title with the prefix of an acting holder, as it stands under a signature."""
        return f"{self.prefix}. {self.office.title}" if self.prefix else self.office.title


from kondusif.people.vault.models import GroupKey, KeyGrant, KeyShare  # noqa: E402

__all__ = ["GroupKey", "Holding", "KeyGrant", "KeyShare", "Office", "Person", "PersonManager", "Prefix", "Tally"]
