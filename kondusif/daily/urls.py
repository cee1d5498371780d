"""Addresses of the desk's day, below ``/harian/``."""

from django.urls import path

from kondusif.daily.views import orders, presence, press, reports, situation

app_name = "daily"
urlpatterns = [
    path("", situation.today, name="today"),
    path("tanda", situation.token, name="token"),
    path("pekerja.js", situation.worker, name="worker"),
    path("situasi/", situation.write, name="write"),
    path("situasi/<uuid:report_id>", situation.one, name="situation"),
    path("kehadiran/saya", presence.declare, name="declare"),
    path("kehadiran/", presence.presence, name="presence"),
    path("larangan/", orders.order_list, name="orders"),
    path("larangan/baru", orders.draft, name="draft_order"),
    path("larangan/<uuid:order_id>", orders.one_order, name="order"),
    path("larangan/<uuid:order_id>/terbitkan", orders.issue, name="issue_order"),
    path("larangan/<uuid:order_id>/cabut", orders.lift, name="lift_order"),
    path("larangan/<uuid:order_id>/pengecualian", orders.ask, name="ask_exception"),
    path("larangan/pengecualian/<uuid:request_id>", orders.decide, name="decide"),
    path("laporan/", reports.report_list, name="reports"),
    path("laporan/rangkum", reports.assemble, name="assemble"),
    path("laporan/<uuid:report_id>", reports.one_report, name="report"),
    path("laporan/<uuid:report_id>/angka/<slug:key>", reports.figure_rows, name="figure"),
    path("laporan/<uuid:report_id>/sunting", reports.edit, name="edit_report"),
    path("laporan/<uuid:report_id>/setujui", reports.approve, name="approve_report"),
    path("laporan/<uuid:report_id>/kembalikan", reports.send_back, name="send_report_back"),
    path("laporan/<uuid:report_id>/kirim", reports.send, name="send_report"),
    path("masuk/", reports.inbox, name="inbox"),
    path("masuk/<uuid:handover_id>/terima", reports.acknowledge, name="acknowledge_report"),
    path("siaran-pers/", press.public_list, name="public_notes"),
    path("siaran-pers/kelola", press.press, name="press"),
    path("siaran-pers/<uuid:note_id>", press.press_note, name="press_note"),
    path("siaran-pers/<uuid:note_id>/setujui", press.approve, name="approve_note"),
    path("siaran-pers/<uuid:note_id>/terbitkan", press.publish, name="publish_note"),
    path("pelajaran/", press.lessons, name="lessons"),
    path("pelajaran/baru", press.note_lesson, name="note_lesson"),
    path("pelajaran/<uuid:lesson_id>/bawa", press.carry_lesson, name="carry_lesson"),
]
