"""Addresses of the board room: /papan/ and /peta/."""

from django.urls import path

from kondusif.board import views

app_name = "board"
urlpatterns = [
    path("papan/", views.morning, name="morning"),
    path("peta/", views.map_page, name="map"),
    path("peta/tingkat.json", views.levels, name="levels"),
    path("peta/kejadian.geojson", views.incidents, name="incidents"),
    path("peta/laporan.geojson", views.reports, name="reports"),
    path("peta/gugus.geojson", views.clusters, name="clusters"),
    path("peta/peringatan.json", views.alerts, name="alerts"),
]
