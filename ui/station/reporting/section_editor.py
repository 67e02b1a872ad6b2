"""The sections of a drafted report: they follow the facts until somebody writes, then show what is new."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.reporting.drafts import (
    Draft,
    DraftKind,
    Section,
    add_new_facts,
    edit_section,
    keep_words,
    redraft_section,
)
from app.reporting.facts import SECTIONS
from app.workspace import Workspace
from ui import theme
from ui.icons import set_icon
from ui.undo import Steps
from ui.widgets.buttons import ActionButton

__all__ = ["DraftEditor", "SectionBox", "SectionsView"]

_LEAST_LINES, _MOST_LINES = 2, 9
_AROUND_PX: Final = 30
_FOLLOWS: Final = "随日志和台账自动更新，可以直接改"


class SectionBox(QFrame):
    """A heading, the text, and below it what is new since it was changed by hand."""

    written = Signal(str)  # the text, when the field is left changed
    added = Signal()
    kept = Signal()
    redrafted = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._shown = ""
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        self._state = QLabel()
        self._state.setProperty("role", "small")
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(title)
        self._news = QLabel()
        self._news.setWordWrap(True)
        self._news.setProperty("role", "warning")
        self.add, self.keep, self.redraft = (
            _action(self, "添加进来", "plus", self.added.emit),
            _action(self, "不用加", "check", self.kept.emit),
            _action(self, "按日志重写", "refresh-cw", self.redrafted.emit),
        )
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addWidget(self._state, 1)
        head.addWidget(ActionButton(self.redraft, "link"))
        buttons = QHBoxLayout()
        buttons.addWidget(ActionButton(self.add))
        buttons.addWidget(ActionButton(self.keep, "link"))
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.field)
        layout.addWidget(self._news)
        layout.addLayout(buttons)
        theme.current().changed.connect(self._fit)
        self.field.textChanged.connect(self._fit)
        self.field.installEventFilter(self)

    def show_section(self, section: Section) -> None:
        """Show a section; what is being typed about the same text stays."""
        if section.text != self._shown or not self.field.hasFocus():
            self._put(section.text)
        self._state.setText("改过，以改的为准" if section.edited else _FOLLOWS)
        self.redraft.setVisible(section.edited)
        parts = [fact.words for fact in section.new]
        said = f"有 {len(parts)} 条新的没有写进来：{'；'.join(parts)}" if parts else ""
        if section.gone:
            said += f"{'。' if said else ''}写进来的有 {section.gone} 条后来改了或删了"
        self._news.setText(said)
        self._news.setVisible(bool(said))
        self.add.setVisible(bool(parts))
        self.keep.setVisible(bool(said))
        self.field.setReadOnly(False)

    def show_text(self, text: str) -> None:
        """Show what was handed in; nothing can be changed."""
        self._put(text)
        self.field.setReadOnly(True)
        self._state.setText("")
        self._news.hide()
        for action in (self.add, self.keep, self.redraft):
            action.setVisible(False)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()  # another width breaks into other lines
        if event.type() == QEvent.Type.FocusOut and not self.field.isReadOnly():
            self.leave()
        return False

    def leave(self) -> None:
        """Tell what was typed, if anything."""
        text = self.field.toPlainText().strip()
        if text != self._shown.strip():
            self._shown = text
            self.written.emit(text)

    def _put(self, text: str) -> None:
        self._shown = text
        if self.field.toPlainText() != text:
            self.field.setPlainText(text)
        self._fit()

    def _fit(self) -> None:
        """Grow with the text, as far as a page has room."""
        lines = int(self.field.document().size().height())
        height = QFontMetrics(theme.current().font()).lineSpacing()
        wanted = max(_LEAST_LINES, min(lines, _MOST_LINES)) * height + _AROUND_PX
        if self.field.height() != wanted:
            self.field.setFixedHeight(wanted)


class SectionsView(QScrollArea):
    """Boxes of all sections, one below the other, and whatever stands above them."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__()
        self.boxes = {key: SectionBox(title) for key, title in titles.items()}
        inside = QWidget()
        inside.setProperty("role", "plain")
        self.top = QVBoxLayout()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addLayout(self.top)
        for box in self.boxes.values():
            column.addWidget(box)
        column.addStretch()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def leave(self) -> None:
        """Save what is being typed."""
        for box in self.boxes.values():
            if not box.field.isReadOnly():
                box.leave()


class DraftEditor(SectionsView):
    """The sections of one draft, each saved when it is left, every change a step that can be taken back."""

    def __init__(self, ws: Workspace, kind: DraftKind, steps: Steps) -> None:
        super().__init__(SECTIONS)
        self._ws, self._kind, self._steps = ws, kind, steps
        self._span: tuple[date, date] | None = None
        for key, box in self.boxes.items():
            box.written.connect(partial(self._write, key))
            box.added.connect(partial(self._do, "添加新的事实", add_new_facts, key))
            box.kept.connect(partial(self._do, "不添加", keep_words, key))
            box.redrafted.connect(partial(self._do, "按日志重写", redraft_section, key))

    def show_draft(self, draft: Draft) -> None:
        """Show a draft; what is being typed about another one is saved first."""
        span = (draft.facts.start, draft.facts.end)
        if self._span not in {None, span}:
            self.verticalScrollBar().setValue(0)
        self._span = span
        for key, box in self.boxes.items():
            box.show_section(draft.sections[key])

    def _write(self, key: str, text: str) -> None:
        if self._span is not None:
            name = f"修改“{SECTIONS[key]}”"
            self._steps.do(name, partial(edit_section, self._ws, self._kind, *self._span, key, text))

    def _do(self, name: str, verb: Callable[..., None], key: str) -> None:
        if self._span is not None:
            self._steps.do(name, partial(verb, self._ws, self._kind, *self._span, key))


def _action(parent: QWidget, text: str, icon_name: str, run: Callable[[], object]) -> QAction:
    made = QAction(text, parent)
    set_icon(made, icon_name)
    made.triggered.connect(lambda *_checked: run())
    return made
