"""A station that began alone receives its start package: one question, and it belongs to its county."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.job import Job
from ui import messages
from ui.page import Context

if TYPE_CHECKING:
    from app.sync.joining import CountyOffer

__all__ = ["offer_county"]


def offer_county(context: Context, paths: Sequence[Path], *, otherwise: Callable[[], None]) -> None:
    """Look for a start package among `paths`, ask whether it is for this station, and join; else do `otherwise`."""

    def look(job: Job) -> "CountyOffer | None":
        from app.sync.joining import find_county

        return find_county(context.ws, paths, job)

    def ask(found: "CountyOffer | None") -> None:
        if found is None:
            otherwise()
        elif messages.ask(_question(found), "是本站，连上", "不是"):
            _join(context, found)

    context.jobs.start("正在查看文件", look, ask)


def _question(found: "CountyOffer") -> str:
    from app.office.codes import spaced

    offer = found.offer
    contact = f"（联系人 {offer.office_contact}）" if offer.office_contact else ""
    return (
        f"是这个站吗？\n\n{offer.unit_name}　站号 {offer.unit_number}　区划代码 {spaced(offer.code)}\n"
        f"县里：{offer.office_name}{contact}\n本机写的是：{found.own_name}\n\n"
        f"连上以后，本站写过的 {found.records} 条都留着，下一个上报包全部报给县里；县里的任务、标准和村的名单一起进来。"
    )


def _join(context: Context, found: "CountyOffer") -> None:
    ws, path = context.ws, found.offer.path

    def work(job: Job) -> list[str]:
        from app.backups import make_backup
        from app.sync.joining import join_county

        make_backup(ws.folder, "intake", ws.now())
        return join_county(ws, path, job)

    def reopen(left: list[str]) -> None:
        words = f"已和“{found.offer.office_name}”连上。请到“收发”点“检查并生成上报包”，把文件发给县里。"
        if left:
            words += f"\n县里的名单里还没有{'、'.join(left)}：请打电话告诉县里，加上以后这里自动对上，现在写的照样算。"
        context.open_folder(ws.folder, first=lambda: words)

    context.jobs.start("正在和县里连上", work, reopen)
