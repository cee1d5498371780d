"""The published description of all JSON doors and their answers agree: schemathesis plays every client."""

import re

import pytest
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.tests.factories import a_key
from kondusif.interop.urls import urlpatterns
from kondusif.people.roles import Classification
from kondusif.people.tests.factories import make_cast
from kondusif.reports.territory import forget_territory
from tests.support.dice import wider

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
HELD = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
BOUNDED = settings(
    max_examples=6, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
# Ways of answering that are no JSON, or that people look at: no part of the description.
_NOT_JSON = re.compile(
    r"^(integrasi|formulir-lapangan|cap|ical|umpan/(rss|atom)|.*<path:rest>|open311/v2/$|open311/v2/discovery|ogc/api$)"
)


@pytest.fixture
def described(transactional_db, client):
    forget_territory()
    with scoped(EVERYWHERE):
        folk = make_cast(timezone.now())
        key = a_key(folk.citra, reads_incidents=True, clearance=Classification.LIMITED).key
    schema = schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())
    schema.app = get_wsgi_application()
    yield schema, key
    forget_territory()


def test_every_answer_of_every_door_is_as_described(described, monkeypatch, pytestconfig):
    from kondusif.reports.throttle import Buckets

    monkeypatch.setattr("kondusif.interop.open311.views.sendings", Buckets(tries=10_000))
    schema, key = described
    checks, bounded = [schemathesis.checks.CHECKS.get_one(name) for name in HELD], wider(BOUNDED, pytestconfig)
    seen: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in _modes(operation):
            _play(bounded, operation, mode, key, checks, seen.setdefault(operation.label, set()))
    assert len(seen) >= 15
    outside = {label: statuses for label, statuses in seen.items() if statuses <= {401, 403, 405, 415, 429, 503}}
    assert outside == {}, "the play must have come past the door"
    assert sum(200 in statuses for statuses in seen.values()) >= 8, seen


def _modes(operation):
    """Nothing can be wrong with a question that has no parts."""
    yield schemathesis.GenerationMode.POSITIVE
    if any(len(part) for part in (operation.path_parameters, operation.query, operation.body)):
        yield schemathesis.GenerationMode.NEGATIVE


def _play(bounded, operation, mode, key, checks, statuses):
    @bounded
    @given(case=operation.as_strategy(generation_mode=mode))
    def play(case):
        response = case.call(headers={"Authorization": f"Bearer {key}"})
        case.validate_response(response, checks=checks)
        statuses.add(response.status_code)

    play()


def test_every_json_door_of_the_interoperability_room_is_described(client, db):
    paths = {re.sub(r"\{.*?\}", "{}", path) for path in client.get("/api/v1/openapi.json").json()["paths"]}
    doors = [str(entry.pattern) for entry in urlpatterns if not _NOT_JSON.match(str(entry.pattern))]
    assert len(doors) > 10
    addresses = ["/" + re.sub(r"<.*?>", "{}", door.replace("<form:form>", "json")) for door in doors]
    assert [address for address in addresses if address not in paths] == []
