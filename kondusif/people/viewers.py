"""Who asks and who acts: a frozen answer to "which offices does this person hold at this moment"."""

from dataclasses import dataclass, field
from uuid import UUID

from kondusif.people.policy import allows
from kondusif.people.roles import ROLES, Classification, Role


@dataclass(frozen=True)
class Grant:
    """One office held now: each deed is checked against one grant at a time, never against their sum."""

    role: Role
    region_code: str
    office_id: UUID
    title: str  # with the prefix of an acting holder: "Pj. Bupati Bangkalan"

    def reaches(self, region_code: str) -> bool:
        """This function will tell whether *region_code* is this office's region or lies below it."""
        return region_code == self.region_code or region_code.startswith(self.region_code + ".")

    @property
    def clearance(self) -> Classification:
        return ROLES[self.role].clearance


@dataclass(frozen=True)
class Viewer:
    """A person at a moment, with the offices held then; a citizen holds none."""

    person_id: UUID | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    title: str = field(default="")

    def grants_for(self, deed: str, region_code: str | None = None) -> tuple[Grant, ...]:
        """This function will return the offices that by themselves allow *deed* (in *region_code*)."""
        return tuple(g for g in self.grants if allows(deed, g.role) and (region_code is None or g.reaches(region_code)))

    def may(self, deed: str, region_code: str | None = None) -> bool:
        """This function will tell whether one of the offices allows *deed* (in *region_code*)."""
        return self.is_system or bool(self.grants_for(deed, region_code))

    def scope_for(self, deed: str) -> tuple[str, ...]:
        """This function will return the regions in which *deed* is allowed; ``("*",)`` for the system."""
        if self.is_system:
            return ("*",)
        return tuple(sorted({g.region_code for g in self.grants_for(deed)}))

    @property
    def scope(self) -> tuple[str, ...]:
        """All regions of all offices: what the database lets the connection see at most."""
        return ("*",) if self.is_system else tuple(sorted({g.region_code for g in self.grants}))

    def clearance_for(self, deed: str, region_code: str | None = None) -> Classification:
        """This function will return the highest classification an office with *deed* may read here."""
        if self.is_system:
            return Classification.TOP_SECRET
        return max((g.clearance for g in self.grants_for(deed, region_code)), default=Classification.OPEN)

    @property
    def is_staff(self) -> bool:
        return bool(self.grants)


SYSTEM = Viewer(is_system=True, name="Kondusif", title="Kondusif")
CITIZEN = Viewer(name="", title="")
