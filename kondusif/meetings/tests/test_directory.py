"""The directory masks what is not for everybody, records who reads it, and the call tree shows its gaps."""

import pytest
from django.test import Client

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.meetings.actions import add_number, check_call_tree, read_number, remove_number
from kondusif.meetings.models import CallTreeCheck, PhoneNumber
from kondusif.meetings.queries import call_tree, contacts_of, masked, offices_in_directory
from kondusif.people.models import Office, Person
from kondusif.people.roles import Classification, Role
from kondusif.people.tests.factories import NOW, appoint, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        appoint("Kades Satu", Role.VILLAGE_HEAD, "35.26.06.2005", "Kepala Desa Lerpak")
        Person.objects.update(is_demo=True)
        yield cast


def number(cast, title="Bupati Bangkalan", text="0812 3456 7890", **more) -> PhoneNumber:
    return add_number(office_id=Office.objects.get(title=title).pk, number=text, by=cast.citra, at=NOW, **more)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("0812 3456 7890", "0812 •••• ••90"), ("+62811223344", "+6281•••••44"), ("110", "110"), ("", "")],
)
def test_a_masked_number_keeps_four_digits_and_the_last_two(text, shown):
    assert masked(text) == shown


def test_a_number_is_read_in_full_by_the_cleared_only_and_the_reading_is_recorded_first(cast):
    row = number(cast, classification=Classification.SECRET)
    assert read_number(number_id=row.pk, by=cast.rendra, at=NOW).number == "0812 3456 7890"
    assert Event.objects.get(name="number.read").by_title == "Pj. Bupati Bangkalan"
    with pytest.raises(NotAllowed):
        read_number(number_id=row.pk, by=cast.budi, at=NOW)
    assert Event.objects.filter(name="number.read").count() == 1


def test_an_open_number_leaves_no_trace_when_it_is_read(cast):
    row = number(cast, classification=Classification.OPEN)
    read_number(number_id=row.pk, by=cast.dewi, at=NOW)
    assert not Event.objects.filter(name="number.read").exists()


@pytest.mark.parametrize("text", ["", "abc", "12", "0812-abc-1", "08" * 20])
def test_what_is_no_number_is_refused(cast, text):
    with pytest.raises(Problem) as refusal:
        number(cast, text=text)
    assert "number" in refusal.value.fields


def test_the_same_number_stands_once_until_it_is_removed(cast):
    row = number(cast)
    with pytest.raises(Problem):
        number(cast)
    remove_number(number_id=row.pk, by=cast.citra, at=NOW)
    assert number(cast).pk != row.pk
    with pytest.raises(NotFound):
        read_number(number_id=row.pk, by=cast.citra, at=NOW)


def test_only_the_offices_that_keep_the_directory_change_it(cast):
    for viewer in (cast.dewi, cast.eko):
        with pytest.raises(NotAllowed):
            add_number(
                office_id=Office.objects.get(title="Bupati Bangkalan").pk, number="0812 345 678", by=viewer, at=NOW
            )


def test_the_directory_is_searched_by_office_place_and_holder_and_shows_no_neighbour(cast):
    titles = {o.title for o in offices_in_directory(cast.citra)}
    assert "Camat Geger" in titles
    assert "Operator Posko Sampang" not in titles
    for words in ("camat", "geger", "dewi rahayu"):
        assert "Camat Geger" in {o.title for o in offices_in_directory(cast.citra, words)}
    assert not offices_in_directory(cast.citra, "tidak ada").exists()


def test_a_page_of_the_directory_asks_few_questions(cast, django_assert_max_num_queries):
    offices = list(offices_in_directory(cast.citra))
    with django_assert_max_num_queries(2):
        assert len(contacts_of(cast.citra, offices, NOW.date())) == len(offices)


def test_the_call_tree_goes_from_the_ground_to_the_top_and_shows_its_gaps(cast):
    tree = call_tree(cast.citra, "35.26", NOW)
    assert [s.name for s in tree.steps] == ["top", "agency", "post", "below"]
    top, below = tree.steps[0], tree.steps[3]
    assert [c.office.title for c in top.contacts] == ["Bupati Bangkalan"]
    assert set(top.lacking) == {"regional_secretary", "police_command", "military_command"}
    assert below.lacking == ("Kecamatan Bangkalan",)
    assert tree.ground["35.26.06"] == (1, 2)
    before = tree.n_gaps
    number(cast)
    assert call_tree(cast.citra, "35.26", NOW).n_gaps == before - 1


def test_going_through_the_tree_is_noted_with_the_gaps_found(cast):
    check = check_call_tree(region_code="35.26", note="Camat baru belum punya nomor", by=cast.citra, at=NOW)
    assert check.n_gaps == call_tree(cast.citra, "35.26", NOW).n_gaps
    assert call_tree(cast.citra, "35.26", NOW).checked == check
    with pytest.raises(NotAllowed):
        check_call_tree(region_code="35.26", by=cast.eko, at=NOW)


def test_the_pages_mask_show_and_print(cast):
    row = number(cast)
    client = Client()
    client.force_login(cast.persons["citra"])
    assert "0812 3456 7890" not in client.get("/rapat/direktori/?cari=bupati").content.decode()
    assert "0812 •••• ••90" in client.get("/rapat/direktori/?cari=bupati").content.decode()
    assert "0812 3456 7890" in client.post(f"/rapat/direktori/nomor/{row.pk}").content.decode()
    page = client.get("/rapat/pohon-telepon/").content.decode()
    assert "belum dicatat" in page
    client.post("/rapat/pohon-telepon/periksa", {"note": "lengkap"})
    assert CallTreeCheck.objects.get().note == "lengkap"
    wrong = client.post(f"/rapat/direktori/{row.office_id}/nomor", {"number": "abc", "classification": "1"})
    assert wrong.status_code == 422
    stranger = Client()
    stranger.force_login(cast.persons["eko"])
    assert stranger.post(f"/rapat/direktori/nomor/{row.pk}").status_code == 404
