"""What similar projects learnt and measured, for who registers a project or writes a framework.

How alike two projects are is a sum that can be told: a title that is alike, codes, partners and countries in common.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from evaluation_api.projects import visible
from evaluation_api.sql import organisation_of, project_ref
from service_kit.principal import Principal
from service_kit.texts import fold

TITLE_FROM: Final = 0.3
"""From which trigram similarity on titles count as alike (that of registering the same project twice)."""
CODE_WEIGHTS: Final[Mapping[str, float]] = {"crs-purpose": 0.35, "sdg-target": 0.35, "iberoamerican-sector": 0.25}
"""A finer list says more than a coarse one; others weigh ``OTHER_CODE``."""
OTHER_CODE: Final = 0.15
CODES_AT_MOST: Final = 0.7
PARTNER: Final = 0.2
COUNTRY: Final = 0.1
NEEDED: Final = 0.3
"""How alike a project must be for something of it to be proposed."""
PROJECTS: Final = 10
EACH: Final = 4
"""Items of a kind that one project gives at most, so that others have their say."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a project has in common with what is being written."""

    title: float = 0
    codes: Sequence[str] = ()
    partners: Sequence[str] = ()
    countries: Sequence[str] = ()

    @property
    def score(self) -> float:
        """Return how alike it is: 0 for nothing in common, above ``NEEDED`` to be proposed."""
        codes = sum(CODE_WEIGHTS.get(code.partition(":")[0], OTHER_CODE) for code in self.codes)
        title = self.title if self.title >= TITLE_FROM else 0
        return (
            title + min(codes, CODES_AT_MOST) + (PARTNER if self.partners else 0) + (COUNTRY if self.countries else 0)
        )


@dataclass(frozen=True, slots=True)
class Written:
    """What is known so far of the project being registered."""

    title: str = ""
    codes: Sequence[str] = ()
    countries: Sequence[str] = ()
    organisations: Sequence[UUID] = ()
    project: UUID | None = None
    """The project itself, when it is registered already: nothing of its own is proposed."""


_SIMILAR: Final = """
    SELECT p.id, {project} AS project,
        CASE WHEN :title = '' THEN 0 ELSE similarity(p.sort_title, :title) END AS title,
        array(SELECT c.vocabulary || ':' || c.code FROM registry.directory_classification c
            WHERE c.project_id = p.id AND c.vocabulary || ':' || c.code = ANY(:codes)) AS codes,
        array(SELECT DISTINCT a.organisation_id::text FROM registry.directory_participation a
            WHERE a.project_id = p.id AND a.organisation_id = ANY(:organisations)) AS partners,
        array(SELECT DISTINCT c.code FROM registry.directory_country c
            WHERE c.project_id = p.id AND c.code = ANY(:countries)) AS countries
    FROM registry.directory_project p
    WHERE {seen} AND p.id IS DISTINCT FROM :project AND (
        EXISTS (SELECT 1 FROM evaluation.lesson l WHERE l.project_id = p.id)
        OR EXISTS (SELECT 1 FROM evaluation.practice_project pp WHERE pp.project_id = p.id)
        OR EXISTS (SELECT 1 FROM evaluation.framework f WHERE f.project_id = p.id AND f.revision > 0))
"""


async def proposals(
    connection: AsyncConnection, principal: Principal, written: Written, kinds: Sequence[str]
) -> list[dict[str, Any]]:
    """Return what is proposed (``KnowledgeProposal``), the most similar project's first."""
    seen, params = visible(principal)
    params |= {
        "title": fold(written.title)[:300], "codes": list(written.codes), "countries": list(written.countries),
        "organisations": list(written.organisations), "project": written.project,
    }  # fmt: skip
    rows = await connection.execute(text(_SIMILAR.format(project=project_ref("p"), seen=seen)), params)
    found = []
    for row in rows:
        likeness = Likeness(float(row.title), row.codes, row.partners, row.countries)
        if likeness.score >= NEEDED:
            found.append((likeness, row))
    found.sort(key=lambda pair: (-pair[0].score, str(pair[1].id)))
    best = found[:PROJECTS]
    labels = await _labels(connection, [likeness for likeness, _ in best], written.codes)
    by_project = await _items(connection, [row.id for _, row in best], kinds)
    items = [
        item | {"project": row.project, "organisation": None, "reasons": _reasons(likeness, labels)}
        for likeness, row in best
        for item in by_project[row.id]
    ]
    if "offer" in kinds and written.codes:
        items += await _offers(connection, written, labels)
    return items


