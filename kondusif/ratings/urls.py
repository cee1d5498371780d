"""Addresses of the ratings room, below ``/penilaian/``."""

from django.urls import path

from kondusif.ratings import views

app_name = "ratings"
urlpatterns = [
    path("", views.rating_list, name="list"),
    path("riwayat.json", views.days, name="days"),
    path("beri", views.give, name="give"),
    path("impor", views.bring, name="import"),
    path("impor/<uuid:batch_id>", views.one_import, name="batch"),
    path("dokumen/<uuid:rating_id>", views.document, name="document"),
    path("<str:code>", views.area, name="area"),
]
