"""What the invented stations do about their tasks beside progress: steps, more time, tasks of their own."""

from datetime import timedelta
from random import Random

from app.tasks.extensions import request_extension
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.own_tasks import OwnTaskForm, add_own_task
from app.tasks.steps import add_step, finish_step, list_steps
from app.verification.deciding import Decision, decide
from app.verification.queue import Matter, list_waiting
from app.workspace import Workspace

__all__ = ["agree_or_not", "ask_for_time", "finish_steps", "plan_ahead"]

_STEPS = (
    ("摸清底数，列出清单", "报镇里研究，定人定钱", "组织实施", "整理材料，总结归档"),
    ("拟方案征求意见", "印发到村", "按方案落实"),
)
_OWN = (
    ("整理历年活动照片，做一本图册", "年底前"),
    ("给各村农家书屋换一批新书标签", "9月底前"),
    ("办一期春联书写公益班", "12月底前"),
    ("走访老艺人，记录民间小调", "长期坚持"),
)
_REASONS = (
    "器材要走镇里统一采购，月底前到不了货",
    "连日下雨，场地没有干，改期举办",
    "村里正在换届，人手不够",
)


def plan_ahead(ws: Workspace, random: Random) -> None:
    """Divide two larger tasks into steps, and set the station a task of its own."""
    dated = [row for row in list_ledger(ws) if _plain(row) and row.limit_end and row.limit_end > ws.today]
    for row in random.sample(dated, min(2, len(dated))):
        assert row.limit_end is not None
        steps = random.choice(_STEPS)
        span = (row.limit_end - ws.today).days
        for number, text in enumerate(steps, start=1):
            due = ws.today + timedelta(days=span * number // len(steps))
            add_step(ws, row.item, text=text, due_on=due, weight=random.choice((1, 2, 2, 3)))
    content, limit = random.choice(_OWN)
    add_own_task(ws, OwnTaskForm(content, limit_text=limit, category="其他"))


def finish_steps(ws: Workspace, random: Random, diligence: float) -> None:
    """Tick off what is due by now, most of it in time."""
    for row in list_ledger(ws):
        if not row.open or row.steps_done == row.steps:
            continue
        for step in list_steps(ws, row.item):
            due = step.due_on
            if step.done_on is None and due is not None and due < ws.today and random.random() < diligence:
                late = random.choice((0, 0, 0, 2, 5))
                finish_step(ws, step.id, on=min(ws.today, due + timedelta(days=late)))


def ask_for_time(ws: Workspace, random: Random) -> None:
    """Ask for more time for one task whose limit is near or over."""
    near = ws.today + timedelta(days=15)
    late = [
        row
        for row in list_ledger(ws)
        if _plain(row)
        and row.limit_end
        and row.limit_end < near
        and row.holder == "station"
        and not row.extension
    ]
    if late and random.random() < 0.6:
        row = random.choice(late)
        wanted = ws.today + timedelta(days=random.choice((20, 30, 45)))
        request_extension(ws, row.item, wanted_end=wanted, reason=random.choice(_REASONS))


def agree_or_not(ws: Workspace, random: Random) -> None:
    """Let the office answer who asked for more time or for support; a few are left waiting."""
    for row in list_waiting(ws, matters=(Matter.EXTENSION, Matter.ABILITY)):
        if random.random() < 0.2:
            continue
        agreed = random.random() < 0.7
        decide(
            ws,
            row.id,
            revision=row.revision,
            decision=Decision.PASSED if agreed else Decision.RETURNED,
            reason="" if agreed else "这件事本站能办，请先和乡镇商量",
        )


def _plain(row: LedgerRow) -> bool:
    return row.open and row.decision == "claimed" and not row.turn and not row.own