def _reasons(likeness: Likeness, labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    reasons = [{"kind": "code", "value": code, "label": labels.get(code)} for code in likeness.codes]
    if likeness.title >= TITLE_FROM:
        reasons.insert(0, {"kind": "title", "value": str(round(likeness.title * 100)), "label": None})
    reasons += [{"kind": "partner", "value": one, "label": labels.get(one)} for one in likeness.partners]
    return reasons + [
        {"kind": "country", "value": one, "label": labels.get(f"country:{one}")} for one in likeness.countries
    ]


async def _labels(connection: AsyncConnection, likenesses: Sequence[Likeness], codes: Sequence[str]) -> dict[str, Any]:
    wanted = {code for likeness in likenesses for code in likeness.codes} | set(codes)
    wanted |= {f"country:{code}" for likeness in likenesses for code in likeness.countries}
    rows = await connection.execute(
        text("""
            SELECT vocabulary || ':' || code AS key, label FROM registry.directory_code
            WHERE vocabulary = ANY(:vocabularies) AND vocabulary || ':' || code = ANY(:codes)
            UNION ALL SELECT id::text, name FROM registry.directory_organisation WHERE id::text = ANY(:partners)
        """),
        {
            "vocabularies": sorted({code.partition(":")[0] for code in wanted}),
            "codes": sorted(wanted),
            "partners": sorted({one for likeness in likenesses for one in likeness.partners}),
        },
    )
    return {row.key: row.label for row in rows}


_ITEMS: Final[Mapping[str, str]] = {
    "lesson": """
        SELECT l.project_id, l.id, l.title, l.lesson AS text, NULL::json AS indicator,
            row_number() OVER (PARTITION BY l.project_id ORDER BY l.created_at DESC, l.id) AS place
        FROM evaluation.lesson l WHERE l.project_id = ANY(:projects)
    """,
    "practice": """
        SELECT pp.project_id, x.id, x.title, x.done AS text, NULL::json AS indicator,
            row_number() OVER (PARTITION BY pp.project_id ORDER BY x.created_at DESC, x.id) AS place
        FROM evaluation.practice_project pp JOIN evaluation.practice x ON x.id = pp.practice_id
        WHERE pp.project_id = ANY(:projects) AND x.status = 'validated'
    """,
    "indicator": """
        SELECT f.project_id, i.id, i.title, i.definition AS text, json_build_object('title', i.title,
                'definition', i.definition, 'measure', i.measure, 'unit', i.unit, 'direction', i.direction,
                'cumulative', i.cumulative, 'scale', i.scale, 'dimensions', i.dimensions,
                'verification', i.verification, 'goal', i.goal, 'common_id', i.common_id,
                'level', r.level) AS indicator,
            row_number() OVER (PARTITION BY f.project_id ORDER BY r.position, i.position) AS place
        FROM evaluation.framework f JOIN evaluation.result r ON r.framework_id = f.id
        JOIN evaluation.indicator i ON i.result_id = r.id
        WHERE f.project_id = ANY(:projects) AND f.revision > 0 AND i.formula IS NULL
    """,
}


async def _items(
    connection: AsyncConnection, project_ids: Sequence[UUID], kinds: Sequence[str]
) -> defaultdict[UUID, list[dict[str, Any]]]:
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for kind, statement in _ITEMS.items():
        if kind not in kinds or not project_ids:
            continue
        rows = await connection.execute(
            text(f"SELECT * FROM ({statement}) s WHERE place <= :each ORDER BY place"),
            {"projects": list(project_ids), "each": EACH},
        )
        for row in rows:
            found[row.project_id].append(
                {"kind": kind, "id": row.id, "title": row.title, "text": row.text, "indicator": row.indicator}
            )
    return found


async def _offers(connection: AsyncConnection, written: Written, labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return capacities on offer that are of a code of what is being written."""
    rows = await connection.execute(
        text(f"""
            SELECT x.id, x.title, x.description AS text, {organisation_of("x.organisation_id")} AS organisation,
                array(SELECT c.code FROM jsonb_array_elements_text(x.codes) c(code) WHERE c.code = ANY(:codes)) AS codes
            FROM evaluation.capacity x
            WHERE x.kind = 'offer' AND x.status = 'open' AND (x.valid_until IS NULL OR x.valid_until >= CURRENT_DATE)
                AND EXISTS (SELECT 1 FROM jsonb_array_elements_text(x.codes) c(code) WHERE c.code = ANY(:codes))
            ORDER BY x.created_at DESC, x.id LIMIT :each
        """),
        {"codes": list(written.codes), "each": EACH},
    )
    return [
        {
            "kind": "offer", "id": row.id, "title": row.title, "text": row.text, "project": None,
            "organisation": row.organisation, "indicator": None, "reasons": _reasons(Likeness(codes=row.codes), labels),
        }
        for row in rows
    ]  # fmt: skip
