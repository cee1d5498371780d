"""Putting a refusal beside the fields it speaks of."""

from django.forms import Form

from kondusif.core.problems import Problem


def onto(form: Form, problem: Problem) -> None:
    """This function will add the sentences of *problem* to *form*, each to its field."""
    for name, sentence in problem.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not problem.fields:
        form.add_error(None, problem.sentence)
