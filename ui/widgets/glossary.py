"""What the words of the trade mean, told when the mouse rests on one of them."""

import json
import re
from functools import cache
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTabBar,
    QToolTip,
    QWidget,
)

import resources

__all__ = ["explain", "explained", "terms"]

_LONGEST: Final = 24  # a longer text is read, not looked up in
_MOST: Final = 2  # explanations at once


@cache
def terms() -> dict[str, str]:
    """Return the explanation of each term."""
    found: dict[str, str] = json.loads(resources.path("glossary.json").read_text(encoding="utf-8"))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(terms(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def explained(text: str) -> str:
    """Return what the terms in a short `text` mean, a line each; empty where there is none."""
    if len(text) > _LONGEST:
        return ""
    found = dict.fromkeys(_pattern().findall(text))
    return "\n".join(f"{term}：{terms()[term]}" for term in list(found)[:_MOST])


def explain(widget: QWidget, event: QHelpEvent) -> bool:
    """Show what the terms under the mouse mean, beside the tool tip of `widget`; say whether there are any."""
    said, own = _text_at(widget, event.pos())
    words = explained(said)
    if not words:
        return False
    QToolTip.showText(event.globalPos(), f"{own}\n{words}" if own and own != said else words, widget)
    return True


def _text_at(widget: QWidget, place: QPoint) -> tuple[str, str]:
    """Return (what stands under the mouse, its own tool tip)."""
    if isinstance(widget, QLabel | QAbstractButton):
        return re.sub("<[^>]*>", "", widget.text()), widget.toolTip()
    if isinstance(widget, QTabBar):
        return widget.tabText(widget.tabAt(place)), widget.tabToolTip(widget.tabAt(place))
    parent = widget.parentWidget()
    if isinstance(parent, QHeaderView):
        section = parent.logicalIndexAt(place)
        return str(parent.model().headerData(section, parent.orientation()) or ""), ""
    if isinstance(parent, QAbstractItemView):
        index = parent.indexAt(place)
        return str(index.data() or ""), ""
    return "", ""
