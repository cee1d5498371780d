"""
The dialogue by which any chat becomes a report: a state and a message in, a state and answers out.

It is pure: no row, no clock, no network. What a channel delivers late or twice is put in order before
it comes here, so the same messages always end in the same state and the same report.
"""

from dataclasses import replace
from datetime import timedelta

from kondusif.channels.dialogue import reading
from kondusif.channels.dialogue.shapes import Draft, Gazetteer, Incoming, Place, Say, Silence, State, Step, Turn
from kondusif.channels.dialogue.words import ENGLISH, INDONESIAN, Command
from kondusif.regions.names import search_form
from kondusif.reports.rules import TEXT_MIN

EXPIRES_AFTER = timedelta(hours=24)  # a talk that rested this long is begun anew
SENT_LATELY = timedelta(minutes=60)  # so long a photo still belongs to the report before it
PHOTOS_MAX = 3
OPTIONS_MAX = 5
MISSES_MAX = 5
STORY = 20  # an answer this long tells something itself
# The loop guard: another machine answers us, or somebody leans on the key.
SAME_MAX, SAME_SHORT_MAX, SHORT, SAME_WITHIN = 3, 8, 6, timedelta(hours=1)
RATE_MAX, RATE_WITHIN = 30, timedelta(minutes=10)


def answer(state: State, message: Incoming, places: Gazetteer) -> Turn:
    """This function will take one *message* into the talk and return what follows."""
    state = _fresh(state, message)
    if (silence := _silence(state, message)) is not None:
        says = (Say("flood"),) if silence is Silence.FLOOD and _lately(state, message) == RATE_MAX + 1 else ()
        return Turn(state, says, silence=silence)
    message = replace(message, text=reading.plain(message.text))
    turn = _Talk(state, message, places).turn()
    if turn.state.misses >= MISSES_MAX:
        return Turn(replace(turn.state, step=Step.IDLE, draft=Draft(), misses=0, muted=True), (Say("pause"),))
    return turn


def _fresh(state: State, message: Incoming) -> State:
    """This function will begin anew a talk that rested too long, and note the message for the loop guard."""
    at = message.sent_at
    if state.last_at is not None and at - state.last_at > EXPIRES_AFTER:
        state = State(language=state.language)
    seen = [(mark, when) for mark, when in state.recent if at - when <= SAME_WITHIN][-RATE_MAX - 1 :]
    return replace(state, last_at=at, recent=(*seen, (search_form(message.text)[:60], at)))


def _silence(state: State, message: Incoming) -> Silence | None:
    mark = search_form(message.text)[:60]
    if reading.is_machine(message.text):
        return Silence.MACHINE
    if _lately(state, message) > RATE_MAX:
        return Silence.FLOOD
    same = sum(seen == mark for seen, _when in state.recent)
    if mark and same > (SAME_SHORT_MAX if len(mark) < SHORT else SAME_MAX):
        return Silence.LOOP
    if state.muted and not _wakes(message):
        return Silence.MUTED
    return None


def _lately(state: State, message: Incoming) -> int:
    return sum(message.sent_at - when <= RATE_WITHIN for _mark, when in state.recent)


def _wakes(message: Incoming) -> bool:
    said = reading.plain(message.text)
    return (
        reading.command_in(said) is not None or reading.told_after(said) != said or reading.keyed_in(said) is not None
    )


