"""A change of head at some stations, and slips that were taken out again."""

from random import Random

from app.demo.names import people, phone
from app.handover.handing import HandoverForm, hand_over
from app.work.log import list_log, remove_log
from app.workspace import Workspace

__all__ = ["change_head", "take_out_slips"]


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


def take_out_slips(ws: Workspace, count: int) -> None:
    """Take the latest entries of the log out again: the recycle bin has something to show."""
    for row in list_log(ws, limit=count):
        remove_log(ws, row.id)
