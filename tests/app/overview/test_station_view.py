import pytest

from app.errors import InvalidInput
from app.overview.reports import change_words, gap_text, not_reported, reminder_text
from app.overview.station import open_station
from app.sync.taken import Changes
from app.verification.deciding import AnswerResult, answer_question
from db.models.units import Unit
from tests.app.overview.small_county import County, ask, claim, package_came


def test_a_station_opened_shows_questions_and_people(county: County) -> None:
    station = county.stations[0]
    first = ask(station, county.items[0], text="第一问")
    ask(station, county.items[1], kind="objection", text="第二问")
    claim(station, county.items[2])
    ask(county.stations[1], county.items[0], text="别站的")
    county.sync()
    answer_question(county.office, first, revision=1, result=AnswerResult.EXPLAINED, text="按次数")
    view = open_station(county.office, station.unit)
    assert [(row.text, row.open, row.answer) for row in view.questions] == [
        ("第二问", True, ""),
        ("第一问", False, "已说明：按次数"),
    ]
    assert [row.name for row in view.people] == ["周小满"]
    assert view.station.contact == "周小满"


def test_a_station_that_was_withdrawn_is_not_shown(county: County) -> None:
    with county.office.write() as session:
        session.withdraw(session.get_one(Unit, county.stations[0].unit), "撤并")
    with pytest.raises(InvalidInput, match="撤下"):
        open_station(county.office, county.stations[0].unit)


def test_the_reminder_names_only_who_is_missing(county: County) -> None:
    first, second, third = county.stations
    package_came(county.office, first)
    county.clock.forward(days=31)  # April
    package_came(county.office, second)
    missing = not_reported(county.office, county.office.today.replace(day=1))
    assert [row.unit for row in missing] == [first.unit, third.unit]
    text = reminder_text(missing, county.office.today)
    assert "2 个站" in text
    assert "青石镇综合文化站、柳河镇综合文化站" in text
    assert "白桥镇" not in text


def test_changes_in_words() -> None:
    changes = {
        "progress": Changes(2, 1, 0),
        "claim": Changes(5),
        "certificate": Changes(1),
        "venue": Changes(),
    }
    assert change_words(changes) == "认领 5，进展 3"
    assert "青石镇：还缺第 2 号" in gap_text([("青石镇", "还缺第 2 号")])
