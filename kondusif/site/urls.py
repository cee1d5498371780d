"""Every address of the house: paths in Indonesian, names in English."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from kondusif.site import styleguide
from kondusif.site.preferences import set_theme

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
    path("bahasa/", set_language, name="set_language"),
    path("tampilan/", set_theme, name="set_theme"),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns += [
        path("gaya/", styleguide.guide, name="styleguide"),
        path("gaya/warga/", styleguide.citizen_guide, name="styleguide_citizen"),
        path("gaya/galat/<int:status>/", styleguide.trouble, name="styleguide_trouble"),
        path("gaya/wilayah.json", styleguide.areas, name="styleguide_areas"),
        path("gaya/tingkat.json", styleguide.levels, name="styleguide_levels"),
        path("gaya/gugus.json", styleguide.clusters, name="styleguide_clusters"),
    ]

handler400 = "kondusif.site.errors.bad_request"
handler403 = "kondusif.site.errors.permission_denied"
handler404 = "kondusif.site.errors.not_found"
handler500 = "kondusif.site.errors.server_error"
