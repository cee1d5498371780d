import json
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from scipy.stats import chisquare

from kondusif_engine import ArgumentProblem, draw
from kondusif_engine.ledger import verify_inclusion

VERIFIERS = Path(__file__).parents[2] / "verifiers"
PARTIES = ("KPU", "Bawaslu", "Saksi A")
ENTRIES = [draw.Entry(f"{n:05d}", "utara" if n % 3 else "selatan") for n in range(60)]
PRIZES = {"utara": 4, "selatan": 2}


def secrets_of(word):
    return {party: sha256(f"{word} {party}".encode()).hexdigest() for party in PARTIES}


def drawn(word="one", entries=ENTRIES, prizes=PRIZES, public_value=""):
    announcement = draw.announce("Undian", entries, prizes, PARTIES)
    secrets = secrets_of(word)
    commitments = {p: draw.commitment(announcement, p, s) for p, s in secrets.items()}
    return draw.run(announcement, entries, commitments, secrets, public_value)


def test_a_known_draw_comes_out_as_it_always_did():
    record = drawn()
    assert record.announcement.text.splitlines()[:4] == [
        "kondusif-draw-v1",
        "name Undian",
        "round 1",
        f"list {record.announcement.root} 60",
    ]
    assert record.announcement.digest == "3e7d0f0dc178a2f1de30e863d16c9e27dbea4eb000e3e35404cab03db535d084"
    assert record.seed == "7d872fe89aa361f025ffa5403705e74bb8e5b50cdfaabab0943ba871fbb8654a"
    assert [won.entry.id for won in record.winners] == ["00002", "00056", "00049", "00001", "00054", "00045"]


def test_anybody_can_check_one_ticket_with_sha256sum():
    record = drawn()
    won = record.winners[0]
    assert won.number == sha256(f"{record.seed}|{won.entry.id}".encode()).hexdigest()


def test_the_smallest_tickets_of_each_stratum_win():
    record = drawn()
    for stratum, count in PRIZES.items():
        tickets = sorted((draw.ticket(record.seed, e.id), e.id) for e in ENTRIES if e.stratum == stratum)
        won = [(w.number, w.entry.id) for w in record.winners if w.entry.stratum == stratum]
        assert won == tickets[:count]


def test_the_order_in_which_the_list_is_given_changes_nothing():
    assert drawn(entries=ENTRIES[::-1]) == drawn()


def test_one_party_alone_can_change_who_wins_and_so_can_the_public_value():
    assert drawn("two").seed != drawn("one").seed
    assert drawn(public_value="Magnitudo 4,7").seed != drawn().seed


def test_everybody_wins_equally_often():
    wins = Counter(
        won.entry.id for i in range(400) for won in drawn(f"{i}", ENTRIES[:20], {"utara": 3}).winners
    )
    ids = [e.id for e in ENTRIES[:20] if e.stratum == "utara"]
    assert chisquare([wins[id] for id in ids]).pvalue > 0.001


def test_a_true_record_has_no_problems_and_each_forgery_is_named():
    record = drawn()
    first, other = record.winners[0], drawn("two").winners[0]
    assert draw.problems(record) == draw.problems(record, ENTRIES) == ()
    secrets = (("KPU", "0" * 64), *record.secrets[1:])
    forgeries = {
        "secrets": replace(record, secrets=secrets),
        "seed": replace(record, public_value="later"),
        f"ticket {first.entry.id}": replace(
            record, winners=(replace(first, number="0" * 64), *record.winners[1:])
        ),
        "count utara": replace(record, winners=record.winners[1:]),
        "proof 99999": replace(
            record, winners=(replace(first, entry=draw.Entry("99999", "utara")), *record.winners[1:])
        ),
    }
    for code, forged in forgeries.items():
        assert code in draw.problems(forged), code
    swapped = replace(other, number=draw.ticket(record.seed, other.entry.id))
    assert draw.problems(replace(record, winners=(swapped, *record.winners[1:])), ENTRIES)
    assert draw.problems(record, ENTRIES[1:]) == ("list",)


