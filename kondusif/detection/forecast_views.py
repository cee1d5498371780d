"""The page of the forecast: what the next seven days may bring, and how good such forecasts were."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kondusif.core.jobs import enqueue
from kondusif.core.problems import NotFound
from kondusif.detection import forecast_words, queries
from kondusif.detection.bridge.forecasts import HORIZON_DAYS, LEAST_DAYS
from kondusif.detection.counting import areas_unheard
from kondusif.people.routes import opens
from kondusif.regions.models import Tenant


@opens("detection.read")
def outlook(request: HttpRequest) -> HttpResponse:
    tenant = _tenant(request)
    forecast = queries.latest_forecast(request.viewer, request.at, tenant.region_id)
    areas = queries.area_forecasts(request.viewer, forecast) if forecast else []
    return render(
        request,
        "detection/forecast.html",
        {
            "forecast": forecast,
            "areas": areas,
            "unheard": areas_unheard(forecast) if forecast else set(),
            "starts_on": forecast.last_on + timedelta(days=1) if forecast else None,
            "ends_on": forecast.last_on + timedelta(days=HORIZON_DAYS) if forecast else None,
            "most": max([a.high for a in areas], default=1) or 1,
            "n_days": (forecast.last_on - forecast.first_on).days + 1 if forecast else 0,
            "least_days": LEAST_DAYS,
            "words": forecast_words,
            "may_run": request.viewer.may("detection.run", tenant.region_id),
        },
    )


@opens("detection.run", methods="POST")
def outlook_now(request: HttpRequest) -> HttpResponse:
    tenant = _tenant(request)
    enqueue("detection.forecast_tenant", once=f"forecast {tenant.region_id}", tenant_code=tenant.region_id)
    messages.success(request, _("The forecast is being made. Load this page again in a few seconds."))
    return redirect("detection:forecast")


def _tenant(request: HttpRequest) -> Tenant:
    if request.tenant is None:
        raise NotFound("tenant_unknown", _("No office of this region uses this installation."))
    return request.tenant
