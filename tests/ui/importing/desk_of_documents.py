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

from app.importing.documents import import_candidates
from app.importing.review import Review
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

LEDGER = (
    "序号\t存在问题\t怎么办\t整改时限\t责任人\t整改前情况\n"
    "1\t阅览室灯不亮\t换灯管\t2026年3月底前\t李堃\t两只灯管发黑\n2\t公示栏破损\t换玻璃\t2026年4月底前\t周小满\t玻璃裂开\n"
)
CAMPAIGN = """清河县青石镇读书学习月活动实施方案
根据《清河县全民阅读工作方案》（清文〔2026〕8号）精神，制定本方案。
一、活动主题
书香青石
二、活动安排
（一）第一阶段：学习动员阶段（3月5日—3月31日）
学习目标：统一思想，明确任务。
学习内容：一是3月5日至3月10日，召开动员会；二是3月11日至3月20日，集中学习；三是3月25日至3月31日，讨论交流。
学习方式方法：集中学习与自学相结合，每周四、五下午集中学习。
成果体现：每人撰写心得体会不少于1篇，每个村报送简报2期。
（二）第二阶段：查找问题阶段（4月1日—4月30日）
目标：找准问题。
内容：一是4月1日至4月15日，走访群众；二是4月16日至4月30日，梳理问题清单。
方式方法：座谈、问卷。
成果体现：形成问题清单1份。
三、工作要求
（一）加强领导。要把活动摆上重要位置。
2026年2月25日
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
        lambda _folder, first=None: None,
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

        def shoot(name: str) -> None:
            settle()
            window.grab().save(str(folder / f"{name}-{window.width()}-{int(theme.current().size)}.png"))

        def read(text: str) -> Review:
            QApplication.clipboard().setText(text)
            page._paste()
            settle()
            return page._open_review

        for text in (PLAN, CAMPAIGN):
            review = read(text)
            import_candidates(review.subject, review.candidates[text == PLAN :])
            page._leave()
        frame.context.written()
        for width, height in ((1366, 697), (1092, 543)):
            for size in theme.TextSize:
                theme.current().set_size(size)
                window.resize(width, height)
                shoot("start")
                page._turn_to(page.plan)
                shoot("plan")
                frame.navigate("import", file=str(plan_file(Path(place))))
                settle()
                shoot("again")
                page._leave()
                read(PLAN.replace("联系厂家更换", "由村里更换").replace("项目4", "项目5"))
                page.panel.next_doubt()
                shoot("review")
                page._leave()
                read(LEDGER)
                page.panel.show_columns()
                shoot("columns")
                page._leave()
                page.panel.records.select(read(CAMPAIGN).rows[1].id)
                shoot("campaign")
                page._leave()
        window.close()
        for ws in (office, station):
            ws.engine.dispose()
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
