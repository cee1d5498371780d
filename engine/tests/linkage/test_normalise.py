import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif_engine import ArgumentProblem, linkage

normalise = linkage.Normaliser()


@pytest.mark.parametrize(
    "written",
    [
        "TPS 07",
        "tps 7",
        "tps-7",
        "TPS no. 7",
        "tps07",
        "Tps tujuh",
        "TPS nomor 007",
        "TPS ke-7",
        "TPS ke 7",
        "TPSnya no 7",
        "T.P.S. 7",
        "TPS VII",
        "TPS pitu",
        "TPS petto'",
        "TPS #7",
    ],
)
def test_a_station_number_is_read_however_it_is_written(written):
    assert normalise(f"listrik padam di {written} Kemayoran").stations == {7}
    assert "tps7" in normalise(written).words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mati lampu di balai", "listrik padam di balai"),
        ("warga blm bs nyoblos", "warga belum bisa mencoblos"),
        ("akeh wong gelut", "banyak orang atokar"),
        ("pesse eberri' ka oreng", "uang diberi ke orang"),
        ("banyu munggah, banjiiir", "air munggah, banjir"),
        ("logsitik telat", "logistik terlambat"),
        ("sursu kurang", "surat suara kurang"),
        ("segelnya robek, lampune mati", "segel robek, lampu padam"),
        ("srt suara abis", "kertas suara habis"),
        ("ga ono toya", "gada air"),
        ("wonten tukaran ten bale", "ribut di bale"),
        ("warga digebuki", "warga dipukuli"),
        ("kp. baru", "dsn baru"),
        ("pemilih nyoblos dua kali", "pmlh coblos dobel"),
    ],
)
def test_chat_spelling_javanese_and_madurese_fold_into_one_form(one, other):
    assert normalise(one).words == normalise(other).words


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("amplop 50 rb", {50_000}),
        ("uang Rp 50.000", {50_000}),
        ("dua ratus lima puluh orang", {250}),
        ("seratus dua puluh tiga ribu lembar", {123_000}),
        ("lima belas orang", {15}),
        ("kotak dibuka jam 10.30", set()),
        ("hubungi 081234567890", set()),
        ("TPS 12 200 orang", {200}),
        ("Rp50.000 per kepala", {50_000}),
        ("amplop seket ewu", {50_000}),
        ("jam tujuh ada 3 orang", {3}),
        ("buka jam setengah delapan", set()),
        ("antre 3 jam 50 orang", {3, 50}),
        ("telepon 0812-3456-7890", set()),
        ("telepon 021-555-1234 ext", set()),
    ],
)
def test_amounts_are_numbers_but_clocks_and_telephones_are_not(text, numbers):
    assert normalise(text).numbers == numbers


def test_a_list_of_stations_ends_where_people_are_counted():
    assert normalise("TPS 3, 4 dan 5 banjir").stations == {3, 4, 5}
    assert normalise("TPS 3 dan 5 orang luka").stations == {3}


@pytest.mark.parametrize(
    "written", ["TPS 7-9", "TPS 7 s/d 9", "TPS 7 sampai 9", "TPS 7 – 9", "tps 7, 8 dan 9"]
)
def test_a_range_of_stations_is_all_of_them(written):
    assert normalise(f"banjir di {written}").stations == {7, 8, 9}


def test_a_range_that_is_no_list_of_stations_stays_small():
    assert normalise("TPS 7 sampai 900 orang").stations == {7}
    assert normalise("massa 3-4 orang di TPS 2").stations == {2}


@pytest.mark.parametrize(
    ("text", "word", "topic"),
    [
        ("surat suara habis", "kehabisan", "ballots_short"),
        ("habis hujan", "habis", "storm"),
        ("kursi habis", "habis", None),
        ("warga mati dikeroyok", "mati", "violence"),
        ("warga rame-rame antre", "ramerame", None),
        ("warga kesel menunggu", "kesel", None),
        ("sudah dpt amplop", "dpt", "bribe"),
        ("nama saya tidak masuk data DPT", "daftar", "roll"),
        ("TPS aman terkendali", "aman", "calm"),
        ("TPS belum aman", "tidakaman", None),
        ("bentrok kurang lebih 50 orang", "bentrok", "violence"),
    ],
)
def test_a_word_of_two_meanings_is_not_bent_to_the_wrong_one(text, word, topic):
    read = normalise(text)
    assert word in read.words
    assert read.topics == ({topic} if topic else set())


def test_the_station_of_an_officer_is_read_too():
    assert normalise("petugas TPS 3 sakit").stations == {3}


def test_a_place_name_one_letter_from_a_known_word_is_left_alone():
    assert "banjar" in normalise("ribut di Banjar").words
    assert "banjir" not in normalise("ribut di Banjar").words


def test_an_identity_number_does_not_survive():
    assert "3526010101010001" not in normalise("NIK 3526010101010001 dipakai orang lain").text


def test_a_region_may_add_its_own_spellings():
    assert linkage.Normaliser({"kobongan": "kebakaran"})("kobongan").words == ("kebakaran",)


@given(st.text(max_size=200))
def test_any_text_is_read_and_reading_twice_gives_the_same(text):
    first = normalise(text)
    assert first == normalise(text)
    assert all(0 < number < 1000 for number in first.stations)


written = st.lists(
    st.sampled_from(
        "tps 7 07, 3 dan/ 4& 5, TPS-12, mati lampu 50 rb jam 10.30 rt2 tade' banjiiir, x".split(" ")
    )
)


@given(written, written)
def test_what_was_read_before_does_not_change_how_a_text_is_read(before, text):
    fresh, used = linkage.Normaliser(), linkage.Normaliser()
    used(" ".join(before))
    assert used(" ".join(text)) == fresh(" ".join(text))


@pytest.mark.parametrize("bad", [None, 7, b"tps"])
def test_what_is_not_text_is_refused(bad):
    with pytest.raises(ArgumentProblem, match=r"^text "):
        normalise(bad)


def test_a_spelling_that_is_no_word_is_refused():
    with pytest.raises(ArgumentProblem, match=r"^extra "):
        linkage.Normaliser({"": "x"})


@pytest.mark.parametrize("text", ["C1 TPS 4 salah", "C6 dijual di desa", "formulir C1 belum ditandatangani"])
def test_the_number_in_the_name_of_a_form_is_no_number(text):
    assert normalise(text).numbers == set()


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("surat suara kurang 30", {"ballots_short"}),
        ("surat suara TPS 4 sobek", {"ballots_torn"}),
        ("kursi TPS 4 kurang 30", set()),
        ("kotak suara dibawa orang", {"box_lost"}),
        ("saksi TPS 4 ditolak", {"refused", "witness_out"}),
        ("petugas makan siang", set()),
    ],
)
def test_what_happened_to_a_thing_is_a_matter_of_its_own(text, topics):
    assert normalise(text).topics == topics
