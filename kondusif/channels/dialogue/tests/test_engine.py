"""The talk by which a chat becomes a report, without any row or network."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kondusif.channels.dialogue.engine import MISSES_MAX, PHOTOS_MAX, RATE_MAX, answer
from kondusif.channels.dialogue.sentences import render
from kondusif.channels.dialogue.shapes import Incoming, Place, Silence, State, Step, Turn

BEGUN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LERPAK = Place("35.26.06.2005", "Desa Lerpak, Kec. Geger")
KOMBANGAN = Place("35.26.06.2001", "Desa Kombangan, Kec. Geger")


class Atlas:
    """Two villages, known by heart."""

    zone = ZoneInfo("Asia/Jakarta")
    all = (LERPAK, KOMBANGAN)

    def named(self, text):
        said = text.casefold()
        if "geger" in said and "lerpak" not in said:
            return self.all
        return tuple(p for p in self.all if p.title.split()[1].strip(",").casefold() in said)

    def coded(self, code):
        return next((p for p in self.all if p.code in (code, f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}")), None)

    def near_code(self, code):
        return self.all if code.startswith("35.26.06") else ()

    def at(self, lat, lon):
        return LERPAK if round(lat) == -7 else None

    def told_in(self, text):
        return LERPAK if "desa lerpak" in text.casefold() else None


class Talk:
    """A sender who writes once a minute."""

    def __init__(self, **always):
        self.state, self.n, self.always = State(), 0, always
        self.turn: Turn | None = None

    def hears(self, text="", **more) -> list[str]:
        self.n += 1
        message = Incoming(f"m{self.n}", BEGUN + timedelta(minutes=self.n), text, **self.always)
        self.turn = answer(self.state, replace(message, **more), Atlas())
        self.state = self.turn.state
        return [say.code for say in self.turn.says]

    def says(self, *texts: str) -> "Talk":
        for text in texts:
            self.hears(text)
        return self

    @property
    def words(self) -> str:
        return render(self.turn.says, language=self.state.language, zone=Atlas.zone)


def test_the_questions_come_in_order_and_yes_sends_the_report():
    talk = Talk()
    assert talk.hears("lapor") == ["ask_category"]
    assert talk.hears("3") == ["ask_place"]
    assert talk.hears("Lerpak") == ["ask_time"]
    assert talk.hears("sekarang") == ["ask_words"]
    assert talk.hears("Amplop dibagikan di rumah warga") == ["summary", "ask_confirm"]
    assert (
        "Politik uang" in talk.words
        and "tidak disegel" not in talk.words
        and "Desa Lerpak, Kec. Geger" in talk.words
        and "20-11-2026 09.04 WIB" in talk.words
    )
    assert talk.turn.report is None
    talk.hears("YA")
    report = talk.turn.report
    assert (report.category, report.region_code, report.words) == (
        "money_politics", "35.26.06.2005", "Amplop dibagikan di rumah warga",
    )  # fmt: skip
    assert report.event_at == BEGUN + timedelta(minutes=4)
    assert talk.state.step is Step.IDLE and talk.state.reported == "m6"


def test_running_words_are_not_asked_again_for_what_they_tell():
    talk = Talk()
    assert talk.hears("Tadi pagi ada tawuran di Desa Lerpak") == ["summary", "ask_confirm"]
    assert "tidak disegel" in talk.words, "who tells of violence hears before it is sent who can read it"
    assert talk.state.draft.category == "intimidation_violence"
    assert talk.hears("inggih") == [] and talk.turn.report is not None


def test_an_sms_in_the_keyword_form_is_one_report_at_once():
    talk = Talk(brief=True)
    talk.hears("LAPOR#35.26.06.2005#uang#Amplop dibagikan")
    assert talk.turn.report.keyed and talk.turn.report.region_code == "35.26.06.2005"
    assert talk.state.reported == "m1"


def test_a_wrong_code_is_named_with_what_may_have_been_meant_and_its_number_completes_the_report():
    talk = Talk(brief=True)
    assert talk.hears("LAPOR#35.26.06.9999#uang#Amplop dibagikan") == ["code_near", "option", "option", "ask_option"]
    assert "35.26.06.9999" in talk.words and "1. Desa Lerpak" in talk.words
    talk.hears("2")
    assert talk.turn.report.region_code == "35.26.06.2001"


def test_a_wrong_category_is_named_with_what_may_have_been_meant():
    talk = Talk(brief=True)
    assert talk.hears("LAPOR#35.26.06.2005#kerumunn#Banyak orang") == ["category_near", "ask_category"]
    assert "kerumunn" in talk.words and "Kerumunan" in talk.words
    assert talk.hears("xyz") == ["category_unknown", "ask_category"]
    talk.hears("1")
    assert talk.turn.report.category == "crowd"


def test_a_code_of_nowhere_asks_for_the_place_and_empty_parts_for_themselves():
    talk = Talk(brief=True)
    assert talk.hears("LAPOR#99.99.99.9999#uang#Amplop dibagikan") == ["code_unknown", "ask_place"]
    assert talk.hears("LAPOR#") == ["keyed_form", "ask_category"]


def test_a_free_sms_takes_the_moment_of_sending_and_asks_only_what_is_missing():
    talk = Talk(brief=True)
    assert talk.hears("Ono wong gelut nang ngarep pasar") == ["ask_place"]
    assert talk.hears("desa lerpak") == ["summary", "ask_confirm"]
    assert talk.state.draft.event_at == BEGUN + timedelta(minutes=1)


def test_several_places_of_one_name_are_chosen_by_number():
    talk = Talk().says("lapor", "3")
    assert talk.hears("geger") == ["place_several", "option", "option", "ask_option"]
    assert talk.hears("2") == ["ask_time"]
    assert talk.state.draft.region_code == "35.26.06.2001"
    assert Talk().says("lapor", "3").hears("Atlantis") == ["place_unknown", "ask_place"]


def test_a_shared_position_is_the_place_and_one_outside_is_refused():
    talk = Talk().says("lapor", "3")
    assert talk.hears(lat=40.7, lon=-74.0) == ["outside", "ask_place"]
    assert talk.hears(lat=-6.985, lon=112.944) == ["ask_time"]
    assert (talk.state.draft.lat, talk.state.draft.region_code) == (-6.985, "35.26.06.2005")


def test_anything_may_be_changed_before_sending():
    talk = Talk().says("Tadi pagi ada tawuran di Desa Lerpak")
    assert talk.hears("ubah") == ["ask_change"]
    assert talk.hears("waktu") == ["ask_time"]
    assert talk.hears("kemarin jam 20.00") == ["summary", "ask_confirm"]
    assert talk.hears("ganti kategori") == ["ask_category"]
    assert talk.hears("kerumunan") == ["summary", "ask_confirm"]
    assert talk.hears("Sekarang sudah seratus orang") == ["summary", "ask_confirm"]
    talk.hears("ya")
    assert talk.turn.report.category == "crowd" and talk.turn.report.words.endswith("\nSekarang sudah seratus orang")


def test_a_time_in_the_future_and_one_nobody_understands_are_asked_again():
    talk = Talk().says("lapor", "3", "Lerpak")
    assert talk.hears("22-11-2026 08.00") == ["time_future", "ask_time"]
    assert talk.hears("entah") == ["time_unknown", "ask_time"]
    assert talk.hears("tidak tahu") == ["ask_words"]


def test_cancel_help_and_status_work_wherever_the_talk_stands():
    talk = Talk().says("lapor", "3")
    assert talk.hears("bantuan") == ["help", "ask_place"]
    assert talk.hears("status") == ["status_how", "ask_place"]
    talk.hears("status 12345678901234567890")
    assert talk.turn.status_of == "12345678901234567890" and talk.state.step is Step.PLACE
    assert talk.hears("batal") == ["cancelled"]
    assert talk.hears("batal") == ["nothing_to_cancel"]
    assert talk.state.draft == State().draft


def test_a_new_report_leaves_the_unsent_one_and_says_so():
    talk = Talk().says("lapor", "3")
    assert talk.hears("lapor") == ["restarted", "ask_category"]
    assert talk.hears("lapor banjir besar di Desa Lerpak barusan") == ["restarted", "summary", "ask_confirm"]
    assert talk.state.draft.category == "hazard"


def test_a_story_instead_of_a_number_is_kept_as_the_words():
    talk = Talk().says("lapor")
    assert talk.hears("Warga desa Lerpak resah sekali sejak sore") == ["category_unknown", "ask_category"]
    assert talk.hears("7") == ["category_more"]
    assert talk.hears("23") == ["summary", "ask_confirm"]
    assert talk.state.draft.words == "Warga desa Lerpak resah sekali sejak sore"


def test_photos_come_before_within_or_soon_after_a_report_and_at_most_three_are_taken():
    talk = Talk()
    assert talk.hears(photos=("a", "b")) == ["photos_taken", "ask_category"]
    assert talk.hears("Tadi pagi ada tawuran di Desa Lerpak", photos=("c", "d"))[0] == "photos_taken"
    talk.hears("ya")
    assert talk.turn.report.photos == ("a", "b", "c") and len(talk.turn.report.photos) == PHOTOS_MAX
    assert talk.hears(photos=("e",)) == ["photos_full"]
    other = Talk().says("Tadi pagi ada tawuran di Desa Lerpak", "ya")
    assert other.hears(photos=("x",)) == ["photos_added"] and other.turn.photos == ("x",)
    assert other.hears(photos=("y",), sent_at=BEGUN + timedelta(hours=3)) == ["photos_taken", "ask_category"]


def test_what_cannot_be_taken_is_said_and_holds_up_nothing():
    assert Talk().says("lapor", "3", "Lerpak").hears("sekarang", n_untaken=1) == ["untaken", "ask_words"]
    assert Talk().hears(n_untaken=1) == ["untaken", "welcome"]


@pytest.mark.parametrize("text", ["halo", "P", "/start", "Assalamu'alaikum", "ok", "???", "12", ""])
def test_a_greeting_or_nothing_is_welcomed_and_begins_no_report(text):
    talk = Talk()
    assert talk.hears(text) == ["welcome"] and talk.state.step is Step.IDLE


def test_thanks_and_a_second_yes_after_a_report_begin_no_new_one():
    talk = Talk().says("Tadi pagi ada tawuran di Desa Lerpak", "ya")
    assert talk.hears("ya") == ["already_sent"]
    assert talk.hears("matur nuwun") == ["welcome_thanks"]


def test_a_machine_is_kept_and_never_answered():
    talk = Talk()
    assert talk.hears("Ini adalah pesan otomatis, kami sedang libur") == []
    assert talk.turn.silence is Silence.MACHINE


def test_the_same_words_again_and_again_are_answered_three_times():
    talk = Talk()
    for _n in range(3):
        assert talk.hears("Selamat datang di layanan kami") != []
    assert talk.hears("Selamat datang di layanan kami") == [] and talk.turn.silence is Silence.LOOP


def test_after_five_misses_the_talk_rests_until_it_is_called():
    talk = Talk().says("lapor")
    says = [talk.hears(f"jawaban ngawur {n}") for n in range(MISSES_MAX)]
    assert says[-1] == ["pause"] and talk.state.muted
    assert talk.hears("masih ngawur saja ini") == [] and talk.turn.silence is Silence.MUTED
    assert talk.hears("LAPOR") == ["ask_category"]


def test_a_flood_is_told_once_to_wait():
    talk = Talk()
    heard = [talk.hears(f"x{n}", sent_at=BEGUN + timedelta(seconds=n)) for n in range(RATE_MAX + 5)]
    assert heard[RATE_MAX] == ["flood"]
    assert heard[RATE_MAX + 1 :] == [[]] * 4


def test_a_talk_that_rested_a_day_begins_anew():
    talk = Talk().says("lapor", "3", "Lerpak")
    assert talk.hears("ya", sent_at=BEGUN + timedelta(hours=25)) == ["welcome"]


def test_english_is_answered_in_english():
    talk = Talk()
    assert talk.hears("english") == ["language"] and talk.state.language == "en"
    talk.hears("report")
    assert "Answer with a number" in talk.words
    assert talk.hears("bahasa indonesia") == ["language", "ask_category"] and talk.state.language == "id"
