"""Reports by e-mail and by gammu: what people write is taken, what machines write is kept and left alone."""

import imaplib
import io
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from kondusif.channels.dialogue import keeping
from kondusif.channels.dialogue.models import InboundMessage, Reply
from kondusif.channels.email import mailbox
from kondusif.channels.email.codec import Malformed, envelope_in
from kondusif.channels.management.commands import take_mail
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.reports.models import Report
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage():
    forget_territory()
    with scoped(EVERYWHERE):
        yield make_cast()


def written(text: str = "LAPOR#35.26.06.2005#uang#Amplop dibagikan", **headers: str) -> EmailMessage:
    message = EmailMessage()
    usual = {
        "From": "Sari <sari@contoh.test>",
        "To": "lapor@contoh.test",
        "Subject": "Lapor",
        "Message-ID": "<1@contoh.test>",
        "Date": "Fri, 20 Nov 2026 09:00:00 +0700",
    }
    for name, value in (usual | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        message[name] = value
    message.set_content(text)
    return message


def pipe(monkeypatch, raw: bytes) -> str:
    monkeypatch.setattr(take_mail.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    out = io.StringIO()
    call_command("take_mail", stdout=out)
    return out.getvalue()


def test_a_piped_mail_is_one_report_however_often_and_is_answered_by_mail(monkeypatch):
    first, again = (pipe(monkeypatch, written().as_bytes()) for _n in range(2))
    assert first == again and first.startswith("answered ")
    assert Report.objects.get().channel == "email"
    keeping.send_reply(reply_id=Reply.objects.get().pk, at=NOW)
    assert mail.outbox[0].to == ["sari@contoh.test"] and mail.outbox[0].extra_headers["Auto-Submitted"]
    with pytest.raises(CommandError, match="bukan surel"):
        pipe(monkeypatch, b"no mail at all")


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto_submitted"), ({"Auto_Submitted": "no"}, ""),
        ({"Return_Path": "<>"}, "bounce"), ({"Precedence": "bulk"}, "list"), ({"List_Id": "<x.contoh.test>"}, "list"),
        ({"X_Autoreply": "yes"}, "auto_submitted"), ({"From": "MAILER-DAEMON@contoh.test"}, "robot"),
        ({"From": "no-reply@contoh.test"}, "robot"),
    ],
)  # fmt: skip
def test_what_a_machine_wrote_is_known_by_its_headers(headers, why):
    assert envelope_in(written(**headers).as_bytes()).ignored == why


def test_a_machines_mail_is_kept_and_never_answered(monkeypatch):
    pipe(monkeypatch, written(Auto_Submitted="auto-replied").as_bytes())
    assert (
        InboundMessage.objects.get().state == "ignored" and not Reply.objects.exists() and not Report.objects.exists()
    )


def test_only_the_new_words_of_a_reply_count_and_a_subject_belongs_to_a_first_mail():
    reply = written(
        "ya\n\nPada Jum, 20 Nov 2026, Kondusif menulis:\n> Sudah benar?\n", In_Reply_To="<0@x>", Subject="Re: Kondusif"
    )
    assert envelope_in(reply.as_bytes()).text == "ya"
    first = written("Tolong diperiksa\n-- \nSari, Jalan Mawar 3", Subject="Banjir di Desa Lerpak")
    assert envelope_in(first.as_bytes()).text == "Banjir di Desa Lerpak\nTolong diperiksa"


def test_html_unknown_charsets_photos_and_other_files_are_read_as_far_as_they_go():
    message = written()
    message.set_content(
        "<style>p{}</style><p>Banjir &amp; longsor</p><div>di Lerpak</div><blockquote>lama</blockquote>", subtype="html"
    )
    message.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="a.jpg")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="b.pdf")
    envelope = envelope_in(message.as_bytes())
    assert "Banjir & longsor" in envelope.text and "lama" not in envelope.text and "p{}" not in envelope.text
    assert len(envelope.contents) == 1 and envelope.n_untaken == 1
    odd = b"From: a@contoh.test\nContent-Type: text/plain; charset=x-tak-ada\n\nBanjir\xff"
    assert "Banjir" in envelope_in(odd).text and envelope_in(odd).message_id


