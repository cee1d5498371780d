"""Giving ratings: by whom, with what, and for ever."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, Cast, appoint, make_cast
from kondusif.ratings.actions import give_rating
from kondusif.ratings.models import Rating
from kondusif.ratings.rules import Cuts
from kondusif.ratings.tests.factories import GEGER, PAPER, SRESEH, a_rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(everywhere) -> Cast:
    return make_cast()


@pytest.fixture
def wasit(cast):
    """Bawaslu's officer in Bangkalan."""
    return viewer_of(appoint("Wasit Hadi", Role.OVERSIGHT_LIAISON, "35.26", "Anggota Bawaslu Bangkalan"), at=NOW)


def test_the_analyst_gives_kesbangpols_rating_and_it_is_written_down(cast):
    rating = give_rating(a_rating(), by=cast.ani, at=NOW)
    assert (rating.region_id, rating.authority, rating.office_title) == (
        GEGER,
        "kesbangpol",
        "Analis Kewaspadaan Bangkalan",
    )
    event = Event.objects.get(name="rating.given")
    assert (event.subject_id, event.region_code, event.by_id) == (str(rating.pk), GEGER, cast.ani.person_id)


def test_kesbangpol_cannot_write_the_rating_of_bawaslu_or_polres(cast):
    for authority in ("bawaslu", "polres", "polda", "kpu"):
        with pytest.raises(NotAllowed):
            give_rating(a_rating(authority=authority), by=cast.citra, at=NOW)
    assert not Rating.objects.exists()


def test_bawaslu_writes_its_own_rating_and_not_kesbangpols(wasit):
    assert give_rating(a_rating(authority="bawaslu", class_name="tinggi"), by=wasit, at=NOW).authority == "bawaslu"
    with pytest.raises(NotAllowed):
        give_rating(a_rating(), by=wasit, at=NOW)


@pytest.mark.parametrize("who", ["budi", "dewi", "rendra", "eko", "sari"])
def test_who_has_no_office_of_an_authority_rates_nothing(cast, who):
    with pytest.raises(NotAllowed):
        give_rating(a_rating(), by=getattr(cast, who), at=NOW)


def test_an_analyst_rates_no_area_of_another_regency(cast):
    with pytest.raises(NotAllowed):
        give_rating(a_rating(region_code=SRESEH), by=cast.ani, at=NOW)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"method": " "}, "method"),
        ({"edition": ""}, "edition"),
        ({"class_name": "  "}, "class_name"),
        ({"level": 4}, "level"),
        ({"valid_until": date(2026, 10, 31)}, "valid_until"),
        ({"scheme": "situation"}, "scheme"),
        ({"scheme": "absolute"}, "value"),
        ({"scheme": "absolute", "value": 3.0}, "scheme"),
    ],
)
def test_an_incomplete_rating_is_refused_field_by_field_and_nothing_is_kept(cast, fields, named):
    with pytest.raises(Problem) as problem:
        give_rating(a_rating(**fields), by=cast.ani, at=NOW)
    assert named in problem.value.fields
    assert not Rating.objects.exists() and not Event.objects.exists()


def test_the_class_of_a_cut_scheme_follows_from_the_value_and_not_from_what_was_typed(cast):
    new = a_rating(scheme="absolute", value=50.0, cuts=Cuts(13.47, 49.33), class_name="rendah")
    assert give_rating(new, by=cast.ani, at=NOW).class_name == "tinggi"


def test_a_correction_is_a_new_row_that_names_the_old_one_once(cast):
    first = give_rating(a_rating(), by=cast.ani, at=NOW)
    second = give_rating(a_rating(class_name="waspada", supersedes=first.pk), by=cast.ani, at=NOW + timedelta(hours=1))
    assert second.supersedes_id == first.pk and Rating.objects.count() == 2
    with pytest.raises(Conflict):
        give_rating(a_rating(class_name="kondusif", supersedes=first.pk), by=cast.ani, at=NOW + timedelta(hours=2))


def test_nobody_corrects_a_rating_of_another_authority_or_area(cast, wasit):
    theirs = give_rating(a_rating(authority="bawaslu"), by=wasit, at=NOW)
    with pytest.raises(NotFound):
        give_rating(a_rating(supersedes=theirs.pk), by=cast.ani, at=NOW)


def test_the_applications_database_role_can_neither_change_nor_remove_a_rating(cast):
    rating = give_rating(a_rating(), by=cast.ani, at=NOW)
    for deed in (lambda: Rating.objects.update(class_name="kondusif"), rating.delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            deed()
    assert Rating.objects.get().class_name == "rawan"


@pytest.mark.parametrize(
    "missing",
    [
        {"authority": ""},
        {"method": ""},
        {"edition": ""},
        {"class_name": ""},
        {"office_id": None},
        {"level": 7},
        {"scheme": "absolute"},
    ],
)
def test_the_database_itself_refuses_a_rating_without_its_origin(cast, missing):
    rating = give_rating(a_rating(), by=cast.ani, at=NOW)
    rating.pk, rating._state.adding = None, True
    for field, value in missing.items():
        setattr(rating, field, value)
    from kondusif.core.ids import new_id

    rating.pk = new_id()
    with pytest.raises(IntegrityError), transaction.atomic():
        rating.save(force_insert=True)


def test_a_rating_with_a_document_needs_no_office(cast):
    new = replace(a_rating(), document=PAPER)
    assert give_rating(new, by=cast.ani, at=NOW).document_sha256 == "a" * 64


def test_no_rating_is_kept_when_its_event_cannot_be_written(cast, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError("no event")

    monkeypatch.setattr("kondusif.ratings.actions.give.record", refuse)
    with pytest.raises(RuntimeError):
        give_rating(a_rating(), by=cast.ani, at=NOW)
    assert not Rating.objects.exists()


def test_the_database_shows_eko_nothing_of_bangkalan_even_without_any_filter(cast):
    give_rating(a_rating(), by=cast.ani, at=NOW)
    with scoped(cast.eko.scope):
        assert not Rating.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ratings_rating")
            assert cursor.fetchone() == (0,)
    with scoped(cast.dewi.scope):
        assert Rating.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_stands_and_the_other_is_told(monkeypatch):
    with scoped(EVERYWHERE):
        cast = make_cast()
        first = give_rating(a_rating(), by=cast.ani, at=NOW)
    both_looked = Barrier(2, timeout=20)
    create = Rating.objects.create

    def create_after_both_looked(**fields):
        both_looked.wait()
        return create(**fields)

    monkeypatch.setattr(Rating.objects, "create", create_after_both_looked)

    def correct(who) -> str:
        try:
            with scoped(EVERYWHERE):
                give_rating(a_rating(supersedes=first.pk, edition=who.name), by=who, at=NOW)
            return "stands"
        except Conflict as told:
            return told.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(correct, [cast.ani, cast.citra])) == ["rating_corrected", "stands"]


def test_the_situation_by_the_published_rule_is_corrected_by_nobody(cast):
    situation = Rating.objects.create(
        region_id=GEGER, authority="kesbangpol", method="Situasi", method_version="1", edition="x", scheme="situation",
        level=1, class_name="kuning", valid_from=NOW.date(), inputs_hash="x", at=NOW,
    )  # fmt: skip
    with pytest.raises(NotFound):
        give_rating(a_rating(supersedes=situation.pk), by=cast.ani, at=NOW)
