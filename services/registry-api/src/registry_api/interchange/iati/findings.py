"""What a check finds, and the sentences that say it in three languages."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from service_kit.texts import pick

MAX_LISTED: Final = 1000
"""Findings listed in a report; the rest are counted."""
FILE: Final = "file"
NO_IDENTIFIER: Final = "noIdentifier"


MAX_PLACES: Final = 20
"""Further places shown with a finding that stands for several."""


@dataclass(slots=True)
class Place:
    """Where something is: the how-manieth record, the way down (child positions), and line and column from 1."""

    ordinal: int | None
    path: tuple[int, ...] = ()
    line: int | None = None
    column: int | None = None


@dataclass(slots=True)
class Finding:
    """One thing found: the official rule's id, severity and category, and where.

    ``ordinal`` and ``path`` (child positions, elements only) lead to the element in the file; ``line`` and
    ``column`` count from 1; ``also`` are further places the same finding stands for.
    """

    id: str
    severity: str
    category: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    ordinal: int | None = None
    path: tuple[int, ...] = ()
    line: int | None = None
    column: int | None = None
    identifier: str = FILE
    title: str = ""
    codelist: str | None = None
    also: list[Place] = field(default_factory=list)

    def add_place(self, place: Place) -> None:
        """Let the finding stand for one more place, while there is room to show it."""
        if len(self.also) < MAX_PLACES:
            self.also.append(place)

    def stored(self) -> dict[str, Any]:
        """Return the finding as it is stored: facts, no sentences, so that it is read in any language."""
        return {
            "id": self.id,
            "severity": self.severity,
            "category": self.category,
            "message": self.message,
            "params": dict(self.params),
            "line": self.line,
            "column": self.column,
            "identifier": self.identifier,
            "title": self.title,
            "codelist": self.codelist,
            "also": [[place.line, place.column] for place in self.also],
        }


@dataclass(slots=True)
class Findings:
    """Findings of a file: the first ``MAX_LISTED`` listed, all counted.

    ``owner`` tells the identifier and title (both may be empty) of the record being looked at.
    """

    owner: Callable[[], tuple[str, str]] | None = None
    listed: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def sign(self, finding: Finding) -> Finding:
        """Name the record being looked at in a finding."""
        if self.owner is not None:
            identifier, finding.title = self.owner()
            finding.identifier = identifier or NO_IDENTIFIER
        return finding

    def add(self, finding: Finding) -> None:
        """Count a finding, and list it while there is room; critical ones always push others out."""
        self.found(finding.severity, lambda: finding)

    def found(self, severity: str, finding: Callable[[], Finding]) -> None:
        """Do as ``add`` does with a finding that is only made if it is listed."""
        self.counts[severity] += 1
        if len(self.listed) < MAX_LISTED:
            self.listed.append(self.sign(finding()))
        elif severity == "critical":
            for index in range(len(self.listed) - 1, -1, -1):
                if self.listed[index].severity != "critical":
                    self.listed[index] = self.sign(finding())
                    break

    @property
    def total(self) -> int:
        """How many were found."""
        return self.counts.total()

    @property
    def valid(self) -> bool:
        """Whether nothing critical was found."""
        return self.counts["critical"] == 0

    def summary(self) -> dict[str, int]:
        """Return how many of each severity."""
        return {severity: self.counts[severity] for severity in ("critical", "error", "warning", "advisory")}


@cache
def _sentences() -> dict[str, dict[str, dict[str, str]]]:
    document: dict[str, dict[str, dict[str, str]]] = json.loads(
        files(__package__).joinpath("findings.json").read_text("utf-8")
    )
    return document


def _say(key: str, part: str, params: Mapping[str, Any], language: str) -> str:
    text = pick(_sentences()[key].get(part), language)
    for name, value in params.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def _place_text(label: str, line: int | None, column: int | None, language: str) -> str:
    place = _say("_place", "message", {"line": line, "column": column}, language) if line else ""
    return ", ".join(part for part in (label, place) if part)


def on_the_wire(stored: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return a stored finding shaped like an error of the official validator's report."""
    where = stored["params"].get("element")
    label = f"<{where}>" if where else ""
    places = [(stored["line"], stored["column"]), *map(tuple, stored.get("also", ()))]
    error = {
        "id": stored["id"],
        "severity": stored["severity"],
        "category": stored["category"],
        "message": _say(stored["message"], "message", stored["params"], language),
        "advice": _say(stored["message"], "advice", stored["params"], language),
        "context": [
            {"text": _place_text(label, line, column, language), "line": line, "column": column}
            for line, column in places
        ],
        "identifier": stored["identifier"],
        "title": stored["title"] or (_say("_file", "message", {}, language) if stored["identifier"] == FILE else ""),
    }
    if stored["codelist"]:
        error["codelist"] = stored["codelist"]
    return error
