"""The source of an import as it was read: numbered lines, what was left out greyed, places marked."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget
from typing_extensions import override

from app.reading import Document, Span
from ui import theme

__all__ = ["SourceView"]

_BREAK: Final = "\u2028"  # a line break inside a paragraph: the paragraph stays one block


class SourceView(QPlainTextEdit):
    """One block a physical line; `pointed` tells the place the user clicked or moved to."""

    pointed = Signal(int, int)  # line from 1, character from 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setAccessibleName("原文")
        self._numbers: list[int] = []  # of the blocks
        self._blocks: dict[int, int] = {}
        self._reasons: Mapping[int, str] = {}
        self._marked: frozenset[int] = frozenset()
        self._shades = _Shades(self.document())
        self._gutter = _Gutter(self)
        self.blockCountChanged.connect(lambda _count: self._make_room())
        self.updateRequest.connect(self._follow)
        theme.current().changed.connect(self._make_room)
        self._make_room()

    def show_document(self, document: Document) -> None:
        """Show the lines of `document`, from the top."""
        texts: dict[int, str] = {}
        for line in document.lines:
            before = texts.get(line.number, "")
            texts[line.number] = before.ljust(line.offset, _BREAK) + line.text.replace("\n", _BREAK)
        self._numbers = sorted(texts)
        self._blocks = {number: place for place, number in enumerate(self._numbers)}
        self._reasons = {noise.line: noise.reason for noise in document.noise}
        self._shades.left_out = {self._blocks[line] for line in self._reasons if line in self._blocks}
        self._marked = frozenset()
        self.setPlainText("\n".join(texts[number] for number in self._numbers))
        self.setExtraSelections([])

    def mark(
        self, lines: Sequence[int], places: Sequence[Span], *, first: Sequence[Span] = (), scroll: bool = True
    ) -> None:
        """Mark the lines of a record, the places of its values and, stronger, those of one value."""
        self._marked = frozenset(lines)
        chosen = [
            *(self._selection(place, "accent_tint", "ink") for place in places),
            *(self._selection(place, "accent", "surface") for place in first),
        ]
        self.setExtraSelections([one for one in chosen if one is not None])
        self._gutter.update()
        wanted = first[0].line if first else min(lines, default=None)
        if scroll and wanted in self._blocks:
            self._bring(wanted)

    def chosen_text(self) -> tuple[str, list[Span]]:
        """Return the selected text, or that of the current line, and its places."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        document = self.document()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        block, spans = document.findBlock(first), list[Span]()
        while block.isValid() and block.position() <= last:
            begin = max(first, block.position()) - block.position()
            end = min(last - block.position(), len(block.text()))
            if block.text()[begin:end].strip():
                spans.append(Span(self._numbers[block.blockNumber()], begin, end))
            block = block.next()
        return cursor.selectedText().replace("\u2029", "\n").replace(_BREAK, "\n").strip(), spans

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if not self.textCursor().hasSelection():
            self._point(self.cursorForPosition(event.position().toPoint()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._point(self.textCursor())
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._gutter.setGeometry(
            QRect(inside.left(), inside.top(), self._gutter.sizeHint().width(), inside.height())
        )

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """Say of a line that is left out why."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            reason = self._reasons.get(self._line_at(event.pos()) or 0, "")
            QToolTip.showText(event.globalPos(), f"不导入：{reason}" if reason else "", self)
            return True
        return super().viewportEvent(event)

    def _bring(self, line: int) -> None:
        block = self.document().findBlockByNumber(self._blocks[line])
        cursor = QTextCursor(block)
        self.setTextCursor(cursor)
        self.centerCursor()

    def _point(self, cursor: QTextCursor) -> None:
        place = cursor.blockNumber()
        if 0 <= place < len(self._numbers):
            self.pointed.emit(self._numbers[place], cursor.positionInBlock())

    def _selection(self, span: Span, ground: str, ink: str) -> QTextEdit.ExtraSelection | None:
        place = self._blocks.get(span.line)
        if place is None:
            return None
        block = self.document().findBlockByNumber(place)
        length = len(block.text())
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(span.first, length))
        cursor.setPosition(block.position() + min(span.last, length), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        look = QTextCharFormat()
        look.setBackground(theme.color(ground))
        look.setForeground(theme.color(ink))
        selection.format = look
        return selection

    def _make_room(self) -> None:
        self.setViewportMargins(self._gutter.sizeHint().width(), 0, 0, 0)
        self.setTabStopDistance(theme.scaled(40))
        self._gutter.update()

    def _follow(self, area: QRect, moved_px: int) -> None:
        if moved_px:
            self._gutter.scroll(0, moved_px)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def paint_gutter(self, painter: QPainter, area: QRect) -> None:
        """Draw the numbers of the lines in `area`, and a bar beside those of the current record."""
        painter.fillRect(area, theme.color("head"))
        painter.setFont(theme.current().font(larger=-3))
        width = self._gutter.width()
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= area.bottom():
            height = self.blockBoundingRect(block).height()
            place = block.blockNumber()
            if place < len(self._numbers) and block.isVisible():
                number = self._numbers[place]
                marked = number in self._marked
                if marked:
                    painter.fillRect(QRect(width - 4, int(top), 4, int(height)), theme.color("accent"))
                painter.setPen(theme.color("accent_dark" if marked else "ink_faint"))
                line = QRect(0, int(top), width - 9, self.fontMetrics().height())
                painter.drawText(
                    line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number)
                )
            block, top = block.next(), top + height

    def gutter_width(self) -> int:
        """Return the room that the longest number needs, in pixels."""
        digits = len(str(max(self._numbers, default=0)))
        return self.fontMetrics().horizontalAdvance("9") * max(2, digits) + theme.scaled(16)

    def _line_at(self, place: QPoint) -> int | None:
        block = self.cursorForPosition(place).blockNumber()
        return self._numbers[block] if 0 <= block < len(self._numbers) else None


class _Gutter(QWidget):
    """The column of line numbers at the left."""

    def __init__(self, view: SourceView) -> None:
        super().__init__(view)
        self._view = view

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._view.gutter_width(), 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._view.paint_gutter(painter, event.rect())
        painter.end()


class _Shades(QSyntaxHighlighter):
    """Greys and strikes through the lines that are proposed for removal."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.left_out: set[int] = set()
        self._look = QTextCharFormat()
        self._look.setForeground(theme.color("ink_faint"))
        self._look.setFontStrikeOut(True)

    @override
    def highlightBlock(self, text: str) -> None:
        if self.currentBlock().blockNumber() in self.left_out:
            self.setFormat(0, len(text), self._look)
