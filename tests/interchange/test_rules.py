"""Rules of imports."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registry_api.interchange.rules import remaining_seconds

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.integers(1, 10_000), st.integers(1, 10_000), st.integers(1, 100))
def test_the_rest_takes_as_long_as_what_is_done(done: int, rest: int, seconds_each: int) -> None:
    latest = BEGUN + timedelta(seconds=done * seconds_each)
    assert remaining_seconds(done, done + rest, BEGUN, latest) == rest * seconds_each


@given(st.integers(0, 100), st.integers(0, 100), st.integers(-5, 1000))
def test_an_estimate_is_never_negative(done: int, total: int, elapsed: int) -> None:
    left = remaining_seconds(done, total, BEGUN, BEGUN + timedelta(seconds=elapsed))
    assert left is None or left >= 0
    assert (left is None) == (done == 0 or total == 0)


def test_what_was_not_begun_has_no_pace() -> None:
    assert remaining_seconds(5, 10, None, BEGUN) is None
