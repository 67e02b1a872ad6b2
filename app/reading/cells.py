"""A file as bare rows of cells, for lists whose columns somebody else understands."""

from pathlib import Path

from app.reading.open_file import read_document

__all__ = ["cells_of_file"]


def cells_of_file(path: Path) -> list[list[str]]:
    """Return the rows of a workbook, or the lines of a document, each as its cells.

    Raises:
        InvalidInput: The file cannot be read.
    """
    return [line.text.split("\t") for line in read_document(path).lines]
