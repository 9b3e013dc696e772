"""Values as XSD writes them: dates, decimals, booleans."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

_DECIMAL: Final = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)$")
_DATE: Final = re.compile(r"^(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?$")
_OTHER_DATES: Final = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%d/%m/%Y", "%Y%m%d")


def read_decimal(text: str | None) -> Decimal | None:
    """Return an ``xsd:decimal``, or None when it is not one."""
    text = (text or "").strip()
    if not _DECIMAL.match(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def plain(value: Decimal) -> str:
    """Return a decimal as digits, never with an exponent; trailing zeros after the point are dropped."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text or "0"


def read_date(text: str | None) -> date | None:
    """Return an ``xsd:date`` (a time zone is allowed and left out), or None."""
    match = _DATE.match((text or "").strip())
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None


def mend_date(text: str) -> str | None:
    """Return a date written in another common form as ``xsd:date``, or None when it can't be one."""
    text = text.strip()
    if read_date(text):
        return text
    for form in _OTHER_DATES:
        try:
            return datetime.strptime(text[:19], form).date().isoformat()
        except ValueError:
            continue
    return text[:10] if read_date(text[:10]) else None


def mend_decimal(text: str) -> str | None:
    """Return an amount written with thousands separators, spaces or a percent sign as ``xsd:decimal``."""
    stripped = re.sub(r"[\s,%]", "", text) if not re.search(r",\d{1,2}$", text.strip()) else ""
    if not stripped and re.fullmatch(r"\s*[+-]?[\d.\s]*,\d{1,2}\s*%?\s*", text):
        stripped = re.sub(r"[\s.%]", "", text).replace(",", ".")
    return stripped if read_decimal(stripped) is not None else None


def read_boolean(text: str | None) -> bool:
    """Return an ``xsd:boolean``; anything else is false."""
    return (text or "").strip() in {"1", "true"}
