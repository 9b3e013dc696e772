"""Multilingual text: ``{"es": "...", "en": "..."}`` with at least one language."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

LANGUAGES: Final = ("es", "en", "de")
"""Languages of the interface, in the order in which answers fall back (after the one asked for)."""

_LANGUAGE_CODE = re.compile(r"^[a-z]{2,3}$")

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


# A NUL can't be stored by PostgreSQL, nor other controls written to XML 1.0.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_line(value: str) -> str:
    """Return the text trimmed and in Unicode NFC; control characters are refused.

    Raises:
        PydanticCustomError: ``control_character`` when a character cannot be stored or exchanged as XML.
    """
    if _FORBIDDEN.search(value):
        raise PydanticCustomError("control_character", "The text contains a control character")
    return unicodedata.normalize("NFC", value).strip()


def _clean(value: dict[str, str]) -> dict[str, str]:
    texts = {language: clean_line(text) for language, text in value.items()}
    texts = {language: text for language, text in texts.items() if text}
    for language in texts:
        if not _LANGUAGE_CODE.match(language):
            raise PydanticCustomError(
                "language", "'{language}' is not a language code", {"language": clean_line(language[:20])}
            )
    return texts


def _required(value: dict[str, str]) -> dict[str, str]:
    texts = _clean(value)
    if not texts:
        raise PydanticCustomError("text_required", "Write the text in at least one language")
    return texts


Line = Annotated[str, AfterValidator(clean_line)]
_Piece = Annotated[str, StringConstraints(max_length=20_000)]
Text = Annotated[dict[str, _Piece], AfterValidator(_required)]
"""A text in at least one language; blank languages are dropped."""
OptionalText = Annotated[dict[str, _Piece], AfterValidator(_clean)]
"""A text that may be empty (``{}``)."""


def pick(text: Mapping[str, str] | None, language: str) -> str:
    """Return the text in ``language``, else in es, en, de, else in whatever it has, else ``""``."""
    if not text:
        return ""
    for wanted in (language, *LANGUAGES):
        if text.get(wanted):
            return text[wanted]
    return next(iter(text.values()))


def fold(text: str) -> str:
    """Return ``text`` lower-cased and without accents, the form in which it is searched."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def like(word: str) -> str:
    """Return ``word`` with the wildcards of SQL's LIKE escaped."""
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def negotiate(accept_language: str | None) -> str:
    """Return the interface language that an ``Accept-Language`` header prefers (RFC 9110), else Spanish."""
    best, best_weight = LANGUAGES[0], 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        language = tag.split("-")[0].strip().lower()
        weight = 1.0
        if parameters.strip().startswith("q="):
            try:
                weight = float(parameters.strip()[2:])
            except ValueError:
                continue
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best
