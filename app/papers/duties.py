"""责任人任务单 (who answers for what) and 疑问异议汇总表 (questions and objections with the county's answers)."""

from datetime import date
from functools import partial

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, Imprint, Paper, Section
from app.papers.table import Column, Light, Value, make_table
from app.papers.workbook import Book

__all__ = [
    "Duties",
    "Duty",
    "QuestionLine",
    "Questions",
    "duties_pages",
    "questions_book",
    "questions_pages",
]


class Duty(Struct, frozen=True):
    """An open task and who answers for it."""

    number: int
    person: str
    """Empty: nobody does yet."""
    task: str
    limit: str
    light: Light
    stage: str
    progress: str
    evidence: str
    next_step: str


class Duties(Struct, frozen=True):
    """The open tasks of a station by person."""

    unit: str
    rows: tuple[Duty, ...]
    imprint: Imprint
    telephone: str = ""


class _Load(Struct, frozen=True):
    person: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def _count(load: _Load, *, kind: str) -> Value:
    return load.counts.get(kind)


_LOAD_COLUMNS: tuple[Column[_Load], ...] = (
    Column("责任人", 40, lambda r: r.person, "center"),
    Column("在办", 20, lambda r: r.total, "center"),
    *(
        Column(word, 24, partial(_count, kind=kind), "center")
        for kind, word in (
            ("red", "逾期"),
            ("yellow", "临期、落后"),
            ("blue", "等别人"),
            ("green", "正常"),
            ("grey", "未启动"),
        )
    ),
)

_DUTY_COLUMNS: tuple[Column[Duty], ...] = (
    Column("序号", 10, lambda r: str(r.number), "center"),
    Column("工作任务", 74, lambda r: r.task),
    Column("时限", 34, lambda r: r.limit, "center"),
    Column("状态", 28, lambda r: r.light),
    Column("环节", 20, lambda r: r.stage, "center"),
    Column("进展", 20, lambda r: r.progress, "center"),
    Column("佐证", 16, lambda r: r.evidence, "center"),
    Column("下步打算", 50, lambda r: r.next_step),
)


def duties_pages(duties: Duties, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out how much each person has in hand, then the tasks person by person; those of nobody come first."""
    width = paper.frame_width
    people = dict.fromkeys(row.person for row in duties.rows)
    loads = [
        _Load(person or "（还没有责任人）", _by_light(duties.rows, person))
        for person in sorted(people, key=lambda name: (bool(name), name))
    ]
    rows = sorted(duties.rows, key=lambda row: (bool(row.person), row.person, row.number))
    return Section(
        title="责任人任务单",
        imprint=duties.imprint,
        body=(
            Title("责任人任务单", width, 20),
            Facts(
                (
                    Fact("填报单位：", duties.unit, 2),
                    Fact("打印日期：", chinese_date(duties.imprint.day)),
                    Fact("编号：", duties.imprint.code, 1.3),
                ),
                width,
            ),
            Space(1),
            make_table(_LOAD_COLUMNS, loads, width),
            Space(4),
            make_table(_DUTY_COLUMNS, rows, width, group=lambda r: r.person or "（还没有责任人）"),
        ),
        closing=Signatures(("站长（签字）", "分管领导（签字）"), width, "", duties.telephone),
        paper=paper,
        unit=duties.unit,
        legend=True,
    )


def _by_light(rows: tuple[Duty, ...], person: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        if row.person == person:
            counts[row.light.kind] = counts.get(row.light.kind, 0) + 1
    return counts


class QuestionLine(Struct, frozen=True):
    """A question or objection with the county's answer."""

    record_id: str
    number: int
    station: str
    code: str
    task: str
    kind: str
    reason: str
    text: str
    wanted: str
    asked: date
    result: str
    answer: str
    answered: date | None


class Questions(Struct, frozen=True):
    """All of a station, or of the county."""

    unit: str
    rows: tuple[QuestionLine, ...]
    imprint: Imprint
    telephone: str = ""


def _question_columns(*, stations: bool) -> tuple[Column[QuestionLine], ...]:
    return (
        Column("序号", 10, lambda r: r.number, "center"),
        *((Column[QuestionLine]("文化站", 28, lambda r: r.station, "center"),) if stations else ()),
        Column("任务编码", 20, lambda r: r.code, "center"),
        Column("任务内容", 50, lambda r: r.task),
        Column("种类", 13, lambda r: r.kind, "center"),
        Column("原因", 24, lambda r: r.reason, "center"),
        Column("内容", 44, lambda r: r.text),
        Column("希望怎么处理", 32, lambda r: r.wanted),
        Column("提出日期", 26, lambda r: r.asked, "center"),
        Column(
            "县里答复", 42, lambda r: "：".join(part for part in (r.result, r.answer) if part) or "待答复"
        ),
        Column("答复日期", 26, lambda r: r.answered, "center"),
    )


def _question_counts(rows: tuple[QuestionLine, ...]) -> str:
    open_ones = sum(row.answered is None for row in rows)
    kinds = [(kind, sum(row.kind == kind for row in rows)) for kind in ("疑问", "异议")]
    said = "，".join(f"{kind} {count} 条" for kind, count in kinds if count)
    return f"共 {len(rows)} 条{f'：{said}' if said else ''}；已答复 {len(rows) - open_ones} 条，待答复 {open_ones} 条。"


def questions_pages(questions: Questions, paper: Paper = A4_LANDSCAPE, *, stations: bool = False) -> Section:
    """Lay out the questions, landscape; `stations` names the station of each."""
    width = paper.frame_width
    return Section(
        title="疑问异议汇总表",
        imprint=questions.imprint,
        body=(
            Title("疑问异议汇总表", width, 20),
            Facts(
                (
                    Fact("单位：", questions.unit, 2),
                    Fact("打印日期：", chinese_date(questions.imprint.day)),
                    Fact("编号：", questions.imprint.code, 1.3),
                ),
                width,
            ),
            *paragraph(_question_counts(questions.rows), width, keep=True),
            Space(1),
            make_table(
                _question_columns(stations=stations), questions.rows, width, empty="（没有提出疑问或异议）"
            ),
        ),
        closing=Signatures(("填表人", "审核人"), width, "", questions.telephone),
        paper=paper,
        unit=questions.unit,
    )


def questions_book(questions: Questions, *, stations: bool = False) -> Book[QuestionLine]:
    """Return the questions as a workbook."""
    return Book(
        title="疑问异议汇总表",
        unit=questions.unit,
        facts=f"单位：{questions.unit}　　打印日期：{chinese_date(questions.imprint.day)}",
        imprint=questions.imprint,
        columns=_question_columns(stations=stations),
        rows=questions.rows,
        record_id=lambda r: r.record_id,
        note=_question_counts(questions.rows),
    )
