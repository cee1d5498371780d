from django.urls import path

from kondusif.meetings.views import meetings, minutes, screen

app_name = "meetings"
urlpatterns = [
    path("", meetings.meeting_list, name="list"),
    path("baru", meetings.plan, name="plan"),
    path("<uuid:meeting_id>", meetings.one_meeting, name="one"),
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
