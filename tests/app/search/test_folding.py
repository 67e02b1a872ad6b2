import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.folding import folded, initials_match, initials_query, initials_words, pairs, query_pairs


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("文體廣場", "文体广场"),
        ("ＡＢ１２　号", "ab12 号"),
        ("清政办〔2026〕3号", "清政办[2026]3号"),
        ("  两\n行  ", "两 行"),
        ("㎡", "m2"),
        ("清政办（2026）3号", "清政办[2026]3号"),
        ("清政办【2026】3号", "清政办[2026]3号"),
    ],
)
def test_script_width_and_case_are_alike(printed: str, compared: str) -> None:
    assert folded(printed) == compared
    assert folded(folded(printed)) == compared


def test_a_text_is_cut_into_overlapping_pairs() -> None:
    assert pairs("文体广场 戏") == {"文体", "体广", "广场", "场", "戏"}
    assert query_pairs("体广场") == ["体广", "广场"]
    assert query_pairs("场") == ["场*"]


@given(st.text(alphabet="文体广场戏台ab12 ", max_size=12), st.data())
def test_every_part_of_a_text_asks_only_for_words_the_text_has(text: str, data: st.DataObject) -> None:
    runs = [run for run in text.split() if run]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    first = data.draw(st.integers(0, len(run) - 1))
    part = run[first : data.draw(st.integers(first + 1, len(run)))]
    words = pairs(text)
    for asked in query_pairs(part):
        assert any(word.startswith(asked[:-1]) if asked.endswith("*") else word == asked for word in words)


@pytest.mark.parametrize(
    ("typed", "title", "matches"),
    [
        ("wtgc", "青石文体广场", True),
        ("wt", "文体广场", True),
        ("cyj", "重阳节演出", True),  # 重 has two readings
        ("zyj", "重阳节演出", True),
        ("gc2", "广场2号", False),  # digits are looked for as they stand
        ("gw", "文体广场", False),
        ("w", "文体", False),
    ],
)
def test_initials(typed: str, title: str, matches: bool) -> None:
    assert initials_match(typed, title) is matches
    if matches:
        assert set(initials_query(typed)) <= initials_words([title])
