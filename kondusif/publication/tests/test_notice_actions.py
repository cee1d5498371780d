"""A notice is written by one and released by another; what was told is never changed, only followed by a version."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.people.tests.factories import NEW_YEAR, NOW
from kondusif.publication import notice_actions as actions
from kondusif.publication.models import NoticeDraft, NoticeVersion, PublicNotice
from kondusif.publication.notice_rules import NoticeContent
from kondusif.publication.states import NoticeKind, NoticeState
from kondusif.publication.tests.notices import CHECK, WORDS, drafted, seen, told

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def events() -> list[str]:
    return list(Event.objects.filter(name__startswith="public_notice.").order_by("id").values_list("name", flat=True))


def test_a_check_is_written_by_one_and_released_by_another_under_the_next_number(cast):
    first, second = told(cast, CHECK), told(cast)
    assert [first.number, second.number] == ["PU/35.26/2026/0001", "PU/35.26/2026/0002"]
    assert first.newest.headline == "[SALAH] Kotak suara ditukar di Geger"
    assert (first.newest.drafted_title, first.newest.released_title) == (
        "Operator Posko Bangkalan",
        "Kepala Bakesbangpol Bangkalan",
    )
    assert not NoticeDraft.objects.exists()
    assert events() == ["public_notice.drafted", "public_notice.released"] * 2


def test_whoever_wrote_the_words_never_releases_them_also_after_an_edit(cast):
    notice = actions.draft_notice(
        kind=NoticeKind.ANNOUNCEMENT, content=WORDS, region_code="35.26", by=cast.citra, at=NOW
    )
    with pytest.raises(NotAllowed) as refusal:
        actions.release_notice(notice_id=notice.pk, seen=seen(notice), by=cast.citra, at=NOW)
    assert refusal.value.code == "public_notice.own_draft"
    other = drafted(cast)
    actions.edit_notice(notice_id=other.pk, content=replace(WORDS, body="Lewat Socah."), by=cast.citra, at=NOW)
    with pytest.raises(NotAllowed):
        actions.release_notice(notice_id=other.pk, seen=seen(other), by=cast.citra, at=NOW)
    released = actions.release_notice(notice_id=other.pk, seen=seen(other), by=cast.rendra, at=NOW)
    assert released.newest.body == "Lewat Socah."


def test_whoever_wrote_any_version_does_not_release_though_another_changed_a_word_after(cast):
    notice = drafted(cast)
    for who in (cast.citra, cast.budi):
        actions.edit_notice(notice_id=notice.pk, content=replace(WORDS, body=f"Kata {who.name}."), by=who, at=NOW)
    with pytest.raises(NotAllowed):
        actions.release_notice(notice_id=notice.pk, seen=seen(notice), by=cast.citra, at=NOW)
    released = actions.release_notice(notice_id=notice.pk, seen=seen(notice), by=cast.rendra, at=NOW).newest
    assert released.authors == [cast.budi.person_id, cast.citra.person_id]
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeVersion.objects.create(
            notice=notice, n=2, change="correction", headline="x", title="x", drafted_by_id=cast.budi.person_id,
            authors=[cast.budi.person_id, cast.citra.person_id], drafted_title="", drafted_at=NOW,
            released_by_id=cast.citra.person_id, released_title="", released_at=NOW, content_hash=b"",
        )  # fmt: skip


def test_a_correction_is_written_by_its_own_authors(cast):
    notice = told(cast)
    actions.edit_notice(
        notice_id=notice.pk, content=replace(WORDS, body="Lewat Socah."), by=cast.citra, at=NOW, reason="Salah"
    )
    corrected = actions.release_notice(notice_id=notice.pk, seen=seen(notice), by=cast.rendra, at=NOW)
    assert corrected.newest.authors == [cast.citra.person_id]


def test_the_database_itself_refuses_a_release_by_the_writer(cast):
    version = told(cast).newest
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeVersion.objects.create(
            notice=version.notice, n=2, change="correction", headline="x", title="x", drafted_by_id=cast.budi.person_id,
            drafted_title="", drafted_at=NOW, released_by_id=cast.budi.person_id, released_title="", released_at=NOW,
            content_hash=b"",
        )  # fmt: skip


def test_a_text_changed_while_it_was_read_is_not_released(cast):
    notice = drafted(cast)
    read = seen(notice)
    actions.edit_notice(notice_id=notice.pk, content=replace(WORDS, body="Lewat Socah."), by=cast.budi, at=NOW)
    with pytest.raises(Conflict) as refusal:
        actions.release_notice(notice_id=notice.pk, seen=read, by=cast.citra, at=NOW)
    assert refusal.value.code == "public_notice.changed"
    assert PublicNotice.objects.get().state == NoticeState.DRAFT


@pytest.mark.parametrize("who", ["dewi", "ani", "budi", "eko"])
def test_only_heads_of_the_region_release(cast, who):
    notice = drafted(cast)
    with pytest.raises(NotAllowed):
        actions.release_notice(notice_id=notice.pk, seen=seen(notice), by=getattr(cast, who), at=NOW)


def test_notices_are_written_only_for_the_offices_own_area(cast):
    for who, code in (("eko", "35.26"), ("dewi", "35.26"), ("dewi", "35.26.01"), ("rendra", "35.26")):
        with pytest.raises(NotAllowed):
            actions.draft_notice(
                kind=NoticeKind.ANNOUNCEMENT, content=WORDS, region_code=code, by=getattr(cast, who), at=NOW
            )
    own = actions.draft_notice(
        kind=NoticeKind.ANNOUNCEMENT, content=WORDS, region_code="35.26.06", by=cast.dewi, at=NOW
    )
    assert own.draft.drafted_title == "Camat Geger"


def test_an_incomplete_check_names_each_field(cast):
    with pytest.raises(Problem) as refusal:
        drafted(cast, NoticeContent("Pendek", verdict=CHECK.verdict))
    assert set(refusal.value.fields) == {"title", "claim", "finding", "sources"}
    assert not PublicNotice.objects.exists()


def test_a_correction_is_a_new_version_with_its_reason_and_the_first_one_stays(cast):
    notice = told(cast, CHECK)
    better = replace(CHECK, finding="Segel 1.204 kotak diperiksa dan lengkap.")
    with pytest.raises(Problem):
        actions.edit_notice(notice_id=notice.pk, content=better, by=cast.budi, at=LATER)
    actions.edit_notice(notice_id=notice.pk, content=better, reason="Jumlah kotak.", by=cast.budi, at=LATER)
    assert PublicNotice.objects.get().newest.n == 1
    actions.release_notice(notice_id=notice.pk, seen=seen(notice), by=cast.citra, at=LATER)
    notice = PublicNotice.objects.get()
    assert [(v.n, v.change, v.reason) for v in notice.versions.all()] == [
        (1, "first", ""), (2, "correction", "Jumlah kotak."),
    ]  # fmt: skip
    assert (notice.number, notice.newest.n, notice.told_at) == ("PU/35.26/2026/0001", 2, LATER)
    assert events()[-2:] == ["public_notice.edited", "public_notice.corrected"]


def test_the_year_of_a_number_is_that_of_the_regions_clock(cast):
    assert told(cast, at=NEW_YEAR).number == "PU/35.26/2027/0001"


def test_a_withdrawal_tells_why_and_repeats_nothing_and_ends_the_notice(cast):
    notice = told(cast, CHECK)
    with pytest.raises(NotAllowed):
        actions.withdraw_notice(notice_id=notice.pk, reason="Keliru.", by=cast.budi, at=LATER)
    with pytest.raises(Problem):
        actions.withdraw_notice(notice_id=notice.pk, reason="  ", by=cast.citra, at=LATER)
    actions.withdraw_notice(notice_id=notice.pk, reason="Sumbernya keliru.", by=cast.citra, at=LATER)
    notice = PublicNotice.objects.get()
    assert (notice.state, notice.newest.headline) == ("withdrawn", "[DITARIK] PU/35.26/2026/0001")
    assert notice.newest.claim == notice.newest.finding == ""
    for deed in (
        lambda: actions.withdraw_notice(notice_id=notice.pk, reason="Lagi.", by=cast.citra, at=LATER),
        lambda: actions.edit_notice(notice_id=notice.pk, content=CHECK, reason="x", by=cast.budi, at=LATER),
    ):
        with pytest.raises(ForbiddenMove), transaction.atomic():
            deed()


def test_a_dropped_draft_is_gone_and_a_dropped_correction_leaves_the_notice(cast):
    first, second = drafted(cast), told(cast)
    actions.edit_notice(notice_id=second.pk, content=WORDS, reason="Ejaan.", by=cast.budi, at=LATER)
    for notice in (first, second):
        actions.discard_draft(notice_id=notice.pk, reason="Tidak perlu.", by=cast.budi, at=LATER)
    assert PublicNotice.objects.get(pk=first.pk).state == NoticeState.DISCARDED
    assert PublicNotice.objects.get(pk=second.pk).state == NoticeState.RELEASED
    with pytest.raises(Conflict):
        actions.discard_draft(notice_id=second.pk, reason="Lagi.", by=cast.budi, at=LATER)


def test_what_was_told_is_never_changed_or_taken_out(cast):
    told(cast)
    for spoil in (lambda q: q.update(title="lain"), lambda q: q.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil(NoticeVersion.objects.all())


def test_nothing_is_saved_when_the_event_cannot_be(cast, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError("no event")

    notice = drafted(cast)
    monkeypatch.setattr(actions, "record", refuse)
    with pytest.raises(RuntimeError):
        actions.release_notice(notice_id=notice.pk, seen=seen(notice), by=cast.citra, at=NOW)
    assert PublicNotice.objects.get().newest is None
    assert not NoticeVersion.objects.exists()
