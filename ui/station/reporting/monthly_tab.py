"""月报: drafted from the ledger, handed in once, corrected by notes."""

from datetime import date

from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.papers.catalog import Choices
from app.reporting.county_rules import read_rule
from app.reporting.drafts import DraftKind
from app.reporting.facts import SECTIONS
from app.reporting.monthly import (
    Figures,
    MonthView,
    ReturnRow,
    add_return_note,
    due_month,
    read_month,
    submit_return,
)
from ui import messages, theme
from ui.page import Context, Page
from ui.paper_stack import PaperStack
from ui.station.reporting.section_editor import DraftEditor
from ui.station.reporting.signer_field import SignerField
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.fields import last_months

__all__ = ["MonthlyTab"]


_NAME_PX = 160
_LABELS = (
    "应办任务",
    "已办结",
    "进行中",
    "待核验",
    "等支持或答复",
    "未启动",
    "逾期",
    "新增问题",
    "完成整改",
    "未销号",
    "活动场次",
    "参加人次",
)


def _numbers_of(figures: Figures) -> tuple[int, ...]:
    """Return the figures of a return in the order of their labels."""
    return (
        figures.total,
        figures.closed,
        figures.running,
        figures.closing,
        figures.waiting,
        figures.unstarted,
        figures.late,
        figures.problems_found,
        figures.problems_closed,
        figures.problems_open,
        figures.activities,
        figures.people,
    )


