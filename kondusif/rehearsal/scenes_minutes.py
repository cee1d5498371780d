"""The rakor's minutes: written by two, approved by the chair, its directives on their way; one directive spoken."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from kondusif.coordination import actions as coordination
from kondusif.coordination.models import Task
from kondusif.meetings.actions import approval, decisions, oral
from kondusif.meetings.actions import minutes as writing
from kondusif.meetings.actions.decisions import NewDirective
from kondusif.meetings.actions.minutes import Typed
from kondusif.meetings.actions.paper import issue_paper
from kondusif.meetings.models import Meeting, Passage
from kondusif.meetings.sections import Section
from kondusif.people.viewers import Viewer
from kondusif.rehearsal.stage import Stage

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
MOST_CAMATS = 20
_NAMESPACE = UUID("5a1df9a2-1c55-4a0e-8b5e-7a1d0c2f9e11")
_TOPICS = (
    "Situasi umum kondusif. Dua kecamatan melaporkan penyebaran kabar bohong; sudah dilacak bersama Kominfo.",
    "Kotak suara dan surat suara tiba di gudang. Pengiriman ke PPK dimulai H-4, dikawal Polres.",
    "Camat dan kepala desa diminta tidak meninggalkan wilayah sejak H-4.",
    "Target partisipasi disampaikan; camat mengajak warga datang ke TPS.",
)
_CONCLUSIONS = (
    "Piket gabungan tiga pilar di tiap kecamatan mulai H-7.",
    "Jadwal pengiriman dibagikan kepada semua camat; keterlambatan dilaporkan dalam dua jam.",
    "Izin bepergian hanya dari Sekretaris Daerah.",
    "Ajakan disampaikan lewat pengeras suara masjid, gereja, dan balai desa.",
)


def play(stage: Stage, rakor: Meeting, at: datetime) -> None:
    """This function will play the minutes of *rakor* and what became of its directives up to *at*."""
    _write(stage, rakor)
    _note(stage, rakor)
    finished = rakor.ends_at + 5 * MINUTE
    writing.finish_meeting(meeting_id=rakor.pk, by=stage.head, at=finished)
    approved = finished + 20 * HOUR
    approval.approve_minutes(
        meeting_id=rakor.pk, seen=approval.content_of(rakor), official_record=True, by=stage.regional_head, at=approved
    )
    issue_paper(meeting_id=rakor.pk, official_record=True, at=approved + MINUTE)
    _work(stage, rakor, approved)
    _speak(stage, at - 30 * HOUR)


def _write(stage: Stage, rakor: Meeting) -> None:
    """Two write at once: the head the topics, the analyst the conclusions and what the police said."""
    writing.open_minutes(meeting_id=rakor.pk, by=stage.head, at=rakor.starts_at + 5 * MINUTE)
    for n, item in enumerate(rakor.agenda.all()[: len(_TOPICS)]):
        at = rakor.starts_at + (10 + 25 * n) * MINUTE
        writing.start_item(meeting_id=rakor.pk, item_id=item.pk, by=stage.head, at=at)
        texts = {p.section: p for p in item.passages.all()}
        _type(texts[Section.TOPICS], _TOPICS[n], stage.head, at + MINUTE)
        _type(texts[Section.CONCLUSIONS], _CONCLUSIONS[n], stage.analyst, at + 2 * MINUTE)
    first = rakor.agenda.first()
    said = writing.add_response(
        item_id=first.pk, office_id=stage.police.grants[0].office_id, by=stage.analyst, at=rakor.starts_at + 15 * MINUTE
    )
    _type(
        said,
        "Personel siap; pola pengamanan menurut tingkat kerawanan TPS.",
        stage.analyst,
        rakor.starts_at + 16 * MINUTE,
    )


def _type(passage: Passage, text: str, by: Viewer, at: datetime) -> None:
    op_id = uuid5(_NAMESPACE, f"{passage.pk}:{by.person_id}")
    client_id = uuid5(_NAMESPACE, f"{passage.meeting_id}:{by.person_id}")
    writing.write_passage(typed=Typed(passage.pk, op_id, client_id, 0, text), by=by, at=at)


def _note(stage: Stage, rakor: Meeting) -> None:
    camats = tuple(c.grants[0].office_id for _code, c in sorted(stage.camats.items())[:MOST_CAMATS])
    items, at = list(rakor.agenda.all()), rakor.ends_at - 15 * MINUTE
    decisions.add_decision(
        meeting_id=rakor.pk,
        text="Posko gabungan dibuka 24 jam mulai H-7.",
        item_id=items[0].pk,
        by=stage.analyst,
        at=at,
    )
    for new in (
        NewDirective("Tetap berada di wilayah dan laporkan keberadaan setiap hari", camats, at + 6 * DAY,
                     item_id=items[2].pk, day_off_meant=True),
        NewDirective("Cek rute dan gudang kecamatan sebelum logistik dikirim", camats[:6], at + 4 * DAY,
                     item_id=items[1].pk, day_off_meant=True),
        NewDirective("Susun jadwal piket gabungan", (stage.police.grants[0].office_id,), at + 9 * DAY,
                     item_id=items[0].pk, day_off_meant=True),
    ):  # fmt: skip
        decisions.add_directive(meeting_id=rakor.pk, new=new, by=stage.analyst, at=at)
    decisions.raise_issue(
        meeting_id=rakor.pk, title="Kabar bohong menjelang pemungutan suara", item_id=items[0].pk,
        text="Menyebar lewat grup pesan di dua kecamatan.", by=stage.analyst, at=at,
    )  # fmt: skip


def _work(stage: Stage, rakor: Meeting, approved: datetime) -> None:
    """Most camats take their tasks on, some are done, a few verified; the rest is open or late."""
    by_office = {c.grants[0].office_id: c for c in stage.camats.values()}
    tasks = Task.objects.filter(source_type="meeting", source_id=rakor.pk, owner_id__in=by_office).order_by("number")
    for n, task in enumerate(tasks):
        camat, at = by_office[task.owner_id], approved + (2 + n) * HOUR
        if n % 4 == 3:
            continue
        coordination.accept_task(task_id=task.pk, by=camat, at=at)
        if n % 3 == 0:
            coordination.complete_task(
                task_id=task.pk, note="Sudah dilaksanakan (contoh).", by=camat, at=at + 30 * HOUR
            )
        if n % 6 == 0:
            coordination.verify_task(
                task_id=task.pk, outcome="Arahan sudah dilaksanakan.", by=stage.head, at=at + 40 * HOUR
            )


def _speak(stage: Stage, at: datetime) -> None:
    camat = next(iter(sorted(stage.camats.items())))[1]
    new = NewDirective(
        "Dampingi pengecekan gudang logistik besok pagi", (camat.grants[0].office_id,), at + 2 * DAY,
        text="Disampaikan lewat telepon; dokumentasikan dengan foto.", day_off_meant=True,
    )  # fmt: skip
    oral.give_oral_directive(new=new, by=stage.head, at=at, synthetic=True)
