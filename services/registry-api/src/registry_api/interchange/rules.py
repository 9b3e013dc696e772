"""Rules of imports."""

import math
from datetime import datetime


def remaining_seconds(done: int, total: int, since: datetime | None, latest: datetime) -> int | None:
    """Return how many seconds the rest of the records takes at the pace so far, rounded up.

    ``since`` is when the first record was begun, ``latest`` when ``done`` was last counted. None while there is no
    pace to go by: nothing is done yet, or how much there is to do is not known.
    """
    if since is None or done <= 0 or total <= 0:
        return None
    elapsed = max((latest - since).total_seconds(), 0)
    return math.ceil(elapsed * max(total - done, 0) / done)