class MonthlyTab(Page):
    """The month's figures, the sections, who signs, and the one button that hands it in."""

    title = "月报"
    help_text = (
        "数字按台账、日志、整改自动统计到月底，四段文字自动写好，可以改。\n"
        "看过没有问题，填好审签人，点“上报月报”。上报以后数字和文字都不再变，随下次上报包送到县里。\n"
        "上报以后发现有出入，写一条更正，不改原来的数字。县里退回的，改好再报一次，或写一条更正。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        ws = context.ws
        self.steps = Steps(self)
        self._submit_action = self.action("上报月报", self._submit, icon_name="send", writes=True)
        self._note_action = self.action("写更正", self._add_note, icon_name="pencil", writes=True)
        self.main_action = self._submit_action
        self.print_action = self.action(
            "打印", self._preview, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.export_action = self.action(
            "存 Word", self._save_word, icon_name="file-text", keys="Ctrl+E", writes=True
        )
        self.month = QComboBox()
        self.month.setAccessibleName("月份")
        months = last_months(ws.today)
        for first in months:
            self.month.addItem(f"{first.year} 年 {first.month} 月", first)
        self.month.setCurrentIndex(months.index(due_month(ws.today, read_rule(ws).return_day)))
        self.month.currentIndexChanged.connect(lambda _index: self._turn())
        self._state = QLabel()
        self._state.setWordWrap(True)
        self.signed_by = SignerField(ws, "审签人")
        self.signed_by.setMaximumWidth(theme.scaled(_NAME_PX))
        self.note = QLineEdit()
        self.note.setPlaceholderText("哪一项应为多少，为什么")
        self.note.setAccessibleName("更正内容")
        self.note.returnPressed.connect(self._add_note)
        self.editor = DraftEditor(ws, DraftKind.MONTHLY, self.steps)
        self._numbers: list[QLabel] = []
        self._notes = QLabel()
        self._notes.setWordWrap(True)
        context.jobs.started.connect(lambda _title: self.editor.setEnabled(False))
        context.jobs.ended.connect(lambda: self.editor.setEnabled(True))
        content = QWidget()
        self.papers = PaperStack(context, content)
        self._build(content)

    @property
    def chosen(self) -> date:
        """First day of the chosen month."""
        first: date = self.month.currentData()
        return first

    @override
    def reload(self) -> None:
        self.signed_by.follow()
        view = read_month(self.context.ws, self.chosen)
        for label, number in zip(self._numbers, _numbers_of(view.figures), strict=True):
            label.setText(f"{number:,}")
        row = view.handed_in
        open_now = view.draft is not None
        if view.draft is not None:
            self.editor.show_draft(view.draft)
        elif row is not None:
            for key in SECTIONS:
                self.editor.boxes[key].show_text(str(getattr(row, key)) or "无。")
        self._show_state(view, row)
        self._submit_action.setEnabled(open_now and not self.context.jobs.busy)
        self._submit_action.setText("上报月报" if row is None else "重新上报" if open_now else "已上报")
        for widget in self._signing:
            widget.setVisible(open_now)
        for widget in self._noting:
            widget.setVisible(row is not None)
        self.frame_changed.emit()

    def _show_state(self, view: MonthView, row: ReturnRow | None) -> None:
        today = self.context.ws.today
        due = f"{view.due_on.month} 月 {view.due_on.day} 日"
        if row is not None and not row.state.stands:
            back = (
                f"{row.state.returned_on.month} 月 {row.state.returned_on.day} 日"
                if row.state.returned_on
                else ""
            )
            words = (
                f"县里{back}退回：{row.state.returned} 核对后重新上报，或者在下面写一条更正。原来那份留着。"
            )
            role = "bad"
        elif row is not None:
            late = f"，迟报 {row.late_days} 天" if row.late_days else ""
            words = f"{row.submitted_on.month} 月 {row.submitted_on.day} 日已上报{late}，审签人 {row.signed_by}。数字不再变。"
            words += row.figures.log_words
            role = "good"
        elif today > view.due_on:
            words, role = f"还没有上报，期限是 {due}，已过 {(today - view.due_on).days} 天。", "bad"
        else:
            log = view.figures.log_words
            cut = f"{log}数字统计到 {view.as_of.month} 月 {view.as_of.day} 日"
            words, role = f"{cut}，请在 {due}前上报。", "soft"
        self._state.setText(words)
        self._state.setProperty("role", role)
        self._state.style().polish(self._state)
        notes = (
            [f"更正（{note.on.month} 月 {note.on.day} 日）：{note.text}" for note in row.state.notes]
            if row
            else []
        )
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def _turn(self) -> None:
        self.editor.leave()
        self.reload()

    def _submit(self) -> None:
        self.editor.leave()
        month = self.chosen
        question = f"上报 {month.year} 年 {month.month} 月月报？上报后数字和文字不再变，有出入写更正。"
        if messages.ask(question, "上报"):
            submit_return(self.context.ws, month, signed_by=self.signed_by.text())
            self.steps.forget()
            self.context.written()
            self.context.status("月报已上报，随下次上报包送到县里。")

    def _add_note(self) -> None:
        row = read_month(self.context.ws, self.chosen).handed_in
        if row is not None:
            text = self.note.text()
            self.steps.do("写更正", lambda: add_return_note(self.context.ws, row.id, text))
            self.note.clear()

    def _preview(self) -> None:
        self.editor.leave()
        self.papers.preview("月报表", Choices(start=self.chosen))

    def _save_word(self) -> None:
        self.editor.leave()
        self.papers.save_word("月报表", Choices(start=self.chosen))

    def _build(self, content: QWidget) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.month)
        bar.addWidget(self._state, 1)
        for action in (self.steps.undo_action, self.steps.redo_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for place, label in enumerate(_LABELS):
            name, number = QLabel(label), QLabel()
            name.setProperty("role", "small")
            number.setProperty("role", "heading")
            self._numbers.append(number)
            grid.addWidget(name, place // 6 * 2, place % 6)
            grid.addWidget(number, place // 6 * 2 + 1, place % 6)
        card = QFrame()
        card.setProperty("role", "card")
        card.setLayout(grid)
        self.editor.top.addWidget(card)
        self.editor.top.addWidget(self._notes)
        who = QLabel("审签人")
        note_button = ActionButton(self._note_action)
        foot = QHBoxLayout()
        foot.addWidget(who)
        foot.addWidget(self.signed_by)
        foot.addWidget(self.note, 1)
        foot.addWidget(note_button)
        foot.addStretch()
        self._signing: tuple[QWidget, ...] = (who, self.signed_by)
        self._noting: tuple[QWidget, ...] = (self.note, note_button)
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addWidget(self.editor, 1)
        column.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)
