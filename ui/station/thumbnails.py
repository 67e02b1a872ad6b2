"""Small pictures of files, made beside the window and only for what is looked at."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from app.evidence.picking import FoundPicture

__all__ = ["SIDE_PX", "Small", "ThumbnailLoader"]

SIDE_PX: Final = 160
_MOST_WAITING: Final = 80  # what was scrolled past is asked for again when it is seen again


class Small(Struct, frozen=True):
    """What became of a picture: no image where it cannot be read."""

    path: Path
    image: QImage | None
    where: str  # it is used already; "" when it is new


class ThumbnailLoader(QObject):
    """Makes what was asked for last first; one thread of its own that touches files only, never the ledger."""

    made = Signal(object)  # Small
    _ready = Signal(object)

    def __init__(self, where: "Callable[[FoundPicture], str]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._where = where
        self._waiting: dict[Path, FoundPicture] = {}  # last asked last
        self._lock = Lock()
        self._running = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="thumbnails")
        self._ready.connect(self.made, Qt.ConnectionType.QueuedConnection)

    def ask(self, picture: "FoundPicture") -> None:
        """Make this one next."""
        with self._lock:
            self._waiting.pop(picture.path, None)
            self._waiting[picture.path] = picture
            while len(self._waiting) > _MOST_WAITING:
                del self._waiting[next(iter(self._waiting))]
            if self._running:
                return
            self._running = True
        self._thread.submit(self._work)

    def forget(self) -> None:
        """Make nothing more of what waits."""
        with self._lock:
            self._waiting.clear()

    def shut_down(self) -> None:
        """Forget what waits and wait for the one in hand."""
        self.forget()
        self._thread.shutdown(wait=True)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                _, picture = self._waiting.popitem()
            self._ready.emit(self._make(picture))

    def _make(self, picture: "FoundPicture") -> Small:
        from app.evidence.pictures import UnreadablePicture, thumbnail

        try:
            small = thumbnail(picture.path, SIDE_PX)
            image = QImage(
                small.rgb, small.width, small.height, small.width * 3, QImage.Format.Format_RGB888
            ).copy()
        except (UnreadablePicture, OSError):
            image = None
        try:
            where = self._where(picture)
        except OSError:
            where = ""
        return Small(picture.path, image, where)
