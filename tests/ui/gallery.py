"""Every part of the screens in one window, with invented data; run it to get pictures of it.

python -m tests.ui.gallery FOLDER
"""

import os
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.workspace import Role, Workspace
from tests.workspaces import StoppedClock, new_workspace
from ui import messages, theme
from ui.application import make_application
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.page import Context, Page, PageEntry
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.widgets.drop_zone import DropZone
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import DateField, DigitsField
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.form_rows import FormRows, required
from ui.widgets.heat_map import HeatCell, HeatColumn, HeatMap, HeatRow
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail
from ui.widgets.pdf_preview import Paper, PdfPreview
from ui.widgets.ring import CompletionRing
from ui.widgets.step_header import StepHeader
from ui.widgets.task_card import CardList, CardText

STATES = [
    ("red", "逾期 3 天"),
    ("yellow", "临期 2 天"),
    ("green", "正常"),
    ("blue", "待核验"),
    ("grey", "未启动"),
]
WORK = [
    "开展“我们的节日”群众文化活动",
    "完成图书馆分馆图书流转与登记",
    "组建并培训村级文艺队伍",
    "免费开放时间公示牌更新",
    "公共数字文化服务点设备检查",
    "非物质文化遗产项目走访记录",
]
TOWNS = [
    "青石镇",
    "白桥镇",
    "柳河镇",
    "石门乡",
    "南塘镇",
    "枫林乡",
    "大沙镇",
    "云溪镇",
    "双桥镇",
    "东岭乡",
    "望江镇",
]


class TodayPage(Page):
    title = "今日"
    help_text = "这里是今天和本周要办的事。"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.as_of = "2026-07-05"
        self.main_action = self.action(
            "记一笔", lambda: None, icon_name="notebook-pen", keys="Ctrl+N", writes=True
        )
        self.print_action = self.action("打印", lambda: None, icon_name="printer", keys="Ctrl+P")
        inside = QWidget()
        inside.setProperty("role", "plain")
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(16, 12, 16, 12)
        columns.setSpacing(20)
        self.due = CardList("逾期与今天", "今天没有到期的事。")
        self.week = CardList("本周", "本周没有到期的事。")
        for cards in (self.due, self.week):
            side = QVBoxLayout()
            side.addWidget(cards)
            side.addStretch()
            columns.addLayout(side, 1)
        ring = QVBoxLayout()
        ring.addWidget(self.ring())
        ring.addStretch()
        columns.addLayout(ring)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def ring(self) -> CompletionRing:
        made = CompletionRing("已完成")
        made.set_numbers(18, 63)
        return made

    @override
    def reload(self) -> None:
        cards = [
            CardText(
                str(n),
                WORK[n % 6],
                *STATES[n % 2],
                f"要求 12 场 · 已做 {n} 场 · 责任人 周小满",
                "还差 1 张照片" if n % 2 else "",
                "记一次",
            )
            for n in range(9)
        ]
        self.due.show_cards(cards, 12)
        self.week.show_cards(
            [
                CardText("x", WORK[4], *STATES[3], "等县里答复，已等 3 天"),
                CardText("y", WORK[3], *STATES[2], "", "", "完成"),
            ],
            2,
        )


