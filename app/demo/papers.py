"""The papers of a demo: everything that a ledger has to say, in every form."""

from datetime import datetime
from pathlib import Path

from app.demo.demo_clock import DemoClock
from app.papers.catalog import Choices, list_documents, print_document
from app.start import open_workspace

__all__ = ["print_papers"]


def print_papers(data: Path, machine: Path, folder: Path, now: datetime, station: str = "") -> int:
    """Print every paper of the ledger in `data` that has something to say into `folder`, and return how many files.

    What has pages for every single venue is printed for one `station` only.
    """
    folder.mkdir(parents=True)
    ws = open_workspace(data, machine=machine, clock=DemoClock(now)).workspace
    printed = 0
    for document in list_documents(ws):
        for suffix in () if document.missing else document.formats:
            choices = Choices(station=station if "venue" in document.choices else "")
            print_document(ws, document.name, folder / f"{document.name}{suffix}", choices)
            printed += 1
    ws.engine.dispose()
    return printed
