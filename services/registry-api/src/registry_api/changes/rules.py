"""Where a reader of the feed stands."""

from dataclasses import dataclass
from typing import Final

from service_kit.pagination import decode_cursor, encode_cursor
from service_kit.problems import FieldError, invalid

LATEST: Final = "latest"
"""The place after everything that has happened so far."""
_MOST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in the feed: after the change of one record in one transaction of one era; at first, its beginning."""

    era: int = 0
    xid: int = 0
    kind: str = ""
    record: str = ""

    @property
    def cursor(self) -> str:
        """The place as an opaque text."""
        return encode_cursor(str(self.era), str(self.xid), self.kind, self.record)


START: Final = Place()


def place_of(cursor: str) -> Place:
    """Return the place that a cursor names.

    Raises:
        Problem: 422 when it is not a cursor of the feed.
    """
    era, xid, kind, record = decode_cursor(cursor, (str, str, str, str))
    numbers = [
        int(number) if number.isascii() and number.isdigit() and len(number) < 20 else -1 for number in (era, xid)
    ]
    if not 0 <= numbers[0] < 2**31 or not 0 <= numbers[1] <= _MOST:
        raise invalid(FieldError("#query:after", "field-cursor"))
    return Place(numbers[0], numbers[1], kind, record)
