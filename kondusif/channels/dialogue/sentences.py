"""What the chat says: one short text for each code, in the language of the talk."""

from datetime import datetime, tzinfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kondusif.channels.dialogue.reading import MORE, NUMBERS
from kondusif.channels.dialogue.shapes import Say
from kondusif.core.problems import Sentence
from kondusif.meetings.rules import zone_word
from kondusif.reports.categories import CATEGORIES, SEALED_TO

_FIXED: dict[str, Sentence] = {
    "welcome": gettext_lazy(
        "This is the reporting service for trouble around the election. Tell in one message what happens and where, or send LAPOR. For help send BANTUAN. In an emergency call 110."
    ),
    "welcome_thanks": gettext_lazy("Thank you for looking out. To report again send LAPOR."),
    "help": gettext_lazy(
        "LAPOR: begin a report. BATAL: stop and store nothing. STATUS and your receipt: how it stands. Short form: LAPOR#village code#category#what happens. Your number is not kept with the report."
    ),
    "keyed_form": gettext_lazy("Write it as LAPOR#village code#category#what happens."),
    "language": gettext_lazy("I now answer in English."),
    "cancelled": gettext_lazy("Stopped. Nothing was stored. To begin again send LAPOR."),
    "nothing_to_cancel": gettext_lazy("There is nothing to stop. To report send LAPOR."),
    "restarted": gettext_lazy("The report before was not sent. We begin anew."),
    "already_sent": gettext_lazy("Your report was sent already. To send another one send LAPOR."),
    "pause": gettext_lazy("I do not understand, so I stop asking. Nothing was stored. To begin again send LAPOR."),
    "flood": gettext_lazy("Too many messages in a short time. Please wait ten minutes."),
    "untaken": gettext_lazy("Voice, video and files cannot be taken here. Please write it, or send a photo."),
    "outside": gettext_lazy("This position lies outside the region of this office. Write the name of the village."),
    "ask_place": gettext_lazy("Where is it? Write the village and subdistrict, the village code, or share your position."),
    "ask_option": gettext_lazy("Answer with the number, or write the place anew."),
    "ask_time": gettext_lazy("When did it happen? For example: now, 30 minutes ago, yesterday 20.00, 21-11-2026 20.00."),
    "ask_words": gettext_lazy("Tell in a few words what happens. Do not write your name."),
    "ask_confirm": gettext_lazy("Is this right? YA: send. UBAH: change. BATAL: stop."),
    "ask_change": gettext_lazy("What shall be changed? 1. Category 2. Place 3. Time 4. Words"),
    "time_unknown": gettext_lazy("I do not understand this time."),
    "time_future": gettext_lazy("This time lies in the future."),
    "words_short": gettext_lazy("This is too short."),
    "status_how": gettext_lazy("Send STATUS and the 20 digits of your receipt."),
    "status_unknown": gettext_lazy("There is no report with this receipt. Check the 20 digits."),
    "status_often": gettext_lazy("This receipt was asked for very often. Please try again in some minutes."),
    "later": gettext_lazy("Your message has arrived. The answer follows."),
    "parts": gettext_lazy("One part of your message has arrived. The answer follows when the other parts are here."),
    "refused": gettext_lazy("Your report could not be stored: %(reason)s"),
    "amended": gettext_lazy("What reached us late was added to your report."),
    "linked": gettext_lazy("This chat now belongs to your account. Warnings reach you here."),
    "acknowledged": gettext_lazy("Thank you, your answer was noted."),
    "code_unknown": gettext_lazy("There is no village with code %(code)s here."),
    "code_near": gettext_lazy("There is no village with code %(code)s here. Did you mean:"),
    "place_unknown": gettext_lazy("I know no place here called “%(typed)s”."),
    "place_several": gettext_lazy("There are several places called “%(typed)s”:"),
    "option": "%(n)s. %(title)s",
    "title": "%(title)s",
    "button_old": gettext_lazy("That button belongs to an earlier question."),
    "button_ya": gettext_lazy("Send"),
    "button_ubah": gettext_lazy("Change"),
    "button_batal": gettext_lazy("Cancel"),
    "button_kategori": pgettext_lazy("part of a report", "Category"),
    "button_tempat": pgettext_lazy("part of a report", "Place"),
    "button_waktu": pgettext_lazy("part of a report", "Time"),
    "button_isi": pgettext_lazy("part of a report", "Words"),
    "button_more": gettext_lazy("something else"),
    "category_unknown": gettext_lazy("I know no category “%(typed)s”."),
    "photos_taken": gettext_lazy("Photos taken: %(n)s of at most %(most)s."),
    "photos_added": gettext_lazy("Photo added to your report (%(n)s)."),
    "photos_full": gettext_lazy("A report takes at most %(most)s photos; this one was not added."),
    "late_words": gettext_lazy("Reached us late: %(words)s"),
    "receipt": gettext_lazy("Your report is stored. Receipt: %(receipt)s. Keep it; send STATUS and the receipt to ask how it stands."),
    "unsealed": gettext_lazy("This way is not sealed: officers, and whoever carries the message, can read it. The report page on the web seals it."),
    "receipt_page": gettext_lazy("Follow it at %(address)s"),
    "status": "%(now)s %(next)s",
    "too_late": gettext_lazy("This message was sent on %(date)s and has only reached us now, so nothing was made of it. If it still holds, write it once more."),
    "desk_wrote": gettext_lazy("The desk wrote: %(text)s"),
}  # fmt: skip


def render(says: tuple[Say, ...], *, language: str, zone: tzinfo) -> str:
    """This function will return *says* as one message in *language*."""
    with translation.override(language):
        return "\n".join(_sentence(say, zone) for say in says)


def _sentence(say: Say, zone: tzinfo) -> str:
    values = dict(say.values)
    if say.code in {"ask_category", "category_more"}:
        return _menu(more=say.code == "category_more")
    if say.code == "category":
        return _name(values["category"])
    if say.code == "category_near":
        near = [_name(category) for category in values["categories"].split(",")]
        return _("I know no category “%(typed)s”. Did you mean: %(near)s?") % {
            "typed": values["typed"], "near": ", ".join(near),
        }  # fmt: skip
    if say.code == "summary":
        return _summary(values, zone)
    if moment := values.pop("moment", ""):
        values["date"] = f"{datetime.fromisoformat(moment).astimezone(zone):%d-%m-%Y}"
    sentence = str(_FIXED[say.code])
    return sentence % values if values else sentence


def _menu(*, more: bool) -> str:
    shown = [(n, _name(category)) for n, category in NUMBERS.items() if (n > MORE) == more]
    if not more:
        shown.append((MORE, _("something else")))
    return "\n".join([_("What happens? Answer with a number or a word:"), *(f"{n}. {name}" for n, name in shown)])


def _name(category: str) -> str:
    return str(CATEGORIES[category].name)


def _summary(values: dict[str, str], zone: tzinfo) -> str:
    moment = datetime.fromisoformat(values["moment"]).astimezone(zone)
    lines = [
        _("Your report: %(category)s") % {"category": _name(values["category"])},
        _("Place: %(place)s") % {"place": values["place"]},
        _("Time: %(time)s") % {"time": f"{moment:%d-%m-%Y %H.%M} {zone_word(str(zone))}"},
        _("Words: %(words)s") % {"words": values["words"]},
    ]
    if values["n_photos"] != "0":
        lines.append(_("Photos: %(n)s") % {"n": values["n_photos"]})
    if values["category"] in SEALED_TO:
        lines.append(str(_FIXED["unsealed"]))
    return "\n".join(lines)
