"""导入: documents that are there already become records, looked through and undoable."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.campaigns.plans import list_plan
from app.errors import UserError
from app.importing.batches import Undone, list_imports, undo_import
from app.importing.campaigns import Campaigns
from app.importing.columns import ColumnRow
from app.importing.documents import (
    Imported,
    import_candidates,
    read_file,
    read_pasted,
    subjects_here,
    subjects_of,
)
from app.importing.review import Review
from app.importing.subject import Source, Subject
from app.job import Job
from ui import messages, theme
from ui.importing.plan_panel import PlanPanel
from ui.importing.review_panel import GROUP_WORDS, ReviewPanel
from ui.importing.start_panel import StartPanel, undone_words
from ui.page import Context, Page
from ui.widgets.buttons import ActionButton
from ui.widgets.filter_bar import FilterBar

__all__ = ["ImportPage"]

_PACKAGE: Final = ".zwt"
_WORDS_FROM_PX: Final = 900  # width of the page at the smallest text


class ImportPage(Page):
    """The start with past imports, and the review of one document."""

    title = "导入文稿"
    help_text = (
        "把现成的 Word、Excel 文件拖到这里，或复制文字后按 Ctrl+V。先看读成了什么，再一次写入。\n"
        "左边是原文，右边是读到的记录：点一边，另一边跟着走。黄色的是拿不准的，F8 逐处看。\n"
        "空格跳过一条，回车改内容，选中几条按 F6 合并，光标放在文字中间按 F7 拆成两条。\n"
        "写入后 30 天内可以整批撤销；同一份文稿再导入，没有变的不会重复登记。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._review: Review | None = None
        self._subjects: list[Subject] = []
        self._kinds = {subject.key: subject for subject in subjects_here(context.ws)}
        self.filters = FilterBar(GROUP_WORDS)
        self.panel = ReviewPanel(self.filters)
        self._make_actions()
        self.panel.changed.connect(self._follow)
        self.panel.column_chosen.connect(self._set_column)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("读成")
        self.kinds.activated.connect(self._become)
        self.start = StartPanel(
            self._kinds,
            paste=self._paste_action,
            undo=self._undo_import,
            others=(self._plan_action, self._open_action),
        )
        self.start.zone.dropped.connect(self._take_dropped)
        self.start.imports.chosen.connect(lambda _row: self._follow())
        self.plan = PlanPanel(self._back_action)
        self._looking = QWidget()
        self._stack = QStackedWidget()
        self._build()
        self.setAcceptDrops(True)
        theme.current().changed.connect(self._fit)
        self._turn_to(self.start)

    @override
    def reload(self) -> None:
        self.start.show_imports(list_imports(self.context.ws))
        lines = list_plan(self.context.ws)
        self.plan.show_lines(lines)
        self._plan_action.setVisible(bool(lines))
        if self._review is not None:
            self._review.judge()
            self.panel.refresh()
        self._follow()

    @override
    def show_record(self, **arguments: str) -> None:
        """Read `file`, read the clipboard as records of one sort (`paste`), or show the campaigns (`plan`)."""
        if "file" in arguments:
            self._read_file(Path(arguments["file"]))
        elif "paste" in arguments:
            self._paste_as(arguments["paste"])
        elif self._may_leave():
            self._leave()
            self._turn_to(self.plan)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._open_file.isEnabled() and _documents(event):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take_dropped(_documents(event))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # -- reading --------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        path = messages.choose_file("选择要导入的文稿", messages.DOCUMENTS)
        if path is not None:
            self._read_file(path)

    def _take_dropped(self, paths: list[Path]) -> None:
        if len(paths) > 1:
            messages.say(f"一次导入一份文稿，先读“{paths[0].name}”。")
        if paths:
            self._read_file(paths[0])

    def _read_file(self, path: Path) -> None:
        if self._may_leave():
            self._read(lambda: read_file(path))

    def _paste(self) -> None:
        self._paste_as("")

    def _paste_as(self, subject: str) -> None:
        text = QGuiApplication.clipboard().text()
        if self._may_leave():
            self._read(lambda: read_pasted(text, subject), subject)

    def _read(self, read: Callable[[], Source], wanted: str = "") -> None:
        ws = self.context.ws

        def work(_job: Job) -> tuple[Review, list[Subject]]:
            source = read()
            subjects = subjects_of(ws, source, wanted)
            return Review(subjects[0]), subjects

        self.context.jobs.start("正在读取", work, self._show, on_error=self._refuse)

    def _refuse(self, error: UserError) -> None:
        self._leave()
        self.start.say(str(error), "bad")

    def _show(self, made: tuple[Review, list[Subject]]) -> None:
        self._review, self._subjects = made
        self.kinds.clear()
        for subject in self._subjects:
            self.kinds.addItem(f"读成{subject.word}", subject.key)
        self.start.say("")
        self._turn_to(self._looking)
        self.panel.show_review(self._review)
        self.panel.records.setFocus()

    # -- looking through ------------------------------------------------------------------------------------

    def _become(self, at: int) -> None:
        review = self._open_review
        if self._subjects[at].key == review.subject.key:
            return
        if self._may_drop_edits():
            review.become(self._subjects[at])
            self.panel.show_subject()
        else:
            self.kinds.setCurrentIndex(self.kinds.findData(review.subject.key))

    def _set_column(self, column: ColumnRow, field: str) -> None:
        if self._may_drop_edits():
            self._open_review.set_column(column, field)
        self.panel.show_subject()
        self.panel.show_columns()

    def _merge(self) -> None:
        self.panel.refresh(self._open_review.merge(self.panel.chosen_ids()))

    def _split(self) -> None:
        row = self.panel.records.current_row()
        if row is not None:
            key, at = self.panel.cursor_field()
            self.panel.save_field()
            self.panel.refresh(self._open_review.split(row.id, key, at))

    def _skip(self) -> None:
        self._open_review.skip(self.panel.chosen_ids())
        self.panel.refresh()

    def _settle(self) -> None:
        self._open_review.settle(self.panel.chosen_ids())
        self.panel.refresh()

    def _add(self) -> None:
        self.panel.refresh(self._open_review.add(*self.panel.source.chosen_text()))

    def _undo(self) -> None:
        self._open_review.undo()
        self.panel.refresh()

    def _redo(self) -> None:
        self._open_review.redo()
        self.panel.refresh()

    def _copy(self) -> None:
        self.panel.records.selectAll()
        self.panel.records.copy()
        self.context.status("已复制读到的全部记录，可以粘贴到 Excel。")

    @property
    def _open_review(self) -> Review:
        assert self._review is not None
        return self._review

    # -- writing --------------------------------------------------------------------------------------------

    def _write(self) -> None:
        review = self._open_review
        self.panel.save_field()
        doubtful = review.counts()["doubtful"]
        if doubtful:
            answers = (f"全部写入 {review.to_write()} 条", f"先不写这 {doubtful} 条")
            chosen = messages.choose(f"还有 {doubtful} 条有拿不准的地方。", answers)
            if chosen is None:
                return
            if chosen == 1:
                review.skip([row.id for row in review.rows if "doubtful" in row.groups])

        def work(job: Job) -> Imported:
            return import_candidates(review.subject, review.candidates, job)

        self.context.jobs.start("正在写入", work, self._written)

    def _written(self, done: Imported) -> None:
        subject, refused = self._open_review.subject, self._open_review.counts()["refused"]
        self._leave()
        self.context.written()
        self.start.imports.select(str(done.batch))
        pictures = f"，照片 {done.pictures} 张" if done.pictures else ""
        words = f"已写入{subject.word}：新增 {done.added} 条，修改 {done.changed} 条{pictures}。30 天内可以整批撤销。"
        self.start.say(words + (f"有 {refused} 条不能用，没有写入。" if refused else ""))
        self.start.imports.setFocus()

    def _take_back(self) -> None:
        row = self.start.imports.current_row()
        if row is None or not row.can_undo:
            return
        question = f"撤销“{row.title}”的导入？它新增的撤下，修改的还原；导入后又改过的保留。"
        if not messages.ask(question, "撤销这次导入", "不撤销"):
            return
        ws = self.context.ws

        def show(undone: Undone) -> None:
            self.context.written()
            self.start.say(undone_words(undone))

        self.context.jobs.start("正在撤销导入", lambda _job: undo_import(ws, row.id), show)

    def _open_records(self) -> None:
        row = self.start.imports.current_row()
        if row is not None:
            subject = self._kinds[row.subject]
            arguments = {"plan": "all"} if subject is Campaigns else {}
            self.context.navigate(subject.page, **arguments)

    # -- the page -------------------------------------------------------------------------------------------

    def _back(self) -> None:
        if self._review is None:
            self._turn_to(self.start)
            return
        if self.panel.in_form():
            self.panel.records.setFocus()
        elif self._may_leave():
            self._leave()

    def _may_leave(self) -> bool:
        return self._review is None or self._may_drop_edits()

    def _may_drop_edits(self) -> bool:
        edited = self._review is not None and self._review.edited
        return not edited or messages.ask(
            "核对时改过的内容还没有写入，会丢掉。", "丢掉", "接着核对", danger=True
        )

    def _leave(self) -> None:
        self._review = None
        self._turn_to(self.start)

    def _turn_to(self, widget: QWidget) -> None:
        self._stack.setCurrentWidget(widget)
        for action in self._review_actions:
            action.setEnabled(widget is self._looking)
        for action in self._start_actions:
            action.setEnabled(widget is not self._looking)
        self._back_action.setEnabled(widget is not self.start)
        self._follow()

    def _follow(self) -> None:
        """Let title and actions follow what is shown."""
        review, row = self._review, self.start.imports.current_row()
        self._undo_import.setEnabled(review is None and row is not None and row.can_undo)
        self._open_action.setEnabled(review is None and row is not None and row.subject in self._kinds)
        if review is None:
            self.title, self.main_action = ImportPage.title, self._open_file
        else:
            count = review.to_write()
            self.title = f"导入：{review.source.title}"
            writes = bool(review.subject.page)
            self._write_action.setText(f"写入 {count} 条{review.subject.word}")
            self._write_action.setEnabled(writes and count > 0)
            self.main_action = self._write_action if writes else self._copy_action
            self._undo_action.setEnabled(review.edited)
            self._redo_action.setEnabled(review.can_redo)
        self.frame_changed.emit()

    def _fit(self) -> None:
        """Give the buttons words where there is room."""
        wide = self.width() >= theme.scaled(_WORDS_FROM_PX)
        for icon_only, buttons in self._by_room.items():
            for button in buttons:
                button.setVisible(icon_only != wide)

    def _make_actions(self) -> None:
        def make(
            text: str, run: Callable[[], object], icon: str, keys: str = "", *, writes: bool = False
        ) -> QAction:
            return self.action(text, run, icon_name=icon, keys=keys, writes=writes)

        self._open_file = make("选择文件", self._choose, "folder-open", "Ctrl+O", writes=True)
        self._paste_action = make("粘贴文字", self._paste, "clipboard-list", "Ctrl+V", writes=True)
        self._undo_import = make("撤销这次导入", self._take_back, "undo-2", writes=True)
        self._open_action = make("去看这些记录", self._open_records, "arrow-right")
        self._plan_action = make("活动安排", lambda: self._turn_to(self.plan), "calendar-days")
        self._write_action = make("写入", self._write, "check", "Ctrl+Return", writes=True)
        self._copy_action = make("复制全部", self._copy, "copy")
        self._back_action = make("返回", self._back, "arrow-left", "Esc")
        self._merge_action = make("合并", self._merge, "link", "F6")
        self._split_action = make("拆开", self._split, "list-todo", "F7")
        self._skip_action = make("跳过", self._skip, "ban", "Del")
        self._settle_action = make("没有疑问", self._settle, "circle-check", "F3")
        self._doubt_action = make("下一处疑点", self.panel.next_doubt, "circle-help", "F8")
        self._columns_action = make("列的对应", self.panel.show_columns, "settings", "F4")
        self._add_action = make("选中的原文成为一条", self._add, "plus", "Ctrl+N")
        self._undo_action = make("撤销", self._undo, "undo-2", "Ctrl+Z")
        self._redo_action = make("重做", self._redo, "redo-2", "Ctrl+Y")
        self._buttons = (
            self._doubt_action,
            self._settle_action,
            self._skip_action,
            self._merge_action,
            self._split_action,
            self._add_action,
            self._columns_action,
            self._undo_action,
            self._redo_action,
        )
        self._worded = self._buttons[:5]  # with words where there is room
        self._by_room: dict[bool, list[ActionButton]] = {False: [], True: []}
        self._review_actions = (*self._buttons, self._write_action, self._copy_action)
        self._start_actions = (self._open_file, self._paste_action)

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        bar.addWidget(ActionButton(self._back_action, "quiet", icon_only=True))
        bar.addWidget(self.kinds)
        bar.addStretch(1)
        bar.addWidget(ActionButton(self.panel.note_action, "quiet", icon_only=True))
        for action in self._buttons:
            for icon_only in (False, True) if action in self._worded else (True,):
                button = ActionButton(action, "quiet", icon_only=icon_only)
                bar.addWidget(button)
                if action in self._worded:
                    self._by_room[icon_only].append(button)
        inside = QVBoxLayout(self._looking)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addLayout(bar)
        inside.addWidget(self.panel, 1)
        self._stack.addWidget(self.start)
        self._stack.addWidget(self._looking)
        self._stack.addWidget(self.plan)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)


def _documents(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() != _PACKAGE]
