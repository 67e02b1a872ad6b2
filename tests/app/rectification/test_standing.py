from datetime import date
from itertools import product

import pytest

from app.rectification.four_clear import marks_of, missing
from app.rectification.standing import Course, Holder, ProblemStage, standing_of
from db.models.tasks import Ability, Decision


@pytest.mark.parametrize(
    ("course", "stage", "holder", "waiting"),
    [
        (Course(), ProblemStage.FOUND, Holder.STATION, ""),
        (Course(planned=True), ProblemStage.WORKING, Holder.STATION, ""),
        (Course(planned=True, ability=Ability.TOWNSHIP), ProblemStage.WORKING, Holder.TOWNSHIP, "待支持"),
        (Course(ability=Ability.COUNTY), ProblemStage.FOUND, Holder.COUNTY, "待支持"),
        (Course(planned=True, turn=1), ProblemStage.CLOSING, Holder.COUNTY, "待核验"),
        (
            Course(planned=True, turn=1, verdict=Decision.SITE_VISIT),
            ProblemStage.CLOSING,
            Holder.COUNTY,
            "待现场核验",
        ),
        (
            Course(turn=1, verdict=Decision.RETURNED, ability=Ability.COUNTY),
            ProblemStage.RETURNED,
            Holder.STATION,
            "",
        ),
        (Course(turn=1, verdict=Decision.PASSED), ProblemStage.CLOSED, Holder.NOBODY, ""),
        (Course(turn=1, verdict=Decision.PASSED, relapsed_turn=1), ProblemStage.RELAPSED, Holder.STATION, ""),
        (Course(turn=2, relapsed_turn=1), ProblemStage.CLOSING, Holder.COUNTY, "待核验"),
        (
            Course(turn=2, verdict=Decision.PASSED, relapsed_turn=1),
            ProblemStage.CLOSED,
            Holder.NOBODY,
            "",
        ),
    ],
)
def test_stage_and_holder(course: Course, stage: ProblemStage, holder: Holder, waiting: str) -> None:
    standing = standing_of(course)
    assert (standing.stage, standing.holder, standing.waiting) == (stage, holder, waiting)


FULL = {
    "description": "灯不亮",
    "goal": "灯亮",
    "limit_kind": "date",
    "measures": ("换灯管",),
    "responsible": "p",
    "commitment": "三日内修好",
    "commitment_place": "公示栏",
    "commitment_on": date(2026, 3, 1),
}
EMPTY = FULL | {
    "description": " ",
    "goal": "",
    "limit_kind": None,
    "measures": (),
    "responsible": None,
    "commitment": "",
    "commitment_place": "",
    "commitment_on": None,
}
PART = {
    "description": "内容",
    "goal": "目标时限",
    "limit_kind": "目标时限",
    "measures": "措施",
    "responsible": "责任",
    "commitment": "承诺",
    "commitment_place": "承诺",
    "commitment_on": "承诺",
}


def test_every_field_decides_exactly_its_own_mark() -> None:
    assert all(mark.there for mark in marks_of(**FULL))  # type: ignore[arg-type]
    assert missing(marks_of(**FULL)) == ""  # type: ignore[arg-type]
    for field, part in PART.items():
        marks = marks_of(**FULL | {field: EMPTY[field]})  # type: ignore[arg-type]
        assert [mark.name for mark in marks if not mark.there] == [part]
        assert missing(marks)


def test_all_that_is_missing_is_named() -> None:
    marks = marks_of(**EMPTY)  # type: ignore[arg-type]
    assert [mark.name for mark in marks] == ["内容", "目标时限", "措施", "责任", "承诺"]
    assert missing(marks) == (
        "问题内容、整改目标、看得懂的时限、至少一条措施、责任人、承诺内容、公布地点、公布日期"
    )


def test_every_course_has_a_standing() -> None:
    for planned, ability, turn, verdict, relapsed in product(
        (False, True), Ability, (None, 1, 2), (None, *Decision), (None, 1, 2)
    ):
        standing = standing_of(Course(planned, ability, turn, verdict, relapsed))
        assert (standing.waiting == "") == (standing.holder in {Holder.STATION, Holder.NOBODY})
