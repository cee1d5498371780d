"""
What a question lets choose, for channels that have buttons; numbers and words are understood all the same.

A button says which question it belongs to, for buttons stay on the screen: an old one that is pressed later must not
answer another question.
"""

from kondusif.channels.dialogue.reading import MORE, NUMBERS
from kondusif.channels.dialogue.shapes import Say, State, Step

Choice = tuple[str, str]  # what the channel sends back, and what stands on the button: a Say's code or a title


def choices_of(state: State, says: tuple[Say, ...]) -> tuple[tuple[str, Say], ...]:
    """This function will return the buttons of a question: what each sends back, and what it says."""
    codes = {say.code for say in says}
    if state.step is Step.CATEGORY and codes & {"ask_category", "category_more"}:
        return tuple((_sent(state.step, answer), said) for answer, said in _categories(more="category_more" in codes))
    if state.step is Step.PLACE:
        return tuple(
            (_sent(state.step, place.code), Say("title", (("title", place.title),))) for place in state.options
        )
    if state.step is Step.CONFIRM:
        answers = ("ya", "ubah", "batal")
        return tuple((_sent(state.step, word), Say(f"button_{word}")) for word in answers)
    if state.step is Step.CHANGE:
        pieces = ("kategori", "tempat", "waktu", "isi")
        return tuple((_sent(state.step, word), Say(f"button_{word}")) for word in pieces)
    return ()


def _categories(*, more: bool) -> list[tuple[str, Say]]:
    shown = [(code, Say("category", (("category", code),))) for n, code in NUMBERS.items() if (n > MORE) == more]
    return shown if more else [*shown, (str(MORE), Say("button_more"))]


def _sent(step: Step, answer: str) -> str:
    return f"{step}:{answer}"


def pressed(sent: str) -> tuple[str, str]:
    """This function will return the question that a button belongs to, and the answer on it; no question for other words."""
    step, colon, answer = sent.partition(":")
    return (step, answer) if colon and step in set(Step) else ("", sent)
