"""What failed in the suite is tried again only if it is little, and only under its own name."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def again(monkeypatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("again", ROOT / "bin/again.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "again", module)
    spec.loader.exec_module(module)
    return module


def kept(folder: Path, *names: str) -> Path:
    path = folder / "lastfailed"
    path.write_text(json.dumps(dict.fromkeys(names, True)))
    return path


def test_a_name_is_read_without_the_group_it_ran_in(again, tmp_path):
    path = kept(tmp_path, "a.py::test_b[ani-/mulai/-360]@walk", "a.py::test_c[kaban@kota]", "a.py::test_d@live")
    assert again.failed(path) == ["a.py::test_b[ani-/mulai/-360]", "a.py::test_c[kaban@kota]", "a.py::test_d"]
    assert again.failed(tmp_path / "none") == []


@pytest.mark.parametrize("names", [(), ("a", "b", "c")])
def test_nothing_and_much_are_not_tried_again(again, monkeypatch, tmp_path, names):
    monkeypatch.setattr(again, "FAILED", kept(tmp_path, *names))
    monkeypatch.setattr(again, "run", lambda *_: pytest.fail("was run"))
    assert again.main() == 1


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([0], 1),  # not a browser's
        ([5, 0, 0, 0], 0),
        ([5, 0, 0, 1], 1),
        ([5, 1], 1),
        ([4], 1),  # no such test
    ],
)
def test_only_what_passes_each_time_is_called_a_lost_race(again, monkeypatch, answers, code):
    asked = iter(answers)
    monkeypatch.setattr(again, "failed", lambda _: ["a.py::test_b"])
    monkeypatch.setattr(again, "run", lambda *_: next(asked))
    assert again.main() == code
    assert list(asked) == []
