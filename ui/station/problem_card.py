"""A problem in full: its five parts with marks, its photos before and after, and how it is closed."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.evidence.lists import list_evidence
from app.facilities.venues import list_venues, own_units
from app.recent import recent_words
from app.rectification.labels import LABELS
from app.rectification.problems import ProblemForm, ProblemRow, ProblemStage, enter_person
from app.work.people import list_people
from app.workspace import Workspace
from ui import theme
from ui.station.evidence_strip import EvidenceStrip
from ui.widgets.buttons import ActionButton
from ui.widgets.fields import typed_date
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.photo_pair import PhotoPair

__all__ = ["ProblemCard", "day_of"]

_FIELDS: Final = (
    Field("description", "问题内容", FieldKind.TEXT, needed=True),
    Field("unit", "所在", FieldKind.CHOICE),
    Field("venue", "场所", FieldKind.CHOICE),
    Field("goal", "整改目标", FieldKind.TEXT),
    Field("limit_text", "整改时限", hint="如 2026年9月底前、立行立改、长期坚持"),
    Field("measures", "整改措施", FieldKind.TEXT, hint="一行一条"),
    Field("leader", "责任领导"),
    Field("responsible", "责任人", FieldKind.WORD),
    Field("commitment", "公开承诺", FieldKind.TEXT),
    Field("commitment_place", "公布地点"),
    Field("commitment_on", "公布日期", hint="如 7.5 或 2026-07-05"),
    Field("ability", "谁能解决", FieldKind.CHOICE, tuple(LABELS["ability"].items())),
    Field("severity", "轻重", FieldKind.CHOICE, tuple(LABELS["severity"].items())),
    Field("clause", "对应标准", FieldKind.TEXT),
    Field("source", "来源", FieldKind.CHOICE, tuple(LABELS["source"].items())),
    Field("found_on", "发现日期", hint="如 7.5 或 2026-07-05"),
    Field("found_by", "发现人"),
)
_CLOSING_FIELDS: Final = (
    Field("result", "整改结果", FieldKind.TEXT, hint="做了什么，现在怎么样"),
    Field("completed_on", "完成日期", hint="如 7.5 或 2026-07-05"),
)
_RELAPSE_FIELDS: Final = (
    Field("note", "反弹情况", FieldKind.TEXT, hint="什么又不行了"),
    Field("on", "发现日期", hint="如 7.5 或 2026-07-05"),
)
_ROLES: Final = {"before": "整改前", "after": "整改后"}


def day_of(value: object, today: date, what: str) -> date | None:
    """Return the date typed into a field, None when it is empty.

    Raises:
        InvalidInput: It is no date.
    """
    text = str(value or "").strip()
    day = typed_date(text, today)
    if text and day is None:
        raise InvalidInput(f"{what}“{text}”不是日期，请写成 7.5 或 2026-07-05。")
    return day


class ProblemCard(QWidget):
    """Shows one problem, or a new one; what is typed is told when a field is left."""

    left = Signal()
    added = Signal(str, list)  # role, paths
    removed = Signal(str)  # id of a use

    def __init__(
        self,
        ws: Workspace,
        *,
        save: QAction,
        close: QAction,
        take_back: QAction,
        relapse: QAction,
        print_pair: QAction,
    ) -> None:
        super().__init__()
        self._ws = ws
        self._row: ProblemRow | None = None
        self._drafts: dict[str, dict[str, object]] = {}  # of results that were not sent yet, by problem
        self._actions = (save, close, take_back, relapse)
        self._save = save
        self._head = QLabel()
        self._head.setWordWrap(True)
        self._marks = QLabel()
        self._marks.setWordWrap(True)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self.form = FormPanel(_FIELDS)
        for name in ("leader", "commitment_place", "found_by"):
            self.form.offer(name, partial(recent_words, ws, "problem", name))
        self.form.left.connect(lambda _key: self.left.emit())
        self.closing = FormPanel(_CLOSING_FIELDS)
        self.relapse = FormPanel(_RELAPSE_FIELDS)
        self._strips = {"before": EvidenceStrip(), "after": EvidenceStrip()}
        self.waiting: dict[str, list[Path]] = {role: [] for role in _ROLES}  # of a problem not saved yet
        self.pair = PhotoPair()
        for role, strip in self._strips.items():
            strip.added.connect(lambda paths, role=role: self._add(role, paths))
            strip.dropped.connect(lambda path, role=role: self._drop(role, path))
            strip.removed.connect(self.removed)
            strip.offer_pictures(ws)
        self.tabs = QTabWidget()
        self._build(save, close, take_back, relapse, print_pair)

    def show_row(self, row: ProblemRow | None) -> None:
        """Show a problem."""
        self._keep_draft()
        self._row = row
        self.tabs.setVisible(row is not None)
        self._head.setText("" if row is None else _headline(row))
        self._marks.setText("" if row is None else _marks(row))
        self._marks.setVisible(row is not None)
        self._tell(row)
        for action in self._actions:
            action.setVisible(False)
        if row is None:
            return
        self._show_form(row.form, row)
        self._show_files(row.id)
        stage = row.stage
        _, close, take_back, relapse = self._actions
        may_close = row.ours and stage not in {ProblemStage.CLOSING, ProblemStage.CLOSED}
        close.setVisible(may_close)
        take_back.setVisible(row.ours and stage is ProblemStage.CLOSING)
        relapse.setVisible(row.ours and stage is ProblemStage.CLOSED)
        self._tabs_for(closing=stage is not ProblemStage.CLOSED, relapse=stage is ProblemStage.CLOSED)
        draft = self._drafts.get(row.id, {})
        today = self._ws.today.isoformat()
        self.closing.show_values(
            {
                "result": str(draft.get("result") or (row.result if stage is ProblemStage.CLOSING else "")),
                "completed_on": str(draft.get("completed_on") or today),
            }
        )
        self.closing.setEnabled(may_close)
        self.relapse.show_values({"note": "", "on": today})

    def show_new(self) -> None:
        """Show an empty form for a new problem."""
        self.show_row(None)
        self.tabs.setVisible(True)
        self._head.setText("<b>新增问题</b>")
        self._show_form(ProblemForm("", self._ws.today, unit=self._ws.unit), None)
        self.waiting = {role: [] for role in self._strips}
        self._show_waiting("before")
        self._tabs_for(closing=False, relapse=False)
        self._save.setVisible(True)
        self.form.field("description").setFocus()

    @property
    def shown_form(self) -> FormPanel:
        """The form in sight, where to say what is wrong."""
        inside = {self._close: self.closing, self._back: self.relapse}
        return inside.get(self.tabs.currentWidget(), self.form)

    @property
    def row(self) -> ProblemRow | None:
        """The problem that is shown; None: a new one, or none."""
        return self._row

    def typed(self) -> ProblemForm:
        """Return what stands in the form; a name that is new is entered as one of our people.

        Raises:
            InvalidInput: A date is none.
        """
        values, today = self.form.values(), self._ws.today
        commitment_on = day_of(values["commitment_on"], today, "公布日期")
        found_on = day_of(values["found_on"], today, "发现日期") or today
        before = self._row.form if self._row else ProblemForm("", today)
        name = str(values["responsible"])
        same = self._row is not None and name == self._row.responsible_name
        return replace(
            before,
            **{key: str(values[key] or "") for key in _PLAIN},
            unit=str(values["unit"]) or None,
            venue=str(values["venue"]) or None,
            measures=tuple(line for line in str(values["measures"]).splitlines() if line.strip()),
            responsible=before.responsible if same else enter_person(self._ws, name) or None,
            commitment_on=commitment_on,
            found_on=found_on,
        )

    def forget_draft(self, problem: str) -> None:
        """Forget the result that was sent."""
        self._drafts.pop(problem, None)
        self.closing.show_values({"result": "", "completed_on": ""})
        self._row = None

    def _add(self, role: str, paths: list[Path]) -> None:
        if self._row is not None:
            self.added.emit(role, paths)
        else:
            self.waiting[role] += [path for path in paths if path not in self.waiting[role]]
            self._show_waiting(role)

    def _drop(self, role: str, path: Path) -> None:
        self.waiting[role].remove(path)
        self._show_waiting(role)

    def _show_waiting(self, role: str) -> None:
        strip, files = self._strips[role], self.waiting[role]
        strip.show_waiting(files, "现在就可以添加，登记这个问题时一起存好。")
        self.tabs.setTabText(
            self.tabs.indexOf(strip), f"{_ROLES[role]} {len(files)}" if files else _ROLES[role]
        )

    def _keep_draft(self) -> None:
        if self._row is not None and self._row.stage is not ProblemStage.CLOSING:
            result = self.closing.value("result")
            if result:
                self._drafts[self._row.id] = {
                    "result": result,
                    "completed_on": self.closing.value("completed_on"),
                }

    def _show_form(self, form: ProblemForm, row: ProblemRow | None) -> None:
        units = own_units(self._ws)
        self.form.set_choices("unit", units)
        venues = [
            (venue.id, venue.form.name) for venue in list_venues(self._ws, unit=form.unit or self._ws.unit)
        ]
        if form.venue and form.venue not in dict(venues):
            venues.append((form.venue, row.venue_name if row else ""))
        self.form.set_choices("venue", [("", "（不限场所）"), *venues])
        self.form.set_choices("responsible", [(person.name, person.name) for person in list_people(self._ws)])
        self.form.show_values(
            {key: getattr(form, key) for key in _PLAIN}
            | {
                "unit": form.unit or "",
                "venue": form.venue or "",
                "measures": "\n".join(form.measures),
                "responsible": row.responsible_name if row else "",
                "commitment_on": form.commitment_on.isoformat() if form.commitment_on else "",
                "found_on": form.found_on.isoformat(),
            }
        )
        self.form.field("description").setEnabled(row is None or row.order is None)
        self.form.setEnabled(row is None or row.ours)

    def _show_files(self, problem: str) -> None:
        rows = list_evidence(self._ws, target=problem)
        sides = {
            "before": ([row for row in rows if row.role == "before"], "整改前的照片，发现时拍的。"),
            "after": (
                [row for row in rows if row.role != "before"],
                "整改后的照片或文件，申请销号至少要一份。",
            ),
        }
        for role, (files, note) in sides.items():
            strip = self._strips[role]
            strip.show_files(files, note)
            words = f"{_ROLES[role]} {len(files)}" if files else _ROLES[role]
            self.tabs.setTabText(self.tabs.indexOf(strip), words)
        before, after = (files for files, _ in sides.values())
        self.pair.show_files(before, after)
        self.tabs.setTabVisible(self.tabs.indexOf(self._pair_page), bool(before and after))

    def _tell(self, row: ProblemRow | None) -> None:
        said, role = "", "bad"
        if row is not None and row.return_reason:
            said = f"县里退回：{row.return_reason}"
        elif row is not None and row.stage is ProblemStage.RELAPSED:
            said = f"{row.relapsed_on:%Y-%m-%d} 反弹：{row.relapse_note}"
        elif row is not None and row.stage is ProblemStage.CLOSING:
            said, role = f"{row.requested_on:%Y-%m-%d} 申请销号，{row.lamp.word}。", "warning"
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self._said.setProperty("role", role)
        self._said.style().polish(self._said)

    def _ready_to_write(self) -> None:
        """Put the cursor where the result belongs, so that nobody has to click once more."""
        if self.tabs.currentWidget() is self._close and not self.tabs.tabBar().hasFocus():
            self.closing.field("result").setFocus()

    def _tabs_for(self, *, closing: bool, relapse: bool) -> None:
        known = self._row is not None
        photos = [(strip, known or role == "before") for role, strip in self._strips.items()]
        for page, shown in (*photos, (self._close, closing), (self._back, relapse)):
            self.tabs.setTabVisible(self.tabs.indexOf(page), shown)
        if not known:
            self.tabs.setTabVisible(self.tabs.indexOf(self._pair_page), False)
        if not self.tabs.isTabVisible(self.tabs.currentIndex()):
            self.tabs.setCurrentIndex(0)

    def _build(
        self, save: QAction, close: QAction, take_back: QAction, relapse: QAction, print_pair: QAction
    ) -> None:
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.form, 1)
        column.addLayout(_row_of(save))
        self._pair_page = QWidget()
        column = QVBoxLayout(self._pair_page)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.pair, 1)
        column.addWidget(ActionButton(print_pair), 0, Qt.AlignmentFlag.AlignLeft)
        self._close = QWidget()
        column = QVBoxLayout(self._close)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.closing, 1)
        column.addLayout(_row_of(close, take_back))
        self._back = QWidget()
        column = QVBoxLayout(self._back)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.relapse, 1)
        column.addLayout(_row_of(relapse))
        self.tabs.addTab(first, "整改内容")
        for role, strip in self._strips.items():
            self.tabs.addTab(strip, _ROLES[role])
        self.tabs.addTab(self._pair_page, "对照")
        self.tabs.addTab(self._close, "销号")
        self.tabs.addTab(self._back, "反弹")
        self.tabs.currentChanged.connect(lambda _place: self._ready_to_write())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for label in (self._head, self._marks, self._said):
            layout.addWidget(label)
        layout.addWidget(self.tabs, 1)
        layout.addStretch()


_PLAIN: Final = (
    "description",
    "goal",
    "limit_text",
    "leader",
    "commitment",
    "commitment_place",
    "ability",
    "severity",
    "clause",
    "source",
    "found_by",
)


def _row_of(*actions: QAction) -> QHBoxLayout:
    row = QHBoxLayout()
    for action in actions:
        row.addWidget(ActionButton(action, "main"))
    row.addStretch()
    return row


def _headline(row: ProblemRow) -> str:
    order = f"&nbsp;&nbsp; 交办单 {row.order_number}" if row.order else ""
    returned = f"&nbsp;&nbsp; 退回 {row.returned} 次" if row.returned else ""
    return f"<b>{row.number}</b>&nbsp;&nbsp; {row.stage_label}&nbsp;&nbsp; {row.place}{order}{returned}"


def _marks(row: ProblemRow) -> str:
    good, bad = theme.color("good_ink").name(), theme.color("danger").name()
    marks = "&nbsp;&nbsp; ".join(
        f"<span style='color:{good if mark.there else bad}'>{'■' if mark.there else '□'}&nbsp;{mark.name}</span>"
        for mark in row.marks
    )
    lacking = "、".join(mark.wanted for mark in row.marks if not mark.there)
    return f"{marks}<br>还差：{lacking}" if lacking else marks
