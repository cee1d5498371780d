"""Forecasting the next seven days of a tenant's verified incidents, and making a stored forecast again."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from kondusif.core.actions import record
from kondusif.core.ids import new_id
from kondusif.detection.actions.requesting import seed_of
from kondusif.detection.bridge import ENGINE_VERSION, AreaOutlook, ForecastInputs, Outlook, look_ahead
from kondusif.detection.bridge.forecasts import unpacked
from kondusif.detection.counting import count_incidents
from kondusif.detection.models import AreaForecast, Forecast
from kondusif.people.viewers import SYSTEM
from kondusif.regions.models import Tenant


def make_forecast(tenant_code: str, at: datetime) -> Forecast:
    """
    This function will forecast the next seven days of each area, with the score of such forecasts in the past.

    Where the past is too short a row says so: a page then explains since when there are incidents.
    """
    tenant = Tenant.objects.get(region_id=tenant_code)
    inputs, n_unplaced = count_incidents(tenant_code, at=at, zone=tenant.timezone)
    key = new_id()
    outlook = look_ahead(inputs, seed_of(key))
    return _store(key, tenant_code, inputs, outlook, n_unplaced, at)


@transaction.atomic
def _store(
    key: UUID, tenant_code: str, inputs: ForecastInputs, outlook: Outlook | None, n_unplaced: int, at: datetime
) -> Forecast:
    first_on = date.fromisoformat(inputs.first_on)
    last_on = first_on + timedelta(days=inputs.n_days - 1)
    row = Forecast(
        id=key, region_id=tenant_code, at=at, first_on=first_on, last_on=last_on, engine_version=ENGINE_VERSION,
        seed=seed_of(key), inputs=inputs.packed(), inputs_hash=inputs.digest(), n_unplaced=n_unplaced,
    )  # fmt: skip
    if outlook is not None:
        row.result_hash, row.model, row.benchmark, row.has_won = (
            outlook.digest, outlook.model, outlook.benchmark, outlook.has_won,
        )  # fmt: skip
        row.skill, row.p_groups, row.p_time = outlook.skill, outlook.p_groups, outlook.p_time
        row.n_origins, row.scores = outlook.n_origins, outlook.scores
    row.save(force_insert=True)
    AreaForecast.objects.bulk_create(_area(row, a) for a in (outlook.areas if outlook else ()))
    record("forecast.made", subject=row, by=SYSTEM, at=at, model=row.model, last_on=last_on.isoformat())
    return row


def _area(row: Forecast, a: AreaOutlook) -> AreaForecast:
    return AreaForecast(
        forecast=row,
        region_id=a.code,
        n_last=a.n_last,
        mean=a.mean,
        p_any=a.p_any,
        low=a.low,
        high=a.high,
        parts=a.parts,
    )


def is_forecast_reproduced(row: Forecast) -> bool:
    """This function will make a stored forecast again from its stored inputs and tell whether every byte is the same."""
    inputs = unpacked(row.inputs)
    again = look_ahead(inputs, row.seed)
    return inputs.digest() == row.inputs_hash and (again.digest if again else "") == row.result_hash
