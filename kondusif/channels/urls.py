from django.urls import path

from kondusif.channels import views

app_name = "channels"
urlpatterns = [
    path("kanal/siap/<str:token>", views.answer, name="answer"),
    path("kanal/tertahan/", views.held_back, name="held_back"),
    path("kanal/peringatan/<uuid:alert_id>", views.told, name="told"),
]
