"""The archive's left side: indicators with what they lack, or boxes with what they hold."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from ui import theme

if TYPE_CHECKING:
    from app.archive.lists import Archive, ArchiveFile, IndicatorRow

__all__ = ["ALL", "LOOSE", "PROBLEMS", "UNBOXED", "ArchiveTree", "belongs"]

ALL, LOOSE, PROBLEMS, UNBOXED = "all", "loose", "problems", "unboxed"
_LEAST_PX = 230
_KEY = Qt.ItemDataRole.UserRole


class ArchiveTree(QTreeWidget):
    """One thing is always chosen: everything, an indicator (its item's id), a box (its id), or what has no place."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setAccessibleName("指标或档案盒")
        self.setUniformRowHeights(True)
        self.setIndentation(12)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setMinimumSectionSize(20)
        theme.current().changed.connect(self._fit)
        self._fit()
        self.currentItemChanged.connect(lambda _now, _before: self.chosen.emit(self.key))

    @property
    def key(self) -> str:
        """What is chosen."""
        item = self.currentItem()
        return str(item.data(0, _KEY)) if item is not None else ALL

    def show_indicators(self, archive: "Archive") -> None:
        """Show groups and indicators, and the files that prove none."""
        rows = [("全部材料", f"{len(archive.files)}", ALL, "")]
        problems = sum(any(source.problem for source in file.sources) for file in archive.files)
        loose = sum(not file.items and not any(s.problem for s in file.sources) for file in archive.files)
        if problems:
            rows.append(("问题整改的材料", f"{problems}", PROBLEMS, ""))
        if loose:
            rows.append(("还没有归到指标", f"{loose}", LOOSE, ""))
        with _Kept(self):
            for words, state, key, _ in rows:
                self._add(None, words, state, key)
            groups: dict[str, QTreeWidgetItem] = {}
            for one in archive.indicators:
                name = one.row.level1 or one.row.package_name
                if name not in groups:
                    groups[name] = QTreeWidgetItem(self, [name, ""])
                    groups[name].setFlags(Qt.ItemFlag.ItemIsEnabled)
                    groups[name].setExpanded(True)
                item = self._add(
                    groups[name], f"{one.row.code} {one.row.content}".strip(), one.state, one.row.item
                )
                item.setToolTip(0, _tip(one))
                if one.row.evidence_missing:
                    item.setForeground(1, theme.color("danger"))
                elif one.row.evidence_count:
                    item.setForeground(1, theme.color("good_ink"))

    def show_boxes(self, archive: "Archive") -> None:
        """Show boxes, and the files that lie in none."""
        unboxed = sum(file.box is None for file in archive.files)
        with _Kept(self):
            self._add(None, "还没有归盒", f"{unboxed}", UNBOXED)
            for box in archive.boxes:
                words = box.title or f"{box.year}年 {box.retention_label}"
                item = self._add(None, f"{box.number} 盒　{words}", f"{box.files} 件", box.id)
                item.setToolTip(0, "\n".join(part for part in (box.label, box.title, box.place) if part))

    def select(self, key: str) -> bool:
        """Choose this one; say whether it is there."""
        for item in self._items():
            if item.data(0, _KEY) == key:
                self.setCurrentItem(item)
                return True
        return False

    def _fit(self) -> None:
        self.setMinimumWidth(theme.scaled(_LEAST_PX))

    def _add(self, parent: QTreeWidgetItem | None, words: str, state: str, key: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent or self, [words, state])
        item.setData(0, _KEY, key)
        item.setForeground(1, theme.color("ink_soft"))
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return item

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for place in range(self.topLevelItemCount()):
            top = self.topLevelItem(place)
            if top is not None:
                yield top
                for number in range(top.childCount()):
                    child = top.child(number)
                    if child is not None:
                        yield child


class _Kept:
    """Fills a tree anew and chooses what was chosen before, silently."""

    def __init__(self, tree: ArchiveTree) -> None:
        self._tree, self._key, self._place = tree, tree.key, tree.verticalScrollBar().value()

    def __enter__(self) -> None:
        self._tree.blockSignals(True)
        self._tree.clear()

    def __exit__(self, *_error: object) -> None:
        first = self._tree.topLevelItem(0)
        if not self._tree.select(self._key) and first is not None:
            self._tree.setCurrentItem(first)
        self._tree.verticalScrollBar().setValue(self._place)
        self._tree.blockSignals(False)


def _tip(one: "IndicatorRow") -> str:
    row = one.row
    asked = f"要：{row.evidence_asked}" if row.evidence_asked else ""
    lack = (
        f"还差 {row.evidence_lack}，{one.supplier}"
        if row.evidence_lack
        else "材料已够"
        if row.evidence_count
        else ""
    )
    return "\n".join(part for part in (row.content, asked, lack.strip("，"), "；".join(one.remarks)) if part)


def belongs(file: "ArchiveFile", key: str) -> bool:
    """Tell whether a file belongs to what `key` names beside indicators and boxes."""
    problem = any(source.problem for source in file.sources)
    return (
        key == ALL
        or (key == UNBOXED and file.box is None)
        or (key == PROBLEMS and problem)
        or (key == LOOSE and not file.items and not problem)
    )
