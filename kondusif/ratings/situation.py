"""
The situation of an area: Kesbangpol's published rule from what happened to a level.

``docs/reference/situation-rating.md`` explains it to officials; change both together and raise VERSION.
The rule is pure: a stored rating keeps its signs, and the same signs give the same level for ever.
"""

from dataclasses import asdict, dataclass, field

METHOD = "Situasi wilayah Kesbangpol"
VERSION = "1"
EDITION = "berjalan"
WINDOW_HOURS = 168
CALM, WATCH, TROUBLED, SEVERE = 0, 1, 2, 3


@dataclass(frozen=True)
class Signs:
    """What is known of one area at one moment. Lists hold ids or numbers, so that a reason can name its rows."""

    heard: int = 0  # reports received from here in the window, true or not: somebody watches
    verified_yellow: list[str] = field(default_factory=list)
    verified_orange: list[str] = field(default_factory=list)
    verified_red: list[str] = field(default_factory=list)
    # Of the verified: source A-C and information 1-3, or two verified reports of one incident.
    credible_orange: list[str] = field(default_factory=list)
    credible_red: list[str] = field(default_factory=list)
    waiting_yellow: list[str] = field(default_factory=list)
    waiting_urgent: list[str] = field(default_factory=list)
    incidents_severe: list[str] = field(
        default_factory=list
    )  # confirmed, with victims or an attack on KPU, Bawaslu, stores
    incidents_violent: list[str] = field(default_factory=list)  # confirmed, armed or violent; or severe and contained
    incidents_open: list[str] = field(default_factory=list)  # any other that is not closed
    alerts_red: list[str] = field(default_factory=list)
    alerts_orange: list[str] = field(default_factory=list)
    alerts_yellow: list[str] = field(default_factory=list)
    clusters: list[str] = field(default_factory=list)  # significant, and not judged known or artefact
    clusters_real: list[str] = field(default_factory=list)  # of these, judged real by an analyst
    synthetic: bool = False  # invented rows, of a demonstration, are among them

    @property
    def n_verified(self) -> int:
        return len(self.verified_yellow) + len(self.verified_orange) + len(self.verified_red)


@dataclass(frozen=True)
class Reason:
    """One line of why: a stable code, the level it asks for, and how many rows stand behind it."""

    code: str
    level: int | None
    n: int


@dataclass(frozen=True)
class Situation:
    level: int | None
    reasons: tuple[Reason, ...]

    def reasons_stored(self) -> list[dict]:
        return [asdict(r) for r in self.reasons]

    @property
    def by_alert(self) -> bool:
        """Whether the level stands on warnings alone, which must not be taken for a new reason to warn."""
        top = [r for r in self.reasons if r.level == self.level]
        return bool(top) and all(r.code.startswith("alert_") for r in top)


def assess(signs: Signs) -> Situation:
    """
    This function will return the level that the signs ask for, with every reason that reaches it or a lower step.

    Red needs a confirmed incident, a signed red alert, or two credible verified reports: never reports
    that nobody verified. An area of which nothing was heard has no level: silence is not calm.
    """
    asked = sorted((-level, code, n) for code, level, n in _asked(signs) if n)
    if asked:
        return Situation(-asked[0][0], tuple(Reason(code, -below_zero, n) for below_zero, code, n in asked))
    if signs.heard:
        return Situation(CALM, (Reason("nothing_serious", CALM, signs.heard),))
    return Situation(None, (Reason("nothing_heard", None, 0),))


def _asked(s: Signs) -> list[tuple[str, int, int]]:
    """Every line of the rule: its code, the level it asks for, and how many rows stand behind it."""
    red, orange = len(s.credible_red), len(s.credible_orange)
    # A cluster is made of unverified reports: an analyst's word and one verified report together lift it.
    real = len(s.clusters_real) if s.n_verified else 0
    return [
        ("incident_severe", SEVERE, len(s.incidents_severe)),
        ("alert_red", SEVERE, len(s.alerts_red)),
        ("reports_red_credible", SEVERE if red >= 2 else TROUBLED, red),
        ("incident_violent", TROUBLED, len(s.incidents_violent)),
        ("alert_orange", TROUBLED, len(s.alerts_orange)),
        ("reports_orange_credible", TROUBLED if orange >= 2 else WATCH, orange),
        ("cluster_real", TROUBLED, real),
        ("incident_open", WATCH, len(s.incidents_open)),
        ("alert_yellow", WATCH, len(s.alerts_yellow)),
        ("reports_verified_urgent", WATCH, len(s.verified_red) + len(s.verified_orange) - red - orange),
        ("reports_verified_yellow", WATCH, _at_least(3, len(s.verified_yellow))),
        ("cluster", WATCH, len(s.clusters) - real),
        ("reports_waiting_urgent", WATCH, len(s.waiting_urgent)),
        ("reports_waiting_yellow", WATCH, _at_least(3, len(s.waiting_yellow))),
    ]


def _at_least(least: int, n: int) -> int:
    return n if n >= least else 0


def incident_severity(*, state: str, has_victims: bool, has_weapon: bool, target: str, violent: bool) -> str:
    """
    This function will return which list of ``Signs`` an open incident belongs to.

    Until it is confirmed it counts as open only; contained, it counts one step less; recovered, as open.
    """
    severe, armed = has_victims or bool(target), has_weapon or violent
    if state in ("confirmed", "handling"):
        return "incidents_severe" if severe else "incidents_violent" if armed else "incidents_open"
    if state == "contained" and severe:
        return "incidents_violent"
    return "incidents_open"


def is_credible(source_rating: str, info_rating: int, n_in_incident: int) -> bool:
    """This function will tell whether a verified report may lift an area above *waspada* (specification, §3.11)."""
    return (source_rating <= "C" and info_rating <= 3) or n_in_incident >= 2
