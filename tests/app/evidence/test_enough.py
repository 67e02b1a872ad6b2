import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.enough import Rule, lacking, rule_of
from db.models.work import EvidenceKind

PHOTO, DOCUMENT, VIDEO = EvidenceKind.PHOTO, EvidenceKind.DOCUMENT, EvidenceKind.VIDEO


@pytest.mark.parametrize(
    ("wording", "count", "rule"),
    [
        ("照片3张、签到表1份、视频一段", 5, Rule(5, ((PHOTO, 3), (DOCUMENT, 1), (VIDEO, 1)))),
        ("文件1份，照片不少于3张", 3, Rule(4, ((DOCUMENT, 1), (PHOTO, 3)))),
        ("不少于两张活动照片及方案一份", 3, Rule(3, ((PHOTO, 2), (DOCUMENT, 1)))),
        ("台账十二册", 1, Rule(12, ((DOCUMENT, 12),))),
        ("现场照片（3张以上）", 3, Rule(3)),  # the number is parted from its word: the county's count counts
        ("每场照片3张、活动登记表", 4, Rule(4)),
        ("预案文本、演练记录、照片", 3, Rule(3)),
        ("照片3张", 0, Rule()),
        ("", 2, Rule(2)),
    ],
)
def test_the_wording_says_what_kinds(wording: str, count: int, rule: Rule) -> None:
    assert rule_of(wording, count) == rule


@pytest.mark.parametrize(
    ("have", "words"),
    [
        ({}, "3 张照片、1 份文件、1 份佐证"),
        ({"photo": 2}, "1 张照片、1 份文件、1 份佐证"),
        ({"photo": 3, "document": 1}, "1 份佐证"),
        ({"photo": 4}, "1 份佐证"),  # the fourth shows a page
        ({"photo": 5}, ""),
        ({"photo": 3, "document": 2}, ""),
        ({"document": 9}, "3 张照片"),
    ],
)
def test_what_is_lacking_is_named(have: dict[str, int], words: str) -> None:
    assert lacking(Rule(5, ((PHOTO, 3), (DOCUMENT, 1))), have).words == words


KINDS = st.sampled_from([PHOTO, DOCUMENT, VIDEO])


@given(
    st.integers(0, 9), st.dictionaries(KINDS, st.integers(1, 4)), st.dictionaries(KINDS, st.integers(0, 9))
)
def test_bringing_what_is_lacking_is_enough(
    total: int, kinds: dict[EvidenceKind, int], have: dict[str, int]
) -> None:
    rule = Rule(max(total, sum(kinds.values())), tuple(kinds.items()))
    brought = dict(have)
    for kind, number in lacking(rule, have).parts:
        brought[kind or PHOTO] = brought.get(kind or PHOTO, 0) + number
    assert lacking(rule, brought).parts == ()
    assert lacking(Rule(), have).count == 0
