"""The published description of the JSON interface and its answers agree: schemathesis plays the sender."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from kondusif.people.tests.factories import make_places
from kondusif.reports.territory import forget_territory
from tests.support.dice import wider

HELD = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
BOUNDED = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def operation(transactional_db, client):
    forget_territory()
    make_places()
    described = schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())
    described.app = get_wsgi_application()
    return described["/api/v1/reports"]["POST"]


@pytest.mark.parametrize(
    ("mode", "held"),
    [(GenerationMode.POSITIVE, HELD), (GenerationMode.NEGATIVE, (*HELD, "negative_data_rejection"))],
    ids=["as described", "otherwise"],
)
def test_every_answer_is_as_described_whatever_is_sent(operation, mode, held, pytestconfig):
    checks = [CHECKS.get_one(name) for name in held]
    seen: set[int] = set()

    @wider(BOUNDED, pytestconfig)
    @given(case=operation.as_strategy(generation_mode=mode))
    def play(case):
        response = case.call()
        case.validate_response(response, checks=checks)
        seen.add(response.status_code)

    play()
    assert 422 in seen, "the play must have reached the rules"
