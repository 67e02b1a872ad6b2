"""Pictures that stand on the rows of an imported table are kept with the records the rows became."""

import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from app.evidence.attach import Taken, Target, record_taken, take_files
from app.importing.subject import Source, Wrote
from app.log.changes import WriteSession
from app.reading.pictures import extract_pictures
from app.workspace import Workspace

__all__ = ["attach_pictures", "take_pictures"]


def take_pictures(ws: Workspace, source: Source, parts: Collection[str]) -> dict[str, Taken]:
    """Put pictures of the imported file into the store, by their part; writes no record.

    Those that cannot be taken out of the file any more are left out.

    Raises:
        StorageError: The disk takes no more.
    """
    if source.path is None or not parts:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        files = extract_pictures(source.path, parts, Path(folder))
        if not files:
            return {}
        return dict(zip(files, take_files(ws, files.values()), strict=True))


def attach_pictures(
    ws: Workspace, session: WriteSession, taken: Mapping[str, Taken], wrote: Sequence[Wrote], target: Target
) -> int:
    """Record taken pictures as proof of the records their rows became; return how many there are."""
    attached = 0
    for one in wrote:
        files = [taken[part] for part in one.candidate.pictures if part in taken]
        if files:
            record_taken(ws, session, files, targets=[(target, one.record.id)])
            attached += len(files)
    return attached
