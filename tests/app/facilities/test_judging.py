from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.facilities.extinguishers import Extinguisher, read_factory_date, scrap_date
from app.facilities.judging import (
    Entry,
    Finding,
    Judgement,
    Line,
    Outcome,
    Rule,
    Standing,
    ValueKind,
    actual_text,
    add_up,
    judge,
    read_value,
    shortfall_text,
    standard_text,
)
from app.office.labels import StationSize

AREA = Rule(
    "A02",
    "建筑面积",
    ValueKind.NUMBER,
    "m²",
    threshold=Decimal(300),
    threshold_medium=Decimal(500),
    threshold_large=Decimal(800),
)
STAFF = Rule("E01", "专职人员", ValueKind.NUMBER, "人", threshold=Decimal(2), threshold_basic=Decimal(1))
EXITS = Rule("G04", "安全出口畅通", ValueKind.YES_NO, veto=True)
SETS = Rule(
    "B04",
    "五类设备",
    ValueKind.LIST,
    options=("演出", "阅览", "培训", "展览", "体育"),
    threshold_basic=Decimal(4),
)
NOTED = Rule("X01", "村民小组数", ValueKind.NUMBER, "个")

SMALL, MEDIUM, LARGE = StationSize


@pytest.mark.parametrize(
    ("rule", "typed", "stored"),
    [
        (AREA, "320", "320"),
        (AREA, "３２０．５", "320.5"),
        (AREA, "1,200", "1200"),
        (AREA, "１，２００", "1200"),
        (AREA, " 85.50 ", "85.5"),
        (AREA, "007", "7"),
        (AREA, "0.0", "0"),
        (AREA, ".5", "0.5"),
        (AREA, "②", "2"),
        (AREA, "320m²", "320"),
        (AREA, "320 m2", "320"),
        (STAFF, "3人", "3"),
        (AREA, "", ""),
        (AREA, "　", ""),
        (EXITS, "1", "1"),
        (EXITS, "１", "1"),
        (EXITS, "是", "1"),
        (EXITS, "2", "0"),
        (EXITS, "0", "0"),
        (EXITS, "×", "0"),
        (SETS, "135", "演出、培训、体育"),
        (SETS, "５３１", "演出、培训、体育"),
        (SETS, "11", "演出"),
        (SETS, "0", "0"),
        (SETS, "无", "0"),
        (SETS, "体育，演出", "演出、体育"),
        (SETS, "演出 阅览", "演出、阅览"),
    ],
)
def test_typed_values_are_understood(rule: Rule, typed: str, stored: str) -> None:
    assert read_value(rule, typed) == stored
    assert read_value(rule, stored) == stored


@pytest.mark.parametrize(
    ("rule", "typed"),
    [
        (AREA, "三百"),
        (AREA, "-5"),
        (AREA, "1e3"),
        (AREA, "12.34567"),
        (AREA, "1.2.3"),
        (AREA, "1234567890"),
        (AREA, "320 人"),
        (AREA, "NaN"),
        (EXITS, "3"),
        (EXITS, "可能"),
        (SETS, "6"),
        (SETS, "10"),
        (SETS, "演出、消防"),
    ],
)
def test_what_is_no_value_is_refused_with_the_code(rule: Rule, typed: str) -> None:
    with pytest.raises(InvalidInput, match=rule.code if "不是数量" not in typed else ""):
        read_value(rule, typed)


