"""Two people write one text: no word is lost, whatever the line between them does."""

from collections import Counter
from itertools import count
from uuid import UUID

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kondusif.meetings.merging import merge, split, union
from kondusif.meetings.splices import clean_text, replay, splice
from kondusif.meetings.tests.writers import Answer, Operation, Writer

WORD = st.sampled_from(["rapat", "camat", "logistik", "H-1", "kotak", "suara,", "dan", "dan"])
SPACES = st.sampled_from([" ", " ", " ", "\n", "  ", "\n\n"])
TEXT = st.lists(st.tuples(WORD, SPACES), max_size=12).map(lambda pairs: "".join(w + s for w, s in pairs))
ANYTHING = st.text(alphabet=" \n\t\u00a0ab€é😀.", max_size=40)


@given(ANYTHING)
def test_a_text_split_into_words_and_joined_is_the_same_text(text):
    row = split(text)
    assert "".join(s + w for s, w in zip(row.spaces, row.words, strict=True)) + row.tail == text


@given(TEXT, TEXT)
def test_where_one_side_wrote_nothing_the_other_side_stands_to_the_letter(base, changed):
    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed
    assert merge(base, changed, changed) == changed


@given(TEXT, TEXT, TEXT)
def test_every_word_that_either_side_added_is_in_the_result(base, mine, theirs):
    of = {name: Counter(text.split()) for name, text in (("base", base), ("mine", mine), ("theirs", theirs))}
    merged = Counter(merge(base, mine, theirs).split())
    for side in ("mine", "theirs"):
        assert not (of[side] - of["base"]) - merged, "a typed word is missing"
    assert set(merged) <= set(of["mine"]) | set(of["theirs"]), "a word nobody wrote has come up"


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_a_word_both_kept_stays_and_one_that_either_took_out_goes(fates):
    words = [f"kata{i}" for i in range(len(fates))]
    mine = " ".join(w for w, fate in zip(words, fates, strict=True) if fate not in (1, 3))
    theirs = " ".join(w for w, fate in zip(words, fates, strict=True) if fate not in (2, 3))
    kept = [w for w, fate in zip(words, fates, strict=True) if fate == 0]
    assert merge(" ".join(words), mine, theirs).split() == kept


def test_words_of_two_people_never_grow_together():
    assert merge("", "dua", "satu") == "satu dua"
    assert merge("a b", "ab", "a x b").split() == ["x", "ab"] or merge("a b", "ab", "a x b").split() == ["ab", "x"]


def test_both_rewrote_the_same_place_and_both_versions_stand():
    assert merge("tiba pukul tujuh", "tiba pukul enam", "tiba pukul delapan") == "tiba pukul delapan enam"


def test_the_same_slip_mended_by_both_is_mended_once_but_two_equal_new_words_stay_two():
    assert merge("rpat desk", "rapat desk", "rapat desk") == "rapat desk"
    assert merge("rpat desk", "rapat desk besok", "rapat desk") == "rapat desk besok"
    assert merge("hadir", "hadir ya mine", "hadir ya theirs").split().count("ya") == 2


def test_lines_that_both_added_stay_lines():
    assert merge("Pokok:", "Pokok:\nDishub siap", "Pokok:\nBPBD siap") == "Pokok:\nBPBD siap\nDishub siap"


@given(TEXT, TEXT)
def test_of_two_texts_without_a_known_beginning_nothing_goes(mine, theirs):
    together = Counter(union(mine, theirs).split())
    assert not Counter(mine.split()) - together
    assert not Counter(theirs.split()) - together


def test_what_two_texts_without_a_known_beginning_share_stands_once():
    assert union("Arahan Bupati tegas", "Arahan Bupati jelas").split().count("Bupati") == 1


def test_a_long_text_written_wholly_anew_by_both_keeps_both():
    base, mine, theirs = (" ".join(f"{who}{i}" for i in range(3000)) for who in ("lama", "kami", "mereka"))
    merged = set(merge(base, mine, theirs).split())
    assert merged == set(mine.split()) | set(theirs.split())


@given(ANYTHING, ANYTHING, ANYTHING)
def test_old_states_are_read_from_the_stretches_between_them(first, second, third):
    assert replay(first, [splice(first, second), splice(second, third)]) == third


