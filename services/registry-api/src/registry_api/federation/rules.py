"""Pure rules of federation: which message wins, what differs, and which project a partner's record may be about."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import orjson
from rapidfuzz import fuzz

from service_kit.texts import fold

Verdict = Literal["created", "updated", "unchanged", "stale", "conflict"]


def digest(content: Mapping[str, Any], *, removed: bool) -> str:
    """Return the hash of what a message says, whatever the order of its members."""
    return hashlib.sha256(orjson.dumps([content, removed], option=orjson.OPT_SORT_KEYS)).hexdigest()


def verdict(kept: tuple[int, str] | None, revision: int, said: str) -> Verdict:
    """Return what becomes of a message: ``kept`` is the stored revision and digest.

    The highest revision wins whatever the order of arrival, and a repeated message changes nothing; two different
    contents of one revision are the sender's mistake.
    """
    if kept is None:
        return "created"
    if revision < kept[0]:
        return "stale"
    if revision == kept[0]:
        return "unchanged" if said == kept[1] else "conflict"
    return "updated"


# --- differences --------------------------------------------------------------------------------------------

ADOPTABLE: Final = frozenset({
    "title", "objective", "description", "iati_identifier", "modality", "cooperation_type", "start_planned",
    "start_actual", "end_planned", "end_actual", "sdg_goals", "budgets",
})  # fmt: skip
"""Fields whose value can be taken over. A stage has conditions and a record (see the cycle); partners are
organisations that are registered first."""
COMPARED: Final = (
    "title", "objective", "description", "iati_identifier", "stage", "modality", "cooperation_type", "start_planned",
    "start_actual", "end_planned", "end_actual", "sdg_goals", "partners", "budgets",
)  # fmt: skip


def our_values(project: Mapping[str, Any]) -> dict[str, Any]:
    """Return the compared fields of one of our projects (``ProjectOut``), in the form a partner reports them."""
    values = {name: project[name] for name in COMPARED if name in project}
    values["sdg_goals"] = sorted(row["code"] for row in project["classifications"] if row["vocabulary"] == "sdg-goal")
    values["partners"] = [
        {"name": row["organisation"]["name"], "acronym": row["organisation"]["acronym"],
         "country": row["organisation"]["country"], "role": row["role"]}
        for row in project["participations"]
    ]  # fmt: skip
    values["budgets"] = [
        {name: row[name] for name in ("period_start", "period_end", "amount", "currency")} for row in project["budgets"]
    ]
    return values


def left_open(value: Any) -> bool:
    """Say whether a partner says nothing about a field by this value."""
    return value in (None, {}, [])


def same(field: str, ours: Any, theirs: Any) -> bool:
    """Say whether two values of a field mean the same; what the partner leaves open differs from nothing."""
    if left_open(theirs):
        return True
    if field in {"title", "objective", "description"}:
        return all(fold((ours or {}).get(language, "")) == fold(text) for language, text in theirs.items())
    if field == "sdg_goals":
        return set(ours) == set(theirs)
    if field == "budgets":
        return _amounts(ours) == _amounts(theirs)
    if field == "partners":
        return all(any(_is_partner(row, other) for row in ours) for other in theirs)
    return bool(ours == theirs)


def _amounts(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, Decimal, str]]:
    return sorted(
        (str(row["period_start"]), str(row["period_end"]), Decimal(str(row["amount"])).normalize(), row["currency"])
        for row in rows
    )


def _is_partner(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    if ours["role"] != theirs["role"]:
        return False
    names = {fold(name) for name in (*ours["name"].values(), ours["acronym"] or "") if name}
    return bool(names & {fold(theirs["name"]), fold(theirs.get("acronym") or "")})


# --- matching -----------------------------------------------------------------------------------------------

PROPOSED_FROM: Final = 0.8
"""Score from which a project is proposed; tests/integration/test_matching.py measures it on a labelled set."""
_WEIGHTS: Final = {"title": 0.6, "dates": 0.15, "partners": 0.15, "amounts": 0.1}
_TITLE_AT_LEAST: Final = 0.62
_DAYS_ALIKE: Final = 730
_ANOTHER_PART: Final = 0.6
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_STOP: Final = frozenset({
    "a", "al", "and", "das", "de", "del", "der", "des", "die", "e", "el", "en", "for", "fur", "in", "la", "las", "los",
    "of", "on", "para", "por", "the", "und", "von", "y", "zu",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What a match is judged by, of one side. Names are folded; amounts are sums by currency."""

    titles: tuple[str, ...]
    start: date | None = None
    end: date | None = None
    partners: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    amounts: tuple[tuple[str, Decimal], ...] = ()


def score(ours: Facts, theirs: Facts) -> tuple[float, dict[str, float]]:
    """Return how likely two records are one project (0 to 1) and how alike each part is; unknown parts do not count.

    Titles decide: too unlike ones score 0, and ones that name another phase, number or year lose most of their worth,
    because the parts of a series differ in nothing else.
    """
    title = max((title_likeness(a, b) for a in ours.titles for b in theirs.titles), default=0.0)
    if title < _TITLE_AT_LEAST:
        return 0.0, {"title": round(title, 2)}
    parts = {
        "title": title,
        "dates": _dates(ours, theirs),
        "partners": _partners(ours, theirs),
        "amounts": _amount_likeness(dict(ours.amounts), dict(theirs.amounts)),
    }
    known = {name: value for name, value in parts.items() if value is not None}
    total = sum(_WEIGHTS[name] * value for name, value in known.items()) / sum(_WEIGHTS[name] for name in known)
    return round(total, 3), {name: round(value, 2) for name, value in known.items()}


def title_likeness(a: str, b: str) -> float:
    """Return how alike two titles are (0 to 1), whatever the order of words, accents and small words."""
    words, others = _words(a), _words(b)
    if not words or not others:
        return 0.0
    one, other = " ".join(words), " ".join(others)
    alike = 0.5 * fuzz.token_sort_ratio(one, other) + 0.5 * fuzz.token_set_ratio(one, other)
    return alike / 100 * (_ANOTHER_PART if _numbers(words) != _numbers(others) else 1)


def _words(title: str) -> list[str]:
    words = re.findall(r"\w+", fold(title))
    return [_ROMAN.get(word, word) for word in words if word not in _STOP]


def _numbers(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.isdigit())


def _dates(ours: Facts, theirs: Facts) -> float | None:
    pairs = [(ours.start, theirs.start), (ours.end, theirs.end)]
    known = [max(0.0, 1 - abs((a - b).days) / _DAYS_ALIKE) for a, b in pairs if a is not None and b is not None]
    return sum(known) / len(known) if known else None


def _partners(ours: Facts, theirs: Facts) -> float | None:
    if ours.partners and theirs.partners and ours.partners & theirs.partners:
        return len(ours.partners & theirs.partners) / min(len(ours.partners), len(theirs.partners))
    if not ours.countries or not theirs.countries:
        return None
    return 0.8 * len(ours.countries & theirs.countries) / min(len(ours.countries), len(theirs.countries))


def _amount_likeness(ours: Mapping[str, Decimal], theirs: Mapping[str, Decimal]) -> float | None:
    known = [
        float(min(ours[currency], theirs[currency]) / max(ours[currency], theirs[currency]))
        for currency in ours.keys() & theirs.keys()
        if ours[currency] > 0 and theirs[currency] > 0
    ]
    return max(known) if known else None
