"""Work ledgers become lines of a station's log, and progress of the claimed tasks they are about."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from typing_extensions import override

from app.evidence.attach import Target
from app.importing.candidates import Drawn, bare, candidates_of, printed
from app.importing.model import Candidate, ImportField, Judgement, State
from app.importing.subject import Chosen, Source, Subject, Wrote, changes_of
from app.job import Job
from app.log.changes import WriteSession
from app.reading import Item, Kind, Text
from app.tasks.ledger import list_ledger
from app.time_limit import Precision, parse_time_limit
from app.work.labels import ACTIVITIES
from app.work.log import link_in, list_villages, progress_of
from app.workspace import COUNTY, Role, Workspace
from db.models.tasks import Claim, Progress
from db.models.work import LogEntry

__all__ = ["Logs"]

_ACTIVITIES: Final = (
    ("演出", "show"),
    ("汇演", "show"),
    ("晚会", "show"),
    ("培训", "training"),
    ("辅导", "training"),
    ("讲座", "lecture"),
    ("展览", "exhibition"),
    ("阅读", "reading"),
    ("读书", "reading"),
    ("运动会", "sports"),
    ("健身", "sports"),
    ("球赛", "sports"),
    ("电影", "film"),
    ("志愿", "volunteer"),
)
_LONGEST: Final = {"place": 128, "organiser": 64}


class Logs(Subject):
    """Each item is a line of the log; one that names a claimed task is its progress as well."""

    key = "log"
    word = "日志"
    documents = "工作台账"
    page = "log"
    role = Role.STATION
    kinds = frozenset({Kind.WORK_LEDGER})
    title = "text"
    models = (LogEntry,)
    pictures_prove = Target.LOG_ENTRY

    def __init__(self, ws: Workspace, source: Source) -> None:
        self._villages = list_villages(ws)
        self._tasks = [row for row in list_ledger(ws) if row.claim is not None]
        super().__init__(ws, source)

    @override
    def make_fields(self) -> tuple[ImportField, ...]:
        tasks = tuple((row.item, f"{row.code} {row.content}".strip()[:40]) for row in self._tasks)
        villages = tuple((row.id, row.name) for row in self._villages)
        activities = tuple((key, word) for key, word in ACTIVITIES.items() if key)
        return (
            ImportField("on", "日期", ("date", "done_on"), doubts=("on",)),
            ImportField("text", "做了什么", ("title",), long=True),
            ImportField("item", "所属任务", choices=(("", "没有（只记日志）"), *tasks), shared=True),
            ImportField("quantity", "数量", ("quantity",), doubts=("quantity",)),
            ImportField("unit", "村", ("village",), choices=(("", "没有写"), *villages), shared=True),
            ImportField("place", "地点", ("place",), shared=True),
            ImportField(
                "activity", "活动", ("category",), choices=(("", "日常工作"), *activities), shared=True
            ),
            ImportField("people", "人数", ("headcount",), doubts=("people",)),
            ImportField("organiser", "组织者", ("units", "responsible"), shared=True),
        )

    @override
    def is_likely(self) -> bool:
        """Tell a ledger of work done from a list of work to do."""
        items = self.source.document.items
        listed = self.source.document.kind is Kind.TASK_LIST
        return super().is_likely() or (listed and any(_said(item) for item in items))

    @override
    def read(self) -> list[Candidate]:
        return candidates_of(self.source.document, self.fields, self._complete, told_by="on")

    @override
    def judge(self, candidates: Sequence[Candidate], known: Mapping[str, str]) -> list[Judgement]:
        here = self._here()
        by_words = {(values["on"], bare(values["text"])): record for record, values in here.items()}
        judged = []
        for one in candidates:
            refusal = self._refusal(one)
            record = known.get(one.id) or by_words.get((one.value("on"), bare(one.value("text"))), "")
            if refusal:
                judged.append(Judgement(State.REFUSED, reasons=(refusal,)))
            elif record not in here:
                judged.append(Judgement(State.NEW))
            else:
                changes = changes_of(self.fields, here[record], one.values)
                judged.append(Judgement(State.CHANGED if changes else State.SAME, record, changes))
        return judged

    @override
    def write(self, session: WriteSession, chosen: Sequence[Chosen], job: Job) -> list[Wrote]:
        wrote = []
        for done, one in enumerate(chosen):
            job.step(done, len(chosen))
            values, record = one.candidate.values, one.judgement.record
            day, text = date.fromisoformat(values["on"]), " ".join(values["text"].split())
            entry = (
                session.get_one(LogEntry, record)
                if record
                else session.create(LogEntry(on=day, text=text), stream=COUNTY)
            )
            entry.on, entry.text = day, text
            entry.unit = values.get("unit") or entry.unit
            entry.place = values.get("place") or entry.place
            entry.activity = values.get("activity") or entry.activity
            entry.organiser = values.get("organiser") or entry.organiser
            entry.people = int(values["people"]) if values.get("people") else entry.people
            session.flush()
            progress = progress_of(session, entry.id) if record else ()
            for made in progress:
                made.on, made.text = day, text
            if values.get("item") and not progress:
                quantity = int(values["quantity"]) if values.get("quantity") else None
                link_in(session, self.ws, entry, values["item"], quantity)
            wrote.append(Wrote(one.candidate, entry, f"{day} {text[:30]}"))
        return wrote

    def _complete(self, item: Item, drawn: Drawn) -> None:
        drawn.doubts = [doubt for doubt in drawn.doubts if not doubt.code.startswith(("masked", "missing"))]
        self._day(item, drawn)
        said = _said(item) or printed(item, "content")
        if said is not None and bare(said.text) != bare(item.title.text):
            drawn.put("text", f"{item.title.text}：{said.text}", item.title, said)
        for key in ("quantity", "people"):
            words = drawn.values.get(key, "")
            digits = re.findall(r"\d+", words)
            drawn.put(key, digits[0] if len(digits) == 1 else "")
            if words and len(digits) != 1:
                drawn.doubt(key, f"“{words}”不是一个数，没有登记。")
        village = bare(drawn.values.get("unit", ""))
        drawn.put("unit", next((row.id for row in self._villages if bare(row.name) == village), ""))
        words = f"{drawn.values.get('activity', '')}{item.title.text}"
        drawn.put("activity", next((key for word, key in _ACTIVITIES if word in words), ""))
        drawn.put("item", self._task_of(item))
        for key, longest in _LONGEST.items():
            drawn.put(key, drawn.values.get(key, "")[:longest])

    def _day(self, item: Item, drawn: Drawn) -> None:
        words = drawn.values.get("on", "")
        limit = parse_time_limit(words, year=self.source.document.year) if words else None
        if not words and item.limit is not None and _said(item):
            limit = item.limit
            drawn.doubt("on", f"没有写哪天做的，按时限“{limit.text}”登记，请核对。")
        elif limit is not None and limit.precision is not Precision.DAY:
            drawn.doubt("on", f"日期只写到“{words}”，按最后一天登记。")
        day = (limit.end or limit.start) if limit else None
        drawn.put("on", f"{day}" if day else "")
        if words and day is None:
            drawn.doubt("on", f"日期“{words}”看不懂，请改成 2026-03-02 这样。")

    def _task_of(self, item: Item) -> str:
        """The claimed task that has the item's words, or its code."""
        title, number = bare(item.title.text), item.printed_no or ""
        by_words = next((row.item for row in self._tasks if title and title == bare(row.content)), "")
        coded = "." in number or "-" in number  # a plain 3 is a row's number, not a code
        return by_words or next((row.item for row in self._tasks if coded and row.code == number), "")

    def _here(self) -> dict[str, dict[str, str]]:
        with self.ws.read() as session:
            found = session.execute(
                select(LogEntry, Claim.item, Progress.quantity)
                .outerjoin(Progress, (Progress.log_entry == LogEntry.id) & Progress.void.is_(False))
                .outerjoin(Claim, Claim.id == Progress.claim)
                .where(LogEntry.site == self.ws.site, LogEntry.void.is_(False))
            )
            return {
                entry.id: {
                    "on": f"{entry.on}",
                    "text": entry.text,
                    "item": item or "",
                    "quantity": "" if quantity is None else str(quantity),
                    "unit": entry.unit or "",
                    "place": entry.place,
                    "activity": entry.activity,
                    "people": "" if entry.people is None else str(entry.people),
                    "organiser": entry.organiser,
                }
                for entry, item, quantity in found
            }

    def _refusal(self, one: Candidate) -> str:
        if not one.value("text").strip():
            return "没有写做了什么。"
        try:
            day = date.fromisoformat(one.value("on"))
        except ValueError:
            return "没有日期，或写得不对。请填成 2026-03-02 这样。"
        if day > self.ws.today:
            return "日期还没有到。日志只记已经做过的事。"
        for key, label in (("quantity", "数量"), ("people", "人数")):
            if one.value(key) and not one.value(key).isdecimal():
                return f"{label}“{one.value(key)}”不是数字。"
        return ""


def _said(item: Item) -> Text | None:
    """What a ledger says was done."""
    return printed(item, "progress") or printed(item, "status")
