"""What a project is found and sorted by."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from typing import Any

from service_kit.texts import fold, pick


def search_columns(project: Mapping[str, Any], partners: Iterable[str]) -> dict[str, Any]:
    """Return what a project is found and sorted by; ``partners`` are the search texts of its partners."""
    texts = [project[name].values() for name in ("title", "objective", "description")]
    words = [project["code"], project["iati_identifier"] or "", *chain.from_iterable(texts), *partners]
    return {
        "search_text": fold(" ".join(words)),
        "sort_title": fold(pick(project["title"], "es"))[:300],
        "sort_start": project["start_actual"] or project["start_planned"] or date.min,
    }
