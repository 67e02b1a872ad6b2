"""Start packages (开站包): what the office hands to each station for its first start."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy import select

from app.errors import NotOwner
from app.job import Job
from app.sync.anchor import keep_anchor
from app.sync.compose import Peer, draft, log_parts, readme, unit_name
from app.sync.files import deliver
from app.sync.keys import NodeKey
from app.sync.manifest import StartInfo
from app.sync.outbox import record_written
from app.sync.package_file import EXTENSION, write_package
from app.sync.packing import BodyStream
from app.sync.succession import settle_office_key
from app.sync.trust import invite, last_certificate_of_unit, node_key
from app.workspace import ALL, Role, Workspace
from db.models.units import Contact, Unit, UnitKind

__all__ = ["StartPackage", "write_start_packages"]


class StartPackage(Struct, frozen=True):
    """A start package that was written."""

    unit: str
    name: str
    code: str
    path: Path
    size_bytes: int


def write_start_packages(
    ws: Workspace,
    *,
    folder: Path | None = None,
    units: Sequence[str] | None = None,
    job: Job | None = None,
) -> tuple[StartPackage, ...]:
    """Write the start packages of all stations in one go; signed, not encrypted, each for one unit.

    A station whose package has not been used gets the same secret again; one whose computer is replaced
    gets a new one.

    Args:
        folder: A stick or folder that gets a checked copy of each; they also lie in packages/out.
        units: Ids of the stations, None for all.
        job: Told of packages done.

    Raises:
        NotOwner: This is not the office.
        KeyMissing: This computer has no key for the ledger.
        StorageError: The disk or stick does not take it; finished packages stay.
        Cancelled: Through `job`; finished packages stay.
    """
    if ws.role is not Role.OFFICE:
        raise NotOwner("开站包由县创建办生成。")
    job = job or Job()
    key = node_key(ws)
    with ws.write() as session:
        settle_office_key(session, ws, key)
        stations = select(Unit.id).where(Unit.kind == UnitKind.STATION, Unit.void.is_(False))
        if units is not None:
            stations = stations.where(Unit.id.in_(units))
        chosen = session.scalars(stations.order_by(Unit.number, Unit.id)).all()
        secrets = {unit: invite(session, ws, unit) for unit in chosen}
    written = []
    for done, (unit, secret) in enumerate(secrets.items()):
        job.step(done, len(secrets))
        package = _write(ws, key, unit, secret, job)
        written.append(
            package
            if folder is None
            else StartPackage(
                package.unit, package.name, package.code, deliver(package.path, folder), package.size_bytes
            )
        )
    job.step(len(secrets), len(secrets))
    keep_anchor(ws)
    return tuple(written)


def _write(ws: Workspace, key: NodeKey, unit_id: str, secret: str, job: Job) -> StartPackage:
    with ws.read() as session:
        unit = session.get_one(Unit, unit_id)
        office_name, _ = unit_name(session, ws.unit)
        contact = session.scalars(
            select(Contact).where(Contact.unit == ws.unit, Contact.void.is_(False)).order_by(Contact.id)
        ).first()
        former = last_certificate_of_unit(session, ws.site, unit_id)
        # to a new computer everything is new, whatever an older one has acknowledged
        peer = Peer(unit_id, None, None, unit.name, None)
        logs = log_parts(session.connection(), ws, (ALL, unit_id), peer="")
        manifest = msgspec.structs.replace(
            draft(session, ws, key, peer, "start", ()),
            streams=tuple(log.range for log in logs),
            start=StartInfo(
                unit=unit_id,
                unit_number=unit.number,
                code=unit.code,
                unit_name=unit.name,
                secret=secret,
                site=None if former is None else former.holder,
                office_unit=ws.unit,
                office_name=office_name,
                office_contact="" if contact is None else f"{contact.name} {contact.phone}".strip(),
            ),
        )
        path = ws.folder / "packages" / "out" / f"{unit.number or 'S'}-start-{manifest.number:06}{EXTENSION}"
        body = BodyStream(logs, job=job)
        seen = write_package(path, manifest, key, readme=readme(ws, manifest), body=body, job=job)
    record_written(ws, peer, seen, logs, [])
    return StartPackage(unit_id, unit.name, unit.code, path, seen.arrived_bytes)
