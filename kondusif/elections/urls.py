"""Addresses of deadlines, below ``/tenggat/``."""

from django.urls import path

from kondusif.elections import views

app_name = "elections"
urlpatterns = [
    path("tenggat/", views.limits, name="deadlines"),
    path("tenggat/jelaskan", views.explain, name="explain"),
    path("tenggat/hari-daerah", views.days, name="days"),
    path("tenggat/hari-daerah/tambah", views.enter_day, name="enter_day"),
    path("tenggat/hari-daerah/impor", views.import_days, name="import_days"),
    path("tenggat/hari-daerah/<uuid:day_id>/cabut", views.withdraw_day, name="withdraw_day"),
]