class _Talk:
    """One message within one talk; each method returns the turn, or None where the next one has to look."""

    def __init__(self, state: State, message: Incoming, places: Gazetteer):
        self.state = replace(state, muted=False, language=self._language(state, message))
        self.message = message
        self.text = message.text
        self.places = places
        self.draft = state.draft
        self.notes: list[Say] = []

    @staticmethod
    def _language(state: State, message: Incoming) -> str:
        said = search_form(message.text.lstrip("/"))
        return "en" if said in ENGLISH else "id" if said in INDONESIAN else state.language

    def turn(self) -> Turn:
        if self.message.button_of not in {"", self.state.step}:
            sent = self.state.step is Step.IDLE and self.state.reported and self.message.button_of == Step.CONFIRM
            return self._stay(Say("already_sent" if sent else "button_old"))
        if (late := self._late_photos()) is not None:
            return late
        self._take_attachments()
        for look in (self._keyed, self._status, self._command):
            if (turn := look()) is not None:
                return turn
        if self.message.lat is not None and self.message.lon is not None:
            return self._located(self.message.lat, self.message.lon)
        if not self.text:
            return self._ask() if self.message.photos else self._end(*self.notes, Say("welcome"))
        return getattr(self, f"_at_{self.state.step}")()

    # What is read of every message, wherever the talk stands.

    def _late_photos(self) -> Turn | None:
        """Photos alone, soon after a report: they belong to it."""
        lately = self.state.reported_at and self.message.sent_at - self.state.reported_at <= SENT_LATELY
        if self.state.step is not Step.IDLE or not lately or self.text or not self.message.photos:
            return None
        taken = self.message.photos[: max(0, PHOTOS_MAX - self.state.n_photos)]
        n = self.state.n_photos + len(taken)
        if not taken:
            return Turn(self.state, (Say("photos_full", (("most", str(PHOTOS_MAX)),)),))
        return Turn(replace(self.state, n_photos=n), (Say("photos_added", (("n", str(n)),)),), photos=taken)

    def _take_attachments(self) -> None:
        if self.message.photos:
            taken = (*self.draft.photos, *self.message.photos)[:PHOTOS_MAX]
            self.draft = replace(self.draft, photos=taken)
            self.notes.append(Say("photos_taken", (("n", str(len(taken))), ("most", str(PHOTOS_MAX)))))
        if self.message.n_untaken:
            self.notes.append(Say("untaken"))

    def _keyed(self) -> Turn | None:
        keyed = reading.keyed_in(self.text)
        if keyed is None:
            return None
        place = self.places.coded(keyed.code) if keyed.code else None
        category = reading.category_of(keyed.category) or ""
        self.draft = Draft(
            category=category,
            region_code=place.code if place else "",
            region_title=place.title if place else "",
            event_at=self.message.sent_at,
            words=keyed.words if len(keyed.words) >= TEXT_MIN else "",
            photos=self.draft.photos,
            keyed=True,
        )
        if not category:
            self.notes.append(_unknown_category(keyed.category) if keyed.category else Say("keyed_form"))
        options = () if place else self._wrong_code(keyed.code)
        return self._ask(options=options)

    def _wrong_code(self, typed: str) -> tuple[Place, ...]:
        """This function will note that *typed* is no code of here, and return what may have been meant."""
        if not typed:
            return ()
        meant = (self.places.near_code(typed) or self.places.named(typed))[:OPTIONS_MAX]
        self.notes.append(Say("code_near" if meant else "code_unknown", (("code", typed[:20]),)))
        return meant

    def _status(self) -> Turn | None:
        if receipt := reading.receipt_in(self.text):
            return Turn(self.state, status_of=receipt)
        if reading.asks_status(self.text) and self.state.step is not Step.WORDS:
            return self._stay(Say("status_how"))
        return None

    def _command(self) -> Turn | None:
        command = reading.command_in(self.text)
        if search_form(self.text) in INDONESIAN | {"english", "in english", "bahasa inggris"}:
            return self._stay(Say("language"))
        if command is Command.CANCEL:
            known = self.state.step is not Step.IDLE
            return self._end(Say("cancelled" if known else "nothing_to_cancel"))
        if command is Command.HELP:
            return self._stay(Say("help"))
        if command is Command.REPORT:
            return self._restart()
        told = reading.told_after(self.text)
        if told != self.text and len(told) >= STORY and self.state.step not in {Step.IDLE, Step.WORDS}:
            self.draft = Draft(photos=self.draft.photos)
            self.notes.append(Say("restarted"))
            return self._free(told)
        if self.state.step is Step.IDLE and command is Command.THANKS:
            return self._end(Say("welcome_thanks"))
        if self.state.step is Step.IDLE and command is Command.YES and self.state.reported:
            return self._end(Say("already_sent"))
        return None

    def _restart(self) -> Turn:
        """The word that begins a report; photos sent just before it stay with it."""
        begun = self.state.step is not Step.IDLE
        self.draft = Draft(photos=self.draft.photos if not begun else ())
        if begun:
            self.notes.append(Say("restarted"))
        return self._ask()

    def _located(self, lat: float, lon: float) -> Turn:
        place = self.places.at(lat, lon)
        if place is None:
            return self._miss(Say("outside"))
        self.draft = replace(self.draft, lat=lat, lon=lon, region_code=place.code, region_title=place.title)
        return self._ask()

    # One method for each step.

    def _at_idle(self) -> Turn:
        if reading.command_in(self.text) is not None:
            return self._end(Say("welcome"))
        told = reading.told_after(self.text)
        if len(search_form(told)) < TEXT_MIN or not any(c.isalpha() for c in told):
            return self._end(Say("welcome"))
        return self._free(told)

    def _free(self, told: str) -> Turn:
        """Running words outside any talk: they are the report; whatever they tell is not asked again."""
        code = reading.code_in(told)
        place = self._absorb(told, code)
        if self.draft.event_at is None and self.message.brief:
            self.draft = replace(self.draft, event_at=self.message.sent_at)
        self.draft = replace(self.draft, category=reading.category_in(told) or "")
        return self._ask(options=self._wrong_code(code) if code and not place else ())

    def _absorb(self, told: str, code: str | None = None) -> Place | None:
        """This function will take *told* as the report's words, with the place and the moment that stand in them."""
        place = (self.places.coded(code) if code else None) or self.places.told_in(told)
        bare = told.replace(code, " ") if code else told
        moment = reading.moment_in(bare, sent_at=self.message.sent_at, zone=self.places.zone)
        if moment is not None and moment > self.message.sent_at:
            moment = None
        self.draft = replace(self.draft, words=told, event_at=moment or self.draft.event_at)
        if place is not None:
            self.draft = replace(self.draft, region_code=place.code, region_title=place.title)
        return place

    def _at_category(self) -> Turn:
        if reading.number_in(self.text) == reading.MORE:
            return self._stay(Say("category_more"), again=False)
        category = reading.category_of(self.text)
        if len(self.text) >= STORY and not self.draft.words:  # the whole story instead of a number
            self._absorb(self.text, reading.code_in(self.text))
        if category is None:
            return self._miss(_unknown_category(self.text))
        self.draft = replace(self.draft, category=category)
        return self._ask()

    def _at_place(self) -> Turn:
        number = reading.number_in(self.text)
        if number and number <= len(self.state.options):
            return self._placed(self.state.options[number - 1])
        if code := reading.code_in(self.text):
            place = self.places.coded(code)
            if place:
                return self._placed(place)
            return self._miss(options=self._wrong_code(code))
        found = self.places.named(self.text)[:OPTIONS_MAX]
        if len(found) == 1:
            return self._placed(found[0])
        return self._miss(
            Say("place_several" if found else "place_unknown", (("typed", self.text[:40]),)), options=found
        )

    def _placed(self, place: Place) -> Turn:
        self.draft = replace(self.draft, region_code=place.code, region_title=place.title, lat=None, lon=None)
        return self._ask()

    def _at_time(self) -> Turn:
        moment = reading.moment_in(self.text, sent_at=self.message.sent_at, zone=self.places.zone)
        if reading.command_in(self.text) is Command.SKIP:
            moment = self.message.sent_at
        if moment is None:
            return self._miss(Say("time_unknown"))
        if moment > self.message.sent_at:
            return self._miss(Say("time_future"))
        self.draft = replace(self.draft, event_at=moment)
        return self._ask()

    def _at_words(self) -> Turn:
        if len(self.text) < TEXT_MIN:
            return self._miss(Say("words_short"))
        self.draft = replace(self.draft, words=self.text)
        return self._ask()

    def _at_confirm(self) -> Turn:
        command = reading.command_in(self.text)
        if command is Command.YES:
            return self._send()
        if command is Command.NO:
            return self._change()
        if len(search_form(self.text).split()) <= 3 and (piece := reading.piece_in(self.text)):
            return self._reopen(piece)
        if len(self.text) >= 15:  # more words, said before sending
            self.draft = replace(self.draft, words=f"{self.draft.words}\n{self.text}")
            return self._ask()
        return self._miss()

    def _at_change(self) -> Turn:
        piece = reading.piece_in(self.text)
        return self._reopen(piece) if piece else self._miss()

    def _reopen(self, piece: str) -> Turn:
        empty = {
            "category": {"category": ""},
            "place": {"region_code": "", "region_title": "", "lat": None, "lon": None},
            "time": {"event_at": None},
            "words": {"words": ""},
        }[piece]
        self.draft = replace(self.draft, **empty)
        return self._ask()

    # How a turn ends.

    def _ask(self, *, options: tuple[Place, ...] = ()) -> Turn:
        """This function will ask for the first piece that is missing, or to confirm; the keyword form is sent at once."""
        step = _missing(self.draft)
        if step is Step.CONFIRM and self.draft.keyed:
            return self._send()
        if step is not Step.PLACE:
            options = ()
        state = replace(self.state, step=step, draft=self.draft, options=options, misses=0)
        return Turn(state, (*self.notes, *_question(state)))

    def _stay(self, *says: Say, again: bool = True) -> Turn:
        """This function will say something aside and repeat what the talk waits for."""
        state = replace(self.state, draft=self.draft)
        return Turn(state, (*self.notes, *says, *(_question(state) if again else ())))

    def _miss(self, *says: Say, options: tuple[Place, ...] = ()) -> Turn:
        step = self.state.step if self.state.step is not Step.IDLE else _missing(self.draft)
        state = replace(
            self.state, step=step, draft=self.draft, misses=self.state.misses + 1,
            options=options if step is Step.PLACE else (),
        )  # fmt: skip
        return Turn(state, (*self.notes, *says, *_question(state)))

    def _change(self) -> Turn:
        state = replace(self.state, step=Step.CHANGE, draft=self.draft)
        return Turn(state, (*self.notes, *_question(state)))

    def _send(self) -> Turn:
        state = replace(
            self.state, step=Step.IDLE, draft=Draft(), options=(), misses=0, reported=self.message.key,
            reported_at=self.message.sent_at, n_photos=len(self.draft.photos),
        )  # fmt: skip
        return Turn(state, tuple(self.notes), report=self.draft)

    def _end(self, *says: Say) -> Turn:
        return Turn(replace(self.state, step=Step.IDLE, draft=Draft(), options=(), misses=0), says)


def _missing(draft: Draft) -> Step:
    if not draft.category:
        return Step.CATEGORY
    if not draft.region_code:
        return Step.PLACE
    if draft.event_at is None:
        return Step.TIME
    return Step.CONFIRM if draft.words else Step.WORDS


def _unknown_category(typed: str) -> Say:
    near = reading.categories_near(typed)
    return Say("category_near" if near else "category_unknown", (("typed", typed[:30]), ("categories", ",".join(near))))


def _question(state: State) -> tuple[Say, ...]:
    """This function will return the question that the talk waits on."""
    if state.step is Step.IDLE:
        return ()
    if state.step is Step.PLACE and state.options:
        return tuple(
            Say("option", (("n", str(n)), ("title", place.title), ("code", place.code)))
            for n, place in enumerate(state.options, 1)
        ) + (Say("ask_option"),)
    if state.step is Step.CONFIRM:
        draft = state.draft
        return (
            Say("summary", (
                ("category", draft.category), ("place", draft.region_title),
                ("moment", draft.event_at.isoformat() if draft.event_at else ""), ("words", draft.words),
                ("n_photos", str(len(draft.photos))),
            )),
            Say("ask_confirm"),
        )  # fmt: skip
    return (Say(f"ask_{state.step}"),)
