"""A query knows who asks: every read of a room that holds reports takes ``viewer``, or says why it needs none."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

# Regions, elections and publications hold public facts, people the accounts themselves.
ROOMS = [
    room
    for room in settings.ROOMS
    if room not in {"regions", "people", "elections", "publication", "core", "site", "channels"}
    and any((Path(settings.BASE_DIR) / "kondusif" / room).glob("queries*"))
]
HANDS_IT_ON = {
    "viewer",
    "report",
    "incident",
    "task",
    "alert",
    "run",
    "cluster",
    "rating",
    "release",
    "found",
    "viewers",
    "holder",
    "meeting",
    "passage",
    "commitment",
}


def public_functions(room: str):
    base = Path(settings.BASE_DIR) / "kondusif" / room
    for path in [base / "queries.py", *sorted((base / "queries").glob("*.py"))]:
        if path.exists():
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{room}.{node.name}", node


def touches_rows(node: ast.FunctionDef) -> bool:
    return ".objects" in ast.unparse(node)


@pytest.mark.parametrize("room", ROOMS)
def test_every_read_of_rows_knows_who_asks(room):
    blind = []
    for name, node in public_functions(room):
        arguments = {a.arg for a in [*node.args.args, *node.args.kwonlyargs]}
        if touches_rows(node) and not arguments & HANDS_IT_ON:
            blind.append(name)
    assert sorted(set(blind) - ALLOWED) == []
    assert list(public_functions(room)), "the room has queries"


# Reads that are not a person's: public facts, tables of the office, and lookups that a secret opens.
ALLOWED = {
    "meetings.entrance",  # the code on the wall opens it
    "documents.proof_of", "documents.is_file_of", "documents.signatures_of",  # the code on the paper opens them
    "reports.follow_up",  # the receipt opens it
    "reports.clock_of",  # the office's table of response limits
    "triage.tenant_of", "detection.place_names", "detection.subdistricts_of", "board.land_of", "board.vote",  # public facts
    "alerts.suggested_addressees", "daily.receiver_above",  # offices are public
    "daily.stage_choices",  # public facts
    "commitments.link_of",  # the link's secret word opens it
    "commitments.public_commitments", "commitments.public_commitment",  # what the public may read
}  # fmt: skip
