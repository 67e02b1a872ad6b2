"""What the invented county and its stations register: documents in and out, some of them handed down."""

from datetime import date, timedelta
from random import Random

from app.documents.register import (
    Direction,
    DocumentForm,
    hand_down_document,
    list_register,
    register_document,
    take_from_county,
)
from app.workspace import Workspace

__all__ = ["keep_county_register", "keep_register"]

_COUNTY_OUT = (
    ("关于印发{year}年度创建工作任务清单的通知", "清创办〔{year}〕3号", 6),
    ("关于做好公共文化设施免费开放工作的通知", "清创办〔{year}〕5号", 3),
)
_COUNTY_IN = (
    (
        "关于开展公共文化服务体系示范区创建中期检查的通知",
        "临文旅发〔{year}〕21号",
        "临江市文化和旅游局",
        "urgent",
        5,
    ),
    ("关于报送文化站基本情况的函", "临文旅函〔{year}〕8号", "临江市文化和旅游局", "ordinary", 2),
)
_IN = (
    ("关于组织元旦春节群众文化活动的通知", "{town}党办〔{year}〕11号", "党政办公室", "ordinary", 2),
    ("关于加强汛期文化场所安全检查的紧急通知", "{town}政办〔{year}〕27号", "党政办公室", "very_urgent", 1),
)
_OUT = (
    ("关于申请维修文化站排练厅屋面的请示", "{town}文站〔{year}〕2号", 2),
    ("上半年免费开放工作情况报告", "{town}文站〔{year}〕4号", 4),
)


def keep_county_register(ws: Workspace) -> None:
    """Register what the office received and sent out, and hand the latter down."""
    year, day = ws.today.year, ws.today - timedelta(days=12)
    for title, number, issuer, urgency, pages in _COUNTY_IN:
        form = DocumentForm(
            Direction.INCOMING,
            title.format(year=year),
            number.format(year=year),
            issuer,
            issued_on=day - timedelta(days=4),
            registered_on=day,
            pages=pages,
            urgency=urgency,
            handler=ws.person,
        )
        register_document(ws, form)
    for title, number, pages in _COUNTY_OUT:
        form = DocumentForm(
            Direction.OUTGOING,
            title.format(year=year),
            number.format(year=year),
            "清河县创建办",
            issued_on=day,
            registered_on=day,
            pages=pages,
            addressees="各乡镇综合文化站",
            handler=ws.person,
        )
        hand_down_document(ws, register_document(ws, form))


def keep_register(ws: Workspace, random: Random, *, township: str, head: str) -> None:
    """Take over all but the newest of what the county handed down, and register what came and went besides."""
    theirs = [row.id for row in list_register(ws) if row.from_county]
    for document in reversed(theirs[1:]):
        take_from_county(ws, document)
    town, year = township[:2], ws.today.year
    for title, number, office, urgency, pages in _IN:
        day = _some_day(ws.today, random)
        form = DocumentForm(
            Direction.INCOMING,
            title,
            number.format(town=town, year=year),
            f"{township}{office}",
            issued_on=day,
            registered_on=day,
            pages=pages,
            urgency=urgency,
            handler=head,
            note="已传阅，按要求办理",
        )
        register_document(ws, form)
    for title, number, pages in _OUT:
        day = _some_day(ws.today, random)
        form = DocumentForm(
            Direction.OUTGOING,
            title,
            number.format(town=town, year=year),
            f"{township}综合文化站",
            issued_on=day,
            registered_on=day,
            pages=pages,
            addressees=f"{township}人民政府",
            handler=head,
        )
        register_document(ws, form)


def _some_day(today: date, random: Random) -> date:
    return today - timedelta(days=random.randrange(3, 60))
