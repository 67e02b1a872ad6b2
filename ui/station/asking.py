"""What a station says about items beside claiming them: the strips, and the use cases behind them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from app.errors import InvalidInput
from ui.station.say_panel import Said, SayPanel, Wanted
from ui.undo import Steps
from ui.widgets.fields import typed_date

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = [
    "EXTENSION",
    "NOT_APPLICABLE",
    "OWN",
    "OWN_EDIT",
    "QUESTION",
    "SUPPORT",
    "say",
    "wanted",
    "wanted_again",
]

QUESTION, SUPPORT, NOT_APPLICABLE = "question", "support", "not_applicable"
EXTENSION, OWN, OWN_EDIT = "extension", "own", "own_edit"


def wanted(purpose: str, *, count: int = 1) -> Wanted:
    """Return what to ask for a purpose about `count` items."""
    from app.tasks.labels import LABELS

    these = "这一项" if count == 1 else f"这 {count} 项"
    if purpose == QUESTION:
        return Wanted(
            QUESTION,
            f"对{these}有疑问或异议",
            "写一句具体的，县里好答复",
            choices=tuple(LABELS["question"].items()),
            reasons=tuple(LABELS["reason"].items()),
            more="希望怎么处理（可不写）",
        )
    if purpose == SUPPORT:
        needs = [(value, word) for value, word in LABELS["ability"].items() if value != "station"]
        return Wanted(SUPPORT, f"{these}认领，但要支持", "需要什么支持，为什么", choices=needs)
    if purpose == EXTENSION:
        return Wanted(
            EXTENSION,
            "申请延期，县里同意后原时限仍然看得到",
            "为什么要延期，县里要看理由",
            more="延到哪天，如 7.31（必填）",
        )
    if purpose == OWN:
        return Wanted(
            OWN,
            "自增一项任务，不进县里的完成率",
            "做什么，如：整理旧报刊合订本",
            more="时限（可不写），如 9月底前、每月一次",
            done="加上",
        )
    return Wanted(NOT_APPLICABLE, f"申请{these}不涉及本站", "为什么不涉及，县里要看理由")


def wanted_again(ws: "Workspace", item: str) -> Wanted:
    """Return what to ask for when a task that the station set itself is changed."""
    from app.tasks.own_tasks import own_task_form

    form = own_task_form(ws, item)
    return Wanted(
        OWN_EDIT,
        "修改自增任务",
        "做什么",
        more="时限（可不写），如 9月底前、每月一次",
        done="改好",
        text=form.content,
        more_text=form.limit_text,
    )


def say(ws: "Workspace", steps: Steps, panel: SayPanel, items: Sequence[str], said: Said) -> None:
    """Do what was said in the strip, as one step, and close the strip.

    Raises:
        InvalidInput: Something is missing; the strip stays open.
    """
    from app.tasks.claims import Ability, QuestionKind, ask_not_applicable, ask_question, set_ability
    from app.tasks.own_tasks import OwnTaskForm, add_own_task, edit_own_task, own_task_form

    if said.key == QUESTION:
        steps.do(
            "提出疑问",
            lambda: [
                ask_question(
                    ws,
                    item,
                    kind=QuestionKind(said.choice),
                    reason_code=said.reason,
                    text=said.text,
                    wanted=said.more,
                )
                for item in items
            ],
        )
    elif said.key == SUPPORT:
        steps.do("提出需支持", lambda: set_ability(ws, items, Ability(said.choice), said.text))
    elif said.key == EXTENSION:
        _extend(ws, steps, items, said)
    elif said.key == OWN:
        form = OwnTaskForm(said.text, limit_text=said.more)
        steps.do("自增任务", lambda: add_own_task(ws, form))
    elif said.key == OWN_EDIT:
        (item,) = items
        changed = replace(own_task_form(ws, item), content=said.text, limit_text=said.more)
        steps.do("修改自增任务", lambda: edit_own_task(ws, item, changed))
    else:
        steps.do("申请不涉及", lambda: ask_not_applicable(ws, items, said.text))
    panel.hide()


def _extend(ws: "Workspace", steps: Steps, items: Sequence[str], said: Said) -> None:
    from app.tasks.extensions import request_extension

    day = typed_date(said.more, ws.today)
    if day is None:
        raise InvalidInput("请写想延到哪天，如 7.31 或 2026-07-31。")
    (item,) = items
    steps.do("申请延期", lambda: request_extension(ws, item, wanted_end=day, reason=said.text))
