"""Long arithmetic runs in a child that ends with its time, with its worker, and with its errors told."""

import datetime
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from django.utils import timezone

from kondusif.detection import rules, tasks
from kondusif.detection.actions import campaigns_like
from kondusif.detection.bridge import ScanRefused, Unfinished, alarm_level, apart, run_apart, simulate_campaigns
from kondusif.detection.bridge.campaigns import LEAST_CAMPAIGNS
from kondusif.detection.kept import Counted, Place
from kondusif.detection.models import Calibration
from kondusif.detection.queries import latest_calibration
from kondusif.detection.states import WATCHES, Kind, Source
from kondusif.people.tests.factories import NOW
from kondusif.regions.models import Tenant


@pytest.fixture(scope="module")
def counted() -> Counted:
    random = np.random.default_rng(1)
    places = tuple(Place(f"35.26.01.{2000 + n}", 112.7 + 0.02 * n, -7.0) for n in range(12))
    cells = {(0, int(random.integers(12)), int(random.integers(60))): 1 for _ in range(200)}
    return Counted(
        datetime.date(2024, 1, 1), 60, ("all",), places, tuple((*key, n) for key, n in sorted(cells.items()))
    )


def test_a_child_gives_what_the_worker_itself_would_have_made(counted, capfd):
    how = campaigns_like(3, days=4)
    made = run_apart("simulate_campaigns", counted, how, 5, 600.0, seconds=300)
    assert capfd.readouterr().err == "", "it ends without a complaint in the worker's log"
    assert made.how == how
    assert made.packed() == alarm_level(counted, how, 5).packed()


def test_a_child_that_takes_too_long_is_ended(counted):
    with pytest.raises(Unfinished):
        run_apart("simulate_campaigns", counted, campaigns_like(5000), 5, 1e9, seconds=0.5)


def test_an_error_in_the_child_reaches_whoever_asked(counted):
    wrong = Counted(counted.first_on, 60, ("all",), (Place("a", 900.0, 0.0), *counted.places[1:]), counted.cells)
    with pytest.raises(ScanRefused):
        run_apart("simulate_campaigns", wrong, campaigns_like(3, days=4), 5, 600.0, seconds=300)


def test_an_offices_child_steps_back_behind_everything_else(rank, monkeypatch):
    noted = []
    monkeypatch.setattr(apart.os, "nice", noted.append)
    monkeypatch.setattr(apart.Path, "write_text", lambda path, text: noted.append((str(path), text)))
    apart._step_back(0)
    assert noted == []
    apart._step_back(rank)
    assert noted == [15, ("/proc/self/autogroup", "19")]


def test_the_child_ends_with_the_process_that_started_it(counted, tmp_path):
    program = (
        "import sys; sys.path[:] = {path!r}\n"
        "from kondusif.detection.bridge import apart\n"
        "apart.NICENESS = 0\n"
        "apart.subprocess.Popen = (lambda real: lambda *a, **k: (p := real(*a, **k), "
        "open({note!r}, 'w').write(str(p.pid)), p)[2])(apart.subprocess.Popen)\n"
        "import pickle\n"
        "apart.run_apart('simulate_campaigns', *pickle.load(open({given!r}, 'rb')), seconds=600)"
    )
    import pickle

    note, given = tmp_path / "pid", tmp_path / "given"
    given.write_bytes(pickle.dumps((counted, campaigns_like(5000), 5, 1e9)))
    told = program.format(path=sys.path, note=str(note), given=str(given))
    worker = subprocess.Popen([sys.executable, "-c", told])
    child = int(_soon(lambda: note.exists() and note.read_text()))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert _soon(lambda: not _lives(child))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def _soon(what):
    """Ask until it holds; a busy machine takes its time."""
    ended = time.monotonic() + 120
    while time.monotonic() < ended:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came to pass")


def test_where_time_is_short_fewer_campaigns_and_looks_are_simulated(counted):
    ticks = iter(range(0, 10**6, 10))  # every trial seems to take ten seconds
    made = simulate_campaigns(counted, campaigns_like(60, days=10), 5, 1000.0, clock=lambda: next(ticks))
    assert (made.how.campaigns, made.how.looks) == (40, 24)
    ticks = iter(range(0, 10**6, 10))
    made = simulate_campaigns(counted, campaigns_like(60, days=10), 5, 1.0, clock=lambda: next(ticks))
    assert (made.how.campaigns, made.how.looks) == (LEAST_CAMPAIGNS, 1)
    assert made.packed() == alarm_level(counted, made.how, 5).packed()


