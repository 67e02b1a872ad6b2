"""PCs that share nothing but files."""

import os
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui.walker import Walker
from ui.program import Program


class Pcs:
    """Starts a PC with a user before it; each has its own keys and disk."""

    def __init__(self, qtbot: QtBot, root: Path) -> None:
        self.qtbot, self.root = qtbot, root
        self._programs: list[Program] = []
        self.stick = root / "stick"
        self.stick.mkdir()
        shots = os.environ.get("WALK_SHOTS")
        self._shots = Path(shots) if shots else None

    def start(self, name: str) -> Walker:
        program = Program(self.root / name / "machine")
        self._programs.append(program)
        self.qtbot.addWidget(program.window)
        with self.qtbot.waitSignal(program.window.painted):
            program.window.show()
        program.start()
        walker = Walker(self.qtbot, program, name, self._shots)
        walker.come()
        return walker

    def close(self) -> None:
        for program in self._programs:
            self.qtbot.waitUntil(lambda program=program: not program.window.busy, timeout=60_000)
            program.window.close()
            program.close()
