"""The workbook in which projects are registered in bulk: its sheets, their columns, and what a cell may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

LANGUAGES: Final = ("es", "en")
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


def _names(es: str, en: str) -> Names:
    return {"es": es, "en": en}


_REF: Final = Column("ref", _names("Clave del proyecto", "Project key"), required=True, width=20)
_CODE: Final = _names("Código", "Code")
_AMOUNT: Final = Column("amount", _names("Monto", "Amount"), "decimal", required=True)
_CURRENCY: Final = Column("currency", _names("Moneda", "Currency"), "code", required=True, vocabulary="currency")
_FROM: Final = Column("period_start", _names("Desde", "From"), "date", required=True)
_TO: Final = Column("period_end", _names("Hasta", "To"), "date", required=True)
_PLACES: Final = {
    "country": _names("País", "Country"),
    "region": _names("Región", "Region"),
    "department": _names("Departamento", "Department"),
    "municipality": _names("Municipio", "Municipality"),
    "point": _names("Punto", "Point"),
}
_LEVELS: Final = {
    "impact": _names("Impacto", "Impact"),
    "outcome": _names("Efecto", "Outcome"),
    "output": _names("Producto", "Output"),
}
_MEASURES: Final = {
    "1": _names("Número", "Number"),
    "2": _names("Porcentaje", "Percentage"),
    "5": _names("Cualitativa", "Qualitative"),
}
_LISTS: Final = {
    "sdg-goal": _names("ODS", "SDG"),
    "sdg-target": _names("Meta de los ODS", "SDG target"),
    "katun-axis": _names("Eje del K'atun", "K'atun axis"),
    "national-priority": _names("Prioridad nacional", "National priority"),
    "government-policy": _names("Política de gobierno", "Government policy"),
    "iberoamerican-sector": _names("Sector iberoamericano", "Ibero-American sector"),
    "crs-purpose": _names("Propósito CRS", "CRS purpose"),
    "crs-category": _names("Categoría CRS", "CRS category"),
    "policy-marker": _names("Marcador de política", "Policy marker"),
    "tag": _names("Etiqueta propia", "Own tag"),
}

SHEETS: Final = (
    Sheet(
        "projects", _names("Proyectos", "Projects"),
        (
            _REF,
            Column("title", _names("Título", "Title"), required=True, width=50),
            Column("title_en", _names("Título en inglés", "Title in English"), width=50),
            Column("objective", _names("Objetivo", "Objective"), width=50),
            Column("description", _names("Descripción", "Description"), width=50),
            Column("modality", _names("Modalidad", "Modality"), "code", required=True, vocabulary="modality"),
            Column("cooperation_type", _names("Tipo de cooperación", "Type of cooperation"), "code",
                   vocabulary="cooperation-type"),
            Column("instrument", _names("Instrumento", "Instrument"), "code", vocabulary="instrument"),
            Column("stage", _names("Etapa", "Stage"), "code", vocabulary="stage"),
            Column("start_planned", _names("Inicio previsto", "Planned start"), "date"),
            Column("start_actual", _names("Inicio real", "Actual start"), "date"),
            Column("end_planned", _names("Fin previsto", "Planned end"), "date"),
            Column("end_actual", _names("Fin real", "Actual end"), "date"),
            Column("default_currency", _names("Moneda por defecto", "Default currency"), "code", vocabulary="currency"),
        ),
    ),
    Sheet(
        "partners", _names("Socios", "Partners"),
        (
            _REF,
            Column("organisation", _names("Organización", "Organisation"), required=True, width=40),
            Column("organisation_ref", _names("Identificador IATI", "IATI identifier")),
            Column("role", _names("Rol", "Role"), "code", required=True, vocabulary="partner-role"),
        ),
    ),
    Sheet(
        "classification", _names("Clasificación", "Classification"),
        (
            _REF,
            Column("vocabulary", _names("Lista", "List"), "code", required=True, words=_LISTS, width=24),
            Column("code", _CODE, required=True),
            Column("weight", _names("Porcentaje", "Percentage"), "decimal"),
        ),
    ),
    Sheet(
        "places", _names("Lugares", "Places"),
        (
            _REF,
            Column("kind", _names("Tipo de lugar", "Kind of place"), "code", required=True, words=_PLACES),
            Column("code", _CODE),
            Column("name", _names("Nombre", "Name"), width=30),
            Column("latitude", _names("Latitud", "Latitude"), "decimal"),
            Column("longitude", _names("Longitud", "Longitude"), "decimal"),
            Column("share", _names("Porcentaje", "Percentage"), "decimal"),
        ),
    ),
    Sheet("budgets", _names("Presupuestos", "Budgets"), (_REF, _FROM, _TO, _AMOUNT, _CURRENCY)),
    Sheet(
        "transactions", _names("Transacciones", "Transactions"),
        (
            _REF,
            Column("type", _names("Tipo", "Type"), "code", required=True, vocabulary="transaction-type", width=24),
            Column("date", _names("Fecha", "Date"), "date", required=True),
            _AMOUNT, _CURRENCY,
            Column("provider", _names("De", "From organisation"), width=30),
            Column("receiver", _names("Para", "To organisation"), width=30),
            Column("description", _names("Descripción", "Description"), width=40),
        ),
    ),
    Sheet(
        "indicators", _names("Indicadores", "Indicators"),
        (
            _REF,
            Column("indicator_ref", _names("Clave del indicador", "Indicator key"), required=True),
            Column("level", _names("Nivel", "Level"), "code", words=_LEVELS),
            Column("result", _names("Resultado", "Result"), required=True, width=40),
            Column("indicator", _names("Indicador", "Indicator"), required=True, width=40),
            Column("measure", _names("Medida", "Measure"), "code", words=_MEASURES),
            Column("baseline", _names("Línea de base", "Baseline")),
            Column("baseline_year", _names("Año base", "Baseline year")),
            Column("period_start", _names("Desde", "From"), "date"),
            Column("period_end", _names("Hasta", "To"), "date"),
            Column("target", _names("Meta", "Target")),
        ),
    ),
    Sheet(
        "measurements", _names("Mediciones", "Measurements"),
        (
            _REF,
            Column("indicator_ref", _names("Clave del indicador", "Indicator key"), required=True),
            _FROM, _TO,
            Column("value", _names("Valor", "Value"), required=True),
            Column("comment", _names("Comentario", "Comment"), width=40),
        ),
    ),
)  # fmt: skip
