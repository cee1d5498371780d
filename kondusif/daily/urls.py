"""Addresses of the desk's day, below ``/harian/``."""

from django.urls import path

from kondusif.daily.views import situation

app_name = "daily"
urlpatterns = [
    path("", situation.today, name="today"),
    path("tanda", situation.token, name="token"),
    path("pekerja.js", situation.worker, name="worker"),
    path("situasi/", situation.write, name="write"),
    path("situasi/<uuid:report_id>", situation.one, name="situation"),
]
