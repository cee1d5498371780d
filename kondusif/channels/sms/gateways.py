"""
How Kannel and gammu-smsd take a message to send.

Kannel: ``POST /cgi-bin/sendsms`` with its ``X-Kannel-`` headers and the text as the body (Kannel user guide,
"Using the HTTP interface to send SMS messages"). gammu: the command ``gammu-smsd-inject``.
"""

import shutil
import subprocess
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse

from kondusif.channels.carriers import CarrierAnswer, Letter, Undeliverable
from kondusif.channels.configured import secret_if_set
from kondusif.channels.sms.codec import DLR_ASKED

# The basic table of 3GPP TS 23.038; whatever else stands in a text makes it UCS-2.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
PATIENCE_S = 20


def kannel_headers(letter: Letter) -> dict[str, str]:
    """This function will return the headers by which Kannel's sendsms takes *letter*."""
    return _report_headers(letter) | {
        "Content-Type": "text/plain; charset=UTF-8",
        "X-Kannel-Username": "kondusif",
        "X-Kannel-Password": secret_if_set("sms-token") or "",
        "X-Kannel-To": letter.address,
        "X-Kannel-From": "kondusif",
        "X-Kannel-Charset": "UTF-8",
        "X-Kannel-Coding": "0" if set(letter.body) <= GSM else "2",
    }


def _report_headers(letter: Letter) -> dict[str, str]:
    """This function will ask Kannel to report what became of *letter*, where the office said at which address it finds us."""
    password = secret_if_set("sms-in-kannel")
    base = urlsplit(settings.SMS_REPORTS_URL)
    if not password or not base.netloc:
        return {}
    door = f"{base.scheme}://kondusif:{quote(password, safe='')}@{base.netloc}{reverse('channels:kannel_report')}"
    return {
        "X-Kannel-DLR-Mask": str(DLR_ASKED),
        "X-Kannel-DLR-Url": f"{door}?id={quote(letter.key, safe='')}&status=%d",
    }


def inject(letter: Letter) -> CarrierAnswer:
    """
    This function will put *letter* into gammu-smsd's outbox.

    :raises OSError: if gammu is away or refuses.
    :raises Undeliverable: if gammu-smsd is not installed here.
    """
    command = shutil.which("gammu-smsd-inject")
    if command is None:
        raise Undeliverable("gammu-smsd-inject is not installed")
    config = ["-c", settings.SMS_GATEWAY_URL] if settings.SMS_GATEWAY_URL else []
    unicode = [] if set(letter.body) <= GSM else ["-unicode"]
    words = [command, *config, "TEXT", letter.address, *unicode, "-len", str(len(letter.body)), "-text", letter.body]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise ConnectionError("gammu-smsd-inject did not answer") from error
    if done.returncode != 0:
        raise ConnectionError(f"gammu-smsd-inject ended with {done.returncode}")
    return CarrierAnswer()
