"""Taking packages in: what would happen, one confirmation, what happened, and taking it back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.job import Job
from ui.exchange.tables import file_table, record_table
from ui.exchange.undoing import undone_words
from ui.page import Page
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.sync.differences import RecordChange
    from app.sync.results import FileResult, Received
    from app.sync.undo import Undone

__all__ = ["IntakePanel"]


class IntakePanel(QWidget):
    """First a preview of files, then their results."""

    shown = Signal()  # there is something to look at
    closed = Signal()
    receipts_wanted = Signal(list)  # of units

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._context = page.context
        self._paths: Sequence[Path] = ()
        self._received: Received | None = None
        self._office = page.context.ws.office == page.context.ws.site
        self._heading = QLabel()
        self._heading.setProperty("role", "title")
        self._heading.setWordWrap(True)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._table = file_table(self._files)
        self._table.chosen.connect(self._tell_whole)
        self._records = record_table(self._changes)
        self._whole = QLabel()
        self._whole.setProperty("role", "soft")
        self._whole.setWordWrap(True)
        self._whole.setTextFormat(Qt.TextFormat.PlainText)
        self._receive = page.action("接收", self._take_in, icon_name="inbox", writes=True)
        self._receive.setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])
        self._close = page.action("返回", self.leave, icon_name="arrow-left", keys="Esc")
        self._undo = page.action("撤销这次接收", self._take_back, icon_name="undo-2", writes=True)
        self._ask = page.action("复制催补文字", self._copy_gaps, icon_name="copy")
        self._receipts = page.action(
            "给这些站写回执", self._want_receipts, icon_name="file-check", writes=True
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self._buttons: list[tuple[QAction, ActionButton]] = []
        for action in (self._close, self._undo, self._ask, self._receipts):
            self._buttons.append((action, ActionButton(action)))
        self._buttons.append((self._receive, ActionButton(self._receive, "main")))
        for place, (_, button) in enumerate(self._buttons):
            if place == len(self._buttons) - 1:
                buttons.addStretch()
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addWidget(self._words)
        layout.addWidget(self._table, 2)
        layout.addWidget(self._whole)
        layout.addWidget(self._records, 3)
        layout.addLayout(buttons)
        self._context.jobs.ended.connect(self._focus)
        self._offer()

    @property
    def done(self) -> bool:
        """Nothing is left to be confirmed."""
        return not self._receive.isVisible()

    @property
    def confirm_button(self) -> ActionButton:
        """The one button that takes everything in."""
        return self._buttons[-1][1]

    def look_at(self, paths: Sequence[Path]) -> None:
        """Preview these files and folders; nothing is changed by that."""
        from app.sync.receive import preview

        ws = self._context.ws
        self._paths = list(paths)

        def work(job: Job) -> "Received":
            return preview(ws, self._paths, job)

        self._context.jobs.start("正在查看数据包", work, self._show_preview)

    def _files(self) -> "Sequence[FileResult]":
        return self._received.files if self._received is not None else ()

    def _show_preview(self, received: "Received") -> None:
        self._received = received
        new = [file for file in received.files if file.outcome == "new"]
        waits = sum(file.outcome == "waiting" for file in received.files)
        others = len(received.files) - len(new) - waits
        if new or waits:
            self._heading.setText(f"{len(received.files)} 个文件，{len(received.units)} 个单位有新内容")
            notes = [f"{len(new)} 个可以接收"] if new else []
            notes += [f"{waits} 个缺前一号，接收后先放在待补"] if waits else []
            notes += [f"{others} 个不用或不能接收，原因写在后面"] if others else []
            self._say("；".join(notes) + "。接收前会自动备份，接收后 30 天内可以撤销。", "soft")
        else:
            self._heading.setText("没有可以接收的新内容")
            self._say(_first_sentence(received.files), "soft")
        self._show(confirm=bool(new or waits), undo=False)

    def _take_in(self) -> None:
        from app.sync.differences import list_changes
        from app.sync.receive import receive

        ws = self._context.ws

        def work(job: Job) -> "Received":
            received = receive(ws, self._paths, job)
            records = () if received.batch is None else tuple(list_changes(ws, received.batch))
            return replace(received, records=records)

        self._context.jobs.start("正在接收数据包", work, self._show_result)

    def _show_result(self, received: "Received") -> None:
        from app.overview.reports import news_of
        from app.sync.joining import settle_villages
        from app.workspace import Role

        trouble_first = sorted(received.files, key=lambda file: file.outcome in {"new", "known"})
        ws = self._context.ws
        self._received = replace(received, files=tuple(trouble_first))
        new = sum(file.outcome == "new" for file in received.files)
        left = [file for file in received.files if file.outcome not in {"new", "known"}]
        self._heading.setText(f"已接收 {new} 个数据包" if new else "没有接收到新的内容")
        if received.complete:
            words = [f"{len(received.units)} 个单位的数据都已接上，没有遗漏。"] if new else ["都已经有了。"]
        else:
            words = [
                f"{len(received.files)} 个文件里有 {len(left)} 个没有接上，它们排在最前面；其余都已接收，现有数据完好。"
            ]
        photos = sum(unit.blobs_missing for unit in received.units)
        if photos:
            words.append(f"还有 {photos} 份照片附件没有到，下次对方上报时会自动补发。")
        if any(file.enrolled for file in received.files):
            names = [file.name for file in received.files if file.enrolled]
            more = f"等 {len(names)} 个站" if len(names) > 3 else ""
            words.append(
                f"{'、'.join(names[:3])}{more}第一次上报，请打电话核对六组数字（在“各站”里选中它，点“电话核对”）。"
            )
        if ws.role is Role.STATION and received.batch is not None:
            settle_villages(ws)
            words = [*news_of(ws, received.batch), *words]
        self._say("\n".join(words), "good" if received.complete else "warning")
        self._show(confirm=False, undo=received.batch is not None)
        self._context.written()

    def _take_back(self) -> None:
        from app.sync.undo import undo_import

        assert self._received is not None
        assert self._received.batch is not None
        ws, batch = self._context.ws, self._received.batch

        def show(undone: "Undone") -> None:
            self._context.written()
            self.leave()
            self._context.status(undone_words(undone))

        self._context.jobs.start("正在撤销这次接收", lambda _job: undo_import(ws, batch), show)

    def _units(self) -> list[str]:
        """Return the stations whose computers are known and which sent something now."""
        return sorted({file.unit for file in self._files() if file.unit and file.outcome != "quarantined"})

    def _want_receipts(self) -> None:
        self.receipts_wanted.emit(self._units())

    def _copy_gaps(self) -> None:
        from app.overview.reports import gap_text

        gaps = [(file.name, file.sentence) for file in self._files() if file.outcome == "waiting"]
        QGuiApplication.clipboard().setText(gap_text(gaps))
        self._context.status("催补文字已复制，到微信群里粘贴就能发。")

    def _changes(self) -> "Sequence[RecordChange]":
        """Return what changes of the unit whose file is chosen."""
        file, records = self._table.current_row(), self._received.records if self._received else ()
        return [one for one in records if file is None or one.unit == file.unit]

    def _tell_whole(self, file: "FileResult | None") -> None:
        self._whole.setText("" if file is None else f"{file.path.name}：{file.sentence}")
        self._records.reload()
        self._records.setVisible(bool(self._received and self._received.records))

    def leave(self) -> None:
        """Put what is shown away; files that were only looked at stay where they are."""
        self._received = None
        self._offer()
        self.closed.emit()

    def _say(self, words: str, role: str) -> None:
        self._words.setText(words)
        self._words.setProperty("role", role)
        self._words.style().polish(self._words)
        self._words.setVisible(bool(words))

    def _show(self, *, confirm: bool, undo: bool) -> None:
        self._table.reload()
        self._tell_whole(self._table.current_row())
        self._offer(confirm=confirm, undo=undo)
        self.shown.emit()

    def _focus(self) -> None:
        """Let Enter mean the one thing there is to confirm; while a job runs its button cannot have the focus."""
        if self.isVisible() and self._receive.isVisible():
            self.confirm_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, *, confirm: bool = False, undo: bool = False) -> None:
        """Leave only those buttons that do something now; a hidden action has no keys either."""
        gaps = any(file.outcome == "waiting" for file in self._files())
        wanted = {self._receive: confirm, self._undo: undo, self._ask: gaps and not confirm}
        wanted[self._close] = self._received is not None
        wanted[self._receipts] = undo and self._office and bool(self._units())
        for action, button in self._buttons:
            action.setVisible(wanted[action])
            button.setVisible(wanted[action])


def _first_sentence(files: "Sequence[FileResult]") -> str:
    sentences = list(dict.fromkeys(file.sentence for file in files if file.sentence))
    if not sentences:
        return "这里没有数据包。数据包的文件名以 .zwt 结尾。"
    return sentences[0] if len(sentences) == 1 else "每个文件的原因写在后面。现有数据没有改动。"
