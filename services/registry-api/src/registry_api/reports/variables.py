"""The variables of each report: heading, value, and when it is required.

Sources: SEGIB, Ibero-American integrated data system on South-South and triangular cooperation (SIDICSS), variables
of the annual report; TOSSD reporting instructions, form of activity-level data; AMEXCID, national registry of
international development cooperation (RENCID). The choice of variables follows them; files are filed by people.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from registry_api.reports.facts import ReportProject, unique
from service_kit.texts import pick

_TEXTS: Final[dict[str, dict[str, dict[str, str]]]] = json.loads(
    files(__package__).joinpath("headings.json").read_text("utf-8")
)
PROVIDERS: Final = ("pivotal", "provider", "funding", "extending")
_ROLES: Final = ("beneficiary", "implementing", "facilitating", *PROVIDERS)
_ENDED: Final = frozenset({"finalisation", "closed"})


def _always(_project: ReportProject) -> bool:
    return True


def _never(_project: ReportProject) -> bool:
    return False


def _triangular(project: ReportProject) -> bool:
    return bool(project.record["modality"] == "triangular")


def _ended(project: ReportProject) -> bool:
    return project.record["stage"] in _ENDED


@dataclass(frozen=True, slots=True)
class Variable:
    """A column: key, value, when it must be known, width in characters."""

    key: str
    value: Callable[[ReportProject], str]
    required: Callable[[ReportProject], bool] = _always
    width: int = 24

    @property
    def heading(self) -> dict[str, str]:
        """Return its heading by language."""
        return _TEXTS["variables"][self.key]


@dataclass(frozen=True, slots=True)
class Report:
    """A report that can be filed: of which modalities (none: all), and its variables."""

    key: str
    modalities: tuple[str, ...]
    variables: tuple[Variable, ...]

    @property
    def name(self) -> dict[str, str]:
        """Return its name by language."""
        return _TEXTS["reports"][self.key]


def _coded(name: str, vocabulary: str) -> Callable[[ReportProject], str]:
    return lambda project: project.label(vocabulary, project.record[name])


def _first_provider(project: ReportProject) -> tuple[str, ...]:
    return ("pivotal",) if _triangular(project) else ("provider", "pivotal")


def _places(project: ReportProject) -> str:
    places = project.record["places"]
    return "; ".join(unique(pick(place["name"], project.language) or place["code"] or "" for place in places))


def _agreements(project: ReportProject) -> str:
    return "; ".join(pick(agreement, project.language) for agreement in project.agreements)


def _role_of_country(project: ReportProject) -> str:
    roles = [
        row["role"]
        for row in project.record["participations"]
        if row["organisation"]["country"] == project.record["home"]
    ]
    return "; ".join(unique(project.label("partner-role", role) for role in roles))


_CODE: Final = Variable("code", lambda p: p.record["code"], width=14)
_TITLE: Final = Variable("title", lambda p: p.text("title"), width=60)
_OBJECTIVE: Final = Variable("objective", lambda p: p.text("objective"), width=60)
_DESCRIPTION: Final = Variable("description", lambda p: p.text("description") or p.text("objective"), width=60)
_MODALITY: Final = Variable("modality", _coded("modality", "modality"))
_INSTRUMENT: Final = Variable("instrument", _coded("instrument", "instrument"), width=14)
_STAGE: Final = Variable("stage", _coded("stage", "stage"))
_START: Final = Variable("start", lambda p: p.date("start_actual", "start_planned"), width=12)
_END: Final = Variable("end", lambda p: p.date("end_actual", "end_planned"), width=12)

SEGIB: Final = Report(
    "segib",
    ("south-south-bilateral", "south-south-regional", "triangular"),
    (
        _CODE,
        _TITLE,
        _OBJECTIVE,
        _INSTRUMENT,
        _MODALITY,
        Variable("recipients", lambda p: p.countries("beneficiary")),
        Variable("recipient_institutions", lambda p: p.names("beneficiary"), width=40),
        Variable("first_provider", lambda p: p.countries(*_first_provider(p))),
        Variable("first_provider_institutions", lambda p: p.names(*_first_provider(p)), width=40),
        Variable("second_provider", lambda p: p.countries("facilitating"), _never),
        Variable("second_provider_institutions", lambda p: p.names("facilitating"), _triangular, width=40),
        Variable("approved_on", lambda p: p.date("approved_on", "signed_on"), width=12),
        _START,
        _END,
        _STAGE,
        Variable("iberoamerican_sector", lambda p: p.labels("iberoamerican-sector", first=1), width=40),
        Variable("sdg_main", lambda p: p.labels("sdg-goal", first=1), width=30),
        Variable("sdg_secondary", lambda p: p.labels("sdg-goal", rest=True), _never, width=30),
        Variable("budgeted", lambda p: p.amount("planned", "USD")),
        Variable("budgeted_recipient", lambda p: p.amount("planned", "USD", p.ids("beneficiary")), _never),
        Variable("budgeted_first", lambda p: p.amount("planned", "USD", p.ids(*_first_provider(p))), _never),
        Variable("budgeted_second", lambda p: p.amount("planned", "USD", p.ids("facilitating")), _never),
        Variable("executed", lambda p: p.amount("executed", "USD"), _ended),
        Variable("executed_recipient", lambda p: p.amount("executed", "USD", p.ids("beneficiary")), _never),
        Variable("executed_first", lambda p: p.amount("executed", "USD", p.ids(*_first_provider(p))), _never),
        Variable("executed_second", lambda p: p.amount("executed", "USD", p.ids("facilitating")), _never),
        Variable("agreement", _agreements, _never, width=40),
    ),
)

TOSSD: Final = Report(
    "tossd",
    (),
    (
        _CODE,
        Variable("provider", lambda p: p.countries(*PROVIDERS, "facilitating")),
        Variable("provider_agency", lambda p: p.names(*PROVIDERS, "facilitating"), width=40),
        Variable(
            "recipient",
            lambda p: (
                p.countries("beneficiary")
                or "; ".join(
                    p.label("country", place["code"]) for place in p.record["places"] if place["kind"] == "country"
                )
            ),
        ),
        _TITLE,
        _DESCRIPTION,
        Variable("sdg_focus", lambda p: "; ".join(row["code"] for row in p.codes("sdg-target") or p.codes("sdg-goal"))),
        Variable("purpose", lambda p: p.labels("crs-purpose"), width=40),
        Variable("channel", lambda p: p.names("implementing", "beneficiary"), width=40),
        Variable("cooperation", _coded("cooperation_type", "cooperation-type")),
        Variable(
            "arrangement", lambda p: pick(_TEXTS["arrangements"].get(p.record["modality"] or ""), p.language), _never
        ),
        Variable("framework", _agreements, _never, width=40),
        _START,
        _END,
        Variable("committed", lambda p: p.amount("planned", "USD")),
        Variable("disbursed", lambda p: p.amount("executed", "USD"), _ended),
    ),
)

RENCID: Final = Report(
    "rencid",
    (),
    (
        _CODE,
        _TITLE,
        _OBJECTIVE,
        Variable("role", _role_of_country),
        _MODALITY,
        Variable("type", _coded("cooperation_type", "cooperation-type")),
        Variable("partners", lambda p: p.countries("beneficiary", "facilitating", *PROVIDERS)),
        Variable("institutions", lambda p: p.names(*_ROLES), width=60),
        Variable("sector", lambda p: p.labels("iberoamerican-sector") or p.labels("crs-purpose"), width=40),
        Variable("sdgs", lambda p: p.labels("sdg-goal"), width=40),
        Variable("places", _places, width=40),
        _START,
        _END,
        _STAGE,
        Variable("planned_gtq", lambda p: p.amount("planned", "GTQ")),
        Variable("executed_gtq", lambda p: p.amount("executed", "GTQ"), _ended),
        Variable("events", lambda p: str(len(p.record["events"])), _never, width=12),
    ),
)

IATI: Final = Report(
    "iati",
    (),
    (
        _CODE,
        _TITLE,
        _DESCRIPTION,
        Variable("institutions", lambda p: p.names(*_ROLES), width=60),
        Variable("purpose", lambda p: p.labels("crs-purpose"), width=40),
        Variable("places", _places, width=40),
        _START,
        _END,
        _STAGE,
        Variable("committed", lambda p: p.amount("planned", "USD")),
    ),
)
"""What an IATI activity should say (IATI Standard 2.03: mandatory elements, and the ruleset's sector and place)."""

REPORTS: Final = {report.key: report for report in (SEGIB, TOSSD, RENCID)}
STANDARDS: Final = (*REPORTS.values(), IATI)
"""What projects are to be complete for; IATI is published, not filed as a report."""
