from django.urls import path

from kondusif.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="people"),
    path("angkat", views.appoint, name="appoint"),
    path("jabatan/<uuid:holding_id>/akhiri", views.end, name="end"),
    path("jabatan/<uuid:holding_id>/nonaktifkan", views.suspend, name="suspend"),
    path("<uuid:person_id>/putus", views.cut_off, name="cut_off"),
    path("wewenang", views.policy, name="policy"),
    path("jejak", views.events, name="events"),
]