@pytest.mark.parametrize(
    ("rule", "value", "size", "finding"),
    [
        (AREA, "", SMALL, Finding.NOT_CHECKED),
        (AREA, "300", SMALL, Finding.MET),
        (AREA, "299.9", SMALL, Finding.NOT_MET),
        (AREA, "499", MEDIUM, Finding.NOT_MET),
        (AREA, "500", MEDIUM, Finding.MET),
        (AREA, "799", LARGE, Finding.NOT_MET),
        (AREA, "800", LARGE, Finding.MET),
        (STAFF, "0", LARGE, Finding.NOT_MET),
        (STAFF, "1", LARGE, Finding.BASICALLY_MET),
        (STAFF, "2", LARGE, Finding.MET),
        (EXITS, "1", SMALL, Finding.MET),
        (EXITS, "0", SMALL, Finding.NOT_MET),
        (SETS, "演出、阅览、培训、展览、体育", SMALL, Finding.MET),
        (SETS, "演出、阅览、培训、展览", SMALL, Finding.BASICALLY_MET),
        (SETS, "演出", SMALL, Finding.NOT_MET),
        (SETS, "0", SMALL, Finding.NOT_MET),
        (NOTED, "0", SMALL, Finding.MET),
    ],
)
def test_thresholds_judge_themselves(rule: Rule, value: str, size: StationSize, finding: Finding) -> None:
    assert judge(rule, Entry(value), size) == Judgement(finding)


def test_not_applicable_needs_a_reason() -> None:
    with pytest.raises(InvalidInput, match="原因"):
        judge(AREA, Entry(not_applicable=True, note="  "), SMALL)
    assert judge(AREA, Entry(not_applicable=True, note="与邻村共用"), SMALL).finding is Finding.NOT_APPLICABLE


def test_fixed_on_the_spot_is_met_and_counted() -> None:
    assert judge(EXITS, Entry("0", fixed_on_spot=True), SMALL) == Judgement(Finding.MET, fixed_on_spot=True)
    assert judge(EXITS, Entry("1", fixed_on_spot=True), SMALL) == Judgement(Finding.MET)
    assert judge(EXITS, Entry("", fixed_on_spot=True), SMALL) == Judgement(Finding.NOT_CHECKED)


@given(
    least=st.integers(0, 2000),
    basic=st.none() | st.integers(0, 2000),
    lower=st.integers(0, 2500),
    more=st.integers(0, 500),
    size=st.sampled_from(StationSize),
)
@settings(max_examples=60)
def test_more_is_never_worse(least: int, basic: int | None, lower: int, more: int, size: StationSize) -> None:
    rank = [Finding.NOT_MET, Finding.BASICALLY_MET, Finding.MET]
    rule = Rule(
        "A",
        "a",
        ValueKind.NUMBER,
        threshold=Decimal(least),
        threshold_basic=None if basic is None else Decimal(basic),
    )
    fewer, richer = (
        judge(rule, Entry(read_value(rule, str(value))), size).finding for value in (lower, lower + more)
    )
    assert rank.index(fewer) <= rank.index(richer)
    assert (shortfall_text(rule, str(lower), size) == "") == (fewer is Finding.MET)


@given(st.decimals(0, 10**8, places=2))
@settings(max_examples=60)
def test_stored_numbers_keep_their_value_in_any_spelling(number: Decimal) -> None:
    plain = format(number, "f")
    wide = plain.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    stored = read_value(AREA, wide)
    assert Decimal(stored) == number
    assert stored == read_value(AREA, plain) == read_value(AREA, stored)


@given(
    st.lists(
        st.builds(Line, st.just("A"), st.sampled_from(Finding), st.booleans(), st.booleans()), max_size=12
    )
)
@settings(max_examples=80)
def test_the_verdict_of_a_check(lines: list[Line]) -> None:
    outcome = add_up(lines)
    findings = [line.finding for line in lines]
    assert outcome.items == len(lines)
    assert (
        outcome.met + outcome.basically_met + outcome.not_met + outcome.not_applicable + outcome.not_checked
        == len(lines)
    )
    assert (outcome.standing is Standing.VETOED) == any(
        line.veto and line.finding is Finding.NOT_MET for line in lines
    )
    if outcome.standing in {Standing.MET, Standing.BASIC}:
        assert Finding.NOT_CHECKED not in findings
        assert Finding.NOT_MET not in findings
    if Finding.NOT_CHECKED in findings:
        assert outcome.percent_met != 100


