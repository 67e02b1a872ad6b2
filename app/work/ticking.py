"""Ticking a card: one press does it, and how it was done can be told afterwards."""

from msgspec import Struct

from app.errors import InvalidInput
from app.tasks.ledger import read_row
from app.tasks.progress import request_closing
from app.work.log import add_log, progress_of
from app.work.plans import finish_event
from app.work.today import Card, CardKind
from app.workspace import Workspace
from db.models.tasks import ClosureRequest
from db.models.work import LogEntry

__all__ = ["Ticked", "tell_how", "tick"]

_DONE = "已完成"


class Ticked(Struct, frozen=True):
    """What a press made: a closing request (`closing`) or a line of the log."""

    record: str
    closing: bool
    said: str


def tick(ws: Workspace, card: Card) -> Ticked:
    """Report an item as done, count one more of it, or finish an event of one's own.

    Raises:
        InvalidInput: The card cannot be ticked, or not any more.
    """
    if card.kind is CardKind.EVENT:
        return Ticked(finish_event(ws, card.key), False, "办完了，日志里也记了")
    if card.kind is not CardKind.TASK:
        raise InvalidInput("这一张要打开了再办。")
    if card.can_close:
        return Ticked(request_closing(ws, card.key, result=_DONE), True, "已申请办结，等县里核验")
    row = read_row(ws, card.key)
    done = row.quantity_done + 1
    text = f"{card.title}（第 {done} {row.quantity_unit or '次'}）"
    added = add_log(ws, text, item=card.key, quantity=1)
    return Ticked(added.log_entry, False, f"记了一次，已做 {done}/{row.quantity}")


def tell_how(ws: Workspace, ticked: Ticked, text: str) -> None:
    """Say how it was done, in place of the words it got when it was ticked.

    Raises:
        InvalidInput: Nothing is said.
    """
    words = " ".join(text.split())
    if not words:
        raise InvalidInput("请写一句怎么办成的，不写就按 Esc。")
    with ws.write() as session:
        if ticked.closing:
            session.get_one(ClosureRequest, ticked.record).result = words
            return
        session.get_one(LogEntry, ticked.record).text = words
        for progress in progress_of(session, ticked.record):
            progress.text = words
