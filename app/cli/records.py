"""Documents in, lists out."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.folders import opened, with_data, with_json
from app.cli.output import print_json
from app.errors import InvalidInput

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["add"]


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `read-document`, `import`, `publish` and `list`."""
    read = subparsers.add_parser("read-document", help="读一份文稿，说出读懂了什么，什么都不写")
    read.add_argument("file", type=Path, metavar="文件")
    read.add_argument("--json", action="store_true", required=True, help="用 JSON 输出")
    read.set_defaults(run=_read_document)

    taken = subparsers.add_parser("import", help="导入任务书、文站和村名单（县里）或设施清单（站里）")
    taken.add_argument("file", type=Path, metavar="文件")
    taken.add_argument(
        "--as",
        dest="kind",
        choices=tuple(_IMPORTS),
        metavar="类别",
        help="tasks、units 或 venues，不写就按单位类型定",
    )
    taken.add_argument("--yes", action="store_true", help="没有疑问的直接导入；不写就只看读到了什么")
    with_data(taken)
    taken.set_defaults(run=_import)

    publish = subparsers.add_parser("publish", help="县里：把任务清单和标准的草稿发布成新版")
    with_data(publish)
    publish.set_defaults(run=_publish)

    listed = subparsers.add_parser("list", help="列出记录")
    listed.add_argument("records", choices=tuple(_LISTS), metavar="类别", help="、".join(_LISTS))
    with_data(listed)
    with_json(listed)
    listed.set_defaults(run=_list)


def _read_document(arguments: argparse.Namespace) -> None:
    from app.reading import document_json, read_document

    sys.stdout.write(document_json(read_document(arguments.file)).decode() + "\n")


def _import(arguments: argparse.Namespace) -> int:
    from app.workspace import Role

    with opened(arguments) as ws:
        kind = arguments.kind or ("tasks" if ws.role is Role.OFFICE else "venues")
        if (kind == "venues") != (ws.role is Role.STATION):
            raise InvalidInput(
                "设施清单在文站的台账里导入，任务书和名单在县里的台账里导入。没有写入任何内容。"
            )
        return _IMPORTS[kind](ws, arguments.file, arguments.yes)


def _import_tasks(ws: "Workspace", file: Path, yes: bool) -> int:
    from app.tasks.draft import DraftHead, create_draft
    from app.tasks.draft_import import merge_items, read_task_file
    from app.tasks.packages import list_packages

    read = read_task_file(file)
    doubtful = [item for item in read.items if item.doubts]
    for item in doubtful:
        print(f"{item.form.code}\t{item.form.content[:30]}\t{'；'.join(item.doubts)}")
    print(f"读到 {len(read.items)} 项，其中 {len(doubtful)} 项要看一看。")
    if not yes:
        return 0
    here = list_packages(ws)
    package = here[0].package if here else create_draft(ws, DraftHead(read.title or file.stem))
    merged = merge_items(ws, package, read)
    print(f"已写进草稿：新增 {merged.added} 项，修改 {merged.changed} 项。用 publish 发布。")
    return 0


def _import_units(ws: "Workspace", file: Path, yes: bool) -> int:
    from app.office.unit_lists import add_units, read_units

    drafts = read_units(ws, file)
    doubtful = [draft for draft in drafts if draft.reasons]
    for draft in doubtful:
        print(f"第 {draft.line} 行\t{draft.form.name}\t{'；'.join(draft.reasons)}")
    print(f"读到 {len(drafts)} 个单位，其中 {len(doubtful)} 个要看一看。")
    if yes:
        added = add_units(ws, [draft for draft in drafts if not draft.reasons])
        print(f"已写入：新增 {added.added} 个，修改 {added.changed} 个。")
    return 0


def _import_venues(ws: "Workspace", file: Path, yes: bool) -> int:
    from app.facilities.venue_lists import add_venues, read_venues
    from app.reading.cells import cells_of_file

    drafts = read_venues(ws, cells_of_file(file))
    doubtful = [draft for draft in drafts if draft.reasons]
    for draft in doubtful:
        print(f"{draft.form.name}\t{'；'.join(draft.reasons)}")
    print(f"读到 {len(drafts)} 个场所，其中 {len(doubtful)} 个要看一看。")
    if yes:
        print(f"已写入 {add_venues(ws, [draft for draft in drafts if not draft.reasons])} 个场所。")
    return 0


_IMPORTS: dict[str, Callable[["Workspace", Path, bool], int]] = {
    "tasks": _import_tasks,
    "units": _import_units,
    "venues": _import_venues,
}


def _publish(arguments: argparse.Namespace) -> int:
    from app.facilities.standards import list_packs, publish_standards
    from app.tasks.packages import list_packages, publish_tasks

    published = 0
    with opened(arguments) as ws:
        for package in list_packages(ws):
            if package.changes:
                print(f"“{package.head.name}”已发布第 {publish_tasks(ws, package.package)} 版。")
                published += 1
        for pack in list_packs(ws):
            if pack.changes:
                print(f"“{pack.form.name}”已发布第 {publish_standards(ws, pack.pack)} 版。")
                published += 1
    if not published:
        print("没有要发布的：草稿和上一版一样，或者还没有草稿。")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    with opened(arguments) as ws:
        rows = _LISTS[arguments.records](ws)
    if arguments.json:
        print_json(rows)
        return 0
    for row in rows:
        print("\t".join("" if cell is None else str(cell) for cell in _cells(row)))
    print(f"共 {len(rows)} 条。")
    return 0


def _cells(row: Any) -> list[Any]:
    values = vars(row) if hasattr(row, "__dict__") else {name: getattr(row, name) for name in row.__slots__}
    return [value for value in values.values() if isinstance(value, (str, int)) or value is None]


def _units(ws: "Workspace") -> list[Any]:
    from app.office.units import list_units

    return list(list_units(ws))


def _tasks(ws: "Workspace") -> list[Any]:
    from app.tasks.ledger import list_ledger

    return list(list_ledger(ws))


def _venues(ws: "Workspace") -> list[Any]:
    from app.facilities.venues import list_venues

    return list(list_venues(ws))


def _problems(ws: "Workspace") -> list[Any]:
    from app.rectification.problems import list_problems

    return list(list_problems(ws))


def _orders(ws: "Workspace") -> list[Any]:
    from app.rectification.orders import list_orders

    return list(list_orders(ws))


def _packages(ws: "Workspace") -> list[Any]:
    from app.sync.history import list_received, list_sent

    return [*list_sent(ws), *list_received(ws)]


def _waiting(ws: "Workspace") -> list[Any]:
    from app.verification.queue import list_waiting

    return list(list_waiting(ws))


_LISTS: dict[str, Callable[["Workspace"], list[Any]]] = {
    "units": _units,
    "tasks": _tasks,
    "venues": _venues,
    "problems": _problems,
    "orders": _orders,
    "packages": _packages,
    "waiting": _waiting,
}
