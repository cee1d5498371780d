"""Read an election's calendar from a small TOML file."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kondusif.elections.rules import LawFamily


@dataclass(frozen=True)
class StageLine:
    """One stage as written in the file."""

    code: str
    name: str
    from_on: date
    to_on: date
    source: str


@dataclass(frozen=True)
class ElectionFile:
    """One election as written in the file."""

    slug: str
    kind: str
    name: str
    voting_on: date
    law_family: LawFamily
    synthetic: bool
    stages: tuple[StageLine, ...]


def read_election(file: Path) -> ElectionFile:
    """
    This function will read and check a calendar.

    :raises ValueError: naming the file and what is missing or out of order in it.
    """
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        stages = tuple(_stage(line, table["source"]) for line in table["stages"])
        election = ElectionFile(
            table["slug"],
            table["kind"],
            table["name"],
            _day(table["voting_on"]),
            LawFamily(table["law_family"]),
            bool(table["synthetic"]),
            stages,
        )
    except KeyError as missing:
        raise ValueError(f"{file.name}: {missing} is missing") from None
    _check(file.name, election)
    return election


def _stage(line: dict[str, Any], source: str) -> StageLine:
    return StageLine(line["code"], line["name"], _day(line["from"]), _day(line["to"]), line.get("source", source))


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{value!r} is no date; write it as 2024-02-14 without quotes")
    return value


def _check(name: str, election: ElectionFile) -> None:
    codes = [stage.code for stage in election.stages]
    if len(set(codes)) != len(codes):
        raise ValueError(f"{name}: a stage code stands twice")
    for stage in election.stages:
        if stage.to_on < stage.from_on:
            raise ValueError(f"{name}: stage {stage.code} ends before it starts")
    if not any(s.from_on <= election.voting_on <= s.to_on for s in election.stages if s.code == "pemungutan"):
        raise ValueError(f"{name}: no stage pemungutan holds the voting day")
