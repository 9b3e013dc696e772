"""A labelled set for matching: projects as we hold them, and how partners' registries would tell them.

Titles are made up after the manner of real ones. Each is told differently in ways seen between registries: other order,
other case and accents, abbreviations, a prefix, the countries added, a spelling mistake, words left out, another
language; and each has neighbours that are other projects: the next phase, another year, another sector of one partner.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from registry_api.federation.rules import Facts

_SUBJECTS = (
    (
        "Fortalecimiento de la gestión integral del recurso hídrico",
        "Strengthening integrated water resources management",
    ),
    (
        "Intercambio de experiencias en registro civil e identidad",
        "Exchange of experience in civil registration and identity",
    ),
    (
        "Capacitación de docentes en educación bilingüe intercultural",
        "Training teachers in intercultural bilingual education",
    ),
    ("Mejoramiento genético del maíz en pequeños productores", "Genetic improvement of maize for smallholders"),
    ("Prevención de la desnutrición crónica infantil", "Prevention of chronic child malnutrition"),
    ("Gestión del riesgo de desastres en municipios costeros", "Disaster risk management in coastal municipalities"),
    (
        "Conservación de bosques comunitarios de la Reserva Maya",
        "Conservation of community forests of the Maya Reserve",
    ),
    ("Modernización de las estadísticas económicas nacionales", "Modernisation of national economic statistics"),
    ("Atención integral a personas migrantes retornadas", "Comprehensive care for returned migrants"),
    (
        "Desarrollo de capacidades en laboratorios de sanidad animal",
        "Capacity development in animal health laboratories",
    ),
    ("Promoción del turismo rural comunitario", "Promotion of community-based rural tourism"),
    ("Eficiencia energética en edificios públicos", "Energy efficiency in public buildings"),
    ("Control de la calidad del café de altura", "Quality control of highland coffee"),
    ("Sistema de evaluación de políticas públicas", "Public policy evaluation system"),
    ("Archivos históricos y memoria documental", "Historical archives and documentary memory"),
    ("Banco de leche humana en hospitales nacionales", "Human milk bank in national hospitals"),
    (
        "Formación técnica de mujeres en oficios no tradicionales",
        "Technical training of women in non-traditional trades",
    ),
    ("Monitoreo de la contaminación del aire en áreas urbanas", "Monitoring of air pollution in urban areas"),
    ("Restauración de manglares en el litoral pacífico", "Restoration of mangroves on the Pacific coast"),
    ("Gobierno abierto y acceso a la información pública", "Open government and access to public information"),
    (
        "Reinserción social de adolescentes en conflicto con la ley",
        "Social reintegration of adolescents in conflict with the law",
    ),
    (
        "Vigilancia epidemiológica de enfermedades transmitidas por vectores",
        "Epidemiological surveillance of vector-borne diseases",
    ),
    ("Cadena de valor del cacao fino de aroma", "Value chain of fine flavour cocoa"),
    ("Catastro multifinalitario municipal", "Municipal multipurpose cadastre"),
)
_PARTNERS = ("amexcid", "abc", "apc-colombia", "agcid", "aecid", "giz", "jica", "segeplan")
_COUNTRIES = ("MX", "BR", "CO", "CL", "ES", "DE", "JP")
_SMALL = {"de", "la", "del", "en", "los", "las", "el", "y", "of", "the", "in", "and", "for"}


@dataclass(frozen=True)
class Case:
    """A partner's record beside one of our projects; ``same`` says whether they are one project."""

    ours: Facts
    theirs: Facts
    same: bool
    kind: str


def _ours(n: int, titles: tuple[str, str], random_: random.Random) -> Facts:
    start = date(2014, 1, 1) + timedelta(days=random_.randrange(0, 4000))
    return Facts(
        titles=titles,
        start=start,
        end=start + timedelta(days=random_.randrange(300, 1500)),
        partners=frozenset({_PARTNERS[n % 7], "segeplan"}),
        countries=frozenset({"GT", _COUNTRIES[n % 7]}),
        amounts=(("USD", Decimal(random_.randrange(20, 900) * 1000)),),
    )


def _misspelt(title: str, random_: random.Random) -> str:
    at = random_.randrange(5, len(title) - 2)
    return title[:at] + title[at + 1] + title[at] + title[at + 2 :]


def _tellings(facts: Facts, random_: random.Random) -> Iterator[tuple[str, Facts]]:
    es, en = facts.titles
    words = es.split()
    shortened = " ".join(word for word in words if word.lower() not in _SMALL)
    left_out = words[:-1] if words[-1].lower() not in _SMALL and len(words) > 4 else words
    start = facts.start or date(2020, 1, 1)
    yield "case", replace(facts, titles=(es.upper(),))
    yield "order", replace(facts, titles=(" ".join(words[len(words) // 2 :] + words[: len(words) // 2]),), amounts=())
    yield "prefix", replace(facts, titles=(f"Proyecto: {es} (México-Guatemala)",), partners=frozenset({"otra"}))
    yield "spelling", replace(facts, titles=(_misspelt(es, random_),), start=start + timedelta(days=45))
    yield "small words", replace(facts, titles=(shortened,), start=None, end=None)
    yield "words left out", replace(facts, titles=(" ".join(left_out),))
    yield "language", replace(facts, titles=(en,))
    yield "other days", replace(facts, start=start + timedelta(days=120), titles=(es.lower(),))


def _neighbours(facts: Facts, another: Facts, random_: random.Random) -> Iterator[tuple[str, Facts]]:
    es, _ = facts.titles
    start = facts.start or date(2020, 1, 1)
    yield "next phase", replace(facts, titles=(f"{es}, fase II",), start=start + timedelta(days=900))
    yield "another year", replace(facts, titles=(f"{es} {start.year + 2}",), start=start + timedelta(days=730))
    yield "another subject", replace(facts, titles=(another.titles[0],))
    half = es.split()
    other = another.titles[0].split()
    mixed = " ".join(half[: len(half) // 2] + other[len(other) // 2 :])
    yield "half the title", replace(facts, titles=(mixed,), start=start + timedelta(days=random_.randrange(200, 900)))


def labelled() -> list[Case]:
    """The whole set: the same one every time."""
    random_ = random.Random(2032)
    ours = [_ours(n, titles, random_) for n, titles in enumerate(_SUBJECTS)]
    cases = []
    for n, facts in enumerate(ours):
        cases += [Case(facts, theirs, True, kind) for kind, theirs in _tellings(facts, random_)]
        another = ours[(n + 7) % len(ours)]
        cases += [Case(facts, theirs, False, kind) for kind, theirs in _neighbours(facts, another, random_)]
    return cases
