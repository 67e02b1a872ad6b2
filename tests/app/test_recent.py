from app.recent import matching, recent_words
from app.work.log import add_log, list_log, remove_log
from app.workspace import Workspace


def test_the_latest_come_first_each_once_and_nothing_that_was_taken_out(station: Workspace) -> None:
    for place in ("文体广场", "戏台", "文体广场", "", "图书室"):
        add_log(station, "巡查", place=place)
    assert recent_words(station, "log_entry", "place") == ["图书室", "文体广场", "戏台"]
    remove_log(station, next(row.id for row in list_log(station) if row.place == "图书室"))
    assert recent_words(station, "log_entry", "place") == ["文体广场", "戏台"]


def test_words_match_by_text_and_by_initials() -> None:
    words = ["青石村文体广场", "戏台", "图书室"]
    assert matching(words, "") == words
    assert matching(words, "廣場") == ["青石村文体广场"]
    assert matching(words, "wtgc") == ["青石村文体广场"]
    assert matching(words, "戏台") == []  # it stands there already
    assert matching(words, "没有") == []
