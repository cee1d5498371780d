"""Addresses of the pwa room, at the root."""

from django.urls import path

from kondusif.pwa import views

app_name = "pwa"
urlpatterns = [
    path("pekerja.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("luring/", views.offline, name="offline"),
    path("luring/desa.json", views.villages, name="villages"),
    path(".well-known/assetlinks.json", views.asset_links, name="asset_links"),
]
