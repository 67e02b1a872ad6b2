"""文化站名单: the stations and villages of the county."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import InvalidInput, UserError
from app.job import Job
from app.office.codes import spaced
from app.office.labels import DRAFT_LABELS, UNIT_KIND_LABELS, DraftState
from app.office.unit_lists import AddedUnits, UnitDraft, add_units, read_units
from app.office.units import (
    UnitForm,
    UnitKind,
    UnitRow,
    add_unit,
    count_units,
    edit_unit,
    form_of,
    get_unit,
    list_units,
    withdraw_units,
)
from ui import messages, theme
from ui.office.review import Review
from ui.page import Context, Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import half_width
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.folding_row import FoldingRow
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["UnitsPage"]

_FIELDS: Final = (
    Field(
        "kind",
        "类型",
        FieldKind.CHOICE,
        tuple((kind.value, UNIT_KIND_LABELS[kind]) for kind in (UnitKind.STATION, UnitKind.VILLAGE)),
    ),
    Field("parent", "所属文化站", FieldKind.CHOICE, needed=True),
    Field("name", "名称", needed=True),
    Field("code", "区划代码", hint="乡镇代码 12 位，后三位是 000；村代码以所属乡镇的前 9 位开头。"),
    Field(
        "population", "服务人口", FieldKind.WHOLE, hint="文化站按人口分小型、中型、大型，面积标准随之不同。"
    ),
    Field("contact", "联系人"),
    Field("post", "职务"),
    Field("phone", "电话"),
)
_EMPTY: Final = (
    "还没有文化站名单。在 Excel 里复制名单（名称、区划代码、联系人、电话、人口，文化站和村可以放在一起），"
    "回到这里按 Ctrl+V；也可以导入文件，或逐个新增。"
)


class UnitsPage(Page):
    """The list, a form at its side, and the look through a pasted or imported list."""

    title = "文化站名单"
    help_text = (
        "这里登记全县的文化站和村（社区）。从 Excel 复制名单后按 Ctrl+V，核对后一次登记。\n"
        "文化站的站号（01、02……）自动编，用在各种编号和文件名里，撤下后不再给别的站。\n"
        "按 F2 直接改一格，按回车打开右边的资料，每一格离开时自动保存。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._steps = Steps(self)
        self._add_action = self.action("新增", self._new, icon_name="plus", keys="Ctrl+N", writes=True)
        self._paste_action = self.action(
            "粘贴名单", self._paste, icon_name="clipboard-list", keys="Ctrl+V", writes=True
        )
        self._import_action = self.action("导入", self._import, icon_name="file-down", writes=True)
        self._remove_action = self.action("撤下", self._remove, icon_name="trash-2", keys="Del", writes=True)
        self._accept_action = self.action("登记", self._accept, icon_name="check", writes=True)
        self._back_action = self.action("返回名单", self._back, icon_name="arrow-left", keys="Esc")
        self._save_action = self.action("登记这个单位", self._save_new, icon_name="check", writes=True)
        self.main_action = self._add_action
        self._kinds = FilterBar(
            [("", "全部"), (UnitKind.STATION, "文化站"), (UnitKind.VILLAGE, "村")], single=True
        )
        self._kinds.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._kinds.changed.connect(self.reload)
        self._search = SearchField("找名称、代码、联系人、电话")
        self._search.setMinimumWidth(theme.scaled(140))
        self._search.asked.connect(lambda _text: self.reload())
        self._model = PagedModel(self._columns(), self._fetch, lambda row: row.id)
        self._model.edited.connect(context.written)
        self._view: LedgerView[UnitRow] = LedgerView(
            self._model, empty=EmptyState(_EMPTY, self._paste_action, icon_name="building-2")
        )
        self._view.set_menu(lambda _row: [self._remove_action])
        self._form = FormPanel(_FIELDS)
        self._form.foot.addWidget(ActionButton(self._save_action, "main"))
        self._form.left.connect(self._leave)
        context.jobs.started.connect(lambda _title: self._form.setEnabled(False))
        context.jobs.ended.connect(lambda: self._form.setEnabled(True))
        self._sides = MasterDetail(self._view, self._form)
        self._view.chosen.connect(self._show)
        self._view.opened.connect(lambda row: self._sides.open_detail(row.name))
        self._editing: UnitRow | None = None
        self._review = self._make_review()
        self._list = QWidget()
        self._stack = QStackedWidget()
        self._build()
        self._turn_to(self._list)

    @override
    def reload(self) -> None:
        ws = self.context.ws
        stations, villages = (count_units(ws, kind) for kind in (UnitKind.STATION, UnitKind.VILLAGE))
        self._kinds.set_counts(
            {"": stations + villages, UnitKind.STATION: stations, UnitKind.VILLAGE: villages}
        )
        self._form.set_choices(
            "parent", [(row.id, row.name) for row in list_units(ws, kind=UnitKind.STATION)]
        )
        self._view.reload()
        if not self._model.rowCount():
            self._show(None)

    @override
    def show_record(self, **arguments: str) -> None:
        self._kinds.select("")
        if self._view.select(arguments["id"]):
            self._sides.open_detail(get_unit(self.context.ws, arguments["id"]).name)

    def _build(self) -> None:
        buttons = [ActionButton(action) for action in (self._paste_action, self._import_action)]
        buttons += [
            ActionButton(action, "quiet", icon_only=True)
            for action in (self._steps.undo_action, self._steps.redo_action, self._remove_action)
        ]
        bar = FoldingRow([self._kinds], [self._search, *buttons], self._search)
        inside = QVBoxLayout(self._list)
        inside.setContentsMargins(12, 10, 12, 8)
        inside.addWidget(bar)
        inside.addWidget(self._sides, 1)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._review)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _columns(self) -> list[Column[UnitRow]]:
        return [
            Column("站号", lambda row: row.number, sort="number", width=4),
            Column("名称", lambda row: row.name, sort="name", width=11, edit=self._editor("name")),
            Column("所属", lambda row: row.parent_name if row.kind is UnitKind.VILLAGE else "", width=9),
            Column("联系人", lambda row: row.contact, sort="contact", width=4, edit=self._editor("contact")),
            Column("电话", lambda row: row.phone, width=7, edit=self._editor("phone")),
            Column("区划代码", lambda row: spaced(row.code), sort="code", width=9, edit=self._editor("code")),
            Column(
                "人口",
                lambda row: row.population,
                sort="population",
                cell=Cell.NUMBER,
                width=5,
                edit=self._editor("population"),
            ),
            Column("规模", lambda row: row.size_label, width=3),
            Column("村数", lambda row: row.villages or None, cell=Cell.NUMBER, width=3),
            Column("职务", lambda row: row.post, width=5, edit=self._editor("post")),
        ]

    def _editor(self, key: str) -> Callable[[UnitRow, str], UnitRow]:
        def edit(row: UnitRow, text: str) -> UnitRow:
            value: Any = text
            if key == "population":
                digits = half_width(text).replace(",", "")
                if digits and not digits.isdigit():
                    raise InvalidInput(f"“{text}”不是人数，没有改动。请只填数字，例如 31200。")
                value = int(digits) if digits else None
            form = replace(form_of(row), **{key: value})
            self._steps.do(f"修改{row.name}", lambda: edit_unit(self.context.ws, row.id, form), tell=False)
            return get_unit(self.context.ws, row.id)

        return edit

    def _fetch(self, offset: int, limit: int, order: Order | None) -> list[UnitRow]:
        kind = next(iter(self._kinds.selected()), "")
        return list_units(
            self.context.ws,
            kind=UnitKind(kind) if kind else None,
            text=self._search.text(),
            order=order.key if order else "code",
            descending=order.descending if order else False,
            offset=offset,
            limit=limit,
        )

    # -- the form -------------------------------------------------------------------------------------------

    def _show(self, row: UnitRow | None) -> None:
        self._editing = row
        form = form_of(row) if row else UnitForm(kind=UnitKind.STATION, name="")
        self._show_form(form, record=row.id if row else "")

    def _show_form(self, form: UnitForm, *, record: str = "") -> None:
        self._form.show_values(
            {
                "kind": form.kind.value,
                "parent": form.parent,
                "name": form.name,
                "code": form.code,
                "population": form.population,
                "contact": form.contact,
                "post": form.post,
                "phone": form.phone,
            },
            record=record,
        )
        self._form.set_shown("kind", not record)
        self._form.set_shown("parent", form.kind is UnitKind.VILLAGE)
        self._save_action.setVisible(not record)

    def _typed(self) -> UnitForm:
        values = self._form.values()
        population = values["population"]
        return UnitForm(
            kind=UnitKind(str(values["kind"])),
            name=str(values["name"]),
            code=str(values["code"]),
            parent=str(values["parent"]),
            population=population if isinstance(population, int) else None,
            contact=str(values["contact"]),
            post=str(values["post"]),
            phone=str(values["phone"]),
        )

    def _leave(self, key: str) -> None:
        typed = self._typed()
        if key == "kind":
            self._form.set_shown("parent", typed.kind is UnitKind.VILLAGE)
        row = self._editing
        if row is None:
            return
        try:
            self._steps.do(f"修改{row.name}", lambda: edit_unit(self.context.ws, row.id, typed))
        except UserError as error:
            self._form.say(str(error))

    def _new(self) -> None:
        kind = UnitKind.VILLAGE if UnitKind.VILLAGE in self._kinds.selected() else UnitKind.STATION
        current = self._view.current_row()
        parent = ""
        if kind is UnitKind.VILLAGE and current is not None:
            parent = current.parent if current.kind is UnitKind.VILLAGE else current.id
        self._view.setCurrentIndex(QModelIndex())
        self._show_form(UnitForm(kind=kind, name="", parent=parent))
        self._sides.open_detail("新增单位")
        self._form.field("name").setFocus()

    def _save_new(self) -> None:
        form = self._typed()
        try:
            added = self._steps.do(f"新增{form.name}", lambda: add_unit(self.context.ws, form))
        except UserError as error:
            self._form.say(str(error))
            return
        self._view.select(added)
        self.context.status(f"已登记：{form.name}")

    def _remove(self) -> None:
        rows = self._view.selected_rows()
        if not rows:
            return
        villages = sum(row.villages for row in rows)
        more = f"和下面的 {villages} 个村（社区）" if villages else ""
        names = rows[0].name if len(rows) == 1 else f"选中的 {len(rows)} 个单位"
        if messages.ask(f"撤下{names}{more}？以前的记录都还在，按 Ctrl+Z 可以恢复。", "撤下", danger=True):
            ids = [row.id for row in rows]
            self._steps.do(f"撤下{names}", lambda: withdraw_units(self.context.ws, ids))

    # -- a list that comes from elsewhere -------------------------------------------------------------------

    def _paste(self) -> None:
        self._look_through(read_units(self.context.ws, QGuiApplication.clipboard().text()), "粘贴的名单")

    def _import(self) -> None:
        path = messages.choose_file("导入文化站名单", messages.EXCEL_OR_WORD)
        if path is not None:
            self.import_file(path)

    def import_file(self, path: Path) -> None:
        """Read `path` and show what adding it would do."""

        def work(_job: Job) -> list[UnitDraft]:
            return read_units(self.context.ws, path)

        self.context.jobs.start(
            "正在读名单", work, lambda drafts: self._look_through(drafts, f"“{path.name}”里的名单")
        )

    def _look_through(self, drafts: list[UnitDraft], what: str) -> None:
        useful = sum(draft.state in {DraftState.NEW, DraftState.CHANGED} for draft in drafts)
        refused = sum(draft.state is DraftState.REFUSED for draft in drafts)
        notice = f"有 {refused} 行不能用，登记时会跳过，原因见“说明”。" if refused else ""
        self._review.show_rows(drafts, headline=f"{what}共 {len(drafts)} 行，请核对。", notice=notice)
        self._accept_action.setText(f"登记 {useful} 个")
        self._accept_action.setEnabled(useful > 0)
        self._turn_to(self._review)

    def _make_review(self) -> Review[UnitDraft]:
        def groups(draft: UnitDraft) -> set[str]:
            doubtful = {"doubtful"} if draft.reasons and draft.state is not DraftState.REFUSED else set()
            return {draft.state.value, *doubtful}

        return Review(
            [
                Column("行", lambda draft: draft.line, cell=Cell.NUMBER, width=3),
                Column("登记后", lambda draft: [draft.state_label], cell=Cell.TAGS, width=5),
                Column("名称", lambda draft: draft.form.name, width=10),
                Column("说明", lambda draft: "".join(draft.reasons), width=16),
                Column("区划代码", lambda draft: spaced(draft.form.code), width=9),
                Column("所属", lambda draft: draft.station_name, width=9),
                Column("联系人", lambda draft: draft.form.contact, width=5),
                Column("电话", lambda draft: draft.form.phone, width=8),
                Column("人口", lambda draft: draft.form.population, cell=Cell.NUMBER, width=5),
            ],
            key=lambda draft: str(draft.line),
            groups=[*((state.value, DRAFT_LABELS[state]) for state in DraftState), ("doubtful", "要核对")],
            group_of=groups,
            explain=lambda draft: "".join(draft.reasons) or "这一行没有疑问。",
            back=self._back_action,
            accept=self._accept_action,
        )

    def _accept(self) -> None:
        drafts = self._review.rows()

        def tell(done: AddedUnits) -> None:
            self._turn_to(self._list)
            self.context.status(f"新增 {done.added} 个，更新 {done.changed} 个。")

        self._steps.run("登记名单", "正在登记名单", lambda _job: add_units(self.context.ws, drafts), tell)

    def _back(self) -> None:
        self._turn_to(self._list)

    def _turn_to(self, shown: QWidget) -> None:
        reviewing = shown is self._review
        self._stack.setCurrentWidget(shown)
        self._back_action.setEnabled(reviewing)
        for action in (self._add_action, self._paste_action, self._import_action, self._remove_action):
            action.setEnabled(not reviewing)
        self.main_action = None if reviewing else self._add_action
        self.frame_changed.emit()
