"""Addresses of the pwa room, at the root."""

from django.urls import path

from kondusif.pwa import views

app_name = "pwa"
urlpatterns = [
    path("pekerja.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("luring/", views.offline, name="offline"),
    path("luring/desa.json", views.villages, name="villages"),
    path("luring/perangkat/", views.devices, name="devices"),
    path("luring/perangkat/<uuid:lease_id>/cabut", views.end_device, name="end_device"),
    path("luring/perangkat/cabut-semua", views.end_devices, name="end_devices"),
    path("luring/bekal", views.provisions, name="provisions"),
    path("luring/sewa", views.lease, name="lease"),
    path("favicon.ico", views.icon, name="icon"),
    path(".well-known/assetlinks.json", views.asset_links, name="asset_links"),
]
