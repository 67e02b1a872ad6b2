"""A station that started alone joins its county: the start package is received into the ledger it has.

Its site, its chain and everything it wrote stay. Only the names of units change: what it called itself and its
villages is called as the county does, in new revisions, and the first package brings the county all of it.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.errors import InvalidInput, PackageRejected, StorageError
from app.job import Job
from app.log.changes import WriteSession
from app.sync.alone import village_key
from app.sync.anchor import keep_anchor
from app.sync.enrol import StartOffer, read_start_package
from app.sync.intake import take_logs
from app.sync.package_file import open_body, verify
from app.sync.rejections import PackageForeign, PackageUntrusted
from app.sync.rejoin import rename_units
from app.sync.taken import Taken
from app.sync.trust import live_certificate
from app.workspace import ALL, COUNTY, Workspace
from db.models.facilities import StandardPack, Venue
from db.models.log import Identity, LogLine, StreamHead
from db.models.trust import Invitation
from db.models.units import Contact, Unit, UnitKind

__all__ = ["CountyOffer", "find_county", "join_county", "settle_villages"]

_JOINED = "县里的名单来了"


class CountyOffer(Struct, frozen=True):
    """What a start package would make of a lone ledger, for the question "is it this station?".

    Attributes:
        own_name: What this station calls itself.
        records: How many changes were written here that go up then.
    """

    offer: StartOffer
    own_name: str
    records: int


def find_county(ws: Workspace, paths: Sequence[Path], job: Job | None = None) -> CountyOffer | None:
    """Return what the start packages among `paths` offer a station that is alone; None: there is none.

    Of several, as they lie on a stick that goes around, it is the one whose station is called like this one.
    """
    if not ws.alone:
        return None
    offers = []
    for path in (file for place in paths for file in _files(place)):
        with suppress(PackageRejected, StorageError):
            offers.append(read_start_package(path, job))
    if not offers:
        return None
    with ws.read() as session:
        own = session.get_one(Unit, ws.unit)
        name, township = own.name, own.township
        records = session.scalar(
            select(func.count())
            .select_from(LogLine)
            .join(StreamHead, StreamHead.id == LogLine.head)
            .where(StreamHead.site == ws.site, StreamHead.stream == COUNTY)
        )
    best = max(
        offers,
        key=lambda offer: (offer.unit_name == name, bool(township) and offer.unit_name.startswith(township)),
    )
    return CountyOffer(best, name, records or 0)


def join_county(ws: Workspace, path: Path, job: Job | None = None) -> list[str]:
    """Let this station belong to the county that wrote a start package; open the ledger again afterwards.

    Returns:
        Names of villages that were typed here and are not on the county's list.

    Raises:
        InvalidInput: This station has joined already, or the county knows another ledger of this station.
        PackageRejected: As `read_start_package`, or the package does not vouch for its own signer.
        StorageError: The ledger cannot be written.
        Cancelled: Through `job`; nothing was changed.
    """
    if not ws.alone:
        raise InvalidInput("本站已经和县里连上，不用再收开站包。")
    seen = verify(path, job)
    offer, start, office = read_start_package(path), seen.manifest.start, seen.manifest.sender.site
    if start is None or any(
        part.origin != office or part.stream not in {ALL, offer.unit} for part in seen.manifest.streams
    ):
        raise PackageForeign("这个开站包里有不属于发送单位的内容，没有使用。请向县创建办另要一个。 E-P06")
    if start.site not in {None, ws.site}:
        raise InvalidInput(
            f"县里已经有“{start.unit_name}”以前报过的台账，两份不能并成一份；这个开站包是换电脑接着用那一份的，没有使用。"
            "要接着用那一份：在“设置与备份”的“关于”里点“回到开始页”，再选这个开站包；"
            "本机这一份原样留着，点“打开别的台账”可以再看。要接着用本机这一份，请先给县里打电话。"
        )
    with open_body(seen, None, ws.folder) as body, ws.write() as session:
        take_logs(session.connection(), seen.manifest, body, Taken(start.unit), intake=None, job=job or Job())
        certificate = live_certificate(session, office, seen.signer)
        if certificate is None or certificate.holder != office:
            raise PackageUntrusted("这个开站包没有县创建办的证明，没有使用。请向县创建办另要一个。 E-P05")
        own = session.scalars(select(Unit).where(Unit.site == ws.site, Unit.void.is_(False))).all()
        offices = {unit.id: start.office_unit for unit in own if unit.kind == UnitKind.OFFICE}
        renamed = {ws.unit: start.unit, **offices, **_same_villages(session, own, start.unit)}
        rename_units(session, ws, renamed)
        left = sorted(one.name for one in own if one.kind == UnitKind.VILLAGE and one.id not in renamed)
        _give_way(session, ws, renamed)
        session.execute(update(Identity).values(office=office, unit=start.unit))
        session.execute(delete(Invitation))
        session.add(Invitation(unit=start.unit, secret=start.secret, made_at=ws.now()))
    keep_anchor(ws)
    return left


def settle_villages(ws: Workspace) -> list[str]:
    """Let villages that were typed here be those of the county's list, once it has them; return the names left."""
    with ws.read() as session:
        own = session.scalars(
            select(Unit).where(
                Unit.site == ws.site,
                Unit.kind == UnitKind.VILLAGE,
                Unit.void.is_(False),
                Unit.site != ws.office,
            )
        ).all()
        if not own or ws.alone:
            return []
        renamed = _same_villages(session, own, ws.unit)
        left = sorted(unit.name for unit in own if unit.id not in renamed)
    if renamed:
        with ws.write() as session:
            rename_units(session, ws, renamed)
            _give_way(session, ws, renamed)
    return left


