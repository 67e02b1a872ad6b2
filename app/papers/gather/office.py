"""Orders, receipts, the county's map: papers of the office."""

from datetime import datetime

from sqlalchemy import select

from app.clock import civil_date
from app.errors import InvalidInput
from app.evidence.store import AttachmentStore
from app.office.units import get_unit
from app.overview.board import read_board
from app.overview.stations import list_stations
from app.papers.flow import Imprint, Section
from app.papers.gather.subject import LIGHT_KINDS, Choices, imprint, joined, landscape, office_name
from app.papers.heat_map import HeatMap, MapStation, MapTask, heat_map_pages
from app.papers.orders import Order, order_pad, order_pages
from app.papers.receipts import PackageReceipt, receipt_pages
from app.rectification.numbers import take_number
from app.rectification.orders import OrderRow, get_order, list_orders
from app.sync.blobs import missing_blobs
from app.sync.phone_code import phone_code
from app.workspace import Workspace
from db.models.packages import Outcome, PackageIn

__all__ = ["blank_orders", "county_map", "orders", "receipts"]

_MOST_BLANKS = 200


def _order(row: OrderRow) -> Order:
    form = row.form
    return Order(
        number=row.number,
        unit=row.station_name,
        place=joined((form.place, row.venue_name)),
        checked_at=form.issued_on,
        problem=form.description,
        clause=form.clause,
        demand=form.requirement,
        kind=row.kind_label,
        deadline=form.limit_end,
        measures="；".join(row.measures),
        responsible=row.responsible,
        finish=row.finish_on,
        inspectors=(form.inspectors,) if form.inspectors else (),
        receiver=form.receiver,
    )


def orders(ws: Workspace, choices: Choices) -> list[Section]:
    """Return the chosen order, or all orders to a station, or all; each on a sheet with the station's answer.

    Raises:
        InvalidInput: There is none.
    """
    rows = (
        [get_order(ws, choices.order)] if choices.order else list_orders(ws, station=choices.station or None)
    )
    if not rows:
        raise InvalidInput("还没有交办单。")
    pages: list[Section] = []
    for row in rows:
        own = Imprint(row.number, "", ws.now(), ws.now())
        pages.extend(order_pages(office_name(ws), [_order(row)], own))
    return pages


def blank_orders(ws: Workspace, choices: Choices) -> list[Section]:
    """Return blank orders under the next numbers, which from now on are given out.

    Raises:
        InvalidInput: Too many or none are asked for.
    """
    if not 1 <= choices.count <= _MOST_BLANKS:
        raise InvalidInput(f"空白交办单一次可以印 1 到 {_MOST_BLANKS} 张，请改一下张数。")
    with ws.write() as session:
        numbers = [
            take_number(session, unit=ws.unit, kind="ZG", year=ws.today.year) for _ in range(choices.count)
        ]
    own = imprint(ws, get_unit(ws, ws.unit), "ZG", "", ws.now())
    return order_pad(office_name(ws), numbers, own)


def receipts(ws: Workspace, choices: Choices) -> list[Section]:
    """Return a receipt for the newest package of each station, or of the chosen one.

    Raises:
        InvalidInput: Nothing was received from it yet.
    """
    stations = {row.unit: row for row in list_stations(ws) if choices.station in {"", row.unit}}
    office, store = office_name(ws), AttachmentStore(ws.folder)
    made = []
    with ws.read() as session:
        newest = {
            package.unit: package
            for package in session.scalars(
                select(PackageIn).where(PackageIn.outcome == Outcome.NEW).order_by(PackageIn.number)
            )
        }
        for unit, row in stations.items():
            package = newest.get(unit)
            if package is None:
                continue
            digest = package.digest[:12].upper()
            made.append(
                PackageReceipt(
                    sender=row.name,
                    receiver=office,
                    number=package.number,
                    made_at=datetime.fromisoformat(package.made_at),
                    taken_at=package.received_at,
                    entries=package.entries,
                    attachments=package.blobs,
                    lacking=len(missing_blobs(session.connection(), store, package.site)),
                    check=phone_code(ws, unit) or f"{row.number}-{package.number}-{digest}",
                )
            )
    if not made:
        raise InvalidInput("还没有收到过上报包，没有可印的回执。")
    return [receipt_pages(made, imprint(ws, get_unit(ws, ws.unit), "HZ", "", ws.now()))]


def county_map(ws: Workspace, choices: Choices) -> list[Section]:
    """Return stations by tasks."""
    board = read_board(ws)
    lines = []
    for line in board.stations:
        cells = [board.cells.get((line.station.unit, task.item)) for task in board.tasks]
        lines.append(
            MapStation(
                name=line.station.name,
                as_of=line.station.as_of,
                stale=line.station.stale,
                lights=tuple(None if cell is None else LIGHT_KINDS[cell.light] for cell in cells),
                done=tuple(cell is not None and cell.done for cell in cells),
            )
        )
    names = joined(f"《{task.package}》第{task.version}版" for task in board.tasks)
    page = HeatMap(
        office=office_name(ws),
        package=names,
        tasks=tuple(MapTask(task.code or task.label, task.title, task.group) for task in board.tasks),
        stations=tuple(lines),
        imprint=imprint(ws, get_unit(ws, ws.unit), "JZB", names, board.as_of or civil_date(ws.now())),
    )
    return [heat_map_pages(page, landscape(choices))]
