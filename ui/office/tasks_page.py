"""任务下达: task lists, edited as drafts and published as versions."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.job import Job
from app.tasks.adopting import adopt_tasks, count_station_tasks, list_station_tasks
from app.tasks.draft import DraftHead, create_draft, draft_forms, drop_draft, edit_head
from app.tasks.draft_import import (
    TaskDocument,
    create_starter_draft,
    merge_items,
    read_pasted_tasks,
    read_task_file,
)
from app.tasks.packages import (
    PackageRow,
    VersionRow,
    check_draft,
    diff_tasks,
    list_packages,
    list_versions,
    publish_tasks,
)
from app.tasks.task_book import write_task_book
from ui import messages
from ui.office.start_panel import StartPanel
from ui.office.station_tasks import station_task_review
from ui.office.task_editor import TaskEditor
from ui.office.task_publishing import TaskPublishing
from ui.office.task_reading import reading_review
from ui.page import EXCHANGE, Context, Page
from ui.undo import Steps
from ui.widgets.buttons import ActionButton

__all__ = ["TasksPage"]

_DEFAULT_NAME = "公共文化服务创建任务书"
_BEGIN = (
    "可以从随程序带的通用模板开始：63 项任务，标准、数量、周期和佐证都写好了，时限由县里填；\n"
    "也可以导入本县的任务书（Excel 或 Word，列名照任务书），或者在 Excel 里复制后按 Ctrl+V 粘贴。"
)
_STARTER, _BLANK, _DROP = "+starter", "+blank", "-drop"


class TasksPage(Page):
    """The draft of one list with a form at its side; looking through an import or a new version."""

    title = "任务下达"
    help_text = (
        "这里编写任务清单，核对后发布给各文化站。改动先留在草稿里，点“发布”才下发；发布过的版本不会再变。\n"
        "F2 改一格，回车打开右边的详情；Ctrl+V 粘贴从 Excel 复制的行；Ctrl+D 与上一行相同，选中几行时都填成第一行的值；"
        "Alt+上、下 移动一行。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._package: PackageRow | None = None
        self._read: TaskDocument | None = None
        self._steps = Steps(self)
        self._make_actions()
        self._editor = TaskEditor(self, self._steps)
        self._packages = QComboBox()
        self._packages.setAccessibleName("任务清单")
        self._packages.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._packages.setMinimumContentsLength(8)
        self._packages.activated.connect(lambda at: self._pick(self._packages.itemData(at)))
        self._standing = QLabel()
        self._standing.setProperty("role", "small")
        self._publishing = TaskPublishing(
            context.ws.today, back=self._back_action, publish=self._publish_action
        )
        self._reading = reading_review(back=self._back_action, accept=self._accept_action)
        self._own = station_task_review(back=self._back_action, accept=self._adopt_action)
        self._start = StartPanel(
            "clipboard-list",
            "还没有任务清单",
            _BEGIN,
            [self._starter_action, self._import_action, self._blank_action],
        )
        self._list = QWidget()
        self._stack = QStackedWidget()
        self._build()
        self._publishing.head_left.connect(self._save_head)
        self._turn_to(self._start)

    @override
    def reload(self) -> None:
        packages = list_packages(self.context.ws)
        chosen = self._package.package if self._package else None
        self._package = next(
            (one for one in packages if one.package == chosen), packages[-1] if packages else None
        )
        self._show_packages(packages)
        if self._package is None:
            self._turn_to(self._start)
            return
        if self._stack.currentWidget() in (self._start, self._list):
            self._turn_to(self._list)
        if self._stack.currentWidget() is self._publishing:
            self._show_publishing(self._package)
        if self._stack.currentWidget() is self._own:
            self._show_own()
        self._show_standing(self._package)
        self._editor.show_package(self._package)

    @override
    def show_record(self, **arguments: str) -> None:
        if "package" in arguments:
            self._choose(arguments["package"])
        self._editor.search.setText(arguments.get("find", ""))

    # -- building -------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._paste_action = self.action(
            "粘贴", self._paste, icon_name="clipboard-list", keys="Ctrl+V", writes=True
        )
        self._import_action = self.action("导入", self._import, icon_name="file-down", writes=True)
        self._starter_action = self.action("用通用模板开始", self._starter, icon_name="play", writes=True)
        self._blank_action = self.action("建空清单", self._blank, icon_name="plus", writes=True)
        self._back_action = self.action("返回清单", self._back, icon_name="arrow-left", keys="Esc")
        self._own_action = self.action("各站自己加的", self._look_at_own, icon_name="inbox")
        self._adopt_action = self.action(
            "纳入草稿", self._adopt, icon_name="check", keys="Ctrl+Return", writes=True
        )
        self._accept_action = self.action("导入", self._accept, icon_name="check", writes=True)
        self._publish_action = self.action("发布", self._publish, icon_name="send", writes=True)
        self._look_action = self.action("发布", self._look, icon_name="send", writes=True)
        self._print_action = self.action("打印", self._print, icon_name="printer", keys="Ctrl+P")
        self._book_action = self.action(
            "导出", self._export, icon_name="file-spreadsheet", keys="Ctrl+E", writes=True
        )

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self._packages, 1)
        for action in (self._editor.add_action, self._paste_action, self._import_action):
            bar.addWidget(ActionButton(action))
        for action in (self._steps.undo_action, self._steps.redo_action, *self._editor.row_actions):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        inside = QVBoxLayout(self._list)
        inside.setContentsMargins(12, 10, 12, 6)
        inside.addLayout(bar)
        inside.addWidget(self._editor, 1)
        self._own_button = ActionButton(self._own_action, "link")
        foot = QHBoxLayout()
        foot.addWidget(self._standing, 1)
        foot.addWidget(self._own_button)
        inside.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        for widget in (self._start, self._list, self._reading, self._own, self._publishing):
            self._stack.addWidget(widget)

    def _turn_to(self, shown: QWidget) -> None:
        self._stack.setCurrentWidget(shown)
        editing = shown is self._list
        self._editor.set_actions_enabled(editing)
        self._paste_action.setEnabled(editing or shown is self._start)
        self._back_action.setEnabled(shown in (self._reading, self._own, self._publishing))
        self._adopt_action.setEnabled(shown is self._own)
        self.main_action = self._look_action if editing else None
        self.export_action = self._book_action if editing else None
        published = editing and self._package is not None and self._package.version > 0
        self.print_action = self._print_action if published else None
        self._print_action.setEnabled(published)
        self._book_action.setEnabled(editing)
        self.frame_changed.emit()

    # -- showing --------------------------------------------------------------------------------------------

    def _show_packages(self, packages: list[PackageRow]) -> None:
        with QSignalBlocker(self._packages):
            self._packages.clear()
            for package in packages:
                version = f"第 {package.version} 版" if package.version else "未发布"
                self._packages.addItem(f"{package.head.name}（{version}）", package.package)
            self._packages.addItem("＋ 用通用模板新建一份", _STARTER)
            self._packages.addItem("＋ 新建一份空清单", _BLANK)
            if self._package is not None and not self._package.version:
                self._packages.addItem("－ 删除这份没有发布的清单", _DROP)
            self._packages.setCurrentIndex(
                self._packages.findData(self._package.package if self._package else None)
            )

    def _show_standing(self, package: PackageRow) -> None:
        if not package.version:
            self._standing.setText("草稿，还没有发布。各站要等发布并收到下发包后才能看到。")
        else:
            rest = f"草稿有 {package.changes} 项变化还没有发布。" if package.changes else "草稿没有新的变化。"
            self._standing.setText(f"第 {package.version} 版已于 {package.published_on} 发布。{rest}")
        versions = list_versions(self.context.ws, package.package)
        waiting = count_station_tasks(self.context.ws)
        self._own_action.setText(f"各站自己加了 {waiting} 项，看看")
        self._own_button.setVisible(waiting > 0)
        self._standing.setToolTip("\n".join(_history(version) for version in versions))

    def _choose(self, package: str) -> None:
        self._package = next(
            (one for one in list_packages(self.context.ws) if one.package == package), self._package
        )
        self.reload()

    def _pick(self, choice: str) -> None:
        run = {_STARTER: self._starter, _BLANK: self._blank, _DROP: self._drop}.get(choice)
        if run is None:
            self._choose(choice)
        else:
            run()

    # -- starting and importing -----------------------------------------------------------------------------

    def _starter(self) -> None:
        self._steps.run(
            "用通用模板开始",
            "正在读通用模板",
            lambda _job: create_starter_draft(self.context.ws, name=_DEFAULT_NAME),
            self._choose,
        )

    def _blank(self) -> None:
        head = DraftHead(_DEFAULT_NAME)
        self._choose(self._steps.do("建空清单", lambda: create_draft(self.context.ws, head)))

    def _drop(self) -> None:
        package = self._package
        if package is not None:
            name = package.head.name
            self._steps.do(f"删除清单{name}", lambda: drop_draft(self.context.ws, package.package))
            self.context.status(f"“{name}”已删除，按 Ctrl+Z 可以撤销。")

    def _paste(self) -> None:
        read = read_pasted_tasks(QGuiApplication.clipboard().text())
        if self._package is None:
            self._look_through(read, "粘贴的任务")
            return
        forms = [item.form for item in read.items]
        self._editor.insert(f"粘贴 {len(forms)} 项", forms, year=read.year)
        self.context.status(f"粘贴了 {len(forms)} 项，按 Ctrl+Z 可以撤销。")

    def _import(self) -> None:
        path = messages.choose_file("导入任务书", messages.EXCEL_OR_WORD)
        if path is not None:
            self.import_file(path)

    def import_file(self, path: Path) -> None:
        """Read `path` and show what was understood."""

        def work(_job: Job) -> TaskDocument:
            return read_task_file(path)

        self.context.jobs.start(
            "正在读任务书", work, lambda read: self._look_through(read, f"“{path.name}”里的任务")
        )

    def _look_through(self, read: TaskDocument, what: str) -> None:
        self._read = read
        doubtful = sum(bool(item.doubts) for item in read.items)
        notice = "".join(read.doubts) + (f"有 {doubtful} 行要核对，原因见“说明”。" if doubtful else "")
        self._reading.show_rows(
            read.items, headline=f"{what}共 {len(read.items)} 项，请核对。", notice=notice
        )
        self._accept_action.setText(f"导入 {len(read.items)} 项")
        self._turn_to(self._reading)

    def _accept(self) -> None:
        read = self._read
        if read is None:
            return
        answer: int | None = 1
        if self._package is not None:
            answer = messages.choose(
                f"导入到哪里？并入“{self._package.head.name}”时，编码相同的更新，其余的加在后面。",
                ["并入当前清单", "作为新清单"],
            )
        if answer is None:
            return
        self._turn_to(self._list)
        ws = self.context.ws
        if answer == 0 and self._package is not None:
            package = self._package.package
            done = self._steps.do("导入任务", lambda: merge_items(ws, package, read))
            rest = f"清单里另有 {done.missing} 项文件里没有，没有动它们。" if done.missing else ""
            self.context.status(f"更新 {done.changed} 项，新增 {done.added} 项。{rest}")
            self.reload()
        else:
            head = DraftHead(read.title or _DEFAULT_NAME)
            forms = [item.form for item in read.items]
            self._choose(self._steps.do("导入任务", lambda: create_draft(ws, head, forms, year=read.year)))

    # -- what stations set themselves -----------------------------------------------------------------------

    def _look_at_own(self) -> None:
        self._show_own()
        self._turn_to(self._own)

    def _show_own(self) -> None:
        rows = list_station_tasks(self.context.ws)
        self._own.show_rows(
            sorted(rows, key=lambda row: bool(row.taken)),
            headline=f"各站自己加的任务共 {len(rows)} 项。选中一项或几项，点“纳入草稿”，措辞回到清单里再改。",
        )

    def _adopt(self) -> None:
        package = self._package
        tasks = [row.id for row in self._own.view.selected_rows()]
        if package is None:
            return
        ws = self.context.ws
        made = self._steps.do(
            f"纳入各站自增 {len(tasks)} 项", lambda: adopt_tasks(ws, package.package, tasks)
        )
        self._turn_to(self._list)
        self._editor.reveal(made[0])
        self.context.status(f"{len(made)} 项已放到草稿末尾，请改好措辞。发布后，原来的站确认一次就接着办。")

    def _export(self) -> None:
        if self._package is None:
            return
        head = self._package.head
        path = messages.choose_target("导出任务书", f"{head.name}.xlsx", messages.EXCEL)
        if path is None:
            return
        forms = list(draft_forms(self.context.ws, self._package.package).values())
        facts = "　".join(
            part for part in (head.document_no, f"认领截止 {head.claim_by}" if head.claim_by else "") if part
        )
        written = write_task_book(forms, path, title=head.name, facts=facts, now=self.context.ws.now())
        self.context.status(written.beside_sentence() or f"已导出到 {written.path}")

    def _print(self) -> None:
        self.context.navigate("print", document="任务书")

    # -- publishing -----------------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._package is not None:
            self._show_publishing(self._package)
            self._turn_to(self._publishing)

    def _show_publishing(self, package: PackageRow) -> None:
        doubts = check_draft(self.context.ws, package.package)
        self._publishing.show_package(package, diff_tasks(self.context.ws, package.package), doubts)
        self._publish_action.setText(f"发布第 {package.version + 1} 版")
        self._publish_action.setEnabled(package.changes > 0 and not any(doubt.blocks for doubt in doubts))

    def _save_head(self) -> None:
        if self._package is not None:
            package, head = self._package.package, self._publishing.head()
            self._steps.do("修改清单资料", lambda: edit_head(self.context.ws, package, head))

    def _publish(self) -> None:
        if self._package is None:
            return
        version = self._package.version + 1
        if not messages.ask(
            f"发布“{self._package.head.name}”第 {version} 版？发布后这一版不能再改，要改只能再发新版。",
            "发布",
        ):
            return
        publish_tasks(self.context.ws, self._package.package)
        self._steps.forget()
        self._turn_to(self._list)
        self.context.written()
        if messages.ask(
            f"第 {version} 版已发布。接下来到“收发”里生成开站包或下发包，发给各文化站。", "去收发", "留在这里"
        ):
            self.context.navigate(EXCHANGE)

    def _back(self) -> None:
        self._turn_to(self._list if self._package else self._start)


def _history(version: VersionRow) -> str:
    return (
        f"第 {version.version} 版，{version.issued_on} 发布，{version.items} 项："
        f"新增 {version.added}、修改 {version.changed}、撤回 {version.withdrawn}"
    )
