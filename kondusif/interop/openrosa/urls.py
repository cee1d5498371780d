from django.urls import path

from kondusif.interop.openrosa import views

app_name = "openrosa"
urlpatterns = [
    path("formList", views.form_list, name="form_list"),
    path("forms/<str:form_id>.xml", views.form, name="form"),
    path("forms/<str:form_id>.xlsx", views.workbook, name="workbook"),
    path("forms/<str:form_id>/manifest", views.manifest, name="manifest"),
    path("forms/<str:form_id>/media/<str:name>", views.media, name="media"),
    path("petugas/formList", views.own_form_list, name="own_form_list"),
    path("petugas/forms/<uuid:pk>.xml", views.own_form, name="own_form"),
    path("k/<str:key>/formList", views.keyed_form_list, name="keyed_form_list"),
    path("k/<str:key>/forms/<uuid:pk>.xml", views.keyed_form, name="keyed_form"),
]
