"""收发文: what came and what went out, what is unusual about a 文号, and the tasks that rest on a document."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.documents.document_numbers import document_doubt
from app.documents.labels import DIRECTIONS, URGENCIES
from app.documents.register import (
    Direction,
    DocumentForm,
    DocumentRow,
    edit_document,
    hand_down_document,
    list_register,
    register_document,
    remove_document,
    take_from_county,
)
from app.errors import UserError
from app.evidence.attach import Target, remove_use
from app.evidence.lists import list_evidence
from app.office.units import get_unit
from app.papers.catalog import Choices
from app.recent import recent_words
from app.workspace import Role
from ui import messages
from ui.documents.resting_list import RestingList
from ui.history_menu import offer_history
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.paper_stack import PaperStack
from ui.station.attaching import attach
from ui.station.evidence_strip import EvidenceStrip
from ui.station.problem_card import day_of
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["RegisterTab"]

_FIELDS: Final = (
    Field("title", "标题", FieldKind.TEXT, needed=True),
    Field("document_no", "文号"),
    Field("issuer", "发文单位"),
    Field("issued_on", "成文日期", hint="如 7.5 或 2026-07-05"),
    Field("registered_on", "登记日期"),
    Field("pages", "页数", FieldKind.WHOLE),
    Field("urgency", "紧急程度", FieldKind.CHOICE, tuple(URGENCIES.items())),
    Field("addressees", "主送"),
    Field("handler", "承办人"),
    Field("note", "办理情况", FieldKind.TEXT),
)
_DAYS: Final = {"issued_on": "成文日期", "registered_on": "登记日期"}
_EMPTY: Final = "还没有登记。收到或发出文件时按 Ctrl+N 登记，以后按文号就能找到它和依据它的任务。"


class RegisterTab(Page):
    """The register at the left; one document at the right, with its files and what rests on it."""

    title = "收发文"
    help_text = (
        "收到的、发出的文件在这里登记，一份一行，登记号自动编。扫描件拖到右边就存好。\n"
        "文号不合常规写法只提醒，不拦。右边“依据它的任务”按文号自动找出，也可以手工关联。\n"
        "县里发来的文件排在最前，点“登记到收文簿”不用再抄。Ctrl+P 打印登记簿，Ctrl+E 存 Excel。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._rows: list[DocumentRow] = []
        self._new = False
        self.main_action = self.action("登记收文", self._begin, icon_name="plus", keys="Ctrl+N", writes=True)
        self.print_action = self.action(
            "打印登记簿", self._print, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.export_action = self.action(
            "存 Excel", self._export, icon_name="file-spreadsheet", keys="Ctrl+E", writes=True
        )
        self._save_action = self.action("登记", self._save, icon_name="check", writes=True)
        self._take_action = self.action("登记到收文簿", self._take, icon_name="check", writes=True)
        self._down_action = self.action("发给各站", self._hand_down, icon_name="send", writes=True)
        self._remove_action = self.action("删除登记", self._remove, icon_name="trash-2", writes=True)
        self.register = FilterBar(list(DIRECTIONS.items()), single=True)
        self.register.changed.connect(self._turn)
        self.search = SearchField("找文号、标题、单位")
        self.search.asked.connect(lambda _text: self.reload())
        model: PagedModel[DocumentRow] = PagedModel(
            [
                Column("日期", lambda row: row.form.registered_on, cell=Cell.DATE, width=5),
                Column("标题", lambda row: row.form.title, stretch=True),
                Column("文号", lambda row: row.form.document_no, width=11),
                Column("发文单位", lambda row: row.form.issuer, width=8),
                Column("标记", _marks, cell=Cell.TAGS, width=6),
                Column("登记号", lambda row: "" if row.from_county else row.number, width=10),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.id,
        )
        self.view: LedgerView[DocumentRow] = LedgerView(
            model, empty=EmptyState(_EMPTY, self.main_action, icon_name="file-text")
        )
        self.view.fit(("标题", "文号"), ("日期", "标记", "发文单位", "登记号"))
        self.view.chosen.connect(self._show)
        self.view.set_menu(lambda _row: [self._remove_action])
        self.form = FormPanel(_FIELDS)
        self.form.left.connect(self._leave)
        for column in ("issuer", "handler", "addressees"):
            self.form.offer(column, partial(recent_words, context.ws, "official_document", column))
        self.resting = RestingList(context)
        self.resting.tied.connect(self._tie)
        self.files = EvidenceStrip()
        self.files.added.connect(self._attach)
        self.files.removed.connect(lambda use: self.steps.do("移除文件", lambda: remove_use(context.ws, use)))
        context.jobs.started.connect(lambda _title: self.form.setEnabled(False))
        context.jobs.ended.connect(lambda: self.form.setEnabled(True))
        content = QWidget()
        self.papers = PaperStack(context, content)
        offer_history(self, self.view, self.papers, lambda row: row.form.title)
        self._build(content)

    @property
    def direction(self) -> str:
        """Which register is shown."""
        return next(iter(self.register.selected()))

    @override
    def reload(self) -> None:
        ws = self.context.ws
        every = list_register(ws, text=self.search.text())
        self.register.set_counts({one: sum(row.form.direction == one for row in every) for one in DIRECTIONS})
        self._rows = [row for row in every if row.form.direction == self.direction]
        self.view.reload()
        if not self._new:
            self._show(self.view.current_row())

    @override
    def show_record(self, **arguments: str) -> None:
        """Show a `document`, in whichever register it stands."""
        document = arguments.get("document", "")
        self.search.clear()
        found = next((row for row in list_register(self.context.ws) if row.id == document), None)
        if found is not None:
            self.register.select(found.form.direction)
            self.reload()
            self.view.reveal(document)
            self._sides.open_detail(found.direction_label)

    def _turn(self) -> None:
        assert self.main_action is not None
        self.main_action.setText(f"登记{DIRECTIONS[self.direction]}")
        self._new = False
        self.reload()
        self.frame_changed.emit()

    def _show(self, row: DocumentRow | None) -> None:
        if row is None and self._new:
            return
        self._new = False
        self._save_action.setVisible(False)
        self.form.setVisible(row is not None)
        ours = row is not None and not row.from_county
        office = self.context.ws.role is Role.OFFICE
        outgoing = row is not None and row.form.direction == Direction.OUTGOING
        self._take_action.setVisible(row is not None and row.from_county)
        self._down_action.setVisible(ours and office and outgoing and row is not None and not row.handed_down)
        self._remove_action.setEnabled(ours and not self.context.jobs.busy)
        for widget in (self.files, self.resting):
            widget.setVisible(row is not None)
        if row is None:
            return
        self._put(row.form, row.id, ours=ours)
        targets = [row.id, row.source] if row.source else [row.id]
        files = [file for target in targets for file in list_evidence(self.context.ws, target=target)]
        self.files.show_files(files, _file_words(row, bool(files), office=office))
        self.files.set_editable(ours and not row.handed_down)
        self.files.setVisible(ours or bool(files))
        self.resting.show_document(row, editable=ours)

    def _put(self, form: DocumentForm, record: str, *, ours: bool) -> None:
        values = {key: getattr(form, key) for key in (field.key for field in _FIELDS)}
        values |= {key: day.isoformat() if (day := getattr(form, key)) else "" for key in _DAYS}
        self.form.show_values(values, record=record)
        self.form.set_shown("addressees", form.direction == Direction.OUTGOING)
        self.form.set_hint("document_no", document_doubt(form.document_no) or "")
        for field in _FIELDS:
            self.form.field(field.key).setEnabled(ours)

    def _begin(self) -> None:
        ws = self.context.ws
        self._new = True
        self.view.clearSelection()
        self.form.setVisible(True)
        self._save_action.setVisible(True)
        for action in (self._take_action, self._down_action):
            action.setVisible(False)
        for widget in (self.files, self.resting):
            widget.setVisible(False)
        outgoing = self.direction == Direction.OUTGOING
        issuer = get_unit(ws, ws.unit).name if outgoing and ws.unit else ""
        form = DocumentForm(self.direction, "", issuer=issuer, registered_on=ws.today, handler=ws.person)
        self._put(form, "new", ours=True)
        self._sides.open_detail(f"登记{DIRECTIONS[self.direction]}")
        self.form.field("title").setFocus()

    def _typed(self, like: DocumentForm) -> DocumentForm:
        values = self.form.values()
        days = {key: day_of(values[key], self.context.ws.today, word) for key, word in _DAYS.items()}
        pages = values["pages"]
        text = {field.key: str(values[field.key] or "") for field in _FIELDS}
        return replace(
            like,
            title=text["title"],
            document_no=text["document_no"],
            issuer=text["issuer"],
            issued_on=days["issued_on"],
            registered_on=days["registered_on"],
            pages=pages if isinstance(pages, int) else None,
            urgency=text["urgency"],
            addressees=text["addressees"],
            handler=text["handler"],
            note=text["note"],
        )

    def _try(self, name: str, work: Callable[[], object]) -> bool:
        try:
            self.steps.do(name, work)
        except UserError as error:
            self.form.say(str(error))
            return False
        return True

    def _save(self) -> None:
        made: list[str] = []
        word = DIRECTIONS[self.direction]

        def save() -> None:
            made.append(register_document(self.context.ws, self._typed(DocumentForm(self.direction, ""))))
            self._new = False

        if self._try(f"登记{word}", save):
            self.view.select(made[0])
            self._show(self.view.current_row())
            self.context.status(f"已登记到{word}簿。扫描件可以拖到右边存好。")

    def _leave(self, key: str) -> None:
        if key == "document_no":
            self.form.set_hint(key, document_doubt(str(self.form.value(key))) or "")
        row = self.view.current_row()
        if not self._new and row is not None and not row.from_county:
            self._try("修改登记", lambda: edit_document(self.context.ws, row.id, self._typed(row.form)))

    def _tie(self, items: Sequence[str]) -> None:
        row = self.view.current_row()
        if row is not None:
            form = replace(row.form, covers=tuple(items))
            self.steps.do("关联任务", lambda: edit_document(self.context.ws, row.id, form))

    def _take(self) -> None:
        row = self.view.current_row()
        if row is not None:
            made = self.steps.do("登记县里来文", lambda: take_from_county(self.context.ws, row.id))
            self.view.select(made)

    def _hand_down(self) -> None:
        row = self.view.current_row()
        if row is None:
            return
        question = f"把“{row.form.title}”的登记发给各站？各站能看到文号、标题，扫描件一起发。发了以后扫描件不能再增减。"
        if messages.ask(question, "发给各站"):
            made = self.steps.do("发给各站", lambda: hand_down_document(self.context.ws, row.id))
            self.view.select(made)
            self.context.status("随下次下发包送到各站。")

    def _remove(self) -> None:
        row = self.view.current_row()
        if row is not None and not row.from_county:
            self.steps.do("删除登记", lambda: remove_document(self.context.ws, row.id))
            self.context.status("已删除，登记号不再使用。按 Ctrl+Z 可以撤销。")

    def _attach(self, paths: list[Path]) -> None:
        row = self.view.current_row()
        if row is not None and not row.from_county:
            attach(self.context, self.steps, paths, lambda: [(Target.DOCUMENT, row.id)])

    def _print(self) -> None:
        self.papers.preview(f"{DIRECTIONS[self.direction]}登记簿", Choices())

    def _export(self) -> None:
        self.papers.save_excel(f"{DIRECTIONS[self.direction]}登记簿", Choices())

    def _build(self, content: QWidget) -> None:
        self.form.head.addWidget(ActionButton(self._take_action))
        for action in (self._take_action, self._save_action, self._down_action):
            action.setVisible(False)
        for widget in (ActionButton(self._save_action, "main"), ActionButton(self._down_action)):
            self.form.foot.addWidget(widget)
        for part in (self.resting, self.files):
            self.form.foot.addWidget(part)
        self._sides = MasterDetail(self.view, self.form)
        self.view.opened.connect(lambda row: self._sides.open_detail(row.direction_label))
        bar = QHBoxLayout()
        bar.addWidget(self.register)
        bar.addWidget(self.search, 1)
        for action in (self.steps.undo_action, self.steps.redo_action, self._remove_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addWidget(self._sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)


def _file_words(row: DocumentRow, there: bool, *, office: bool) -> str:
    if row.from_county:
        return "县里发来的扫描件："
    if row.handed_down:
        return "已发给各站，扫描件不再增减。"
    return "" if there else f"扫描件、照片拖到这里{'，发给各站时一起发' if office else ''}。"


def _marks(row: DocumentRow) -> list[str]:
    marks = [row.urgency_label] if row.urgency_label else []
    if row.from_county:
        marks.append("县里发来")
    if row.handed_down:
        marks.append("已发各站")
    return marks
