from datetime import date

import pytest

from app.errors import InvalidInput
from app.reporting.instructions import (
    InstructionForm,
    acknowledge,
    issue_instruction,
    list_instructions,
    unacknowledged,
    withdraw_instruction,
)
from app.reporting.unread import count_unread
from tests.app.overview.small_county import County


def test_an_instruction_is_read_and_the_county_knows_who_has_not(county: County) -> None:
    first, second, third = county.stations
    office = county.office
    every = issue_instruction(
        office, InstructionForm("做好汛期安全", "三日内自查书库和电路。", date(2026, 3, 5))
    )
    issue_instruction(office, InstructionForm("补报表册", "请补报。", None, (first.unit,)))
    county.sync()
    assert [count_unread(ws) for ws in county.stations] == [2, 1, 1]
    acknowledge(first, every)
    acknowledge(first, every)
    county.sync()
    row = next(row for row in list_instructions(office) if row.id == every)
    assert (row.read, row.asked, len(row.waiting)) == (1, 3, 2)
    assert row.number.endswith("-TZ-2026-A0001")
    assert row.word == "2 个站没有签收"
    county.clock.forward(days=4)
    assert [len(numbers) for _, numbers in unacknowledged(office)] == [1, 1]
    assert [row.word for row in list_instructions(second)] == ["已过回执期限"]
    acknowledge(second, every)
    acknowledge(third, every)
    county.sync()
    assert not unacknowledged(office)
    assert list_instructions(first)[-1].read_by == "测试员"
    withdraw_instruction(office, every, "并入新通知")
    county.sync()
    assert not list_instructions(second)


def test_an_instruction_says_something_and_leaves_time(county: County) -> None:
    for form in (
        InstructionForm("", "正文"),
        InstructionForm("标题", " "),
        InstructionForm("标题", "正文", date(2026, 3, 1)),
    ):
        with pytest.raises(InvalidInput):
            issue_instruction(county.office, form)
