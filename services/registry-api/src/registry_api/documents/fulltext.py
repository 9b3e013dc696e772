"""The text in a document, for the search."""

from pathlib import Path
from typing import Final

from docx import Document as WordDocument
from pypdf import PdfReader

from registry_api.documents.rules import DOCX, PDF, TEXT
from service_kit.texts import fold

MAX_CHARACTERS: Final = 1_000_000
MAX_PAGES: Final = 2_000


def text_of(path: Path, media_type: str) -> str:
    """Return a file's folded text, cut at ``MAX_CHARACTERS``; "" for files without any.

    Raises:
        Exception: whatever the format's reader says of a broken file.
    """
    pieces: list[str] = []
    if media_type == PDF:
        size = 0
        for page in PdfReader(path).pages[:MAX_PAGES]:
            pieces.append(page.extract_text())
            size += len(pieces[-1])
            if size > MAX_CHARACTERS:
                break
    elif media_type == DOCX:
        document = WordDocument(str(path))
        pieces += [paragraph.text for paragraph in document.paragraphs]
        pieces += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    elif media_type == TEXT:
        with path.open("rb") as file:
            pieces.append(file.read(MAX_CHARACTERS * 4).decode("utf-8", "replace"))
    return fold(" ".join(pieces).replace("\x00", " "))[:MAX_CHARACTERS]
