"""Taking an intake back from the list of intakes."""

from typing import TYPE_CHECKING

from ui import messages
from ui.page import Context

if TYPE_CHECKING:
    from app.sync.undo import Undone

__all__ = ["undo_intake", "undone_words"]


def undo_intake(context: Context, batch: int) -> None:
    """Ask, then take the intake back."""
    from app.sync.undo import undo_import

    question = "撤销后，这次接收的内容会从本机撤下，数据包文件还在，可以再接收一次。"
    if not messages.ask(question, "撤销这次接收", "不撤销"):
        return

    def show(undone: "Undone") -> None:
        context.written()
        context.status(undone_words(undone))

    context.jobs.start("正在撤销这次接收", lambda _job: undo_import(context.ws, batch), show)


def undone_words(undone: "Undone") -> str:
    """Say what taking back did."""
    return f"已撤销这次接收：{undone.packages} 个包可以重新接收，{undone.removed} 条记录已撤下，文件都还在。"
