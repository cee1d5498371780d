"""How allauth treats our accounts: an office opens them, nobody signs up alone, and guesses are counted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kondusif.people import devices
from kondusif.people.models import Person

_HERE = _("Too many wrong passwords for this account from here. Try again in five minutes at the latest.")
_ANYWHERE = _("Too many wrong passwords for this account from many places. Try again in an hour at the latest.")
_OTHER_WAYS = _("A passkey works at once; so does a browser in which you signed in before.")


class ClosedAccountAdapter(DefaultAccountAdapter):
    """No sign-up page: the administrator of a region appoints."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many wrong codes for this account. Try again in five minutes at the latest."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """
        This function will count a try before the password is looked at: of many at once only as many as may pass.

        :raises ValidationError: if there were too many; it says for how long, and which ways are open meanwhile.
        """
        address = _address(request, credentials)
        is_known = bool(devices.known(request, address))
        ways = _("A passkey works at once.") if is_known else _OTHER_WAYS
        if not ratelimit.consume(request, action="password_here", key=_here(request, address)):
            raise ValidationError(f"{_HERE} {ways}", code="too_many_login_attempts")
        if not is_known and not ratelimit.consume(request, action="password_anywhere", key=address):
            raise ValidationError(f"{_ANYWHERE} {ways}", code="too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """This function will check the password, and forget the wrong ones of this place once it is right."""
        person = super().authenticate(request, **credentials)
        if person:
            ratelimit.clear(request, action="password_here", key=_here(request, _address(request, credentials)))
        return person

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponse:
        """This function will sign somebody in and let the browser be known from now on."""
        response = super().post_login(request, user, **how)
        devices.remember(request, response, user.email)
        return response

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """A password set anew by a link in the own mailbox: whoever guessed before keeps nobody out."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        address = _address(request, credentials)
        ratelimit.clear(request, action="password_here", key=_here(request, address))
        ratelimit.clear(request, action="password_anywhere", key=address)


def end_other_sessions(request: HttpRequest, user: Person, **_more: Any) -> None:
    """This function will end all sessions of *user* but this one: a way to prove who they are has gone."""
    Person.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    person = Person.objects.get(pk=user.pk)
    if request.user.is_authenticated and request.user.pk == person.pk:
        update_session_auth_hash(request, person)


def display_name(person: Person) -> str:
    """This function will return how a person is named on a page."""
    return person.name


def _address(request: HttpRequest, credentials: dict[str, Any]) -> str:
    """Whoever is signed in and proves it once more has typed a password alone."""
    return (credentials.get("email") or getattr(request.user, "email", "")).strip().lower()


def _here(request: HttpRequest, address: str) -> str:
    return f"{devices.place_of(request, address)} {address}"
