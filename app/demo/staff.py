"""A change of head at some stations with its stock half taken, and slips that were taken out again."""

from random import Random

from app.demo.names import people, phone
from app.handover.handing import HandoverForm, hand_over
from app.handover.stock import StockFound, answer_line, read_stock
from app.work.log import list_log, remove_log
from app.workspace import Workspace

__all__ = ["change_head", "take_half_of_the_stock", "take_out_slips"]

_NOT_AS_LISTED = {
    "电脑": (StockFound.DIFFERS, "有 1 台开不了机"),
    "图书": (StockFound.DIFFERS, "一部分在镇中心小学，还没收回"),
    "灭火器": (StockFound.MISSING, "送去充装，收条在站里"),
}


def change_head(ws: Workspace, *, head: str, township: str, seed: int) -> None:
    """Let the head of a station hand over to somebody else today."""
    random = Random(seed)
    (taker,) = [name for name in people(random, 2) if name != head][:1]
    hand_over(
        ws,
        HandoverForm(
            giver=head,
            taker=taker,
            on=ws.today,
            witness=f"{township}分管领导",
            phone=phone(random),
            differences="活动室一台投影仪送修，维修单已附。",
        ),
    )


def take_half_of_the_stock(ws: Workspace) -> None:
    """Let the new head look at the archive and the first venue, and stop there."""
    lines = read_stock(ws).lines
    venue = next((line for line in lines if not line.archived), None)
    for line in lines:
        if line.archived or (venue is not None and line.of == venue.of):
            known = () if line.archived else _NOT_AS_LISTED.items()
            said = next((said for word, said in known if word in line.name), (StockFound.FOUND, ""))
            answer_line(ws, line, *said)


def take_out_slips(ws: Workspace, count: int) -> None:
    """Take the latest entries of the log out again: the recycle bin has something to show."""
    for row in list_log(ws, limit=count):
        remove_log(ws, row.id)
