"""Days and numbers as people write them in cells."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


def read_day(words: str, *, first: bool) -> date | None:
    """Return a day written as ISO or as people do; of a year alone its first or its last."""
    if words.isdigit() and len(words) == 4 and 1900 <= int(words) <= 2150:
        return date(int(words), 1, 1) if first else date(int(words), 12, 31)
    return next(_days(words), None)


def _days(words: str) -> Iterator[date]:
    for pattern in _DAYS:
        try:
            yield datetime.strptime(words, pattern).date()
        except ValueError:
            continue


def read_number(words: str) -> Decimal | None:
    """Return a number; a space or comma between thousands, and a decimal comma where it can be nothing else."""
    plain = words.replace("\u00a0", "").replace(" ", "").rstrip("%")
    if "," in plain and "." in plain:
        # The last of the two parts the decimals.
        thousands = "," if plain.rfind(".") > plain.rfind(",") else "."
        plain = plain.replace(thousands, "").replace(",", ".")
    elif plain.count(",") == 1 and len(plain.split(",")[1]) != 3:
        plain = plain.replace(",", ".")
    else:
        plain = plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 18 else None
