"""The county's first start."""

from pathlib import Path

from app.clock import Clock, system_clock
from app.errors import InvalidInput
from app.ids import IdSource
from app.office.codes import county_code
from app.start import make_workspace
from app.workspace import ALL, Role, Workspace
from db.models.units import Contact, Unit, UnitKind

__all__ = ["OFFICE_NUMBER", "create_office"]

OFFICE_NUMBER = "00"
"""The office's own number on papers; stations count from 01."""


def create_office(
    folder: Path,
    *,
    name: str,
    code: str,
    contact_name: str,
    phone: str,
    machine: Path | None = None,
    clock: Clock = system_clock,
    ids: IdSource | None = None,
) -> Workspace:
    """Make a county office's ledger in `folder`, with the office itself and whom to call there.

    Args:
        folder: A new or empty folder.
        name: As printed on papers, e.g. 清河县创建办.
        code: Area code of the county, 6 or 12 digits.
        contact_name: Who sits here; stands in everything this ledger writes. Empty: the office's name does.
        phone: May be empty.
        machine: Where this PC's keys lie; None: in the user's application data.
        clock: Tells the time.
        ids: Makes ids; None: from the system's entropy.

    Raises:
        InvalidInput: The name is missing, the code is not a county's, or there is a ledger already.
        StorageError: `folder` cannot be written.
    """
    name, contact_name = name.strip(), contact_name.strip()
    if not name:
        raise InvalidInput("请填写单位名称，例如“清河县创建办”。")
    clean = county_code(code)
    ws = make_workspace(
        folder, role=Role.OFFICE, person=contact_name or name, machine=machine, clock=clock, ids=ids
    )
    with ws.write() as session:
        unit = Unit(kind=UnitKind.OFFICE, name=name, code=clean, number=OFFICE_NUMBER, parent=None)
        session.create(unit, stream=ALL).id = ws.unit
        if contact_name or phone.strip():
            session.create(Contact(unit=ws.unit, name=contact_name, phone=phone.strip()), stream=ALL)
    return ws
