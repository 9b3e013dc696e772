"""The filters of project lists and exports: the same query parameters, one WHERE clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from pydantic import StringConstraints

from registry_api.projects.schemas import Visibility
from registry_api.projects.visibility import visible
from service_kit.principal import Principal
from service_kit.texts import Line, fold, like

_Code = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x20]*$")]
_Pair = Annotated[str, StringConstraints(max_length=200, pattern=r"^[a-z0-9-]+:[^\x00-\x20]+$")]
_Point = Annotated[str, StringConstraints(max_length=60, pattern=r"^-?[0-9]{1,3}(\.[0-9]+)?,-?[0-9]{1,2}(\.[0-9]+)?$")]
_Role = Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,40}:[A-Z]{2}$")]


@dataclass(frozen=True, slots=True)
class ProjectFilters:
    """What a list or export is narrowed to; several values of one filter widen it.

    Of the filters that hold pairs (``vocabulary:code``, ``role:country``), pairs of one kind widen and kinds narrow.
    """

    q: str = ""
    stage: Sequence[str] = ()
    modality: Sequence[str] = ()
    cooperation_type: Sequence[str] = ()
    visibility: Sequence[str] = ()
    country: Sequence[str] = ()
    department: Sequence[str] = ()
    organisation: Sequence[UUID] = ()
    partner_country: Sequence[str] = ()
    classification: Sequence[str] = ()
    partner_role: Sequence[str] = ()
    point: str | None = None
    active_from: date | None = None
    active_to: date | None = None
    imported_by: UUID | None = None
    parent: UUID | None = None
    iati_identifier: str | None = None
    example: bool | None = None

    def where(self, principal: Principal) -> tuple[str, dict[str, Any]]:
        """Return the WHERE condition over ``p`` and its parameters."""
        condition, params = visible(principal)
        parts = [condition]
        for index, word in enumerate(fold(self.q).split()[:12]):
            parts.append(f"p.search_text LIKE :word{index}")
            params[f"word{index}"] = f"%{like(word)}%"
        for column in ("stage", "modality", "cooperation_type", "visibility"):
            values = list(getattr(self, column))
            if values:
                parts.append(f"p.{column} = ANY(:{column})")
                params[column] = [str(value) for value in values]
        self._related(parts, params)
        if self.active_from is not None:
            parts.append("coalesce(p.end_actual, p.end_planned, 'infinity') >= :active_from")
            params["active_from"] = self.active_from
        if self.active_to is not None:
            parts.append("coalesce(p.start_actual, p.start_planned) <= :active_to")
            params["active_to"] = self.active_to
        if self.iati_identifier is not None:
            parts.append("p.iati_identifier = :iati_identifier")
            params["iati_identifier"] = self.iati_identifier
        if self.example is not None:
            parts.append("p.example = :example")
            params["example"] = self.example
        return " AND ".join(parts), params

    def _related(self, parts: list[str], params: dict[str, Any]) -> None:
        place = (
            "EXISTS (SELECT 1 FROM registry.place f "
            "WHERE f.project_id = p.id AND f.kind = '{0}' AND f.code = ANY(:{0}))"
        )
        for kind in ("country", "department"):
            if getattr(self, kind):
                parts.append(place.format(kind))
                params[kind] = list(getattr(self, kind))
        if self.point is not None:
            parts.append(
                "EXISTS (SELECT 1 FROM registry.place f WHERE f.project_id = p.id "
                "AND f.longitude = CAST(:longitude AS numeric) AND f.latitude = CAST(:latitude AS numeric))"
            )
            params["longitude"], params["latitude"] = self.point.split(",")
        if self.organisation:
            parts.append(
                "(p.responsible_id = ANY(:organisation) OR EXISTS (SELECT 1 FROM registry.participation f "
                "WHERE f.project_id = p.id AND f.organisation_id = ANY(:organisation)))"
            )
            params["organisation"] = list(self.organisation)
        if self.partner_country:
            parts.append(
                "EXISTS (SELECT 1 FROM registry.participation f JOIN registry.organisation fo "
                "ON fo.id = f.organisation_id WHERE f.project_id = p.id AND fo.country = ANY(:partner_country))"
            )
            params["partner_country"] = list(self.partner_country)
        for index, (vocabulary, codes) in enumerate(_by_kind(self.classification)):
            parts.append(
                "EXISTS (SELECT 1 FROM registry.assignment f WHERE f.project_id = p.id "
                f"AND f.vocabulary = :vocabulary{index} AND f.code = ANY(:codes{index}))"
            )
            params |= {f"vocabulary{index}": vocabulary, f"codes{index}": codes}
        for index, (role, countries) in enumerate(_by_kind(self.partner_role)):
            parts.append(
                "EXISTS (SELECT 1 FROM registry.participation f JOIN registry.organisation fo "
                "ON fo.id = f.organisation_id WHERE f.project_id = p.id "
                f"AND f.role = :role{index} AND fo.country = ANY(:countries{index}))"
            )
            params |= {f"role{index}": role, f"countries{index}": countries}
        if self.parent is not None:
            parts.append("p.parent_id = :parent")
            params["parent"] = self.parent
        if self.imported_by is not None:
            parts.append(
                "EXISTS (SELECT 1 FROM registry.import_row f WHERE f.import_id = :imported_by AND f.project_id = p.id)"
            )
            params["imported_by"] = self.imported_by


def _by_kind(pairs: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return the values of pairs (``kind:value``) by their kind."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        kind, _, value = pair.partition(":")
        found.setdefault(kind, []).append(value)
    return list(found.items())


def _filters(
    q: Annotated[Line, Query(max_length=300, description="Words in the title, texts, code, partners")] = "",
    stage: Annotated[list[_Code], Query(max_length=20)] = [],
    modality: Annotated[list[_Code], Query(max_length=20)] = [],
    cooperation_type: Annotated[list[_Code], Query(max_length=20)] = [],
    visibility: Annotated[list[Visibility], Query(max_length=3)] = [],
    country: Annotated[list[_Code], Query(max_length=50, description="ISO 3166-1 of a place")] = [],
    department: Annotated[list[_Code], Query(max_length=50, description="GT-01 … GT-22")] = [],
    organisation: Annotated[list[UUID], Query(max_length=50)] = [],
    partner_country: Annotated[list[_Code], Query(max_length=50, description="ISO 3166-1 of a partner")] = [],
    classification: Annotated[
        list[_Pair],
        Query(
            max_length=50,
            description="`vocabulary:code`; codes of one vocabulary widen, other vocabularies narrow",
            examples=[["sdg-goal:17"]],
        ),
    ] = [],
    partner_role: Annotated[
        list[_Role],
        Query(max_length=20, description="`role:country` of a partner; roles narrow", examples=[["pivotal:MX"]]),
    ] = [],
    point: Annotated[
        _Point | None, Query(description="`longitude,latitude` of a place, as it was given", examples=["-90.51,14.64"])
    ] = None,
    active_from: Annotated[date | None, Query(description="Not ended before this day")] = None,
    active_to: Annotated[date | None, Query(description="Started by this day")] = None,
    imported_by: Annotated[UUID | None, Query(description="Touched by this import")] = None,
    parent: Annotated[UUID | None, Query(description="Part of this programme or project")] = None,
    iati_identifier: Annotated[Line | None, Query(max_length=500)] = None,
    example: Annotated[bool | None, Query(description="Invented examples only, or none of them")] = None,
) -> ProjectFilters:
    return ProjectFilters(
        q, stage, modality, cooperation_type, [v.value for v in visibility], country, department, organisation,
        partner_country, classification, partner_role, point, active_from, active_to, imported_by, parent,
        iati_identifier, example,
    )  # fmt: skip


Filters = Annotated[ProjectFilters, Depends(_filters)]
