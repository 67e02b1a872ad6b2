"""Cells copied without their headers."""

import pytest

from app.importing.documents import read_pasted, subjects_of
from app.importing.pasted import with_headers
from app.workspace import Workspace

# subject | cells | headers put above them
CASES = [
    (
        "problems",
        "1\t阅览室灯坏\t更换灯管\t2026年5月底前\t李强\n2\t器材生锈\t除锈刷漆\t立行立改\t王芳",
        "序号\t存在问题\t整改措施\t整改时限\t责任人",
    ),
    (
        "problems",
        "东岭村\t广场灯不亮，群众反映多\t李强\n西坡村\t书屋没有人管\t王芳",
        "行政村\t存在问题\t责任人",
    ),
    ("problems", "灯坏了没人修\t文化站、村委会\n窗户玻璃破损\t县图书馆", "存在问题\t责任单位"),
    (
        "log",
        "2026-05-01\t送戏下乡演出\t120\t东岭村\n5月3日\t整理图书\t3\t西坡村",
        "日期\t工作内容\t参加人数\t行政村",
    ),
    ("log", "5月1日\t开放阅览室\n5月2日\t整理广场", "日期\t工作内容"),
]


@pytest.mark.parametrize(("subject", "cells", "headers"), CASES)
def test_headers_are_put_above(subject: str, cells: str, headers: str) -> None:
    assert with_headers(cells, subject) == f"{headers}\n{cells}"


def test_a_single_column_is_a_record_a_line() -> None:
    assert with_headers("灯坏\n\n门坏\n", "problems") == "序号\t存在问题\n1\t灯坏\n2\t门坏"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("problems", "序号\t问题描述\t整改措施\n1\t灯坏\t更换\n2\t门坏\t修理"),  # has its headers
        (
            "problems",
            "项目1：灯坏\n整改措施：更换\n整改时限：5月\n项目2：门坏\n整改措施：修理\n整改时限：6月",
        ),
        ("problems", "2026年5月\t3\n2026年6月\t4"),  # nothing a record could be about
        ("venues", "一\t二\n三\t四"),
    ],
)
def test_everything_else_stays(subject: str, text: str) -> None:
    assert with_headers(text, subject) == text


def test_pasted_cells_become_what_they_are_meant_for(ready: Workspace) -> None:
    (subject, *_) = subjects_of(ready, read_pasted(CASES[0][1], "problems"), "problems")
    assert subject.key == "problems"
    assert [doubt.code for doubt in subject.source.document.doubts][:1] == ["headers_added"]
    assert [(one.value("description"), one.value("responsible")) for one in subject.read()] == [
        ("阅览室灯坏", "李强"),
        ("器材生锈", "王芳"),
    ]