def test_what_is_passed_on_or_answered_below_the_quotation_is_what_somebody_reports():
    quoted = written(
        "> Apa yang terjadi?\n> Balas.\n\nBanjir di Lerpak\n-- \nSari", In_Reply_To="<0@x>", Subject="Re: Kondusif"
    )
    assert envelope_in(quoted.as_bytes()).text == "Banjir di Lerpak"
    passed = written(
        "---------- Forwarded message ---------\nFrom: Budi\n\nMassa berkumpul di balai desa", Subject="Fwd: x"
    )
    assert "Massa berkumpul di balai desa" in envelope_in(passed.as_bytes()).text
    whole = written("", Subject="Fwd: Laporan")
    whole.add_attachment(written("Massa berkumpul di balai desa", Subject="dalam"))
    assert "Massa berkumpul di balai desa" in envelope_in(whole.as_bytes()).text


def test_a_header_over_which_pythons_reader_stumbles_is_read_as_it_stands():
    raw = b"From: a@contoh.test\nMessage-ID: <[\nSubject: =?utf-8?q?\nDate: ;\nContent-Disposition: ;*=\n\nBanjir di Lerpak"
    envelope = envelope_in(raw)
    assert "Banjir di Lerpak" in envelope.text and envelope.message_id


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 50, b"From: \n\nx", b"From: <<>>\n\nx", b"Subject: x\n\ny"])
def test_bytes_without_a_sender_are_no_mail(raw):
    with pytest.raises(Malformed):
        envelope_in(raw)


def test_one_mail_that_cannot_be_read_holds_up_none_that_comes_after_it(settings, tmp_path, monkeypatch):
    settings.SECRETS_DIR = tmp_path
    (tmp_path / "mailbox-password").write_text("benar")

    def stumbling(raw):
        return envelope_in(raw) if raw != b"rusak" else {}["rusak"]

    monkeypatch.setattr(mailbox, "envelope_in", stumbling)
    monkeypatch.setattr(Box, "search", lambda *_args: ("OK", [b"2 1"]))
    assert mailbox.take_new_mail(at=NOW, connect=Box) == 1
    assert Report.objects.count() == 1 and Box.last.seen == ["2", "1"]


class Box:
    """An IMAP server with two mails, as imaplib shows it."""

    def __init__(self, host, timeout):
        self.seen: list[str] = []
        Box.last = self

    def login(self, user, password):
        if password != "benar":
            raise imaplib.IMAP4.error("no")

    def select(self, folder):
        return "OK", [b"2"]

    def search(self, charset, what):
        return "OK", [b"1 2"]

    def fetch(self, number, what):
        raw = written(Message_ID=f"<{number}@x>").as_bytes() if number == "1" else b"rusak"
        return "OK", [(b"1 (BODY[] {3}", raw), b")"]

    def store(self, number, command, flags):
        self.seen.append(number)

    def logout(self):
        return "BYE", []


def test_unread_mails_are_taken_and_marked_read_only_after_they_are_stored(settings, tmp_path):
    settings.SECRETS_DIR, settings.MAILBOX = tmp_path, {"host": "mail.contoh.test", "user": "lapor", "folder": "INBOX"}
    assert not mailbox.is_configured()
    (tmp_path / "mailbox-password").write_text("benar")
    assert mailbox.is_configured() and mailbox.take_new_mail(at=NOW, connect=Box) == 2
    assert Box.last.seen == ["1", "2"] and Report.objects.count() == 1
    (tmp_path / "mailbox-password").write_text("salah")
    with pytest.raises(OSError, match="refused"):
        mailbox.take_new_mail(at=NOW, connect=Box)


def test_gammu_calls_with_its_environment_and_the_same_call_again_is_the_same_report(monkeypatch):
    for name, value in {
        "SMS_MESSAGES": "2",
        "SMS_1_NUMBER": "+6281234567890",
        "SMS_1_TEXT": "LAPOR#35.26.06.2005#uang#Amplop ",
        "SMS_2_TEXT": "dibagikan",
        "DECODED_PARTS": "0",
    }.items():
        monkeypatch.setenv(name, value)
    answers = []
    for _n in range(2):
        out = io.StringIO()
        call_command("take_sms", "IN20261120_090000_00_+6281234567890_00.txt", stdout=out)
        answers.append(out.getvalue())
    assert answers[0] == answers[1] and Report.objects.get().text == "Amplop dibagikan"
    monkeypatch.setenv("SMS_MESSAGES", "")
    with pytest.raises(CommandError, match="SMS_MESSAGES"):
        call_command("take_sms")
