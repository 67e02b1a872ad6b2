"""Data folders: making, backing up, checking."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["add", "opened", "with_data", "with_json", "with_machine"]


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `new-office`, `backup`, `restore` and `check`."""
    office = subparsers.add_parser("new-office", help="新建县创建办的台账")
    office.add_argument("folder", type=Path, metavar="文件夹")
    office.add_argument("--name", required=True, metavar="名称", help="如 清河县创建办")
    office.add_argument("--code", required=True, metavar="代码", help="12 位行政区划代码")
    office.add_argument("--contact", default="", metavar="姓名", help="联系人")
    office.add_argument("--phone", default="", metavar="电话")
    with_machine(office)
    office.set_defaults(run=_new_office)

    backup = subparsers.add_parser("backup", help="现在备份一次")
    with_data(backup)
    backup.set_defaults(run=_backup)

    restore = subparsers.add_parser("restore", help="恢复一份备份；不写 --yes 只说会少什么")
    restore.add_argument("backup", type=Path, metavar="备份文件")
    restore.add_argument("--yes", action="store_true", help="真的恢复")
    with_data(restore)
    restore.set_defaults(run=_restore)

    check = subparsers.add_parser("check", help="检查数据文件、变更记录和附件是否完好")
    with_data(check)
    with_json(check)
    check.set_defaults(run=_check)


def with_data(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add the options that name a data folder."""
    parser.add_argument("--data", type=Path, required=required, metavar="数据文件夹")
    with_machine(parser)


def with_machine(parser: argparse.ArgumentParser) -> None:
    """Add the option that names where this PC's keys lie."""
    parser.add_argument("--machine", type=Path, metavar="文件夹", help="本机钥匙放在哪里，一般不用写")


def with_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="用 JSON 输出")


@contextmanager
def opened(arguments: argparse.Namespace) -> "Iterator[Workspace]":
    """Open the data folder that `with_data` read."""
    from app.start import open_workspace

    opening = open_workspace(arguments.data, machine=arguments.machine)
    for notice in opening.notices:
        print(notice)
    try:
        yield opening.workspace
    finally:
        opening.workspace.engine.dispose()


def _new_office(arguments: argparse.Namespace) -> None:
    from app.office.first_start import create_office

    ws = create_office(
        arguments.folder,
        name=arguments.name,
        code=arguments.code,
        contact_name=arguments.contact or arguments.name,
        phone=arguments.phone,
        machine=arguments.machine,
    )
    ws.engine.dispose()
    print(f"已新建“{arguments.name}”的台账：{arguments.folder}")


def _backup(arguments: argparse.Namespace) -> None:
    from app.backups import make_backup

    with opened(arguments) as ws:
        made = make_backup(ws.folder, "hand", ws.now())
    print(f"已备份：{made.path}（{made.size_bytes / 1e6:.1f} MB）")


def _restore(arguments: argparse.Namespace) -> None:
    from app.clock import system_clock
    from app.restore import compare_backup, restore_backup

    print(compare_backup(arguments.data, arguments.backup).sentence)
    if arguments.yes:
        former = restore_backup(arguments.data, arguments.backup, system_clock())
        print(
            "已恢复。" + (f"恢复前的数据备份在 {former.path}" if former else "损坏的数据文件已改名留在旁边。")
        )


def _check(arguments: argparse.Namespace) -> int:
    from app.integrity import check_folder

    with opened(arguments) as ws:
        faults = check_folder(ws)
    if arguments.json:
        print(
            json.dumps(
                [{"subject": fault.subject, "sentence": fault.sentence} for fault in faults],
                ensure_ascii=False,
            )
        )
    elif faults:
        for fault in faults:
            print(f"{fault.subject}：{fault.sentence}")
    else:
        print("检查完毕，数据文件、变更记录和附件都完好。")
    return 1 if faults else 0
