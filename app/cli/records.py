"""Documents in, lists out."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import astuple

from app.cli.folders import opened, with_data, with_json
from app.cli.output import print_json
from app.errors import InvalidInput

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["add", "undo_document"]


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `read-document`, `import`, `publish` and `list`."""
    read = subparsers.add_parser("read-document", help="读一份文稿，说出读懂了什么，什么都不写")
    read.add_argument("file", type=Path, metavar="文件")
    read.add_argument("--json", action="store_true", required=True, help="用 JSON 输出")
    read.set_defaults(run=_read_document)

    taken = subparsers.add_parser("import", help="导入文稿：任务书、名单、整改方案、台账、设施清单、活动方案")
    taken.add_argument("file", type=Path, metavar="文件")
    taken.add_argument("--as", dest="subject", metavar="类别", help="读成什么，不写就按文稿内容定")
    taken.add_argument("--yes", action="store_true", help="没有疑问的直接写入；不写就只看读到了什么")
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
    from app.importing.documents import import_candidates, read_file, subjects_of
    from app.importing.review import Review

    with opened(arguments) as ws:
        subjects = subjects_of(ws, read_file(arguments.file))
        named = [one for one in subjects if arguments.subject in (None, one.key)]
        if not named:
            keys = "、".join(f"{one.key}（{one.word}）" for one in subjects)
            raise InvalidInput(f"这里不能导入“{arguments.subject}”，没有写入任何内容。可以用：{keys}。")
        review = Review(named[0])
        for row in review.rows:
            if row.doubts:
                print(f"{row.number}\t{row.name[:30]}\t{'；'.join(row.doubts)}")
        counts, word = review.counts(), review.subject.word
        print(
            f"读到 {len(review.rows)} 个{word}：新 {counts['new']}，变 {counts['changed']}，同 {counts['same']}，"
            f"有疑问 {counts['doubtful']}。"
        )
        if not arguments.yes:
            return 0
        if not review.subject.page:
            raise InvalidInput(f"{word}只能看，不能写入。数据没有变。")
        review.skip([row.id for row in review.rows if "doubtful" in row.groups])
        if not review.to_write():
            print("没有要写入的。")
            return 0
        done = import_candidates(review.subject, review.candidates)
        print(
            f"已写入：新增 {done.added} 个，修改 {done.changed} 个。30 天内可以用 undo-import D{done.batch} 撤销。"
        )
    return 0


def undo_document(arguments: argparse.Namespace, batch: int) -> None:
    """Take the import of a document back and say what stayed."""
    from app.importing.batches import undo_import

    with opened(arguments) as ws:
        undone = undo_import(ws, batch)
    print(f"已撤销：{undone.taken_back} 条已还原。")
    for name in undone.kept:
        print(f"导入后改过或正在用，保留：{name}")


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
    return [value for value in astuple(row) if isinstance(value, (str, int)) or value is None]


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


def _imports(ws: "Workspace") -> list[Any]:
    from app.importing.batches import list_imports

    return list(list_imports(ws))


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
    "imports": _imports,
}
