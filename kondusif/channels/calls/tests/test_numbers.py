"""One number has one spelling, however it is said; a receipt is read aloud digit by digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.channels.calls.numbers import DIGITS, normal, spoken


@pytest.mark.parametrize(
    "typed",
    ["081234567890", "+6281234567890", "6281234567890", "81234567890", "0062 812-3456-7890", "(0812) 3456.7890",
     "+62 (0)812 3456 7890", " 0812 3456 7890 "],
)  # fmt: skip
def test_every_way_of_writing_a_number_is_the_same_number(typed):
    assert normal(typed) == "+6281234567890"


@pytest.mark.parametrize("typed", ["110", "halo", "0812abc34567", "+", "0" * 30, "٠٨١٢٣٤٥٦٧٨٩٠", "+62'; DROP TABLE"])
def test_what_is_no_number_is_none(typed):
    assert normal(typed) is None


@given(st.text("0123456789+-() ", max_size=24))
def test_a_number_in_its_one_spelling_stays_as_it_is(typed):
    number = normal(typed)
    assert number is None or (normal(number) == number and number.startswith("+"))


@given(st.integers(0, 10**20 - 1))
def test_the_words_of_a_receipt_say_its_digits(n):
    receipt = f"{n:020d}"
    groups = spoken(receipt)
    assert "".join(digits for digits, _words in groups) == receipt
    assert "".join(str(DIGITS.index(w)) for _d, words in groups for w in words.split()) == receipt
    assert [len(digits) for digits, _words in groups] == [4] * 5
