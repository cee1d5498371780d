"""Forecasts of verified incidents: the model earns its place, the score is published, and everything is made again."""

from datetime import timedelta
from itertools import count

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from kondusif.core.ids import new_id
from kondusif.core.models import Event
from kondusif.core.scope import scoped
from kondusif.detection import forecast_words, queries
from kondusif.detection.actions import is_forecast_reproduced, make_forecast
from kondusif.detection.bridge.forecasts import LEAST_DAYS
from kondusif.detection.counting import areas_unheard
from kondusif.detection.models import AreaForecast, Forecast
from kondusif.detection.tasks import forecast_every_tenant, forecast_tenant
from kondusif.detection.tests.factories import a_report, load_bangkalan
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import SYSTEM
from kondusif.reports.models import Report
from kondusif.triage.models import Incident

pytestmark = pytest.mark.django_db
GEGER = "35.26.06"
_numbers = count()


@pytest.fixture
def villages(cast) -> list[str]:
    return [v.code for v in load_bangkalan()]


@pytest.fixture
def as_ani(cast, monkeypatch, settings) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.DEMO = True
    client = Client(headers={"accept-language": "id"})
    person = cast.persons["ani"]
    person.is_demo = True
    person.save(update_fields=["is_demo"])
    client.force_login(person)
    return client


def incidents(code: str, n: int, back: float, **fields) -> None:
    when = NOW - timedelta(days=back)
    base = {"title": "Uji", "category": "crowd", "happened_at": when, "opened_at": min(when, NOW)}
    Incident.objects.bulk_create(
        Incident(number=f"U-{next(_numbers)}", region_id=code, **base | fields) for _ in range(n)
    )


def first_report(villages: list[str], days: int) -> None:
    Report.objects.bulk_create([a_report(villages[0], NOW - timedelta(days=days), next(_numbers))])


def a_past(villages: list[str], days: int = 120, seed: int = 5) -> None:
    """Trouble that comes and goes: some subdistricts are restless for weeks, and then calm."""
    rng = np.random.default_rng(seed)
    first_report(villages, days)
    for sub in sorted({v[:8] for v in villages}):
        mine = [v for v in villages if v.startswith(sub)]
        mood = 0.0
        for back in range(days, 0, -1):
            mood = 0.97 * mood + (1.5 if rng.random() < 0.02 else 0.0)
            incidents(mine[back % len(mine)], int(rng.poisson(0.02 + 0.3 * mood)), back)


def test_a_planted_rise_is_forecast_where_it_is_and_the_score_is_stored(villages):
    a_past(villages)
    for back in range(1, 15):
        incidents(next(v for v in villages if v.startswith(GEGER)), 5, back)
    made = make_forecast("35.26", NOW)
    assert made.is_made and made.n_origins >= 8 and made.last_on == NOW.date() - timedelta(days=1)
    assert {"self_exciting", "zero", "persistence", "conflictology_12"} <= set(made.scores)
    top = queries.area_forecasts(SYSTEM, made)[0]
    assert top.region_id == GEGER and top.n_last >= 35 and top.mean > 10
    assert all(a.low <= a.high and 0 <= a.p_any <= 1 for a in made.areas.all()) and made.areas.count() == 18
    assert 0 <= made.scores[made.model]["coverage_80"] <= 1
    assert Event.objects.filter(name="forecast.made").count() == 1
    assert len(forecast_words.past_score(made)) == 5


def test_the_model_is_used_only_where_it_won_else_the_best_habit(villages):
    a_past(villages)
    made = make_forecast("35.26", NOW)
    best = min((m for m in made.scores if m != "self_exciting"), key=lambda m: made.scores[m]["crps"])
    assert made.benchmark == best
    assert made.has_won == (made.p_groups < 0.05 and made.p_time < 0.05)
    assert made.model == ("self_exciting" if made.has_won else best)


def test_pure_chance_earns_no_model_a_place(villages):
    rng = np.random.default_rng(3)
    first_report(villages, 120)
    for back in range(120, 0, -1):
        for code in rng.choice(villages, rng.poisson(6)):
            incidents(str(code), 1, back)
    made = make_forecast("35.26", NOW)
    assert made.skill is not None and made.skill < 0.2
    assert made.scores[made.model]["coverage_80"] > 0.7


