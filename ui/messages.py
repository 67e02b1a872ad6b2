"""The only message boxes and file dialogs. Tests replace these functions, not Qt."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QWidget

from app.errors import UserError

__all__ = [
    "DOCUMENTS",
    "EXCEL",
    "EXCEL_OR_WORD",
    "PACKAGE",
    "PDF",
    "PICTURES",
    "WORD",
    "ask",
    "catch_internal_errors",
    "choose",
    "choose_file",
    "choose_files",
    "choose_folder",
    "choose_target",
    "say",
    "show_error",
    "show_internal_error",
]

PACKAGE = "数据包 (*.zwt)"
EXCEL = "Excel 表格 (*.xlsx *.xls *.et)"
EXCEL_OR_WORD = "表格和文档 (*.xlsx *.xls *.et *.docx *.doc *.wps)"
DOCUMENTS = "文稿 (*.docx *.doc *.wps *.xlsx *.xls *.et *.txt *.csv)"
WORD = "Word 文档 (*.docx)"
PDF = "PDF 文件 (*.pdf)"
PICTURES = "照片 (*.jpg *.jpeg *.png *.heic *.bmp *.webp)"
_ALL = "所有文件 (*)"

_log = logging.getLogger(__name__)
_log_path: list[Path] = []


def say(text: str) -> None:
    """Tell something that needs no answer but must be seen."""
    _box(QMessageBox.Icon.Information, text, ["知道了"])


def show_error(error: UserError | str) -> None:
    """Show what went wrong; `str(error)` says what happened, what is safe and what to do."""
    _box(QMessageBox.Icon.Warning, str(error), ["知道了"])


def show_internal_error(error: BaseException) -> None:
    """Log the trace and say that the program, not the user, is at fault."""
    _log.error("internal error", exc_info=error)
    where = f"\n\n记录在：{_log_path[0]}" if _log_path else ""
    _box(
        QMessageBox.Icon.Critical,
        f"程序内部错误，刚才这一步没有做完，以前保存的数据没有改动。请把记录文件发给维护人员。{where}",
        ["知道了"],
    )


def ask(question: str, yes: str, no: str = "取消", *, danger: bool = False) -> bool:
    """Ask before something that cannot simply be done again; buttons are verbs.

    Args:
        danger: Enter and Esc both mean `no`, and `yes` is drawn in red.
    """
    return _box(QMessageBox.Icon.Question, question, [yes, no], default=1 if danger else 0) == 0


def choose(question: str, answers: Sequence[str]) -> int | None:
    """Ask with several buttons and return the position of the answer, or None when closed."""
    picked = _box(QMessageBox.Icon.Question, question, [*answers, "取消"])
    return picked if picked < len(answers) else None


def choose_file(title: str, kinds: str = _ALL, folder: Path | None = None) -> Path | None:
    """Let the user pick one existing file; `kinds` is a constant of this module."""
    name, _ = QFileDialog.getOpenFileName(_window(), title, str(folder or _start()), _kinds(kinds))
    return Path(name) if name else None


def choose_files(title: str, kinds: str = _ALL, folder: Path | None = None) -> list[Path]:
    """Let the user pick any number of existing files; empty when closed."""
    names, _ = QFileDialog.getOpenFileNames(_window(), title, str(folder or _start()), _kinds(kinds))
    return [Path(name) for name in names]


def choose_folder(title: str, folder: Path | None = None) -> Path | None:
    """Let the user pick a folder."""
    name = QFileDialog.getExistingDirectory(_window(), title, str(folder or _start()))
    return Path(name) if name else None


def choose_target(title: str, name: str, kinds: str = _ALL) -> Path | None:
    """Let the user say where to save; `name` is proposed, with its suffix."""
    chosen, _ = QFileDialog.getSaveFileName(_window(), title, str(_start() / name), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(Path(name).suffix)


def catch_internal_errors(log_file: Path) -> None:
    """From now on show uncaught exceptions, and name `log_file` as where the trace lies."""
    _log_path[:] = [log_file]

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif isinstance(error, UserError):
            show_error(error)
        else:
            show_internal_error(error)

    sys.excepthook = hook


def _box(icon: QMessageBox.Icon, text: str, buttons: Sequence[str], default: int = 0) -> int:
    """Show a box and return the position of the pressed button; the last one is what Esc means."""
    box = QMessageBox(icon, "站务台账", text, parent=_window())
    made: list[QPushButton] = []
    for position, words in enumerate(buttons):
        role = QMessageBox.ButtonRole.AcceptRole if position == 0 else QMessageBox.ButtonRole.RejectRole
        made.append(box.addButton(words, role))
    box.setDefaultButton(made[default])
    box.setEscapeButton(made[-1])
    box.exec()
    clicked = box.clickedButton()
    return next((n for n, button in enumerate(made) if button is clicked), len(made) - 1)


def _window() -> QWidget | None:
    return QApplication.activeWindow()


def _start() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DesktopLocation))


def _kinds(kinds: str) -> str:
    return kinds if kinds == _ALL else f"{kinds};;{_ALL}"
