"""The draft of a task list: filters, the table with its cells, a form at its side."""

from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.errors import UserError
from app.tasks.draft import (
    DraftItemRow,
    add_items,
    edit_items,
    fill_down,
    list_draft,
    list_groups,
    move_item,
    remove_items,
)
from app.tasks.draft_forms import TaskForm
from app.tasks.packages import PackageRow, check_draft
from ui import theme
from ui.office.task_fields import FIELDS, SHOWN, form_of_values, task_columns, values_of_form
from ui.page import Page
from ui.paged_model import Order, PagedModel
from ui.undo import Steps
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.form_panel import FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["TaskEditor"]

_EVERYTHING: Final = "全部指标"


class TaskEditor(QWidget):
    """Edits the items of one draft; every step goes through `steps` and can be taken back."""

    def __init__(self, page: Page, steps: Steps) -> None:
        super().__init__()
        self._context = page.context
        self._steps = steps
        self._package = ""
        self.add_action = page.action("新增", self._add, icon_name="plus", keys="Ctrl+N", writes=True)
        self._same_action = page.action("同上一行", self._same, icon_name="copy", keys="Ctrl+D", writes=True)
        self._up_action = page.action(
            "上移", lambda: self._move(-1), icon_name="chevron-up", keys="Alt+Up", writes=True
        )
        self._down_action = page.action(
            "下移", lambda: self._move(1), icon_name="chevron-down", keys="Alt+Down", writes=True
        )
        self._remove_action = page.action("删除", self._remove, icon_name="trash-2", keys="Del", writes=True)
        self.row_actions = (self._same_action, self._up_action, self._down_action, self._remove_action)
        self.filter = FilterBar([("", "全部"), ("changed", "有变化"), ("doubtful", "要核对")], single=True)
        self.filter.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.groups = QComboBox()
        self.groups.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.groups.setMinimumContentsLength(6)
        self.groups.setAccessibleName("一级指标")
        self.search = SearchField("找任务、编码、标准")
        self.search.setMinimumWidth(theme.scaled(140))
        self.model = PagedModel(task_columns(self._save_cell), self._fetch, lambda row: row.id)
        self.view: LedgerView[DraftItemRow] = LedgerView(
            self.model,
            empty=EmptyState("没有这样的任务。按 Ctrl+N 新增，或按 Ctrl+V 粘贴。", self.add_action),
        )
        self.form = FormPanel(FIELDS)
        self._sides = MasterDetail(self.view, self.form)
        self._build()
        self._connect()

    def set_actions_enabled(self, enabled: bool) -> None:
        """Let the keys of the table work, or not while something else is shown."""
        for action in (self.add_action, *self.row_actions):
            action.setEnabled(enabled)

    def show_package(self, package: PackageRow) -> None:
        """Show the draft of this list, anew if it is shown already."""
        self._package = package.package
        before = self.groups.currentData()
        with QSignalBlocker(self.groups):
            self.groups.clear()
            self.groups.addItem(_EVERYTHING, None)
            for group, items in list_groups(self._context.ws, package.package):
                self.groups.addItem(f"{group or '（没有指标）'}（{items}）", group)
            self.groups.setCurrentIndex(max(0, self.groups.findData(before)))
        doubtful = len({doubt.item for doubt in check_draft(self._context.ws, package.package)})
        changed = package.changes if package.version else 0
        self.filter.set_counts({"": package.items, "changed": changed, "doubtful": doubtful})
        self.view.reload()

    def insert(self, name: str, forms: list[TaskForm], *, year: int | None = None) -> list[str]:
        """Put items after the current row as a step called `name`, and show the first."""
        row = self.view.current_row()
        self.filter.select("")
        package, after = self._package, row.id if row else None
        added = self._steps.do(
            name, lambda: add_items(self._context.ws, package, forms, after=after, year=year)
        )
        self.view.select(added[0], column=SHOWN.index("content"))
        return added

    def reveal(self, record: str) -> None:
        """Show all items, and choose this one."""
        self.filter.select("")
        self.groups.setCurrentIndex(0)
        self.search.clear()
        self.view.reload()
        self.view.reveal(record)

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.filter)
        bar.addWidget(self.groups)
        bar.addWidget(self.search, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self._sides, 1)

    def _connect(self) -> None:
        self.filter.changed.connect(self.view.reload)
        self.groups.activated.connect(lambda _at: self.view.reload())
        self.search.asked.connect(lambda _text: self.view.reload())
        self.model.edited.connect(self._context.written)
        self.view.chosen.connect(self._show)
        self.view.opened.connect(lambda row: self._sides.open_detail(f"第 {row.number} 项"))
        self.view.set_menu(lambda _row: list(self.row_actions))
        self.form.left.connect(lambda _key: self._leave())
        self._context.jobs.started.connect(lambda _title: self.form.setEnabled(False))
        self._context.jobs.ended.connect(lambda: self.form.setEnabled(True))

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> list[DraftItemRow]:
        if not self._package:
            return []
        rows = list_draft(
            self._context.ws,
            self._package,
            level1=self.groups.currentData(),
            text=self.search.text(),
            changed="changed" in self.filter.selected(),
            doubtful="doubtful" in self.filter.selected(),
        )
        return rows[offset : offset + limit]

    def _show(self, row: DraftItemRow | None) -> None:
        self.form.setVisible(row is not None)
        if row is not None:
            self.form.show_values(values_of_form(row.form), record=row.id)
            self.form.say("".join(row.doubts), "warning")

    def _save_cell(self, row: DraftItemRow, form: TaskForm, what: str) -> DraftItemRow:
        ws = self._context.ws
        self._steps.do(f"修改第 {row.number} 项的{what}", lambda: edit_items(ws, {row.id: form}), tell=False)
        return next(one for one in list_draft(ws, self._package) if one.id == row.id)

    def _leave(self) -> None:
        row = self.view.current_row()
        if row is None:
            return
        form = form_of_values(self.form.values())
        try:
            self._steps.do(f"修改第 {row.number} 项", lambda: edit_items(self._context.ws, {row.id: form}))
        except UserError as error:
            self.form.say(str(error))

    def _add(self) -> None:
        row = self.view.current_row()
        form = TaskForm("")
        if row is not None:
            like = row.form
            form = TaskForm("", level1=like.level1, level2=like.level2, category=like.category)
        self.insert("新增任务", [form])
        self.view.edit(self.view.currentIndex())

    def _same(self) -> None:
        column = self.view.currentIndex().column()
        field = SHOWN[column] if 0 <= column < len(SHOWN) else None
        ids = [row.id for row in self.view.selected_rows()]
        if field is None or not ids:
            self._context.status("请先点一下要填的那一格，例如完成时限，再按 Ctrl+D。")
            return
        if len(ids) == 1:
            at = self.view.currentIndex().row()
            if at == 0:
                return
            ids.insert(0, self.model.row(at - 1).id)
        name = self.model.columns[column].title
        self._steps.do(f"{len(ids) - 1} 项的{name}同上", lambda: fill_down(self._context.ws, ids, field))

    def _move(self, by: int) -> None:
        row = self.view.current_row()
        if row is None:
            return
        if self.search.text() or self.groups.currentData() is not None or self.filter.selected() != {""}:
            self._context.status("现在只显示了一部分任务，不能移动。请先显示全部。")
            return
        package = self._package
        self._steps.do(f"移动第 {row.number} 项", lambda: move_item(self._context.ws, package, row.id, by))

    def _remove(self) -> None:
        ids = [row.id for row in self.view.selected_rows()]
        if ids:
            self._steps.do(f"删除 {len(ids)} 项", lambda: remove_items(self._context.ws, ids))
            self._context.status(f"删除了 {len(ids)} 项，按 Ctrl+Z 可以撤销。")
