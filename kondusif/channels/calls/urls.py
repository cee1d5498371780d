"""Addresses of the call centre, below ``/telepon/``."""

from django.urls import path

from kondusif.channels.calls import views

app_name = "calls"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("<uuid:call_id>", views.call, name="call"),
    path("<uuid:call_id>/resi", views.receipt, name="receipt"),
    path("<uuid:call_id>/akhiri", views.end, name="end"),
    path("<uuid:call_id>/hapus-tanda", views.clear_flag, name="clear_flag"),
    path("<uuid:call_id>/lupakan", views.forget, name="forget"),
]
