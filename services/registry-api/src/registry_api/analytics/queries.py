"""Figures over the projects that the asker sees."""

import json
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from registry_api.finance.rules import CURRENCIES, Line, RateBook, counted
from registry_api.finance.summary import lines
from registry_api.projects.filters import ProjectFilters
from registry_api.rates.queries import rate_book
from registry_api.sql import project_ref
from service_kit.database import Database
from service_kit.principal import Principal

DOLLAR: Final = "USD"
_AT_ONCE: Final = 2000
"""Projects whose amounts are read at once."""
_MAX_GAPS: Final = 100
_WHOLE: Final = Decimal(1)

# A facilitating partner works through the pivotal one (GPI, triangular cooperation); the others give to the
# beneficiary.
_FLOWS: Final = """
    WITH seen AS MATERIALIZED (SELECT p.id FROM registry.project p WHERE {condition}),
    side AS (SELECT DISTINCT a.project_id, a.role, o.country
             FROM registry.participation a JOIN seen ON seen.id = a.project_id
             JOIN registry.organisation o ON o.id = a.organisation_id
             WHERE a.role IN ('facilitating', 'pivotal', 'provider', 'beneficiary'))
    SELECT s.role AS source_role, s.country AS source_country, t.role AS target_role, t.country AS target_country,
        count(DISTINCT s.project_id) AS projects
    FROM side s JOIN side t ON t.project_id = s.project_id
    WHERE (s.role = 'facilitating' AND t.role = 'pivotal')
        OR (s.role IN ('pivotal', 'provider') AND t.role = 'beneficiary')
    GROUP BY 1, 2, 3, 4 ORDER BY projects DESC, 1, 2, 3, 4 LIMIT 500
"""
_TRIANGULAR: Final = """
    SELECT count(*) AS projects, count(*) FILTER (WHERE roles.found @> ARRAY['facilitating', 'pivotal', 'beneficiary'])
        AS triangular
    FROM registry.project p, LATERAL (SELECT array_agg(CAST(a.role AS text)) AS found FROM registry.participation a
                                      WHERE a.project_id = p.id) roles
    WHERE {condition}
"""


async def flows(database: Database, principal: Principal, filters: ProjectFilters) -> dict[str, Any]:
    """Return in how many projects countries work with each other (``Flows``)."""
    condition, params = filters.where(principal)
    found = await database.rows(text(_FLOWS.format(condition=condition)), params)
    [totals] = await database.rows(text(_TRIANGULAR.format(condition=condition)), params)
    items = [
        {
            "source": {"role": row.source_role, "country": row.source_country},
            "target": {"role": row.target_role, "country": row.target_country},
            "projects": row.projects,
        }
        for row in found
    ]
    return {"items": items, "projects": totals.projects, "triangular": totals.triangular}


_MAX_POINTS: Final = 2000
_POINTS: Final = f"""
    WITH seen AS MATERIALIZED (SELECT p.id, p.code, p.title FROM registry.project p WHERE {{condition}}),
    spot AS (SELECT l.longitude, l.latitude, (array_agg(l.name ORDER BY l.id))[1] AS name,
                 count(DISTINCT s.id) AS projects, CAST(min(CAST(s.id AS text)) AS uuid) AS first
             FROM registry.place l JOIN seen s ON s.id = l.project_id
             WHERE l.longitude IS NOT NULL GROUP BY l.longitude, l.latitude)
    SELECT CAST(spot.longitude AS text) AS longitude, CAST(spot.latitude AS text) AS latitude, spot.name, spot.projects,
        CASE WHEN spot.projects = 1 THEN {project_ref("s")} END AS project, count(*) OVER () AS total
    FROM spot JOIN seen s ON s.id = spot.first
    ORDER BY spot.projects DESC, spot.longitude, spot.latitude LIMIT {_MAX_POINTS}
"""


async def points(database: Database, principal: Principal, filters: ProjectFilters) -> dict[str, Any]:
    """Return the points where projects work (``Points``)."""
    condition, params = filters.where(principal)
    found = await database.rows(text(_POINTS.format(condition=condition)), params)
    items = [{name: value for name, value in row._mapping.items() if name != "total"} for row in found]
    return {"items": items, "total": found[0].total if found else 0}


