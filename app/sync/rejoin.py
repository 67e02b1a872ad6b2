"""A county that lost its computer and every backup begins anew, and its stations go on under it.

The new office is another site with another key. A station opens its new start package in the ledger it has:
nothing it wrote is touched but the names of its villages, which the new office calls otherwise. Its next
package brings the county everything back.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, String, delete, select, update

from app.errors import InvalidInput, NotOwner
from app.job import Job
from app.log.changes import WriteSession
from app.log.kinds import kinds
from app.sync.anchor import keep_anchor
from app.sync.enrol import read_start_package
from app.sync.intake import take_logs
from app.sync.package_file import open_body, verify
from app.sync.rejections import PackageForeign, PackageUntrusted
from app.sync.taken import Taken
from app.sync.trust import live_certificate
from app.workspace import ALL, Role, Workspace
from db.models.log import Identity, LineState, LogLine, StreamHead
from db.models.trust import Invitation
from db.models.units import Contact, Unit

__all__ = ["NewOffice", "look_at_new_office", "rejoin", "rename_units"]


class NewOffice(Struct, frozen=True):
    """What a start package would make of this ledger, for the question before it.

    Attributes:
        name: The new office.
        contact: Whom to call there; may be empty.
        unit_name: What it calls this station.
        villages: How many villages of ours it knows by their area codes.
    """

    name: str
    contact: str
    unit_name: str
    villages: int


def look_at_new_office(ws: Workspace, path: Path) -> NewOffice:
    """Tell which office wrote a start package, before this station goes on under it.

    Raises:
        NotOwner: This is the office.
        InvalidInput: It is the office this station belongs to already, or meant for another station.
        PackageRejected: As `read_start_package`.
    """
    if ws.role is not Role.STATION:
        raise NotOwner("换到新的县创建办名下，在文化站的电脑上做。")
    offer = read_start_package(path)
    seen = verify(path)
    with ws.read() as session:
        if live_certificate(session, ws.office, seen.signer) is not None:
            raise InvalidInput("这个开站包就是现在的县创建办写的，本站已经在它名下，不用再换。")
        own = session.get(Unit, ws.unit)
        if own is not None and own.code != offer.code:
            raise InvalidInput(f"这是给“{offer.unit_name}”的开站包，本机是“{own.name}”，没有使用。")
        villages = session.scalars(select(Unit.code).where(Unit.parent == ws.unit, Unit.code != "")).all()
    return NewOffice(offer.office_name, offer.office_contact, offer.unit_name, len(set(villages)))


def rejoin(ws: Workspace, path: Path, job: Job | None = None) -> None:
    """Let this station go on under the office that wrote a start package; open the ledger again afterwards.

    Raises:
        As `look_at_new_office`, and PackageUntrusted: The package does not vouch for its own signer.
        StorageError: The ledger cannot be written.
        Cancelled: Through `job`; nothing was changed.
    """
    look_at_new_office(ws, path)
    seen = verify(path, job)
    start, office = seen.manifest.start, seen.manifest.sender.site
    if start is None or any(
        part.origin != office or part.stream not in {ALL, start.unit} for part in seen.manifest.streams
    ):
        raise PackageForeign("这个开站包里有不属于发送单位的内容，没有使用。请向县创建办另要一个。 E-P06")
    with open_body(seen, None, ws.folder) as body, ws.write() as session:
        connection = session.connection()
        before = _codes(connection, ws.office)
        take_logs(connection, seen.manifest, body, Taken(start.unit), intake=None, job=job or Job())
        certificate = live_certificate(session, office, seen.signer)
        if certificate is None or certificate.holder != office:
            raise PackageUntrusted("这个开站包没有县创建办的证明，没有使用。请向县创建办另要一个。 E-P05")
        after = {code: unit for unit, code in _codes(connection, office).items()}
        renamed = {unit: after[code] for unit, code in before.items() if code in after}
        rename_units(session, ws, renamed | {ws.unit: start.unit})
        session.execute(update(Identity).values(office=office, unit=start.unit))
        session.execute(delete(Invitation))
        session.add(Invitation(unit=start.unit, secret=start.secret, made_at=ws.now()))
        _put_away(connection, ws.office)
    keep_anchor(ws)


def _put_away(connection: Connection, office: str) -> None:
    """Show the former office's units and contacts no more; their lines stay, and with them who said what."""
    for name in (Contact.__tablename__, Unit.__tablename__):
        table = kinds()[name].table
        connection.execute(delete(table).where(table.c.site == office))
        heads = select(StreamHead.id).where(StreamHead.site == office).scalar_subquery()
        connection.execute(
            update(LogLine)
            .where(LogLine.head.in_(heads), LogLine.kind == name)
            .values(state=LineState.REFUSED, reason="县里的台账已重新建立。")
        )


def _codes(connection: Connection, office: str) -> dict[str, str]:
    """Return the area codes of an office's units, by id."""
    wanted = select(Unit.id, Unit.code).where(Unit.site == office, Unit.code != "", Unit.void.is_(False))
    return {row.id: row.code for row in connection.execute(wanted)}


def rename_units(session: WriteSession, ws: Workspace, renamed: Mapping[str, str]) -> None:
    """Let our own records name units as the new office does."""
    for kind in kinds().values():
        places = [
            column for column in kind.fields if isinstance(column.type, String) and column.type.length == 48
        ]
        for column in places:
            found = session.scalars(
                select(kind.table.c.id).where(kind.table.c.site == ws.site, column.in_(list(renamed)))
            ).all()
            for record in found:
                row = session.get_one(kind.model, record)
                setattr(row, column.key, renamed[getattr(row, column.key)])
