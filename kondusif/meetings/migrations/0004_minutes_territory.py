from django.db import migrations

from kondusif.core.territory import guard_by_parent, guard_territory_and_above

_OF_A_MEETING = ("minutes", "passage", "correction", "decision", "meetingissue")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_minutes"), ("core", "0001_initial")]
    operations = [
        *(guard_by_parent(f"meetings_{name}", "meetings_meeting", "meeting_id") for name in _OF_A_MEETING),
        guard_by_parent("meetings_revision", "meetings_passage", "passage_id"),
        guard_territory_and_above("meetings_directive"),
        guard_by_parent("meetings_directiveowner", "meetings_directive", "directive_id"),
    ]
