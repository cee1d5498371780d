"""Keys to test with: Citra gives them."""

from datetime import timedelta

from django.utils import timezone

from kondusif.interop.partners.actions import Issued, NewKey, issue_key
from kondusif.people.viewers import Viewer


def a_key(by: Viewer, *, at=None, **changes) -> Issued:
    """This function will give the system of Bangkalan's call centre a key that sends reports."""
    at = at or timezone.now()
    fields = {"name": "Pusat panggilan 112", "region_code": "35.26", "expires_on": (at + timedelta(days=90)).date()}
    return issue_key(new=NewKey(**(fields | changes)), by=by, at=at)
