"""The papers of a meeting: one numbered letter, one list, telephone numbers masked in it."""

from uuid import uuid4

import pytest

from kondusif.core.problems import Conflict
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.documents.models import Document
from kondusif.meetings import door
from kondusif.meetings.actions import (
    Guest,
    NewRule,
    add_rule,
    issue_attendance_list,
    issue_invitation_letter,
    open_meeting,
    send_invitations,
    sign_in_guest,
)
from kondusif.meetings.states import RuleKind
from kondusif.meetings.tests.factories import planned
from kondusif.people.tests.factories import NOW, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    with scoped(EVERYWHERE):
        yield make_cast()


def invited(cast):
    meeting = planned(cast.citra)
    rule = NewRule(RuleKind.SUBDISTRICT_HEADS, region_code="35.26")
    add_rule(meeting_id=meeting.pk, rule=rule, by=cast.citra, at=NOW)
    return send_invitations(meeting_id=meeting.pk, by=cast.citra, at=NOW)


def test_sending_the_invitation_makes_its_numbered_letter_once(cast):
    meeting = invited(cast)
    letter = Document.objects.get(pk=meeting.invitation_document_id)
    assert letter.number
    assert letter.data["to"] == ["Semua camat, Kabupaten Bangkalan"]
    assert (letter.data["zone"], letter.data["until"]) == ("WIB", "11.00")
    assert (letter.data["chair"], letter.signer_title) == ("Pj. Bupati Bangkalan", "Pj. Bupati Bangkalan")
    with pytest.raises(Conflict):
        issue_invitation_letter(meeting_id=meeting.pk, by=cast.citra, at=NOW)


def test_the_list_names_who_came_and_who_did_not_with_masked_numbers(cast):
    meeting = invited(cast)
    at = meeting.starts_at
    with pytest.raises(Conflict):
        issue_attendance_list(meeting_id=meeting.pk, by=cast.citra, at=at)
    guest = Guest(uuid4(), "Kiai Salim", "MUI Bangkalan", "081234567890")
    sign_in_guest(meeting_id=meeting.pk, guest=guest, carried=door.new_pass(meeting, at), at=at)
    open_meeting(meeting_id=meeting.pk, by=cast.citra, at=at)
    document = issue_attendance_list(meeting_id=meeting.pk, by=cast.citra, at=at)
    rows = {r["name"]: r["status"] for r in document.data["attendees"]}
    assert rows == {"Dewi Rahayu": "tanpa keterangan", "Kiai Salim": "hadir"}
    assert document.data["mask_phones"] is True
