"""启动密码: on, off, and at the office the help for stations that forgot theirs."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.errors import InvalidInput
from ui import messages, theme
from ui.page import Page
from ui.welcome.step_pages import soft
from ui.widgets.buttons import ActionButton

__all__ = ["PinPanel"]


class PinPanel(QWidget):
    """One field and two buttons."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        from app.workspace import Role

        self._context = page.context
        self._office = page.context.ws.role is Role.OFFICE
        self._state = QLabel()
        self._state.setProperty("role", "heading")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText("4 到 12 个数字")
        self.field.setAccessibleName("新密码")
        self.field.setMaximumWidth(theme.scaled(260))
        self._set = page.action("设好密码", self._set_pin, icon_name="key-round", writes=True)
        self._drop = page.action("取消密码", self._drop_pin, icon_name="x", writes=True)
        row = QHBoxLayout()
        row.addWidget(self.field)
        row.addWidget(ActionButton(self._set))
        row.addWidget(ActionButton(self._drop))
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._state)
        layout.addWidget(
            soft(
                "不设也行。设了以后，打开这份台账先问密码，防别人随手翻看。它不给数据加密：拷走文件夹的人照样看得到内容。"
            )
        )
        layout.addLayout(row)
        if self._office:
            self._help(page, layout)
        else:
            layout.addWidget(soft("忘了密码不要紧：打开时点“忘了密码”，打电话给县里要解锁码。"))
        layout.addStretch()

    def reload(self) -> None:
        """Say whether there is one."""
        from app.pin import pin_is_set

        there = pin_is_set(self._context.ws.folder)
        self._state.setText("现在打开时要问密码。" if there else "现在没有密码，打开就能用。")
        self._drop.setVisible(there)
        self._set.setText("换密码" if there else "设好密码")
        if self._office:
            self._offer_stations()

    def _help(self, page: Page, layout: QVBoxLayout) -> None:
        self.station = QComboBox()
        self.station.setAccessibleName("文化站")
        self.station.setMinimumContentsLength(10)
        self.asked = QLineEdit()
        self.asked.setPlaceholderText("站里念的 6 位数字")
        self.asked.setAccessibleName("站里念的 6 位数字")
        self.asked.setMaximumWidth(theme.scaled(200))
        self.code = QLabel()
        self.code.setProperty("role", "good")
        self.code.setWordWrap(True)
        self.code.hide()
        tell = page.action("算解锁码", self._tell_code, icon_name="phone")
        row = QHBoxLayout()
        for widget in (self.station, self.asked, ActionButton(tell)):
            row.addWidget(widget)
        row.addStretch()
        head = QLabel("文化站忘了密码")
        head.setProperty("role", "heading")
        layout.addSpacing(10)
        layout.addWidget(head)
        layout.addWidget(
            soft("听出是本人以后，选他的站，填他念的 6 位数字，把算出来的解锁码念给他。每次只管用一回。")
        )
        layout.addLayout(row)
        layout.addWidget(self.code)

    def _offer_stations(self) -> None:
        from app.office.units import UnitKind, list_units

        rows = list_units(self._context.ws, kind=UnitKind.STATION)
        if self.station.count() != len(rows):
            self.station.clear()
            for row in rows:
                self.station.addItem(row.name, row.id)

    def _set_pin(self) -> None:
        from app.pin import set_pin

        spare = set_pin(self._context.ws, self.field.text())
        self.field.clear()
        self.reload()
        self._context.status("密码设好了，下次打开时问。")
        if spare:
            messages.say(
                f"密码设好了。请把这 8 位备用码抄下来，忘了密码时用：\n\n{spare[:4]} {spare[4:]}\n\n它只显示这一次。"
            )

    def _drop_pin(self) -> None:
        from app.pin import forget_pin

        if messages.ask("以后打开台账不再问密码？", "取消密码"):
            forget_pin(self._context.ws.folder)
            self.reload()

    def _tell_code(self) -> None:
        from app.pin import county_code

        unit = self.station.currentData()
        if unit is None:
            raise InvalidInput("请先选文化站。")
        code = county_code(self._context.ws, str(unit), self.asked.text())
        self.code.setText(f"念给{self.station.currentText()}：{code[:4]} {code[4:]}")
        self.code.show()
