"""What stands in a PDF file, read while windows may be drawing pages of others."""

from pathlib import Path

import pypdfium2

from ui import pdf

__all__ = ["read_text"]


def read_text(path: Path) -> str:
    """Return the text of all pages; PDFium is not made for two threads, so pages in windows wait."""
    with pdf._library, pypdfium2.PdfDocument(path) as document:
        texts = []
        for page in document:
            words = page.get_textpage()
            texts.append(words.get_text_range())
            words.close()
            page.close()
        return "".join(texts)
