"""What is wrong with a submission, as the problem that its door answers."""

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem, Sentence


class BadForm(Problem):
    """What came is no filled form."""

    status = 400


class UnknownForm(Problem):
    """No such form is taken here."""

    status = 404


class WrongMethod(Problem):
    """Only HEAD and POST."""

    status = 405


class TooSlow(Problem):
    """The body did not arrive in time."""

    status = 408


class FormConflict(Problem):
    """Another document came before under this instanceID."""

    status = 409


class TooLarge(Problem):
    """More than one post may hold."""

    status = 413


class WrongKind(Problem):
    """Not multipart."""

    status = 415


SENTENCES: dict[str, Sentence] = {
    "not_multipart": _("Send the form as multipart/form-data with the part xml_submission_file."),
    "multipart_broken": _("The submission arrived incomplete or damaged. Send it again."),
    "no_document": _("The part xml_submission_file with the filled form is missing."),
    "document_malformed": _("The filled form is no well-formed XML. Nothing was stored."),
    "document_doctype": _("The filled form holds a DTD or entities, which are not read here. Nothing was stored."),
    "document_large": _("The filled form is larger than 1 MB or has more than 10,000 answers. Nothing was stored."),
    "document_deep": _("The filled form is nested too deeply. Nothing was stored."),
    "document_encrypted": _(
        "The filled form is encrypted, and nobody here has its key. Fetch the form anew and fill it again. Nothing was stored."
    ),
    "no_instance_id": _(
        "The filled form has no instanceID, so a repetition could not be told from a new report. Nothing was stored."
    ),
}
_KINDS: dict[str, type[Problem]] = {"not_multipart": WrongKind, "document_large": TooLarge}


def refusal(code: str) -> Problem:
    """This function will return the problem for a fault of the codec."""
    return _KINDS.get(code, BadForm)(f"form.{code}", SENTENCES[code])


def in_form_words(problem: Problem) -> Problem:
    """This function will say in the words of forms what the write path says in those of the JSON door."""
    if problem.code == "report.client_id_taken":
        return FormConflict(
            "form.changed",
            _("Another content was already sent under this instanceID. Fill the form anew to send another report."),
        )
    return problem


def sentence_of(problem: Problem) -> str:
    """This function will return one line for the phone's screen: every fault, each once."""
    words = dict.fromkeys(str(sentence) for sentence in problem.fields.values())
    return " ".join(words) or str(problem.sentence)
