"""Every address of the house: paths in Indonesian, names in English."""

from importlib.util import find_spec

from django.urls import include, path

# path -> the room whose urls stand there
DOORS = [
    ("", "publication"),
    ("laporan/", "reports"),
    ("triase/", "triage"),
    ("deteksi/", "detection"),
    ("penilaian/", "ratings"),
    ("peringatan/", "alerts"),
    ("tugas/", "coordination"),
    ("wilayah/", "regions"),
    ("orang/", "people"),
    ("papan/", "board"),
]

urlpatterns = [
    *(path(where, include(f"kondusif.{room}.urls")) for where, room in DOORS if find_spec(f"kondusif.{room}.urls")),
    path("akun/", include("allauth.urls")),
]

handler400 = "kondusif.site.errors.bad_request"
handler403 = "kondusif.site.errors.permission_denied"
handler404 = "kondusif.site.errors.not_found"
handler500 = "kondusif.site.errors.server_error"
