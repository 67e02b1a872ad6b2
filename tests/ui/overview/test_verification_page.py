from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.tasks.claims import Ability, set_ability
from app.tasks.extensions import request_extension
from app.tasks.ledger import read_row
from app.verification.queue import Matter, count_waiting, list_waiting
from db.models.log import StreamHead
from db.models.packages import PackageOut
from db.models.tasks import Answer, ClaimDecision, Target, Verdict
from tests.app.overview.small_county import County, ask, claim, find_problem, request
from tests.ui.conftest import User
from ui.frame import Frame
from ui.office.keys import VERIFICATION
from ui.office.verification_page import VerificationPage
from ui.page import Page
from ui.widgets.ledger_view import LedgerView


@pytest.fixture
def busy(county: County, office_frame: Frame) -> Frame:
    """Five things wait, a day apart."""
    first, second, third = county.stations
    request(first, claim(first, county.items[0]))
    county.clock.forward(days=1)
    request(second, find_problem(second), kind=Target.PROBLEM)
    county.clock.forward(days=1)
    claim(third, county.items[1], decision=ClaimDecision.NOT_APPLICABLE, reason="没有书屋")
    county.clock.forward(days=1)
    ask(first, county.items[2], kind="objection", text="场次能不能少一些？")
    county.clock.forward(days=1)
    request(third, claim(third, county.items[3]))
    county.sync()
    office_frame.context.written()
    office_frame.navigate(VERIFICATION)
    QApplication.processEvents()
    return office_frame


def page_of(frame: Frame) -> VerificationPage:
    page = frame.page
    assert isinstance(page, VerificationPage)
    return page


def queue(page: Page) -> LedgerView:  # type: ignore[type-arg]
    (view,) = page.findChildren(LedgerView)
    return view


