"""Addresses of deadlines, below ``/tenggat/``, and of earlier elections, below ``/riwayat/``."""

from django.urls import path

from kondusif.elections import history_views, views

app_name = "elections"
urlpatterns = [
    path("tenggat/", views.limits, name="deadlines"),
    path("tenggat/jelaskan", views.explain, name="explain"),
    path("tenggat/hari-daerah", views.days, name="days"),
    path("tenggat/hari-daerah/tambah", views.enter_day, name="enter_day"),
    path("tenggat/hari-daerah/impor", views.import_days, name="import_days"),
    path("tenggat/hari-daerah/<uuid:day_id>/cabut", views.withdraw_day, name="withdraw_day"),
    path("riwayat/", history_views.history, name="history"),
    path("riwayat/catat", history_views.enter, name="enter_history"),
    path("riwayat/impor", history_views.bring, name="bring_history"),
]
