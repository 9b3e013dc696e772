"""What makes a project's data sound: pure rules, each answering with the fields at fault."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Protocol
from uuid import UUID

from service_kit.problems import FieldError

HUNDRED: Final = Decimal(100)
MAX_LEVELS: Final = 3
"""Programme, project, action."""


class Weighted(Protocol):
    """A code with its percentage."""

    vocabulary: str
    code: str
    weight: Decimal | None


class Shared(Protocol):
    """A place with its percentage."""

    @property
    def kind(self) -> str:
        """Return what kind of place it is."""
        ...

    share: Decimal | None


def date_order(pairs: Iterable[tuple[str, date | None, str, date | None]]) -> Iterator[FieldError]:
    """Yield an error for each ``(start field, start, end field, end)`` that ends before it starts."""
    for start_name, start, end_name, end in pairs:
        if start is not None and end is not None and end < start:
            yield FieldError(f"/{end_name}", "date-order", {"start": start.isoformat(), "field": start_name})


def tree(project_id: UUID | None, above: Sequence[UUID], levels_below: int) -> Iterator[FieldError]:
    """Yield an error when a project would be part of itself, or its tree have more than ``MAX_LEVELS`` levels.

    ``above`` are the parent and those above it; ``levels_below`` counts the project's own level and those below.
    """
    if project_id in above:
        yield FieldError("/parent_id", "project-loop")
    elif len(above) + levels_below > MAX_LEVELS:
        yield FieldError("/parent_id", "project-levels", {"levels": str(MAX_LEVELS)})


def weights(assignments: Sequence[Weighted]) -> Iterator[FieldError]:
    """Yield errors unless, in each vocabulary, no code has a weight or all have and they sum to 100.

    Source: IATI 2.03, sector/@percentage ("must add up to 100% within a vocabulary").
    """
    by_vocabulary: dict[str, list[int]] = defaultdict(list)
    for index, assignment in enumerate(assignments):
        by_vocabulary[assignment.vocabulary].append(index)
    for vocabulary, indexes in by_vocabulary.items():
        given = [weight for index in indexes if (weight := assignments[index].weight) is not None]
        if not given:
            continue
        if len(given) < len(indexes):
            for index in indexes:
                if assignments[index].weight is None:
                    yield FieldError(f"/classifications/{index}/weight", "weight-missing", {"vocabulary": vocabulary})
        elif sum(given, Decimal(0)) != HUNDRED:
            params = {"vocabulary": vocabulary, "sum": format(sum(given, Decimal(0)).normalize(), "f")}
            yield FieldError(f"/classifications/{indexes[0]}/weight", "weights-sum", params)


def shares(places: Sequence[Shared]) -> Iterator[FieldError]:
    """Yield an error when the shares of countries and regions exceed 100, or of the places inside.

    Source: IATI 2.03, recipient-country/@percentage and recipient-region/@percentage sum to 100 together.
    """
    for kinds in ({"country", "region"}, {"department", "municipality", "point"}):
        indexes = [index for index, place in enumerate(places) if place.kind in kinds and place.share is not None]
        total = sum((places[index].share or Decimal(0) for index in indexes), Decimal(0))
        if total > HUNDRED:
            yield FieldError(f"/places/{indexes[-1]}/share", "shares-sum", {"sum": format(total.normalize(), "f")})


def repeated(pointer: str, keys: Sequence[object]) -> Iterator[FieldError]:
    """Yield an error for every row whose key stands in an earlier row."""
    counts: Counter[object] = Counter()
    for index, key in enumerate(keys):
        if counts[key]:
            yield FieldError(f"{pointer}/{index}", "repeated", {})
        counts[key] += 1
