"""A station at work: a list of a county, some of it claimed, late, waiting and done; run it to get pictures.

python -m tests.ui.station.desk FOLDER
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.evidence.attach import Target, attach_files
from app.tasks.claims import (
    Ability,
    QuestionKind,
    ask_not_applicable,
    ask_question,
    claim_items,
    plan_items,
    set_ability,
)
from app.tasks.ledger import read_row
from app.tasks.progress import record_progress, request_closing
from app.work.log import add_log
from app.workspace import Role, Workspace
from db.models.tasks import Decision
from tests.app.tasks.lists import answer, decide, item, publish
from tests.facilities import found_county
from tests.workspaces import StoppedClock, carry, new_workspace
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow

GROUPS = ("阵地服务", "群众文化活动", "队伍建设", "制度档案")
CONTENTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("综合文化站每周免费开放不少于 42 小时，节假日不闭馆", "长期坚持", {}),
    ("图书室新增图书并完成编目上架", "2026年4月底前", {"quantity": 200, "quantity_unit": "册"}),
    ("公示免费开放项目、时间和服务承诺", "2026年2月20日前", {"evidence_count": 2}),
    ("完成文体器材维修登记", "2026年3月4日前", {"evidence_count": 1}),
    ("组织群众性文化活动", "2026年", {"quantity": 12, "quantity_unit": "场", "evidence_count": 3}),
    ("举办“我们的节日”主题活动", "2026年3月2日前", {"evidence_count": 1}),
    ("开展送戏下乡", "2026年6月底前", {"quantity": 4, "quantity_unit": "场"}),
    ("放映公益电影", "2026年", {"quantity": 24, "quantity_unit": "场"}),
    ("每村培育不少于一支文艺队伍", "2026年9月底前", {}),
    ("文化站专职人员参加县级以上培训不少于五天", "2026年10月底前", {"evidence_count": 1}),
    ("招募文化志愿者并建档", "2026年3月20日前", {}),
    ("建立日常工作制度并上墙", "2026年3月1日前", {}),
    ("整理上年度文化工作档案", "2026年2月25日前", {}),
    ("建设本镇特色文化品牌", "长期坚持", {"nature": "encouraged"}),
)


@dataclass
class Desk:
    """A window on a station's ledger, and the office it belongs to."""

    window: MainWindow
    frame: Frame
    station: Workspace
    office: Workspace
    items: list[str]


def hand_down(office: Workspace, station: Workspace) -> tuple[Workspace, list[str]]:
    """Found the county, publish the list and bring it to the station; return the station and the items."""
    station = found_county(office, station, packs=False)
    items = publish(
        office,
        [
            item(
                content,
                limit,
                level1=GROUPS[min(n // 4, 3)],
                code=f"{n // 4 + 1}.{n % 4 + 1}",
                standard="按全县统一标准执行，资料齐全、数据真实，群众知晓率达到要求。",
                evidence="现场照片、登记表",
                responsible_unit="文化站",
                basis="创建工作方案第三条",
                **more,
            )
            for n, (content, limit, more) in enumerate(CONTENTS)
        ],
        name="公共文化服务创建任务清单",
        claim_by=date(2026, 3, 6),
    )
    carry(office, station)
    return station, items


def work(office: Workspace, station: Workspace, items: list[str], folder: Path) -> None:
    """Let the station work on some of it, and the office answer some of that."""
    claim_items(station, items[:9], responsible="周小满")
    claim_items(station, items[10:13], responsible="李秀兰")
    plan_items(station, items[:3], leader="王镇长", finish_on=date(2026, 12, 1), method="分片负责，逐月检查")
    add_log(station, "前进村秧歌队排练，准备正月十五汇演", item=items[4], quantity=1, people=60)
    add_log(station, "元宵节灯谜会", item=items[4], quantity=1, people=300, on=date(2026, 3, 1))
    add_log(station, "到柳树村核对图书登记")
    record_progress(
        station, items[1], text="到新书 80 册，编目上架", quantity=80, next_step="四月再进 120 册"
    )
    record_progress(
        station, items[2], text="公示栏已更换", percent=60, obstacle="村里的公示栏破损", on=date(2026, 2, 26)
    )
    set_ability(station, [items[6]], Ability.COUNTY, "县剧团排期由县里统一安排")
    ask_not_applicable(station, [items[8]], "山区三个村不足百人，凑不成队伍")
    question = ask_question(
        station,
        items[9],
        kind=QuestionKind.QUESTION,
        reason_code="unclear",
        text="线上培训算不算在五天里面？",
        wanted="请明确学时认定办法",
    )
    request = request_closing(station, items[11], result="制度八项全部上墙", completed_on=date(2026, 3, 1))
    late = request_closing(station, items[12], result="档案装订成册 6 卷", completed_on=date(2026, 2, 28))
    closing = request_closing(station, items[10], result="招募 26 人，已建档")
    answer(office, station, question, "线上培训按实际学时折算，四学时算半天。")
    decide(office, station, request, 1, Decision.RETURNED, reason="照片看不清制度内容，请补拍近景")
    decide(office, station, late, 1, Decision.PASSED)
    assert closing
    picture = folder / "公示栏.jpg"
    draw_picture(picture)
    claim = read_row(station, items[2]).claim
    assert claim is not None
    attach_files(station, [picture], targets=[(Target.CLAIM, claim)])


def draw_picture(path: Path) -> None:
    """Draw a photo."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1200, 900), (196, 208, 190))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((180, 160, 1020, 700), fill=(250, 248, 240), outline=(120, 90, 60), width=18)
    for line in range(6):
        draw.rectangle(
            (240, 230 + line * 70, 240 + (line * 97) % 420 + 300, 256 + line * 70), fill=(90, 96, 110)
        )
    picture.save(path, quality=88)


def show(window: MainWindow, station: Workspace) -> Frame:
    """Open the station's own pages in `window`."""
    from ui.station.entries import ENTRIES

    frame = Frame(
        station,
        ENTRIES,
        lambda: FrameFacts("青石镇综合文化站", "站码 07", "今天 08:31"),
        window.jobs,
        _stay,
    )
    window.show_content(frame)
    return frame


def _stay(folder: Path | None, *, first: Callable[[], str] | None = None) -> None:
    """Open no other ledger."""


def main(folder: Path) -> None:
    """Draw the station's own pages at both window sizes and all text sizes into `folder`."""
    from ui import theme
    from ui.application import make_application
    from ui.station.entries import ENTRIES

    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    with TemporaryDirectory() as place:
        clock = StoppedClock()
        office = new_workspace(Path(place) / "office", Role.OFFICE, clock, seed=1)
        station = new_workspace(Path(place) / "station", Role.STATION, clock, seed=2)
        station, items = hand_down(office, station)
        work(office, station, items, Path(place))
        window = MainWindow()
        frame = show(window, station)
        window.show()
        for width, height in ((1366, 697), (1092, 543)):
            for size in theme.TextSize:
                theme.current().set_size(size)
                window.resize(width, height)
                for entry in ENTRIES:
                    key = entry.key
                    arguments = {"item": items[2]} if key == "ledger" else {}
                    frame.navigate(key, **arguments)
                    for _ in range(5):
                        QApplication.processEvents()
                    window.grab().save(str(folder / f"{key}-{width}-{size}.png"))
        window.close()
        for ws in (office, station):
            ws.engine.dispose()
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
