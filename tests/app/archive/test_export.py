import csv
import json
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typing_extensions import override

from app.archive.export import export_archive
from app.archive.filing import BoxForm, add_box, link_to_item, put_in_box
from app.archive.lists import read_archive
from app.errors import Cancelled, InvalidInput
from app.evidence.attach import Target, attach_files
from app.evidence.lists import list_evidence
from app.job import Job
from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.work.log import add_log
from app.workspace import Workspace

Shelf = tuple[Workspace, list[str]]


class Links(HTMLParser):
    """Collects what a page points to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def fill(shelf: Shelf, photo: Callable[..., Path]) -> list[str]:
    ws, items = shelf
    claim_items(ws, items[2:5], responsible="周小满")
    claim = read_row(ws, items[3]).claim
    assert claim is not None
    for number in range(2):
        attach_files(
            ws, [photo(f"<b>{number}.JPG", 90 * number)], targets=[(Target.CLAIM, claim)], on=date(2026, 2, 1)
        )
    entry = add_log(ws, "到柳树村核对图书", on=date(2026, 2, 3)).log_entry
    attach_files(ws, [photo("IMG_1.png", 200)], targets=[(Target.LOG_ENTRY, entry)], on=date(2026, 2, 3))
    files = [file.id for file in reversed(read_archive(ws).files)]
    link_to_item(ws, files[:1], items[4])
    put_in_box(ws, files[:1], add_box(ws, BoxForm(2026, "permanent")))
    return files


def test_the_folder_is_named_by_rule_and_opens_without_the_program(
    shelf: Shelf, photo: Callable[..., Path], tmp_path: Path
) -> None:
    ws, _ = shelf
    fill(shelf, photo)
    made = export_archive(ws, tmp_path / "U盘")
    assert (made.files, made.missing) == (3, ())
    names = sorted(path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*.*"))
    pictures = [name for name in names if name.endswith(("jpg", "png"))]
    assert [Path(name).name for name in pictures] == [
        "03-1.4-20260201-01.jpg",
        "03-1.4-20260201-02.jpg",
        "03-QT-20260203-01.png",
    ]
    assert pictures[0].startswith("1.4_完成文体器材维修登记")
    page = (made.folder / "index.html").read_text("utf-8")
    links = Links()
    links.feed(page)
    assert {link for link in links.found if not (made.folder / link).is_file()} == set()
    assert links.found.count(pictures[0]) == 4  # shown and linked under both indicators
    assert "<b>0" not in page
    assert "到柳树村核对图书" in page
    assert "http" not in page  # nothing is fetched from anywhere


def test_the_record_beside_the_files_says_all_that_is_known(
    shelf: Shelf, photo: Callable[..., Path], tmp_path: Path
) -> None:
    ws, _ = shelf
    fill(shelf, photo)
    made = export_archive(ws, tmp_path)
    rows = json.loads((made.folder / "材料登记.json").read_text("utf-8"))
    assert [row["指标"] for row in rows] == ["1.4、2.1", "1.4", ""]
    assert (rows[0]["件号"], rows[0]["保管期限"], rows[0]["档号"]) == ("1", "永久", "03-DA-2026-A0001")
    assert rows[2]["来源"] == "日志 2月3日 到柳树村核对图书"
    with (made.folder / "材料登记.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["指纹"] for row in csv.DictReader(file)] == [row["指纹"] for row in rows]
    again = export_archive(ws, tmp_path)
    assert again.folder.name == f"{made.folder.name}_2"


def test_files_that_are_lost_are_named_and_the_others_exported(
    shelf: Shelf, photo: Callable[..., Path], tmp_path: Path
) -> None:
    ws, items = shelf
    fill(shelf, photo)
    claim = read_row(ws, items[3]).claim
    assert claim is not None
    row = list_evidence(ws, target=claim)[0]
    for path in (row.original, row.picture):
        assert path is not None
        path.unlink()
    made = export_archive(ws, tmp_path)
    assert (made.files, made.missing) == (2, ("<b>0.JPG",))
    assert "文件不在本机" in (made.folder / "index.html").read_text("utf-8")


def test_a_stopped_export_leaves_nothing(shelf: Shelf, photo: Callable[..., Path], tmp_path: Path) -> None:
    ws, _ = shelf
    (tmp_path / "U盘").mkdir()
    with pytest.raises(InvalidInput, match="还没有材料"):
        export_archive(ws, tmp_path / "U盘")
    fill(shelf, photo)
    stopped = Job()
    stopped.cancel()
    with pytest.raises(Cancelled):
        export_archive(ws, tmp_path / "U盘", job=stopped)
    assert list((tmp_path / "U盘").iterdir()) == []