def _files(path: Path) -> Sequence[Path]:
    return sorted(path.rglob("*")) if path.is_dir() else [path]


def _same_villages(session: Session, own: Sequence[Unit], station: str) -> dict[str, str]:
    """Return the county's ids of villages that were typed here, by ours."""
    theirs = session.execute(
        select(Unit.id, Unit.name).where(
            Unit.parent == station,
            Unit.kind == UnitKind.VILLAGE,
            Unit.void.is_(False),
            Unit.id.not_in([unit.id for unit in own]),
        )
    )
    exact: dict[str, str] = {}
    alike: dict[str, list[str]] = {}
    for unit, name in theirs:
        exact[name] = unit
        alike.setdefault(village_key(name), []).append(unit)
    found = {}
    for mine in own:
        if mine.kind != UnitKind.VILLAGE:
            continue
        same = [exact[mine.name]] if mine.name in exact else alike.get(village_key(mine.name), [])
        if len(same) == 1:  # of two that are alike nobody can tell which is meant
            found[mine.id] = same[0]
    return found


def _give_way(session: WriteSession, ws: Workspace, renamed: Mapping[str, str]) -> None:
    """Withdraw what the county's records stand for now: units, contacts, and standards of a level it has sent."""
    for unit in session.scalars(select(Unit).where(Unit.site == ws.site, Unit.id.in_(list(renamed)))):
        session.withdraw(unit, _JOINED)
    for contact in session.scalars(select(Contact).where(Contact.site == ws.site, Contact.void.is_(False))):
        session.withdraw(contact, _JOINED)
    published = select(StandardPack).where(StandardPack.version > 0, StandardPack.void.is_(False))
    packs = session.scalars(published).all()
    levels = {pack.level for pack in packs if pack.site != ws.site}
    gone = [pack for pack in packs if pack.site == ws.site and pack.level in levels]
    for pack in gone:  # its items stay: they are what old checks were held against
        session.withdraw(pack, _JOINED)
    chosen = [pack.pack for pack in gone]
    for venue in session.scalars(select(Venue).where(Venue.site == ws.site, Venue.pack.in_(chosen))):
        venue.pack = None
