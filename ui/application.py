"""The QApplication as this program needs it: Chinese, its own look, errors shown and logged."""

import logging
import logging.handlers
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import resources
from ui import messages, theme
from ui.widgets.pointer import PointerHabits

__all__ = ["log_to", "make_application", "prepare"]

_LOG_BYTES = 1_000_000
_POINTER_AFTER_MS = 1000


def make_application() -> QApplication:
    """Make the one QApplication."""
    if os.environ.get("QT_IM_MODULE", "").startswith("fcitx") and not _has_fcitx():
        os.environ["QT_IM_MODULE"] = "ibus"  # fcitx5 answers to it, and the wheels have no other
    app = QApplication(sys.argv[:1])
    prepare(app, pointer_after_ms=_POINTER_AFTER_MS)
    return app


def prepare(app: QApplication, *, pointer_after_ms: int = 0) -> None:
    """Give `app` its name, language, look and habits, those of the mouse after a while."""
    app.setApplicationName("station-ledger")
    app.setApplicationDisplayName("站务台账")
    app.setWindowIcon(QIcon(str(resources.path("icons/station-ledger.svg"))))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    for name in ("qtbase_zh_CN", "qt_rest_zh_CN"):
        translator = QTranslator(app)
        translator.load(str(resources.path(f"{name}.qm")))
        app.installTranslator(translator)
    theme.current()
    PointerHabits(app, after_ms=pointer_after_ms)


def log_to(folder: Path) -> None:
    """Log warnings and errors into `folder`, and show what nobody caught."""
    file = folder / "station-ledger.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.StreamHandler()  # a disk that cannot be written is told of where it matters
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        handlers=[handler],
    )
    messages.catch_internal_errors(file)


def _has_fcitx() -> bool:
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    return any("fcitx" in plugin.name for plugin in plugins.glob("*"))
