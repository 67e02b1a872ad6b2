"""节假日: days off and worked weekends, sent down so that rosters know them."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout
from typing_extensions import override

from app.reporting.county_rules import HolidayRow, list_holidays, remove_holiday, set_holiday
from ui import messages, theme
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import DateField, DigitsField
from ui.widgets.ledger_view import LedgerView

__all__ = ["HolidaysTab"]

_DATE_PX, _DAYS_PX = 130, 60


class HolidaysTab(Page):
    """The table, and a line above it for the next entry."""

    title = "节假日"
    help_text = (
        "国务院办公厅每年公布放假安排，照着登记：第一天、名称、放几天；调休上班的周末勾上“上班”。\n"
        "随下发包送到各站，值班表就标出节假日。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._rows: list[HolidayRow] = []
        self.main_action = self.action("登记", self._add, icon_name="plus", writes=True)
        self._remove_action = self.action(
            "去掉这一天", self._remove, icon_name="trash-2", keys="Del", writes=True
        )
        self.on, self.name, self.days = DateField(context.ws.today), QLineEdit(), DigitsField(longest=2)
        self.working = QCheckBox("上班（调休）")
        self.name.setPlaceholderText("名称，如 国庆节")
        self.days.setText("1")
        for field, name in ((self.on, "第一天"), (self.name, "名称"), (self.days, "天数")):
            field.setAccessibleName(name)
        self.on.setMaximumWidth(theme.scaled(_DATE_PX))
        self.days.setMaximumWidth(theme.scaled(_DAYS_PX))
        self.name.returnPressed.connect(self._add)
        model: PagedModel[HolidayRow] = PagedModel(
            [
                Column("日期", lambda row: row.on, cell=Cell.DATE, width=7),
                Column("星期", lambda row: f"星期{'一二三四五六日'[row.on.weekday()]}", width=5),
                Column("名称", lambda row: row.name, width=10),
                Column("放假或上班", lambda row: "调休上班" if row.working else "放假", stretch=True),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.id,
        )
        self.view: LedgerView[HolidayRow] = LedgerView(
            model,
            empty=EmptyState(
                "还没有登记节假日。在上面写第一天、名称和天数，点“登记”。", icon_name="calendar-days"
            ),
        )
        self.view.set_menu(lambda _row: [self._remove_action])
        bar = QHBoxLayout()
        for widget in (QLabel("从"), self.on, self.name, QLabel("共"), self.days, QLabel("天"), self.working):
            bar.addWidget(widget)
        bar.addStretch()
        for action in (self.steps.undo_action, self.steps.redo_action, self._remove_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)

    @override
    def reload(self) -> None:
        today = self.context.ws.today
        self._rows = list_holidays(self.context.ws, date(today.year, 1, 1), date(today.year + 1, 12, 31))
        self.view.reload()

    def _add(self) -> None:
        on = self.on.day()
        if on is None:
            messages.show_error("请填写放假的第一天，如 10.1。")
            return
        name, days, working = self.name.text(), self.days.whole() or 0, self.working.isChecked()
        self.steps.do(
            f"登记{name.strip()}",
            lambda: set_holiday(self.context.ws, on, name, days=days, working=working),
        )
        self.name.clear()
        self.days.setText("1")
        self.working.setChecked(False)

    def _remove(self) -> None:
        row = self.view.current_row()
        if row is not None:
            self.steps.do(f"去掉{row.name}", lambda: remove_holiday(self.context.ws, row.id))
