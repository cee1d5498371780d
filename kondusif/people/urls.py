from django.urls import path

from kondusif.people import views
from kondusif.people.vault import views as vault

app_name = "people"
urlpatterns = [
    path("", views.people, name="people"),
    path("angkat", views.appoint, name="appoint"),
    path("jabatan/<uuid:holding_id>/akhiri", views.end, name="end"),
    path("jabatan/<uuid:holding_id>/nonaktifkan", views.suspend, name="suspend"),
    path("<uuid:person_id>/putus", views.cut_off, name="cut_off"),
    path("wewenang", views.policy, name="policy"),
    path("kunci", vault.keys, name="keys"),
    path("kunci/baru/<str:region_code>/<slug:group>", vault.found, name="found_key"),
    path("kunci/<uuid:key_id>/beri", vault.give, name="give_key"),
    path("kunci/<uuid:key_id>/pulihkan", vault.recover, name="recover_key"),
    path("kunci/<uuid:key_id>/cabut/<uuid:person_id>", vault.take_back, name="take_back_key"),
    path("kunci/<uuid:key_id>/saya", vault.own, name="own_key"),
    path("kunci/<uuid:key_id>/saya/<uuid:grant_id>/hapus", vault.drop_way, name="drop_way"),
    path("jejak", views.events, name="events"),
]
