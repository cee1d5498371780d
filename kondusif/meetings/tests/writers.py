"""
A browser that writes minutes, without a browser: the same steps as ``static/meetings/minutes.js``.

One operation is on its way at a time and is sent again, unchanged, until it is answered; what is typed
meanwhile waits. An answer brings the merged text; what was typed since is merged onto it.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from kondusif.meetings.merging import merge


@dataclass(frozen=True)
class Operation:
    """What is sent: the whole state of the text, and the revision it was made of."""

    op_id: UUID
    base: int
    text: str


@dataclass(frozen=True)
class Answer:
    """What comes back: for which operation (None for a mere look), and the text as everybody has it now."""

    op_id: UUID | None
    number: int
    text: str


@dataclass
class Writer:
    """One page that is open on one text."""

    shown: str = ""
    known: int = 0
    known_text: str = ""
    on_its_way: Operation | None = None
    make_id: object = field(default=uuid4, repr=False)

    def type_at(self, place: int, words: str) -> None:
        """Put *words* after as many words of what is shown as *place* says, counted round."""
        there = self.shown.split(" ") if self.shown else []
        cut = place % (len(there) + 1)
        self.shown = " ".join([*there[:cut], words, *there[cut:]])

    def take_out(self, word: str) -> bool:
        """Take one word out on purpose."""
        there = self.shown.split(" ")
        if word not in there:
            return False
        there.remove(word)
        self.shown = " ".join(there)
        return True

    def to_send(self) -> Operation | None:
        """What is to be sent now: the operation on its way again, or a new one if something was typed."""
        if self.on_its_way is None and self.shown != self.known_text:
            self.on_its_way = Operation(self.make_id(), self.known, self.shown)
        return self.on_its_way

    def hear(self, answer: Answer) -> None:
        """Take an answer in; one that is late, or doubled, is not listened to."""
        if self.on_its_way is not None:
            if answer.op_id != self.on_its_way.op_id:
                return
            before = self.on_its_way.text
        elif answer.op_id is not None or answer.number < self.known:
            return
        else:
            before = self.known_text
        self.shown = merge(before, self.shown, answer.text)
        self.known, self.known_text, self.on_its_way = answer.number, answer.text, None

    def reloaded(self) -> "Writer":
        """The page anew, with what the browser had put aside."""
        return Writer(self.shown, self.known, self.known_text, self.on_its_way, self.make_id)


class Page:
    """A page open on the minutes of a meeting: a writer for each text, and one exchange for all of them."""

    def __init__(self, client_id: UUID, texts: dict[str, tuple[int, str]], make_id: object = uuid4):
        self.client_id = client_id
        self.writers = {pk: Writer(text, number, text, make_id=make_id) for pk, (number, text) in texts.items()}

    def request(self) -> dict[str, object]:
        """What the page sends: operations that wait, and what it knows of every text."""
        ops = [
            {"op": str(op.op_id), "passage": pk, "base": op.base, "text": op.text}
            for pk, writer in self.writers.items()
            if (op := writer.to_send())
        ]
        return {
            "client": str(self.client_id),
            "ops": ops,
            "known": {pk: writer.known for pk, writer in self.writers.items()},
        }

    def hear(self, answer: dict) -> None:
        """Take an answer of the server in, however late it comes."""
        for one in answer["ops"]:
            assert "number" in one, f"refused: {one}"
            self.writers[one["passage"]].hear(Answer(UUID(one["op"]), one["number"], one["text"]))
        for one in answer["passages"]:
            writer = self.writers[one["id"]]
            if writer.on_its_way is None:
                writer.hear(Answer(None, one["number"], one["text"]))

    @property
    def waits(self) -> bool:
        """Whether something typed here has not been heard of by the server."""
        return any(w.on_its_way or w.shown != w.known_text for w in self.writers.values())

    def reloaded(self) -> "Page":
        """The page anew, with what the browser had put aside."""
        anew = Page(self.client_id, {})
        anew.writers = {pk: writer.reloaded() for pk, writer in self.writers.items()}
        return anew
