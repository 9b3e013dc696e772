"""Figures over many projects on the wire."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field

from registry_api.wire import ProjectRef


class Side(BaseModel):
    """A country in a role; null where the partner's country is not known."""

    role: str
    country: str | None


class Flow(BaseModel):
    """In how many projects a country in one role works with a country in another."""

    source: Side
    target: Side
    projects: int


class Flows(BaseModel):
    """Who works with whom: facilitating to pivotal, and whoever provides to the beneficiary."""

    items: list[Flow]
    projects: int = Field(description="Selected projects")
    triangular: int = Field(description="Of them, those with a facilitating, a pivotal and a beneficiary partner")


class Spot(BaseModel):
    """A point where projects work; ``project`` is told where it is one alone."""

    longitude: str
    latitude: str
    name: dict[str, str]
    projects: int
    project: ProjectRef | None


class Points(BaseModel):
    """Where exactly projects work, of those that say so: the points of most projects first, at most 2,000."""

    items: list[Spot]
    total: int = Field(description="Points of the selected projects, those left out included")


class Classifying(StrEnum):
    """Vocabularies that projects are aligned with."""

    KATUN = "katun-axis"
    PRIORITY = "national-priority"
    POLICY = "government-policy"
    SDG = "sdg-goal"
    SECTOR = "iberoamerican-sector"


class CodeCount(BaseModel):
    """Projects that have a code."""

    code: str
    label: dict[str, str] | None
    projects: int


class AlignmentCell(BaseModel):
    """Projects that have both codes."""

    row: str
    column: str
    projects: int


class Alignment(BaseModel):
    """How two vocabularies meet in the selected projects; a project counts in every cell whose codes it has."""

    rows: list[CodeCount]
    columns: list[CodeCount]
    cells: list[AlignmentCell]
    projects: int = Field(description="Selected projects")
    unaligned: int = Field(description="Of them, those without a code of the vocabulary of the rows")


class Sums(BaseModel):
    """What was given in a year in US dollars, of what could be converted."""

    cash: str
    in_kind: str


class MoneyYear(BaseModel):
    """What partners planned and spent in a year."""

    year: int
    planned: Sums
    executed: Sums


class Gap(BaseModel):
    """A rate that was missing: its amounts are in no sum."""

    currency: str
    date: date


class Money(BaseModel):
    """Cash and exchange in kind by year; no money is counted twice (see the rules of project finance)."""

    currency: str
    years: list[MoneyYear]
    projects: int = Field(description="Selected projects")
    unvalued: int = Field(description="Amounts without a value, or in a currency without a rate")
    gaps: list[Gap]


class Donor(BaseModel):
    """A donor's official development assistance in a year; ``code`` is a country or an agency's abbreviation."""

    code: str
    amount: int


class OdaYear(BaseModel):
    """Official development assistance of a year, the largest donors first."""

    year: int
    total: int
    donors: list[Donor]


class Oda(BaseModel):
    """Official development assistance to Guatemala: the context that the register stands in."""

    source: str
    currency: str
    years: list[OdaYear]