@pytest.mark.parametrize(
    ("lines", "standing", "percent"),
    [
        ([], Standing.MET, None),
        ([Line("A", Finding.MET), Line("B", Finding.NOT_CHECKED)], Standing.INCOMPLETE, 50),
        ([Line("A", Finding.MET), Line("B", Finding.BASICALLY_MET)], Standing.BASIC, 50),
        ([Line("A", Finding.NOT_MET), Line("B", Finding.NOT_CHECKED)], Standing.SHORT, 0),
        ([Line("A", Finding.NOT_MET, veto=True), Line("B", Finding.MET)], Standing.VETOED, 50),
        ([Line("A", Finding.BASICALLY_MET, veto=True)], Standing.BASIC, 0),
        ([Line("A", Finding.MET, veto=True, fixed_on_spot=True)], Standing.MET, 100),
        ([Line("A", Finding.NOT_APPLICABLE), Line("B", Finding.MET)], Standing.MET, 100),
        ([Line("A", Finding.MET)] * 2 + [Line("B", Finding.NOT_MET)], Standing.SHORT, 66),
    ],
)
def test_verdicts_by_example(lines: list[Line], standing: Standing, percent: int | None) -> None:
    outcome: Outcome = add_up(lines)
    assert (outcome.standing, outcome.percent_met) == (standing, percent)
    assert outcome.fixed == sum(line.fixed_on_spot for line in lines)


@pytest.mark.parametrize(
    ("rule", "value", "size", "standard", "actual", "shortfall"),
    [
        (AREA, "320", MEDIUM, "≥500 m²", "320 m²", "差 180 m²"),
        (AREA, "320", SMALL, "≥300 m²", "320 m²", ""),
        (AREA, "", SMALL, "≥300 m²", "", ""),
        (AREA, "299.5", SMALL, "≥300 m²", "299.5 m²", "差 0.5 m²"),
        (STAFF, "1", SMALL, "≥2 人", "1 人", "差 1 人"),
        (EXITS, "0", SMALL, "是", "否", "不符合"),
        (SETS, "演出、体育", SMALL, "5 样齐全", "演出、体育（2 样）", "缺 阅览、培训、展览"),
        (SETS, "0", SMALL, "5 样齐全", "都没有", "缺 演出、阅览、培训、展览、体育"),
        (NOTED, "12", SMALL, "据实填写", "12 个", ""),
    ],
)
def test_words_for_screen_and_paper(
    rule: Rule, value: str, size: StationSize, standard: str, actual: str, shortfall: str
) -> None:
    assert standard_text(rule, size) == standard
    assert actual_text(rule, value) == actual
    assert shortfall_text(rule, value, size) == shortfall


def test_a_list_of_which_some_are_enough() -> None:
    some = Rule("B04", "设备", ValueKind.LIST, options=("甲", "乙", "丙"), threshold=Decimal(2))
    assert standard_text(some, SMALL) == "3 样有 2 样"
    assert judge(some, Entry("甲、丙"), SMALL).finding is Finding.MET


def test_a_larger_class_without_its_own_figure_takes_the_next_smaller() -> None:
    rule = Rule("A", "a", ValueKind.NUMBER, threshold=Decimal(1), threshold_medium=Decimal(5))
    assert [rule.least(size) for size in StationSize] == [Decimal(1), Decimal(5), Decimal(5)]


@pytest.mark.parametrize(
    ("made", "kind", "scrapped"),
    [
        ("2016年5月", Extinguisher.DRY_POWDER, date(2026, 5, 1)),
        ("2020.02", Extinguisher.WATER, date(2026, 2, 1)),
        ("20200229", Extinguisher.WATER, date(2026, 2, 28)),
        ("2020-02-29", Extinguisher.CARBON_DIOXIDE, date(2032, 2, 29)),
        ("２０１６年５月１２日", Extinguisher.CLEAN_GAS, date(2026, 5, 12)),
    ],
)
def test_scrap_date_of_an_extinguisher(made: str, kind: Extinguisher, scrapped: date) -> None:
    assert scrap_date(read_factory_date(made), kind) == scrapped


@pytest.mark.parametrize("text", ["", "去年", "2016", "2016-13", "2016年2月30日"])
def test_no_scrap_date_from_a_guess(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_factory_date(text)
