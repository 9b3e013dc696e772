"""What a code suggests in other vocabularies."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

Pair = tuple[str, str]
"""A vocabulary and a code of it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code that another code suggests."""

    vocabulary: str
    code: str
    because: Pair
    source: str


def broader(pair: Pair, parent: str | None) -> Iterator[Pair]:
    """Yield a code and the codes it falls under: CRS purpose → category; SDG target → goal."""
    yield pair
    vocabulary, code = pair
    if vocabulary == "crs-purpose" and parent:
        yield "crs-category", parent
    if vocabulary == "sdg-target" and "." in code:
        yield "sdg-goal", code.split(".", 1)[0]


def proposals(given: Sequence[tuple[Pair, str | None]], mappings: Iterable[tuple[Pair, Pair, str]]) -> list[Proposal]:
    """Return what ``given`` codes (with their parents) suggest and is not given; the narrowest mapping speaks.

    ``mappings`` are ``(from, to, source)``. A code that has mappings of its own does not use its parent's.
    """
    table: dict[Pair, list[tuple[Pair, str]]] = {}
    for source_code, target, source in mappings:
        table.setdefault(source_code, []).append((target, source))
    known = {pair for pair, _ in given}
    found: dict[Pair, Proposal] = {}
    for pair, parent in given:
        said: set[str] = set()
        for level in broader(pair, parent):
            targets = [(target, source) for target, source in table.get(level, ()) if target[0] not in said]
            for target, source in targets:
                if target not in known and target not in found:
                    found[target] = Proposal(target[0], target[1], pair, source)
            said |= {target[0] for target, _ in targets}
    return list(found.values())


def usable(*, withdrawn: bool, valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Say whether a code may be given to something new on a day; what was classified by it before stays."""
    return not withdrawn and (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)
