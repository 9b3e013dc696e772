"""What a file is before it is trusted: its encoding, its root element, and that it hides no entities."""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from registry_api.interchange.iati.standard import ROOTS

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# XML 1.0 appendix F: how "<?" or "<" begins in encodings of more than one byte without a mark.
_UNMARKED: Final = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
_DECLARATION: Final = re.compile(r"""^\s*<\?xml\b[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["'][^>]*?\?>""")
_ANY_DECLARATION: Final = re.compile(r"^\s*<\?xml\b[^>]*?\?>")
_CHUNK: Final = 1 << 16


class Fault(Exception):
    """Why a file can't be read as IATI: a rule id, a message key, where, and the facts for the sentence."""

    def __init__(
        self, rule: str, message: str, line: int | None = None, column: int | None = None, **params: Any
    ) -> None:
        super().__init__(message)
        self.rule, self.message, self.line, self.column = rule, message, line, column
        self.params: Mapping[str, Any] = params


@dataclass(frozen=True, slots=True)
class Intake:
    """A file ready to be parsed: UTF-8 at ``path``, its root element's name and attributes."""

    path: Path
    encoding: str
    root: str
    attributes: Mapping[str, str]
    line: int
    column: int


def take_in(received: Path, workspace: Path) -> Intake:
    """Return the file as UTF-8 with its root element looked at.

    Raises:
        Fault: 0.1.1 when it is not XML, is in another encoding than it says, or declares entities.
    """
    path, encoding = _as_utf8(received, workspace)
    name, attributes, line, column = _prolog(path)
    if name not in ROOTS:
        # Nothing else will read it to its end, and what is not well-formed is not XML of any kind.
        _require_well_formed(path)
    return Intake(path, encoding, name, attributes, line, column)


def _as_utf8(received: Path, workspace: Path) -> tuple[Path, str]:
    with received.open("rb") as file:
        head = file.read(1024)
    if not head.strip(b"\x00 \t\r\n"):
        raise Fault("0.1.1", "empty-file")
    encoding = _detect(head)
    name = codecs.lookup(encoding).name
    if name in {"utf-8", "ascii"}:
        return received, name
    target = workspace / f"{received.name}.utf8"
    decoder = codecs.getincrementaldecoder(encoding)()
    with received.open("rb") as source, target.open("w", encoding="utf-8", newline="") as sink:
        first = True
        while True:
            block = source.read(_CHUNK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as exc:
                raise Fault("0.1.1", "encoding-wrong", encoding=encoding) from exc
            if first:
                text, first = _ANY_DECLARATION.sub(_blank, text), False
            sink.write(text)
            if not block:
                break
    return target, name


def _blank(match: re.Match[str]) -> str:
    return "".join(c if c in "\r\n" else " " for c in match[0]).lstrip(" ") or ""


def _detect(head: bytes) -> str:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    for start, encoding in _UNMARKED:
        if head.startswith(start):
            return encoding
    declared = _DECLARATION.match(head.decode("latin-1"))
    if declared is None:
        return "utf-8"
    try:
        found = codecs.lookup(declared[1])
    except LookupError as exc:
        raise Fault("0.1.1", "encoding-unknown", 1, 1, encoding=declared[1]) from exc
    if not found._is_text_encoding:
        raise Fault("0.1.1", "encoding-unknown", 1, 1, encoding=declared[1])
    if found.name.startswith(("utf-16", "utf-32")):
        # The bytes read so far are one byte a character, so the declaration can't be true.
        raise Fault("0.1.1", "encoding-wrong", 1, 1, encoding=declared[1])
    return found.name


def count_records(intake: Intake) -> int:
    """Return about how many records a file has (commented-out ones count): what progress is measured against."""
    mark = re.compile(rb"<" + ROOTS[intake.root].encode() + rb"[\s/>]")
    overlap = len(ROOTS[intake.root]) + 1
    found, rest = 0, b""
    with intake.path.open("rb") as file:
        while block := file.read(_CHUNK):
            found += len(mark.findall(rest + block))
            rest = (rest + block)[-overlap:]
    return found


class _RootFound(Exception):
    pass


def _prolog(path: Path) -> tuple[str, dict[str, str], int, int]:
    """Read up to the root element's start tag; entities declared before it are refused."""
    found: list[tuple[str, dict[str, str], int, int]] = []
    parser = expat.ParserCreate("utf-8", namespace_separator="}")

    def entity(name: str, *_rest: object) -> None:
        raise Fault("0.1.1", "entities", parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, entity=name[:60])

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
        raise _RootFound

    parser.EntityDeclHandler = entity
    parser.StartElementHandler = start
    with path.open("rb") as file:
        try:
            feed(parser, file.read)
        except _RootFound:
            return found[0]
        except expat.ExpatError as exc:
            file.seek(0)
            if not file.read(1024).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
                raise Fault("0.1.1", "not-xml", 1, 1) from exc
            raise malformed(exc) from exc
    raise Fault("0.1.1", "not-xml", 1, 1)


def _require_well_formed(path: Path) -> None:
    try:
        with path.open("rb") as file:
            feed(expat.ParserCreate("utf-8", namespace_separator="}"), file.read)
    except expat.ExpatError as exc:
        raise malformed(exc) from exc


def feed(parser: expat.XMLParserType, read: Callable[[int], bytes]) -> None:
    """Give a whole file to an expat parser."""
    while True:
        block = read(_CHUNK)
        parser.Parse(block, not block)
        if not block:
            return


def malformed(error: expat.ExpatError) -> Fault:
    """Return the fault for what expat found, in Milpa's words."""
    keys = {
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]: "truncated",
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN]: "truncated",
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION]: "truncated",
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR]: "truncated",
        expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]: "bad-token",
        expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH]: "tag-mismatch",
        expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]: "unknown-entity",
        expat.errors.codes[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: "duplicate-attribute",
        expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: "junk-after-root",
        expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]: "unbound-prefix",
    }
    key = keys.get(error.code, "malformed")
    return Fault("0.1.1", key, error.lineno, error.offset + 1, reason=expat.ErrorString(error.code))
