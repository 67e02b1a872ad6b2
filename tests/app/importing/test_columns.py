"""Columns read as the user says: applied to the items, remembered by the headers."""

from pathlib import Path

import pytest

from app.importing.columns import columns_of, remap, remember_column, remembered_columns, taken_as
from app.importing.documents import read_pasted, subjects_of
from app.importing.review import Review
from app.reading import Document
from app.settings import load_settings
from app.workspace import Workspace

LEDGER = (
    "编号\t存在问题\t怎么办\t什么时候改好\t谁来改\t整改目标\n"
    "1\t灯不亮\t（1）买灯管；（2）换灯管\t2026年3月底前\t李堃\t亮起来\n"
    "2\t门坏了\t修门锁\t看情况\t***\t修好\n"
)


def read_as(**fields: str) -> Document:
    document = read_pasted(LEDGER).document
    (signature,) = {column.signature for column in columns_of(document)}
    return remap(document, {signature: fields})


def test_nothing_chosen_changes_nothing() -> None:
    document = read_pasted(LEDGER).document
    assert remap(document, {}) is document
    assert remap(document, {"another table": {"怎么办": "measures"}}) is document


def test_a_chosen_column_is_understood_like_a_printed_one() -> None:
    first, second = read_as(怎么办="measures", 什么时候改好="limit", 谁来改="responsible").items
    assert [one.text for one in first.measures] == ["买灯管", "换灯管"]
    assert first.limit is not None
    assert str(first.limit.end) == "2026-03-31"
    assert first.leaders == ("李堃",)
    assert second.masked_leaders == 1
    assert {"masked_leader", "limit_not_understood"} <= {doubt.code for doubt in second.doubts}
    assert first.goal is not None
    assert first.goal.text == "亮起来"
    assert first.title.text == "灯不亮"
    assert (first.seq, first.printed_no, first.lines) == (1, "1", (2,))


def test_a_column_can_be_left_out_and_another_take_its_place() -> None:
    first, _ = read_as(整改目标="", 怎么办="goal").items
    assert first.goal is not None
    assert first.goal.text == "（1）买灯管；（2）换灯管"
    assert first.other["整改目标"].text == "亮起来"


def test_places_follow_the_text() -> None:
    document = read_as(怎么办="goal", 整改目标="")
    goal = document.items[1].goal
    assert goal is not None
    lines = {line.number: line.text for line in document.lines}
    assert [lines[span.line][span.first : span.last] for span in goal.spans] == ["修门锁"]


def test_choices_are_kept_for_the_same_headers(ready: Workspace, tmp_path: Path) -> None:
    review = Review(subjects_of(ready, read_pasted(LEDGER))[0])
    column = next(one for one in review.columns() if one.header == "怎么办")
    assert taken_as(column, review.subject.fields) == ""
    review.set_column(column, "measures")
    assert review.candidates[0].value("measures") == "买灯管\n换灯管"
    again = Review(subjects_of(ready, read_pasted(LEDGER.replace("灯不亮", "水管漏水")))[0])
    assert again.candidates[0].value("measures") == "买灯管\n换灯管"
    assert load_settings(ready.folder).import_columns == {column.signature: {"怎么办": "measures"}}
    remember_column(ready.folder, column, "")
    assert remembered_columns(ready.folder)[column.signature] == {"怎么办": ""}


@pytest.mark.parametrize("other", [LEDGER.replace("怎么办", "怎样办"), LEDGER.replace("编号\t", "序\t")])
def test_other_headers_are_another_table(other: str) -> None:
    (mine,) = {column.signature for column in columns_of(read_pasted(LEDGER).document)}
    (theirs,) = {column.signature for column in columns_of(read_pasted(other).document)}
    assert mine != theirs
