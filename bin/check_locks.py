"""Do the lock files hold what pyproject.toml asks for, with hashes, and no registry's address?"""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.M)


def wanted() -> list[tuple[str, Requirement]]:
    """This function will return each requirement with the lock that must hold it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    engine = tomllib.loads((ROOT / "engine" / "pyproject.toml").read_text())
    runtime = [*project["project"]["dependencies"], *engine["project"]["dependencies"]]
    development = project["dependency-groups"]["dev"]
    return [
        *(("requirements.lock", Requirement(text)) for text in runtime),
        *(("requirements-dev.lock", Requirement(text)) for text in [*runtime, *development]),
    ]


def complaints() -> list[str]:
    """This function will return what does not fit, in words."""
    pins: dict[str, dict[str, list[str]]] = {}
    found = []
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-bootstrap.lock"):
        text = (ROOT / name).read_text()
        pins[name] = {}
        for package, version in PIN.findall(text):
            pins[name].setdefault(canonicalize_name(package), []).append(version)
        if re.search(r"https?://|--index|--find-links", text):
            found.append(f"{name} names a registry's address")
        if text.count("==") > 0 and "--hash=sha256:" not in text:
            found.append(f"{name} has no hashes")
    for lock, requirement in wanted():
        versions = pins[lock].get(canonicalize_name(requirement.name), [])
        if not any(requirement.specifier.contains(version) for version in versions):
            found.append(f"{lock} holds {requirement.name} {versions or 'not at all'}, wanted {requirement.specifier}; run bin/lock")
    for package, versions in pins["requirements.lock"].items():
        if pins["requirements-dev.lock"].get(package) != versions:
            found.append(f"{package} differs between the two locks; run bin/lock")
    return found


if __name__ == "__main__":
    wrong = complaints()
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)
