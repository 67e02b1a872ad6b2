"""Papers: their list, and one of them written to a file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.folders import opened, with_machine
from app.errors import InvalidInput

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["add"]


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `print`."""
    parser = subparsers.add_parser("print", help="印一份文件：存成 PDF 或 Excel")
    parser.add_argument("document", nargs="?", metavar="文件名称", help="如 工作台账；--list 列出全部名称")
    parser.add_argument("--list", action="store_true", help="列出能印的文件")
    parser.add_argument("--data", type=Path, metavar="数据文件夹")
    parser.add_argument("--to", type=Path, metavar="文件", help="写到哪个文件，后缀 .pdf 或 .xlsx")
    parser.add_argument("--station", default="", metavar="文化站", help="代码、短号或名称；不写就是全部")
    parser.add_argument("--order", default="", metavar="编号", help="交办单的编号；不写就是全部")
    parser.add_argument("--count", type=int, default=10, metavar="张数", help="空白交办单印几张，一般 10 张")
    parser.add_argument("--paper", choices=("A4", "A3"), default="A4", help="纸张，一般 A4")
    parser.add_argument("--larger", action="store_true", help="横版的表整体放大一号")
    with_machine(parser)
    parser.set_defaults(run=lambda arguments: _print(parser, arguments))


def _print(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    from app.papers.catalog import Choices, document_names, list_documents, print_document

    if arguments.list and arguments.data is None:
        print("\n".join(document_names()))
        return
    if arguments.data is None or (not arguments.list and None in {arguments.document, arguments.to}):
        parser.error("the following arguments are required: 文件名称 --data --to")
    with opened(arguments) as ws:
        if arguments.list:
            for row in list_documents(ws):
                print(f"{row.name}\t{' '.join(row.formats)}\t{row.missing or '可以印'}")
            return
        choices = Choices(
            station=_station(ws, arguments.station),
            order=_order(ws, arguments.order),
            count=arguments.count,
            paper=arguments.paper,
            larger=arguments.larger,
        )
        printed = print_document(ws, arguments.document, arguments.to, choices)
    pages = f"，{printed.pages} 页" if printed.pages else ""
    print(f"已存成 {printed.path}{pages}")
    for remark in printed.remarks:
        print(remark)


def _station(ws: "Workspace", text: str) -> str:
    from app.overview.stations import list_stations

    if not text:
        return ""
    for row in list_stations(ws):
        if text in {row.code, row.number, row.name}:
            return row.unit
    raise InvalidInput(f"没有找到文化站“{text}”。请写它的行政区划代码、短号或完整的名称。")


def _order(ws: "Workspace", number: str) -> str:
    from app.rectification.orders import list_orders

    if not number:
        return ""
    for row in list_orders(ws, text=number):
        if row.number == number:
            return row.id
    raise InvalidInput(f"没有找到编号是“{number}”的交办单。请核对编号。")
