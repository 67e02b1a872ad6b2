"""Cards of the Today page: one thing to do each."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.icons import set_icon
from ui.widgets.buttons import ActionButton, Look
from ui.widgets.lights import draw_light_label, light_label_width

__all__ = ["CARDS_SHOWN", "CardList", "CardText", "LightLabel", "TaskCard"]

CARDS_SHOWN = 7
"""How many cards a list shows; the others are behind one line."""

_TOP_LEFT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_NARROW_PX = 470  # below, the words of a card stand under each other


class CardText(Struct, frozen=True):
    """What one card says."""

    key: str  # of the record
    title: str
    light: str
    word: str  # beside the light: "逾期 3 天"
    detail: str = ""  # "要求 12 场 · 已做 3 场 · 责任人 周小满"
    lack: str = ""  # "还差 1 张照片"; empty: nothing is lacking
    tick: str = ""  # word of the button that says it is done: "记一次"; empty: none
    ask: str = ""  # word of the button that wants to know why: "顺延 2 天，写原因"; empty: none
    plans: bool = False  # it can be put off
    takes: bool = False  # files can be attached


class LightLabel(QWidget):
    """Shape and word of a light, as in tables."""

    def __init__(self, light: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._light, self._word = light, word
        self.setAccessibleName(word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_light(self, light: str, word: str) -> None:
        """Show another state."""
        self._light, self._word = light, word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = light_label_width(metrics.horizontalAdvance(self._word), metrics.height())
        return QSize(int(width) + 1, metrics.height() + 8)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        draw_light_label(painter, self._light, self._word, QRectF(self.rect()))


class TaskCard(QFrame):
    """Light, title, one line of detail and what is lacking.

    Enter opens it, Space presses its button, F6 puts it off, F7 attaches to it.
    """

    opened = Signal(str)  # key
    ticked = Signal(str)  # key
    asked = Signal(str)  # key: somebody wants to say why
    put_off = Signal(str)  # key
    filed = Signal(str)  # key

    def __init__(self, text: CardText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self.setProperty("role", "card")
        self.setProperty("opens", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{text.word}，{text.title}")
        title = QLabel(text.title)
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._rows = [top := QBoxLayout(QBoxLayout.Direction.LeftToRight)]
        top.setSpacing(10)
        top.addWidget(LightLabel(text.light, text.word), 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(title, 1)
        words.addLayout(top)
        if text.detail or text.lack or text.ask:
            below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            self._rows.append(below)
            below.setSpacing(12)
            detail = QLabel(text.detail)
            detail.setProperty("role", "soft")
            detail.setWordWrap(True)
            below.addWidget(detail, 1)
            if text.lack:
                lack = QLabel(text.lack)
                lack.setProperty("role", "tag")
                below.addWidget(lack, 0, _TOP_LEFT)
            if text.ask:
                below.addWidget(self._button(text.ask, None, self.asked, "link"), 0, _TOP_LEFT)
            words.addLayout(below)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(10)
        layout.addLayout(words, 1)
        if text.tick:
            layout.addWidget(self._button(text.tick, "check", self.ticked), 0, _MIDDLE)
        if text.plans:
            layout.addWidget(
                self._button("推后（F6）", "clock", self.put_off, "quiet", bare=True), 0, _MIDDLE
            )
        if text.takes:
            layout.addWidget(
                self._button("添照片或文件（F7）", "paperclip", self.filed, "quiet", bare=True), 0, _MIDDLE
            )

    def _button(
        self, words: str, drawing: str | None, signal: SignalInstance, look: Look = "", *, bare: bool = False
    ) -> ActionButton:
        action = QAction(words, self)
        if drawing is not None:
            set_icon(action, drawing)
        action.triggered.connect(lambda: signal.emit(self.text.key))
        return ActionButton(action, look, icon_only=bare)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < theme.scaled(_NARROW_PX)
        for row in self._rows:
            row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
            row.setSpacing(2 if narrow else 10)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.text.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.text.key)
        elif event.key() == Qt.Key.Key_Space and self.text.tick:
            self.ticked.emit(self.text.key)
        elif event.key() == Qt.Key.Key_F6 and self.text.plans:
            self.put_off.emit(self.text.key)
        elif event.key() == Qt.Key.Key_F7 and self.text.takes:
            self.filed.emit(self.text.key)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class CardList(QWidget):
    """A heading with a number, at most seven cards, and a line to the rest."""

    opened = Signal(str)
    ticked = Signal(str)
    asked = Signal(str)
    put_off = Signal(str)
    filed = Signal(str)
    more = Signal()

    def __init__(self, heading: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading, self._empty = heading, empty
        self._head = QLabel()
        self._head.setProperty("role", "heading")
        self._more = QAction(self)
        self._more.triggered.connect(self.more)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._head)
        layout.addLayout(self._cards)
        layout.addStretch(1)

    def show_cards(self, cards: Sequence[CardText], total: int) -> None:
        """Show the first seven of `cards`; `total` counts those that were not passed too."""
        self._head.setText(f"{self._heading}　{total} 项" if total else self._heading)
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for text in cards[:CARDS_SHOWN]:
            card = TaskCard(text)
            for signal, passed in (
                (card.opened, self.opened),
                (card.ticked, self.ticked),
                (card.asked, self.asked),
                (card.put_off, self.put_off),
                (card.filed, self.filed),
            ):
                signal.connect(passed)
            self._cards.addWidget(card)
        if not cards:
            empty = QLabel(self._empty)
            empty.setProperty("role", "soft")
            empty.setWordWrap(True)
            self._cards.addWidget(empty)
        rest = total - min(len(cards), CARDS_SHOWN)
        if rest > 0:
            self._more.setText(f"还有 {rest} 项")
            self._cards.addWidget(ActionButton(self._more, "link"), 0, Qt.AlignmentFlag.AlignLeft)
