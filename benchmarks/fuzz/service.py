"""Fuzz the running service from its OpenAPI description: service.py SECONDS

schemathesis makes requests, allowed and not, until the time is up; an answer of 500 or more, or a refusal that does not
say why, ends it with the request.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings


def main() -> None:
    end = time.monotonic() + float(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "newstagger", "serve", "--port", "0", "--corrections", f"{folder}/c.sqlite"]
        service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert service.stdout is not None
        url = service.stdout.readline().split()[2].rstrip("/")
        description = schemathesis.openapi.from_url(f"{url}/openapi.json")
        operations = [found.ok() for found in description.get_all_operations()]
        count = rounds = 0
        statuses: dict[int, int] = {}

        def send(case: Any) -> None:
            nonlocal count
            response = case.call(timeout=60)
            count += 1
            statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
            assert response.status_code < 500, response.text[:500]
            assert response.status_code < 400 or isinstance(response.json()["detail"], str)

        while time.monotonic() < end:
            rounds += 1
            for operation in operations:
                test = given(case=operation.as_strategy())(send)
                test = settings(
                    max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck),
                    phases=[Phase.explicit, Phase.generate],
                )(test)  # fmt: skip
                seed(rounds)(test)()
        service.terminate()
        print(f"{count} requests to {len(operations)} operations: {statuses}; the service ended with {service.wait()}")


if __name__ == "__main__":
    main()
