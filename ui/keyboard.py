"""Keys as they are called on this program's screens."""

import re
from typing import Final

from PySide6.QtGui import QKeySequence

__all__ = ["key_words"]

_WORDS: Final = {
    "Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Return": "回车", "Space": "空格", "Del": "Delete",
    "PgUp": "上翻页", "PgDown": "下翻页",
}  # fmt: skip


def key_words(keys: QKeySequence) -> str:
    """Return "Alt+↓" for Alt+Down: what is printed on the keys, or what they are called."""
    return re.sub(r"\w+", lambda word: _WORDS.get(word.group(), word.group()), keys.toString())
