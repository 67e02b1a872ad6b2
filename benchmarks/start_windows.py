"""Programs that say a word when their first page is painted and answers; `benchmarks/start.py` times them."""

import sys
from pathlib import Path

__all__: list[str] = []


def bare() -> None:
    """Show the least that a program with a database can show: a window with a table, SQLAlchemy loaded."""
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem
    from sqlalchemy.orm import Session  # noqa: F401 - that it is loaded is the point

    from benchmarks.painting import when_painted

    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 697)
    table = QTableWidget(30, 8)
    for row in range(30):
        for column in range(8):
            table.setItem(row, column, QTableWidgetItem("组织群众开展文化活动"))
    window.setCentralWidget(table)
    when_painted(table.viewport(), _done)
    window.show()
    app.exec()


def ours(folder: Path, machine: Path) -> int:
    """Open a ledger as `station-ledger --data` does."""
    import ui.program
    from benchmarks.painting import when_painted
    from ui.__main__ import main
    from ui.frame import Frame

    class Watched(ui.program.Program):
        def __init__(self, machine: Path | None = None) -> None:
            super().__init__(machine)
            self.window.jobs.ended.connect(self._watch)

        def _watch(self) -> None:
            frame = self.window.centralWidget()
            assert isinstance(frame, Frame)
            assert frame.page is not None
            when_painted(frame.page, _done)

    ui.program.Program = Watched  # type: ignore[misc]
    return main(["--data", str(folder), "--machine", str(machine)])


def _done() -> None:
    from PySide6.QtWidgets import QApplication

    print("painted", flush=True)
    for window in QApplication.topLevelWidgets():
        window.close()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        sys.exit(ours(*map(Path, sys.argv[2:])))
