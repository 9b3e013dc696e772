"""The letter that tells a person what they have not read, in their language."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from service_kit.texts import pick

MAX_LINES: Final = 30
_SUBJECT: Final = {
    "es": "Milpa: {count} novedades sin leer",
    "en": "Milpa: {count} things you have not read",
    "de": "Milpa: {count} ungelesene Neuigkeiten",
}
_BEGINNING: Final = {
    "es": "Hola, {name}:\n\nEsto es lo que no ha leído en Milpa:\n",
    "en": "Hello {name},\n\nThis is what you have not read in Milpa:\n",
    "de": "Guten Tag, {name},\n\ndas haben Sie in Milpa noch nicht gelesen:\n",
}
_LINES: Final[Mapping[str, Mapping[str, str]]] = {
    "mention": {
        "es": "{actor} le menciona en {project}: «{detail}»",
        "en": "{actor} mentions you in {project}: “{detail}”",
        "de": "{actor} erwähnt Sie in {project}: „{detail}“",
    },
    "comment": {
        "es": "{actor} comenta {project}: «{detail}»",
        "en": "{actor} comments on {project}: “{detail}”",
        "de": "{actor} kommentiert {project}: „{detail}“",
    },
    "stage": {
        "es": "{actor} cambió la etapa de {project}",
        "en": "{actor} moved {project} to another stage",
        "de": "{actor} hat {project} in eine andere Phase gebracht",
    },
    "import": {
        "es": "Se aplicó su importación",
        "en": "Your import was applied",
        "de": "Ihr Import wurde angewandt",
    },
    "report-submitted": {
        "es": "{actor} presentó el informe de seguimiento de {project} ({detail}) para verificar",
        "en": "{actor} submitted the monitoring report of {project} ({detail}) for verification",
        "de": "{actor} hat den Monitoringbericht zu {project} ({detail}) zur Prüfung eingereicht",
    },
    "report-verified": {
        "es": "{actor} verificó su informe de seguimiento de {project}: «{detail}»",
        "en": "{actor} verified your monitoring report of {project}: “{detail}”",
        "de": "{actor} hat Ihren Monitoringbericht zu {project} bestätigt: „{detail}“",
    },
    "report-returned": {
        "es": "{actor} le devolvió el informe de seguimiento de {project}: «{detail}»",
        "en": "{actor} returned your monitoring report of {project}: “{detail}”",
        "de": "{actor} hat Ihren Monitoringbericht zu {project} zurückgegeben: „{detail}“",
    },
    "recommendation": {
        "es": "La evaluación «{detail}» dirige recomendaciones a su institución",
        "en": "The evaluation “{detail}” addresses recommendations to your institution",
        "de": "Die Evaluierung „{detail}“ richtet Empfehlungen an Ihre Institution",
    },
    "response": {
        "es": "{actor} respondió a una recomendación de «{detail}»",
        "en": "{actor} responded to a recommendation of “{detail}”",
        "de": "{actor} hat auf eine Empfehlung aus „{detail}“ geantwortet",
    },
}
_PATHS: Final[Mapping[str, str]] = {
    "mention": "/projects/{project_code}?tab=comments",
    "comment": "/projects/{project_code}?tab=comments",
    "stage": "/projects/{project_code}?tab=cycle",
    "import": "/imports/{import_id}",
    "report-submitted": "/monitoring/{record_id}",
    "report-verified": "/monitoring/{record_id}",
    "report-returned": "/monitoring/{record_id}",
    "recommendation": "/evaluations/{record_id}",
    "response": "/evaluations/{record_id}",
}
_MORE: Final = {"es": "Y {count} más.", "en": "And {count} more.", "de": "Und {count} weitere."}
_END: Final = {
    "es": "\nSi no desea este resumen, desactívelo en su cuenta: {link}\n",
    "en": "\nIf you do not want this digest, turn it off in your account: {link}\n",
    "de": "\nWenn Sie diese Übersicht nicht wünschen, schalten Sie sie in Ihrem Konto aus: {link}\n",
}


def digest(language: str, name: str, notices: Sequence[Mapping[str, Any]], address: str) -> tuple[str, str]:
    """Return the subject and text of a digest of ``notices``; ``address`` is the platform's."""
    lines = [pick(_BEGINNING, language).replace("{name}", name)]
    for notice in notices[:MAX_LINES]:
        path = _PATHS[notice["kind"]].format_map(notice)
        lines.append(f"- {_line(language, notice)}\n  {address}{path}")
    if len(notices) > MAX_LINES:
        lines.append(pick(_MORE, language).replace("{count}", str(len(notices) - MAX_LINES)))
    lines.append(pick(_END, language).replace("{link}", f"{address}/account"))
    return pick(_SUBJECT, language).replace("{count}", str(len(notices))), "\n".join(lines)


def _line(language: str, notice: Mapping[str, Any]) -> str:
    project = pick(notice["project_title"], language) if notice["project_title"] else ""
    facts = {"actor": notice["actor_name"], "project": project, "detail": " ".join(notice["detail"].split())}
    # In one go, so that what a comment says is not filled in.
    return pick(_LINES[notice["kind"]], language).format_map(facts)
