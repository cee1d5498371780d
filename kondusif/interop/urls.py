from django.urls import path, register_converter

from kondusif.interop import views
from kondusif.interop.converters import Form
from kondusif.interop.icalendar import views as icalendar
from kondusif.interop.ogc import views as ogc
from kondusif.interop.open311 import views as open311
from kondusif.interop.openrosa import apppasswords
from kondusif.interop.openrosa import pages as fieldforms
from kondusif.interop.partners import views as partners
from kondusif.interop.webhooks import views as webhooks

register_converter(Form, "form")

app_name = "interop"
urlpatterns = [
    path("integrasi/", views.integrators, name="integrators"),
    path("integrasi/kunci", partners.keys, name="keys"),
    path("integrasi/kunci/baru", partners.issue, name="key_issue"),
    path("integrasi/kunci/<uuid:key_id>/cabut", partners.revoke, name="key_revoke"),
    path("formulir-lapangan/", fieldforms.forms, name="forms"),
    path("formulir-lapangan/baru", fieldforms.publish, name="form_publish"),
    path("formulir-lapangan/<uuid:form_pk>/tarik", fieldforms.retire, name="form_retire"),
    path("formulir-lapangan/<uuid:form_pk>/isian.csv", fieldforms.submissions, name="form_submissions"),
    path("formulir-lapangan/sandi/", apppasswords.passwords, name="app_passwords"),
    path("formulir-lapangan/sandi/<uuid:key_id>/cabut", apppasswords.revoke, name="app_password_revoke"),
    path("integrasi/kait/", webhooks.endpoints, name="webhooks"),
    path("integrasi/kait/baru", webhooks.new_endpoint, name="new_webhook"),
    path("integrasi/kait/<uuid:endpoint_id>", webhooks.endpoint, name="webhook"),
    path("integrasi/kait/<uuid:endpoint_id>/uji", webhooks.ping, name="ping_webhook"),
    path("integrasi/kait/<uuid:endpoint_id>/rahasia", webhooks.change_secret, name="change_webhook_secret"),
    path("integrasi/kait/<uuid:endpoint_id>/ke/<slug:to>", webhooks.switch, name="switch_webhook"),
    path("cap/feed.atom", views.cap_feed, name="cap_feed"),
    path("cap/<str:identifier>.xml", views.cap_message, name="cap_message"),
    path("umpan/atom", views.atom_feed, name="atom"),
    path("umpan/rss", views.rss_feed, name="rss"),
    path("umpan/geojson", views.geojson_feed, name="geojson"),
    path("ical/tahapan.ics", views.stages_calendar, name="stages_calendar"),
    path("ical/", icalendar.calendars, name="calendars"),
    path("ical/kunci", icalendar.make, name="calendar_make"),
    path("ical/kunci/cabut", icalendar.revoke, name="calendar_revoke"),
    path("ical/rapat/<str:key>.ics", icalendar.meetings, name="meetings_calendar"),
    path("ical/piket/<str:key>.ics", icalendar.duties, name="duties_calendar"),
    path("open311/discovery.<form:form>", open311.discovery, name="open311_discovery"),
    path("open311/v2/", open311.root, name="open311"),
    path("open311/v2/discovery.<form:form>", open311.discovery),
    path("open311/v2/services.<form:form>", open311.services, name="open311_services"),
    path("open311/v2/services/<str:code>.<form:form>", open311.service, name="open311_service"),
    path("open311/v2/requests.<form:form>", open311.requests, name="open311_requests"),
    path("open311/v2/requests/<str:number>.<form:form>", open311.one, name="open311_request"),
    path("open311/v2/tokens/<str:number>.<form:form>", open311.token, name="open311_token"),
    path("open311/v2/<path:rest>", open311.nothing),
    path("ogc/", ogc.landing, name="ogc"),
    path("ogc/conformance", ogc.conformance, name="ogc_conformance"),
    path("ogc/api", ogc.api, name="ogc_api"),
    path("ogc/collections", ogc.collections, name="ogc_collections"),
    path("ogc/collections/<str:collection_id>", ogc.collection, name="ogc_collection"),
    path("ogc/collections/<str:collection_id>/items", ogc.items, name="ogc_items"),
    path("ogc/collections/<str:collection_id>/items/<str:feature_id>", ogc.item, name="ogc_item"),
    path("ogc/<path:rest>", ogc.nothing),
]
