"""The shape that `read-document --json` promises, sentence by sentence (docs/reading.md, Conventions)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.reading import document_json, read_document, read_text

PLAN = """清河县文化局整改方案
项目5：加强学习。
整改目标：人人参加。
整改措施：结合实际，抓好落实。(1)每周学习一次；
(2)每月交流，
做好记录。
整改时限：2009年9月上旬至10月底
责任领导：张明、李*、×××
责任股室：办公室、**股、××县文化馆。
项目6：改善服务
整改目标：
整改措施：一是公示；二是延时
整改时限：2012年前
责任科室：服务窗口
项目6：鼓励创作
整改目标：每年一台戏
整改措施：可以采风。
整改时限：2009年1月*
责任领导：***
责任单位：艺术股
"""
ITEM = {
    *("seq", "printed_no", "title", "goal", "measures", "limit", "leaders", "masked_leaders", "units"),
    *("masked_units", "nature", "lines", "warnings"),
}
DOCUMENT = {
    *("kind", "title", "basis", "theme", "items", "phases", "noise_lines", "warnings", "organisation"),
    "requirements",
}


def shown(text: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(document_json(read_text(text)))
    return answer


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    return shown(PLAN)


def test_no_key_is_missing(plan: dict[str, Any]) -> None:
    assert plan.keys() >= DOCUMENT
    assert all(item.keys() >= ITEM for item in plan["items"])
    phase = shown(
        "读书活动方案\n第一阶段：动员（2009年3月1日—3月5日）\n第二阶段：总结（2009年3月6日—3月9日）\n"
    )["phases"][0]
    named = {"no", "name", "start", "end", "year_inferred", "parts", "steps", "deliverables", "sessions"}
    assert phase.keys() >= named


def test_items_of_lists_show_their_fields_even_when_empty() -> None:
    (item, *_) = shown("任务清单\n序号\t任务内容\t完成时限\n1\t开放\t长期\n2\t巡查\t每月\n")["items"]
    for name in ("category", "quantity", "unit", "cycle", "evidence", "basis", "responsible", "status"):
        assert item[name] is None


def test_seq_counts_and_printed_no_is_bare(plan: dict[str, Any]) -> None:
    assert [(item["seq"], item["printed_no"]) for item in plan["items"]] == [(1, "5"), (2, "6"), (3, "6")]
    assert [("duplicate_number" in item["warnings"]) for item in plan["items"]] == [False, True, True]


def test_texts_have_no_trailing_stop(plan: dict[str, Any]) -> None:
    assert [item["title"] for item in plan["items"]] == ["加强学习", "改善服务", "鼓励创作"]
    assert plan["items"][0]["goal"] == "人人参加"


def test_measures_are_without_marker_and_preamble(plan: dict[str, Any]) -> None:
    assert [item["measures"] for item in plan["items"]] == [
        ["每周学习一次", "每月交流，做好记录"],
        ["公示", "延时"],
        ["可以采风"],
    ]


def test_names_are_readable_and_masked_ones_counted(plan: dict[str, Any]) -> None:
    first, second, third = plan["items"]
    assert (first["leaders"], first["masked_leaders"]) == (["张明"], 2)
    assert (first["units"], first["masked_units"]) == (["办公室", "××县文化馆"], 1)
    assert (second["leaders"], second["masked_leaders"]) == ([], 0)
    assert (third["leaders"], third["masked_leaders"]) == ([], 1)
    assert {"masked_leader", "masked_unit"} <= set(first["warnings"])


def test_limits_have_kind_ends_and_precision(plan: dict[str, Any]) -> None:
    told = [
        (item["limit"]["text"], item["limit"]["kind"], item["limit"]["start"], item["limit"]["end"])
        for item in plan["items"]
    ]
    assert told == [
        ("2009年9月上旬至10月底", "range", "2009-09-01", "2009-10-31"),
        ("2012年前", "year", None, "2012-12-31"),
        ("2009年1月*", "open", "2009-01-01", None),
    ]
    assert [item["limit"]["precision"] for item in plan["items"]] == ["decade_of_month", "year", "month"]


def test_warnings_of_each_and_of_all(plan: dict[str, Any]) -> None:
    _, second, third = plan["items"]
    assert {"missing_goal", "year_only", "label_variant"} <= set(second["warnings"])
    assert "open_ended" in third["warnings"]
    every = {code for item in plan["items"] for code in item["warnings"]}
    assert every <= set(plan["warnings"])


def test_lines_are_physical_and_count_from_one(plan: dict[str, Any]) -> None:
    assert [item["lines"] for item in plan["items"]] == [
        [2, 3, 4, 5, 6, 7, 8, 9],
        [10, 11, 12, 13, 14],
        [15, 16, 17, 18, 19, 20],
    ]


def test_clutter_is_named_by_line_and_posting_time_is_not_used() -> None:
    answer = shown(
        "首页 > 方案 > 正文\n县局方案\n发布时间：2022-01-05 10:00\n"
        + PLAN.replace("2009年", "")
        + "上一篇：别的\n"
    )
    assert answer["noise_lines"] == [1, 3, 24]
    assert "posting_time_ignored" in answer["warnings"]
    assert answer["year"] != 2022


def test_rows_of_a_file_with_commas(tmp_path: Path) -> None:
    path = tmp_path / "任务.csv"
    path.write_bytes(
        '任务清单\n序号,任务内容,完成时限\n1,"开放图书室,每周五天",长期坚持\n2,灯会,2月12日\n'.encode(
            "gb18030"
        )
    )
    document = read_document(path)
    assert [(item.title.text, item.lines) for item in document.items] == [
        ("开放图书室,每周五天", (3,)),
        ("灯会", (4,)),
    ]


def test_warnings_are_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "app", "read-document", str(path), "--json"], capture_output=True, check=False
    )
    assert run.returncode == 0
    assert json.loads(run.stdout) == shown(PLAN)
