from itertools import product

import pytest

from app.tasks.labels import label
from app.tasks.stage import Course, Holder, Stage, standing_of
from db.models.tasks import Ability, ClaimDecision, Decision, QuestionKind

CLAIMED, NOT_APPLICABLE = ClaimDecision.CLAIMED, ClaimDecision.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("course", "words"),
    [
        (Course(), "待认领 本站 "),
        (Course(question=QuestionKind.QUESTION), "有疑问 县里 待答复"),
        (Course(question=QuestionKind.OBJECTION), "有异议 县里 待答复"),
        (Course(decision=CLAIMED), "已认领 本站 "),
        (Course(decision=CLAIMED, question=QuestionKind.QUESTION), "已认领 本站 "),
        (Course(decision=CLAIMED, started=True), "进行中 本站 "),
        (Course(decision=CLAIMED, ability=Ability.TOWNSHIP), "已认领 县里 待确认"),
        (
            Course(decision=CLAIMED, ability=Ability.TOWNSHIP, ability_verdict=Decision.SITE_VISIT),
            "已认领 县里 待确认",
        ),
        (
            Course(decision=CLAIMED, ability=Ability.TOWNSHIP, ability_verdict=Decision.PASSED),
            "已认领 乡镇 待支持",
        ),
        (
            Course(decision=CLAIMED, ability=Ability.COUNTY, ability_verdict=Decision.PASSED, started=True),
            "进行中 县里 待支持",
        ),
        (
            Course(decision=CLAIMED, ability=Ability.COUNTY, ability_verdict=Decision.RETURNED, started=True),
            "进行中 本站 ",
        ),
        (Course(decision=CLAIMED, extending=True, started=True), "进行中 县里 待批延期"),
        (Course(decision=CLAIMED, extending=True, requested=True), "申请办结 县里 待核验"),
        (Course(decision=CLAIMED, started=True, requested=True), "申请办结 县里 待核验"),
        (Course(decision=CLAIMED, ability=Ability.COUNTY, requested=True), "申请办结 县里 待核验"),
        (
            Course(decision=CLAIMED, requested=True, request_verdict=Decision.SITE_VISIT),
            "申请办结 县里 待现场核验",
        ),
        (Course(decision=CLAIMED, requested=True, request_verdict=Decision.RETURNED), "退回 本站 "),
        (Course(decision=CLAIMED, requested=True, request_verdict=Decision.PASSED), "已办结 — "),
        (Course(decision=NOT_APPLICABLE), "申请不涉及 县里 待确认"),
        (Course(decision=NOT_APPLICABLE, claim_verdict=Decision.SITE_VISIT), "申请不涉及 县里 待确认"),
        (Course(decision=NOT_APPLICABLE, claim_verdict=Decision.PASSED), "不涉及 — "),
        (Course(decision=NOT_APPLICABLE, claim_verdict=Decision.RETURNED), "退回 本站 "),
        (Course(own=True, decision=CLAIMED, requested=True), "已办结 — "),
        (Course(own=True, decision=CLAIMED, ability=Ability.COUNTY), "已认领 县里 待确认"),
        (Course(withdrawn=True, decision=CLAIMED, started=True), "已撤回 — "),
        (
            Course(withdrawn=True, decision=CLAIMED, requested=True, request_verdict=Decision.PASSED),
            "已办结 — ",
        ),
    ],
)
def test_stage_and_holder(course: Course, words: str) -> None:
    standing = standing_of(course)
    said = f"{label('stage', standing.stage)} {label('holder', standing.holder)} {standing.waiting}"
    assert said == words


def test_others_are_waited_for_exactly_while_they_hold_it() -> None:
    courses = product(
        [False, True],
        [False, True],
        [None, *ClaimDecision],
        [None, *Decision],
        Ability,
        [None, *Decision],
        [False, True],
        [None, *QuestionKind],
        [False, True],
        [False, True],
        [None, *Decision],
    )
    seen = set()
    for values in courses:
        standing = standing_of(Course(*values))
        seen.add(standing.stage)
        assert bool(standing.waiting) == (standing.holder in {Holder.COUNTY, Holder.TOWNSHIP})
        assert (standing.holder is Holder.NOBODY) == (
            standing.stage in {Stage.CLOSED, Stage.NOT_APPLICABLE, Stage.WITHDRAWN}
        )
    assert seen == set(Stage)
