"""A window with the office's pages, for tests and for pictures of them.

python -m tests.ui.office.shots FOLDER
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.facilities.standards import list_packs, list_standard_items
from app.ids import IdSource
from app.office.first_start import create_office
from app.office.unit_lists import add_units, read_units
from app.tasks.draft import add_items, edit_items, fill_down, list_draft, remove_items
from app.tasks.draft_forms import TaskForm
from app.tasks.draft_import import create_starter_draft, read_task_file, starter_path
from app.tasks.packages import list_packages, publish_tasks
from app.workspace import Workspace
from tests.workspaces import StoppedClock
from ui import theme
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.office.standards_page import StandardsPage
from ui.office.tasks_page import TasksPage
from ui.office.units_page import UnitsPage
from ui.page import Page, PageEntry

ENTRIES = [
    PageEntry("units", "文化站", "building-2", UnitsPage),
    PageEntry("tasks", "任务下达", "list-checks", TasksPage),
    PageEntry("standards", "标准", "scale", StandardsPage),
]
TOWNS = [
    "青石镇",
    "柳河乡",
    "石桥镇",
    "白桦镇",
    "双河镇",
    "枫林乡",
    "大沙镇",
    "云溪镇",
    "东岭乡",
    "望江镇",
    "南塘镇",
]
VILLAGES = ["前进村", "河口村", "红旗村", "东风社区", "和平村", "新立村"]
NAMES = [
    "陆秀兰",
    "韩德顺",
    "于得水",
    "沈静",
    "周小满",
    "何春生",
    "林秋月",
    "赵玉田",
    "孙长贵",
    "马兰花",
    "钱大江",
]
HEAD = "行政区划代码\t乡镇\t名称\t联系人\t职务\t联系电话\t常住人口\n"


def pasted_units() -> str:
    lines = []
    for n, town in enumerate(TOWNS, start=1):
        code = f"990101{100 + n}"
        lines.append(
            f"{code}000\t{town}\t{town}综合文化站\t{NAMES[n - 1]}\t站长\t139000000{n:02}\t{9000 + n * 5100}"
        )
        lines += [
            f"{code}{200 + m}\t{town}\t{village}\t\t\t\t{800 + 130 * m}" for m, village in enumerate(VILLAGES)
        ]
    return HEAD + "\n".join(lines)


def make_county(folder: Path, clock: StoppedClock) -> Workspace:
    return create_office(
        folder / "county",
        name="清河县创建办",
        code="990101",
        contact_name="沈静",
        phone="0990-6600001",
        machine=folder / "machine",
        clock=clock,
        ids=IdSource(clock, seed=5),
    )


def make_window(ws: Workspace) -> tuple[MainWindow, Frame]:
    window = MainWindow()
    frame = Frame(
        ws,
        ENTRIES,
        lambda: FrameFacts("清河县创建办", "", "今天 08:31"),
        window.jobs,
        lambda _folder: None,
    )
    window.show_content(frame)
    return window, frame


def page_of(frame: Frame, key: str) -> Page:
    frame.navigate(key)
    page = frame.page
    assert page is not None
    return page


def main(folder: Path) -> None:
    app = QApplication([])
    theme.current()
    folder.mkdir(parents=True, exist_ok=True)

    def shoot(window: MainWindow, name: str, before: Callable[[], object] = lambda: None) -> None:
        for size in (theme.TextSize.SMALL, theme.TextSize.LARGE):
            theme.current().set_size(size)
            for width, height in ((1366, 697), (1092, 543)):
                window.resize(width, height)
                app.processEvents()
                before()
                app.processEvents()
                window.grab().save(str(folder / f"{name}-{size}-{width}.png"))

    with TemporaryDirectory() as data:
        ws = make_county(Path(data), StoppedClock())
        window, frame = make_window(ws)
        window.show()
        page = page_of(frame, "units")
        assert isinstance(page, UnitsPage)
        shoot(window, "units-empty")
        drafts = read_units(ws, pasted_units() + "\n990101199201\t\t孤村\t\t\t12\t\n")
        page._look_through(drafts, "粘贴的名单")
        shoot(window, "units-review")
        page._back()
        add_units(ws, drafts)
        frame.context.written()
        shoot(window, "units")
        shoot(window, "units-open", page._view._open)
        tasks = page_of(frame, "tasks")
        assert isinstance(tasks, TasksPage)
        shoot(window, "tasks-empty")
        tasks._look_through(read_task_file(starter_path()), "“任务书.xlsx”里的任务")
        shoot(window, "tasks-reading")
        tasks._back()
        create_starter_draft(ws, name="清河县公共文化服务创建任务书")
        frame.context.written()
        ids = [row.id for row in list_draft(ws, list_packages(ws)[0].package)]
        rows = list_draft(ws, list_packages(ws)[0].package)
        edit_items(ws, {ids[0]: replace(rows[0].form, limit_text="2026年9月底前")})
        fill_down(ws, ids[:40], "limit_text")
        frame.context.written()
        shoot(window, "tasks")
        shoot(window, "tasks-open", tasks._editor.view._open)
        publish_tasks(ws, list_packages(ws)[0].package, issued_on=ws.today)
        edit_items(ws, {ids[3]: replace(rows[3].form, limit_text="2026年10月底前", quantity=2)})
        remove_items(ws, ids[8:9])
        add_items(ws, list_packages(ws)[0].package, [TaskForm("组织一次跨乡镇交流", code="107")])
        frame.context.written()
        tasks._look()
        shoot(window, "tasks-publish")
        standards = page_of(frame, "standards")
        assert isinstance(standards, StandardsPage)
        shoot(window, "standards-empty")
        standards._copy_shipped()
        shoot(window, "standards")
        standards._view.select(list_standard_items(ws, list_packs(ws)[0].pack)[1].id)
        shoot(window, "standards-open", standards._view._open)
        standards._look()
        shoot(window, "standards-publish")
        window.close()
        ws.engine.dispose()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
