from datetime import timedelta

import pytest

from kondusif.meetings.rules import is_late, place_key
from kondusif.people.tests.factories import NOW


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Pendopo Agung, Bangkalan", "pendopo agung"),
        ("  PENDOPO   AGUNG ", "pendopo agung"),
        ("R. Rapat Lt. 2, Gedung A", "r rapat lt 2"),
        (" , ", ""),
    ],
)
def test_a_room_is_known_however_it_is_written(typed, key):
    assert place_key(typed) == key


def test_late_begins_after_the_grace():
    assert not is_late(NOW + timedelta(minutes=15), NOW, 15)
    assert is_late(NOW + timedelta(minutes=15, seconds=1), NOW, 15)
