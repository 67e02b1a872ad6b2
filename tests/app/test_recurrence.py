"""What people print of things that come round."""

from datetime import date

import pytest

from app.recurrence import Recurrence, parse_recurrence


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("每周四、五下午", Recurrence("week", (4, 5), "下午")),
        ("每週四、週五下午", Recurrence("week", (4, 5), "下午")),
        ("每周一至周五晚上", Recurrence("week", (1, 2, 3, 4, 5), "晚上")),
        ("每星期日上午", Recurrence("week", (7,), "上午")),
        ("周一、三、五", Recurrence("week", (1, 3, 5))),
        ("每月5日前", Recurrence("month", day_of_month=5)),
        ("每季度召开一次", Recurrence("quarter")),
        ("每半年", Recurrence("half_year")),
        ("逐日登记", Recurrence("day")),
        ("2009年9月", None),
    ],
)
def test_recurrence(phrase: str, expected: Recurrence | None) -> None:
    assert parse_recurrence(phrase) == expected


def test_recurrence_dates() -> None:
    thursdays = Recurrence("week", (4, 5)).dates(date(2009, 3, 19), date(2009, 3, 27))
    assert thursdays == [date(2009, 3, 19), date(2009, 3, 20), date(2009, 3, 26), date(2009, 3, 27)]
    assert Recurrence("month", day_of_month=5).dates(date(2009, 1, 6), date(2009, 3, 5)) == [
        date(2009, 2, 5),
        date(2009, 3, 5),
    ]
