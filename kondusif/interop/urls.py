from django.urls import path

from kondusif.interop import views

app_name = "interop"
urlpatterns = [
    path("integrasi/", views.integrators, name="integrators"),
    path("cap/feed.atom", views.cap_feed, name="cap_feed"),
    path("cap/<str:identifier>.xml", views.cap_message, name="cap_message"),
    path("umpan/rss", views.rss_feed, name="rss"),
    path("umpan/geojson", views.geojson_feed, name="geojson"),
    path("ical/tahapan.ics", views.stages_calendar, name="stages_calendar"),
]
