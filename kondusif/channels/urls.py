from django.urls import path

from kondusif.channels import views, webhooks

app_name = "channels"
urlpatterns = [
    path("status", views.ways_in, name="status"),
    path("kanal/", views.ways_in, name="ways_in"),
    path("kanal/pesan/<uuid:message_id>/ulang", views.retry, name="retry"),
    path("kanal/jalur/telegram/daftar", views.register_telegram, name="register_telegram"),
    path("kanal/telegram", webhooks.telegram_door, name="telegram"),
    path("kanal/whatsapp", webhooks.whatsapp_door, name="whatsapp"),
    path("kanal/sms/kannel", webhooks.kannel_door, name="kannel"),
    path("kanal/sms/kannel/laporan", webhooks.kannel_report_door, name="kannel_report"),
    path("kanal/sms/<slug:gateway>/laporan", webhooks.sms_report_door, name="sms_report"),
    path("kanal/sms/<slug:gateway>", webhooks.sms_door, name="sms"),
    path("kanal/siap/<str:token>", views.answer, name="answer"),
    path("kanal/tertahan/", views.held_back, name="held_back"),
    path("kanal/peringatan/<uuid:alert_id>", views.told, name="told"),
    path("kanal/piket/", views.duties, name="duties"),
    path("kanal/piket/<uuid:duty_id>/hapus", views.remove_duty, name="remove_duty"),
    path("kanal/aturan/", views.rules, name="rules"),
    path("kanal/aturan/<uuid:rule_id>/hapus", views.remove_rule, name="remove_rule"),
    path("orang/pemberitahuan/", views.settings_page, name="settings"),
    path("orang/pemberitahuan/nomor", views.add_number, name="add_number"),
    path("orang/pemberitahuan/tenang", views.quiet, name="quiet"),
    path("orang/pemberitahuan/sambung/<str:kind>", views.link, name="link"),
    path("orang/pemberitahuan/<uuid:address_id>/kode", views.verify, name="verify"),
    path("orang/pemberitahuan/<uuid:address_id>/ubah", views.change, name="change"),
    path("orang/pemberitahuan/perangkat", views.push_subscribe, name="push_subscribe"),
    path("orang/pemberitahuan/perangkat/lepas", views.push_unsubscribe, name="push_unsubscribe"),
]
