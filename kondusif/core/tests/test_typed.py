"""A name shows as it is written, in every list and letter; a day is one that clocks reach."""

import pytest
from django import forms

from kondusif.core.typed import DayField, LineField, MomentField


class Named(forms.Form):
    name = LineField(max_length=40)


@pytest.mark.parametrize(
    "name",
    ["Siti Nur'aini, S.Sos.", "H. Moh. Ra\u2019uf", "\u0639\u0628\u062f \u0627\u0644\u0644\u0647", "\ua9b1\ua9ab"],
)
def test_a_name_of_any_script_is_taken_as_it_is(name):
    form = Named({"name": name})
    assert form.is_valid() and form.cleaned_data["name"] == name


@pytest.mark.parametrize("name", ["Budi \u202erekcah", "Camat\u2066 x", "Ani\x07", "Ani\nBcc: x", "Ani\u200f"])
def test_a_character_that_is_not_seen_or_turns_the_others_round_is_refused(name):
    form = Named({"name": name})
    assert not form.is_valid() and form.has_error("name", "unseen")


class Dated(forms.Form):
    on = DayField()
    at = MomentField()


@pytest.mark.parametrize(("on", "at"), [("0001-01-01", "0001-01-01T00:00"), ("9999-12-31", "9999-12-31T23:59")])
def test_a_day_that_no_clock_reaches_is_refused_with_a_word(on, at):
    form = Dated({"on": on, "at": at})
    assert form.has_error("on", "year") and form.has_error("at", "year")
    assert Dated({"on": "2027-02-14", "at": "2027-02-14T06:42"}).is_valid()
