"""The OpenAPI description against the running service: schemathesis finds no answer that is the service's fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.serve.conftest import Service

schemathesis = pytest.importorskip("schemathesis", reason="the extra dev is not installed")
pytestmark = pytest.mark.xdist_group("serve")
#: Requests to each operation; benchmarks/fuzz sends as many as one likes.
EXAMPLES = 40


def test_no_request_breaks_the_service(service: Service):
    operations = [
        found.ok() for found in schemathesis.openapi.from_url(service.url + "/openapi.json").get_all_operations()
    ]
    assert {operation.label for operation in operations} >= {"POST /tag", "POST /explain", "GET /model", "GET /review"}
    for operation in operations:
        check(operation)


def check(operation: Any) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None,
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        response = case.call(timeout=60)
        assert response.status_code < 500, (operation.label, response.status_code, response.text[:500])
        if response.status_code >= 400:
            assert isinstance(response.json()["detail"], str), "every refusal says why"

    send()
