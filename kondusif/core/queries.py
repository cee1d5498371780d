"""Reading what happened."""

from django.db import models

from kondusif.core.models import Event


def history_of(subject: models.Model) -> models.QuerySet[Event]:
    """
    This function will return the events of *subject*, oldest first.

    Whoever holds the subject was allowed to see it; the database's scope still applies.
    """
    return Event.objects.filter(
        subject_type=subject._meta.label_lower.removeprefix("kondusif."), subject_id=str(subject.pk)
    ).order_by("id")
