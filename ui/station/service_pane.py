"""按村服务: a year's grid of villages and months, and how often each village is to be served."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.icons import set_icon
from ui.page import Context
from ui.station.service_table import ServiceTable
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.fields import DigitsField

__all__ = ["ServicePane"]


class ServicePane(QWidget):
    """The grid with its year, its kind and its target. `opened` brings village and period of a cell."""

    opened = Signal(str, object)  # unit, GridCell

    def __init__(self, context: Context, steps: Steps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._steps = context, steps
        self.year = context.ws.today.year
        self.kinds, self.period = QComboBox(), QComboBox()
        self.kinds.setAccessibleName("服务类型")
        self.period.setAccessibleName("周期")
        for value, word in (("month", "每村每月"), ("quarter", "每村每季度")):
            self.period.addItem(word, value)
        self.times = DigitsField(longest=2)
        self.times.setAccessibleName("次数")
        self.times.setMaximumWidth(self.times.fontMetrics().horizontalAdvance("00000000"))
        self.kinds.activated.connect(lambda _index: self.reload())
        self.period.activated.connect(lambda _index: self._save())
        self.times.editingFinished.connect(self._save)
        self._year = QLabel()
        self._year.setProperty("role", "heading")
        self._say = QLabel()
        self._say.setProperty("role", "soft")
        self._say.setWordWrap(True)
        self.table = ServiceTable()
        self.table.opened.connect(self.opened)
        self._none = QLabel("还没有村的名单。收了县里的开站包，本镇的村就在这里。")
        self._none.setProperty("role", "soft")
        self._none.setWordWrap(True)
        self._none.hide()
        head = QHBoxLayout()
        head.setSpacing(8)
        for words, drawing, step in (("上一年", "chevron-left", -1), ("下一年", "chevron-right", 1)):
            action = QAction(words, self)
            set_icon(action, drawing)
            action.triggered.connect(lambda _checked=False, step=step: self._turn(step))
            head.addWidget(ActionButton(action, "quiet", icon_only=True))
        head.insertWidget(1, self._year)
        head.addWidget(self.kinds)
        head.addSpacing(12)
        wanted = QLabel("要求")
        wanted.setProperty("role", "small")
        head.addWidget(wanted)
        head.addWidget(self.period)
        head.addWidget(self.times)
        times = QLabel("次（不要求填 0）")
        times.setProperty("role", "small")
        head.addWidget(times)
        head.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._say)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._none)

    def offer(self, kinds: Sequence[tuple[str, str]]) -> None:
        """Offer these (kind, word) pairs."""
        chosen = self.kinds.currentData()
        self.kinds.clear()
        for value, word in kinds:
            self.kinds.addItem(word, value)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(chosen)))

    def kind(self) -> str:
        """Return the chosen kind of activity; "": any."""
        return str(self.kinds.currentData() or "")

    def reload(self) -> None:
        """Load the grid anew."""
        from app.work.services import read_grid

        grid = read_grid(self._context.ws, self.year, kind=self.kind())
        self._year.setText(f"{self.year} 年")
        self.period.setCurrentIndex(max(0, self.period.findData(str(grid.target.period))))
        self.times.setText(str(grid.target.times))
        villages = len({gap.village for gap in grid.gaps})
        if grid.gaps:
            said = f"已经过去的时段有 {len(grid.gaps)} 处缺口，涉及 {villages} 个村。合计再多，也不抵缺口。"
        elif not grid.target.times:
            said = "没有定次数，空着的格子不算缺口。在上面填每村要去几次。"
        else:
            said = "已经过去的时段没有缺口。"
        if grid.elsewhere:
            said += f"另有 {grid.elsewhere} 次没有对上村。"
        self._say.setText(said)
        self.table.show_grid(grid)
        self.table.setVisible(bool(grid.rows))
        self._none.setVisible(not grid.rows)
        self._say.setVisible(bool(grid.rows))

    def _turn(self, years: int) -> None:
        self.year += years
        self.reload()

    def _save(self) -> None:
        from app.work.services import Period, read_targets, set_target

        ws, kind = self._context.ws, self.kind()
        now = read_targets(ws)[kind]
        period, times = Period(self.period.currentData()), self.times.whole()
        if times is None:
            self.times.setText(str(now.times))
        elif (period, times) != (now.period, now.times):
            self._steps.do("改服务要求", lambda: set_target(ws, kind, period=period, times=times))
