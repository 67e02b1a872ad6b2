"""打印: the list of papers, what is missing for each, and the preview of the chosen one."""

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.paper_stack import PaperStack
from ui.widgets.fields import DateField, DigitsField, last_months
from ui.widgets.form_rows import FormRows
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.papers.catalog import Choices, DocumentRow

__all__ = ["PrintPage"]

_PANEL_PX: Final = 250
_USUAL_COUNT: Final = "10"
_RETURNS_UNTIL: Final = 10  # till this day of a month people print what is about the last one


class PrintPage(Page):
    """Papers at the left, at the right what the chosen one is for and what can be chosen for it."""

    title = "打印"
    help_text = (
        "左边是能印的文件，灰的说明还缺什么。选中一份，右边可以选文化站、场所和纸张。\n"
        "回车先看样子，看到的就是要印的；在那里可以打印、存成 PDF、Excel 或 Word。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._preview_action = self.action(
            "预览", self._show_paper, icon_name="eye", keys="Ctrl+P", writes=True
        )
        self._excel_action = self.action(
            "存 Excel", self._save_excel, icon_name="file-spreadsheet", keys="Ctrl+E", writes=True
        )
        self._list: QWidget = QWidget()
        self._rows: list[DocumentRow] = []
        self._model: PagedModel[DocumentRow] = PagedModel(
            [
                Column("文件", lambda row: row.name, width=9),
                Column("现在", _state, cell=Cell.LIGHT, stretch=True),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.name,
        )
        self.view: LedgerView[DocumentRow] = LedgerView(self._model)
        self.view.chosen.connect(self._choose)
        self.view.opened.connect(lambda _row: self._show_paper())
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self._about = QLabel()
        self._about.setProperty("role", "soft")
        self._missing = QLabel()
        self._missing.setProperty("role", "warning")
        for label in (self._name, self._about, self._missing):
            label.setWordWrap(True)
        self.station = QComboBox()
        self.venue = QComboBox()
        self.order = QComboBox()
        self.month = QComboBox()
        for first in last_months(context.ws.today):
            self.month.addItem(f"{first.year} 年 {first.month} 月", first)
        self.month.setCurrentIndex(int(context.ws.today.day <= _RETURNS_UNTIL))
        self.sheet = QComboBox()
        self.sheet.addItems(["A4", "A3"])
        for combo in (self.station, self.venue, self.order, self.sheet, self.month):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(4)
        self.start, self.end = DateField(context.ws.today), DateField(context.ws.today)
        self.blank_count = DigitsField(longest=3)
        self.blank_count.setText(_USUAL_COUNT)
        self.station.currentIndexChanged.connect(lambda _index: self._fill_dependent())
        self._build()
        self.papers = PaperStack(context, self._list)
        self.papers.currentChanged.connect(lambda _index: self._follow())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)
        self._follow()

    @override
    def reload(self) -> None:
        from app.papers.catalog import list_documents

        self._rows = list_documents(self.context.ws)
        self._fill_stations()
        self.view.reload()

    @override
    def show_record(self, **arguments: str) -> None:
        """Choose `document`; with `station`, `venue` or `order` also these, and show it at once."""
        document = arguments.pop("document", "")
        if not self.view.select(document):
            return
        self.papers.setCurrentWidget(self._list)
        for name, combo in (("station", self.station), ("venue", self.venue), ("order", self.order)):
            if name in arguments:
                combo.setCurrentIndex(max(0, combo.findData(arguments[name])))
        if arguments:
            self._show_paper()

    def _build(self) -> None:
        self._form = FormRows()
        self._form.add("文化站", self.station)
        self._form.add("场所", self.venue)
        self._form.add("交办单", self.order)
        self._form.add("月份", self.month)
        self._form.add("从", self.start, hint="空着就印通常的那一段，如本周、本月、今年。")
        self._form.add("到", self.end)
        self._form.add("纸张", self.sheet)
        self._form.add("张数", self.blank_count, hint="每张占用一个编号，印坏的编号不再使用。")
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(10)
        for widget in (self._name, self._about, self._missing, self._form):
            inside.addWidget(widget)
        inside.addStretch()
        panel = QFrame()
        panel.setProperty("role", "card")
        panel.setLayout(inside)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(panel)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        row = QHBoxLayout(self._list)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(self.view, 3)
        row.addWidget(self._scroll, 2)
        theme.current().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._scroll.setMinimumWidth(theme.scaled(_PANEL_PX))

    def _follow(self) -> None:
        """Let the keys of the list rest while a paper is shown: the preview has its own."""
        listed = not self.papers.previewing
        self.main_action = self._preview_action if listed else None
        self.export_action = self._excel_action if listed else None
        self._enable()
        self.frame_changed.emit()
        if listed:
            QTimer.singleShot(0, self.view, self.view.setFocus)

    def _current(self) -> "DocumentRow | None":
        return self.view.current_row()

    def _choose(self, row: "DocumentRow | None") -> None:
        if row is None:
            return
        self._name.setText(row.name)
        self._about.setText(f"{row.about}。可以存成{_forms(row)}。")
        self._missing.setText(f"{row.missing}。")
        self._missing.setVisible(bool(row.missing))
        ready = not row.missing
        fields = (
            ("station", self.station),
            ("venue", self.venue),
            ("order", self.order),
            ("month", self.month),
            ("span", self.start),
            ("span", self.end),
            ("paper", self.sheet),
            ("count", self.blank_count),
        )
        for name, field in fields:
            self._form.set_shown(field, ready and name in row.choices)
        self._form.setVisible(ready and bool(row.choices))
        self._fill_dependent()
        self._enable()

    def _enable(self) -> None:
        row = self._current()
        ready = row is not None and not row.missing and not self.papers.previewing
        self._preview_action.setEnabled(ready)
        self._excel_action.setEnabled(ready and row is not None and ".xlsx" in row.formats)
        self._excel_action.setVisible(row is not None and ".xlsx" in row.formats)

    def _fill_stations(self) -> None:
        from app.overview.stations import list_stations
        from app.workspace import Role

        if self.context.ws.role is Role.OFFICE:
            stations = [(row.name, row.unit) for row in list_stations(self.context.ws)]
            _fill(self.station, "全部文化站", stations)

    def _fill_dependent(self) -> None:
        """Offer the venues and orders of the chosen station, as far as the paper asks for them."""
        from app.facilities.venues import list_venues
        from app.rectification.orders import list_orders

        row, ws = self._current(), self.context.ws
        if row is None or row.missing:
            return
        station = self.station.currentData() or None
        if "venue" in row.choices:
            _fill(
                self.venue,
                "全部场所",
                [(venue.form.name, venue.id) for venue in list_venues(ws, station=station)],
            )
        if "order" in row.choices:
            _fill(
                self.order,
                "全部交办单",
                [
                    (f"{order.number} {order.station_name}", order.id)
                    for order in list_orders(ws, station=station)
                ],
            )

    def _choices(self, row: "DocumentRow") -> "Choices":
        from app.papers.catalog import Choices

        chosen = Choices(
            station=self.station.currentData() or "",
            venue=self.venue.currentData() or "",
            order=self.order.currentData() or "",
            paper=self.sheet.currentText(),
            count=self.blank_count.whole() or 0,
        )
        if "month" in row.choices:
            chosen = replace(chosen, start=self.month.currentData())
        elif "span" in row.choices:
            chosen = replace(chosen, start=self.start.day(), end=self.end.day())
        usual = Choices()
        unheeded = {
            name: getattr(usual, name)
            for name in ("station", "venue", "order", "paper", "count")
            if name not in row.choices
        }
        return replace(chosen, **unheeded)

    def _show_paper(self) -> None:
        row = self._current()
        if row is not None and not row.missing:
            self.papers.preview(row.name, self._choices(row))

    def _save_excel(self) -> None:
        row = self._current()
        if row is not None and ".xlsx" in row.formats:
            self.papers.save_excel(row.name, self._choices(row))


def _forms(row: "DocumentRow") -> str:
    words = {".pdf": "PDF", ".xlsx": "Excel", ".docx": "Word"}
    return " " + " 或 ".join(words[form] for form in row.formats)


def _state(row: "DocumentRow") -> tuple[str, str]:
    return ("grey", row.missing) if row.missing else ("green", "可以印")


def _fill(combo: QComboBox, everything: str, choices: list[tuple[str, str]]) -> None:
    """Offer all or one of `choices` (word, id), keeping what was chosen."""
    before = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    combo.addItem(everything, "")
    for word, record in choices:
        combo.addItem(word, record)
    combo.setCurrentIndex(max(0, combo.findData(before)))
    combo.blockSignals(False)
