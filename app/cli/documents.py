"""Papers out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.folders import opened, with_data

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["add"]


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `print`."""
    paper = subparsers.add_parser("print", help="打印成 PDF 或 Excel；print --list 列出全部文件名")
    paper.add_argument("document", nargs="?", metavar="文件名称", help="如 工作台账")
    paper.add_argument("--list", action="store_true", help="列出全部文件名")
    paper.add_argument("--to", type=Path, metavar="文件", help="存成哪个文件，.pdf 或 .xlsx")
    paper.add_argument(
        "--station", default="", metavar="代码", help="县里用：只印这个站（12 位代码或单位编号）"
    )
    paper.add_argument("--order", default="", metavar="编号", help="只印这一张交办单")
    paper.add_argument(
        "--count", type=int, default=10, metavar="张数", help="空白交办单印几张，不写就是 10 张"
    )
    paper.add_argument("--paper", choices=("A4", "A3"), default="A4", help="横版表的纸张，不写就是 A4")
    paper.add_argument("--larger", action="store_true", help="横版表整体放大一号")
    with_data(paper, required=False)
    paper.set_defaults(run=_print)


def _print(arguments: argparse.Namespace) -> int:
    from app.papers.catalog import Choices, document_names, list_documents, print_document

    if arguments.list:
        if arguments.data is None:
            print("\n".join(document_names()))
            return 0
        with opened(arguments) as ws:
            for row in list_documents(ws):
                print(f"{row.name}\t{' '.join(row.formats)}\t{row.missing or row.about}")
        return 0
    if arguments.document is None or arguments.to is None or arguments.data is None:
        print("请写明文件名称、--data 数据文件夹 和 --to 文件。用 print --list 看有哪些文件。")
        return 2
    with opened(arguments) as ws:
        choices = Choices(
            station=_station(ws, arguments.station) if arguments.station else "",
            order=_order(ws, arguments.order) if arguments.order else "",
            count=arguments.count,
            paper=arguments.paper,
            larger=arguments.larger,
        )
        printed = print_document(ws, arguments.document, arguments.to, choices)
    pages = f"，{printed.pages} 页" if printed.pages else ""
    print(f"已生成：{printed.path}{pages}")
    for remark in printed.remarks:
        print(remark)
    return 0


def _station(ws: "Workspace", code: str) -> str:
    """Return the id of the station with this area code or short number."""
    from app.errors import InvalidInput
    from app.office.units import list_units
    from db.models.units import UnitKind

    for unit in list_units(ws, kind=UnitKind.STATION):
        if code in {unit.code, unit.number}:
            return unit.id
    raise InvalidInput(f"没有代码或编号是“{code}”的文化站。用 list units 看全部单位。")


def _order(ws: "Workspace", number: str) -> str:
    """Return the id of the order with this number."""
    from app.errors import InvalidInput
    from app.rectification.orders import list_orders

    for row in list_orders(ws, text=number):
        if row.number == number:
            return row.id
    raise InvalidInput(f"没有编号是“{number}”的交办单，请核对编号。")
