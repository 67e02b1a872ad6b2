"""An order of the county, and what the station fixes on the spot: measures, person, day."""

from html import escape
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.rectification.orders import OrderRow
from app.work.people import list_people
from app.workspace import Workspace
from ui.widgets.buttons import ActionButton
from ui.widgets.form_panel import Field, FieldKind, FormPanel

__all__ = ["OrderCard"]

_FIELDS: Final = (
    Field("measures", "整改措施", FieldKind.TEXT, hint="打算怎么改，一行一条", needed=True),
    Field("responsible", "责任人", FieldKind.WORD, needed=True),
    Field("finish_on", "完成日期", hint="如 7.5 或 2026-07-05，不晚于交办单的时限", needed=True),
)


class OrderCard(QWidget):
    """Shows an order and the three facts without which it is not signed for."""

    def __init__(self, ws: Workspace, answer: QAction) -> None:
        super().__init__()
        self._ws = ws
        self._row: OrderRow | None = None
        self._answer = answer
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.form = FormPanel(_FIELDS)
        row = QHBoxLayout()
        row.addWidget(ActionButton(answer, "main"))
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words)
        layout.addWidget(self.form, 1)
        layout.addLayout(row)

    @property
    def row(self) -> OrderRow | None:
        """The order that is shown."""
        return self._row

    def show_row(self, row: OrderRow | None) -> None:
        """Show an order; what is being typed about the same one stays."""
        if row is not None and self._row is not None and row.id == self._row.id:
            self._row = row
            return
        self._row = row
        self.form.setVisible(row is not None)
        self._answer.setVisible(row is not None)
        self._words.setText("" if row is None else _words(row))
        if row is not None:
            self.form.set_choices("responsible", [(one.name, one.name) for one in list_people(self._ws)])
            self.form.show_values(
                {"measures": "", "responsible": "", "finish_on": row.form.limit_end.isoformat()}
            )


def _words(row: OrderRow) -> str:
    form = row.form
    place = " ".join(part for part in (form.place, row.venue_name) if part)
    lines = [
        f"<b>{row.number}</b>&nbsp;&nbsp; {row.kind_label}&nbsp;&nbsp; {row.severity_label}",
        f"<b>{escape(form.description)}</b>",
        f"地点：{escape(place)}" if place else "",
        f"依据：{escape(form.clause)}" if form.clause else "",
        f"要求：{escape(form.requirement)}" if form.requirement else "",
        f"{form.issued_on:%Y-%m-%d} 检查，时限 {form.limit_end:%Y-%m-%d}",
        f"检查人：{escape(form.inspectors)}" if form.inspectors else "",
    ]
    return "<br>".join(line for line in lines if line)
