"""Handing a message to the mail server."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage


@dataclass(frozen=True)
class Letter:
    """What one person is told."""

    key: str
    address: str
    subject: str
    body: str


def send(letter: Letter) -> None:
    """
    This function will hand *letter* to the mail server and return when it took it.

    :raises OSError: if the server cannot be reached or refuses (``smtplib.SMTPException`` is one).
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    EmailMessage(
        subject=" ".join(letter.subject.split()),  # a line break in a subject would be a header of its own
        body=letter.body,
        to=[letter.address],
        headers={"Message-ID": f"<{letter.key.replace(':', '.')}@{domain}>", "Auto-Submitted": "auto-generated"},
    ).send(fail_silently=False)
