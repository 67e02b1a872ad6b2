from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.archive.filing import (
    BoxForm,
    FileForm,
    add_box,
    describe_file,
    edit_box,
    link_to_item,
    put_in_box,
    remove_box,
    take_out,
    unlink_from_item,
)
from app.archive.lists import ArchiveFile, read_archive
from app.archive.sources import told_by_camera
from app.errors import InvalidInput
from app.evidence.attach import Target, attach_files
from app.evidence.lists import list_evidence
from app.evidence.store import AttachmentStore
from app.log.undo import mark_log, take_back, written_since
from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.work.log import add_log
from app.workspace import Workspace

Shelf = tuple[Workspace, list[str]]
Photo = Callable[..., Path]


def claim_of(ws: Workspace, item: str) -> str:
    claim_items(ws, [item], responsible="周小满")
    claim = read_row(ws, item).claim
    assert claim is not None
    return claim


def only_file(ws: Workspace) -> ArchiveFile:
    (file,) = read_archive(ws).files
    return file


def test_one_entry_comes_to_the_archive_under_its_indicator(shelf: Shelf, photo: Photo) -> None:
    ws, items = shelf
    claim_of(ws, items[4])
    entry = add_log(ws, "元宵节灯谜会", item=items[4], quantity=1, on=date(2026, 3, 1)).log_entry
    attach_files(ws, [photo("IMG_20260301_1.jpg")], targets=[(Target.LOG_ENTRY, entry)], on=date(2026, 3, 1))
    archive = read_archive(ws)
    (file,) = archive.of_item(items[4])
    assert (file.title, file.source, file.original_there) == ("元宵节灯谜会", "日志 3月1日", True)
    row = next(one for one in archive.indicators if one.row.item == items[4])
    assert (row.state, row.supplier, row.remarks) == ("差 2", "周小满", ())
    assert [one.row.item for one in archive.missing()][:1] == [items[2]]


def test_a_lost_file_is_in_the_missing_list_at_once(shelf: Shelf, photo: Photo) -> None:
    ws, items = shelf
    claim = claim_of(ws, items[3])
    attach_files(ws, [photo("IMG_1.jpg")], targets=[(Target.CLAIM, claim)])
    (file,) = list_evidence(ws, target=claim)
    assert file.original is not None
    row = next(one for one in read_archive(ws).missing() if one.row.item == items[3])
    assert row.remarks == ("1 张没有写说明",)
    describe_file(ws, file.evidence, FileForm(title="器材维修现场"))
    assert items[3] not in [one.row.item for one in read_archive(ws).missing()]
    file.original.unlink()
    row = next(one for one in read_archive(ws).missing() if one.row.item == items[3])
    assert (row.state, row.remarks) == ("够", ("1 份找不到了",))


def test_boxes_hold_one_year_and_one_retention_and_number_their_files(shelf: Shelf, photo: Photo) -> None:
    ws, items = shelf
    claim = claim_of(ws, items[3])
    for number, day in enumerate((date(2026, 1, 5), date(2026, 2, 6), date(2026, 2, 7), date(2025, 5, 5))):
        attach_files(ws, [photo(f"{number}.jpg", 40 * number)], targets=[(Target.CLAIM, claim)], on=day)
    old, *files = [file.id for file in reversed(read_archive(ws).files)]
    first = add_box(ws, BoxForm(2026, "years_30", title="设施", place="档案柜二层"))
    second = add_box(ws, BoxForm(2026, "years_30"))
    other = add_box(ws, BoxForm(2026, "permanent"))
    assert put_in_box(ws, files[:2], first) == 2
    assert put_in_box(ws, files[2:], second) == 1
    assert put_in_box(ws, files[2:], second) == 0
    with pytest.raises(InvalidInput, match="1 份是 2025 年的，没有放进去"):
        put_in_box(ws, [files[0], old], other)
    archive = read_archive(ws)
    assert [(box.number, box.span) for box in archive.boxes] == [(1, "1-2"), (2, "3"), (3, "")]
    assert archive.boxes[0].label == "第 1 盒　2026年　30年"
    assert [file.archive_no for file in archive.of_box(first)] == ["03-DA-2026-A0001", "03-DA-2026-A0002"]
    put_in_box(ws, [files[0]], second)  # another place, the same number
    assert [file.number for file in read_archive(ws).of_box(second)] == [1, 3]
    with pytest.raises(InvalidInput, match="另建一盒"):
        edit_box(ws, second, BoxForm(2025))
    with pytest.raises(InvalidInput, match="先从盒里取出"):
        describe_file(ws, files[0], FileForm(on=date(2025, 1, 1)))
    with pytest.raises(InvalidInput, match="还有材料"):
        remove_box(ws, second)
    take_out(ws, [files[0], files[2]])
    remove_box(ws, second)
    assert [box.number for box in read_archive(ws).boxes] == [1, 3]


def test_filing_can_be_taken_back(shelf: Shelf, photo: Photo) -> None:
    ws, items = shelf
    attach_files(ws, [photo("a.jpg")], targets=[(Target.CLAIM, claim_of(ws, items[3]))])
    file, box = only_file(ws), add_box(ws, BoxForm(2026))
    mark = mark_log(ws)
    put_in_box(ws, [file.id], box)
    take_back(ws, written_since(ws, mark))
    assert only_file(ws).box is None
    put_in_box(ws, [file.id], box)
    assert only_file(ws).number == 1


def test_one_file_proves_several_items_and_lies_on_the_disk_once(shelf: Shelf, photo: Photo) -> None:
    ws, items = shelf
    attach_files(ws, [photo("a.jpg")], targets=[(Target.CLAIM, claim_of(ws, items[3]))])
    file = only_file(ws)
    with pytest.raises(InvalidInput, match="还没有认领"):
        link_to_item(ws, [file.id], items[5])
    claim_of(ws, items[5])
    assert link_to_item(ws, [file.id], items[5]) == 1
    assert link_to_item(ws, [file.id], items[5]) == 0
    assert only_file(ws).items == (items[3], items[5])
    assert read_row(ws, items[5]).evidence_missing == 0
    assert len(AttachmentStore(ws.folder).present()) == 2  # the original and its small copy
    assert unlink_from_item(ws, file.id, items[5])
    assert not unlink_from_item(ws, file.id, items[5])
    assert only_file(ws).items == (items[3],)


@pytest.mark.parametrize(
    "name",
    ["IMG_20260301_102233", "mmexport1772345678901", "微信图片_20260301102233", "DSC00012", "1772345678901"],
)
def test_names_given_by_cameras_are_no_words(name: str) -> None:
    assert told_by_camera(name)
    assert not told_by_camera("图书室开放")
    assert not told_by_camera("会议签到表")
