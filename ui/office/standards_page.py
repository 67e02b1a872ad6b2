"""标准: the standards that facilities are held against, edited as drafts and published as versions."""

from PySide6.QtCore import QModelIndex, QSignalBlocker
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.errors import UserError
from app.facilities.standard_forms import Confidence, PackForm, PackLevel, StandardForm, ValueKind
from app.facilities.standard_packs import shipped_packs
from app.facilities.standards import (
    PackRow,
    StandardRow,
    add_standard_item,
    copy_shipped_pack,
    create_standard_pack,
    diff_standard,
    edit_standard_items,
    edit_standard_pack,
    list_packs,
    list_standard_items,
    publish_standards,
    remove_standard_items,
)
from ui import messages, theme
from ui.office.standard_fields import FIELDS, THRESHOLDS, form_of_values, standard_columns, values_of_form
from ui.office.standard_publishing import StandardPublishing
from ui.office.start_panel import StartPanel
from ui.page import EXCHANGE, Context, Page
from ui.paged_model import Order, PagedModel
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.form_panel import FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["StandardsPage"]

_BEGIN = (
    "程序带有两套通用标准：文化站 51 项、村（社区）30 项，每项都写明依据、年份和可信度。\n"
    "采用后就是本县的草稿，数值、依据都可以改，核定后发布给各站核查用。"
)
_ALL_SECTIONS = "全部分组"
_SHIPPED, _STATION, _VILLAGE = "+shipped", "+station", "+village"


