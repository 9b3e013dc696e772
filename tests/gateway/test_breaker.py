"""The circuit to a service that does not answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import breaker
from gateway.breaker import FAILURES, OPEN_SECONDS, Breaker
from service_kit.problems import Problem


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    told = Clock()
    monkeypatch.setattr(breaker, "time", told)
    return told


def passes(circuit: Breaker) -> bool:
    try:
        circuit.check()
    except Problem as problem:
        return (problem.status, problem.headers["Retry-After"]) != (503, "1")
    return True


def test_it_opens_tries_one_request_after_a_moment_and_closes_when_that_is_answered(clock: Clock) -> None:
    circuit = Breaker("registry-api")
    for _ in range(FAILURES):
        assert passes(circuit)
        circuit.failed()
    assert not passes(circuit)
    clock.now += OPEN_SECONDS + 0.01
    assert passes(circuit)
    assert not passes(circuit)  # one tries, the others go on being refused
    circuit.failed()
    assert not passes(circuit)
    clock.now += OPEN_SECONDS + 0.01
    assert passes(circuit)
    circuit.succeeded()
    assert passes(circuit)


@given(st.lists(st.booleans(), max_size=60))
def test_it_is_open_only_after_failures_in_a_row(answers: list[bool]) -> None:
    circuit, in_a_row = Breaker("x"), 0
    for answered in answers:
        if answered:
            circuit.succeeded()
            in_a_row = 0
        else:
            circuit.failed()
            in_a_row += 1
        assert passes(circuit) == (in_a_row < FAILURES)
        if in_a_row >= FAILURES:
            circuit.succeeded()
            in_a_row = 0
