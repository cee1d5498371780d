"""What is promised, who signs it and how, and what never counts as a signature."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from kondusif.commitments import queries
from kondusif.commitments.actions import drafting, signing, standing
from kondusif.commitments.actions.drafting import NewParty
from kondusif.commitments.actions.signing import Ink
from kondusif.commitments.models import Commitment, Party, Signing
from kondusif.commitments.rules import Article
from kondusif.commitments.states import CommitmentState, Method, PartyKind
from kondusif.commitments.tests.factories import (
    STROKES,
    drafted,
    ink,
    mark,
    opened,
    party,
    signed_by_office,
)
from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import scoped
from kondusif.core.states import ForbiddenMove
from kondusif.people.tests.factories import NOW
from kondusif.people.viewers import CITIZEN
from kondusif.reports.photos import Photo

pytestmark = pytest.mark.django_db
S = CommitmentState
PHOTO = Photo(b"a cleaned picture", 10, 10)


def events(row) -> list[str]:
    return list(Event.objects.filter(subject_id=str(row.pk)).order_by("id").values_list("name", flat=True))


def by_link(row, name, cast, **changes):
    _link, token = signing.hand_over_link(party_id=party(row, name).pk, by=cast.budi, at=NOW)
    arguments = {"seen": mark(row), "ink": ink(), "agreed_to_name": False, "by": CITIZEN, "at": NOW}
    return signing.sign_by_link(token=token, **(arguments | changes))


def test_from_draft_to_in_force_with_every_party_signing(cast):
    row = opened(cast)
    signed_by_office(row, "Bupati Bangkalan", cast.rendra)
    row.refresh_from_db()
    assert row.state == S.PARTLY_SIGNED
    signed_by_office(row, "Camat Geger", cast.dewi)
    by_link(row, "Kiai Hasan", cast)
    by_link(row, "Siti Aminah", cast, ink=Ink(typed_name="Siti Aminah", confirmed=True))
    row.refresh_from_db()
    assert row.state == S.FULLY_SIGNED
    row = standing.put_in_force(commitment_id=row.pk, by=cast.citra, at=NOW)
    assert (row.state, row.partial_reason) == (S.IN_FORCE, "")
    assert events(row) == [
        "commitment.drafted", "commitment.opened", "commitment.signed", "commitment.signed",
        "commitment.link_handed", "commitment.signed", "commitment.link_handed", "commitment.signed",
        "commitment.in_force",
    ]  # fmt: skip
    methods = set(Signing.objects.values_list("method", flat=True))
    assert methods == {Method.TOUCH, Method.TYPED}


def test_a_camat_signs_what_the_regency_asks_within_the_walls_of_her_own_subdistrict(cast):
    row = opened(cast)
    with scoped(cast.dewi.scope):
        assert [p.commitment_id for p in queries.waiting_for(cast.dewi)] == [row.pk]
        signed_by_office(row, "Camat Geger", cast.dewi)
        assert queries.waiting_for(cast.dewi) == []
    with scoped(cast.citra.scope):
        assert "commitment.signed" in events(row)


def test_a_signature_on_an_old_text_is_refused_with_a_clear_word(cast):
    row = opened(cast)
    seen = mark(row)
    articles = [Article("Netralitas", ("Tidak memihak.",))]
    drafting.reword(commitment_id=row.pk, preamble="", articles=articles, reason="Usul KPU", by=cast.budi, at=NOW)
    with pytest.raises(Conflict) as refused:
        signing.sign_by_hand(party_id=party(row, "Camat Geger").pk, seen=seen, ink=ink(), by=cast.dewi, at=NOW)
    assert refused.value.code == "commitment.old_text"
    assert "2" in str(refused.value.sentence)
    assert not Signing.objects.exists()


def test_a_new_text_sets_signatures_aside_and_keeps_them_written_down(cast):
    row = opened(cast)
    signed_by_office(row, "Camat Geger", cast.dewi)
    articles = [Article("Netralitas", ("Tidak memihak.",))]
    version = drafting.reword(
        commitment_id=row.pk, preamble="", articles=articles, reason="Usul KPU", by=cast.budi, at=NOW
    )
    row.refresh_from_db()
    assert row.state == S.OPEN
    assert Signing.objects.count() == 1
    dewi = next(r for r in queries.rows_of(row, version) if r.party.name == "Camat Geger")
    assert dewi.is_open
    assert dewi.signed_older
    signed_by_office(row, "Camat Geger", cast.dewi)
    row.refresh_from_db()
    assert row.state == S.PARTLY_SIGNED


def test_a_new_text_needs_a_reason_and_must_be_new(cast):
    row = opened(cast)
    version = queries.current_version(row)
    same = [Article(a["title"], tuple(a["clauses"])) for a in version.articles]
    other = [Article("Lain", ("Lain.",))]
    for articles, reason in ((other, " "), (same, "Tidak ada"), ([], "Kosong")):
        with pytest.raises(Problem):
            drafting.reword(
                commitment_id=row.pk, preamble="Kami sepakat:", articles=articles, reason=reason, by=cast.budi, at=NOW
            )
    assert row.versions.count() == 1


def test_nobody_signs_twice_and_a_phone_that_sends_twice_signs_once(cast):
    row = opened(cast)
    once = ink()
    target = party(row, "Camat Geger").pk
    first = signing.sign_by_hand(party_id=target, seen=mark(row), ink=once, by=cast.dewi, at=NOW)
    again = signing.sign_by_hand(party_id=target, seen=mark(row), ink=once, by=cast.dewi, at=NOW)
    assert first.pk == again.pk
    with pytest.raises(Conflict) as twice:
        signing.sign_by_hand(party_id=target, seen=mark(row), ink=ink(), by=cast.dewi, at=NOW)
    assert twice.value.code == "commitment.signed_already"
    assert events(row).count("commitment.signed") == 1


def test_only_the_party_itself_signs_for_its_office(cast):
    row = opened(cast)
    for stranger in (cast.budi, cast.citra, cast.eko, cast.sari):
        with pytest.raises(NotAllowed):
            signed_by_office(row, "Camat Geger", stranger)


@pytest.mark.parametrize(
    "nothing",
    [
        Ink(),
        Ink(strokes=[]),
        Ink(strokes=[[[1, 1]]]),
        Ink(strokes="x"),
        Ink(strokes=[[["1", "2"], [3, 4]]]),
        Ink(strokes=[[[0, 0], [1e9, 5]]]),
        Ink(typed_name="Dewi Rahayu"),
        Ink(typed_name="  ", confirmed=True),
    ],
)
def test_a_slip_of_the_finger_or_an_unticked_name_is_no_signature(cast, nothing):
    row = opened(cast)
    with pytest.raises(Problem) as refused:
        signing.sign_by_hand(party_id=party(row, "Camat Geger").pk, seen=mark(row), ink=nothing, by=cast.dewi, at=NOW)
    assert refused.value.code == "commitment.no_ink"
    assert not Signing.objects.exists()


def test_a_link_signs_once_within_its_time_and_only_the_text_it_was_made_for(cast):
    row = opened(cast)
    link, token = signing.hand_over_link(party_id=party(row, "Kiai Hasan").pk, by=cast.budi, at=NOW)
    arguments = {"seen": mark(row), "ink": ink(), "agreed_to_name": True, "by": CITIZEN}
    with pytest.raises(Conflict) as late:
        signing.sign_by_link(token=token, at=NOW + timedelta(minutes=31), **arguments)
    assert late.value.code == "commitment.link_over"
    signing.sign_by_link(token=token, at=NOW, **arguments)
    assert Party.objects.get(pk=link.party_id).agreed_to_name
    with pytest.raises(Conflict) as twice:
        signing.sign_by_link(token=token, at=NOW, **(arguments | {"ink": ink()}))
    assert twice.value.code == "commitment.link_used"
    with pytest.raises(NotFound):
        signing.sign_by_link(token="salah", at=NOW, **arguments)
    assert token.encode() not in bytes(link.digest)
    assert Signing.objects.count() == 1


def test_a_link_made_before_a_new_text_does_not_sign_the_new_one(cast):
    row = opened(cast)
    _link, token = signing.hand_over_link(party_id=party(row, "Kiai Hasan").pk, by=cast.budi, at=NOW)
    seen = mark(row)
    articles = [Article("Netralitas", ("Tidak memihak.",))]
    drafting.reword(commitment_id=row.pk, preamble="", articles=articles, reason="Usul", by=cast.budi, at=NOW)
    with pytest.raises(Conflict) as old:
        signing.sign_by_link(token=token, seen=seen, ink=ink(), agreed_to_name=False, by=CITIZEN, at=NOW)
    assert old.value.code == "commitment.old_text"


def test_only_who_collects_hands_links_over(cast):
    row = opened(cast)
    for stranger in (cast.dewi, cast.eko, cast.sari, cast.rendra):
        with pytest.raises(NotAllowed):
            signing.hand_over_link(party_id=party(row, "Kiai Hasan").pk, by=stranger, at=NOW)


def test_a_scan_counts_once_a_second_officer_has_compared_it(cast):
    row = opened(cast)
    target = party(row, "Kiai Hasan").pk
    scan = signing.upload_scan(party_id=target, seen=mark(row), photo=PHOTO, by=cast.budi, at=NOW)
    row.refresh_from_db()
    assert row.state == S.OPEN
    with pytest.raises(Conflict):
        signing.upload_scan(party_id=target, seen=mark(row), photo=PHOTO, by=cast.budi, at=NOW)
    with pytest.raises(NotAllowed):
        signing.judge_scan(signing_id=scan.pk, accepted=True, note="", by=cast.budi, at=NOW)
    signing.judge_scan(signing_id=scan.pk, accepted=True, note="", by=cast.ani, at=NOW)
    row.refresh_from_db()
    assert row.state == S.PARTLY_SIGNED
    with pytest.raises(Conflict):
        signing.judge_scan(signing_id=scan.pk, accepted=True, note="", by=cast.citra, at=NOW)


def test_a_refused_scan_says_why_and_leaves_room_for_a_better_one(cast):
    row = opened(cast)
    target = party(row, "Kiai Hasan").pk
    scan = signing.upload_scan(party_id=target, seen=mark(row), photo=PHOTO, by=cast.budi, at=NOW)
    with pytest.raises(Problem):
        signing.judge_scan(signing_id=scan.pk, accepted=False, note=" ", by=cast.ani, at=NOW)
    signing.judge_scan(signing_id=scan.pk, accepted=False, note="Tidak terbaca", by=cast.ani, at=NOW)
    better = signing.upload_scan(party_id=target, seen=mark(row), photo=PHOTO, by=cast.budi, at=NOW)
    assert better.pk != scan.pk
    row.refresh_from_db()
    assert row.state == S.OPEN


def test_a_party_is_an_office_or_somebody_named(cast):
    faulty = [
        NewParty(PartyKind.AGENCY),
        NewParty(PartyKind.FORKOPIMDA, uuid4()),
        NewParty(PartyKind.CIVIC_ORGANISATION, None, "Ormas"),
        NewParty(PartyKind.FIGURE),
        NewParty(PartyKind.FIGURE, None, "  ", "  "),
    ]
    row = drafted(cast)
    for nobody in faulty:
        with pytest.raises(Problem) as refused:
            drafting.add_party(commitment_id=row.pk, party=nobody, by=cast.budi, at=NOW)
        assert refused.value.fields
    with pytest.raises(Conflict):
        twice = NewParty(PartyKind.AGENCY, party(row, "Camat Geger").office_id)
        drafting.add_party(commitment_id=row.pk, party=twice, by=cast.budi, at=NOW)
    assert row.parties.count() == 4


def test_a_party_added_late_makes_a_full_list_partial_again(cast):
    row = opened(cast, parties=(NewParty(PartyKind.FIGURE, None, "", "Kiai Hasan"),))
    by_link(row, "Kiai Hasan", cast)
    row.refresh_from_db()
    assert row.state == S.FULLY_SIGNED
    late = NewParty(PartyKind.FIGURE, None, "", "Nyai Halimah")
    drafting.add_party(commitment_id=row.pk, party=late, by=cast.budi, at=NOW)
    row.refresh_from_db()
    assert row.state == S.PARTLY_SIGNED


def test_a_party_leaves_a_draft_and_nothing_later(cast):
    row = drafted(cast)
    drafting.remove_party(party_id=party(row, "Kiai Hasan").pk, by=cast.budi, at=NOW)
    assert row.parties.count() == 3
    drafting.open_for_signature(commitment_id=row.pk, by=cast.citra, at=NOW)
    with pytest.raises(Conflict):
        drafting.remove_party(party_id=party(row, "Siti Aminah").pk, by=cast.budi, at=NOW)


def test_what_is_incomplete_is_said_field_by_field_and_nothing_is_kept(cast):
    with pytest.raises(Problem) as refused:
        drafted(cast, title=" ", articles=(), closes_at=NOW, valid_until=(NOW - timedelta(days=2)).date())
    assert set(refused.value.fields) == {"title", "articles", "closes_at", "valid_until"}
    assert not Commitment.objects.exists()


def test_a_commitment_without_parties_is_not_opened_and_nobody_else_opens_it(cast):
    row = drafted(cast, parties=())
    with pytest.raises(Problem):
        drafting.open_for_signature(commitment_id=row.pk, by=cast.citra, at=NOW)
    with pytest.raises(NotAllowed):
        drafting.open_for_signature(commitment_id=drafted(cast).pk, by=cast.budi, at=NOW)


def test_after_the_last_day_nobody_signs(cast):
    row = opened(cast, closes_at=NOW + timedelta(days=1))
    with pytest.raises(Conflict) as late:
        signed_by_office(row, "Camat Geger", cast.dewi, at=NOW + timedelta(days=2))
    assert late.value.code == "commitment.closed_day"


def test_in_force_with_a_gap_needs_a_reason_and_nothing_unsigned_comes_into_force(cast):
    row = opened(cast)
    with pytest.raises(ForbiddenMove):
        standing.put_in_force(commitment_id=row.pk, reason="Mendesak", by=cast.citra, at=NOW)
    signed_by_office(row, "Camat Geger", cast.dewi)
    with pytest.raises(Problem):
        standing.put_in_force(commitment_id=row.pk, by=cast.citra, at=NOW)
    row = standing.put_in_force(commitment_id=row.pk, reason="Ormas belum hadir", by=cast.citra, at=NOW)
    assert (row.state, row.partial_reason) == (S.IN_FORCE, "Ormas belum hadir")
    with pytest.raises(Conflict):
        signed_by_office(row, "Bupati Bangkalan", cast.rendra)


def test_what_was_promised_until_a_day_ends_after_it_once(cast):
    row = opened(cast)
    signed_by_office(row, "Camat Geger", cast.dewi)
    row = standing.put_in_force(commitment_id=row.pk, reason="Sebagian", by=cast.citra, at=NOW)
    assert standing.expire_all(by=cast.citra, at=NOW, today=row.valid_until) == 0
    after = row.valid_until + timedelta(days=1)
    assert standing.expire_all(by=cast.citra, at=NOW, today=after) == 1
    assert standing.expire_all(by=cast.citra, at=NOW, today=after) == 0
    row.refresh_from_db()
    assert row.state == S.EXPIRED


def test_signatures_and_texts_are_never_changed_or_removed(cast):
    row = opened(cast)
    signed_by_office(row, "Camat Geger", cast.dewi)
    for spoil in (
        lambda: Signing.objects.update(typed_name="x"),
        lambda: Signing.objects.all().delete(),
        lambda: row.versions.update(preamble="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()


def test_a_signature_whose_event_fails_is_not_kept(cast, monkeypatch):
    row = opened(cast)

    def broken(*_args, **_more):
        raise RuntimeError("no event")

    monkeypatch.setattr(signing, "record", broken)
    with pytest.raises(RuntimeError):
        signed_by_office(row, "Camat Geger", cast.dewi)
    assert not Signing.objects.exists()
    row.refresh_from_db()
    assert row.state == S.OPEN


def test_strokes_are_kept_as_numbers(cast):
    row = opened(cast)
    signed_by_office(row, "Camat Geger", cast.dewi)
    assert Signing.objects.get().strokes == STROKES
