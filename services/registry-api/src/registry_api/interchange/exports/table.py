"""A selection as a table: one project a row, the columns that analysts read and filter by."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from registry_api.interchange.exports.selection import batches, snapshot
from registry_api.projects.filters import ProjectFilters
from service_kit.database import Database
from service_kit.principal import Principal
from service_kit.texts import pick

COLUMNS: Final[tuple[tuple[str, dict[str, str], int], ...]] = (
    ("code", {"es": "Código", "en": "Code", "de": "Code"}, 14),
    ("title", {"es": "Título", "en": "Title", "de": "Titel"}, 60),
    ("example", {"es": "Ejemplo inventado", "en": "Invented example", "de": "Erfundenes Beispiel"}, 10),
    ("instrument", {"es": "Instrumento", "en": "Instrument", "de": "Instrument"}, 14),
    ("modality", {"es": "Modalidad", "en": "Modality", "de": "Modalität"}, 24),
    ("cooperation_type", {"es": "Tipo de cooperación", "en": "Cooperation type", "de": "Art der Zusammenarbeit"}, 24),
    ("stage", {"es": "Etapa", "en": "Stage", "de": "Phase"}, 20),
    ("visibility", {"es": "Visibilidad", "en": "Visibility", "de": "Sichtbarkeit"}, 12),
    ("start_planned", {"es": "Inicio previsto", "en": "Planned start", "de": "Geplanter Beginn"}, 12),
    ("start_actual", {"es": "Inicio real", "en": "Actual start", "de": "Tatsächlicher Beginn"}, 12),
    ("end_planned", {"es": "Fin previsto", "en": "Planned end", "de": "Geplantes Ende"}, 12),
    ("end_actual", {"es": "Fin real", "en": "Actual end", "de": "Tatsächliches Ende"}, 12),
    ("responsible", {"es": "Institución responsable", "en": "Institution", "de": "Zuständige Institution"}, 36),
    ("partners", {"es": "Socios y roles", "en": "Partners and roles", "de": "Partner und Rollen"}, 60),
    ("countries", {"es": "Países", "en": "Countries", "de": "Länder"}, 24),
    ("places", {"es": "Lugares", "en": "Places", "de": "Orte"}, 30),
    ("classifications", {"es": "Clasificación", "en": "Classification", "de": "Klassifikation"}, 60),
    ("budget", {"es": "Presupuesto", "en": "Budget", "de": "Budget"}, 24),
    ("committed", {"es": "Comprometido", "en": "Committed", "de": "Zugesagt"}, 24),
    ("disbursed", {"es": "Desembolsado", "en": "Disbursed", "de": "Ausgezahlt"}, 24),
    ("spent", {"es": "Ejecutado", "en": "Spent", "de": "Ausgegeben"}, 24),
    ("iati_identifier", {"es": "Identificador IATI", "en": "IATI identifier", "de": "IATI-Kennung"}, 36),
    ("source", {"es": "Fuente", "en": "Source", "de": "Quelle"}, 30),
    ("updated_at", {"es": "Actualizado", "en": "Updated", "de": "Aktualisiert"}, 20),
)  # fmt: skip
"""Column key, heading by language, width in characters."""

SHEET: Final = {"es": "Proyectos", "en": "Projects", "de": "Projekte"}

_TRANSACTIONS: Final = {"committed": ("1", "2"), "disbursed": ("3",), "spent": ("4",)}
_VISIBILITY: Final = {
    "draft": {"es": "Borrador", "en": "Draft", "de": "Entwurf"},
    "internal": {"es": "Interno", "en": "Internal", "de": "Intern"},
    "public": {"es": "Público", "en": "Public", "de": "Öffentlich"},
}
_YES: Final = {"es": "Sí", "en": "Yes", "de": "Ja"}

_LABELS: Final = text("""
    SELECT vocabulary, code, label FROM registry.code
    WHERE vocabulary IN ('instrument', 'modality', 'cooperation-type', 'stage', 'partner-role', 'country')
