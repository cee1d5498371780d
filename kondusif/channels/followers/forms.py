"""What somebody types who wants to follow an area."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    """An e-mail address."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
        error_messages={"required": _("Type your e-mail address."), "invalid": _("This is no e-mail address. Check it.")},
    )  # fmt: skip
