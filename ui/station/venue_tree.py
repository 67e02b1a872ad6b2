"""Venues of a station by village, with how each stands."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem
from typing_extensions import override

from app.facilities.venues import VenueRow
from ui import theme

__all__ = ["VenueTree"]

_VENUE = Qt.ItemDataRole.UserRole
_NOBODY: Mapping[str, int] = {}


class VenueTree(QTreeWidget):
    """Station and villages, under each its venues; a place without any is shown too."""

    chosen = Signal(str)  # id of a venue, or "" where none is

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setAccessibleName("场所")
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)
        self.setIndentation(12)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setMinimumSectionSize(20)
        self.currentItemChanged.connect(lambda now, _before: self.chosen.emit(_id_of(now)))
        self.itemClicked.connect(lambda item, _column: self.chosen.emit(_id_of(item) or self.current_venue()))

    def show_venues(
        self,
        units: Sequence[tuple[str, str]],
        rows: Sequence[VenueRow],
        *,
        whole: bool,
        alone: Mapping[str, int] = _NOBODY,
    ) -> None:
        """Show these venues; the current one stays.

        Args:
            units: (id, name) of the station and its villages, in order.
            rows: Venues, in order.
            whole: Also places without a venue, as nothing is filtered out.
            alone: Months for which nobody looked at a venue, of those that are flagged for it.
        """
        current = self.current_venue()
        self.blockSignals(True)
        self.clear()
        by_unit: dict[str, list[VenueRow]] = {}
        for row in rows:
            by_unit.setdefault(row.form.unit, []).append(row)
        known = {unit for unit, _ in units}
        others = [(unit, found[0].unit_name) for unit, found in by_unit.items() if unit not in known]
        for unit, name in [*units, *others]:
            venues = by_unit.get(unit, [])
            if not venues and not whole:
                continue
            place = QTreeWidgetItem(self, [name, "" if venues else "没有登记场所"])
            place.setForeground(1, theme.color("ink_soft"))
            place.setFlags(Qt.ItemFlag.ItemIsEnabled)
            place.setFirstColumnSpanned(bool(venues))
            for row in venues:
                item = QTreeWidgetItem(place, [_short_name(row), row.summary])
                item.setData(0, _VENUE, row.id)
                item.setToolTip(0, f"{row.form.name}（{row.kind_label}，{row.state_label}）")
                item.setToolTip(1, f"{row.last_on:%Y-%m-%d} 核查" if row.last_on else "从未核查")
                item.setForeground(1, theme.color("danger" if row.not_met else "ink_soft"))
                if row.id in alone:
                    item.setText(0, f"▲ {_short_name(row)}")
                    item.setToolTip(0, f"{row.form.name}，{alone[row.id]} 个月没有核查，资料也没有更新过")
            place.setExpanded(True)
        self.blockSignals(False)
        if not (current and self.select(current)):
            self.select_first()

    def select(self, venue: str) -> bool:
        """Make this venue the current one; say whether it is shown."""
        for item in self._items():
            if item.data(0, _VENUE) == venue:
                self.setCurrentItem(item)
                self.chosen.emit(venue)
                return True
        return False

    def select_first(self) -> None:
        """Make the first venue the current one."""
        first = next(iter(self._items()), None)
        if first is None:
            self.chosen.emit("")
        else:
            self.select(first.data(0, _VENUE))

    def current_venue(self) -> str:
        """Return the id of the current venue, or ""."""
        return _id_of(self.currentItem())

    @override
    def sizeHintForColumn(self, column: int) -> int:
        return super().sizeHintForColumn(column) + (8 if column else 0)

    def _items(self) -> list[QTreeWidgetItem]:
        places = [self.topLevelItem(n) for n in range(self.topLevelItemCount())]
        children = [
            place.child(n) for place in places if place is not None for n in range(place.childCount())
        ]
        return [child for child in children if child is not None]


def _short_name(row: VenueRow) -> str:
    """Return its name without the village's, under which it stands."""
    return row.form.name.removeprefix(row.unit_name).strip() or row.kind_label


def _id_of(item: QTreeWidgetItem | None) -> str:
    return str(item.data(0, _VENUE) or "") if item is not None else ""
