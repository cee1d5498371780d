from django.urls import path

from kondusif.coordination import views

app_name = "coordination"
urlpatterns = [
    path("", views.task_list, name="tasks"),
    path("beri", views.give, name="give"),
    path("<uuid:task_id>", views.one_task, name="one"),
    path("<uuid:task_id>/terima", views.accept, name="accept"),
    path("<uuid:task_id>/kemajuan", views.progress, name="progress"),
    path("<uuid:task_id>/selesai", views.complete, name="complete"),
    path("<uuid:task_id>/verifikasi", views.verify, name="verify"),
    path("<uuid:task_id>/kembalikan", views.send_back, name="send_back"),
    path("<uuid:task_id>/batalkan", views.cancel, name="cancel"),
    path("bukti/<uuid:evidence_id>.jpg", views.evidence_photo, name="photo"),
]