class StandardsPage(Page):
    """The draft of one pack with a form at its side, and looking through a new version."""

    title = "标准"
    help_text = (
        "这里核定设施核查用的标准。数值、依据、可信度都可以改，改动先留在草稿里，点“发布”才下发。\n"
        "标“待核”的没有查到可靠依据，县里核定后把可信度改成“可靠”。已经做过的核查仍按当时的版本。\n"
        "F2 改一格，空格勾选一票否决，回车打开右边的详情。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._pack: PackRow | None = None
        self._adding = False
        self._steps = Steps(self)
        self._shipped_action = self.action(
            "采用通用标准", self._copy_shipped, icon_name="badge-check", writes=True
        )
        self._add_action = self.action("新增", self._add, icon_name="plus", keys="Ctrl+N", writes=True)
        self._save_action = self.action("加入标准", self._save_new, icon_name="check", writes=True)
        self._remove_action = self.action("删除", self._remove, icon_name="trash-2", keys="Del", writes=True)
        self._back_action = self.action("返回标准", self._back, icon_name="arrow-left", keys="Esc")
        self._publish_action = self.action("发布", self._publish, icon_name="send", writes=True)
        self._look_action = self.action("发布", self._look, icon_name="send", writes=True)
        self._packs = QComboBox()
        self._packs.setAccessibleName("标准")
        self._packs.activated.connect(lambda at: self._pick(self._packs.itemData(at)))
        self._filter = FilterBar([("", "全部"), ("changed", "有变化"), ("low", "待核")], single=True)
        self._filter.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._sections = QComboBox()
        self._sections.setAccessibleName("分组")
        for box, characters in ((self._packs, 8), (self._sections, 6)):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(characters)
        self._search = SearchField("找项目、编码、依据")
        self._search.setMinimumWidth(theme.scaled(140))
        self._model = PagedModel(standard_columns(self._save_cell), self._fetch, lambda row: row.id)
        self._view: LedgerView[StandardRow] = LedgerView(
            self._model, empty=EmptyState("没有这样的项目。按 Ctrl+N 新增。", self._add_action)
        )
        self._form = FormPanel(FIELDS)
        self._form.foot.addWidget(ActionButton(self._save_action, "main"))
        self._sides = MasterDetail(self._view, self._form)
        self._standing = QLabel()
        self._standing.setProperty("role", "small")
        self._publishing = StandardPublishing(back=self._back_action, publish=self._publish_action)
        self._start = StartPanel("scale", "还没有标准", _BEGIN, [self._shipped_action])
        self._list = QWidget()
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self._turn_to(self._start)

    @override
    def reload(self) -> None:
        packs = list_packs(self.context.ws)
        chosen = self._pack.pack if self._pack else None
        self._pack = next((one for one in packs if one.pack == chosen), packs[0] if packs else None)
        self._show_packs(packs)
        if self._pack is None:
            self._turn_to(self._start)
            return
        if self._stack.currentWidget() is self._start:
            self._turn_to(self._list)
        if self._stack.currentWidget() is self._publishing:
            self._show_publishing(self._pack)
        self._show_pack(self._pack)

    # -- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._packs, 1)
        first.addWidget(ActionButton(self._add_action))
        for action in (self._steps.undo_action, self._steps.redo_action, self._remove_action):
            first.addWidget(ActionButton(action, "quiet", icon_only=True))
        second.addWidget(self._filter)
        second.addWidget(self._sections)
        second.addWidget(self._search, 1)
        inside = QVBoxLayout(self._list)
        inside.setContentsMargins(12, 10, 12, 6)
        inside.addLayout(first)
        inside.addLayout(second)
        inside.addWidget(self._sides, 1)
        inside.addWidget(self._standing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        for widget in (self._start, self._list, self._publishing):
            self._stack.addWidget(widget)

    def _connect(self) -> None:
        self._filter.changed.connect(self._view.reload)
        self._sections.activated.connect(lambda _at: self._view.reload())
        self._search.asked.connect(lambda _text: self._view.reload())
        self._model.edited.connect(self.context.written)
        self._view.chosen.connect(self._show)
        self._view.opened.connect(lambda row: self._sides.open_detail(f"{row.form.code} {row.form.name}"))
        self._view.set_menu(lambda _row: [self._remove_action])
        self._form.left.connect(self._leave)
        self._publishing.head_left.connect(self._save_head)
        self.context.jobs.started.connect(lambda _title: self._form.setEnabled(False))
        self.context.jobs.ended.connect(lambda: self._form.setEnabled(True))

    def _turn_to(self, shown: QWidget) -> None:
        self._stack.setCurrentWidget(shown)
        editing = shown is self._list
        for action in (self._add_action, self._remove_action):
            action.setEnabled(editing)
        self._back_action.setEnabled(shown is self._publishing)
        self.main_action = self._look_action if editing else None
        self.frame_changed.emit()

    # -- showing --------------------------------------------------------------------------------------------

    def _rows(self) -> list[StandardRow]:
        return list_standard_items(self.context.ws, self._pack.pack) if self._pack else []

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> list[StandardRow]:
        section, wanted = self._sections.currentData(), self._filter.selected()
        text = self._search.text().strip()
        rows = [
            row
            for row in self._rows()
            if (section is None or row.form.section == section)
            and ("changed" not in wanted or row.changed)
            and ("low" not in wanted or row.form.confidence is Confidence.LOW)
            and (not text or any(text in part for part in (row.form.code, row.form.name, row.form.source)))
        ]
        return rows[offset : offset + limit]

    def _show_packs(self, packs: list[PackRow]) -> None:
        with QSignalBlocker(self._packs):
            self._packs.clear()
            for pack in packs:
                version = f"第 {pack.version} 版" if pack.version else "未发布"
                self._packs.addItem(f"{pack.form.name}（{version}）", pack.pack)
            if {one.form.name for one in shipped_packs()} - {pack.form.name for pack in packs}:
                self._packs.addItem("＋ 采用还没有采用的通用标准", _SHIPPED)
            self._packs.addItem("＋ 新建一套文化站标准", _STATION)
            self._packs.addItem("＋ 新建一套村（社区）标准", _VILLAGE)
            self._packs.setCurrentIndex(self._packs.findData(self._pack.pack if self._pack else None))

    def _show_pack(self, pack: PackRow) -> None:
        rows = self._rows()
        sections = list(dict.fromkeys(row.form.section for row in rows))
        before = self._sections.currentData()
        with QSignalBlocker(self._sections):
            self._sections.clear()
            self._sections.addItem(_ALL_SECTIONS, None)
            for section in sections:
                self._sections.addItem(section or "（没有分组）", section)
            self._sections.setCurrentIndex(max(0, self._sections.findData(before)))
        self._form.set_choices("section", [(section, section) for section in sections])
        self._filter.set_counts(
            {"": len(rows), "changed": sum(bool(row.changed) for row in rows), "low": pack.low}
        )
        if not pack.version:
            self._standing.setText(f"草稿，还没有发布。适用于{pack.level_label}。{pack.form.note}")
        else:
            rest = f"草稿有 {pack.changes} 处变化还没有发布。" if pack.changes else "草稿没有新的变化。"
            self._standing.setText(f"第 {pack.version} 版已发布，适用于{pack.level_label}。{rest}")
        self._view.reload()

    def _show(self, row: StandardRow | None) -> None:
        if row is not None:
            self._adding = False
        self._form.setVisible(row is not None or self._adding)
        if row is not None:
            self._show_form(row.form, row.id)

    def _show_form(self, form: StandardForm, record: str = "") -> None:
        self._form.show_values(values_of_form(form), record=record)
        self._fit_form(form.value_kind)
        self._save_action.setVisible(self._adding)

    def _fit_form(self, kind: ValueKind) -> None:
        """Show the fields that this kind of item has."""
        for key in THRESHOLDS:
            self._form.set_shown(
                key, kind is ValueKind.NUMBER or (kind is ValueKind.LIST and key == "threshold")
            )
        self._form.set_shown("unit", kind is ValueKind.NUMBER)
        self._form.set_shown("options", kind is ValueKind.LIST)

    def _pick(self, choice: str) -> None:
        if choice == _SHIPPED:
            self._copy_shipped()
        elif choice in (_STATION, _VILLAGE):
            level = PackLevel.STATION if choice == _STATION else PackLevel.VILLAGE
            form = PackForm("新标准", year=self.context.ws.today.year)
            self._choose(
                self._steps.do("新建标准", lambda: create_standard_pack(self.context.ws, form, level))
            )
        else:
            self._choose(choice)

    def _choose(self, pack: str) -> None:
        self._pack = next((one for one in list_packs(self.context.ws) if one.pack == pack), self._pack)
        self.reload()

    # -- editing --------------------------------------------------------------------------------------------

    def _copy_shipped(self) -> None:
        have = {pack.form.name for pack in list_packs(self.context.ws)}
        wanted = [pack for pack in shipped_packs() if pack.form.name not in have]
        self._steps.do("采用通用标准", lambda: [copy_shipped_pack(self.context.ws, pack) for pack in wanted])

    def _save_cell(self, row: StandardRow, form: StandardForm, what: str) -> StandardRow:
        self._steps.do(
            f"修改{row.form.code}的{what}",
            lambda: edit_standard_items(self.context.ws, {row.id: form}),
            tell=False,
        )
        return next(one for one in self._rows() if one.id == row.id)

    def _leave(self, key: str) -> None:
        form = form_of_values(self._form.values())
        if key == "value_kind":
            self._fit_form(form.value_kind)
        row = self._view.current_row()
        if row is None or self._adding:
            return
        try:
            self._steps.do(
                f"修改{row.form.code}", lambda: edit_standard_items(self.context.ws, {row.id: form})
            )
        except UserError as error:
            self._form.say(str(error))

    def _add(self) -> None:
        row = self._view.current_row()
        section = row.form.section if row else ""
        self._adding = True
        self._view.setCurrentIndex(QModelIndex())
        self._form.setVisible(True)
        self._show_form(StandardForm("", "", section=section, value_kind=ValueKind.NUMBER))
        self._sides.open_detail("新增项目")
        self._form.field("code").setFocus()

    def _save_new(self) -> None:
        if self._pack is None:
            return
        pack, form = self._pack.pack, form_of_values(self._form.values())
        try:
            added = self._steps.do(f"新增{form.code}", lambda: add_standard_item(self.context.ws, pack, form))
        except UserError as error:
            self._form.say(str(error))
            return
        self._adding = False
        self._view.select(added)

    def _remove(self) -> None:
        ids = [row.id for row in self._view.selected_rows()]
        if ids:
            self._steps.do(f"删除 {len(ids)} 项", lambda: remove_standard_items(self.context.ws, ids))
            self.context.status(f"删除了 {len(ids)} 项，按 Ctrl+Z 可以撤销。")

    # -- publishing -----------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._pack is not None:
            self._show_publishing(self._pack)
            self._turn_to(self._publishing)

    def _show_publishing(self, pack: PackRow) -> None:
        self._publishing.show_pack(pack, diff_standard(self.context.ws, pack.pack))
        self._publish_action.setText(f"发布第 {pack.version + 1} 版")
        self._publish_action.setEnabled(pack.items > 0 and pack.changes > 0)

    def _save_head(self) -> None:
        if self._pack is not None:
            pack, head = self._pack.pack, self._publishing.head()
            self._steps.do("修改标准资料", lambda: edit_standard_pack(self.context.ws, pack, head))

    def _publish(self) -> None:
        if self._pack is None:
            return
        version = self._pack.version + 1
        if not messages.ask(
            f"发布“{self._pack.form.name}”第 {version} 版？发布后这一版不能再改，要改只能再发新版。", "发布"
        ):
            return
        publish_standards(self.context.ws, self._pack.pack)
        self._steps.forget()
        self._turn_to(self._list)
        self.context.written()
        if messages.ask(
            f"第 {version} 版已发布。各站收到下发包后，新的核查就按它判断。", "去收发", "留在这里"
        ):
            self.context.navigate(EXCHANGE)

    def _back(self) -> None:
        self._turn_to(self._list)
