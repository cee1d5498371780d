"""Addresses for those who follow an area, beside the notices."""

from django.urls import path

from kondusif.channels.followers import views

app_name = "followers"
urlpatterns = [
    path("pengumuman/perangkat/ganti", views.renew, name="renew"),
    path("pengumuman/ikuti/<str:code>", views.follow, name="follow"),
    path("pengumuman/ikuti/<str:code>/perangkat", views.device, name="device"),
    path("pengumuman/ikuti/ya/<uuid:follower_id>/<str:token>", views.confirm, name="confirm"),
    path("pengumuman/ikuti/lepas/<uuid:follower_id>/<str:token>", views.leave, name="leave"),
]
