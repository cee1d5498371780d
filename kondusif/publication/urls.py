from django.urls import path

from kondusif.publication import notice_views, views

app_name = "publication"
urlpatterns = [
    path("", views.home, name="home"),
    path("pengumuman/", notice_views.notices, name="notices"),
    path("pengumuman/wilayah/<str:code>", notice_views.area_notices, name="area"),
    path("pengumuman/<str:regency>/<int:year>/<int:n>", notice_views.one_notice, name="notice"),
    path("pengumuman/kelola/", notice_views.manage, name="manage"),
    path("pengumuman/kelola/baru/<slug:kind>", notice_views.new_notice, name="new_notice"),
    path("pengumuman/kelola/<uuid:notice_id>", notice_views.staff_notice, name="staff_notice"),
    path("pengumuman/kelola/<uuid:notice_id>/ubah", notice_views.edit_notice, name="edit_notice"),
    path("pengumuman/kelola/<uuid:notice_id>/terbitkan", notice_views.release, name="release_notice"),
    path("pengumuman/kelola/<uuid:notice_id>/buang", notice_views.discard, name="discard_notice"),
    path("pengumuman/kelola/<uuid:notice_id>/tarik", notice_views.withdraw, name="withdraw_notice"),
]
