"""What people print as a time limit, and what it must mean."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.time_limit import (
    LimitKind,
    Precision,
    TimeLimit,
    find_time_limits,
    parse_time_limit,
)

# phrase | kind | start | end | precision | i = inferred year | warnings; year 2009 is given to the parser
TABLE = """
2019年7月22日|date|2019-07-22|2019-07-22|day||
2019年7月22号|date|2019-07-22|2019-07-22|day||
2019 年 7 月 22 日|date|2019-07-22|2019-07-22|day||
2019年7月22日（星期一）|date|2019-07-22|2019-07-22|day||
3月5日（周四）|date|2009-03-05|2009-03-05|day|i|
3月5日下午3:00前|date|-|2009-03-05|day|i|
10月15日24时前|date|-|2009-10-15|day|i|
２０１９年９月３０日|date|2019-09-30|2019-09-30|day||
2019-09-30|date|2019-09-30|2019-09-30|day||
2019/9/30|date|2019-09-30|2019-09-30|day||
2009.9.30|date|2009-09-30|2009-09-30|day||
2009.9.30日前|date|-|2009-09-30|day||
20190930|date|2019-09-30|2019-09-30|day||
9月30日|date|2009-09-30|2009-09-30|day|i|
9.30|date|2009-09-30|2009-09-30|day|i|
9.30前|date|-|2009-09-30|day|i|
二〇一九年七月二十二日|date|2019-07-22|2019-07-22|day||
二○○九年十月三十一日|date|2009-10-31|2009-10-31|day||
二零零九年十月十日|date|2009-10-10|2009-10-10|day||
十月十五日前|date|-|2009-10-15|day|i|
2019年10月15日前|date|-|2019-10-15|day||
2019年10月15日以前|date|-|2019-10-15|day||
2019年10月15日之前完成|date|-|2019-10-15|day||
2019年10月15前|date|-|2019-10-15|day||
不迟于2019年10月15日|date|-|2019-10-15|day||
截至2009年10月15日|date|-|2009-10-15|day||
2009年10月15日止|date|-|2009-10-15|day||
即日起至9月30日|date|-|2009-09-30|day|i|
2019年9月底前|date|-|2019-09-30|day||
2019年9月底|date|2019-09-30|2019-09-30|day||
2019年9月末|date|2019-09-30|2019-09-30|day||
2020年2月底前|date|-|2020-02-29|day||
十二月底前|date|-|2009-12-31|day|i|
元月底前|date|-|2009-01-31|day|i|
6月底|date|2009-06-30|2009-06-30|day|i|
2009年底|date|2009-12-31|2009-12-31|day||
2009年底前|date|-|2009-12-31|day||
2009年末|date|2009-12-31|2009-12-31|day||
2009年年底|date|2009-12-31|2009-12-31|day||
今年年底|date|2009-12-31|2009-12-31|day|i|
年底前|date|-|2009-12-31|day|i|
09年底|date|2009-12-31|2009-12-31|day||
三季度末|date|2009-09-30|2009-09-30|day|i|
2010年第一季度末前|date|-|2010-03-31|day||
2010年4月上旬|date|2010-04-01|2010-04-10|decade_of_month||
2010年4月中旬|date|2010-04-11|2010-04-20|decade_of_month||
2010年2月下旬|date|2010-02-21|2010-02-28|decade_of_month||
十月上旬|date|2009-10-01|2009-10-10|decade_of_month|i|
9月中下旬|date|2009-09-11|2009-09-30|decade_of_month|i|
9月上中旬|date|2009-09-01|2009-09-20|decade_of_month|i|
9月中旬前|date|-|2009-09-20|decade_of_month|i|
9月初|date|2009-09-01|2009-09-10|decade_of_month|i|
2009年初|date|2009-01-01|2009-01-31|month||
2009年中|date|2009-06-01|2009-06-30|month||
2009年9月|month|2009-09-01|2009-09-30|month||
2009年9月份|month|2009-09-01|2009-09-30|month||
2009年9月完成|month|2009-09-01|2009-09-30|month||
2009.09|month|2009-09-01|2009-09-30|month||
2009-12|month|2009-12-01|2009-12-31|month||
09年9月|month|2009-09-01|2009-09-30|month||
99年9月|month|1999-09-01|1999-09-30|month||
二〇一九年七月|month|2019-07-01|2019-07-31|month||
9月|month|2009-09-01|2009-09-30|month|i|
十一月|month|2009-11-01|2009-11-30|month|i|
明年3月|month|2010-03-01|2010-03-31|month|i|
2009年9月前|month|-|2009-09-30|month||
截至2009年12月|month|-|2009-12-31|month||
2019年9月 日|month|2019-09-01|2019-09-30|month||incomplete_date
2009年|year|2009-01-01|2009-12-31|year||
2009年度|year|2009-01-01|2009-12-31|year||
2009年内|year|2009-01-01|2009-12-31|year||
2012年前|year|-|2012-12-31|year||
年内|year|2009-01-01|2009-12-31|year|i|
全年|year|2009-01-01|2009-12-31|year|i|
今年内|year|2009-01-01|2009-12-31|year|i|
二〇一二年|year|2012-01-01|2012-12-31|year||
2019年×月×日|year|2019-01-01|2019-12-31|year||incomplete_date
2019年第三季度|quarter|2019-07-01|2019-09-30|quarter||
2019年四季度|quarter|2019-10-01|2019-12-31|quarter||
第1季度|quarter|2009-01-01|2009-03-31|quarter|i|
第三季度前|quarter|-|2009-09-30|quarter|i|
2009年9月至2009年12月|range|2009-09-01|2009-12-31|month||
2009年9月—12月|range|2009-09-01|2009-12-31|month||
2009年9月――12月|range|2009-09-01|2009-12-31|month||
2009年9月―2009年12月|range|2009-09-01|2009-12-31|month||
2009年9月–2010年3月|range|2009-09-01|2010-03-31|month||
2009年9月~12月|range|2009-09-01|2009-12-31|month||
2009年9月～12月|range|2009-09-01|2009-12-31|month||
2009年9月到12月|range|2009-09-01|2009-12-31|month||
2009年9月-12月|range|2009-09-01|2009-12-31|month||
2009年9-12月|range|2009-09-01|2009-12-31|month||
2009年6月----12月|range|2009-06-01|2009-12-31|month||
2009年9月一12月|range|2009-09-01|2009-12-31|month||
9至12月|range|2009-09-01|2009-12-31|month|i|
7、8月份|range|2009-07-01|2009-08-31|month|i|
九月至十二月|range|2009-09-01|2009-12-31|month|i|
二〇〇九年九月至二〇一〇年六月|range|2009-09-01|2010-06-30|month||
2009年11月至3月|range|2009-11-01|2010-03-31|month|i|
11月至2010年3月|range|2009-11-01|2010-03-31|month|i|
11月至次年3月|range|2009-11-01|2010-03-31|month|i|
2009.9-2009.12|range|2009-09-01|2009-12-31|month||
2009.9—12月|range|2009-09-01|2009-12-31|month||
2009/9/1-2009/12/31|range|2009-09-01|2009-12-31|day||
2019-09-01至2019-09-30|range|2019-09-01|2019-09-30|day||
9.1-9.30|range|2009-09-01|2009-09-30|day|i|
7月18日至22日|range|2009-07-18|2009-07-22|day|i|
2019年7月18日至22日|range|2019-07-18|2019-07-22|day||
2019年7月18日至7月22日|range|2019-07-18|2019-07-22|day||
2019年7月18日―2019年8月2日|range|2019-07-18|2019-08-02|day||
9月5日-10月8日|range|2009-09-05|2009-10-08|day|i|
10月15-20日|range|2009-10-15|2009-10-20|day|i|
2019年10月15、16日|range|2019-10-15|2019-10-16|day||
10月15日、16日|range|2009-10-15|2009-10-16|day|i|
2009年9月1日起至10月30日止|range|2009-09-01|2009-10-30|day||
从2009年9月1日到10月30日|range|2009-09-01|2009-10-30|day||
2009年9月5日至月底|range|2009-09-05|2009-09-30|day||
2009年9月至年底|range|2009-09-01|2009-12-31|month||
2009年9月—2009年底|range|2009-09-01|2009-12-31|month||
2009年9月至10月底|range|2009-09-01|2009-10-31|month||
2009年9月上旬至中旬|range|2009-09-01|2009-09-20|decade_of_month||
2009年9月上旬至10月中旬|range|2009-09-01|2009-10-20|decade_of_month||
2009-2012年|range|2009-01-01|2012-12-31|year||
2009年至2012年|range|2009-01-01|2012-12-31|year||
2009年9月—2012年10月|range|2009-09-01|2012-10-31|month||
2009年9月―2010年|range|2009-09-01|2010-12-31|year||
2009—2010年底|range|2009-01-01|2010-12-31|year||
一至三季度|range|2009-01-01|2009-09-30|quarter|i|
2019年1-3季度|range|2019-01-01|2019-09-30|quarter||
第三、四季度|range|2009-07-01|2009-12-31|quarter|i|
2009年上半年|range|2009-01-01|2009-06-30|month||
下半年|range|2009-07-01|2009-12-31|month|i|
2009年10月至2009年3月|range|2009-10-01|2009-03-31|month||end_before_start
3月、6月、9月|range|2009-03-01|2009-09-30|month|i|several_dates
2009年10月底前完成方案，2010年6月底前完成建设|date|-|2010-06-30|day||several_dates
2009年1月*|open|2009-01-01|-|month||
2009年1月―*|open|2009-01-01|-|month||
2009年1月――＊|open|2009-01-01|-|month||
2009年1月至×月|open|2009-01-01|-|month||
2009年1月至今|open|2009-01-01|-|month||
2009年1月—|open|2009-01-01|-|month||
2009年10月起|open|2009-10-01|-|month||
自2009年10月1日起|open|2009-10-01|-|day||
从2009年9月|open|2009-09-01|-|month||
从9月1日开始|open|2009-09-01|-|day|i|
2009年9月15日—长期坚持|open|2009-09-15|-|day||
2009年9月15日以后|open|2009-09-15|-|day||
3个月内|open|-|-|day||relative_period
一个月内|open|-|-|day||relative_period
三年内完成|open|-|-|day||relative_period
收到通知后15日内|open|-|-|day||relative_period
近期|open|-|-|day||relative_period
春节前|open|-|-|day||relative_period
2019年722|date|-|-|day||damaged_date
2019年722日前|date|-|-|day||damaged_date
2019年22日|date|-|-|day||damaged_date
2019年7月18日至2019年722|range|2019-07-18|-|day||damaged_date
2019年13月|month|-|-|day||damaged_date
2019年2月30日|date|-|-|day||damaged_date
2019年7月222日|date|-|-|day||damaged_date
20019年9月|month|-|-|day||damaged_date
209年9月|month|-|-|day||damaged_date
立行立改|at_once|-|-|day||
立即整改|at_once|-|-|day||
立查立改|at_once|-|-|day||
即知即改，长期坚持|at_once|-|-|day||
立行立改，2019年9月底前完成|date|-|2019-09-30|day||
長期堅持|long_term|-|-|day||
长期坚持|long_term|-|-|day||
常态化推进|long_term|-|-|day||
持续整改|long_term|-|-|day||
长期坚持，2019年12月底前见成效|date|-|2019-12-31|day||
每周四、五下午|recurring|-|-|day||
周四、周五下午|recurring|-|-|day||
每天|recurring|-|-|day||
每两周一次|recurring|-|-|day||
每月5日前|recurring|-|-|month||
每月底|recurring|-|-|month||
每季度|recurring|-|-|quarter||
按季度|recurring|-|-|quarter||
每半年一次|recurring|-|-|month||
每年12月底前|recurring|-|-|year||
2009年9月起，每月底前报送|open|2009-09-01|-|month||
2009年722日―2009年8月31日|range|-|2009-08-31|day||damaged_date
2009年7月22日―2009年831日|range|2009-07-22|-|day||damaged_date
2009.03.01-03.31|range|2009-03-01|2009-03-31|day||
2009年8月―2009年*|open|2009-08-01|-|month||
2009年6月至全面完成|open|2009-06-01|-|month||
2009年6月至活动结束|open|2009-06-01|-|month||
2009年年中|date|2009-06-01|2009-06-30|month||
即日起至长期|long_term|-|-|day||
即日起长期坚持|long_term|-|-|day||
国庆前|open|-|-|day||relative_period
2009年春节前|open|-|-|day||relative_period
下周五前|open|-|-|day||relative_period
活动结束前|open|-|-|day||relative_period
1个月|open|-|-|day||relative_period
2009\u00a0年\u00a09月底前|date|-|2009-09-30|day||
"""
ROWS = [line.split("|") for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("phrase", "kind", "start", "end", "precision", "inferred", "warnings"), ROWS)
def test_phrase(
    phrase: str, kind: str, start: str, end: str, precision: str, inferred: str, warnings: str
) -> None:
    assert parse_time_limit(phrase, year=2009) == TimeLimit(
        phrase,
        LimitKind(kind),
        None if start == "-" else date.fromisoformat(start),
        None if end == "-" else date.fromisoformat(end),
        Precision(precision),
        inferred == "i",
        tuple(warnings.split()),
    )


def test_table_is_long_enough() -> None:
    assert len({row[0] for row in ROWS}) >= 120


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "无",
        "活动结束后",
        "责任单位",
        "10年",
        "100年",
        "3项",
        "第2-3条",
        "5个",
        "三月刊",
        "文件2009-5000号",
        "1月均值",
    ],
)
def test_no_time_phrase(phrase: str) -> None:
    assert parse_time_limit(phrase, year=2009) is None


@pytest.mark.parametrize("phrase", ["9月30日前", "9月", "9月至12月", "年底前", "第三季度"])
def test_without_a_year_nothing_is_invented(phrase: str) -> None:
    limit = parse_time_limit(phrase)
    assert limit is not None
    assert (limit.start, limit.end, limit.year_inferred, limit.warnings) == (
        None,
        None,
        False,
        ("year_unknown",),
    )


def test_printed_text_is_kept_without_the_stop() -> None:
    limit = parse_time_limit(" ２０１９年９月底前。 ")
    assert limit is not None
    assert limit.text == "２０１９年９月底前"


def test_found_phrases_know_their_place() -> None:
    text = "一是学习阶段（3月1日至3月20日），二是调研（3月22日—4月5日），第5号文件和2009年初步意见除外。"
    found = find_time_limits(text, year=2009)
    assert [text[one.first : one.last] for one in found] == ["3月1日至3月20日", "3月22日—4月5日", "2009年"]
    assert [one.limit.text for one in found] == ["3月1日至3月20日", "3月22日—4月5日", "2009年"]
    assert found[1].limit.end == date(2009, 4, 5)


# -- round trip: write a limit in the ways people write it, read it back -----------------------------------

DAYS = st.dates(date(1990, 1, 1), date(2069, 12, 31))
DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


@st.composite
def written(draw: st.DrawFn) -> TimeLimit:
    style = draw(st.sampled_from(["arabic", "chinese", "full", "spaced"]))

    def number(value: int) -> str:
        match style:
            case "chinese":
                return "".join(DIGITS[int(c)] for c in str(value)) if value > 99 else chinese(value)
            case "full":
                return "".join(chr(ord(c) + 0xFEE0) for c in str(value))
            case "spaced":
                return f" {value} "
        return str(value)

    def year_text(day: date) -> str:
        return f"{number(day.year)}年"

    def month_text(day: date) -> str:
        return f"{year_text(day)}{number(day.month)}月"

    def day_text(day: date) -> str:
        return f"{month_text(day)}{number(day.day)}{draw(st.sampled_from('日号'))}"

    first, last = sorted((draw(DAYS), draw(DAYS)))
    month_last = monthrange(last.year, last.month)[1]
    before = draw(st.sampled_from(["前", "之前", "以前"]))
    dash = draw(st.sampled_from(["至", "到", "-", "—", "―", "――", "–", "~", "～"]))
    shape = draw(
        st.sampled_from(
            [
                "day",
                "deadline",
                "month",
                "month_end",
                "year",
                "year_end",
                "range",
                "months",
                "open",
                "quarter",
                "decade",
            ]
        )
    )
    match shape:
        case "day":
            got = (day_text(last), LimitKind.DATE, last, last, Precision.DAY)
        case "deadline":
            got = (day_text(last) + before, LimitKind.DATE, None, last, Precision.DAY)
        case "month":
            got = (
                month_text(last),
                LimitKind.MONTH,
                last.replace(day=1),
                last.replace(day=month_last),
                Precision.MONTH,
            )
        case "month_end":
            got = (
                month_text(last) + "底" + before,
                LimitKind.DATE,
                None,
                last.replace(day=month_last),
                Precision.DAY,
            )
        case "year":
            got = (
                year_text(last),
                LimitKind.YEAR,
                date(last.year, 1, 1),
                date(last.year, 12, 31),
                Precision.YEAR,
            )
        case "year_end":
            end = date(last.year, 12, 31)
            got = (year_text(last) + "底", LimitKind.DATE, end, end, Precision.DAY)
        case "range":
            got = (day_text(first) + dash + day_text(last), LimitKind.RANGE, first, last, Precision.DAY)
        case "months":
            text = month_text(first) + dash + month_text(last)
            got = (text, LimitKind.RANGE, first.replace(day=1), last.replace(day=month_last), Precision.MONTH)
        case "open":
            mark = draw(st.sampled_from(["起", dash + "*", "*"]))
            got = (month_text(first) + mark, LimitKind.OPEN, first.replace(day=1), None, Precision.MONTH)
        case "quarter":
            quarter = (last.month - 1) // 3 + 1
            text = f"{year_text(last)}第{number(quarter).strip()}季度"
            start = date(last.year, quarter * 3 - 2, 1)
            end = date(last.year, quarter * 3, monthrange(last.year, quarter * 3)[1])
            got = (text, LimitKind.QUARTER, start, end, Precision.QUARTER)
        case _:
            name, low, high = draw(st.sampled_from([("上", 1, 10), ("中", 11, 20), ("下", 21, month_last)]))
            days = last.replace(day=low), last.replace(day=high)
            got = (f"{month_text(last)}{name}旬", LimitKind.DATE, *days, Precision.DECADE_OF_MONTH)
    return TimeLimit(got[0].strip(), *got[1:])


@settings(max_examples=300)
@given(written())
def test_round_trip(limit: TimeLimit) -> None:
    assert parse_time_limit(limit.text) == limit


@settings(max_examples=300)
@given(
    st.text(
        alphabet="0123456789年月日号至-—~前后底上中下旬季度第一二十〇起每周四五、,.*× 内（）初末半今",
        max_size=30,
    )
)
def test_any_text_is_answered(text: str) -> None:
    limit = parse_time_limit(text, year=2019)
    assert limit is None or limit.text == text.strip().rstrip("。.;,、 ").strip() or limit.text in text
    for one in find_time_limits(text):
        assert text[one.first : one.last] == one.limit.text != ""


@pytest.mark.parametrize(
    "text", ["2019年9月" * 3000, "9" * 20000, "十" * 20000, "9月-" * 5000, "每周" * 10000, " " * 50000 + "月"]
)
def test_long_text_stays_linear(text: str) -> None:
    find_time_limits(text)
