import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.papers.lettering import BOLD, REGULAR, break_lines, fit, missing_glyphs, text_width

CLOSING = set("，。、；：？！）》〉」』】〕”’…%℃")
OPENING = set("（《〈「『【〔“‘")
TOKENS = ["文化", "站", "，", "。", "（", "）", "《", "》", "“", "”", "㎡", "喆", "𬭎"]
TOKENS += ["至2026年7月18日", "于3,000", "达≥800", "有Wi-Fi", "率100%"]
TEXT = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("text", "characters", "expected"),
    [
        ("东山镇综合文化站", 4, ("东山镇综", "合文化站")),
        ("按一村一表，登记", 5, ("按一村一", "表，登记")),  # no comma at the start of a line
        ("对照标准（试行）", 5, ("对照标准", "（试行）")),  # no bracket left at the end
        ("全年不少于12次", 5.5, ("全年不少于", "12次")),
        ("面积300㎡", 3, ("面积", "300㎡")),
        ("到2026年7月18日止", 7.5, ("到", "2026年7月18日", "止")),
        ("一\n二", 5, ("一", "二")),
        ("长度 100 米", 2.4, ("长度", "100", "米")),  # a blank is no line's first or last character
        ("", 5, ("",)),
    ],
)
def test_line_breaks_follow_chinese_rules(text: str, characters: float, expected: tuple[str, ...]) -> None:
    assert break_lines(text, characters * 10, REGULAR, 10) == expected


def test_a_word_wider_than_the_line_breaks_after_a_hyphen() -> None:
    lines = break_lines("1203-WT-2026-A0007", text_width("1203-WT-2026-", REGULAR, 10), REGULAR, 10)
    assert lines == ("1203-WT-2026-", "A0007")


@settings(max_examples=150)
@given(TEXT, st.floats(80, 300))
def test_lines_hold_the_whole_text_and_break_nowhere_wrong(text: str, width: float) -> None:
    lines = break_lines(text, width, REGULAR, 10)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert text_width(line, REGULAR, 10) <= width or not re.search(r"[\u4e00-\u9fff]{2}", line)
    for before, after in pairwise(lines):
        marks = re.split(r"[^\W]", before)[-1] + re.split(r"[^\W]", after)[0]
        crowded = len(marks) * 10 + 40 > width  # punctuation alone fills the line
        assert crowded or (after[0] not in CLOSING and before[-1] not in OPENING)
        assert not (before[-1].isdigit() and after[0].isdigit())


def test_names_in_common_and_rare_characters_can_be_printed() -> None:
    assert missing_glyphs("喆堃燊犇㛃䶮昇珺翀頔玥璟彧祎甯𬭎𬴂𫖯𫘧𫍯") == ""
    assert missing_glyphs("𠮷野家✔\n") == "𠮷✔"


def test_fit_makes_a_long_title_smaller_but_not_tiny() -> None:
    assert fit("短", 500, BOLD, 20, 10) == 20
    assert fit("很长的标题" * 5, 300, BOLD, 20, 10) == 12
    assert fit("很长的标题" * 50, 300, BOLD, 20, 10) == 10
