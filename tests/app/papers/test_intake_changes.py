"""接收变化表: what an intake changed, and no book of what is merely new."""

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from app.log.field_words import FieldChange
from app.papers.intake_changes import print_intake_changes
from app.sync.differences import RecordChange
from app.sync.history import IntakeRow
from app.workspace import Workspace

INTAKE = IntakeRow(3, datetime(2026, 3, 2, 1, 0, tzinfo=UTC), "李主任", 2, ("白石镇文化站",), None, True)


def row(number: int, what: str) -> RecordChange:
    changes = (FieldChange("管理员", "张广顺", "李满仓"),) if what == "更新" else ()
    return RecordChange("u", "白石镇文化站", "上柳树村", "场所", f"第{number}处", what, changes)


def text_of(path: Path) -> tuple[int, str]:
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return len(pages), "".join(pages)


def test_before_and_after_stand_on_paper(ready: Workspace, tmp_path: Path) -> None:
    rows = [row(1, "新增"), row(2, "更新")]
    made = print_intake_changes(ready, INTAKE, rows, tmp_path / "a.pdf")
    pages, text = text_of(made.path)
    assert pages == 1
    assert "张广顺 → 李满仓" in text
    assert "改动 2 条记录" in text
    assert "没有列在这里" not in text


@pytest.mark.parametrize("new", [1500])
def test_a_flood_of_new_records_is_counted_not_printed(ready: Workspace, tmp_path: Path, new: int) -> None:
    rows = [*(row(number, "新增") for number in range(new)), row(new, "更新")]
    made = print_intake_changes(ready, INTAKE, rows, tmp_path / "a.pdf")
    pages, text = text_of(made.path)
    assert pages == 1
    assert f"改动 {new + 1} 条记录" in text
    assert f"其中 {new} 条没有列在这里" in text
    assert f"第{new}处" in text
