"""What a notice must be, and that no hoax is ever told without its mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.publication import notice_rules as rules
from kondusif.publication.notice_rules import MARKS, NoticeContent, Source, concerns, flaws_of, headline, tidy
from kondusif.publication.states import NoticeKind, Verdict

SOURCE = Source("KPU Bangkalan", "https://kpu.example/rilis")
CHECK = NoticeContent(
    "Kotak suara ditukar di Geger", "", "Kotak suara ditukar tadi malam.", "Segel lengkap.", Verdict.FALSE, (SOURCE,)
)
CODES = st.sampled_from(["35", "35.26", "35.26.06", "35.26.06.2005", "35.26.01", "35.2", "35.27"])


def codes_of(kind, content) -> set[tuple[str, str]]:
    return {(f.field, f.code) for f in flaws_of(kind, content)}


@given(st.sampled_from(list(Verdict)), st.text(max_size=60))
def test_a_claim_is_told_only_behind_the_mark_of_its_verdict_whatever_is_typed(verdict, title):
    told = headline(NoticeKind.CLARIFICATION, tidy(NoticeContent(title, verdict=verdict)))
    assert told.startswith(f"[{MARKS[verdict]}] ")
    others = {m for v, m in MARKS.items() if v != verdict}
    assert not any(told.startswith(f"[{MARKS[verdict]}] [{m}]") for m in others)


def test_a_mark_somebody_typed_gives_way_to_the_one_of_the_verdict():
    typed = NoticeContent("[BENAR] [ralat] Kotak suara ditukar", verdict=Verdict.FALSE)
    assert headline(NoticeKind.CLARIFICATION, tidy(typed)) == "[SALAH] Kotak suara ditukar"


def test_a_whole_check_has_no_flaw_and_an_empty_one_names_everything_that_is_missing():
    assert flaws_of(NoticeKind.CLARIFICATION, CHECK) == []
    assert codes_of(NoticeKind.CLARIFICATION, NoticeContent("")) == {
        ("title", "missing"), ("claim", "missing"), ("finding", "missing"), ("verdict", "verdict_missing"),
        ("sources", "source_missing"),
    }  # fmt: skip
    assert codes_of(NoticeKind.ANNOUNCEMENT, NoticeContent("Jalan ditutup")) == {("body", "missing")}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://orang@tempat.example", "ftp://x.example", "kpu.go.id"]
)
def test_a_source_leads_to_a_plain_page_or_nowhere(address):
    wrong = NoticeContent("Judul yang baik", "", "k", "f", Verdict.TRUE, (Source("KPU", address),))
    assert ("sources", "source_address") in codes_of(NoticeKind.CLARIFICATION, wrong)


def test_identity_numbers_and_broken_characters_never_reach_the_public():
    found = codes_of(NoticeKind.ANNOUNCEMENT, NoticeContent("Bantuan pemilih", "NIK 3526060101900001 \x07"))
    assert found == {("body", "identity_number"), ("body", "control")}
    fine = NoticeContent("Bantuan pemilih", "Telepon 0313095555 pukul 08.00.")
    assert flaws_of(NoticeKind.ANNOUNCEMENT, fine) == []


@given(CODES, CODES)
def test_news_concern_a_place_when_one_holds_the_other(a, b):
    assert concerns(a, b) == concerns(b, a) == (a == b or a.startswith(b + ".") or b.startswith(a + "."))


def test_any_changed_word_changes_what_is_released():
    base = rules.content_hash(NoticeKind.CLARIFICATION, CHECK)
    from dataclasses import replace

    changed = [replace(CHECK, claim="x"), replace(CHECK, verdict=Verdict.TRUE), replace(CHECK, sources=())]
    hashes = {rules.content_hash(NoticeKind.CLARIFICATION, c) for c in changed}
    assert len(hashes | {base, rules.content_hash(NoticeKind.CLARIFICATION, CHECK, "sebab")}) == 5
