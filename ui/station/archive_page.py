"""档案: what proves what, what is lacking, and in which box it lies."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import UserError
from ui.opening import open_file
from ui.page import Context, Page
from ui.paged_model import Order, PagedModel
from ui.paper_stack import PaperStack
from ui.station.archive_columns import file_columns, file_text, missing_columns, sorted_files
from ui.station.archive_detail import ArchiveDetail, uses_of
from ui.station.archive_steps import ArchiveSteps
from ui.station.archive_tree import ALL, ArchiveTree, belongs
from ui.station.attaching import attach, pasted_paths, paths_of
from ui.station.lost_files import LostFiles
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

if TYPE_CHECKING:
    from app.archive.lists import Archive, ArchiveFile, BoxRow, IndicatorRow

__all__ = ["ArchivePage"]

_VIEWS: Final = (("item", "按指标"), ("box", "按盒"), ("missing", "缺件"))


class ArchivePage(Page):
    """Indicators or boxes at the left, their files at the right; or all that is lacking as one list."""

    title = "档案"
    help_text = (
        "日志、任务和整改里的照片和文件自动都在这里，不用再收集一遍。左边看每项指标够不够，右边是它的材料。\n"
        "一份材料能证明几项指标的，选中后按“关联到其他任务”，文件只存一份。\n"
        "“按盒”里给材料归盒、编件号，打印卷内目录、备考表和盒脊标签。“缺件”列出还差什么、谁能提供。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._do = ArchiveSteps(context, self.steps)
        self._archive: Archive | None = None
        self._make_actions()
        self.views = FilterBar(list(_VIEWS), single=True)
        self.views.changed.connect(self._turn)
        self._search = SearchField("找题名、文号、来源")
        self._search.asked.connect(lambda _text: self._show_files())
        self.lost = LostFiles(context)
        self.lost.mended.connect(self.reload)
        self.tree = ArchiveTree()
        self.tree.chosen.connect(lambda _key: self._choose())
        self._files: list[ArchiveFile] = []
        empty = EmptyState("材料会从日志和整改里自动过来。", icon_name="archive")
        self.view: LedgerView[ArchiveFile] = LedgerView(
            PagedModel(file_columns(self._code), self._fetch, lambda file: file.id), empty=empty
        )
        self._empty = empty
        self.view.fit(("题名", "日期"), ("件号", "盒号", "来源记录", "指标", "页数", "原件"))
        self.view.chosen.connect(self._show)
        self.view.opened.connect(self._open_detail)
        self.view.set_menu(
            lambda _file: [self._open, self._open_original, self._link, self._put, self._unlink]
        )
        self.missing: LedgerView[IndicatorRow] = LedgerView(
            PagedModel(missing_columns(), self._fetch_missing, lambda one: one.row.item),
            empty=EmptyState("材料都齐了，没有缺件。", icon_name="circle-check"),
        )
        self.missing.opened.connect(self._go_to_item)
        self.missing.chosen.connect(lambda _one: self._choose())
        self.detail = ArchiveDetail(
            (self._open, self._put, self._link), (self._label, self._note, self._remove)
        )
        self.detail.file_left.connect(self._leave_file)
        self.detail.box_left.connect(self._leave_box)
        self.both = MasterDetail(self.view, self.detail)
        self._stack = QStackedWidget()
        self.setAcceptDrops(True)
        content = QWidget()
        self.papers = PaperStack(context, content)
        self._build(content)
        context.jobs.started.connect(lambda _title: self.detail.setEnabled(False))
        context.jobs.ended.connect(lambda: self.detail.setEnabled(True))

    @override
    def reload(self) -> None:
        from app.archive.lists import read_archive

        self._archive = read_archive(self.context.ws)
        lacking = len(self._archive.missing())
        self.views.set_counts({"missing": lacking})
        self.lost.reload()
        if self._view == "box":
            self.tree.show_boxes(self._archive)
        else:
            self.tree.show_indicators(self._archive)
        self.missing.reload()
        self._choose()

    @override
    def show_record(self, **arguments: str) -> None:
        """Show `item`, a `file`, or what is lacking (`missing`)."""
        if "missing" in arguments:
            self.views.select("missing")
            return
        self.views.select("item")
        self._search.clear()
        self.tree.select(arguments.get("item", ALL))
        if "file" in arguments and self.view.select(arguments["file"]):
            self.both.open_detail("材料")

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_of(event.mimeData()) and self._add.isEnabled():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._attach(paths_of(event.mimeData()))

    @property
    def _view(self) -> str:
        return next(iter(self.views.selected()))

    @property
    def _row(self) -> "IndicatorRow | None":
        """The indicator that is chosen."""
        if self._view == "missing":
            return self.missing.current_row()
        rows = self._archive.indicators if self._archive and self._view == "item" else ()
        return next((one for one in rows if one.row.item == self.tree.key), None)

    @property
    def _box(self) -> "BoxRow | None":
        """The box that is chosen."""
        boxes = self._archive.boxes if self._archive and self._view == "box" else ()
        return next((box for box in boxes if box.id == self.tree.key), None)

    def _make_actions(self) -> None:
        make = self.action
        self._add = make("补材料", self._pick, icon_name="plus", keys="Ctrl+N", writes=True)
        self._paste = make("粘贴照片或文件", self._take_pasted, keys="Ctrl+V", writes=True)
        self._open = make("打开", lambda: self._open_file(original=False), icon_name="eye")
        self._open_original = make(
            "打开原件", lambda: self._open_file(original=True), icon_name="external-link"
        )
        self._link = make("关联到其他任务", self._choose_items, icon_name="link", writes=True)
        self._unlink = make("从这一项移除", self._take_from_item, icon_name="x", writes=True)
        self._put = make("归到盒里", self._offer_boxes, icon_name="archive", writes=True)
        self._new_box = make("新建档案盒", self._add_box, icon_name="plus", writes=True)
        self._label = make("盒脊标签", lambda: self._print("盒脊标签"), icon_name="printer", writes=True)
        self._note = make("备考表", lambda: self._print("备考表"), icon_name="printer", writes=True)
        self._remove = make("撤下空盒", self._remove_box, icon_name="trash-2", writes=True)
        self._check = make(
            "检查完整", lambda: self._do.check(self.reload), icon_name="shield-check", writes=True
        )
        self._index = make(
            "卷内目录", lambda: self._print("卷内目录"), icon_name="printer", keys="Ctrl+P", writes=True
        )
        self._list = make(
            "缺件清单", lambda: self._print("缺件清单"), icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.main_action = self._add
        self.print_action = self._list
        self.export_action = make(
            "导出浏览文件夹", self._do.export, icon_name="folder", keys="Ctrl+E", writes=True
        )

    # -- what is shown --------------------------------------------------------------------------------------

    def _turn(self) -> None:
        view = self._view
        self._stack.setCurrentIndex(int(view == "missing"))
        self._index.setEnabled(view == "box")  # one key, one of the two
        self._list.setEnabled(view != "box")
        self.print_action = self._index if view == "box" else self._list
        self.main_action = self._new_box if view == "box" else self._add
        self.reload()
        self.frame_changed.emit()

    def _choose(self) -> None:
        box, row = self._box, self._row
        self.detail.show_box(box)
        for action in (self._label, self._note):
            action.setEnabled(box is not None and box.files > 0)
        self._remove.setEnabled(box is not None and not box.files)
        claimed = row is not None and row.row.claim is not None and row.row.decision == "claimed"
        self._add.setEnabled(claimed)
        self._paste.setEnabled(claimed)
        self._add.setToolTip("" if claimed else "先在左边选一项已认领的指标")
        words = "材料会从日志和整改里自动过来。"
        if row is not None:
            words = (
                f"还差 {row.row.evidence_lack}。按“补材料”，或把照片、文件拖到这里。"
                if row.row.evidence_lack
                else words
            )
        elif box is not None:
            words = "盒里还没有材料。到“还没有归盒”里选中材料，按“归到盒里”。"
        self._empty.set_text(words)
        self._show_files()

    def _show_files(self) -> None:
        archive, key = self._archive, self.tree.key
        assert archive is not None
        box = self._box
        if box is not None:
            files = archive.of_box(box.id)
        elif self._view == "item" and self._row is not None:
            files = archive.of_item(key)
        else:
            files = [file for file in archive.files if belongs(file, key)]
        words = self._search.text().casefold().split()
        self._files = [file for file in files if all(word in file_text(file) for word in words)]
        self.view.reload()

    def _fetch(self, offset: int, limit: int, order: Order | None) -> "Sequence[ArchiveFile]":
        return sorted_files(self._files, order)[offset : offset + limit]

    def _fetch_missing(self, offset: int, limit: int, _order: Order | None) -> "Sequence[IndicatorRow]":
        return self._archive.missing()[offset : offset + limit] if self._archive else []

    def _code(self, item: str) -> str:
        rows = self._archive.indicators if self._archive else ()
        return next((one.row.code or str(one.row.number) for one in rows if one.row.item == item), "")

    def _show(self, file: "ArchiveFile | None") -> None:
        for action in (self._open, self._link, self._put):
            action.setEnabled(file is not None)
        self._open.setEnabled(file is not None and file.file.path is not None)
        self._open_original.setEnabled(file is not None and file.original_there)
        self._unlink.setEnabled(file is not None and self._row is not None)
        self.detail.show_file(file, "" if file is None else uses_of(file, self._archive))

    def _open_detail(self, _file: "ArchiveFile") -> None:
        self.both.open_detail("材料")

    def _go_to_item(self, one: "IndicatorRow") -> None:
        self.show_record(item=one.row.item)

    # -- what is done ---------------------------------------------------------------------------------------

    def _pick(self) -> None:
        from ui.station.picture_picker import pick_pictures

        pick_pictures(self.context.ws, self._attach, self)

    def _take_pasted(self) -> None:
        self._attach(pasted_paths(QGuiApplication.clipboard().mimeData()))

    def _attach(self, paths: list[Path]) -> None:
        from app.evidence.attach import Target

        row = self._row
        claim = row.row.claim if row is not None else None
        if claim is not None:
            attach(self.context, self.steps, paths, lambda: [(Target.CLAIM, claim)])

    def _open_file(self, *, original: bool) -> None:
        file = self.view.current_row()
        if file is not None:
            open_file(file.file, original=original)

    def _selected(self) -> list[str]:
        return [file.id for file in self.view.selected_rows()]

    def _choose_items(self) -> None:
        from ui.station.item_chooser import ItemChooser

        files = self.view.selected_rows()
        if not files or self._archive is None:
            return
        here = set.intersection(*(set(file.items) for file in files))
        offered = [
            (one.row.item, f"{one.row.code or one.row.number}　{one.row.content}　{one.state}")
            for one in self._archive.indicators
            if one.row.decision == "claimed" and one.row.item not in here
        ]
        chooser = ItemChooser(f"把 {len(files)} 份材料也用在", offered, self)
        chooser.picked.connect(partial(self._do.link, [file.id for file in files]))
        chooser.open()

    def _take_from_item(self) -> None:
        if self._row is not None:
            self._do.unlink(self._selected(), self._row.row.item)

    def _offer_boxes(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        files = self.view.selected_rows()
        for box in reversed(self._archive.boxes if self._archive else ()):
            menu.addAction(f"{box.label}　{box.title}".strip(), partial(self._do.put, files, box.id))
        menu.addSeparator()
        menu.addAction("新建一盒，放进去", lambda: self._do.put_in_new(files))
        if any(file.box for file in files):
            menu.addAction("从盒里取出", lambda: self._do.take_out(self._selected()))
        menu.popup(self.detail.mapToGlobal(QPoint(40, 200)))

    def _add_box(self) -> None:
        self.tree.select(self._do.make_box())
        self.both.open_detail("档案盒")
        self.detail.setCurrentIndex(1)
        self.detail.box_form.field("title").setFocus()

    def _remove_box(self) -> None:
        if self._box is not None:
            self._do.remove_box(self._box)

    def _leave_file(self) -> None:
        if self.detail.file is not None:
            try:
                self._do.save_file(self.detail.file, self.detail.file_form(self.context.ws.today))
            except UserError as error:
                self.detail.form.say(str(error))

    def _leave_box(self) -> None:
        if self.detail.box is not None:
            try:
                self._do.save_box(self.detail.box, self.detail.typed_box(self.context.ws.today))
            except UserError as error:
                self.detail.box_form.say(str(error))

    def _print(self, name: str) -> None:
        from app.papers.catalog import Choices

        box = self._box
        self.papers.preview(name, Choices(box=box.id if box else ""))

    def _build(self, content: QWidget) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.views)
        bar.addWidget(self._search, 1)
        bar.addWidget(ActionButton(self._check, "quiet"))
        bar.addWidget(ActionButton(self.steps.undo_action, "quiet", icon_only=True))
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        sides.addWidget(self.tree)
        sides.addWidget(self.both)
        sides.setStretchFactor(0, 2)
        sides.setStretchFactor(1, 7)
        sides.setSizes([280, 980])
        self._stack.addWidget(sides)
        self._stack.addWidget(self.missing)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addWidget(self.lost)
        layout.addWidget(self._stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.papers)
        self._index.setEnabled(False)
