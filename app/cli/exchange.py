"""Packages: start packages, export, intake, looking inside, taking back."""

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.folders import opened, with_data, with_json, with_machine
from app.cli.output import print_json

if TYPE_CHECKING:
    from app.sync.manifest import Manifest
    from app.sync.results import FileResult
    from app.workspace import Workspace

__all__ = ["add"]


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the sub-commands that move packages."""
    start = subparsers.add_parser("start-packages", help="县里：给每个站生成开站包")
    with_data(start)
    start.add_argument("--to", type=Path, required=True, metavar="文件夹")
    start.set_defaults(run=_start_packages)

    station = subparsers.add_parser("new-station", help="用开站包新建文化站的台账")
    station.add_argument("folder", type=Path, metavar="文件夹")
    station.add_argument("--from", dest="package", type=Path, required=True, metavar="开站包")
    station.add_argument("--person", default="", metavar="姓名", help="站长姓名")
    with_machine(station)
    station.set_defaults(run=_new_station)

    confirm = subparsers.add_parser("confirm-station", help="县里：电话核对过的文化站")
    confirm.add_argument("code", metavar="代码", help="12 位行政区划代码")
    confirm.add_argument("--fingerprint", required=True, metavar="六组数字")
    with_data(confirm)
    confirm.set_defaults(run=_confirm_station)

    export = subparsers.add_parser("export", help="生成给对方的数据包（县里：每站一个）")
    with_data(export)
    export.add_argument("--to", type=Path, required=True, metavar="文件夹或文件")
    export.add_argument("--for", dest="units", nargs="+", metavar="代码", help="县里：只给这些站")
    export.add_argument(
        "--way",
        choices=("U盘", "微信", "邮件"),
        default="U盘",
        help="怎么送：每个文件不超过 1.9 GB、90 MB、15 MB，照片多了自动分卷",
    )
    export.add_argument("--receipt", action="store_true", help="只写回执：收到了什么、还缺什么，几 KB")
    export.add_argument("--resend-photos", action="store_true", help="发过还没有回执的照片也再带上")
    export.add_argument("--plain", action="store_true", help="不加密，谁都能看；文件名和清单上会标明")
    with_json(export)
    export.set_defaults(run=_export)

    receive = subparsers.add_parser("receive", help="接收数据包：文件、文件夹、U盘")
    receive.add_argument("paths", nargs="+", type=Path, metavar="文件或文件夹")
    with_data(receive)
    receive.add_argument("--dry-run", action="store_true", help="只看会收到什么，不写入")
    with_json(receive)
    receive.set_defaults(run=_receive)

    rebuild = subparsers.add_parser("rebuild", help="县里：站里换了新电脑，把县里收到过的全部写成重建包给它")
    rebuild.add_argument("code", metavar="代码", help="12 位行政区划代码")
    rebuild.add_argument("--to", type=Path, required=True, metavar="文件夹")
    rebuild.add_argument("--way", choices=("U盘", "微信", "邮件"), default="U盘", help="同 export")
    with_data(rebuild)
    rebuild.set_defaults(run=_rebuild)

    phone = subparsers.add_parser(
        "phone-code", help="电话回执：县里写站的代码，得到 24 位数字念给站里；站里写听到的数字"
    )
    phone.add_argument("text", metavar="代码或数字")
    with_data(phone)
    phone.set_defaults(run=_phone_code)

    undo = subparsers.add_parser("undo-import", help="撤销一次接收或一次导入（30 天内）")
    undo.add_argument("batch", type=_batch, metavar="编号", help="receive 或 import 时显示的编号：12、D3")
    with_data(undo)
    undo.set_defaults(run=_undo_import)

    peek = subparsers.add_parser("peek", help="看一个数据包是谁发给谁的、里面有什么、是否完整")
    peek.add_argument("file", type=Path, metavar="文件")
    with_json(peek)
    peek.set_defaults(run=_peek)


def _start_packages(arguments: argparse.Namespace) -> None:
    from app.sync.start_packages import write_start_packages

    arguments.to.mkdir(parents=True, exist_ok=True)
    with opened(arguments) as ws:
        for package in write_start_packages(ws, folder=arguments.to):
            print(f"{package.name}\t{package.path}")


def _new_station(arguments: argparse.Namespace) -> None:
    from app.sync.enrol import read_start_package, start_station

    offer = read_start_package(arguments.package)
    start_station(
        arguments.package, arguments.folder, person=arguments.person, machine=arguments.machine
    ).engine.dispose()
    print(f"已新建“{offer.unit_name}”的台账：{arguments.folder}")


def _confirm_station(arguments: argparse.Namespace) -> None:
    from app.sync.trust import confirm_station

    with opened(arguments) as ws:
        confirm_station(ws, arguments.code, arguments.fingerprint)
    print("核对一致，已登记。")


def _export(arguments: argparse.Namespace) -> int:
    from app.errors import InvalidInput
    from app.sync.export import PRESETS, export_packages
    from app.sync.files import replace

    folder: Path = arguments.to
    named = folder.suffix.lower() == ".zwt"
    (folder.parent if named else folder).mkdir(parents=True, exist_ok=True)
    with opened(arguments) as ws:
        made = export_packages(
            ws,
            None if arguments.units is None else _units(ws, arguments.units),
            folder=folder.parent if named else folder,
            volume_bytes=PRESETS[arguments.way],
            resend_photos=arguments.resend_photos,
            sealed=not arguments.plain,
            receipt=arguments.receipt,
        )
    if named:
        if len(made.packages) != 1:
            raise InvalidInput("要生成不止一个文件，--to 请写文件夹。已生成的文件在同一个文件夹里。")
        replace(made.packages[0].path, folder)
    if arguments.json:
        print_json(made)
        return 0
    for package in made.packages:
        path = folder if named else package.path
        print(
            f"给{package.name}\t{path}\t{package.entries} 条，{package.blobs} 个附件，{package.size_bytes / 1e6:.1f} MB"
            + ("" if package.sealed else "，没有加密")
        )
    for skipped in made.skipped:
        print(f"{skipped.name}\t没有生成：{skipped.sentence}")
    return 0


def _units(ws: "Workspace", codes: Sequence[str]) -> list[str]:
    """Return the ids of the stations with these area codes."""
    from app.errors import InvalidInput
    from app.overview.stations import list_stations

    by_code = {row.code: row.unit for row in list_stations(ws)}
    if unknown := [code for code in codes if code not in by_code]:
        raise InvalidInput(f"没有代码是“{unknown[0]}”的文化站，请核对代码。")
    return [by_code[code] for code in codes]


def _rebuild(arguments: argparse.Namespace) -> None:
    from app.sync.export import PRESETS
    from app.sync.rebuild import holding_of, write_rebuild_package

    arguments.to.mkdir(parents=True, exist_ok=True)
    with opened(arguments) as ws:
        (unit,) = _units(ws, [arguments.code])
        print(holding_of(ws, unit).sentence)
        for one in write_rebuild_package(ws, unit, folder=arguments.to, volume_bytes=PRESETS[arguments.way]):
            print(
                f"给{one.name}\t{one.path}\t{one.entries} 条，{one.blobs} 个附件，{one.size_bytes / 1e6:.1f} MB"
            )


def _phone_code(arguments: argparse.Namespace) -> int:
    from app.errors import InvalidInput
    from app.sync.phone_code import hear_code, phone_code
    from app.workspace import Role

    with opened(arguments) as ws:
        if ws.role is Role.STATION:
            heard = hear_code(ws, arguments.text)
            print(f"县里收到第 1–{heard.number} 条，本站现有 {heard.of} 条。正式回执随县里的包来。")
            return 0
        code = phone_code(ws, _units(ws, [arguments.text])[0])
        if code is None:
            raise InvalidInput("还没有收到过这个站的包。")
        print(code)
        return 0


def _receive(arguments: argparse.Namespace) -> int:
    from app.sync.receive import preview, receive

    with opened(arguments) as ws:
        received = (preview if arguments.dry_run else receive)(ws, arguments.paths)
    if arguments.json:
        print_json(received)
    else:
        _print_files(received.files)
        for one in received.records if arguments.dry_run else ():
            print(f"{one.unit_name}\t{one.village}\t{one.kind_word}\t{one.title}\t{one.words}")
        if received.batch is not None:
            print(f"这次接收的编号是 {received.batch}，30 天内可以用 undo-import {received.batch} 撤销。")
        if not received.files:
            print("这里没有数据包。")
    return 0 if received.complete else 1


def _print_files(files: "Sequence[FileResult]") -> None:
    for file in files:
        print(f"{file.label}\t{file.name}\t{file.path.name}\t{file.sentence}")


def _batch(text: str) -> tuple[bool, int]:
    """Return whether a document was imported (D3) or packages were received (12), and the number."""
    return text[:1] in "Dd", int(text.lstrip("Dd"))


def _undo_import(arguments: argparse.Namespace) -> None:
    from app.cli.records import undo_document
    from app.sync.undo import undo_import

    document, number = arguments.batch
    if document:
        undo_document(arguments, number)
        return
    with opened(arguments) as ws:
        undone = undo_import(ws, number)
    print(
        f"已撤销：{undone.packages} 个数据包、{undone.lines} 条记录行，"
        f"{undone.removed} 条记录移除，{undone.restored} 条恢复原样。以后可以重新接收。"
    )


def _peek(arguments: argparse.Namespace) -> int:
    from app.sync.package_file import peek

    seen = peek(arguments.file)
    manifest = seen.manifest
    if arguments.json:
        print_json(
            {"manifest": manifest, "expected_bytes": seen.expected_bytes, "arrived_bytes": seen.arrived_bytes}
        )
        return 0 if seen.is_whole else 1
    sender, recipient = manifest.sender.name or manifest.sender.site, manifest.recipient.name or "对方"
    print(f"{sender} 发给 {recipient}，第 {manifest.number} 号，{_made(manifest)} 生成。")
    print(f"里面有 {manifest.counts.entries} 条记录、{manifest.counts.blobs} 个附件。")
    if manifest.volume is not None:
        print(f"这是一套里的第 {manifest.volume.i} 个文件，共 {manifest.volume.n} 个。")
    for omitted in manifest.omitted:
        print(
            f"没有装进来：{omitted.count} 个{'附件' if omitted.what == 'blobs' else '记录'}（{omitted.reason}）。"
        )
    if manifest.body is not None and manifest.body.encryption == "none":
        print("这个包没有加密，谁都能看。")
    if seen.is_whole:
        print(f"文件完整（{seen.arrived_bytes / 1e6:.2f} MB）。")
        return 0
    print(
        f"文件没有传完整：应有 {seen.expected_bytes / 1e6:.2f} MB，实有 {seen.arrived_bytes / 1e6:.2f} MB。"
        "请重新复制，或请对方重新发送一次。"
    )
    return 1


def _made(manifest: "Manifest") -> str:
    """Return when a package was made, as clocks in China show it; what is no instant stays as it is."""
    from app.clock import local

    try:
        return f"{local(datetime.fromisoformat(manifest.created_at)):%Y-%m-%d %H:%M}"
    except ValueError:
        return manifest.created_at
