"""Addresses of the reports room, below ``/laporan/``."""

from django.urls import path

from kondusif.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("baru", views.new, name="new"),
    path("terkirim", views.sent, name="sent"),
    path("cek", views.follow, name="follow"),
    path("catat", views.enter, name="enter"),
    path("impor", views.imports, name="imports"),
    path("impor/<uuid:sheet_id>", views.one_import, name="import"),
    path("impor/<uuid:sheet_id>/kemajuan", views.import_progress, name="import_progress"),
    path("impor/<uuid:sheet_id>/laksanakan", views.bring_in, name="import_do"),
    path("impor/<uuid:sheet_id>/batalkan", views.undo_import, name="import_undo"),
    path("impor/<uuid:sheet_id>/ulang", views.import_again, name="import_again"),
    path("impor/<uuid:sheet_id>/lepas", views.let_import_go, name="import_let_go"),
    path("impor/<uuid:sheet_id>/temuan.csv", views.import_faults, name="import_faults"),
    path("kontak", views.disclosures, name="disclosures"),
    path("kontak/<uuid:disclosure_id>", views.disclosure, name="disclosure"),
    path("kontak/<uuid:disclosure_id>/putuskan", views.decide, name="decide_disclosure"),
    path("kontak/<uuid:disclosure_id>/buka", views.show, name="show_contact"),
    path("<uuid:report_id>/kontak", views.ask, name="ask_contact"),
    path("peta.geojson", views.map_data, name="map_data"),
    path("foto", views.photo_part, name="photo_part"),
    path("foto/selesai", views.photo_done, name="photo_done"),
    path("foto/<uuid:id>", views.photo, name="photo"),
]
