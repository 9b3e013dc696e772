"""How complete a project is for a report."""

from dataclasses import dataclass

from registry_api.reports.facts import ReportProject
from registry_api.reports.variables import Report, Variable


@dataclass(frozen=True, slots=True)
class Completeness:
    """``score`` is the percentage of required variables that are known, rounded down: 100 means nothing is missing."""

    score: int
    missing: tuple[Variable, ...]


def completeness(report: Report, project: ReportProject) -> Completeness:
    """Return how complete a project is for a report, and which required variables are not known."""
    required = [variable for variable in report.variables if variable.required(project)]
    missing = tuple(variable for variable in required if not variable.value(project))
    return Completeness(100 * (len(required) - len(missing)) // len(required), missing)


def concerns(report: Report, modality: str | None) -> bool:
    """Say whether a report is about projects of a modality."""
    return not report.modalities or modality in report.modalities
