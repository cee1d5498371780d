"""Identifiers tell in which order things were made, and nothing else."""

import threading

from kondusif.core import ids


def test_what_is_made_in_one_moment_keeps_its_order_also_when_the_clock_is_set_back(monkeypatch):
    moments = iter([2_000_000_000] * 500 + [1_000_000_000] * 500)
    monkeypatch.setattr(ids, "_last", 0)
    monkeypatch.setattr(ids, "time_ns", lambda: next(moments))
    made = [ids.new_id() for _n in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000


def test_an_identifier_is_a_uuid_of_version_7_with_its_millisecond(monkeypatch):
    monkeypatch.setattr(ids, "_last", 0)
    monkeypatch.setattr(ids, "time_ns", lambda: 1_790_000_000_123_500_000)
    made = ids.new_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == 1_790_000_000_123
    assert (made.int >> 64) & 0xFFF == 0x800, "half a millisecond"
    monkeypatch.setattr(ids, "_last", 0)
    assert ids.new_id().int & ~-(1 << 62) != made.int & ~-(1 << 62), "the rest is not to be guessed"


def test_threads_never_get_the_same_and_each_gets_its_own_in_order():
    made: list[list] = [[] for _n in range(4)]

    def make(mine: list) -> None:
        mine.extend(ids.new_id() for _n in range(2000))

    threads = [threading.Thread(target=make, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(mine == sorted(mine) for mine in made)
    assert len({one for mine in made for one in mine}) == 8000
