"""What people type everywhere: names and titles of which every character is seen, days and moments that clocks reach."""

import re
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1900, 2100
# Controls, marks of direction, and what overrides it: with these a name shows as another one in lists and letters.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_shown = RegexValidator(
    _UNSEEN, _("This holds characters that cannot be seen. Delete it and type it again."), "unseen", inverse_match=True
)


def _within_reach(day: date | datetime) -> None:
    # No zone moves the first day of the year 1 an hour back, and no calendar of days off reaches the year 9999.
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("The year lies between %(first)s and %(last)s."), "year", {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


class LineField(forms.CharField):
    """A name or a title."""

    default_validators = [_shown]


class DayField(forms.DateField):
    """A day."""

    default_validators = [_within_reach]


class MomentField(forms.DateTimeField):
    """A day and an hour."""

    default_validators = [_within_reach]
