"""期限: the days, points and months that lights, reports and reminders of all stations go by."""

from typing import Final

from msgspec.structs import fields
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout
from typing_extensions import override

from app.errors import UserError
from app.reporting.county_rules import Rule, read_rule, set_rule
from ui import theme
from ui.page import Context, Page
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.form_panel import Field, FieldKind, FormPanel

__all__ = ["RulesTab"]

_WIDTH_PX: Final = 460
_FIELDS: Final = tuple(
    Field(key, words, FieldKind.WHOLE)
    for key, words in (
        ("report_up_days", "收到清单几天内向乡镇汇报"),
        ("return_day", "月报次月几日前上报"),
        ("quiet_days", "几天没有动静亮黄灯"),
        ("silent_days", "几天没有动静亮红灯"),
        ("behind", "落后几个百分点亮黄灯"),
        ("far_behind", "落后几个百分点亮红灯"),
        ("venue_months", "场所几个月没人过问标出来"),
        ("late_days", "日志迟几天才记算补记"),
    )
)


class RulesTab(Page):
    """A form; what is left is saved and goes down with the next packages."""

    title = "期限"
    help_text = (
        "全县统一的期限和提醒：改了就存好，随下发包送到各站，各站亮灯和县里总览都按这里算。\n"
        "各站在“汇报”的“县里通知”下面看得到现在用的是哪些。改错了按 Ctrl+Z。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self.form = FormPanel(_FIELDS)
        self.form.left.connect(lambda _key: self._leave())
        self.form.setMaximumWidth(theme.scaled(_WIDTH_PX))
        words = QLabel("改了就存好，随下发包送到各站；各站亮灯和县里总览都按这里算。")
        words.setProperty("role", "soft")
        words.setWordWrap(True)
        bar = QHBoxLayout()
        bar.addWidget(words, 1)
        for action in (self.steps.undo_action, self.steps.redo_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(bar)
        layout.addWidget(self.form, 1)
        context.jobs.started.connect(lambda _title: self.form.setEnabled(False))
        context.jobs.ended.connect(lambda: self.form.setEnabled(True))

    @override
    def reload(self) -> None:
        rule = read_rule(self.context.ws)
        self.form.show_values({field.key: getattr(rule, field.key) for field in _FIELDS}, record="rule")

    def _leave(self) -> None:
        values = self.form.values()
        rule = Rule(**{one.name: _whole(values[one.name]) for one in fields(Rule)})
        try:
            self.steps.do("修改期限", lambda: set_rule(self.context.ws, rule))
        except UserError as error:
            self.form.say(str(error))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