def test_a_stored_forecast_is_made_again_to_the_bit_and_an_altered_one_is_told_apart(villages, capsys):
    a_past(villages, days=70)
    made = make_forecast("35.26", NOW)
    incidents(villages[0], 9, 2)
    assert is_forecast_reproduced(Forecast.objects.get(pk=made.pk))
    call_command("recompute_forecast", str(made.pk))
    assert "sama" in capsys.readouterr().out
    made.pk, made.inputs_hash = new_id(), "0" * 64  # a stored one cannot be altered here: another that says it was
    made.save(force_insert=True)
    with pytest.raises(CommandError):
        call_command("recompute_forecast", str(made.pk))


@pytest.mark.parametrize("days", [0, LEAST_DAYS - 2])
def test_too_short_a_past_gives_a_row_without_figures(villages, days):
    if days:
        a_past(villages, days=days)
    made = make_forecast("35.26", NOW)
    assert (made.is_made, made.areas.count(), made.model) == (False, 0, "")
    assert is_forecast_reproduced(made)


def test_without_any_incident_or_with_one_area_there_is_no_error(cast):
    first_report(["35.26.06.2001"], 100)
    assert not make_forecast("35.26", NOW).is_made
    for back in range(1, 90):
        incidents("35.26.06.2001", back % 3, back)
    made = make_forecast("35.26", NOW)
    assert made.is_made and made.skill is None and made.model == made.benchmark
    assert "fewer" in forecast_words.choice(made) or "kurang" in forecast_words.choice(made)


def test_future_exercise_merged_and_unplaced_incidents_are_not_counted(villages):
    a_past(villages, days=70)
    kept = Incident.objects.first()
    incidents(villages[0], 50, -3)
    incidents(villages[0], 50, 3, exercise=True)
    incidents(villages[0], 50, 3, merged_into=kept)
    incidents("35.26", 4, 3)
    made = make_forecast("35.26", NOW)
    assert made.n_unplaced == 4 and max(a.n_last for a in made.areas.all()) < 50


def test_eko_sees_no_forecast_and_the_province_counts_its_regencies(villages, cast):
    a_past(villages, days=70)
    made = make_forecast("35.26", NOW)
    with scoped(cast.eko.scope):
        assert queries.latest_forecast(cast.eko, NOW, "35.26") is None
        assert Forecast.objects.count() == AreaForecast.objects.count() == 0
    assert queries.latest_forecast(cast.budi, NOW, "35.26").pk == made.pk
    assert queries.latest_forecast(cast.budi, NOW + timedelta(days=3), "35.26") is None


def test_where_no_report_came_no_incident_is_no_data_and_not_nought(villages, as_ani):
    a_past(villages, days=70)
    heard, far = villages[0], villages[-1]
    few = [(heard, 3, "received"), (far, 30, "received"), (far, 3, "hoax")]  # neither old ones nor hoaxes count
    Report.objects.bulk_create(
        a_report(code, NOW - timedelta(days=back), next(_numbers), state=state) for code, back, state in few
    )
    made = make_forecast("35.26", NOW)
    areas = set(made.areas.values_list("region_id", flat=True))
    assert areas_unheard(made) == areas - {heard[:8]} and far[:8] in areas
    calm = made.areas.filter(n_last=0).exclude(region_id=heard[:8]).count()
    text = as_ani.get("/deteksi/prakiraan/").content.decode()
    assert text.count("tidak ada laporan masuk") == calm > 0


def test_every_tenant_is_forecast_by_a_job_of_its_own(cast, monkeypatch):
    forecast_every_tenant(int(NOW.timestamp()))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    forecast_tenant("35.26")
    assert Forecast.objects.get().region_id == "35.26"


def test_the_page_calls_itself_a_forecast_and_publishes_the_past_score(villages, as_ani):
    a_past(villages, days=70)
    client = as_ani
    assert "Belum ada prakiraan" in client.get("/deteksi/prakiraan/").content.decode()
    make_forecast("35.26", NOW)
    text = client.get("/deteksi/prakiraan/").content.decode()
    for word in ("prakiraan", "CRPS", "Brier", "Rentang 80", "Seberapa baik"):
        assert word in text
    assert client.post("/deteksi/prakiraan/hitung").status_code == 302
