"""The habits of the house that no linter knows, read from the source itself."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE_LINES, FUNCTION_LINES = 420, 70  # "none far past" 400 and 60
BYTES = 2_000_000
MACHINE = re.compile(r"/(?:work|root|tmp)/[a-z]|index-url|https?://[^\s\"')>]+\.(?:whl|tgz|deb)\b")
# Where such words are the subject itself.
ABOUT_MACHINES = {"tests/architecture/test_habits.py", "bin/lock", "bin/check_locks.py"}
# Where a moment's day may be read off as it stands: it is local there already, a check of range, or UTC's is meant.
OWN_DAY = {
    "kondusif/channels/dialogue/sealing.py", "kondusif/documents/numbers.py", "kondusif/elections/deadlines.py",
    "kondusif/interop/cap/codec.py", "kondusif/interop/open311/codec.py", "kondusif/plans/actions/conflict.py",
    "kondusif/regions/actions/create_tenant.py", "kondusif/regions/actions/import_boundaries.py",
}  # fmt: skip
ASSERTING = ("Assert", "assert", "raises", "expect", "check", "fail", "wait_for", "func=Name(id='until'")

pytestmark = pytest.mark.xdist_group("habits")  # what one test has parsed the next need not parse again


@cache
def tracked() -> tuple[Path, ...]:
    """This function will return every file that git keeps."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tuple(path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file())


@cache
def modules() -> tuple[tuple[Path, str, ast.Module], ...]:
    """This function will return every Python module of ours with its text and its tree."""
    found = []
    for path in tracked():
        if path.suffix == ".py" and "migrations" not in path.parts:
            text = path.read_text()
            found.append((path, text, ast.parse(text)))
    return tuple(found)


def is_test(path: Path) -> bool:
    """This function will tell whether *path* belongs to the tests."""
    return "tests" in path.parts or path.name == "conftest.py"


@cache
def functions() -> tuple[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, str], ...]:
    """This function will return every function of ours with where it stands."""
    return tuple(
        (path, node, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
        for path, _text, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def lines_of(node) -> int:
    """This function will return how many lines *node* has, its docstring not counted: explaining costs nothing."""
    told = node.body[0] if ast.get_docstring(node) else None
    return node.end_lineno - node.lineno + 1 - (told.end_lineno - told.lineno + 1 if told else 0)


def test_no_module_is_far_past_four_hundred_lines():
    long = [(str(path.relative_to(ROOT)), text.count("\n")) for path, text, _tree in modules() if not is_test(path)]
    assert [(name, n) for name, n in long if n > MODULE_LINES] == []


def test_no_function_is_far_past_sixty_lines():
    long = [(where, lines_of(node)) for path, node, where in functions() if not is_test(path)]
    assert [(where, n) for where, n in long if n > FUNCTION_LINES] == []


def test_half_of_all_functions_have_ten_lines_at_most():
    lengths = sorted(lines_of(node) for path, node, _where in functions() if not is_test(path))
    assert lengths[len(lengths) // 2] <= 10


def test_no_function_pretends():
    def is_empty(node) -> bool:
        body = [
            n
            for n in node.body
            if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant) and n.value.value is not ...)
        ]
        told = len(body) < len(node.body)
        stub = any(isinstance(n, ast.Raise) and "NotImplementedError" in ast.dump(n) for n in body)
        return stub or all(isinstance(n, ast.Pass) for n in body) and not told

    assert [where for path, node, where in functions() if not is_test(path) and is_empty(node)] == []


def asserting(tree: ast.Module) -> set[str]:
    """This function will return the names of the functions of a module that assert, themselves or through another of it."""
    bodies = {n.name: ast.dump(n) for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    known = {name for name, body in bodies.items() if any(word in body for word in ASSERTING)}
    while True:
        calls = [f"Name(id='{name}'" for name in known] + [f"attr='{name}'" for name in known]
        more = {name for name, body in bodies.items() if name not in known and any(call in body for call in calls)}
        if not more:
            return known
        known |= more


def test_every_test_can_fail():
    bare = []
    for path, _text, tree in modules():
        if path.name.startswith("test_"):
            tests = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}
            bare += [f"{path.relative_to(ROOT)} {name}" for name in sorted(tests - asserting(tree))]
    assert bare == []


def test_no_test_waits_with_what_our_policy_forbids():
    """``wait_for_function`` looks again by ``eval`` inside the page: refused, so it fails whenever the first look does."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, _text, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "wait_for_function"
    ]
    assert found == [], "expect(locator) waits, and tests.support.waiting.until for everything else"


@pytest.mark.parametrize("name", ["utils", "helpers", "manager", "process", "data2", "misc", "common"])
def test_no_module_is_called_by_a_word_that_says_nothing(name):
    ours = [path for path, _text, _tree in modules() if "kondusif" in path.parts or "kondusif_engine" in path.parts]
    assert [str(path.relative_to(ROOT)) for path in ours if path.stem == name] == []


def test_nothing_names_a_machine_or_a_registry():
    found = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if path.suffix in {".lock", ".png", ".mo", ".gz", ".pdf", ".bin", ".zst"} or name in ABOUT_MACHINES:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {line.strip()[:80]}" for line in text.splitlines() if MACHINE.search(line)]
    assert found == []


def test_every_refusal_is_told_in_words_that_are_translated():
    refusals = {"Problem", "NotFound", "NotAllowed", "Conflict", "Busy"}
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, _text, tree in modules()
        if not is_test(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in refusals
        if any(isinstance(said, ast.Constant | ast.JoinedStr) for said in node.args[1:2])
    ]
    assert bare == []


def test_no_day_is_read_off_a_moment_whose_clock_is_utc():
    """Until seven in the morning UTC has yesterday, on New Year's Day last year: ask for the day in a zone."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, _text, tree in modules()
        if path.is_relative_to(ROOT / "kondusif") and not is_test(path) and "rehearsal" not in path.parts
        if str(path.relative_to(ROOT)) not in OWN_DAY
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"date", "year", "month", "day", "weekday"}
        if getattr(node.value, "id", getattr(node.value, "attr", "")) in {"at", "event_at", "happened_at", "closes_at"}
    ]
    assert found == []


def test_no_file_is_larger_than_two_megabytes():
    assert [str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > BYTES] == []