""")
_ROWS: Final = text("""
    SELECT p.id, p.code, p.title, p.example, p.instrument, p.modality, p.cooperation_type, p.stage, p.visibility,
        p.start_planned, p.start_actual, p.end_planned, p.end_actual, p.iati_identifier, p.source, p.updated_at,
        (SELECT o.name FROM registry.organisation o WHERE o.id = p.responsible_id) AS responsible,
        (SELECT json_agg(json_build_array(o.name, a.role) ORDER BY a.position) FROM registry.participation a
         JOIN registry.organisation o ON o.id = a.organisation_id WHERE a.project_id = p.id) AS partners,
        (SELECT json_agg(json_build_array(a.kind, a.code, CASE WHEN a.name = '{}'::jsonb THEN c.label ELSE a.name END)
                         ORDER BY a.position)
         FROM registry.place a LEFT JOIN registry.code c ON c.vocabulary = a.kind AND c.code = a.code
         WHERE a.project_id = p.id) AS places,
        (SELECT json_agg(json_build_array(a.vocabulary, a.code, c.label) ORDER BY a.position)
         FROM registry.assignment a LEFT JOIN registry.code c ON c.vocabulary = a.vocabulary AND c.code = a.code
         WHERE a.project_id = p.id) AS classifications,
        (SELECT json_agg(json_build_array(t.type, t.currency, trim_scale(t.amount)::text)) FROM (
            SELECT 'budget' AS type, b.currency, sum(b.amount) AS amount FROM registry.budget b
            WHERE b.project_id = p.id GROUP BY b.currency
            UNION ALL SELECT tr.type, tr.currency, sum(tr.amount) FROM registry.transaction tr
            WHERE tr.project_id = p.id GROUP BY tr.type, tr.currency) t) AS totals
    FROM registry.project p WHERE p.id = ANY(:ids) ORDER BY p.id
""")


def headings(language: str) -> list[tuple[str, int]]:
    """Return the heading and width of each column."""
    return [(pick(heading, language), width) for _, heading, width in COLUMNS]


async def table_rows(
    database: Database, principal: Principal, filters: ProjectFilters, language: str
) -> AsyncIterator[list[list[str]]]:
    """Yield batches of rows of texts in ``language``, in the order of ``COLUMNS``."""
    async with snapshot(database) as connection:
        labels = await _labels(connection, language)
        async for ids in batches(connection, principal, filters):
            rows = await connection.execute(_ROWS, {"ids": ids})
            yield [_row(row._asdict(), labels, language) for row in rows]


async def _labels(connection: AsyncConnection, language: str) -> dict[tuple[str, str], str]:
    rows = await connection.execute(_LABELS)
    return {(row.vocabulary, row.code): pick(row.label, language) for row in rows}


def _row(row: Mapping[str, Any], labels: Mapping[tuple[str, str], str], language: str) -> list[str]:
    def label(vocabulary: str, code: str | None) -> str:
        return labels.get((vocabulary, code), code) if code else ""

    totals = row["totals"] or []
    places = row["places"] or []
    values = {
        "title": pick(row["title"], language),
        "example": _YES[language] if row["example"] else "",
        "instrument": label("instrument", row["instrument"]),
        "modality": label("modality", row["modality"]),
        "cooperation_type": label("cooperation-type", row["cooperation_type"]),
        "stage": label("stage", row["stage"]),
        "visibility": pick(_VISIBILITY[row["visibility"]], language),
        "responsible": pick(row["responsible"], language),
        "partners": "; ".join(
            f"{pick(name, language)} ({label('partner-role', role)})" for name, role in row["partners"] or []
        ),
        "countries": "; ".join(label("country", code) for kind, code, _ in places if kind == "country"),
        "places": "; ".join(pick(name, language) or code or "" for kind, code, name in places if kind != "country"),
        "classifications": "; ".join(
            f"{vocabulary} {code} {pick(name, language)}".strip()
            for vocabulary, code, name in row["classifications"] or []
        ),
        "budget": _amounts(totals, ("budget",)),
        **{name: _amounts(totals, types) for name, types in _TRANSACTIONS.items()},
        "updated_at": row["updated_at"].strftime("%Y-%m-%d %H:%M"),
    }
    return [values.get(key, "" if row.get(key) is None else str(row.get(key, ""))) for key, _, _ in COLUMNS]


def _amounts(totals: list[list[str]], types: tuple[str, ...]) -> str:
    return "; ".join(f"{amount} {currency}" for kind, currency, amount in totals if kind in types)
