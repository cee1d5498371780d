"""Do the lock files hold what pyproject.toml asks for, with hashes, and no registry's address?"""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bootstrap.lock")
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


def pins(lock: str) -> dict[str, list[str]]:
    """This function will return the versions that *lock* holds of each package."""
    found: dict[str, list[str]] = {}
    for package, version in PIN.findall((ROOT / lock).read_text()):
        found.setdefault(canonicalize_name(package), []).append(version)
    return found


def ill_formed(lock: str) -> list[str]:
    """This function will say whether *lock* lacks hashes or names a registry."""
    text = (ROOT / lock).read_text()
    found = [f"{lock} names a registry's address"] if re.search(r"https?://|--index|--find-links", text) else []
    return found + ([] if "--hash=sha256:" in text else [f"{lock} has no hashes"])


def complaints() -> list[str]:
    """This function will return what does not fit, in words."""
    held = {lock: pins(lock) for lock in LOCKS}
    found = [line for lock in LOCKS for line in ill_formed(lock)]
    for lock, requirement in wanted():
        versions = held[lock].get(canonicalize_name(requirement.name), [])
        if not any(requirement.specifier.contains(version) for version in versions):
            found.append(f"{lock} holds {requirement.name} {versions}, wanted {requirement.specifier}; run bin/lock")
    for package, versions in held["requirements.lock"].items():
        if held["requirements-dev.lock"].get(package) != versions:
            found.append(f"{package} differs between the two locks; run bin/lock")
    return found


if __name__ == "__main__":
    wrong = complaints()
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)
