"""The import page of a station on a rectification plan; run it to get pictures.

python -m tests.ui.importing.desk_of_documents FOLDER
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import docx
from PySide6.QtWidgets import QApplication

from app.workspace import Role, Workspace
from tests.facilities import found_county
from tests.workspaces import StoppedClock, new_workspace
from ui.frame import Frame, FrameFacts
from ui.import_page import ImportPage
from ui.main_window import MainWindow
from ui.page import Context, Page, PageEntry

PLAN = """网站首页 > 政务公开 > 正文
清河县青石镇综合文化站创建公共文化服务示范区整改方案
发布时间：2026-02-20 09:31 来源：县文化局 点击：35
根据《清河县创建办关于开展问题整改的通知》（清创办〔2026〕3号）要求，结合本站实际，制定本方案。
一、整改项目
项目1：免费开放时间不足，群众反映晚上和周末进不了门
整改目标：每周开放不少于42小时，周末和晚上不闭馆。
整改措施：（1）调整值班安排，周末轮休改到周一；（2）在大门和村公示栏公布开放时间；（3）每月核对一次开放记录。
整改时限：2026年4月底前
责任领导：王喆
责任人：李堃
责任单位：综合文化站
项目2：文体器材登记不全
整改措施：（1）逐件清点；（2）建立登记册，
一件一号；（3）每季度核对。
整改时限：2026年13月5日前
责任领导：***
责任单位：综合文化站
项目2：前进村公示栏破损
整改目标：更换公示栏，内容按月更新。
整改措施：一是联系厂家更换；二是指定专人更新。
完成时限：2026年3月—5月
责任领导：王喆
责任单位：前进村村委会
项目4：群众文艺队伍少
整改目标：每村不少于一支。
整改措施：摸底登记，逐村动员，请县文化馆辅导。
整改时限：长期坚持
责任领导：王喆
责任人：周小满
责任单位：综合文化站、各村
上一篇：关于放假的通知
下一篇：没有了
"""


def plan_file(folder: Path, text: str = PLAN) -> Path:
    """Write a plan as a Word file."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    path = folder / "整改方案.docx"
    document.save(str(path))
    return path


def show_import(window: MainWindow, ws: Workspace) -> Frame:
    """Open the import page in `window`."""
    entries = [
        PageEntry("import", "导入", "file-down", ImportPage),
        PageEntry("problems", "问题整改", "wrench", _problems),
    ]
    frame = Frame(
        ws,
        entries,
        lambda: FrameFacts("青石镇综合文化站", "站码 07", "今天 08:31"),
        window.jobs,
        lambda _folder: None,
    )
    window.show_content(frame)
    frame.show_first()
    return frame


def _problems(context: Context) -> Page:
    from ui.station.problems_page import ProblemsPage

    return ProblemsPage(context)


def main(folder: Path) -> None:
    """Draw the page at both window sizes and all text sizes into `folder`."""
    from ui import theme
    from ui.application import make_application

    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    with TemporaryDirectory() as place:
        clock = StoppedClock()
        office = new_workspace(Path(place) / "office", Role.OFFICE, clock, seed=1)
        station = found_county(
            office, new_workspace(Path(place) / "station", Role.STATION, clock, seed=2), packs=False
        )
        window = MainWindow()
        frame = show_import(window, station)
        window.show()
        page = frame.page
        assert isinstance(page, ImportPage)

        def settle() -> None:
            QApplication.processEvents()
            while window.jobs.busy:
                QApplication.processEvents()
            for _ in range(5):
                QApplication.processEvents()

        for width, height in ((1366, 697), (1092, 543)):
            for size in theme.TextSize:
                theme.current().set_size(size)
                window.resize(width, height)
                settle()
                window.grab().save(str(folder / f"start-{width}-{size}.png"))
                frame.navigate("import", file=str(plan_file(Path(place))))
                settle()
                page.panel.next_doubt()
                settle()
                window.grab().save(str(folder / f"review-{width}-{size}.png"))
                page._leave()
        window.close()
        for ws in (office, station):
            ws.engine.dispose()
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
