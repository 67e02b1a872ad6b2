"""The PIN of a ledger, asked before it is shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError
from ui import theme
from ui.icons import set_icon
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["PinPage"]


class PinPage(QWidget):
    """`passed` after the right PIN, or when the PIN was taken away by a code; `left` to the first-start pages."""

    passed = Signal()
    left = Signal()

    def __init__(self, ws: "Workspace") -> None:
        super().__init__()
        self._ws = ws
        self._forgotten = False
        self._title = QLabel("请输入启动密码")
        self._title.setProperty("role", "title")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "soft")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName("启动密码")
        self.field.setMaxLength(20)
        self.field.returnPressed.connect(self._go)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "error")
        self._open = self._action("打开", self._go, "check")
        self.forget_action = self._action("忘了密码", self._ask_for_code, "key-round")
        self._leave = self._action("打开别的台账", self.left.emit, "folder-open")
        buttons = QHBoxLayout()
        buttons.addWidget(ActionButton(self._open, "main"))
        buttons.addWidget(ActionButton(self.forget_action, "link"))
        buttons.addStretch()
        buttons.addWidget(ActionButton(self._leave, "link"))
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumWidth(theme.scaled(520))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 24)
        inside.setSpacing(12)
        for widget in (self._title, self.words, self.field, self.note):
            inside.addWidget(widget)
        inside.addLayout(buttons)
        self.words.hide()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(card, 3)
        row.addStretch()
        layout.addLayout(row)
        layout.addStretch(3)
        self.setFocusProxy(self.field)

    def _go(self) -> None:
        from app.pin import recover, try_pin

        typed = self.field.text()
        if not typed.strip():
            return
        try:
            if self._forgotten:
                recover(self._ws, typed)
            else:
                try_pin(self._ws, typed)
        except UserError as error:
            self.note.setText(str(error))
            self.field.clear()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.passed.emit()

    def _ask_for_code(self) -> None:
        from app.pin import ask_code

        asked = ask_code(self._ws)
        self._forgotten = True
        self._title.setText("用解锁码打开")
        if asked:
            self.words.setText(
                f"打电话给县创建办，把这 6 位数字念给他们：\n{asked[:3]} {asked[3:]}\n"
                "县里会念回 8 位解锁码，填在下面。密码随后取消，台账里的内容一点不少。"
            )
        else:
            self.words.setText("请填设密码时让您抄下来的 8 位备用码。密码随后取消，台账里的内容一点不少。")
        self.words.show()
        self.note.clear()
        self.field.clear()
        self.field.setEchoMode(QLineEdit.EchoMode.Normal)
        self.field.setAccessibleName("解锁码")
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.forget_action.setVisible(False)

    def _action(self, text: str, run: Callable[[], object], icon_name: str) -> QAction:
        made = QAction(text, self)
        set_icon(made, icon_name)
        made.triggered.connect(lambda *_checked: run())
        return made