class LedgerPage(Page):
    title = "任务台账"
    help_text = "全部任务都在这里，一行一项。"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.as_of = "2026-07-05"
        self.main_action = self.action("认领", lambda: None, icon_name="hand-helping", keys="F2", writes=True)
        self.print_action = self.action("打印", lambda: None, icon_name="printer", keys="Ctrl+P")
        self.export_action = self.action("导出", lambda: None, icon_name="file-spreadsheet", keys="Ctrl+E")
        self.model = PagedModel(
            [
                Column("序号", lambda n: n + 1, sort="number", cell=Cell.NUMBER),
                Column("任务", lambda n: WORK[n % 6], sort="title", stretch=True),
                Column("时限", lambda n: date(2026, 7, 1 + n % 28), sort="due", cell=Cell.DATE),
                Column("灯", lambda n: STATES[n % 5], sort="light", cell=Cell.LIGHT),
                Column("责任人", lambda n: ["周小满", "何春生", "林秋月"][n % 3], sort="responsible"),
                Column("进度", lambda n: (n % 13, 12), cell=Cell.PROGRESS),
                Column("办理能力", lambda n: ["本级能办"] if n % 3 else ["需县支持"], cell=Cell.TAGS),
                Column("打印", lambda n: n % 2 == 0, cell=Cell.CHECK),
            ],
            self.fetch,
            str,
        )
        self.view = LedgerView(self.model, empty=EmptyState("还没有任务。"), frozen=2)
        lights = FilterBar(
            [
                (
                    light,
                    {"red": "逾期", "yellow": "临期", "blue": "等别人", "green": "正常", "grey": "未启动"}[
                        light
                    ],
                )
                for light in ("red", "yellow", "blue", "green", "grey")
            ]
        )
        lights.set_counts({"red": 3, "yellow": 5, "blue": 4, "green": 48, "grey": 3})
        top = QHBoxLayout()
        top.addWidget(lights)
        top.addWidget(SearchField("找任务、责任人"), 1)
        detail = QTabWidget()
        for word in ("要求", "进展", "佐证", "疑问与答复"):
            text = QLabel(WORK[0] * 4)
            text.setWordWrap(True)
            detail.addTab(text, word)
        self.sides = MasterDetail(self.view, detail)
        self.view.opened.connect(lambda n: self.sides.open_detail(WORK[n % 6]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addLayout(top)
        layout.addWidget(self.sides, 1)

    def fetch(self, offset: int, limit: int, order: Order | None) -> list[int]:
        numbers = list(range(500))
        if order is not None and order.descending:
            numbers.reverse()
        return numbers[offset : offset + limit]

    @override
    def reload(self) -> None:
        self.view.reload()


class MapPage(Page):
    title = "总览"
    help_text = "各站各项任务。"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.map = HeatMap()
        self.map.described.connect(context.status)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(FilterBar([("all", "全部"), ("changed", "只看变化")], single=True))
        layout.addWidget(self.map, 1)

    @override
    def reload(self) -> None:
        rows = [
            HeatRow(
                str(n),
                TOWNS[n % 11] + ("" if n < 11 else "二站"),
                f"7-{n % 9 + 1:02}",
                n % 7 == 3,
                [0.1, 0.2, 0.3, 0.35, 0.5, (n % 10) / 10],
            )
            for n in range(22)
        ]
        columns = [
            HeatColumn(str(n), str(n + 1), WORK[n % 6], ["阵地", "队伍", "活动", "服务", "管理"][n // 12])
            for n in range(60)
        ]
        cells = {
            (row.key, column.key): HeatCell(
                STATES[(i * 7 + j * 3 + i * j) % 11 % 5][0],
                "办理中 · 站里 · 7 月 5 日",
                (i + j) % 4 == 0,
                (i * j) % 17 == 1,
            )
            for i, row in enumerate(rows)
            for j, column in enumerate(columns)
            if (i + j) % 19
        }
        self.map.show_map(rows, columns, cells)


class FormPage(Page):
    title = "登记活动"
    help_text = "填一张表。"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.main_action = self.action("下一步", self.check, icon_name="arrow-right")
        steps = StepHeader(["选开站包", "核对本站", "文字大小", "数据放哪里"])
        steps.set_step(1)
        self.form = FormRows()
        self.name = QLineEdit()
        self.day = DateField(date(2026, 7, 5))
        people = DigitsField(hint="人数")
        place = QComboBox()
        place.addItems(["文化站一楼大厅", "村文化活动室", "镇文化广场"])
        spin = QSpinBox()
        spin.setValue(12)
        text = QPlainTextEdit()
        text.setMaximumHeight(90)
        self.form.add("活动名称", self.name, check=required(self.name, "活动名称"), needed=True)
        self.form.add("日期", self.day, hint="写成 7.5 也可以")
        self.form.add("人数", people)
        self.form.add("地点", place)
        self.form.add("场次", spin)
        self.form.add("内容", text)
        choices = QHBoxLayout()
        for box in (QCheckBox("附照片"), QCheckBox("转为活动"), QRadioButton("按次"), QRadioButton("按月")):
            box.setChecked(box.text() in ("附照片", "按次"))
            choices.addWidget(box)
        choices.addStretch()
        inside = QWidget()
        inside.setProperty("role", "plain")
        column = QVBoxLayout(inside)
        column.addWidget(steps)
        both = QHBoxLayout()
        left = QVBoxLayout()
        left.addWidget(self.form)
        left.addLayout(choices)
        for role, words in (
            ("warning", "只有 C 盘可用，建议打开 U 盘备份。"),
            ("good", "材料已够，可以申请销号。"),
            ("bad", "县里退回：照片不是同一地点。"),
        ):
            label = QLabel(words)
            label.setProperty("role", role)
            left.addWidget(label)
        left.addStretch()
        both.addLayout(left, 3)
        both.addWidget(DropZone("把县里发来的开站包拖到这里", kinds=messages.PACKAGE, folders=True), 2)
        column.addLayout(both)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll)

    def check(self) -> None:
        self.form.valid()

    @override
    def reload(self) -> None:
        self.name.setFocus()


class PaperPage(Page):
    title = "工作台账"
    help_text = "打印前先看。"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.preview = PdfPreview(context.jobs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.preview)

    @override
    def reload(self) -> None:
        file = self.context.ws.folder / "paper.pdf"
        make_paper(file)
        self.preview.show_paper(
            Paper("工作台账", file, save_excel=lambda _job, _path: None, larger=lambda: None)
        )


def make_paper(file: Path, pages: int = 5) -> None:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    import resources

    pdfmetrics.registerFont(TTFont("Sans", resources.path("fonts/NotoSansSC-Regular.ttf")))
    canvas = Canvas(str(file), pagesize=landscape(A4))
    for page in range(pages):
        canvas.setFont("Sans", 20)
        canvas.drawCentredString(421, 540, "青石镇综合文化站工作台账")
        canvas.setFont("Sans", 11)
        for line in range(20):
            canvas.drawString(
                60, 490 - line * 22, f"{page * 20 + line + 1}　{WORK[line % 6]}　{STATES[line % 5][1]}"
            )
            canvas.line(50, 484 - line * 22, 790, 484 - line * 22)
        canvas.drawCentredString(421, 30, f"{page + 1} / {pages}")
        canvas.showPage()
    canvas.save()


ENTRIES = [
    PageEntry("today", "今日", "house", TodayPage, count=lambda _ws: 4),
    PageEntry("ledger", "任务台账", "list-todo", LedgerPage, count=lambda _ws: 63),
    PageEntry("map", "总览", "grid-3x3", MapPage),
    PageEntry("form", "日志活动", "notebook-pen", FormPage),
    PageEntry("paper", "打印汇报", "printer", PaperPage, count=lambda _ws: 120),
]


def show_frame(window: MainWindow, ws: Workspace) -> Frame:
    facts = FrameFacts("清河县青石镇综合文化站", "站码 07", "今天 08:31")
    frame = Frame(ws, ENTRIES, lambda: facts, window.jobs, lambda _folder: None)
    window.show_content(frame)
    return frame


def main(folder: Path) -> None:
    app = make_application()
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        ws = new_workspace(Path(data) / "s", Role.STATION, StoppedClock(), seed=3)
        window = MainWindow()
        frame = show_frame(window, ws)
        frame.context.written()
        window.show()
        for size in theme.TextSize:
            theme.current().set_size(size)
            for width, height in ((1366, 697), (1092, 543)):
                window.resize(width, height)
                for entry in ENTRIES:
                    frame.navigate(entry.key)
                    app.processEvents()
                    page = frame.page
                    if isinstance(page, PaperPage):
                        while not page.preview.ready:
                            app.processEvents()
                    if isinstance(page, MapPage):
                        page.map.setFocus()
                    if isinstance(page, FormPage):
                        page.check()
                    if isinstance(page, LedgerPage):
                        page.view.setFocus()
                    app.processEvents()
                    window.grab().save(str(folder / f"{entry.key}-{size}-{width}.png"))
        window.close()
        ws.engine.dispose()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
