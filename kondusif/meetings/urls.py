from django.urls import path

from kondusif.meetings.views import attending, inviting, meetings, minutes, screen

app_name = "meetings"
urlpatterns = [
    path("", meetings.meeting_list, name="list"),
    path("baru", meetings.plan, name="plan"),
    path("<uuid:meeting_id>", meetings.one_meeting, name="one"),
    path("<uuid:meeting_id>/ubah", meetings.change, name="change"),
    path("<uuid:meeting_id>/buka", meetings.open_it, name="open"),
    path("<uuid:meeting_id>/batalkan", meetings.cancel, name="cancel"),
    path("<uuid:meeting_id>/undangan", inviting.add, name="add_rule"),
    path("undangan/<uuid:rule_id>/hapus", inviting.remove, name="remove_rule"),
    path("<uuid:meeting_id>/undang", inviting.send, name="send"),
    path("<uuid:meeting_id>/ingatkan", inviting.remind, name="remind"),
    path("<uuid:meeting_id>/surat", inviting.letter, name="letter"),
    path("jawab/<uuid:invitee_id>", inviting.answer, name="answer"),
    path("<uuid:meeting_id>/hadir", attending.roll, name="roll"),
    path("<uuid:meeting_id>/hadir/catat", attending.note, name="note"),
    path("<uuid:meeting_id>/hadir/kirim", attending.sync, name="sync"),
    path("<uuid:meeting_id>/daftar-hadir", attending.paper, name="paper"),
    path("<uuid:meeting_id>/dinding", attending.wall, name="wall"),
    path("<uuid:meeting_id>/dinding/cetak", attending.sheet, name="sheet"),
    path("masuk/<uuid:meeting_id>/<str:code>", attending.enter, name="enter"),
    path("<uuid:meeting_id>/notulen", minutes.minutes_page, name="minutes"),
    path("<uuid:meeting_id>/notulen/mulai", minutes.open_page, name="open_minutes"),
    path("<uuid:meeting_id>/notulen/selaras", minutes.sync, name="minutes_sync"),
    path("<uuid:meeting_id>/notulen/tanggapan", minutes.add_response, name="add_response"),
    path("<uuid:meeting_id>/notulen/mata-acara", minutes.add_item, name="add_item"),
    path("<uuid:meeting_id>/notulen/berjalan", minutes.start_item, name="start_item"),
    path("<uuid:meeting_id>/notulen/selesai", minutes.finish, name="finish_minutes"),
    path("<uuid:meeting_id>/layar", screen.screen, name="screen"),
    path("notulen/teks/<uuid:passage_id>", minutes.write, name="write_minutes"),
    path("notulen/teks/<uuid:passage_id>/riwayat", minutes.history, name="minutes_history"),
]
