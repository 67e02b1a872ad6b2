"""What a station says about items beside claiming them: the strips, and the use cases behind them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.station.say_panel import Said, SayPanel, Wanted
from ui.undo import Steps

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["NOT_APPLICABLE", "QUESTION", "SUPPORT", "say", "wanted"]

QUESTION, SUPPORT, NOT_APPLICABLE = "question", "support", "not_applicable"


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
    return Wanted(NOT_APPLICABLE, f"申请{these}不涉及本站", "为什么不涉及，县里要看理由")


def say(ws: "Workspace", steps: Steps, panel: SayPanel, items: Sequence[str], said: Said) -> None:
    """Do what was said in the strip, as one step, and close the strip.

    Raises:
        InvalidInput: Something is missing; the strip stays open.
    """
    from app.tasks.claims import Ability, QuestionKind, ask_not_applicable, ask_question, set_ability

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
    else:
        steps.do("申请不涉及", lambda: ask_not_applicable(ws, items, said.text))
    panel.hide()
