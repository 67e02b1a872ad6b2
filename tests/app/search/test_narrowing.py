"""A filter finds the same with the index as without it, whatever the index knows."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.search import narrowing
from app.search.indexing import INDEX, catch_up
from app.search.narrowing import narrowed
from app.search.subjects import Group
from app.work.log import LogFilter, add_log, count_log, edit_log, list_log, remove_log
from app.workspace import Workspace

LOGS = (Group.LOG, Group.ACTIVITY)
TEXTS = [
    "文体广场广播操 12 人",
    "文化活动室免费开放",
    "下乡到ＡＢ村放电影",
    "開會布置創建",
    "广场舞比赛，ab 组 50%",
    "台账_归档",
    "登記㎡數",
]
WORDS = [
    "广",
    "广场",
    "AB",
    "ab",
    "ＡＢ",
    "電影",
    "电影",
    "開會",
    "开会",
    "_",
    "%",
    "12 人",
    "㎡",
    "归档 台账",
    "没有",
]


def texts(ws: Workspace, typed: str) -> list[str]:
    return [row.text for row in list_log(ws, wanted=LogFilter(text=typed))]


def by_eye(typed: str, lines: list[str]) -> list[str]:
    return [line for line in reversed(lines) if all(word.lower() in line.lower() for word in typed.split())]


@pytest.fixture
def written(station: Workspace) -> Workspace:
    for number, text in enumerate(TEXTS):
        add_log(station, text, activity="film" if number % 2 else "")
    return station


@pytest.mark.parametrize("word", WORDS)
def test_the_index_changes_nothing_in_what_is_found(
    written: Workspace, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_index = texts(written, word)
    with written.read() as session:
        assert narrowed(written, session, LOGS, word.split()) is not None
    monkeypatch.setattr(narrowing, "narrowed", lambda *_: None)
    assert with_index == texts(written, word)
    assert count_log(written, wanted=LogFilter(text=word)) == len(with_index)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="广场文体ab12_% ", min_size=1, max_size=5))
def test_any_words(written: Workspace, typed: str) -> None:
    assert texts(written, typed) == by_eye(typed, TEXTS)


def test_what_was_just_written_or_changed_or_removed_counts(written: Workspace) -> None:
    while catch_up(written):
        pass
    entry = add_log(written, "刚刚写的一句").log_entry
    assert texts(written, "刚刚") == ["刚刚写的一句"]
    row = list_log(written, wanted=LogFilter(text="刚刚"))[0]
    edit_log(
        written,
        entry,
        text="改过的一句",
        on=row.on,
        unit=None,
        place="",
        activity="",
        people=None,
        organiser="",
    )
    assert texts(written, "刚刚") == []
    assert texts(written, "改过") == ["改过的一句"]
    remove_log(written, entry)
    assert texts(written, "改过") == []


def test_an_index_that_is_behind_or_broken_is_not_asked(
    written: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "SLICE", 2)  # one slice is not all there is
    with written.read() as session:
        assert narrowed(written, session, LOGS, ["广场"]) is None
    assert texts(written, "广场") == by_eye("广场", TEXTS)
    Path(written.folder, INDEX).write_bytes(b"this is no index")
    assert texts(written, "广场") == by_eye("广场", TEXTS)


def test_a_common_word_is_looked_for_in_the_records(
    written: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "_MOST", 1)
    with written.read() as session:
        assert narrowed(written, session, LOGS, ["广场"]) is None
        assert narrowed(written, session, LOGS, ["没有"]) == []
