"""Addresses of the regions room, below ``/wilayah/``."""

from django.urls import path

from kondusif.regions import views

app_name = "regions"
urlpatterns = [
    path("cari", views.search, name="search"),
    path("titik", views.locate, name="locate"),
    path("<str:code>/peta.geojson", views.areas, name="areas"),
]