def press(key: Qt.Key) -> None:
    """Press a key where the focus is, as a user does."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key)


def words(page: Page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def verdicts(county: County) -> list[tuple[str, str]]:
    with county.office.read() as session:
        found = session.scalars(select(Verdict).where(Verdict.void.is_(False)).order_by(Verdict.id))
        return [(verdict.decision, verdict.reason) for verdict in found]


def test_the_queue_is_worked_through_with_one_key_each(busy: Frame, county: County) -> None:
    page = page_of(busy)
    queue(page).setFocus()
    assert "申请办结　青石镇综合文化站　已等 4 天" in words(page)
    press(Qt.Key.Key_1)
    assert "申请销号　白桥镇综合文化站" in words(page)  # the next one follows by itself
    press(Qt.Key.Key_3)
    assert "需到现场" in words(page)  # it goes on waiting, and the cursor stays
    press(Qt.Key.Key_4)
    assert "申请不涉及" in words(page)
    press(Qt.Key.Key_1)
    assert verdicts(county) == [("passed", ""), ("site_visit", ""), ("passed", "")]
    assert count_waiting(county.office) == 3


def test_a_return_asks_for_a_reason_and_takes_a_phrase(busy: Frame, county: County, user: User) -> None:
    page = page_of(busy)
    queue(page).setFocus()
    press(Qt.Key.Key_2)
    assert "退回要写明原因" in words(page)
    assert verdicts(county) == []
    assert isinstance(QApplication.focusWidget(), QComboBox)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_2)  # 2, Down, 2: three keys
    assert verdicts(county) == [("returned", "材料看不出已经完成，请补充能看清结果的照片。")]
    assert user.errors == []


def test_digits_in_the_field_are_text(busy: Frame, county: County) -> None:
    page = page_of(busy)
    queue(page).setFocus()
    press(Qt.Key.Key_F3)
    (field,) = page.findChildren(QPlainTextEdit)
    assert QApplication.focusWidget() is field
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_2)
    assert field.toPlainText() == "12"
    assert verdicts(county) == []
    queue(page).setFocus()
    press(Qt.Key.Key_2)
    assert verdicts(county) == [("returned", "12")]


def test_an_objection_is_answered_with_words(busy: Frame, county: County) -> None:
    page = page_of(busy)
    busy.navigate(VERIFICATION, unit=county.stations[0].unit, about=county.items[2])
    assert "场次能不能少一些" in words(page)
    queue(page).setFocus()
    press(Qt.Key.Key_3)
    assert "请先写答复内容" in words(page)
    (field,) = page.findChildren(QPlainTextEdit)
    field.setPlainText("改为八场，下一版清单里体现")
    queue(page).setFocus()
    press(Qt.Key.Key_3)
    with county.office.read() as session:
        assert session.scalars(select(Answer.result)).all() == ["adjusted"]
    assert [row.matter for row in list_waiting(county.office)].count(Matter.OBJECTION) == 0


def test_ctrl_z_takes_back_until_it_went_out(busy: Frame, county: County, user: User) -> None:
    page = page_of(busy)
    queue(page).setFocus()
    (undo,) = [action for action in page.actions() if action.shortcut().toString() == "Ctrl+Z"]
    assert not undo.isEnabled()
    press(Qt.Key.Key_1)
    assert undo.text() == "撤销：通过 青石镇"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert verdicts(county) == []
    assert "青石镇综合文化站" in words(page)  # it is shown again
    assert not undo.isEnabled()
    press(Qt.Key.Key_1)
    with county.office.write() as session:
        head = session.scalars(select(StreamHead).where(StreamHead.stream == county.stations[0].unit)).one()
        session.add(
            PackageOut(
                digest="d",
                peer=head.stream,
                epoch=head.epoch,
                number=3,
                kind="down",
                made_at=county.office.now(),
                bytes=1,
                entries=1,
                blobs=0,
                file="out/x.zwt",
                covers=f'[["{head.stream}","{head.epoch}",{head.number}]]',
            )
        )
    from app.errors import InvalidInput

    with pytest.raises(InvalidInput, match="第 3 号下发包"):
        page._take_back()
    assert len(verdicts(county)) == 1


def test_what_changed_meanwhile_is_said(busy: Frame, county: County, qtbot: QtBot) -> None:
    page = page_of(busy)
    from app.errors import InvalidInput
    from db.models.tasks import ClosureRequest

    (row,) = list_waiting(county.office, matters=[Matter.TASK])[:1]
    station = county.stations[0]
    with station.write() as session:
        session.get_one(ClosureRequest, row.id).result = "改过了"
    county.sync()
    with pytest.raises(InvalidInput, match="刚改过"):
        page._decide(0)
    assert verdicts(county) == []


def test_filters_show_their_numbers(busy: Frame, county: County) -> None:
    page = page_of(busy)
    texts = [button.text() for button in page._filter._buttons.values()]
    assert texts == ["全部 5", "办结 2", "销号 1", "疑问 1", "延期 0", "需支持 0", "不涉及 1", "现场 0"]
    page._filter._buttons["questions"].click()
    assert queue(page).model().rowCount() == 1
    page._filter.select("all")
    page._search("柳河")
    assert queue(page).model().rowCount() == 2


def test_photos_before_and_after_are_shown(county: County, office_frame: Frame, tmp_path: object) -> None:
    from pathlib import Path

    from app.evidence.attach import attach_files
    from app.evidence.store import AttachmentStore
    from db.models.work import Evidence, EvidenceRole
    from tests.ui.overview.office_pictures import picture

    folder = Path(str(tmp_path))
    station = county.stations[0]
    problem = find_problem(station)
    for role, ink in ((EvidenceRole.BEFORE, (180, 60, 60)), (EvidenceRole.AFTER, (60, 160, 90))):
        attach_files(
            station, [picture(folder, role.value, ink)], targets=[(Target.PROBLEM, problem)], role=role
        )
    request(station, problem, kind=Target.PROBLEM)
    county.sync()
    office_frame.context.written()
    office_frame.navigate(VERIFICATION)
    page = page_of(office_frame)
    assert "有 2 份材料还没有随数据包到县里" in words(page)
    with station.read() as session:
        for sha256 in session.scalars(select(Evidence.copy_sha256)):
            assert sha256
            AttachmentStore(county.office.folder).add_bytes(
                AttachmentStore(station.folder).path(sha256).read_bytes()
            )
    page._case = None
    office_frame.context.written()
    before, after = page._photos._before.view, page._photos._after.view
    assert before.isVisible()
    assert before.scene().sceneRect().width() > 1000
    before.set_zoom(2.0)
    before.zoomed.emit(2.0)
    assert after.transform().m11() == pytest.approx(before.transform().m11(), rel=0.2)
    assert "登记 2026-03-02" in words(page)
    assert date(2026, 3, 2) == county.office.today


def test_more_time_is_granted_with_two_keys_and_the_day_may_be_changed(
    county: County, office_frame: Frame
) -> None:
    first, second, _ = county.stations
    for station in (first, second):
        claim(station, county.items[0])
        end = read_row(station, county.items[0]).limit_end
        assert end is not None
        request_extension(station, county.items[0], wanted_end=end + timedelta(days=30), reason="等器材到货")
        county.clock.forward(days=1)
    county.sync()
    office_frame.context.written()
    office_frame.navigate(VERIFICATION)
    page = page_of(office_frame)
    QApplication.processEvents()
    page._list.setFocus()
    assert "等器材到货" in words(page)
    assert "（多 30 天）" in words(page)
    assert not page._actions[2].isVisible()  # nothing to look at on the spot
    press(Qt.Key.Key_1)
    assert [row.matter for row in list_waiting(county.office)] == [Matter.EXTENSION]
    page._panel._until.setText(f"{end + timedelta(days=10)}")
    press(Qt.Key.Key_1)
    county.sync()
    assert read_row(first, county.items[0]).limit_end == end + timedelta(days=30)
    assert read_row(second, county.items[0]).limit_end == end + timedelta(days=10)
    assert read_row(second, county.items[0]).limit_was == end
    assert count_waiting(county.office) == 0
    page._undo.trigger()
    assert [row.matter for row in list_waiting(county.office)] == [Matter.EXTENSION]


def test_ability_is_confirmed_or_refused_with_a_reason(county: County, office_frame: Frame) -> None:
    first, second, _ = county.stations
    for station in (first, second):
        set_ability(station, [county.items[1]], Ability.COUNTY, "没有剧场")
        county.clock.forward(days=1)
    county.sync()
    office_frame.context.written()
    office_frame.navigate(VERIFICATION)
    page = page_of(office_frame)
    QApplication.processEvents()
    page._list.setFocus()
    assert "需县级解决：没有剧场" in words(page)
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_2)
    assert "不同意要写明原因" in words(page)
    page._panel._words.setPlainText("镇里有礼堂")
    page._list.setFocus()
    press(Qt.Key.Key_2)
    county.sync()
    assert read_row(first, county.items[1]).excused
    refused = read_row(second, county.items[1])
    assert (refused.excused, refused.county_word, refused.ability_word) == (False, "镇里有礼堂", "县里未同意")
