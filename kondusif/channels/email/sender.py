"""Handing a message to the mail server."""

from django.conf import settings
from django.core.mail import EmailMessage

from kondusif.channels.carriers import CarrierAnswer, Letter


def is_configured() -> bool:
    """This function will say yes: without a mail server the mails stand in a folder of the installation."""
    return True


def send(letter: Letter) -> CarrierAnswer:
    """
    This function will hand *letter* to the mail server and return when it took it.

    :raises OSError: if the server cannot be reached or refuses (``smtplib.SMTPException`` is one).
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    name = f"{letter.key.replace(':', '.')}@{domain}"
    EmailMessage(
        subject=" ".join(letter.subject.split()),  # a line break in a subject would be a header of its own
        body=letter.body,
        to=[letter.address],
        headers={"Message-ID": f"<{name}>", "Auto-Submitted": "auto-generated", **letter.headers},
        attachments=[(e.name, e.content, e.media_type) for e in letter.enclosures],
    ).send(fail_silently=False)
    return CarrierAnswer(name)
