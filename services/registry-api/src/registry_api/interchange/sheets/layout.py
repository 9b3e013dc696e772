"""The workbook in which projects are registered in bulk: its sheets, their columns, and what a cell may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

MAX_ROWS: Final = 20_000
"""Rows of a sheet that are read."""
MAX_UNPACKED: Final = 256 * 1024 * 1024
"""Bytes that a workbook may come to when it is unpacked."""
CLASSIFYING: Final = (
    "sdg-goal", "sdg-target", "katun-axis", "national-priority", "government-policy", "iberoamerican-sector",
    "crs-purpose", "crs-category", "policy-marker", "tag",
)  # fmt: skip

Kind = Literal["text", "date", "decimal", "code"]
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its heading by language, what its cells hold; ``vocabulary`` are the codes of a ``code``.

    ``words`` are codes that no vocabulary holds, with their word by language.
    """

    name: str
    heading: Names
    kind: Kind = "text"
    required: bool = False
    vocabulary: str | None = None
    words: Mapping[str, Names] | None = None
    width: int = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; every row names its project by the first column."""

    name: str
    title: Names
    columns: Sequence[Column]

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)


def _names(es: str, en: str, de: str) -> Names:
    return {"es": es, "en": en, "de": de}


_REF: Final = Column("ref", _names("Clave del proyecto", "Project key", "Projektschlüssel"), required=True, width=20)
_CODE: Final = _names("Código", "Code", "Code")
_AMOUNT: Final = Column("amount", _names("Monto", "Amount", "Betrag"), "decimal", required=True)
_CURRENCY: Final = Column(
    "currency", _names("Moneda", "Currency", "Währung"), "code", required=True, vocabulary="currency"
)
_FROM: Final = Column("period_start", _names("Desde", "From", "Von"), "date", required=True)
_TO: Final = Column("period_end", _names("Hasta", "To", "Bis"), "date", required=True)
_PLACES: Final = {
    "country": _names("País", "Country", "Land"),
    "region": _names("Región", "Region", "Region"),
    "department": _names("Departamento", "Department", "Departamento"),
    "municipality": _names("Municipio", "Municipality", "Gemeinde"),
    "point": _names("Punto", "Point", "Punkt"),
}
_LEVELS: Final = {
    "impact": _names("Impacto", "Impact", "Wirkung"),
    "outcome": _names("Efecto", "Outcome", "Ergebnis"),
    "output": _names("Producto", "Output", "Leistung"),
}
_MEASURES: Final = {
    "1": _names("Número", "Number", "Zahl"),
    "2": _names("Porcentaje", "Percentage", "Prozentsatz"),
    "5": _names("Cualitativa", "Qualitative", "Qualitativ"),
}
_LISTS: Final = {
    "sdg-goal": _names("ODS", "SDG", "Nachhaltigkeitsziel"),
    "sdg-target": _names("Meta de los ODS", "SDG target", "Unterziel der Nachhaltigkeitsziele"),
    "katun-axis": _names("Eje del K'atun", "K'atun axis", "Achse des K'atun"),
    "national-priority": _names("Prioridad nacional", "National priority", "Nationale Priorität"),
    "government-policy": _names("Política de gobierno", "Government policy", "Regierungspolitik"),
    "iberoamerican-sector": _names("Sector iberoamericano", "Ibero-American sector", "Iberoamerikanischer Sektor"),
    "crs-purpose": _names("Propósito CRS", "CRS purpose", "CRS-Zweck"),
    "crs-category": _names("Categoría CRS", "CRS category", "CRS-Kategorie"),
    "policy-marker": _names("Marcador de política", "Policy marker", "Politikmarker"),
    "tag": _names("Etiqueta propia", "Own tag", "Eigenes Schlagwort"),
}

SHEETS: Final = (
    Sheet(
        "projects", _names("Proyectos", "Projects", "Projekte"),
        (
            _REF,
            Column("title", _names("Título", "Title", "Titel"), required=True, width=50),
            Column("title_en", _names("Título en inglés", "Title in English", "Titel auf Englisch"), width=50),
            Column("objective", _names("Objetivo", "Objective", "Ziel"), width=50),
            Column("description", _names("Descripción", "Description", "Beschreibung"), width=50),
            Column("modality", _names("Modalidad", "Modality", "Modalität"),
                   "code", required=True, vocabulary="modality"),
            Column("cooperation_type", _names("Tipo de cooperación", "Type of cooperation", "Art der Zusammenarbeit"),
                   "code",
                   vocabulary="cooperation-type"),
            Column("instrument", _names("Instrumento", "Instrument", "Instrument"), "code", vocabulary="instrument"),
            Column("stage", _names("Etapa", "Stage", "Phase"), "code", vocabulary="stage"),
            Column("start_planned", _names("Inicio previsto", "Planned start", "Geplanter Beginn"), "date"),
            Column("start_actual", _names("Inicio real", "Actual start", "Tatsächlicher Beginn"), "date"),
            Column("end_planned", _names("Fin previsto", "Planned end", "Geplantes Ende"), "date"),
            Column("end_actual", _names("Fin real", "Actual end", "Tatsächliches Ende"), "date"),
            Column("default_currency", _names("Moneda por defecto", "Default currency", "Standardwährung"),
                   "code", vocabulary="currency"),
        ),
    ),
    Sheet(
        "partners", _names("Socios", "Partners", "Partner"),
        (
            _REF,
            Column("organisation", _names("Organización", "Organisation", "Organisation"), required=True, width=40),
            Column("organisation_ref", _names("Identificador IATI", "IATI identifier", "IATI-Kennung")),
            Column("role", _names("Rol", "Role", "Rolle"), "code", required=True, vocabulary="partner-role"),
        ),
    ),
    Sheet(
        "classification", _names("Clasificación", "Classification", "Einordnung"),
        (
            _REF,
            Column("vocabulary", _names("Lista", "List", "Liste"), "code", required=True, words=_LISTS, width=24),
            Column("code", _CODE, required=True),
            Column("weight", _names("Porcentaje", "Percentage", "Prozentsatz"), "decimal"),
        ),
    ),
    Sheet(
        "places", _names("Lugares", "Places", "Orte"),
        (
            _REF,
            Column("kind", _names("Tipo de lugar", "Kind of place", "Art des Ortes"),
                   "code", required=True, words=_PLACES),
            Column("code", _CODE),
            Column("name", _names("Nombre", "Name", "Name"), width=30),
            Column("latitude", _names("Latitud", "Latitude", "Breite"), "decimal"),
            Column("longitude", _names("Longitud", "Longitude", "Länge"), "decimal"),
            Column("share", _names("Porcentaje", "Percentage", "Prozentsatz"), "decimal"),
        ),
    ),
    Sheet("budgets", _names("Presupuestos", "Budgets", "Budgets"), (_REF, _FROM, _TO, _AMOUNT, _CURRENCY)),
    Sheet(
        "transactions", _names("Transacciones", "Transactions", "Transaktionen"),
        (
            _REF,
            Column("type", _names("Tipo", "Type", "Art"),
                   "code", required=True, vocabulary="transaction-type", width=24),
            Column("date", _names("Fecha", "Date", "Datum"), "date", required=True),
            _AMOUNT, _CURRENCY,
            Column("provider", _names("De", "From organisation", "Von Organisation"), width=30),
            Column("receiver", _names("Para", "To organisation", "An Organisation"), width=30),
            Column("description", _names("Descripción", "Description", "Beschreibung"), width=40),
        ),
    ),
    Sheet(
        "indicators", _names("Indicadores", "Indicators", "Indikatoren"),
        (
            _REF,
            Column("indicator_ref", _names("Clave del indicador", "Indicator key", "Indikatorschlüssel"),
                   required=True),
            Column("level", _names("Nivel", "Level", "Ebene"), "code", words=_LEVELS),
            Column("result", _names("Resultado", "Result", "Ergebnis"), required=True, width=40),
            Column("indicator", _names("Indicador", "Indicator", "Indikator"), required=True, width=40),
            Column("measure", _names("Medida", "Measure", "Maß"), "code", words=_MEASURES),
            Column("baseline", _names("Línea de base", "Baseline", "Ausgangswert")),
            Column("baseline_year", _names("Año base", "Baseline year", "Basisjahr")),
            Column("period_start", _names("Desde", "From", "Von"), "date"),
            Column("period_end", _names("Hasta", "To", "Bis"), "date"),
            Column("target", _names("Meta", "Target", "Zielwert")),
        ),
    ),
    Sheet(
        "measurements", _names("Mediciones", "Measurements", "Messungen"),
        (
            _REF,
            Column("indicator_ref", _names("Clave del indicador", "Indicator key", "Indikatorschlüssel"),
                   required=True),
            _FROM, _TO,
            Column("value", _names("Valor", "Value", "Wert"), required=True),
            Column("comment", _names("Comentario", "Comment", "Bemerkung"), width=40),
        ),
    ),
)  # fmt: skip
