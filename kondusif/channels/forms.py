"""The shape of what people send to this room."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError


class UuidList(forms.Field):
    """The boxes ticked in a list; what is no identifier is refused."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value) -> list[UUID]:
        try:
            return [UUID(one) for one in value or ()][:500]
        except ValueError as error:
            raise ValidationError("not an identifier") from error


class RetryForm(forms.Form):
    """Which messages go out again."""

    messages = UuidList()
