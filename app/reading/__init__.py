"""Reading documents that offices already have: what they hold, as data, with what is doubtful."""

from app.reading.json_form import document_json
from app.reading.model import Document, Doubt, Item, Kind, Line, Nature, Phase, Span, Text
from app.reading.open_file import read_document, read_text

__all__ = [
    "Document",
    "Doubt",
    "Item",
    "Kind",
    "Line",
    "Nature",
    "Phase",
    "Span",
    "Text",
    "document_json",
    "read_document",
    "read_text",
]
