"""Addresses of the detection room, below ``/deteksi/``."""

from django.urls import path

from kondusif.detection import forecast_views, views

app_name = "detection"
urlpatterns = [
    path("", views.cluster_list, name="clusters"),
    path("gugus.geojson", views.cluster_points, name="points"),
    path("gugus/<uuid:cluster_id>", views.one_cluster, name="cluster"),
    path("prakiraan/", forecast_views.outlook, name="forecast"),
    path("prakiraan/hitung", forecast_views.outlook_now, name="forecast_now"),
    path("mulai", views.start_run, name="start"),
    path("riwayat", views.run_list, name="runs"),
    path("riwayat/<uuid:run_id>", views.one_run, name="run"),
    path("riwayat/<uuid:run_id>/kemajuan", views.run_progress, name="progress"),
]
