"""The words for each fault of a report: what is wrong, and what to do now."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence
from kondusif.reports.rules import Fault

SENTENCES: dict[str, Sentence] = {
    "missing": _("This field is missing. Please fill it in."),
    "type_text": _("This must be text in quotation marks."),
    "type_number": _("This must be a number, without quotation marks."),
    "type_integer": _("This must be a whole number, without quotation marks."),
    "type_boolean": _("This must be true or false, without quotation marks."),
    "type_object": _("This must be text, or an object with phone, email and name."),
    "unknown_field": _("There is no field of this name. Check the spelling, or leave it out."),
    "client_id_malformed": _(
        "This must be a UUID such as 0f3c5d6e-7a8b-4c9d-8e0f-1a2b3c4d5e6f, made anew for each report."
    ),
    "category_missing": _("Choose what is happening."),
    "category_unknown": _("There is no such category. Choose one from the list."),
    "maturity_unknown": _("Choose potential, symptom or occurrence."),
    "text_empty": _("Please tell in a few words what is happening."),
    "text_short": _("This is too short. Write at least %(least)s characters."),
    "text_long": _("This is %(n)s characters long. Shorten it to %(most)s."),
    "text_nul": _("The text holds a NUL character. Delete it, or type the text again."),
    "text_control": _("The text holds invisible control characters. Delete them, or type the text again."),
    "text_surrogate": _(
        "The text holds half a character that belongs to no script. Delete it, or type the text again."
    ),
    "moment_malformed": _("Write the time as 2027-02-14T09:30:00+07:00."),
    "moment_without_zone": _("Add the time zone to the time: +07:00 for WIB, +08:00 for WITA, +09:00 for WIT."),
    "moment_future": _(
        "This time lies in the future; here it is %(now)s. Check the clock of your phone, or choose an earlier time."
    ),
    "moment_ancient": _("This time is more than two years ago. Check the year."),
    "point_half": _("Latitude and longitude belong together. Give both, or choose the village by name."),
    "place_missing": _("Say where it is: your position, a mark on the map, or the village."),
    "no_office": _("No office takes reports here yet."),
    "code_elsewhere": _("%(code)s lies outside %(tenants)s. This office takes reports of its own region only."),
    "code_too_wide": _("%(code)s is not a village. Give the code of the village, such as 35.26.01.1001."),
    "contact_of_anonymous": _(
        "An anonymous report carries no contact. Leave the contact empty, or choose to be reachable."
    ),
    "contact_empty": _("Give a phone number or an e-mail address."),
    "phone_malformed": _("This is no phone number. Write it as 0812 3456 7890."),
    "email_malformed": _("This is no e-mail address. Write it as name@example.id."),
    "number_range": _("Give a number from %(least)s to %(most)s."),
}


def sentence_of(fault: Fault) -> str:
    """This function will return the sentence for *fault* in the language of the moment."""
    values = {name: _readable(value) for name, value in fault.values}
    sentence = str(SENTENCES[fault.code])
    return sentence % values if values else sentence


def _readable(value: object) -> object:
    if hasattr(value, "tzinfo"):
        return date_format(localtime(value), "d-m-Y H:i")
    return value


def problem_of(faults: Iterable[Fault]) -> Problem:
    """This function will gather *faults* into the one refusal that names every field, the first fault of each."""
    fields: dict[str, Sentence] = {}
    for fault in faults:
        fields.setdefault(fault.field, sentence_of(fault))
    return Problem("report.invalid", gettext("The report is not complete yet. Nothing was stored."), fields=fields)
