"""人员与电话: the station's people with their periods of office, and whom to call."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.errors import InvalidInput
from ui.page import Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.undo import Steps
from ui.welcome.step_pages import soft
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import typed_date
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from datetime import date

    from app.office.units import UnitRow
    from app.work.staff import StaffRow

__all__ = ["PeoplePanel"]


class PeoplePanel(QWidget):
    """Two tables; the upper one is typed into."""

    def __init__(self, page: Page, steps: Steps) -> None:
        super().__init__()
        self._context = page.context
        self._steps = steps
        self._people: Sequence[StaffRow] = ()
        self._units: Sequence[UnitRow] = ()
        self._add = page.action("添加", self._add_person, icon_name="plus", writes=True)
        self.name = QLineEdit()
        self.name.setPlaceholderText("新来的人，写姓名按回车")
        self.name.setAccessibleName("新来的人")
        self.name.returnPressed.connect(self._add.trigger)
        model = PagedModel(
            [
                Column("姓名", lambda row: row.name, width=6, edit=self._editor("name")),
                Column("职务", lambda row: row.post, stretch=True, edit=self._editor("post")),
                Column("电话", lambda row: row.phone, width=9, edit=self._editor("phone")),
                Column("到任", lambda row: row.since, cell=Cell.DATE, width=7, edit=self._editor("since")),
                Column("离任", lambda row: row.until, cell=Cell.DATE, width=7, edit=self._editor("until")),
            ],
            lambda offset, limit, _order: self._people[offset : offset + limit],
            lambda row: row.id,
        )
        model.edited.connect(self._context.written)
        self.people: LedgerView[StaffRow] = LedgerView(
            model, empty=EmptyState("还没有登记人员。在上面写姓名按回车。", icon_name="users")
        )
        self.units: LedgerView[UnitRow] = LedgerView(
            PagedModel(
                [
                    Column("单位", lambda row: row.name, stretch=True),
                    Column("联系人", lambda row: row.contact, width=6),
                    Column("电话", lambda row: row.phone, width=9),
                ],
                self._fetch_units,
                lambda row: row.id,
            ),
            empty=EmptyState("县里还没有发来联系人。", icon_name="phone"),
        )
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(ActionButton(self._add))
        top.addWidget(ActionButton(steps.undo_action, "quiet", icon_only=True))
        self._alone = page.context.ws.alone
        head = QLabel("本站的村和社区" if self._alone else "县里和各站的电话")
        head.setProperty("role", "heading")
        below = QHBoxLayout()
        below.addWidget(head)
        self.village = QLineEdit()
        self.village.setPlaceholderText("加一个村或社区，写名字按回车；县里的名单来了自动对上")
        self.village.setAccessibleName("加一个村或社区")
        self.village.returnPressed.connect(self._add_village)
        if self._alone:
            below.addWidget(self.village, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.addWidget(soft("选中一格按 F2 修改。人走了填离任日期就行，以前的记录还写着他的名字。"))
        layout.addLayout(top)
        layout.addWidget(self.people, 3)
        layout.addLayout(below)
        layout.addWidget(self.units, 2)

    def reload(self) -> None:
        """Look anew."""
        from app.office.units import list_units
        from app.work.staff import list_staff

        self._people = list_staff(self._context.ws)
        units = list_units(self._context.ws)
        self._units = [unit for unit in units if unit.contact or unit.phone or self._alone]
        self.people.reload()
        self.units.reload()

    def _fetch_units(self, offset: int, limit: int, _order: Order | None) -> "Sequence[UnitRow]":
        return self._units[offset : offset + limit]

    def _add_person(self) -> None:
        from app.work.staff import add_staff

        name = self.name.text()
        made = self._steps.do("添加人员", lambda: add_staff(self._context.ws, name))
        self.name.clear()
        self.people.reveal(made)

    def _add_village(self) -> None:
        from app.sync.alone import add_villages

        names = self.village.text()
        if names.strip():
            self._steps.do("添加村", lambda: add_villages(self._context.ws, names))
            self.village.clear()

    def _editor(self, field: str) -> "Callable[[StaffRow, str], StaffRow]":
        def edit(row: "StaffRow", typed: str) -> "StaffRow":
            from app.work.staff import edit_staff

            value = self._day(typed) if field in {"since", "until"} else typed.strip()
            wanted = replace(row, **{field: value})
            return self._steps.do(f"修改{row.name}", lambda: edit_staff(self._context.ws, wanted), tell=False)

        return edit

    def _day(self, typed: str) -> "date | None":
        day = typed_date(typed, self._context.ws.today)
        if typed.strip() and day is None:
            raise InvalidInput(f"“{typed}”不是日期，请写成 7.5 或 2026-07-05。")
        return day
