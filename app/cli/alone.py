"""A station that starts without the county, and joins it later."""

import argparse
from pathlib import Path

from app.cli.folders import opened, with_data, with_machine

__all__ = ["add"]


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `start-alone` and `join`."""
    start = subparsers.add_parser("start-alone", help="文化站没有开站包，先自己新建台账")
    start.add_argument("folder", type=Path, metavar="文件夹")
    start.add_argument("--county", required=True, metavar="县", help="如 清河县")
    start.add_argument("--township", required=True, metavar="乡镇", help="如 青石镇")
    start.add_argument("--person", required=True, metavar="姓名", help="站长姓名")
    start.add_argument("--name", default="", metavar="站名", help="不写就是“某某镇综合文化站”")
    start.add_argument("--phone", default="", metavar="电话")
    with_machine(start)
    start.set_defaults(run=_start)

    join = subparsers.add_parser("join", help="自己新建的台账：收县里的开站包，和县里连上")
    join.add_argument("package", type=Path, metavar="开站包")
    join.add_argument("--yes", action="store_true", help="真的连上；不写只说会怎样")
    with_data(join)
    join.set_defaults(run=_join)


def _start(arguments: argparse.Namespace) -> None:
    from app.office.units import get_unit
    from app.sync.alone import AloneForm, start_alone

    form = AloneForm(arguments.county, arguments.township, arguments.name, arguments.person, arguments.phone)
    ws = start_alone(arguments.folder, form, machine=arguments.machine)
    print(f"已新建“{get_unit(ws, ws.unit).name}”的台账：{arguments.folder}")
    ws.engine.dispose()


def _join(arguments: argparse.Namespace) -> None:
    from app.errors import InvalidInput
    from app.sync.joining import find_county, join_county

    with opened(arguments) as ws:
        found = find_county(ws, [arguments.package])
        if found is None:
            raise InvalidInput("这不是开站包，或者本站已经和县里连上了。没有改动。")
        print(
            f"这是“{found.offer.office_name}”给“{found.offer.unit_name}”的开站包，本机是“{found.own_name}”。"
        )
        if arguments.yes:
            left = join_county(ws, arguments.package)
            print("已经连上，请生成一个上报包发给县里。")
            if left:
                print(f"县里的名单里还没有：{'、'.join(left)}。")
