from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from app.papers.flow import A4_PORTRAIT, Placed, Section, Strip, Table, paginate
from app.papers.pen import MM, Pen
from tests.app.papers import paper_samples as samples

ROOM = (297 - A4_PORTRAIT.top_mm - A4_PORTRAIT.bottom_mm) * MM


@dataclass(frozen=True)
class Bar(Strip):
    name: int
    height: float = 0.0
    keep: bool = False

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        raise NotImplementedError

    @override
    def split(self, room: float) -> tuple[Strip, Strip] | None:
        upper = min(room, self.height / 2)
        return None if room < 40 else (Bar(self.name, upper), Bar(self.name, self.height - upper))


HEAD, CLOSING = Bar(-1, 30.0), Bar(-2, 80.0)


def lay_out(heights: list[float], *, groups: tuple[int, ...] = ()) -> list[list[Placed]]:
    rows = tuple(Bar(index, height, index in groups) for index, height in enumerate(heights))
    return paginate(Section("表", samples.imprint(), (Bar(-3, 20.0), Table(HEAD, rows)), CLOSING))


@settings(max_examples=200)
@given(st.lists(st.floats(10, 900), min_size=1, max_size=40))
def test_every_row_is_on_one_page_below_a_head_and_the_closing_is_never_alone(heights: list[float]) -> None:
    pages = lay_out(heights)
    seen: dict[int, float] = {}
    for number, page in enumerate(pages):
        zone = 7 * MM if number else 0
        assert page[-1].offset + page[-1].strip.height <= ROOM - zone + 0.01
        for above, below in pairwise(page):
            assert below.offset == pytest.approx(above.offset + above.strip.height)
        names = [placed.strip.name for placed in page]  # type: ignore[attr-defined]
        rows = [name for name in names if name >= 0]
        assert (names.count(-1) == 1) == bool(rows)
        if rows:
            assert names.index(-1) == names.index(rows[0]) - 1
        for placed, name in zip(page, names, strict=True):
            seen[name] = seen.get(name, 0) + placed.strip.height if name >= 0 else 0
            if name >= 0 and placed.strip.height < heights[name] - 0.01:
                assert heights[name] > (ROOM - 7 * MM) / 2  # only rows taller than half a page are divided
    assert [seen[index] for index in range(len(heights))] == pytest.approx(heights)
    last = [placed.strip.name for placed in pages[-1]]  # type: ignore[attr-defined]
    assert last[-1] == -2
    assert any(name >= 0 for name in last)
    if max(heights) < 250:
        assert len({name for name in last if name >= 0}) >= min(2, len(heights))


def test_a_line_that_names_a_group_does_not_count_as_a_row_beside_the_closing() -> None:
    heights = [20.0] * 30 + [20.0, 20.0]
    fill = ROOM - 20 - 30 - 20 * 30
    pages = lay_out([*heights[:30], fill - 10, 20.0, 20.0], groups=(31,))
    last = [placed.strip.name for placed in pages[-1]]  # type: ignore[attr-defined]
    assert last == [-1, 30, 31, 32, -2]


def test_a_group_line_never_ends_a_page() -> None:
    pages = lay_out([20.0] * 60, groups=tuple(range(0, 60, 2)))
    for page in pages:
        assert not page[-1].strip.keep


def test_the_second_page_of_a_sheet_with_code_leaves_room_for_the_code() -> None:
    rows = tuple(Bar(index, 50.0) for index in range(40))
    section = Section("表", samples.imprint(), (Table(HEAD, rows),), sheet_code="1203-HC-2026-A0012")
    first, second, *_ = paginate(section)
    assert len(first) > len(second)


def test_a_group_line_goes_with_its_row_to_the_page_of_the_closing() -> None:
    fill = ROOM - 20 - 30 - 20 * 30 - 15  # the line would still fit, its row and the closing do not
    pages = lay_out([*[20.0] * 30, fill - 20, 20.0, 20.0, 20.0, 20.0], groups=(31, 33))
    assert not pages[0][-1].strip.keep
    assert [placed.strip.name for placed in pages[-1]][-5:] == [31, 32, 33, 34, -2]  # type: ignore[attr-defined]
