"""A delivered message is kept once, read in its place, and makes at most one report."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection

from kondusif.channels.dialogue import actions, contents, folding, keeping, sealing
from kondusif.channels.dialogue.envelopes import MARKED, Envelope, Part
from kondusif.channels.dialogue.models import Conversation, InboundMessage, Reply
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, NOWHERE, scoped
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.reports.actions import answer_reporter
from kondusif.reports.models import Attachment, Message, Report
from kondusif.reports.receipts import grouped
from kondusif.reports.territory import forget_territory
from kondusif.reports.tests.pictures import jpeg

pytestmark = pytest.mark.django_db
GUIDED = ("lapor", "3", "Lerpak", "sekarang", "Amplop dibagikan di rumah warga", "ya")
KEYED = "LAPOR#35.26.06.2005#uang#Amplop dibagikan di rumah warga"
SARI = "+6281234567890"


@pytest.fixture(autouse=True)
def stage():
    forget_territory()
    with scoped(EVERYWHERE):
        yield make_cast()


def message(n: int, text: str = "", **more) -> Envelope:
    usual = {
        "kind": "telegram", "address": "7001", "message_id": f"m{n}", "text": text, "order": n,
        "sent_at": NOW + timedelta(minutes=n),
    }  # fmt: skip
    return Envelope(**usual | more)


def sms(text: str, **more) -> Envelope:
    return Envelope(**{"kind": "sms", "address": SARI, "message_id": "s1", "sent_at": NOW, "text": text} | more)


def talk(*texts: str, at=NOW + timedelta(hours=1)) -> list[actions.Taken]:
    return [actions.take(message(n, text), at=at) for n, text in enumerate(texts)]


def test_a_guided_talk_ends_in_one_report_with_the_receipt_in_the_answer():
    *asked, last = talk(*GUIDED)
    report = Report.objects.get()
    assert (report.category, report.region_id, report.channel) == ("money_politics", "35.26.06.2005", "chat")
    assert report.event_at == NOW + timedelta(minutes=3) and report.anonymous and not hasattr(report, "contact")
    assert grouped(last.receipt) in last.reply and "/laporan/" in last.reply
    assert [t.receipt for t in asked] == [""] * 5
    assert "Apa yang terjadi" in asked[0].reply


def test_a_message_delivered_again_changes_nothing_and_gets_the_same_answer():
    first = talk(*GUIDED)
    again = talk(*GUIDED, at=NOW + timedelta(hours=72))
    assert [(t.reply, t.receipt) for t in again] == [(t.reply, t.receipt) for t in first]
    assert {t.is_new for t in again} == {False}
    assert Report.objects.count() == 1 and InboundMessage.objects.count() == 6
    assert Reply.objects.count() == 6


def test_in_whatever_order_the_messages_come_they_make_the_same_one_report():
    receipts = set()
    for n, order in enumerate(itertools.islice(itertools.permutations(range(6)), 3, 720, 103)):
        for i in order:
            actions.take(message(i, GUIDED[i], address=f"{n}", message_id=f"{n}-{i}"), at=NOW + timedelta(hours=71))
        assert Report.objects.count() == n + 1
        taken = actions.take(message(5, GUIDED[5], address=f"{n}", message_id=f"{n}-5"), at=NOW + timedelta(hours=72))
        receipts.add(taken.receipt)
        assert Report.objects.latest("received_at").text == GUIDED[4]
    assert len(receipts) == n + 1 and "" not in receipts


def test_the_sender_hears_the_receipt_when_a_late_message_completes_the_report():
    for n in (0, 1, 2, 3, 5):
        actions.take(message(n, GUIDED[n]), at=NOW + timedelta(hours=1))
    late = actions.take(message(4, GUIDED[4]), at=NOW + timedelta(hours=2))
    assert Report.objects.count() == 1 and "Resi" in late.reply
    assert actions.take(message(5, GUIDED[5]), at=NOW + timedelta(hours=3)).receipt


def test_what_comes_too_late_for_a_stored_report_is_added_for_the_desk_once():
    for n in range(6):
        actions.take(message(2 * n, GUIDED[n]), at=NOW + timedelta(hours=1))
    late = message(9, "Pelakunya memakai mobil putih, pelat tidak terlihat")
    for hours in (2, 3):
        actions.take(late, at=NOW + timedelta(hours=hours))
    assert Report.objects.get().text == GUIDED[4]
    assert "mobil putih" in Message.objects.get(from_reporter=True).text


def test_one_sms_in_the_keyword_form_is_one_report_and_its_wrong_code_is_answered():
    wrong = actions.take(sms(KEYED.replace("2005", "2006")), at=NOW)
    assert "35.26.06.2006" in wrong.reply and "Lerpak" in wrong.reply and not Report.objects.exists()
    right = actions.take(sms(KEYED, message_id="s2"), at=NOW)
    assert right.receipt and Report.objects.get().channel == "sms"


def test_who_sends_the_short_form_hears_with_the_receipt_what_this_way_does_not_seal():
    open_way = "LAPOR#35.26.06.2005#ancaman#Petugas TPS diancam dengan parang"
    told = actions.take(sms(open_way, message_id="s3"), at=NOW)
    assert (
        told.receipt
        and told.reply.count("tidak disegel") == 1
        and told.reply.index("Resi") < told.reply.index("tidak disegel")
    )
    assert "tidak disegel" not in actions.take(sms(KEYED, message_id="s4"), at=NOW).reply


def test_the_parts_of_a_long_sms_are_joined_in_their_order_and_answered_once_they_are_all_here():
    texts = ("LAPOR#35.26.06.2005#uang#Amplop ", "dibagikan di rumah ", "warga oleh tiga orang")
    parts = [sms(t, message_id=f"p{n}", part=Part("a7", n, 3)) for n, t in enumerate(texts, 1)]
    waiting = [actions.take(parts[n], at=NOW) for n in (2, 0, 2)]
    assert {t.state for t in waiting} == {"part"} and not Report.objects.exists()
    whole = actions.take(parts[1], at=NOW)
    assert Report.objects.get().text == "Amplop dibagikan di rumah warga oleh tiga orang"
    assert {actions.take(p, at=NOW).receipt for p in parts} == {whole.receipt} != {""}


def test_a_part_that_never_comes_loses_nothing_and_one_that_comes_after_all_is_added():
    first = sms("LAPOR#35.26.06.2005#uang#Amplop dibagikan ", message_id="p1", part=Part("a7", 1, 2))
    actions.take(first, at=NOW)
    assert keeping.read_incomplete(at=NOW + timedelta(hours=1)) == 0
    assert keeping.read_incomplete(at=NOW + timedelta(hours=3)) == 1
    assert Report.objects.get().text == "Amplop dibagikan […]"
    actions.take(sms("di balai desa", message_id="p2", part=Part("a7", 2, 2)), at=NOW + timedelta(hours=60))
    assert Report.objects.count() == 1
    assert "Amplop dibagikan di balai desa" in Message.objects.get().text


def test_the_next_long_sms_under_the_same_reference_is_another_report_and_a_copy_of_a_part_is_none():
    def part(n, text, at, name):
        return actions.take(sms(text, message_id=name, part=Part("a7", n, 2), sent_at=at), at=at)

    soon = NOW + timedelta(minutes=5)
    part(1, "LAPOR#35.26.06.2005#uang#Amplop ", NOW, "a1")
    first = part(2, "dibagikan di rumah warga", NOW, "a2")
    again = part(1, "LAPOR#35.26.06.2005#uang#Amplop ", NOW, "a1 sekali lagi")
    assert again.receipt == first.receipt and InboundMessage.objects.filter(state="joined").count() == 2
    part(1, "LAPOR#35.26.06.2005#uang#Beras ", soon, "b1")
    second = part(2, "dibagikan di balai desa", soon, "b2")
    assert second.receipt not in {"", first.receipt}
    said = {"Amplop dibagikan di rumah warga", "Beras dibagikan di balai desa"}
    assert set(Report.objects.values_list("text", flat=True)) == said and not Message.objects.exists()


def test_a_day_that_looks_like_the_mark_of_a_part_stands_in_the_report():
    told = "Amplop dibagikan di Desa Lerpak kemarin (3/12)"
    actions.take(sms(told, message_id="d1", part=Part(MARKED, 3, 12)), at=NOW)
    assert keeping.read_incomplete(at=NOW + timedelta(hours=3)) == 1
    talk = Conversation.objects.get()
    assert told in contents.read(talk.messages.get()).said


def test_the_status_of_a_receipt_is_told_and_an_unknown_one_is_not():
    receipt = talk(*GUIDED)[-1].receipt
    told = actions.take(message(20, f"STATUS {receipt}"), at=NOW + timedelta(hours=2))
    assert (
        "sudah kami terima" in told.reply.lower() or "diterima" in told.reply.lower() or "masuk" in told.reply.lower()
    )
    unknown = actions.take(message(21, "STATUS 12345678901234567890"), at=NOW + timedelta(hours=2))
    assert "Tidak ada laporan" in unknown.reply


def test_the_desks_answer_is_told_with_the_status(stage):
    receipt = talk(*GUIDED)[-1].receipt
    answer_reporter(report=Report.objects.get(), text="Petugas sedang ke lokasi.", by=stage.budi, at=NOW)
    assert "Petugas sedang ke lokasi." in actions.take(message(20, receipt), at=NOW + timedelta(hours=2)).reply


def test_neither_number_nor_words_stand_in_the_clear_in_any_table_of_the_talk():
    actions.take(sms(KEYED), at=NOW)
    with connection.cursor() as cursor:
        for table in ("conversation", "inboundmessage", "reply"):
            cursor.execute(f"SELECT string_agg(t::text, '') FROM channels_{table} t")
            text = cursor.fetchone()[0] or ""
            for secret in (SARI, SARI.encode().hex(), "Amplop", b"Amplop".hex()):
                assert secret not in text
    assert not Event.objects.filter(payload__icontains="8123456").exists()


def test_nobody_with_a_territory_reads_the_talks(stage):
    actions.take(sms(KEYED), at=NOW)
    for scope in (("35.26",), ("35",), NOWHERE):
        with scoped(scope):
            assert not InboundMessage.objects.exists() and not Conversation.objects.exists()


def test_the_report_cannot_be_found_from_the_talk_without_the_keys():
    actions.take(sms(KEYED), at=NOW)
    row, report = InboundMessage.objects.get(), Report.objects.get()
    assert report.client_id == sealing.report_key(row.mark)
    assert bytes(row.mark)[:16] != report.client_id.bytes
    names = {f.related_model for f in InboundMessage._meta.get_fields() if f.related_model}
    assert Report not in names


def test_a_sender_is_known_again_after_the_quarter_has_turned_and_forgotten_after_two():
    actions.take(message(1, "lapor"), at=NOW)
    actions.take(message(2, "3"), at=NOW + timedelta(days=45))
    assert Conversation.objects.count() == 1
    actions.take(message(3, "halo"), at=NOW + timedelta(days=300))
    assert Conversation.objects.count() == 2


def test_a_clock_that_is_years_off_is_not_believed():
    taken = actions.take(sms(KEYED, sent_at=NOW - timedelta(days=3650)), at=NOW)
    ahead = actions.take(sms(KEYED, sent_at=NOW + timedelta(days=365), message_id="s2"), at=NOW)
    assert taken.receipt and ahead.receipt
    assert set(Report.objects.values_list("event_at", flat=True)) == {NOW}


def test_a_message_of_three_days_ago_keeps_its_own_time():
    actions.take(sms(KEYED), at=NOW + timedelta(hours=72))
    report = Report.objects.get()
    assert (report.event_at, report.entered_at, report.received_at) == (NOW, NOW, NOW + timedelta(hours=72))


def test_a_message_that_cannot_be_read_is_kept_tried_again_and_at_last_set_aside(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(folding, "answer", lambda *_: 1 / 0)
        taken = actions.take(sms(KEYED), at=NOW)
        assert taken.state == "waiting" and "Pesan Anda sudah sampai" in taken.reply
        for _n in range(4):
            taken = actions.take(sms(KEYED), at=NOW)
    row = InboundMessage.objects.get()
    assert (row.state, row.tries, row.reason) == ("quarantined", 5, "ZeroDivisionError")
    assert Event.objects.filter(name="message.quarantined").count() == 1
    assert contents.read(row).text == KEYED


def test_photos_that_came_along_are_cleaned_and_added_and_a_damaged_one_holds_up_nothing():
    taken = actions.take(sms(KEYED, kind="email", contents=(jpeg(), b"no picture")), at=NOW)
    row = InboundMessage.objects.get()
    names = contents.read(row).photos
    assert taken.receipt and len(names) == 1
    for _n in range(2):  # the queue may run it twice
        keeping.fetch_photos(message_id=row.pk, completed_by=bytes(row.mark).hex(), photos=names, at=NOW)
    assert Attachment.objects.count() == 1


def test_words_and_addresses_are_forgotten_after_a_week_and_the_marks_after_ninety_days():
    taken = actions.take(sms(KEYED), at=NOW)
    keeping.forget_old(at=NOW + timedelta(days=6))
    assert contents.read(InboundMessage.objects.get()).text == KEYED
    keeping.forget_old(at=NOW + timedelta(days=8))
    assert InboundMessage.objects.get().sealed is None and Conversation.objects.get().sealed_address is None
    assert actions.take(sms(KEYED), at=NOW + timedelta(days=8)).is_new is False
    keeping.forget_old(at=NOW + timedelta(days=91))
    assert not Conversation.objects.exists() and Report.objects.count() == 1 and taken.receipt


def test_words_longer_than_a_report_takes_go_on_as_lines_to_the_desk():
    long = "Desa Lerpak banjir. " + "x" * 6000
    actions.take(sms(f"LAPOR#35.26.06.2005#banjir#{long}", kind="email"), at=NOW)
    report = Report.objects.get()
    assert report.text + Message.objects.get().text == long


def test_halves_of_characters_and_invisible_ones_hold_up_no_report():
    taken = actions.take(sms(KEYED + " \ud83d\x00\u202e \udcff", address="+6281\udcff"), at=NOW)
    assert taken.receipt and Report.objects.get().text.startswith("Amplop dibagikan")
