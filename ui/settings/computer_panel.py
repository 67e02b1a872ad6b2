"""What this computer is for: it writes, it only looks, or somebody has yet to say; and the key it signs with."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import messages
from ui.page import Page
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.sync.this_computer import ThisComputer

__all__ = ["ComputerPanel"]

_WRITES: Final = (
    "这台电脑负责写",
    "本单位的台账由这台电脑写、由它收发。换电脑时把整个数据文件夹拷过去，在新电脑上打开，选“以后用这台电脑写”就行。",
)
_VIEWS: Final = (
    "这台电脑只看",
    "台账可以看、可以打印，不能改，也不能收发。要换到这台电脑上写，点下面的按钮。",
)
_COPIED: Final = (
    "这份台账是从别的电脑拷来的，这台电脑以后怎么用？",
    "数据都在，没有改动。一个单位只用一台电脑写，才不会各写各的。",
)
_TWINS: Final = (
    "好像有两台电脑在写这份台账，这台以后怎么用？",
    "县里有用这份台账写的、但这台电脑没写过的内容，已经取回来了，两边写的都在。一个单位只用一台电脑写，才不会各写各的。",
)
_STATION_NEW: Final = (
    "这台电脑会有自己的钥匙。请接着生成一个上报包发给县里；县里打电话核对六组数字以后就接上，旧电脑自动停用。"
    "\n\n以后用这台电脑写？"
)
_OFFICE_NEW: Final = (
    "这台电脑会有一把新钥匙，各站不认得它：要给每个站重新发一次开站包。\n"
    "如果有打印的恢复码，请选“取消”，输入恢复码，各站就不用重新开站。\n\n没有恢复码，就这样接着写？"
)


class ComputerPanel(QWidget):
    """A heading, what it means, and the choices there are now."""

    print_wanted = Signal()  # the recovery code

    def __init__(self, page: Page) -> None:
        super().__init__()
        from app.workspace import Role

        self._context = page.context
        self._office = page.context.ws.role is Role.OFFICE
        self._alone_yet = page.context.ws.alone  # its first start package is received as any other file
        self._heading, self._words, self._key_words = QLabel(), QLabel(), QLabel()
        self._heading.setProperty("role", "title")
        for label in (self._heading, self._words, self._key_words):
            label.setWordWrap(True)
        self._key_words.setProperty("role", "soft")
        self._begin = page.action("以后用这台电脑写", self._begin_here, icon_name="pencil", writes=True)
        self._view = page.action("这台电脑只看", self._only_view, icon_name="eye", writes=True)
        self._alone = page.action(
            "只有这一台，恢复过整盘备份", self._only_one, icon_name="history", writes=True
        )
        self._print = page.action("打印恢复码", self.print_wanted.emit, icon_name="printer", writes=True)
        self._renew = page.action("换一把新钥匙", self._renew_key, icon_name="key-round", writes=True)
        self._join = page.action("县里重新开站", self._rejoin, icon_name="package", writes=True)
        self._put_back = page.action("找回钥匙", self._put_key_back, icon_name="key-round", writes=True)
        self._digits = QLineEdit()
        self._digits.setPlaceholderText("纸上的十组数字，中间有没有空格都行")
        self._digits.setAccessibleName("恢复码")
        self._digits.returnPressed.connect(self._put_back.trigger)
        main = self._put_back if self._office else self._begin
        self._buttons = {
            action: ActionButton(action, "main" if action is main else "")
            for action in (
                self._begin,
                self._view,
                self._alone,
                self._print,
                self._renew,
                self._join,
                self._put_back,
            )
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._heading)
        layout.addWidget(self._words)
        layout.addLayout(_row(self._digits, self._buttons[self._put_back]))
        layout.addLayout(_row(*(self._buttons[a] for a in (self._begin, self._view, self._alone))))
        layout.addWidget(self._key_words)
        layout.addLayout(_row(*(self._buttons[a] for a in (self._print, self._renew, self._join))))
        layout.addStretch()

    def reload(self) -> None:
        """Look again what this computer is."""
        from app.sync.this_computer import this_computer

        here = this_computer(self._context.ws)
        if here.viewer:
            heading, words = _VIEWS
        elif not here.has_key:
            heading, words = _COPIED
        else:
            heading, words = _TWINS if here.doubt else _WRITES
        self._heading.setText(heading)
        self._words.setText(words)
        lost = self._office and not here.has_key
        self._digits.setVisible(lost)
        self._key_words.setText(_key_words(here, office=self._office, alone=self._alone_yet))
        self._key_words.setVisible(here.has_key and not here.viewer)
        shown = {
            self._begin: here.viewer or here.asks,
            self._view: here.asks,
            self._alone: here.has_key and here.doubt,
            self._print: self._office and here.has_key,
            self._renew: self._office and here.has_key and not here.viewer,
            self._join: not self._office and here.has_key and not here.viewer and not self._alone_yet,
            self._put_back: lost,
        }
        for action, wanted in shown.items():
            action.setVisible(wanted)
            self._buttons[action].setVisible(wanted)

    def _begin_here(self) -> None:
        from app.sync.this_computer import begin_here

        ws = self._context.ws
        if messages.ask(_OFFICE_NEW if self._office else _STATION_NEW, "用这台电脑写", danger=self._office):
            begin_here(ws)
            self._context.open_folder(ws.folder)

    def _only_view(self) -> None:
        from app.sync.this_computer import only_view_here

        only_view_here(self._context.ws)
        self._context.written()

    def _only_one(self) -> None:
        from app.sync.this_computer import only_this_computer

        only_this_computer(self._context.ws)
        self._context.written()

    def _renew_key(self) -> None:
        from app.sync.succession import renew_office_key

        ws = self._context.ws
        question = (
            "换钥匙用在有人可能拿到过旧钥匙的时候。旧钥匙会签字担保新钥匙，各站接收下一个下发包就认得，不用重新开站。"
            "\n旧的恢复码同时作废，请重新打印。\n\n现在换？"
        )
        if messages.ask(question, "换新钥匙"):
            renew_office_key(ws)
            self._context.written()
            self._context.status("已换新钥匙。请给各站写一次下发包，再打印新的恢复码。")

    def _rejoin(self) -> None:
        from app.sync.rejoin import look_at_new_office, rejoin

        path = messages.choose_file("选择县里新发的开站包", messages.PACKAGE)
        if path is None:
            return
        ws = self._context.ws
        new = look_at_new_office(ws, path)
        question = (
            f"这是“{new.name}”（{new.contact}）给“{new.unit_name}”的新开站包。请先打电话问清：县里的台账是不是重新建的。"
            "\n\n换过去以后，本站写过的都保留，下次上报全部重新报给它；以前的任务留着能看，新任务等县里的下发包。"
        )
        if messages.ask(question, "换到新的县台账", danger=True):
            rejoin(ws, path)
            self._context.open_folder(ws.folder)

    def _put_key_back(self) -> None:
        from app.sync.recovery import put_key_back

        ws = self._context.ws
        put_key_back(ws, self._digits.text())
        self._digits.clear()
        self._context.open_folder(ws.folder)


def _key_words(here: "ThisComputer", *, office: bool, alone: bool) -> str:
    sealed = "本机的钥匙由系统的密码库保管。" if here.sealed else "本机的钥匙存在只有本人能读的文件里。"
    if alone:
        return sealed + "还没有和县里连上，写的内容只在这台电脑上：请每周备份到U盘一次。"
    if not office:
        return sealed + "电脑坏了不要紧：县里收到过的内容都能取回来。"
    return sealed + "县里的钥匙丢了，各站都要重新开站：请打印恢复码，和公章放在一起；再每周把台账备份到U盘。"


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 3 if isinstance(widget, QLineEdit) else 0)
    row.addStretch(1)
    return row
