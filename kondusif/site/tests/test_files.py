"""Modules of pages are named by their content, wherever they are named."""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from kondusif.site.files import HashedModulesStorage

PACKAGE = settings.BASE_DIR / "kondusif"
NAMES_ANOTHER = re.compile(r"""\b(?:from|import)\s*\(?\s*["']([^"']+)["']""")


def ours() -> dict[str, Path]:
    found = [(folder, path) for folder in PACKAGE.glob("**/static") for path in folder.rglob("*.js")]
    return {str(path.relative_to(folder)): path for folder, path in found}


@pytest.fixture
def collected(tmp_path):
    """``collected(**changed)`` gives the folder and the served name of every module, some of them with other words."""

    def collect(place: str, **added: str) -> tuple[Path, dict[str, str]]:
        folder = tmp_path / place
        for name, path in ours().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name)
        for name, words in added.items():
            with (folder / "js" / f"{name}.js").open("a") as file:
                file.write(words)
        storage = HashedModulesStorage(location=folder)
        storage.keep_intermediate_files = False
        for _name, _served, outcome in storage.post_process({name: (storage, name) for name in ours()}):
            assert not isinstance(outcome, Exception), outcome
        return folder, storage.hashed_files

    return collect


def test_what_a_served_module_imports_is_named_by_its_content(collected):
    folder, served = collected("a")
    n_imports = 0
    for name in served.values():
        for other in NAMES_ANOTHER.findall((folder / name).read_text()):
            assert re.fullmatch(r"\.{1,2}/[\w/]+\.[0-9a-f]{12}\.js", other), f"{name} imports {other}"
            assert (folder / name).parent.joinpath(other).exists(), f"{name} imports {other}"
            n_imports += 1
    assert n_imports >= 25


def test_a_module_gets_a_new_name_when_what_it_imports_changes(collected):
    _folder, before = collected("a")
    _folder, after = collected("b", outbox="\n// another\n")
    changed = {name for name in before if before[name] != after[name]}
    assert {"js/outbox.js", "js/sender.js", "js/waiting.js", "reports/offline.js", "daily/field.js"} <= changed
    assert not {"js/place.js", "js/app.js"} & changed
