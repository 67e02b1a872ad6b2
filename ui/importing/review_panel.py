"""A document beside the records read from it: the source at the left, the list and one record at the right."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.importing.columns import taken_as
from app.importing.model import ImportField
from app.importing.review import Review, ReviewRow
from ui import theme
from ui.icons import set_icon
from ui.importing.column_panel import ColumnPanel
from ui.importing.source_view import SourceView
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.ledger_view import LedgerView

__all__ = ["GROUP_WORDS", "ReviewPanel"]

GROUP_WORDS: Final = (
    ("new", "新"),
    ("changed", "变"),
    ("same", "同"),
    ("doubtful", "疑"),
    ("wanting", "缺"),
    ("skipped", "跳过"),
)
_NOTHING_SHOWN: Final = "这一类没有。点上面的按钮看别的。"
_NOTHING_READ: Final = "没有读出记录。可以在上面换一种“读成”，或在左边选中文字按 Ctrl+N 加一条。"
_TALL_PX: Final = 600  # in a lower window the records need the room


class ReviewPanel(QWidget):
    """Shows a `Review`; every change of its candidates goes through here, so that the three parts agree."""

    changed = Signal()  # candidates or what becomes of them
    column_chosen = Signal(object, str)  # ColumnRow, field of the reader

    def __init__(self, filters: FilterBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.review: Review | None = None
        self.source = SourceView()
        self.source.pointed.connect(self._point)
        self._filters = filters
        filters.changed.connect(self._reload)
        self._model = PagedModel(_columns(), self._fetch, lambda row: row.id)
        self._empty = EmptyState(_NOTHING_SHOWN)
        self.records: LedgerView[ReviewRow] = LedgerView(self._model, empty=self._empty)
        self.records.setAccessibleName("读到的记录")
        self.records.chosen.connect(self._show_row)
        self.records.opened.connect(self._enter_form)
        self.records.installEventFilter(self)
        self.form = FormPanel(())
        self.columns = ColumnPanel()
        self.columns.chosen.connect(self.column_chosen)
        self._below = QStackedWidget()
        self._below.addWidget(self.form)
        self._below.addWidget(self.columns)
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("role", "warning")
        self._note.hide()
        self.note_action = QAction("关于这份文稿", self)  # shows and hides what is said of the whole
        set_icon(self.note_action, "info")
        self.note_action.triggered.connect(lambda: self._note.setVisible(not self._note.isVisible()))
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(filters)
        column.addWidget(self.records, 1)
        right.addWidget(above)
        right.addWidget(self._below)
        right.setStretchFactor(0, 5)
        right.setStretchFactor(1, 6)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        sides.addWidget(self.source)
        sides.addWidget(right)
        sides.setStretchFactor(0, 2)
        sides.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._note)
        layout.addWidget(sides, 1)
        self._sides = sides

    def show_review(self, review: Review) -> None:
        """Show another look, from its first record."""
        self.review = review
        self.source.show_document(review.source.document)
        self.show_subject()

    def show_subject(self) -> None:
        """Show the records anew after the sort of record or a column was changed."""
        review = self._review
        self._below.removeWidget(self.form)
        self.form.deleteLater()
        self.form = FormPanel([_form_field(field) for field in review.subject.fields])
        self.form.left.connect(self._leave)
        for field in review.subject.fields:
            widget = self.form.field(field.key)
            widget.installEventFilter(self)
            if isinstance(widget, QComboBox) and not field.choices[0][0]:
                widget.setCurrentIndex(0)  # the words for nothing printed
        self._below.insertWidget(0, self.form)
        self._below.setCurrentIndex(0)
        self.columns.show_columns(review.columns(), review.subject.fields)
        self._filters.select()
        self._say_whole()
        self.records.setCurrentIndex(self._model.index(-1, -1))
        self._refresh()
        if self._model.rowCount():
            self.records.select(self._model.row(0).id)

    def show_columns(self) -> None:
        """Turn between the columns of the table and the current record."""
        self._below.setCurrentIndex(1 - self._below.currentIndex())

    def chosen_ids(self) -> list[str]:
        """Return the ids of the selected records."""
        return [row.id for row in self.records.selected_rows()]

    def cursor_field(self) -> tuple[str, int]:
        """Return the field that has the cursor and where in its text; the title's end where none has."""
        for field in self._review.subject.fields:
            widget = self.form.field(field.key)
            if widget.hasFocus() and isinstance(widget, QPlainTextEdit):
                return field.key, widget.textCursor().position()
            if widget.hasFocus() and isinstance(widget, QLineEdit):
                return field.key, widget.cursorPosition()
        return self._review.subject.title, 0

    def next_doubt(self) -> None:
        """Go to the next record with something to look at, round to the first, and into the field it is about."""
        rows = self._review.rows
        current = self.records.current_row()
        start = next((n for n, row in enumerate(rows) if current and row.id == current.id), -1)
        ahead = [*rows[start + 1 :], *rows[: start + 1]]
        found = next((row for row in ahead if "doubtful" in row.groups), None)
        if found is None:
            return
        self._filters.select()
        self._reload()
        self.records.select(found.id)
        self._enter_form(found)

    def in_form(self) -> bool:
        """Tell whether the cursor is in the form."""
        return any(self.form.field(field.key).hasFocus() for field in self._review.subject.fields)

    def save_field(self) -> None:
        """Take what stands in the field that has the cursor, before everything is written."""
        self.records.setFocus()

    def refresh(self, select: str = "") -> None:
        """Show the candidates as they are now."""
        self._refresh()
        if select:
            self.records.select(select)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.records and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Space and self.chosen_ids():
                self._review.skip(self.chosen_ids())
                self._refresh()
                return True
        elif event.type() == QEvent.Type.FocusIn and self.review is not None:
            for field in self.review.subject.fields:
                if self.form.field(field.key) is watched:
                    self._mark(field.key)
        return False

    @property
    def _review(self) -> Review:
        assert self.review is not None
        return self.review

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> list[ReviewRow]:
        if self.review is None:
            return []
        wanted = self._filters.selected()
        shown = [row for row in self.review.rows if not wanted or wanted & row.groups]
        return shown[offset : offset + limit]

    def _reload(self) -> None:
        self.records.reload()

    def _refresh(self) -> None:
        self._filters.set_counts(self._review.counts())
        self.records.reload()
        self._show_row(self.records.current_row())
        self.changed.emit()

    def _say_whole(self) -> None:
        document = self._review.source.document
        words = [doubt.sentence for doubt in document.doubts]
        if self._review.rows and all("same" in row.groups for row in self._review.rows):
            words.insert(0, "这份文稿已经登记过，没有变化，不用再写入。")
        if not self._review.subject.page:
            words.append("这种文稿在这里不登记，可以核对、复制。要登记，请在上面换一种“读成”。")
        if document.noise:
            words.append(
                f"左边划去的 {len(document.noise)} 行是网页杂质，不导入；要用就选中它们，按 Ctrl+N。"
            )
        pictures = sum(len(one.candidate.pictures) for one in self._review.rows)
        if pictures and not self._review.subject.pictures_prove:
            words.append(f"表里的 {pictures} 张照片不导入，请在登记后另外添加。")
        fields = self._review.subject.fields
        unread = [column.header for column in self._review.columns() if not taken_as(column, fields)]
        if unread:
            words.append(f"没有用上的列：{'、'.join(unread)}（按 F4 可以对应）。")
        self._note.setText("\n".join(words))
        self._note.setVisible(bool(words) and self.window().height() >= _TALL_PX)
        self.note_action.setEnabled(bool(words))

    def _show_row(self, row: ReviewRow | None) -> None:
        self.form.setEnabled(row is not None)
        self._empty.set_text(_NOTHING_SHOWN if self._review.rows else _NOTHING_READ)
        keys = [field.key for field in self._review.subject.fields]
        self.form.show_values(
            {key: row.candidate.value(key) if row else "" for key in keys}, record=row.id if row else ""
        )
        doubts = row.open_doubts if row else ()
        changes = {change.label: change for change in row.judgement.changes} if row else {}
        level = row.candidate.value("level") if row else ""
        told = set()
        for field in self._review.subject.fields:
            self.form.set_shown(field.key, not field.only or level in field.only)
            widget = self.form.field(field.key)
            about = [doubt for doubt in doubts if doubt.code in field.doubts]
            words = [doubt.sentence for doubt in about]
            if field.label in changes:
                words.append(f"现在登记的是：{changes[field.label].before or '（空）'}")
            self.form.set_hint(field.key, "".join(words) or ("一行一条。" if field.several else ""))
            told.update(about)
            doubtful = bool(about)
            if bool(widget.property("doubtful")) != doubtful:
                widget.setProperty("doubtful", doubtful)
                widget.style().polish(widget)
        rest = [doubt.sentence for doubt in doubts if doubt not in told]
        if row is not None and row.candidate.pictures and self._review.subject.pictures_prove:
            rest.append(f"这一行有 {len(row.candidate.pictures)} 张照片，写入时一起存进来，附在这条下面。")
        self.form.say("\n".join([*(row.judgement.reasons if row else ()), *rest]), "warning")
        self._mark(next((key for key in keys if self.form.field(key).hasFocus()), ""))

    def _mark(self, key: str) -> None:
        row = self.records.current_row()
        if row is None:
            self.source.mark((), ())
            return
        places = row.candidate.places
        self.source.mark(
            row.candidate.lines,
            [span for spans in places.values() for span in spans],
            first=places.get(key, ()),
            scroll=not self.source.hasFocus(),
        )

    def _leave(self, key: str) -> None:
        row = self.records.current_row()
        if row is not None:
            self._review.set_value(row.id, key, str(self.form.value(key) or ""))
            self._refresh()

    def _enter_form(self, row: ReviewRow) -> None:
        """Put the cursor into the first field that is doubtful, else into the title."""
        self._below.setCurrentIndex(0)
        codes = {doubt.code for doubt in row.candidate.doubtful} or {
            doubt.code for doubt in row.candidate.doubts
        }
        fields = self._review.subject.fields
        wanted = next(
            (one.key for one in fields if not codes.isdisjoint(one.doubts)), self._review.subject.title
        )
        self._go_to(wanted)

    def _go_to(self, key: str) -> None:
        widget = self.form.field(key)
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, self, lambda: self._reveal(key))  # hints come and go: it will stand elsewhere
        self._mark(key)

    def _reveal(self, key: str) -> None:
        self.form.ensureWidgetVisible(self.form.field(key), 0, 2 * theme.current().row_px)

    def _point(self, line: int, place: int) -> None:
        found = self._review.at(line, place)
        if found is None:
            return
        which, key = found
        if self._model.position(which) is None:
            self._filters.select()
            self._reload()
        while self._model.position(which) is None and self._model.canFetchMore(self._model.index(-1, -1)):
            self._model.fetchMore(self._model.index(-1, -1))
        self.records.select(which)
        if key:
            self._below.setCurrentIndex(0)
            self._go_to(key)


def _columns() -> list[Column[ReviewRow]]:
    return [
        Column("序号", lambda row: row.number, width=3),
        Column("怎样", lambda row: (row.light, row.word), cell=Cell.LIGHT, width=4),
        Column("内容", lambda row: row.name, stretch=True),
        Column("要看的", lambda row: "；".join(row.doubts), width=7),
    ]


def _form_field(field: ImportField) -> Field:
    if field.choices:
        return Field(field.key, field.label, FieldKind.CHOICE, field.choices)
    hint = "一行一条。" if field.several else ""
    return Field(
        field.key, field.label, FieldKind.TEXT if field.several or field.long else FieldKind.LINE, hint=hint
    )