_ALIGNMENT: Final = """
    WITH seen AS MATERIALIZED (SELECT p.id FROM registry.project p WHERE {condition}),
    r AS MATERIALIZED (SELECT a.project_id, a.code FROM registry.assignment a JOIN seen ON seen.id = a.project_id
                       WHERE a.vocabulary = :rows),
    c AS MATERIALIZED (SELECT a.project_id, a.code FROM registry.assignment a JOIN seen ON seen.id = a.project_id
                       WHERE a.vocabulary = :columns)
    SELECT 'cell' AS part, r.code AS a, c.code AS b, count(DISTINCT r.project_id) AS projects
        FROM r JOIN c ON c.project_id = r.project_id GROUP BY r.code, c.code
    UNION ALL SELECT 'row', code, NULL, count(DISTINCT project_id) FROM r GROUP BY code
    UNION ALL SELECT 'column', code, NULL, count(DISTINCT project_id) FROM c GROUP BY code
    UNION ALL SELECT 'projects', NULL, NULL, count(*) FROM seen
    UNION ALL SELECT 'aligned', NULL, NULL, count(DISTINCT project_id) FROM r
"""
_CODES: Final = text("""
    SELECT vocabulary, code, label FROM registry.code WHERE vocabulary IN (:rows, :columns) AND NOT withdrawn
    ORDER BY vocabulary, position
""")


async def alignment(
    database: Database, principal: Principal, filters: ProjectFilters, rows: str, columns: str
) -> dict[str, Any]:
    """Return how the codes of two vocabularies meet (``Alignment``): every code in force, used or not."""
    condition, params = filters.where(principal)
    wanted = {"rows": rows, "columns": columns}
    found: defaultdict[str, dict[tuple[str | None, str | None], int]] = defaultdict(dict)
    for row in await database.rows(text(_ALIGNMENT.format(condition=condition)), params | wanted):
        found[row.part][row.a, row.b] = row.projects
    labels: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for row in await database.rows(_CODES, wanted):
        labels[row.vocabulary][row.code] = row.label

    def axis(part: str, vocabulary: str) -> list[dict[str, Any]]:
        said = {str(code): projects for (code, _), projects in found[part].items()}
        known = labels[vocabulary]
        return [
            {"code": code, "label": known.get(code), "projects": said.get(code, 0)}
            for code in [*known, *sorted(said.keys() - known.keys())]
        ]

    projects = found["projects"][None, None]
    return {
        "rows": axis("row", rows),
        "columns": axis("column", columns),
        "cells": [{"row": a, "column": b, "projects": n} for (a, b), n in sorted(found["cell"].items())],
        "projects": projects,
        "unaligned": projects - found["aligned"][None, None],
    }


# --- money --------------------------------------------------------------------------------------------------


async def money(database: Database, principal: Principal, filters: ProjectFilters) -> dict[str, Any]:
    """Return cash and exchange in kind by year in US dollars (``Money``)."""
    condition, params = filters.where(principal)
    rows = await database.rows(text(f"SELECT p.id FROM registry.project p WHERE {condition}"), params)
    ids: list[UUID] = [row.id for row in rows]
    kept: list[Line] = []
    async with database.reader.connect() as connection:
        for start in range(0, len(ids), _AT_ONCE):
            found = await lines(connection, ids[start : start + _AT_ONCE])
            for of_project in found.values():
                kept += counted(of_project)
    book = await rate_book(database, {line.currency for line in kept if line.currency} | set(CURRENCIES))
    years, unvalued = _by_year(kept, book)
    return {
        "currency": DOLLAR,
        "years": [
            {"year": year, **{basis: _sums(years[year][basis]) for basis in ("planned", "executed")}}
            for year in sorted(years)
        ],
        "projects": len(ids),
        "unvalued": unvalued,
        "gaps": [{"currency": currency, "date": day} for currency, day in sorted(book.gaps)[:_MAX_GAPS]],
    }


_Years = dict[int, dict[str, dict[str, Decimal]]]


def _by_year(kept: Iterable[Line], book: RateBook) -> tuple[_Years, int]:
    """Return the sums by year, basis, and ``cash`` or ``in_kind``, and how many amounts have no worth in dollars."""
    years: _Years = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    unvalued = 0
    for line in kept:
        worth = None
        if line.amount is not None and line.currency is not None:
            worth = book.convert(line.amount, line.currency, DOLLAR, line.day)
        if worth is None:
            unvalued += 1
        else:
            years[line.day.year][line.basis]["cash" if line.kind == "cash" else "in_kind"] += worth
    return years, unvalued


def _sums(found: dict[str, Decimal]) -> dict[str, str]:
    return {name: f"{found.get(name, Decimal(0)).quantize(_WHOLE, ROUND_HALF_EVEN):f}" for name in ("cash", "in_kind")}


@cache
def oda() -> dict[str, Any]:
    """Return official development assistance to Guatemala by year and donor (``Oda``)."""
    told = json.loads(files(__package__).joinpath("oda.json").read_text("utf-8"))
    return {
        "source": told["source"],
        "currency": told["unit"],
        "years": [
            {
                "year": int(year),
                "total": sum(donors.values()),
                "donors": [
                    {"code": code, "amount": amount}
                    for code, amount in sorted(donors.items(), key=lambda item: (-item[1], item[0]))
                ],
            }
            for year, donors in told["years"].items()
        ],
    }
