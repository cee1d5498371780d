from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory_and_above


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("core", "0001_initial")]
    operations = [
        # A regency's bodies and meetings are those of the subdistricts it calls together, too.
        guard_territory_and_above("meetings_body"),
        guard_territory_and_above("meetings_meeting"),
        guard_territory_and_above("meetings_phonenumber"),
        guard_territory_and_above("meetings_calltreecheck"),
        guard_by_parent("meetings_membership", "meetings_body", "body_id"),
        guard_by_parent("meetings_agendaitem", "meetings_meeting", "meeting_id"),
        guard_by_parent("meetings_inviterule", "meetings_meeting", "meeting_id"),
        guard_by_parent("meetings_invitee", "meetings_meeting", "meeting_id"),
        guard_by_parent("meetings_attendance", "meetings_meeting", "meeting_id"),
    ]
