"""What the county sets for lights, and what stations and the county then see."""

from datetime import date

import pytest
from msgspec.structs import fields

from app.errors import InvalidInput
from app.overview.board import read_board
from app.overview.silence import silent_stations
from app.reporting.county_rules import Rule, read_rule, set_rule
from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.tasks.light import USUAL
from app.tasks.progress import record_progress
from db.models.county_rules import ReportingRule
from tests.app.overview.small_county import County


def test_where_the_county_says_nothing_the_usual_holds(county: County) -> None:
    assert read_rule(county.stations[0]) == Rule()
    assert Rule().thresholds == USUAL
    stored = ReportingRule()
    assert all(getattr(stored, one.name) == one.default for one in fields(Rule))


@pytest.mark.parametrize(
    "rule",
    [
        Rule(quiet_days=60),
        Rule(silent_days=400),
        Rule(behind=60),
        Rule(far_behind=101),
        Rule(venue_months=0),
        Rule(late_days=0),
    ],
)
def test_what_makes_no_sense_is_refused(county: County, rule: Rule) -> None:
    with pytest.raises(InvalidInput):
        set_rule(county.office, rule)
    assert read_rule(county.office) == Rule()


def test_stations_and_county_go_by_what_was_sent_down(county: County) -> None:
    station, item = county.stations[0], county.items[0]
    claim_items(station, [item], responsible="周小满")
    record_progress(station, item, text="起步")
    county.clock.to(date(2026, 3, 20))  # 18 days
    county.sync()
    assert read_row(station, item).light == "green"
    assert silent_stations(read_board(county.office)) == []
    set_rule(county.office, Rule(quiet_days=10, silent_days=15))
    assert [one.red for one in silent_stations(read_board(county.office))] == [1]
    assert read_row(station, item).light == "green"  # it has not come yet
    county.sync()
    row = read_row(station, item)
    assert (row.light, row.light_word) == ("red", "18 天没动静")
    assert "任务、问题和交办单 10 天没有动静亮黄灯，15 天亮红灯。" in read_rule(station).words
