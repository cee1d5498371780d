from django.urls import path

from kondusif.coordination import views

app_name = "coordination"
urlpatterns = [
    path("", views.task_list, name="tasks"),
    path("saya", views.mine, name="mine"),
    path("lewat", views.lag, name="lag"),
    path("ingatkan", views.remind_many, name="remind_many"),
    path("tabel.csv", views.table, name="table"),
    path("beri", views.give, name="give"),
    path("banyak", views.give_many, name="give_many"),
    path("impor", views.import_table, name="import"),
    path("<uuid:task_id>", views.one_task, name="one"),
    path("<uuid:task_id>/terima", views.accept, name="accept"),
    path("<uuid:task_id>/kemajuan", views.progress, name="progress"),
    path("<uuid:task_id>/selesai", views.complete, name="complete"),
    path("<uuid:task_id>/verifikasi", views.verify, name="verify"),
    path("<uuid:task_id>/kembalikan", views.send_back, name="send_back"),
    path("<uuid:task_id>/ingatkan", views.remind, name="remind"),
    path("<uuid:task_id>/ikuti-hari", views.move_due, name="move_due"),
    path("<uuid:task_id>/batalkan", views.cancel, name="cancel"),
    path("bukti/<uuid:evidence_id>.jpg", views.evidence_photo, name="photo"),
]
