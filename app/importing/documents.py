"""From a file or pasted text to a batch of records: reading, judging, writing."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from app.backups import make_backup
from app.errors import InvalidInput
from app.importing.batches import keep_batch, known_records
from app.importing.campaigns import Campaigns
from app.importing.logs import Logs
from app.importing.model import Candidate, Judgement, State, digest
from app.importing.pasted import with_headers
from app.importing.pictures import attach_pictures, take_pictures
from app.importing.plain import Plain
from app.importing.problems import Problems
from app.importing.subject import Chosen, Source, Subject
from app.importing.tasks import Tasks
from app.importing.units import Units
from app.importing.venues import Venues
from app.job import Job
from app.reading import Doubt, read_document, read_text
from app.workspace import Workspace
from db.models.imports import ImportBatch

__all__ = [
    "Imported",
    "Source",
    "import_candidates",
    "judge",
    "read_file",
    "read_pasted",
    "subjects_here",
    "subjects_of",
]

_SUBJECTS: tuple[type[Subject], ...] = (Problems, Venues, Logs, Units, Tasks, Campaigns, Plain)


class Imported(Struct, frozen=True):
    """What `import_candidates` did."""

    batch: int
    added: int
    changed: int
    pictures: int = 0


def read_file(path: Path) -> Source:
    """Read a file; nothing is written.

    Raises:
        InvalidInput: It cannot be read.
    """
    return Source(read_document(path), path.name, path)


def read_pasted(text: str, subject: str = "") -> Source:
    """Read pasted text, cells of a sheet among it; with a `subject`, cells may come without their headers.

    Raises:
        InvalidInput: There is none, or far too much.
    """
    cells = with_headers(text, subject) if subject else text
    document = read_text(cells)
    if cells != text:
        doubt = Doubt("headers_added", "第 1 行的表头是程序补的；哪一列不对，按 F4 改。", (1,))
        document = replace(document, doubts=(doubt, *document.doubts))
    return Source(document)


def subjects_of(ws: Workspace, source: Source, wanted: str = "") -> list[Subject]:
    """Return what the document can become here: the `wanted` one first, then the likeliest."""
    made = [kind(ws, source) for kind in subjects_here(ws)]

    # what nothing stands for is shown as it is before it is bent into something else
    def place(subject: Subject) -> tuple[bool, bool, bool]:
        return subject.key != wanted, not subject.is_likely(), bool(subject.page)

    return sorted(made, key=place)


def subjects_here(ws: Workspace) -> list[type[Subject]]:
    """Return what documents can become on this side."""
    return [kind for kind in _SUBJECTS if kind.role in (None, ws.role)]


def judge(subject: Subject, candidates: Sequence[Candidate]) -> dict[str, Judgement]:
    """Say of each candidate, by its id, what writing it would do.

    A row that is printed as it was when an earlier import took it is the same, whatever was done to the
    record since.
    """
    ws = subject.ws
    with ws.read() as session:
        known = known_records(session, ws, subject.key, subject.models)
    records = {one.id: known[one.first_key].record for one in candidates if one.first_key in known}
    judged = dict(zip((one.id for one in candidates), subject.judge(candidates, records), strict=True))
    for one in candidates:
        if one.id in records and known[one.first_key].printed == one.printed == digest(one.values):
            judged[one.id] = Judgement(State.SAME, records[one.id])
    return judged


def import_candidates(subject: Subject, candidates: Sequence[Candidate], job: Job | None = None) -> Imported:
    """Write all candidates that are new or changed and not skipped, as one batch in one transaction.

    Raises:
        InvalidInput: There is nothing to write.
        UserError: One of them cannot be written; nothing is then.
    """
    ws, source, job = subject.ws, subject.source, job or Job()
    judged = judge(subject, candidates)
    wanted = (State.NEW, State.CHANGED)
    chosen = [
        Chosen(one, judged[one.id])
        for one in candidates
        if not one.skipped and judged[one.id].state in wanted
    ]
    if not chosen:
        raise InvalidInput("没有要写入的：都已经有了，或者都跳过了。数据没有变。")
    make_backup(ws.folder, "import", ws.now())
    added = sum(not one.judgement.record for one in chosen)
    target = subject.pictures_prove
    parts = {part for one in chosen for part in one.candidate.pictures} if target else set()
    taken = take_pictures(ws, source, parts)
    with ws.write() as session:
        wrote = subject.write(session, chosen, job)
        pictures = attach_pictures(ws, session, taken, wrote, target) if target else 0
        job.step(len(chosen), len(chosen))
        batch = ImportBatch(
            at=ws.now(),
            person=ws.person,
            subject=subject.key,
            title=source.title,
            file=source.file[:255],
            added=added,
            changed=len(chosen) - added,
        )
        keep_batch(session, batch, {one.record.id: (one.candidate, one.name) for one in wrote})
        return Imported(batch.id, added, len(chosen) - added, pictures)
