"""Directives of the demonstration's last days: given, opened, helped with, handed in, late, and raised to a superior."""

from datetime import datetime, timedelta

from kondusif.coordination import actions
from kondusif.coordination.actions import NewTask
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.rehearsal.stage import Stage
from kondusif.rehearsal.story import Story

HOUR = timedelta(hours=1)
# What is to be done, how, until when (a day of the vote, or hours from now), and how far the office has come.
_DIRECTIVES = (
    ("Periksa jalur distribusi logistik ke TPS terjauh", "Bersama PPK, Polsek dan Koramil; catat ruas yang rusak.",
     "H-3", "working"),
    ("Pastikan pakta integritas kepala desa ditandatangani", "Serahkan salinan ke Bakesbangpol.", "H-7", "verified"),
    ("Rapat tiga pilar kecamatan", "Bahas titik rawan dan jadwal piket hingga H+1.", -6, "opened"),
    ("Lapor kesiapan gedung PPK", "Listrik, atap, dan penjagaan malam.", 20, "untouched"),
)  # fmt: skip


def play(stage: Stage, story: Story, at: datetime) -> None:
    """This function will let the head give the subdistricts their directives and each go its way until *at*."""
    camats = [camat for _code, camat in sorted(stage.camats.items())]
    for n, (title, text, due, way) in enumerate(_DIRECTIVES[: len(camats)]):
        given = at - 60 * HOUR
        timed = {"due_rule": due} if isinstance(due, str) else {"due_at": at + due * HOUR}
        new = NewTask(
            title, text, camats[n].grants[0].office_id, synthetic=True,
            supporter_ids=(stage.operator.grants[0].office_id,), **timed,
        )  # fmt: skip
        task = actions.give_task(task=new, by=stage.head, at=given)
        _go(way, task.pk, camats[n], stage, given)
    actions.remind_unaccepted(by=SYSTEM, at=at - HOUR)


def _go(way: str, task_id, camat: Viewer, stage: Stage, given: datetime) -> None:
    if way == "untouched":
        return
    actions.read_task(task_id=task_id, by=camat, at=given + 2 * HOUR)
    if way == "opened":
        return
    actions.accept_task(task_id=task_id, by=camat, at=given + 3 * HOUR)
    actions.add_progress(task_id=task_id, note="Sudah berjalan di separuh desa.", by=camat, at=given + 20 * HOUR)
    if way == "verified":
        actions.complete_task(task_id=task_id, note="Semua desa selesai.", by=camat, at=given + 30 * HOUR)
        actions.verify_task(task_id=task_id, outcome="Semua desa sudah selesai.", by=stage.head, at=given + 40 * HOUR)
