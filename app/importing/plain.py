"""Documents that nothing here stands for: looked at and copied, not written."""

from collections.abc import Mapping, Sequence

from typing_extensions import override

from app.importing.candidates import Drawn, candidates_of
from app.importing.model import Candidate, ImportField, Judgement, State
from app.importing.subject import Chosen, Subject, Wrote
from app.job import Job
from app.log.changes import WriteSession
from app.reading import Item

__all__ = ["Plain"]


class Plain(Subject):
    """What was understood of any document."""

    key = "plain"
    word = "内容（只看）"
    title = "title"

    @override
    def make_fields(self) -> tuple[ImportField, ...]:
        return (
            ImportField("title", "内容", ("title",), long=True),
            ImportField("category", "类别", ("category",)),
            ImportField("goal", "目标", ("goal",), long=True, doubts=("missing_goal",)),
            ImportField("measures", "措施", ("measures",), several=True, doubts=("missing_measures",)),
            ImportField(
                "limit", "时限", ("limit",), doubts=("missing_limit", "limit_not_understood", "damaged_date")
            ),
            ImportField("leaders", "责任人", ("leaders",), doubts=("masked_leader",)),
            ImportField("units", "责任单位", ("units",), doubts=("masked_unit",)),
            ImportField("status", "状态", ("status", "progress")),
            ImportField("note", "备注", ("note",)),
        )

    @override
    def read(self) -> list[Candidate]:
        def add(_item: Item, _drawn: Drawn) -> None:
            """Leave everything as it is printed."""

        return candidates_of(self.source.document, self.fields, add)

    @override
    def judge(self, candidates: Sequence[Candidate], known: Mapping[str, str]) -> list[Judgement]:
        return [Judgement(State.SHOWN)] * len(candidates)

    @override
    def write(self, session: WriteSession, chosen: Sequence[Chosen], job: Job) -> list[Wrote]:
        return []  # nothing is ever chosen
