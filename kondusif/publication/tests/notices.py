"""Notices for tests: written by Budi, released by Citra."""

from kondusif.people.tests.factories import NOW
from kondusif.publication import notice_actions as actions
from kondusif.publication.models import PublicNotice
from kondusif.publication.notice_rules import NoticeContent, Source, content_hash
from kondusif.publication.states import NoticeKind, Verdict

WORDS = NoticeContent("Jalan ke Geger ditutup", "Lewat Arosbaya sampai pukul 18.00.")
CHECK = NoticeContent(
    "Kotak suara ditukar di Geger", "Jangan diteruskan.", "Kotak suara ditukar tadi malam.",
    "Segel semua kotak diperiksa bersama saksi dan lengkap.", Verdict.FALSE,
    (Source("KPU Bangkalan", "https://kpu.example/rilis"), Source("Bawaslu Bangkalan")),
)  # fmt: skip


def drafted(folk, content=WORDS, region_code="35.26", at=NOW, **more) -> PublicNotice:
    kind = NoticeKind.CLARIFICATION if content.verdict else NoticeKind.ANNOUNCEMENT
    return actions.draft_notice(kind=kind, content=content, region_code=region_code, by=folk.budi, at=at, **more)


def seen(notice: PublicNotice) -> bytes:
    draft = PublicNotice.objects.get(pk=notice.pk).draft
    return content_hash(NoticeKind(notice.kind), draft.content(), draft.reason)


def told(folk, content=WORDS, region_code="35.26", at=NOW, **more) -> PublicNotice:
    notice = drafted(folk, content, region_code, at, **more)
    return actions.release_notice(notice_id=notice.pk, seen=seen(notice), by=folk.citra, at=at)
