"""What the office of the demonstration tells the public: an announcement, and the check of a claim."""

from datetime import datetime, timedelta

from kondusif.publication import notice_actions as actions
from kondusif.publication.notice_rules import NoticeContent, Source, content_hash, tidy
from kondusif.publication.states import NoticeKind, Verdict
from kondusif.rehearsal.stage import Stage

_ANNOUNCEMENT = NoticeContent(
    "Posko pengaduan pemilihan buka dua puluh empat jam",
    "Mulai hari ini sampai sehari setelah pemungutan suara, posko menerima laporan potensi kerawanan siang dan malam.\n\n"
    "Dalam keadaan darurat telepon 110 atau 112.",
)
_CHECK = NoticeContent(
    "Jadwal pemungutan suara dimajukan sehari",
    "Jangan teruskan pesan itu. Jadwal resmi hanya diumumkan oleh KPU.",
    "Pesan berantai menyebut jadwal pemungutan suara dimajukan sehari.",
    "Jadwal pemungutan suara tidak berubah. KPU tidak menerbitkan keputusan apa pun tentang perubahan jadwal.",
    Verdict.FALSE,
    (Source("Keterangan KPU setempat (contoh)"), Source("Pemeriksaan Bakesbangpol (contoh)")),
)


def play(stage: Stage, at: datetime) -> None:
    """This function will let the operator write two notices and the head of agency release them, before *at*."""
    for kind, content, ago in (
        (NoticeKind.ANNOUNCEMENT, _ANNOUNCEMENT, timedelta(days=2)),
        (NoticeKind.CLARIFICATION, _CHECK, timedelta(hours=5)),
    ):
        notice = actions.draft_notice(
            kind=kind, content=content, region_code=stage.tenant.region_id, by=stage.operator, at=at - ago,
            synthetic=True,
        )  # fmt: skip
        seen = content_hash(kind, tidy(content))
        actions.release_notice(notice_id=notice.pk, seen=seen, by=stage.head, at=at - ago + timedelta(minutes=20))
