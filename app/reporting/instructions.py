"""Instructions of the county, and who has read them."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.overview.stations import StationRow, stations_in
from app.rectification.numbers import take_number
from app.workspace import ALL, COUNTY, Role, Workspace
from db.models.instructions import Instruction, InstructionReceipt
from db.models.trust import Certificate

__all__ = [
    "InstructionForm",
    "InstructionRow",
    "acknowledge",
    "issue_instruction",
    "list_instructions",
    "unacknowledged",
    "withdraw_instruction",
]


class InstructionForm(Struct, frozen=True):
    """What the office writes; no addressees: every station."""

    title: str
    text: str
    acknowledge_by: date | None = None
    addressees: tuple[str, ...] = ()


class InstructionRow(Struct, frozen=True):
    """An instruction as lists show it.

    Attributes:
        read_on: When this station acknowledged it, at a station.
        read: How many of `asked` stations acknowledged it, at the office.
        waiting: Names of the stations that have not, at the office.
    """

    id: str
    number: str
    form: InstructionForm
    issued_on: date
    read_on: date | None
    read_by: str
    read: int
    asked: int
    waiting: tuple[str, ...]
    light: str
    word: str


def issue_instruction(ws: Workspace, form: InstructionForm) -> str:
    """Issue an instruction at the office under the next number of the year, and return its id.

    Raises:
        InvalidInput: It says nothing, or wants to be acknowledged before today.
    """
    if not form.title.strip() or not form.text.strip():
        raise InvalidInput("请写通知的标题和内容。")
    if form.acknowledge_by is not None and form.acknowledge_by < ws.today:
        raise InvalidInput("回执期限已经过去，请改成今天以后的日期。")
    with ws.write() as session:
        made = Instruction(
            number=take_number(session, unit=ws.unit, kind="TZ", year=ws.today.year),
            title=form.title.strip()[:128],
            text=form.text.strip(),
            issued_on=ws.today,
            acknowledge_by=form.acknowledge_by,
            addressees=list(form.addressees),
        )
        return session.create(made, stream=ALL).id


def withdraw_instruction(ws: Workspace, instruction: str, reason: str) -> None:
    """Take an instruction back; its number is not used again."""
    with ws.write() as session:
        session.withdraw(session.get_one(Instruction, instruction), reason)


def acknowledge(ws: Workspace, instruction: str) -> None:
    """Say at a station that an instruction was read; once for each of its revisions."""
    with ws.write() as session:
        found = session.get_one(Instruction, instruction)
        known = session.scalars(
            select(InstructionReceipt).where(
                InstructionReceipt.site == ws.site,
                InstructionReceipt.instruction == instruction,
                InstructionReceipt.void.is_(False),
            )
        ).first()
        if known is None:
            receipt = InstructionReceipt(
                instruction=instruction,
                instruction_revision=found.revision,
                read_on=ws.today,
                read_by=ws.person,
            )
            session.create(receipt, stream=COUNTY)
        elif known.instruction_revision != found.revision:
            known.instruction_revision, known.read_on, known.read_by = found.revision, ws.today, ws.person


def list_instructions(ws: Workspace) -> list[InstructionRow]:
    """Return the instructions that concern us, at the office all: unread first, then the newest."""
    with ws.read() as session:
        found = session.scalars(
            select(Instruction).where(Instruction.void.is_(False)).order_by(Instruction.id.desc())
        ).all()
        receipts = session.scalars(select(InstructionReceipt).where(InstructionReceipt.void.is_(False))).all()
        if ws.role is Role.STATION:
            ours = {receipt.instruction: receipt for receipt in receipts if receipt.site == ws.site}
            rows = [
                _station_row(row, ours.get(row.id), ws.today)
                for row in found
                if not row.addressees or ws.unit in row.addressees
            ]
            return sorted(rows, key=lambda row: row.read_on is not None)
        units = _units(session)
        read: dict[str, set[str]] = {}
        for receipt in receipts:
            read.setdefault(receipt.instruction, set()).add(units.get(receipt.site, ""))
        stations = stations_in(session, ws.today)
        return [_office_row(row, read.get(row.id, set()), stations, ws.today) for row in found]


def unacknowledged(ws: Workspace) -> list[tuple[str, list[str]]]:
    """Return at the office each station that owes a receipt past its day, with the numbers of the instructions."""
    owed: dict[str, list[str]] = {}
    for row in list_instructions(ws):
        if row.light == "red":
            for name in row.waiting:
                owed.setdefault(name, []).append(row.number)
    return list(owed.items())


def _units(session: Session) -> dict[str, str]:
    """Return the unit of each site."""
    found = session.execute(
        select(Certificate.holder, Certificate.unit)
        .where(Certificate.void.is_(False))
        .order_by(Certificate.id)
    )
    return {row.holder: row.unit for row in found}


def _form_of(row: Instruction) -> InstructionForm:
    return InstructionForm(row.title, row.text, row.acknowledge_by, tuple(row.addressees))


def _station_row(row: Instruction, receipt: InstructionReceipt | None, today: date) -> InstructionRow:
    read_on = receipt.read_on if receipt and receipt.instruction_revision >= row.revision else None
    overdue = read_on is None and row.acknowledge_by is not None and row.acknowledge_by < today
    word = "已签收" if read_on else "已过回执期限" if overdue else "待签收"
    return InstructionRow(
        id=row.id,
        number=row.number,
        form=_form_of(row),
        issued_on=row.issued_on,
        read_on=read_on,
        read_by=receipt.read_by if receipt and read_on else "",
        read=0,
        asked=0,
        waiting=(),
        light="green" if read_on else "red" if overdue else "yellow",
        word=word,
    )


def _office_row(
    row: Instruction, read: set[str], stations: Sequence[StationRow], today: date
) -> InstructionRow:
    asked = [one for one in stations if not row.addressees or one.unit in row.addressees]
    waiting = tuple(one.name for one in asked if one.unit not in read)
    overdue = bool(waiting) and row.acknowledge_by is not None and row.acknowledge_by < today
    return InstructionRow(
        id=row.id,
        number=row.number,
        form=_form_of(row),
        issued_on=row.issued_on,
        read_on=None,
        read_by="",
        read=len(asked) - len(waiting),
        asked=len(asked),
        waiting=waiting,
        light="green" if not waiting else "red" if overdue else "blue",
        word="全部签收" if not waiting else f"{len(waiting)} 个站没有签收",
    )
