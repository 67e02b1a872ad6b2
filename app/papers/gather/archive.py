"""Papers of the archive: from what lies in it and what is lacking."""

from pathlib import Path

from app.archive.lists import Archive, ArchiveFile, BoxRow, read_archive
from app.errors import InvalidInput
from app.evidence.lists import EvidenceRow, list_evidence
from app.papers.archive import (
    BoxSheet,
    FiledRow,
    MissingList,
    MissingRow,
    PairSheet,
    file_index_book,
    file_index_pages,
    missing_book,
    missing_pages,
    note_sheet_pages,
    pair_pages,
    spine_pages,
)
from app.papers.files import Written
from app.papers.flow import Section
from app.papers.gather.subject import Choices, Subject, imprint, joined, subjects
from app.papers.pictures import Photo
from app.papers.workbook import write_workbook
from app.rectification.problems import ProblemRow, get_problem, list_problems
from app.workspace import Workspace
from db.models.work import EvidenceRole

__all__ = [
    "file_index_workbook",
    "file_indexes",
    "missing_lists",
    "missing_workbook",
    "note_sheets",
    "photo_pairs",
    "spine_labels",
]


def missing_lists(ws: Workspace, choices: Choices) -> list[Section]:
    """Return what the archive of each station asked for still lacks."""
    return [missing_pages(_missing(ws, subject)) for subject in subjects(ws, choices)]


def missing_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write what is lacking as a workbook, a sheet for each station."""
    return write_workbook([missing_book(_missing(ws, subject)) for subject in subjects(ws, choices)], to)


def file_indexes(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the index of each box asked for."""
    return [file_index_pages(box) for box in _boxes(ws, choices, "JNML")]


def file_index_workbook(ws: Workspace, choices: Choices, to: Path) -> Written:
    """Write the indexes as a workbook, a sheet for each box."""
    return write_workbook([file_index_book(box) for box in _boxes(ws, choices, "JNML")], to)


def note_sheets(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the sheet that lies last in each box asked for."""
    return [note_sheet_pages(box) for box in _boxes(ws, choices, "BKB")]


def spine_labels(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the labels of the boxes asked for."""
    (subject,) = subjects(ws, choices)
    own = imprint(ws, subject.unit, "HJBQ", "", subject.as_of)
    return [spine_pages(_boxes(ws, choices, "HJBQ"), own, subject.name)]


def photo_pairs(ws: Workspace, choices: Choices) -> list[Section]:
    """Return before and after of the problem asked for, or of every one that has both.

    Raises:
        InvalidInput: No photo of them is here.
    """
    (subject,) = subjects(ws, choices)
    problems = [get_problem(ws, choices.problem)] if choices.problem else list_problems(ws)
    pairs = [_pair(ws, subject, problem) for problem in problems]
    shown = [
        pair
        for pair in pairs
        if (pair.before or pair.after if choices.problem else pair.before and pair.after)
    ]
    if not shown:
        raise InvalidInput("没有可以对照的照片。请先在问题里添加“整改前”和“整改后”的照片。")
    return [pair_pages(pair) for pair in shown]


def _missing(ws: Workspace, subject: Subject) -> MissingList:
    archive = read_archive(ws, site=subject.site) if subject.site else Archive((), (), ())
    asked = [one for one in archive.indicators if one.row.evidence_count]
    rows = tuple(
        MissingRow(
            record_id=one.row.claim or one.row.item,
            number=one.row.number,
            group=one.row.level1,
            indicator=f"{one.row.code} {one.row.content}".strip(),
            asked=one.row.evidence_asked,
            there=one.files,
            lack=one.row.evidence_lack,
            remarks="；".join(one.remarks),
            supplier=one.supplier,
            due=one.row.due_on,
        )
        for one in archive.missing()
    )
    enough = sum(not one.row.evidence_missing for one in asked)
    return MissingList(
        subject.name, rows, len(asked), enough, imprint(ws, subject.unit, "QJ", "", subject.as_of)
    )


def _boxes(ws: Workspace, choices: Choices, kind: str) -> list[BoxSheet]:
    (subject,) = subjects(ws, choices)
    archive = read_archive(ws)
    codes = {one.row.item: one.row.code or str(one.row.number) for one in archive.indicators}
    return [
        _box(ws, subject, archive, box, codes, kind) for box in archive.boxes if choices.box in {"", box.id}
    ]


def _box(
    ws: Workspace, subject: Subject, archive: Archive, box: BoxRow, codes: dict[str, str], kind: str
) -> BoxSheet:
    return BoxSheet(
        unit=subject.name,
        number=box.number,
        year=box.year,
        retention=box.retention_label,
        title=box.title,
        place=box.place,
        note=box.note,
        compiler=box.compiler,
        checker=box.checker,
        compiled_on=box.compiled_on,
        rows=tuple(_filed(subject, file, codes) for file in archive.of_box(box.id)),
        imprint=imprint(ws, subject.unit, f"{kind}{box.number}", "", subject.as_of),
    )


def _filed(subject: Subject, file: ArchiveFile, codes: dict[str, str]) -> FiledRow:
    indicators = joined(codes.get(item, "") for item in file.items)
    return FiledRow(
        record_id=file.item or file.id,
        number=file.number or 0,
        archive_no=file.archive_no,
        document_no=file.document_no,
        issuer=file.issuer or (f"{subject.unit.township}文化站" if subject.unit.township else subject.name),
        title=file.title,
        day=file.on,
        amount=file.amount,
        indicator=f"指标 {indicators}" if indicators else "",
        note=file.note,
    )


def _pair(ws: Workspace, subject: Subject, problem: ProblemRow) -> PairSheet:
    files = list_evidence(ws, target=problem.id)
    form = problem.form
    return PairSheet(
        unit=subject.name,
        number=problem.number,
        description=form.description,
        place=problem.place,
        measures="；".join(form.measures),
        result=problem.result,
        found_on=form.found_on,
        completed_on=problem.closed_on,
        before=tuple(_photo(row) for row in files if row.role == EvidenceRole.BEFORE and row.picture),
        after=tuple(_photo(row) for row in files if row.role != EvidenceRole.BEFORE and row.picture),
        imprint=imprint(ws, subject.unit, "ZGDZ", problem.number, subject.as_of),
    )


def _photo(row: EvidenceRow) -> Photo:
    assert row.picture is not None
    return Photo(row.picture, f"{row.on:%Y-%m-%d}")
