"""What people read of a forecast: the model, its past score, and why an area stands where it does."""

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kondusif.detection.models import AreaForecast, Forecast

MODELS = {
    "self_exciting": _("the model in which trouble follows trouble, here and next door"),
    "zero": _("the habit that nothing happens"),
    "persistence": _("the habit that next week is like the last seven days"),
    "conflictology_12": _("the habit that next week is like one of the area's last twelve counts"),
    "conflictology_52": _("the habit that next week is like one of the area's last 52 counts"),
}
PARTS = {
    "own": _("its own past"),
    "near": _("its neighbours"),
    "everywhere": _("the level everywhere"),
}


def choice(forecast: Forecast) -> str:
    """This function will say which model is used, and by what proof."""
    named = {"model": MODELS[forecast.model], "benchmark": MODELS[forecast.benchmark]}
    if forecast.has_won:
        said = gettext(
            "Used is %(model)s: it beat the best plain habit in both tests (over areas and over time, each at 5 %%)."
        )
    elif forecast.skill is None:
        said = gettext("Used is %(model)s: with fewer than five areas no model can prove that it is better.")
    else:
        said = gettext("Used is %(model)s: the model that learns did not prove to be better than this plain habit.")
    return said % named


def past_score(forecast: Forecast) -> list[str]:
    """This function will publish how good such forecasts were, in plain sentences."""
    used, plain = forecast.scores[forecast.model], forecast.scores[forecast.benchmark]
    said = [
        gettext(
            "On %(n)d days of the past the same forecast was made with only what was known then, and compared with what came."
        )
        % {"n": forecast.n_origins},
        gettext(
            "It was off by %(own)s incidents for each area on average (CRPS, smaller is better); the best plain habit by %(plain)s."
        )
        % {"own": number(used["crps"]), "plain": number(plain["crps"])},
        gettext(
            "Its 80 %% range held what came %(share)s of the time; incidents are whole numbers, so more than 80 %% is normal."
        )
        % {"share": share(used["coverage_80"])},
        gettext(
            "Brier score of \u201canything at all happens\u201d: %(own)s (0 is perfect; the plain habit %(plain)s)."
        )
        % {"own": number(used["brier"]), "plain": number(plain["brier"])},
    ]
    if forecast.skill is not None:
        said.append(
            gettext(
                "The model that learns was %(skill)s better than the best plain habit (chance explains that with p %(areas)s over areas, %(time)s over time)."
            )
            % {"skill": share(forecast.skill), "areas": _small(forecast.p_groups), "time": _small(forecast.p_time)}
        )
    return said


def why(area: AreaForecast) -> str:
    """This function will say what adds most to the figure of an area; a plain habit has only its own past."""
    parts = [(value, name) for name, value in area.parts.items() if value >= 0.05]
    if not parts:
        return gettext("its own past")
    return ", ".join(f"{PARTS[name]} {number(value, 1)}" for value, name in sorted(parts, reverse=True))


def number(value: float | None, digits: int = 2) -> str:
    """This function will write a number as the reader's language does."""
    if value is None:
        return "–"
    return format_decimal(value, format="0." + "#" * digits, locale=_locale())


def _small(p: float | None) -> str:
    """A p-value is never nought."""
    return f"< {number(0.001, 3)}" if p is not None and p < 0.001 else f"= {number(p, 3)}"


def share(value: float | None) -> str:
    """This function will write a share of 0 to 1 in whole per cent."""
    return "–" if value is None else format_percent(value, format="#,##0\u00a0%", locale=_locale())


def _locale() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"
