from django.urls import path

from kondusif.meetings.views import meetings

app_name = "meetings"
urlpatterns = [
    path("", meetings.meeting_list, name="list"),
    path("baru", meetings.plan, name="plan"),
    path("<uuid:meeting_id>", meetings.one_meeting, name="one"),
]
