"""How allauth treats our accounts: an office opens them, nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from kondusif.people.models import Person


class ClosedAccountAdapter(DefaultAccountAdapter):
    """No sign-up page: the administrator of a region appoints."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def display_name(person: Person) -> str:
    """This function will return how a person is named on a page."""
    return person.name
