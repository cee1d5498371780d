"""The doctor names what is wrong and the remedy, and is never at a loss for words itself."""

import os
from collections import namedtuple

import pytest
from django.core.management import call_command
from django.db import connection

from kondusif.core.jobs import enqueue
from kondusif.site import checkup

pytestmark = pytest.mark.django_db


def wrong(*looks: checkup.Look) -> dict[str, str]:
    """This function will return what *looks* find wrong, with its remedy."""
    return {f.what: f.remedy for f in checkup.look_at(looks) if f.level == "wrong"}


def test_the_lax_database_of_the_suite_is_found_with_its_remedy():
    remedies = checkup.look_at((checkup.durability,))
    assert sum("ALTER SYSTEM SET" in finding.remedy for finding in remedies) == 3


def test_tables_up_to_date_and_a_guarded_audit_trail_are_well():
    assert wrong(checkup.migrations, checkup.history) == {}


def test_missing_villages_are_counted():
    assert list(wrong(checkup.regions).values()) == ["bin/kondusif load-regions"]


def test_without_a_worker_the_command_is_named_and_with_one_it_is_well():
    assert "tidak ada pekerja / no worker" in wrong(checkup.worker)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert wrong(checkup.worker) == {}


def test_a_task_that_failed_for_good_is_named_and_can_be_tried_again(capsys):
    number = enqueue("site.forget_finished_jobs", timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [number])
    (remedy,) = [text for what, text in wrong(checkup.worker).items() if "site.forget_finished_jobs" in what]
    assert remedy.endswith("retry-failed site.forget_finished_jobs")
    call_command("retry_failed", "site.forget_finished_jobs")
    assert "1 tugas" in capsys.readouterr().out
    assert not [what for what in wrong(checkup.worker) if "gagal" in what]


def test_secrets_that_others_can_read_are_named_one_by_one(settings, tmp_path):
    settings.SECRETS_DIR = tmp_path
    os.chmod(tmp_path, 0o700)
    for name, mode in (("loose", 0o644), ("tight", 0o600)):
        (tmp_path / name).touch()
        os.chmod(tmp_path / name, mode)
    assert list(wrong(checkup.secrets).values()) == [f"chmod 0600 {tmp_path / 'loose'}"]


@pytest.mark.parametrize(("free", "level"), [(10**8, "wrong"), (3 * 10**9, "note"), (10**11, "ok")])
def test_little_room_is_told_in_time(monkeypatch, free, level):
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda path: namedtuple("Usage", "free")(free))
    assert [finding.level for finding in checkup.disk()] == [level]


def test_a_look_that_fails_is_a_finding_and_the_others_go_on():
    def broken():
        raise RuntimeError('relation "core_pending" does not exist\nLINE 1')
        yield

    findings = list(checkup.look_at((broken, checkup.history)))
    assert [finding.level for finding in findings] == ["wrong", "ok"]
    assert "LINE" not in findings[0].what
    assert "bin/run" in findings[0].remedy


def test_an_installation_that_never_ran_is_told_to_run(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "belum ada basis data" in said
