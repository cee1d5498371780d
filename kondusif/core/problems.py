"""What goes wrong for a reason that a person can mend."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise

# One sentence for what is absent and for what may not be seen: it must not tell which of the two.
NOT_HERE = _("There is no such thing here, or your office may not see it.")


class Problem(Exception):
    """
    A refusal with a stable code and a sentence that says what, where and what now.

    *fields* names each faulty field of the input with its own sentence. Views show it as a form
    error, the JSON door as problem+json, protocols in their own words; nobody answers 500.
    """

    status = 422

    def __init__(self, code: str, sentence: Sentence, *, fields: Mapping[str, Sentence] | None = None):
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Problem):
    """The person holds no office that gives this deed here; looks like a missing thing from outside."""

    status = 403


class NotFound(Problem):
    """There is no such thing, or none that this person may see: the same answer for both."""

    status = 404


class Conflict(Problem):
    """Somebody was quicker, or the thing is no longer in the state this deed needs."""

    status = 409


class Busy(Problem):
    """The system cannot take more at this moment; trying again is safe."""

    status = 503
