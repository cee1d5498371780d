"""Addresses of the ratings room, below ``/penilaian/``."""

from django.urls import path

from kondusif.ratings import index_views, views

app_name = "ratings"
urlpatterns = [
    path("", views.rating_list, name="list"),
    path("riwayat.json", views.days, name="days"),
    path("beri", views.give, name="give"),
    path("impor", views.bring, name="import"),
    path("impor/<uuid:batch_id>", views.one_import, name="batch"),
    path("indeks/", index_views.index_list, name="index"),
    path("indeks/peta.json", index_views.index_map, name="index_map"),
    path("indeks/pakar", index_views.index_scores, name="index_scores"),
    path("indeks/kelas", index_views.index_setting, name="index_setting"),
    path("indeks/hitung", index_views.index_now, name="index_now"),
    path("indeks/<str:code>", index_views.index_area, name="index_area"),
    path("dokumen/<uuid:rating_id>", views.document, name="document"),
    path("<str:code>", views.area, name="area"),
]