@pytest.mark.django_db
def test_tenants_are_simulated_in_turn_and_a_broken_one_holds_nobody_up(cast, monkeypatch):
    province = {"slug": "province", "name": "Province", "timezone": "Asia/Jakarta", "created_at": NOW}
    Tenant.objects.get_or_create(region_id="35", defaults=province)
    asked, ordered = [], []

    def calibrate(code, at, *, kind, source):
        asked.append((code, kind, source))
        if len(asked) == 1:
            raise Unfinished("its process died")

    monkeypatch.setattr(tasks, "machine_is_busy", lambda: False)
    monkeypatch.setattr(tasks, "calibrate", calibrate)
    monkeypatch.setattr(tasks, "enqueue", lambda task, once, **told: ordered.append((task, once, told)))
    tasks.calibrate_every_tenant(int(NOW.timestamp()))
    while ordered:
        task, once, told = ordered.pop()
        assert (task, once) == (tasks.calibrate_in_turn, "calibrate in turn")
        task(**told)
    # Every tenant's reports, the province last; then everybody's incidents, then everybody's silences and series.
    assert asked == [(code, kind, source) for kind, source in WATCHES for code in tasks._tenants()]
    assert tasks._tenants()[-1] == "35" and len(asked) == 4 * len(tasks._tenants())


NOTHING_FOUND = {"engine_version": "x", "parameters": {}, "seed": 1, "input_hash": "x", "maxima": b"", "level": 1.0, "allowed": 1.0, "standard_error": 0.1}  # fmt: skip


def _calibrated(at, *, but=None):
    for code in tasks._tenants():
        for kind, source in WATCHES:
            if (kind, source) != but:
                Calibration.objects.create(region_id=code, at=at, kind=kind, source=source, **NOTHING_FOUND)


@pytest.mark.django_db
def test_a_turn_taken_up_again_leaves_out_who_was_done(cast, monkeypatch):
    _calibrated(NOW)
    monkeypatch.setattr(tasks, "machine_is_busy", lambda: False)
    monkeypatch.setattr(tasks, "calibrate", lambda code, at, **which: pytest.fail(f"{code} was simulated twice"))
    tasks.calibrate_in_turn(since=int(NOW.timestamp()))


@pytest.mark.django_db
def test_simulations_wait_half_a_day_for_a_busy_machine_but_the_first_a_quarter_of_an_hour(cast, monkeypatch):
    assert rules.FIRST_STAND_ASIDE_TIMES * rules.STAND_ASIDE_MINUTES == 15
    assert rules.STAND_ASIDE_TIMES * rules.STAND_ASIDE_MINUTES == 12 * 60
    monkeypatch.setattr(rules, "STAND_ASIDE_TIMES", 9)
    _calibrated(NOW - datetime.timedelta(days=1), but=WATCHES[1])
    done, waits = _on_a_busy_machine(monkeypatch)
    tenants = tasks._tenants()
    # What has no number at all comes first and shares one quarter of an hour; each of the others can wait half a day.
    firsts = [(code, *WATCHES[1]) for code in tenants]
    assert done[: len(firsts)] == firsts
    assert len(done) == len(WATCHES) * len(tenants) == len(set(done))
    assert waits[: len(firsts)] == [rules.FIRST_STAND_ASIDE_TIMES] + [0] * (len(firsts) - 1)
    later = waits[len(firsts) :]
    assert sum(later[:1]) == rules.STAND_ASIDE_TIMES - rules.FIRST_STAND_ASIDE_TIMES
    assert set(later[1:]) == {rules.STAND_ASIDE_TIMES}


def _on_a_busy_machine(monkeypatch):
    """What was simulated, and how often each stood aside before."""
    ordered, done, waits = [], [], [0]
    monkeypatch.setattr(tasks, "machine_is_busy", lambda: True)
    monkeypatch.setattr(tasks, "calibrate", lambda code, at, *, kind, source: done.append((code, kind, source)))
    monkeypatch.setattr(tasks, "enqueue", lambda task, once, **told: ordered.append(told))
    told = {"since": int(NOW.timestamp())}
    while told is not None:
        before, so_far = timezone.now(), len(done)
        tasks.calibrate_in_turn(**told)
        told = ordered.pop() if ordered else None
        at = told.pop("at", None) if told else None
        if len(done) > so_far:
            assert at is None
            waits.append(0)
        elif told:
            assert at > before
            waits[-1] += 1
    return done, waits[:-1]


@pytest.mark.django_db
def test_what_the_page_says_of_reports_is_not_read_off_the_campaigns_of_silences(cast):
    for minutes, (kind, source) in enumerate([(Kind.STP, Source.REPORTS), *WATCHES]):
        at = NOW + datetime.timedelta(minutes=minutes)
        Calibration.objects.create(region_id="35.26", at=at, kind=kind, source=source, **NOTHING_FOUND)
    last = latest_calibration(cast.ani, "35.26")
    assert (last.kind, last.source) == (Kind.STP, Source.REPORTS)
    assert latest_calibration(cast.eko, "35.26") is None
