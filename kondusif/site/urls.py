"""Every address of the house: paths in Indonesian, names in English."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from kondusif.site.api import api
from kondusif.site.preferences import home, no_page, set_theme

# path -> the room whose urls stand there
DOORS = [
    ("", "publication"),
    ("", "channels.followers"),
    ("telepon/", "channels.calls"),
    ("laporan/", "reports"),
    ("triase/", "triage"),
    ("deteksi/", "detection"),
    ("penilaian/", "ratings"),
    ("peringatan/", "alerts"),
    ("", "documents"),
    ("tugas/", "coordination"),
    ("rapat/", "meetings"),
    ("komitmen/", "commitments"),
    ("rencana-aksi/", "plans"),
    ("harian/", "daily"),
    ("", "elections"),
    ("wilayah/", "regions"),
    ("", "channels"),
    ("orang/", "people"),
    ("", "interop"),
    ("openrosa/", "interop.openrosa"),
    ("", "pwa"),
    ("", "board"),
]

urlpatterns = [
    *(path(where, include(f"kondusif.{room}.urls")) for where, room in DOORS if find_spec(f"kondusif.{room}.urls")),
    path("api/v1/", api.urls),
    # An address is an identity: the administrator appoints by it, so nobody changes the own one.
    path("akun/email/", no_page),
    path("akun/", include("allauth.urls")),
    path("mulai/", home, name="home"),
    path("bahasa/", set_language, name="set_language"),
    path("tampilan/", set_theme, name="set_theme"),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("gaya/", include("kondusif.site.styleguide_urls")))

handler400 = "kondusif.site.errors.bad_request"
handler403 = "kondusif.site.errors.permission_denied"
handler404 = "kondusif.site.errors.not_found"
handler500 = "kondusif.site.errors.server_error"
