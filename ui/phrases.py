"""Phrases that are used again and again: F9 in any field for text."""

from functools import partial
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit

from app.settings import load_settings, save_settings
from ui.page import Context
from ui.searching.search_box import SearchBox
from ui.widgets.fields import DateField, DigitsField
from ui.widgets.filter_bar import SearchField

__all__ = ["keep_phrases", "offer_phrases"]

_LONGEST_SHOWN: Final = 28
_LONGEST: Final = 200
_NO_TEXT: Final = (DigitsField, DateField, SearchField, SearchBox)


def offer_phrases(context: Context) -> QMenu | None:
    """Show the phrases under the cursor of the field that has the focus; None, and a hint, where there is none."""
    field = QApplication.focusWidget()
    if (
        not isinstance(field, QLineEdit | QPlainTextEdit)
        or isinstance(field, _NO_TEXT)
        or field.isReadOnly()
        or not field.isEnabled()
    ):
        context.status("先把光标放进要写字的格子，再按 F9 选常用语。")
        return None
    phrases = load_settings(context.ws.folder).phrases
    menu = QMenu(field)
    for number, phrase in enumerate(phrases, start=1):
        short = phrase if len(phrase) <= _LONGEST_SHOWN else f"{phrase[:_LONGEST_SHOWN]}…"
        key = f"&{number}　" if number <= 9 else "　　"
        action = QAction(key + short.replace("&", "&&"), menu)
        action.triggered.connect(partial(_insert, field, phrase))
        menu.addAction(action)
    menu.addSeparator()
    text = _chosen_text(field)
    if text and text not in phrases:
        menu.addAction("把这一格的话存为常用语", partial(_keep, context, text))
    menu.addAction("修改常用语", partial(context.navigate, "settings", tab="phrases"))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(field.mapToGlobal(QPoint(0, field.cursorRect().bottom() + 4)))
    return menu


def keep_phrases(folder: Path, lines: list[str]) -> None:
    """Keep `lines` as the list of phrases, without blanks and repetitions.

    Raises:
        StorageError: The folder cannot be written.
    """
    phrases = tuple(
        dict.fromkeys(line for line in (" ".join(line.split())[:_LONGEST] for line in lines) if line)
    )
    settings = load_settings(folder)
    if phrases != settings.phrases:
        save_settings(folder, replace(settings, phrases=phrases))


def _insert(field: QLineEdit | QPlainTextEdit, phrase: str, _checked: bool = False) -> None:
    typed = QInputMethodEvent()  # as if it had been typed: suggestions follow, and it can be undone
    typed.setCommitString(phrase)
    QApplication.sendEvent(field, typed)


def _keep(context: Context, text: str) -> None:
    keep_phrases(context.ws.folder, [*load_settings(context.ws.folder).phrases, text])
    context.status("已存为常用语。")


def _chosen_text(field: QLineEdit | QPlainTextEdit) -> str:
    if isinstance(field, QLineEdit):
        return " ".join((field.selectedText() or field.text()).split())[:_LONGEST]
    return " ".join((field.textCursor().selectedText() or field.toPlainText()).split())[:_LONGEST]
