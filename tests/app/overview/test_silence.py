from app.overview.board import read_board
from app.overview.silence import silent_stations
from tests.app.overview.small_county import County, claim


def test_the_longest_silence_comes_first_and_only_what_the_station_holds_counts(county: County) -> None:
    first, second, third = county.stations
    claim(second, county.items[0])
    county.clock.forward(days=20)
    claim(first, county.items[0])
    claim(first, county.items[1])
    claim(third, county.items[2], ability="county")  # waits for the office
    county.clock.forward(days=35)
    county.sync()
    silent = silent_stations(read_board(county.office))
    assert [(one.name[:3], one.days, len(one.tasks), one.red) for one in silent] == [
        ("白桥镇", 55, 1, 0),
        ("青石镇", 35, 2, 0),
    ]
    county.clock.forward(days=10)
    assert [one.red for one in silent_stations(read_board(county.office))] == [1, 0]
