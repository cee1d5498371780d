"""How a body is usually made up, as data: which roles sit where. A draft for a person to correct and confirm."""

from dataclasses import dataclass, field

from kondusif.meetings.states import BodyKind, Position
from kondusif.people.roles import Role
from kondusif.regions.kinds import Level

R, P = Role, Position


@dataclass(frozen=True)
class Pattern:
    """A body's usual name and seats: role, position, section (bidang)."""

    kind: BodyKind
    name: str  # official name: not translated
    seats: tuple[tuple[Role, Position, str], ...]
    source: str
    parts: tuple["Pattern", ...] = field(default=())


_COMMANDS = ((R.POLICE_COMMAND, P.MEMBER, ""), (R.MILITARY_COMMAND, P.MEMBER, ""))
_LAW = (*_COMMANDS, (R.PROSECUTOR, P.MEMBER, ""))
_AGENCIES = ((R.AGENCY_FOCAL, P.MEMBER, ""),)
_REGIONAL = (
    Pattern(
        BodyKind.LEADERSHIP_FORUM,
        "Forkopimda {region}",
        (
            (R.REGIONAL_HEAD, P.CHAIR, ""),
            (R.COUNCIL_CHAIR, P.MEMBER, ""),
            *_LAW,
            (R.REGIONAL_SECRETARY, P.SECRETARY, ""),
        ),
        "PP 12/2022",
    ),
    Pattern(
        BodyKind.ELECTION_DESK,
        "Desk Pilkada {region}",
        (
            (R.REGIONAL_SECRETARY, P.CHAIR, ""),
            (R.AGENCY_HEAD, P.SECRETARY, ""),
            (R.POLITICS_OFFICER, P.SECTION_HEAD, "Sosialisasi dan monitoring"),
            (R.ANALYST, P.SECTION_HEAD, "Analisis dan evaluasi"),
            *_LAW,
            (R.EMB_LIAISON, P.MEMBER, ""),
            (R.OVERSIGHT_LIAISON, P.MEMBER, ""),
            *_AGENCIES,
        ),
        "Permendagri 9/2005, SE Mendagri 100.2.7/2944/SJ",
    ),
    Pattern(
        BodyKind.VIGILANCE_TEAM,
        "Tim Kewaspadaan Dini {region}",
        (
            (R.REGIONAL_HEAD, P.CHAIR, ""),
            (R.REGIONAL_SECRETARY, P.DEPUTY, ""),
            (R.AGENCY_HEAD, P.SECRETARY, ""),
            (R.ANALYST, P.MEMBER, ""),
            *_LAW,
            *_AGENCIES,
        ),
        "Permendagri 46/2019",
    ),
    Pattern(
        BodyKind.CONFLICT_TEAM,
        "Tim Terpadu Penanganan Konflik Sosial {region}",
        ((R.REGIONAL_HEAD, P.CHAIR, ""), (R.POLICE_COMMAND, P.DEPUTY, ""), (R.AGENCY_HEAD, P.SECRETARY, "")),
        "Permendagri 42/2015",
        (
            Pattern(
                BodyKind.CONFLICT_TEAM,
                "Subtim Pencegahan, Tim Terpadu {region}",
                ((R.AGENCY_HEAD, P.CHAIR, ""), (R.MILITARY_COMMAND, P.MEMBER, ""), (R.ANALYST, P.MEMBER, "")),
                "Permendagri 42/2015",
            ),
            Pattern(
                BodyKind.CONFLICT_TEAM,
                "Subtim Penghentian, Tim Terpadu {region}",
                ((R.POLICE_COMMAND, P.CHAIR, ""), (R.MILITARY_COMMAND, P.MEMBER, ""), (R.PROSECUTOR, P.MEMBER, "")),
                "Permendagri 42/2015",
            ),
            Pattern(
                BodyKind.CONFLICT_TEAM,
                "Subtim Pemulihan, Tim Terpadu {region}",
                ((R.AGENCY_HEAD, P.CHAIR, ""), *_AGENCIES),
                "Permendagri 42/2015",
            ),
        ),
    ),
    Pattern(BodyKind.VIGILANCE_FORUM, "FKDM {region}", ((R.COMMUNITY_FORUM, P.CHAIR, ""),), "Permendagri 46/2019"),
)
_LOCAL = (
    Pattern(
        BodyKind.LEADERSHIP_FORUM,
        "Forkopimcam {region}",
        ((R.SUBDISTRICT_HEAD, P.CHAIR, ""), *_COMMANDS),
        "PP 12/2022",
    ),
)
PATTERNS: dict[int, tuple[Pattern, ...]] = {
    Level.PROVINCE: _REGIONAL, Level.REGENCY: _REGIONAL, Level.SUBDISTRICT: _LOCAL,
}  # fmt: skip
