from django.urls import path

from kondusif.alerts import views

app_name = "alerts"
urlpatterns = [
    path("", views.alert_list, name="list"),
    path("peta.geojson", views.alert_points, name="geojson"),
    path("baru", views.new_alert, name="new"),
    path("<uuid:alert_id>", views.one_alert, name="one"),
    path("<uuid:alert_id>/ubah", views.change_alert, name="change"),
    path("<uuid:alert_id>/minta-ubah", views.ask_for_change, name="ask_for_change"),
    path("<uuid:alert_id>/tanda-tangan", views.sign, name="sign"),
    path("<uuid:alert_id>/tanda-tangan-kedua", views.countersign, name="countersign"),
    path("<uuid:alert_id>/terbitkan-sendiri", views.issue_alone, name="issue_alone"),
    path("<uuid:alert_id>/tolak", views.decline, name="decline"),
    path("<uuid:alert_id>/terima", views.acknowledge, name="acknowledge"),
    path("<uuid:alert_id>/naikkan", views.escalate, name="escalate"),
    path("<uuid:alert_id>/akhiri", views.stand_down, name="stand_down"),
]