@given(st.text(max_size=30))
def test_a_text_as_it_is_stored_holds_nothing_the_database_refuses(text):
    stored = clean_text(text + "\x00\ud83d\r\n")
    assert "\x00" not in stored
    assert "\r" not in stored
    assert stored.encode("utf-8").decode() == stored


class Line:
    """A server of one text and the messages under way: lost, doubled, late and out of order as the test says."""

    def __init__(self):
        self.texts = [""]
        self.done: set[UUID] = set()
        self.under_way: list[tuple[str, int, object]] = []

    def take(self, op: Operation) -> Answer:
        if op.op_id not in self.done:
            self.done.add(op.op_id)
            self.texts.append(merge(self.texts[op.base], op.text, self.texts[-1]))
        return Answer(op.op_id, len(self.texts) - 1, self.texts[-1])

    def look(self) -> Answer:
        return Answer(None, len(self.texts) - 1, self.texts[-1])

    def deliver(self, writers: list[Writer], which: int, *, keep: bool) -> None:
        index = which % len(self.under_way)
        to, who, what = self.under_way[index] if keep else self.under_way.pop(index)
        if to == "server":
            self.under_way.append(("writer", who, self.take(what)))
        else:
            writers[who].hear(what)


STEP = st.one_of(
    st.tuples(st.just("type"), st.integers(0, 2), st.integers(0, 50)),
    st.tuples(st.just("delete"), st.integers(0, 2), st.integers(0, 50)),
    st.tuples(st.just("send"), st.integers(0, 2), st.just(0)),
    st.tuples(st.just("look"), st.integers(0, 2), st.just(0)),
    st.tuples(st.sampled_from(["deliver", "double", "lose"]), st.integers(0, 50), st.just(0)),
    st.tuples(st.just("reload"), st.integers(0, 2), st.just(0)),
)


class Room:
    """Three writers around one line, and what they typed and took out."""

    def __init__(self):
        ids = (UUID(int=i) for i in count(1))
        self.line, self.writers = Line(), [Writer(make_id=lambda: next(ids)) for _ in range(3)]
        self.typed: set[str] = set()
        self.taken_out: set[str] = set()

    def type(self, who: int, place: int) -> None:
        word = f"kata{len(self.typed)}"
        self.writers[who].type_at(place, word)
        self.typed.add(word)

    def delete(self, who: int, place: int) -> None:
        there = self.writers[who].shown.split(" ")
        if self.writers[who].take_out(there[place % len(there)]):
            self.taken_out.add(there[place % len(there)])

    def send(self, who: int, _place: int) -> None:
        if op := self.writers[who].to_send():
            self.line.under_way.append(("server", who, op))

    def look(self, who: int, _place: int) -> None:
        self.line.under_way.append(("writer", who, self.line.look()))

    def reload(self, who: int, _place: int) -> None:
        self.writers[who] = self.writers[who].reloaded()

    def deliver(self, which: int, _place: int) -> None:
        if self.line.under_way:
            self.line.deliver(self.writers, which, keep=False)

    def double(self, which: int, _place: int) -> None:
        if self.line.under_way:
            self.line.deliver(self.writers, which, keep=True)

    def lose(self, which: int, _place: int) -> None:
        if self.line.under_way:
            self.line.under_way.pop(which % len(self.line.under_way))

    def quiet(self) -> None:
        """Nobody types, and everybody gets through."""
        for writer in [*self.writers, *self.writers]:
            while op := writer.to_send():
                writer.hear(self.line.take(op))
            writer.hear(self.line.look())


@settings(max_examples=150, deadline=None)
@given(st.lists(STEP, min_size=10, max_size=90))
@example([("type", 0, 0), ("type", 1, 0), ("send", 0, 0), ("send", 1, 0), ("double", 0, 0), ("deliver", 1, 0)])
def test_three_writers_on_a_bad_line_lose_no_word_and_end_with_the_same_text(steps):
    room = Room()
    for deed, who, place in steps:
        getattr(room, deed)(who, place)
    room.quiet()
    assert {writer.shown for writer in room.writers} == {room.line.texts[-1]}
    assert sorted(room.line.texts[-1].split()) == sorted(room.typed - room.taken_out)
