"""Addresses of the triage room, below ``/triase/``."""

from django.urls import path

from kondusif.triage import views

app_name = "triage"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("berikutnya", views.take_next, name="next"),
    path("cari", views.find, name="search"),
    path("kejadian/", views.incident_list, name="incidents"),
    path("kejadian/peta.geojson", views.incident_points, name="incident_points"),
    path("kejadian/<str:number>", views.incident, name="incident"),
    path("kejadian/<str:number>/ubah", views.describe, name="describe"),
    path("kejadian/<str:number>/pindah", views.move, name="move"),
    path("kejadian/<str:number>/gabung", views.merge, name="merge"),
    path("kejadian/<str:number>/pisah", views.unmerge, name="unmerge"),
    path("<uuid:report_id>", views.work, name="work"),
    path("<uuid:report_id>/titik.geojson", views.point, name="point"),
    path("<uuid:report_id>/ambil", views.claim, name="claim"),
    path("<uuid:report_id>/lepas", views.release, name="release"),
    path("<uuid:report_id>/saring", views.screen, name="screen"),
    path("<uuid:report_id>/mulai", views.start, name="start"),
    path("<uuid:report_id>/verifikasi", views.verify, name="verify"),
    path("<uuid:report_id>/belum-terbukti", views.unverify, name="unverify"),
    path("<uuid:report_id>/usul-hoaks", views.suspect, name="suspect"),
    path("<uuid:report_id>/tetapkan-hoaks", views.confirm, name="confirm"),
    path("<uuid:report_id>/teruskan", views.refer, name="refer"),
    path("<uuid:report_id>/duplikat", views.duplicate, name="duplicate"),
    path("<uuid:report_id>/tutup", views.close, name="close"),
    path("<uuid:report_id>/kejadian-baru", views.open_new, name="open"),
    path("<uuid:report_id>/kaitkan", views.link, name="link"),
    path("<uuid:report_id>/keluarkan", views.unlink, name="unlink"),
    path("<uuid:report_id>/beda/<uuid:other_id>", views.refuse, name="refuse"),
    path("<uuid:report_id>/timbang-lagi/<uuid:other_id>", views.reconsider, name="reconsider"),
    path("<uuid:report_id>/jawab", views.answer, name="answer"),
]