def test_a_party_that_stays_away_is_named_and_left_out_of_the_next_round():
    announcement = draw.announce("Undian", ENTRIES, PRIZES, PARTIES)
    secrets = secrets_of("one")
    commitments = {p: draw.commitment(announcement, p, s) for p, s in secrets.items()}
    del secrets["Saksi A"]
    with pytest.raises(ArgumentProblem, match="Saksi A are missing"):
        draw.seed(announcement, commitments, secrets)
    again = draw.next_round(announcement, ["Saksi A"])
    assert (again.round, again.parties, again.absent) == (2, PARTIES[:2], ("Saksi A",))
    assert "absent Saksi A" in again.text
    with pytest.raises(ArgumentProblem, match="fewer than two"):
        draw.next_round(again, ["KPU"])
    with pytest.raises(ArgumentProblem, match=r"^absent"):
        draw.next_round(again, ["Saksi A"])


def test_a_commitment_of_one_draw_is_worth_nothing_in_another():
    one = draw.announce("Undian", ENTRIES, PRIZES, PARTIES)
    two = draw.announce("Undian", ENTRIES, {"utara": 5}, PARTIES)
    assert draw.commitment(one, "KPU", "a" * 64) != draw.commitment(two, "KPU", "a" * 64)


@pytest.mark.parametrize(
    ("argument", "change"),
    [
        ("entries", {"entries": []}),
        ("entries", {"entries": [draw.Entry("1"), draw.Entry("1", "x")]}),
        ("id", {"entries": [draw.Entry("")]}),
        ("id", {"entries": [draw.Entry("1\n2")]}),
        ("stratum", {"entries": [draw.Entry("1", "a|b")]}),
        ("prizes", {"prizes": {"barat": 1}}),
        ("prizes", {"prizes": {}}),
        ("prizes of 'utara'", {"prizes": {"utara": 41}}),
        ("prizes of 'utara'", {"prizes": {"utara": 0}}),
        ("parties", {"parties": ["KPU"]}),
        ("parties", {"parties": ["KPU", "KPU"]}),
        ("parties", {"parties": ["KPU", "x\ny"]}),
        ("name", {"name": ""}),
    ],
)
def test_an_announcement_that_cannot_be_made_is_refused(argument, change):
    given = {"name": "U", "entries": ENTRIES, "prizes": PRIZES, "parties": PARTIES, **change}
    with pytest.raises(ArgumentProblem) as caught:
        draw.announce(**given)
    assert caught.value.argument == argument


@pytest.mark.parametrize("secret", ["", "A" * 64, "a" * 63, "a" * 64 + "\n", 7])
def test_a_secret_of_another_form_is_refused(secret):
    with pytest.raises(ArgumentProblem, match=r"^secret"):
        draw.commitment(draw.announce("U", ENTRIES, PRIZES, PARTIES), "KPU", secret)


def test_a_list_that_was_not_announced_cannot_be_drawn_from():
    record = drawn()
    with pytest.raises(ArgumentProblem, match="announced list"):
        draw.run(record.announcement, ENTRIES[1:], dict(record.commitments), dict(record.secrets))


def test_who_did_not_win_can_check_the_own_ticket_too():
    record = drawn()
    winners = {won.entry.id for won in record.winners}
    lost = next(entry for entry in ENTRIES if entry.id not in winners)
    own = draw.ticket_of(record, ENTRIES, lost.id)
    assert verify_inclusion(lost.leaf, own.proof, bytes.fromhex(record.announcement.root))
    last = max(won.number for won in record.winners if won.entry.stratum == lost.stratum)
    assert own.number > last
    assert draw.ticket_of(record, ENTRIES, record.winners[0].entry.id) == record.winners[0]
    with pytest.raises(ArgumentProblem, match=r"^id "):
        draw.ticket_of(record, ENTRIES, "nobody")
    with pytest.raises(ArgumentProblem, match=r"^entries "):
        draw.ticket_of(record, ENTRIES[1:], lost.id)


def test_the_example_for_strangers_is_the_known_draw():
    record = drawn()
    lines = (VERIFIERS / "example.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [draw.case(record, won) for won in record.winners]
