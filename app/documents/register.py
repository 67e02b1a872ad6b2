"""收文、发文登记: entering documents, and the register of a year."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.document_numbers import compared
from app.documents.labels import DIRECTIONS, NUMBER_KINDS, URGENCIES
from app.documents.resting import RestingItem, resting_items
from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.rectification.numbers import take_number
from app.workspace import ALL, COUNTY, OWN, Role, Workspace
from db.models.documents import Direction, OfficialDocument, Urgency
from db.models.tasks import Target
from db.models.work import Evidence, EvidenceUse

__all__ = [
    "HANDED_DOWN",
    "Direction",
    "DocumentForm",
    "DocumentRow",
    "count_from_county",
    "edit_document",
    "hand_down_document",
    "list_register",
    "list_resting",
    "register_document",
    "remove_document",
    "take_from_county",
]


HANDED_DOWN: Final = "已发给各站"
"""Why a line was withdrawn whose place another has taken where stations read."""


class DocumentForm(Struct, frozen=True):
    """A document as it is typed.

    Attributes:
        direction: A `Direction`.
        issued_on: As printed on it.
        registered_on: When it came or went out; None: today.
        covers: Ids of task items that were tied to it.
    """

    direction: str
    title: str
    document_no: str = ""
    issuer: str = ""
    issued_on: date | None = None
    registered_on: date | None = None
    pages: int | None = None
    urgency: str = Urgency.ORDINARY
    addressees: str = ""
    handler: str = ""
    note: str = ""
    covers: tuple[str, ...] = ()


class DocumentRow(Struct, frozen=True):
    """A line of the register.

    Attributes:
        number: In the register; of what the county handed down and nobody took over yet, the county's.
        files: How many files belong to it.
        from_county: The county handed it down, and it is not in our own register.
        handed_down: Ours, and stations can see it.
        source: Of what was taken over from the county, its line there: the county's files belong to that.
    """

    id: str
    number: str
    form: DocumentForm
    files: int
    from_county: bool
    handed_down: bool
    source: str | None

    @property
    def direction_label(self) -> str:
        """收文 or 发文."""
        return DIRECTIONS.get(self.form.direction, self.form.direction)

    @property
    def urgency_label(self) -> str:
        """急件, 特急; nothing for an ordinary one."""
        return "" if self.form.urgency == Urgency.ORDINARY else URGENCIES.get(self.form.urgency, "")


def list_register(
    ws: Workspace, *, direction: str = "", year: int | None = None, text: str = ""
) -> list[DocumentRow]:
    """Return the register, the newest first; ahead of it what the county handed down and is not in it.

    Args:
        ws: A station or an office.
        direction: Only this register; "": both.
        year: Of registering; None: all.
        text: Part of a title, 文号, issuer or note, whatever brackets and widths.
    """
    words = compared(text)
    with ws.read() as session:
        found = session.scalars(
            select(OfficialDocument)
            .where(OfficialDocument.void.is_(False))
            .order_by(OfficialDocument.registered_on.desc(), OfficialDocument.id.desc())
        ).all()
        taken = {row.source for row in found if row.site == ws.site}
        files = _files(session)
        rows = []
        for row in found:
            theirs = row.site != ws.site
            if theirs and (ws.role is Role.OFFICE or row.site != ws.office or row.id in taken):
                continue
            form = _form_of(row)
            if theirs:
                form = replace(form, direction=Direction.INCOMING, covers=())
            if direction and form.direction != direction:
                continue
            if year is not None and row.registered_on.year != year:
                continue
            if words and not any(words in compared(one) for one in _searched(row)):
                continue
            rows.append(
                DocumentRow(
                    id=row.id,
                    number=row.number,
                    form=form,
                    files=files.get(row.id, 0),
                    from_county=theirs,
                    handed_down=not theirs and row.stream == ALL,
                    source=row.source,
                )
            )
    return sorted(rows, key=lambda row: not row.from_county)


def count_from_county(ws: Workspace) -> int:
    """Return how many documents of the county a station has not taken into its register."""
    return sum(row.from_county for row in list_register(ws))


def list_resting(ws: Workspace, row: DocumentRow) -> list[RestingItem]:
    """Return the task items that rest on a document."""
    with ws.read() as session:
        return resting_items(session, row.form.document_no, row.form.covers, site=ws.site)


def register_document(ws: Workspace, form: DocumentForm, *, source: str | None = None) -> str:
    """Enter a document under the next number of its register and year, and return its id.

    Raises:
        InvalidInput: It has no title, or a day lies in the future.
    """
    with ws.write() as session:
        return _create(session, ws, form, stream=_stream(ws), source=source)


def edit_document(ws: Workspace, document: str, form: DocumentForm) -> None:
    """Change what was entered; number and register stay.

    Raises:
        InvalidInput: It has no title, or a day lies in the future.
    """
    with ws.write() as session:
        record = session.get_one(OfficialDocument, document)
        _fill(record, replace(form, direction=record.direction), ws.today)


def remove_document(ws: Workspace, document: str) -> None:
    """Take a line out of the register; its number is not used again."""
    with ws.write() as session:
        session.withdraw(session.get_one(OfficialDocument, document), "登记错了")


def take_from_county(ws: Workspace, document: str) -> str:
    """Enter a document that the county handed down into the station's own register, and return the line's id.

    Raises:
        InvalidInput: It is there already.
    """
    rows = {row.id: row for row in list_register(ws)}
    row = rows.get(document)
    if row is None or not row.from_county:
        raise InvalidInput("这份文件已经登记过了，在收文登记簿里可以找到。")
    form = replace(row.form, registered_on=None, addressees="", handler="", note="")
    return register_document(ws, form, source=document)


def hand_down_document(ws: Workspace, document: str) -> str:
    """Let all stations see a document of the office with its files, and return the new id of its line.

    A record never changes its stream: it is written anew, with its number, where stations read.

    Raises:
        InvalidInput: They can see it already.
    """
    with ws.write() as session:
        record = session.get_one(OfficialDocument, document)
        if record.stream == ALL:
            raise InvalidInput("这份文件已经发给各站，不用再发。")
        copy = OfficialDocument(
            direction=record.direction,
            number=record.number,
            title=record.title,
            registered_on=record.registered_on,
        )
        _fill(copy, _form_of(record), ws.today)
        session.create(copy, stream=ALL)
        session.flush()
        _hand_down_files(session, document, copy.id)
        session.withdraw(record, HANDED_DOWN)
        return copy.id


def _hand_down_files(session: WriteSession, document: str, copy: str) -> None:
    found = session.execute(
        select(EvidenceUse, Evidence)
        .join(Evidence, Evidence.id == EvidenceUse.evidence)
        .where(EvidenceUse.target == document, EvidenceUse.void.is_(False), Evidence.void.is_(False))
        .order_by(EvidenceUse.id)
    ).all()
    for use, evidence in found:
        sent = Evidence(
            title=evidence.title,
            kind=evidence.kind,
            on=evidence.on,
            captured_at=evidence.captured_at,
            file_name=evidence.file_name,
            original_sha256=evidence.original_sha256,
            original_bytes=evidence.original_bytes,
            copy_sha256=evidence.copy_sha256,
            copy_bytes=evidence.copy_bytes,
        )
        session.create(sent, stream=ALL)
        session.flush()
        told = EvidenceUse(evidence=sent.id, target_kind=Target.DOCUMENT, target=copy, role=use.role)
        session.create(told, stream=ALL)


def _stream(ws: Workspace) -> str:
    return OWN if ws.role is Role.OFFICE else COUNTY


def _create(
    session: WriteSession, ws: Workspace, form: DocumentForm, *, stream: str, source: str | None
) -> str:
    record = OfficialDocument(
        direction=form.direction, number="", title="", registered_on=ws.today, source=source
    )
    _fill(record, form, ws.today)
    record.number = take_number(
        session, unit=ws.unit, kind=NUMBER_KINDS[form.direction], year=record.registered_on.year
    )
    return session.create(record, stream=stream).id


def _fill(record: OfficialDocument, form: DocumentForm, today: date) -> None:
    if not form.title.strip():
        raise InvalidInput("请写文件的标题。")
    for day in (form.issued_on, form.registered_on):
        if day is not None and day > today:
            raise InvalidInput("日期在今天以后，请改一下。")
    if form.pages is not None and form.pages < 1:
        raise InvalidInput("页数请填 1 以上的数，或者留空。")
    record.title, record.document_no = form.title.strip()[:255], form.document_no.strip()
    record.issuer, record.issued_on = form.issuer.strip(), form.issued_on
    record.registered_on = form.registered_on or today
    record.pages, record.urgency = form.pages, form.urgency
    record.addressees, record.handler = form.addressees.strip(), form.handler.strip()
    record.note = form.note.strip()
    if list(form.covers) != (record.covers or []):
        record.covers = list(form.covers)


def _form_of(row: OfficialDocument) -> DocumentForm:
    return DocumentForm(
        direction=row.direction,
        title=row.title,
        document_no=row.document_no,
        issuer=row.issuer,
        issued_on=row.issued_on,
        registered_on=row.registered_on,
        pages=row.pages,
        urgency=row.urgency,
        addressees=row.addressees,
        handler=row.handler,
        note=row.note,
        covers=tuple(row.covers or ()),
    )


def _searched(row: OfficialDocument) -> tuple[str, ...]:
    return (row.title, row.document_no, row.issuer, row.number, row.addressees, row.handler, row.note)


def _files(session: Session) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for target in session.scalars(
        select(EvidenceUse.target).where(
            EvidenceUse.target_kind == Target.DOCUMENT, EvidenceUse.void.is_(False)
        )
    ):
        found[target] = found.get(target, 0) + 1
    return found
