"""The chat reads Indonesian, Javanese, Madurese and English as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kondusif.channels.dialogue import reading, words
from kondusif.channels.dialogue.words import Command
from kondusif.regions.names import search_form
from kondusif.reports.categories import CATEGORIES

WIB = ZoneInfo("Asia/Jakarta")
SENT = datetime(2026, 11, 20, 14, 30, tzinfo=WIB)  # a Friday


def moment(text: str) -> str | None:
    found = reading.moment_in(text, sent_at=SENT.astimezone(UTC), zone=WIB)
    return found.astimezone(WIB).strftime("%d-%m %H.%M") if found else None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sekarang", "20-11 14.30"), ("saiki", "20-11 14.30"), ("sateya", "20-11 14.30"), ("now", "20-11 14.30"),
        ("30 menit lalu", "20-11 14.00"), ("2 jam yang lalu", "20-11 12.30"), ("sejam lalu", "20-11 13.30"),
        ("tadi pagi", "20-11 08.00"), ("tadi pagi jam 6.15", "20-11 06.15"), ("jam 1 siang", "20-11 13.00"),
        ("kemarin jam 8 malam", "19-11 20.00"), ("kemarin", "19-11 12.00"), ("wingi bengi jam 9", "19-11 21.00"),
        ("semalam", "19-11 20.00"), ("tadi malam jam 11", "19-11 23.00"), ("semalam jam 2", "20-11 02.00"),
        ("pukul 20.00", "19-11 20.00"), ("09:15", "20-11 09.15"), ("jam 12 malam", "20-11 00.00"),
        ("18-11-2026 20.30", "18-11 20.30"), ("18/11 jam 7 pagi", "18-11 07.00"), ("18 november 2026 06.00", "18-11 06.00"),
        ("22-11-2026 08.00", "22-11 08.00"), ("besok lusa", None), ("jam 25", None), ("31-02-2026", None), ("", None),
    ],
)  # fmt: skip
def test_a_moment_is_read_as_people_say_it(text, told):
    assert moment(text) == told


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Ada perkelahian antar pendukung", "intimidation_violence"), ("wong gelut nang prapatan", "intimidation_violence"),
        ("bâḍâ orèng tokaran", "intimidation_violence"), ("bagi-bagi uang di rumah RT", "money_politics"),
        ("èbâgi pèssè", "money_politics"), ("ono sing nyogok", "money_politics"), ("banjir setinggi lutut", "hazard"),
        ("mati lampu sejak sore", "power_network"), ("kotak suara rusak", "logistics"), ("kabar ngapusi nang WA", "hoax"),
        ("some people fight here", "intimidation_violence"), ("cuma mau tanya", None), ("demo dan banjir", "hazard"),
    ],
)  # fmt: skip
def test_a_category_is_found_in_running_words(text, category):
    assert reading.category_in(text) == category


def test_every_category_has_words_and_one_number_that_chooses_it():
    assert set(words.CATEGORY_WORDS) == set(CATEGORIES) == set(reading.NUMBERS.values())
    assert reading.MORE not in reading.NUMBERS
    assert all(reading.category_of(f"{n}. apa saja") == category for n, category in reading.NUMBERS.items())
    assert all(reading.category_of(category) == category for category in CATEGORIES)


def test_no_word_stands_for_two_categories_or_two_commands_and_all_are_in_search_form():
    named = [phrase for phrases in words.CATEGORY_WORDS.values() for phrase in phrases]
    orders = [phrase for phrases in words.COMMANDS.values() for phrase in phrases]
    assert len(named) == len(set(named)) and len(orders) == len(set(orders))
    times = [*words.NOW_WORDS, *words.YESTERDAY_WORDS, *words.TODAY_WORDS, *words.DAY_PARTS, *words.LAST_NIGHT_WORDS]
    assert [w for w in [*named, *orders, *times, *words.AUTO_REPLIES] if search_form(w) != w] == []


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("BATAL", Command.CANCEL), ("Mboten sios", Command.CANCEL), ("ta' daddi", Command.CANCEL),
        ("/start", Command.GREETING), ("Ya.", Command.YES), ("nggih", Command.YES), ("Enggi", Command.YES),
        ("bhunten", Command.NO), ("Bantuan!", Command.HELP), ("matur nuwun", Command.THANKS), ("Lapor", Command.REPORT),
        ("ya ada tawuran", None), ("", None),
    ],
)  # fmt: skip
def test_a_whole_message_may_be_a_command(text, command):
    assert reading.command_in(text) is command


def test_the_keyword_form_is_taken_with_any_spaces_case_and_with_stars():
    keyed = reading.keyed_in("Lapor # 35.26.06.2001 # Uang # Amplop dibagi #2 kali")
    assert (keyed.code, keyed.category, keyed.words) == ("35.26.06.2001", "Uang", "Amplop dibagi #2 kali")
    assert reading.keyed_in("LAPOR*3526062001*banjir*air naik").code == "3526062001"
    short = reading.keyed_in("LAPOR#35.26.06.2001")
    assert (short.code, short.category, short.words) == ("35.26.06.2001", "", "")
    assert reading.keyed_in("Lapor ada banjir #parah") is None


def test_a_receipt_is_read_alone_or_after_its_word_and_nowhere_else():
    digits = "12345678901234567890"
    assert reading.receipt_in("1234 5678 9012 3456 7890") == digits
    assert reading.receipt_in(f"STATUS {digits}") == reading.receipt_in(f"cek resi {digits}") == digits
    assert reading.receipt_in(f"nomor rekening {digits} dipakai menyuap") is None
    assert reading.receipt_in("status 123") is None


def test_a_machine_is_known_by_what_it_says():
    assert reading.is_machine("Ini adalah pesan otomatis. Mohon tidak membalas.")
    assert reading.is_machine("Terima kasih telah menghubungi Toko Makmur")
    assert not reading.is_machine("Ada yang menyebar balasan di grup, warga marah")


def test_what_no_person_types_is_dropped():
    assert reading.plain("a\x00b\u200bc\ud800d\r\ne ") == "abcd\ne"
