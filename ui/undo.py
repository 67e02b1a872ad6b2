"""Taking back and doing again, for the steps of one page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.job import Job
from ui.page import Page

if TYPE_CHECKING:
    from app.log.undo import Mark, Written

__all__ = ["Steps"]

T = TypeVar("T")
_KEPT: Final = 50


class _Step(Struct, frozen=True):
    name: str
    written: "tuple[Written, ...]"


class Steps(QObject):
    """What the user did on a page, each step named: Ctrl+Z takes the last one back, Ctrl+Y does it again."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._context = page.context
        self._done: list[_Step] = []
        self._taken: list[_Step] = []
        self.undo_action = page.action("撤销", self.undo, icon_name="undo-2", keys="Ctrl+Z", writes=True)
        self.redo_action = page.action("重做", self.redo, icon_name="redo-2", keys="Ctrl+Y", writes=True)
        self._show()

    def do(self, name: str, work: Callable[[], T], *, tell: bool = True) -> T:
        """Do `work` and remember what it wrote under `name`.

        Args:
            name: What the user did, as the menu says it: "删除 3 项".
            work: Calls use cases.
            tell: Tell the frame at once; not from `Column.edit`, whose model says when the editor is closed.
        """
        from app.log.undo import mark_log

        mark = mark_log(self._context.ws)
        result = work()
        if self._remember(name, mark) and tell:
            self._context.written()
        return result

    def run(self, name: str, title: str, work: Callable[[Job], T], on_done: Callable[[T], None]) -> None:
        """Do what lasts longer than a blink as a job, then remember it as a step and call `on_done`.

        Args:
            name: What the user did.
            title: What is being done, shown beside the progress bar.
            work: Calls use cases; touches no widget.
            on_done: Called with its result on the GUI thread.
        """
        from app.log.undo import mark_log

        mark = mark_log(self._context.ws)

        def finish(result: T) -> None:
            self._remember(name, mark)
            self._context.written()
            on_done(result)

        self._context.jobs.start(title, work, finish)

    def forget(self) -> None:
        """Leave everything as it is: what was published cannot be taken back."""
        self._done, self._taken = [], []
        self._show()

    def undo(self) -> None:
        """Take the last step back."""
        self._turn(self._done, self._taken, "已撤销")

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._turn(self._taken, self._done, "已重做")

    def _remember(self, name: str, mark: "Mark") -> bool:
        from app.log.undo import written_since

        written = written_since(self._context.ws, mark)
        if written:
            self._done = [*self._done[-_KEPT:], _Step(name, written)]
            self._taken = []
            self._show()
        return bool(written)

    def _turn(self, source: list[_Step], target: list[_Step], word: str) -> None:
        from app.log.undo import take_back

        if not source:
            return
        step = source.pop()
        try:
            written = take_back(self._context.ws, step.written)
        finally:
            self._show()
        target.append(_Step(step.name, written))
        self._show()
        self._context.written()
        self._context.status(f"{word}：{step.name}")

    def _show(self) -> None:
        for action, word, steps in (
            (self.undo_action, "撤销", self._done),
            (self.redo_action, "重做", self._taken),
        ):
            _name(action, word, steps[-1].name if steps else "")


def _name(action: QAction, word: str, step: str) -> None:
    action.setText(word)
    keys = action.shortcut().toString()
    action.setToolTip(f"{word}：{step}（{keys}）" if step else f"没有可{word}的（{keys}）")
