"""A station that starts without the county: it keeps a ledger of its own until the county's start package comes.

What it has of the county is only a name. Its own unit, and villages it types, are records of its own that never
leave it; everything else is written as ever, and goes up with the first package after it has joined.
"""

import re
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from app.clock import Clock, system_clock
from app.errors import InvalidInput
from app.facilities.standards import take_shipped_packs
from app.ids import IdSource
from app.log.changes import WriteSession
from app.office.unit_rows import township_of
from app.start import make_workspace, open_workspace
from app.sync.anchor import keep_anchor
from app.sync.enrol import whole_folder
from app.work.people import person_named
from app.workspace import OWN, Role, Workspace
from db.models.units import Contact, Person, Unit, UnitKind

__all__ = ["AloneForm", "add_villages", "proposed_station", "start_alone", "village_key"]

_VILLAGE_ENDS: Final = re.compile(r"(村民委员会|居民委员会|村委会|居委会|社区|村|屯)+$")


class AloneForm(Struct, frozen=True):
    """What a station types about itself; its area code and number come with the county's start package.

    Attributes:
        county: As people say it: 清河县.
        person: The head of the station.
        villages: Names, one a line; may be empty.
    """

    county: str
    township: str
    station: str
    person: str
    phone: str = ""
    villages: str = ""


def proposed_station(township: str) -> str:
    """Return the usual name of a township's station; "" for an empty one."""
    return f"{township.strip()}综合文化站" if township.strip() else ""


def village_key(name: str) -> str:
    """Return what is the same in all ways to write a village's name."""
    short = _VILLAGE_ENDS.sub("", name.strip())
    return short or name.strip()


def start_alone(
    folder: Path,
    form: AloneForm,
    *,
    machine: Path | None = None,
    clock: Clock = system_clock,
    ids: IdSource | None = None,
) -> Workspace:
    """Make a station's ledger in `folder` without a start package, with the shipped standards as its own.

    Args:
        folder: A new or empty folder.
        form: Who it is.
        machine: Where this PC's keys lie; None: in the user's application data.
        clock: Tells the time.
        ids: Makes ids; None: from the system's entropy.

    Raises:
        InvalidInput: A name is missing, or `folder` is not empty.
        StorageError: `folder` cannot be written.
    """
    county, township = form.county.strip(), form.township.strip()
    person, station = form.person.strip(), form.station.strip() or proposed_station(township)
    for value, what in ((county, "所在县"), (station, "文化站名称"), (person, "您的姓名")):
        if not value:
            raise InvalidInput(f"请填写{what}。")
    with whole_folder(folder) as work:
        ws = make_workspace(
            work, role=Role.STATION, person=person, machine=machine, clock=clock, ids=ids, office=""
        )
        try:
            with ws.write() as session:
                _found(session, ws, replace(form, county=county, township=township, station=station))
        finally:
            ws.engine.dispose()
    ws = open_workspace(folder, machine=machine, clock=clock, ids=ids).workspace
    keep_anchor(ws)
    return ws


def add_villages(ws: Workspace, names: str) -> int:
    """Enter villages, one a line, while the county has not sent its list; return how many are new.

    Raises:
        InvalidInput: This station has its list from the county.
    """
    if not ws.alone:
        raise InvalidInput("村的名单由县里维护，这里不能加。缺了哪个村，请打电话告诉县里。")
    with ws.write() as session:
        return _add(session, ws, names)


def _found(session: WriteSession, ws: Workspace, form: AloneForm) -> None:
    office = session.create(
        Unit(kind=UnitKind.OFFICE, name=form.county[:64], code="", number="", parent=None), stream=OWN
    )
    unit = Unit(
        kind=UnitKind.STATION,
        name=form.station[:64],
        code="",
        number=f"D{ws.site[:3].upper()}",  # until the county gives one: no two stations print the same
        parent=office.id,
        township=(form.township or township_of(form.station))[:64],
    )
    session.create(unit, stream=OWN).id = ws.unit
    phone = form.phone.strip()[:32]
    session.create(Contact(unit=ws.unit, name=ws.person[:64], phone=phone), stream=OWN)
    head = session.get_one(Person, person_named(ws, session, ws.person))
    head.post, head.phone = "站长", phone
    take_shipped_packs(session, ws)
    session.flush()
    _add(session, ws, form.villages)


def _add(session: WriteSession, ws: Workspace, names: str) -> int:
    known = set(
        session.scalars(
            select(Unit.name).where(
                Unit.parent == ws.unit, Unit.kind == UnitKind.VILLAGE, Unit.void.is_(False)
            )
        )
    )
    township = session.scalars(select(Unit.township).where(Unit.id == ws.unit)).first() or ""
    added = 0
    for name in dict.fromkeys(" ".join(line.split()) for line in re.split(r"[\n,，、;；]", names)):
        if name and name not in known:
            village = Unit(
                kind=UnitKind.VILLAGE, name=name[:64], code="", number="", parent=ws.unit, township=township
            )
            session.create(village, stream=OWN)
            added += 1
    return added
