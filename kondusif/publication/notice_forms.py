"""The shape of what officers type into a public notice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.publication.notice_rules import CLAIM_MAX, TEXT_MAX, TITLE_MAX, NoticeContent, Source
from kondusif.publication.states import NoticeKind, Verdict
from kondusif.publication.words import VERDICTS


def _long(rows: int = 4) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _need(form: forms.Form, *names: str) -> None:
    for name in names:
        form.fields[name].needed = True


class NoticeForm(forms.Form):
    """The words of a notice; the rules judge whether they are complete."""

    title = forms.CharField(
        label=_("Title"), max_length=TITLE_MAX, required=False,
        help_text=_("Of a check: the claim in short. The mark, like [SALAH], is set before it by the verdict."),
    )  # fmt: skip
    body = forms.CharField(label=_("Text"), max_length=TEXT_MAX, widget=_long(6), required=False)


class AnnouncementForm(NoticeForm):
    """What an office tells."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = ""
        _need(self, "title", "body")

    def content(self) -> NoticeContent:
        """This function will return what was typed."""
        return NoticeContent(self.cleaned_data["title"], self.cleaned_data["body"])


class ClarificationForm(NoticeForm):
    """What is true of a claim."""

    claim = forms.CharField(label=_("What is claimed"), max_length=CLAIM_MAX, widget=_long(3), required=False)
    verdict = forms.ChoiceField(
        label=_("What the check found"), choices=[(v.value, w) for v, w in VERDICTS.items()], widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    finding = forms.CharField(label=_("What is true"), max_length=TEXT_MAX, widget=_long(5), required=False)
    sources = forms.CharField(
        label=_("Sources"), widget=_long(3), required=False,
        help_text=_("One a line: name, then | and its address if it has one. KPU Bangkalan | https://…"),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["region", "title", "claim", "verdict", "finding", "sources", "body"])
        self.fields["body"].label = _("What to do, or more about it")
        _need(self, "title", "claim", "verdict", "finding", "sources")

    def content(self) -> NoticeContent:
        """This function will return what was typed."""
        typed = self.cleaned_data
        verdict = Verdict(typed["verdict"]) if typed["verdict"] else None
        sources = tuple(_source(line) for line in typed["sources"].splitlines() if line.strip())
        return NoticeContent(typed["title"], typed["body"], typed["claim"], typed["finding"], verdict, sources)


def _source(line: str) -> Source:
    name, _bar, url = line.partition("|")
    return Source(name.strip(), url.strip())


def form_of(kind: NoticeKind, *args, regions=None, reason: bool = False, **kwargs) -> NoticeForm:
    """This function will return the form of a kind of notice, with the area of a new one, the reason of a correction."""
    form = (ClarificationForm if kind == NoticeKind.CLARIFICATION else AnnouncementForm)(*args, **kwargs)
    if regions is not None:
        form.fields["region"] = forms.ChoiceField(label=_("Area"), choices=regions)
        form.fields["exercise"] = forms.BooleanField(
            label=_("Part of an exercise; the public does not see it"), required=False
        )
        form.order_fields(["region", *form.fields])
    if reason:
        form.fields["reason"] = forms.CharField(
            label=_("Why it is corrected"), max_length=500, required=False, widget=_long(2),
            help_text=_("The public reads this with the new text."),
        )  # fmt: skip
        _need(form, "reason")
    return form


def initial_of(content: NoticeContent, reason: str = "") -> dict[str, str]:
    """This function will return the words of a notice as the form shows them."""
    sources = "\n".join(f"{s.name} | {s.url}" if s.url else s.name for s in content.sources)
    return {
        "title": content.title, "body": content.body, "claim": content.claim, "finding": content.finding,
        "verdict": content.verdict or "", "sources": sources, "reason": reason,
    }  # fmt: skip


def show(form: forms.Form, problem: Problem) -> None:
    """This function will put each sentence of *problem* beside the field it is about."""
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not problem.fields:
        form.add_error(None, problem.sentence)
