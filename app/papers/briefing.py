"""汇报单 (briefing): one page in large type for the township leader to answer on."""

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Line, Signatures, Space, Title, WritingLines, paragraph
from app.papers.dates import chinese_date, day_of
from app.papers.flow import A4_PORTRAIT, Imprint, Section, Strip, paginate

__all__ = ["Briefing", "SupportNeeded", "briefing_page"]

_SIZE = 16.0
_NO_SUPPORT = "目前没有需要乡镇支持的事项。"
_LEAST_ANSWER_LINES, _MOST_ANSWER_LINES = 3, 8


class SupportNeeded(Struct, frozen=True):
    """One matter the station cannot do alone."""

    task: str
    why: str
    asked: str
    by: str
    """By when, in words; empty when open."""


class Briefing(Struct, frozen=True):
    """What the station reports to its township."""

    unit: str
    leader: str
    """Whom it is for, such as 东山镇党委、政府."""
    total: int
    done: int
    running: int
    late: int
    waiting: int
    alone: tuple[str, ...]
    """Open tasks the station can do by itself, most urgent first."""
    support: tuple[SupportNeeded, ...]
    """Most urgent first."""
    imprint: Imprint
    telephone: str = ""
    told: str = ""
    """What was reported before and what came of it, in a sentence; empty the first time."""

    def in_words(self) -> tuple[tuple[str, str], ...]:
        """Return all of it as headings and texts, for a document that may have more than one page."""
        support = "\n".join(_support(number, item) for number, item in enumerate(self.support, start=1))
        return (
            ("总的情况", _totals(self)),
            (f"本站自己能办的（{len(self.alone)}项）", _alone(self.alone, len(self.alone))),
            (f"需要乡镇支持的（{len(self.support)}项）", support or _NO_SUPPORT),
            ("领导意见", f"{self.told}\n\n" if self.told else "\n\n"),
        )


def briefing_page(briefing: Briefing) -> Section:
    """Lay out the briefing on exactly one page.

    What does not fit is counted in words: the leader reads one page, the ledger has the rest. Room that is left
    goes to the leader's answer.
    """
    support = len(briefing.support)
    choices = [(alone, support) for alone in (3, 2, 1, 0)] + [
        (0, shown) for shown in range(support - 1, -1, -1)
    ]
    for alone, shown in choices:
        for lines in range(_MOST_ANSWER_LINES, _LEAST_ANSWER_LINES - 1, -1):
            section = _page(briefing, alone, shown, lines)
            if len(paginate(section)) == 1:
                return section
    raise AssertionError("a briefing without any item fits on a page")


def _page(briefing: Briefing, alone: int, support: int, answer_lines: int) -> Section:
    width = A4_PORTRAIT.frame_width
    body: list[Strip] = [
        Title("公共文化服务工作汇报单", width, 24),
        Facts(
            (
                Fact("汇报单位：", briefing.unit, 2),
                Fact("日期：", chinese_date(briefing.imprint.day)),
            ),
            width,
            13,
        ),
        Space(4),
        *_text(f"{briefing.leader}：", width),
        *_text(_totals(briefing), width, indent=True),
        *_heading(f"一、本站自己能办的（{len(briefing.alone)}项）", width),
        *_text(_alone(briefing.alone, alone), width, indent=True),
        *_heading(f"二、需要乡镇支持的（{len(briefing.support)}项）", width),
    ]
    if not briefing.support:
        body.extend(_text(_NO_SUPPORT, width, indent=True))
    for number, item in enumerate(briefing.support[:support], start=1):
        body.extend(_text(_support(number, item), width))
    if support < len(briefing.support):
        body.extend(_text(f"另有{len(briefing.support) - support}项，见工作台账。", width, indent=True))
    if briefing.told:
        body.extend(_text(briefing.told, width, indent=True))
    return Section(
        title="汇报单",
        imprint=briefing.imprint,
        body=(*body, Space(3), WritingLines("三、领导意见", width, answer_lines, _SIZE, pitch_mm=11)),
        closing=Signatures(("领导签字", "站长签字"), width, telephone=briefing.telephone, size=13),
        unit=briefing.unit,
    )


def _text(text: str, width: float, *, indent: bool = False) -> tuple[Line, ...]:
    return paragraph(text, width, _SIZE, indent=indent, leading=1.45)


def _heading(text: str, width: float) -> tuple[Line, ...]:
    return paragraph(text, width, _SIZE, bold=True, leading=1.7, keep=True)


def _totals(briefing: Briefing) -> str:
    parts = [f"已办结{briefing.done}项", f"正在办理{briefing.running}项"]
    if briefing.late:
        parts.append(f"逾期{briefing.late}项")
    if briefing.waiting:
        parts.append(f"等待答复{briefing.waiting}项")
    day = chinese_date(day_of(briefing.imprint.as_of))
    return f"截至{day}，县里下达我站任务共{briefing.total}项，其中{'，'.join(parts)}。"


def _alone(tasks: tuple[str, ...], shown: int) -> str:
    if not tasks:
        return "目前没有待办事项。"
    if not shown:
        return "由本站按时限办理，见工作台账。"
    names = "；".join(tasks[:shown])
    return f"{names}{'等' if len(tasks) > shown else ''}，由本站按时限办理。"


def _support(number: int, item: SupportNeeded) -> str:
    by = f"于{item.by}前" if item.by else ""
    parts = [item.task, item.why, f"请求{by}{item.asked or '给予支持'}"]
    return f"{number}. {'。'.join(part.rstrip('。') for part in parts if part)}。"
