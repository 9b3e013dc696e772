"""What a file is, by its content: its name and the sender's word are not trusted."""

import zipfile
from pathlib import Path
from typing import Final

MAX_MB: Final = 50
MAX_UNPACKED: Final = 500 << 20
"""Bytes that a compressed document may unpack to."""

_OFFICE: Final = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
_STARTS: Final = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
DOCX: Final = _OFFICE["word/document.xml"]
PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
ALLOWED: Final = "PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT, CSV, PNG, JPEG"


def media_type_of(path: Path) -> str | None:
    """Return the media type of an allowed file by its content, else None (a zip bomb is not allowed either)."""
    with path.open("rb") as file:
        head = file.read(8192)
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(path)
    return TEXT if _is_text(head) else None


def _of_archive(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename: entry for entry in archive.infolist()}
            if sum(entry.file_size for entry in names.values()) > MAX_UNPACKED:
                return None
            for name, kind in _OFFICE.items():
                if name in names:
                    return kind
            if "mimetype" in names and names["mimetype"].file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                return kind if kind.startswith(_OPEN_DOCUMENT) else None
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return None
    return None


def _is_text(head: bytes) -> bool:
    if b"\x00" in head or head.lstrip()[:1] == b"<":
        # Markup may carry scripts; XML belongs into an import.
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as exc:
        # A character cut in two by the end of what was read is fine.
        return exc.start > len(head) - 4 and len(head) == 8192
    return True
