"""The grammar of Chinese dates: patterns and single points in time."""

import calendar
import re
from datetime import date

from msgspec import Struct

from app.limit_kinds import Precision
from app.time_words import N, number

# -- grammar ------------------------------------------------------------------------------------------------

_YEAR = (
    r"(?<!\d)(?:(?P<y>\d{2,5}|[一二三四五六七八九〇○零Oo]{4}|[〇○零][一二三四五六七八九])\s*年度?"
    r"|(?P<yw>今年|本年度?|当年|明年|次年|去年|上年))\s*"
)
_DATE_ENDS = r"(?=\s*(?:[-~至到,、;。()]|之?前|以前|止|起|$))"
_DAYPART = (
    r"(?:\s*\(?\s*(?:星期|周)[一二三四五六日天]\s*\)?)?(?:\s*(?:上午|下午|晚上?|早上|中午))?"
    r"(?:\s*\d{1,2}\s*(?:时|点|:\d{2})(?:\d{1,2}分|整|半)?)?"
)
POINT = re.compile(
    rf"""(?:
    (?P<iy>(?<![\d.])(?:19|20)\d\d)(?P<sep>[-./])(?P<im>\d{{1,2}})(?!\d)(?:(?P=sep)(?P<id>\d{{1,2}})(?!\d))?(?!\s*[年月%])日?
    |(?<!\d)(?P<c>(?:19|20)\d{{6}})(?!\d)
    |(?:{_YEAR})?(?:的\s*)?(?:
        第?(?P<q>[1-4一二三四])\s*季度(?P<qpart>末|底|初)?
        |(?P<half>[上下])半年
        |(?<![\d个.十])(?P<m>{N})\s*月(?!刊|均|季|报|考|饼|球|个|工资)份?(?:(?P<blank>[\sxX×*_]+[日号])|\s*(?:
            (?P<decade>上中旬|中下旬|[上中下]旬)
            |(?P<mpart>底(?!数)|末|初(?!步|级|中))
            |(?P<d>{N})\s*[日号]
            |(?P<d2>\d{{1,4}}){_DATE_ENDS}
        ))?
    )
    |{_YEAR.replace("<y", "<only_y")}(?:
        (?P<ypart>年?[底末](?!数)|年?初(?!步|级|中)|年?中(?!央|国|共|华|秋|级|心|小|等|型|期|考|学)|(?:之|以)?内(?!容|部|蒙|外)|全年)
        |(?P<junk>\d{{3,4}}(?:\s*[日号]|(?=\s*(?:[-~至到,、;。)]|之?前|以前|止|$)))|\d{{1,2}}\s*[日号](?!文)|(?P<nomonth>[\s×*_]*月(?:[\s×*_]*[日号])?))
    )?
    |(?<![\d一二三四五六七八九十两半几])(?P<bare>年)(?P<bpart>底(?!数)|末(?!梢)|初|内(?!容|部|蒙))
    |(?P<whole>全年(?!龄))
    ){_DAYPART}""",
    re.VERBOSE,
)
SEPARATOR = re.compile(r"\s*(?:(?:起|开始|始)\s*,?)?\s*(?:至|到|直至|直到|-+|~+)\s*-*")
LIST = re.compile(r"\s*[、和及,]\s*")
RIGHT_SHORT = re.compile(
    rf"(?:(?P<im2>\d{{1,2}})[./-](?P<id2>\d{{1,2}})(?!\d)|(?P<d>{N})\s*[日号]|(?P<decade>[上中下]旬)|(?P<mpart>月?[底末])(?!数)|(?P<ypart>(?:年|当年)[底末])"
    rf"|(?P<d2>\d{{1,2}}){_DATE_ENDS}){_DAYPART}"
)
RIGHT_OPEN = re.compile(
    r"\s*(?:\*+|[×xX]+|_+|…+|今后?|长期|永久|以后|常态|持续|无限期|(?:活动|任务|项目|工程|整改|全面|全部|工作){0,2}(?:完成|结束|竣工|验收)|$)"
)
MASK = re.compile(r"\s*[*×]+")
OPEN_MARK = re.compile(r"\s*(?:\*+|起(?!草|步|点|到|来|动)|开始|以来|以后|之后|后(?!勤|续|备)|启动)")
BEFORE = re.compile(r"\s*(?:份|底)?(?:之前|以前|前(?!往|后|期|三|列|提|进|半)|截止|为止|止)")
DEADLINE_PREFIX = re.compile(r"(?:截止|截至|不迟于|不晚于|最迟|最晚|至|到)\s*(?:到|于|在)?\s*$")
SINCE_PREFIX = re.compile(r"(?:自|从)\s*$")
# "9至12月", "10月15-20日", "2009-2012年", "一至三季度": the unit is printed once, after the second number.
_BOTH = rf"(?P<a>{N})\s*(?P<sep>至|到|-+|~+|、|和)\s*-*第?(?P<b>{N})\s*"
SHARED = (
    re.compile(rf"(?:{_YEAR})?第?(?<![\d.个]){_BOTH}(?P<unit>月|季度)"),
    re.compile(rf"(?:{_YEAR})?(?<![\d.个])(?P<m>{N})\s*月份?\s*{_BOTH}(?P<unit>[日号])"),
    re.compile(r"(?<!\d)(?P<a>(?:19|20)\d\d)\s*(?P<sep>至|到|-+|~+)\s*(?P<b>(?:19|20)\d\d)\s*(?P<unit>年)"),
)

RECURRING_PRECISION = {
    "day": Precision.DAY,
    "week": Precision.DAY,
    "month": Precision.MONTH,
    "quarter": Precision.QUARTER,
    "half_year": Precision.MONTH,
    "year": Precision.YEAR,
}
AT_ONCE = re.compile(
    r"立行立改|立查立改|立说立行|立整立改|立[即刻时]|即[知查行整]即改|即时|即日(?!起?[至到,、-]*\s*(?:[长常]|持续))|即改|马上|当[场即]|现场整改|随时|边\w边改|随[即查]"
)
LONG_TERM = re.compile(
    r"长[期效远]|常态|常抓|持续|经常|常年|日常|贯穿|全程|全过程|始终|永久|不间断|一直|坚持不懈|持之以恒|不断|逐步"
)
_FESTIVALS = r"(?:春节|元旦|元宵|清明|端午|中秋|国庆|重阳|五一|七一|八一|劳动节|建党节|[“\"](?:五一|七一|八一|十一)[”\"])"
FESTIVAL = re.compile(rf"\s*的?{_FESTIVALS}")
RELATIVE = re.compile(
    r"(?:[\d一二三四五六七八九十两半几]+)\s*个?\s*(?:工作日|日|天|周|星期|礼拜|月|年|季度|小时)(?:时间)?\s*(?:之|以)?[内里]"
    r"|近期|短期|尽快|尽早|限期|月底|月末|本月|当月|下月|次月|[本下]周|[节假]前|季末|季度末|期间|(?:活动|任务|项目|工程)?(?:结束|完成|竣工|验收)[之以]?前"
    rf"|{_FESTIVALS}"
)
DURATION = re.compile(r"[\d一二三四五六七八九十两半]+\s*个?\s*(?:工作日|日|天|周|星期|月|季度)(?:时间)?")
MONTH_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})")
MONTH_DOT_DAY = re.compile(
    r"(\d{1,2}[./]\d{1,2}日?(?:\s*(?:[-~至到])+\s*\d{1,2}[./]\d{1,2}日?)?)\s*((?:之|以)?前|止)?"
)


# -- points -------------------------------------------------------------------------------------------------


class DamagedDateError(Exception):
    """The printed digits are no date."""


class Point(Struct):
    """One end of a time: what was printed, nothing added."""

    year: int | None = None
    year_offset: int | None = None  # 今年 0, 明年 1, 去年 -1: relative to the year given by the caller
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    part: str = ""  # 上/中/下/上中/中下 (旬), 底, 初, 中, 内, 上半, 下半
    damaged: bool = False
    incomplete: bool = False

    @property
    def whole_year(self) -> bool:
        """Whether a year is all that was printed."""
        return self.month is None and self.quarter is None and not self.part

    def days(self) -> tuple[date, date, Precision]:
        """Return first day, last day and precision; needs a year.

        Raises:
            DamagedDateError: No such date.
        """
        if self.damaged or self.year is None or not 1900 <= self.year <= 2100:
            raise DamagedDateError
        try:
            if self.quarter is not None:
                first, last = (
                    date(self.year, self.quarter * 3 - 2, 1),
                    _month_end(self.year, self.quarter * 3),
                )
                if self.part == "底":
                    return last, last, Precision.DAY
                return (
                    (first, _month_end(self.year, first.month), Precision.MONTH)
                    if self.part == "初"
                    else (first, last, Precision.QUARTER)
                )
            if self.month is None:
                return self._part_of_year(self.year)
            if self.day is not None:
                day = date(self.year, self.month, self.day)
                return day, day, Precision.DAY
            last = _month_end(self.year, self.month)
            if self.part == "底":
                return last, last, Precision.DAY
            if self.part:
                first_day = 1 if self.part[0] in "上初" else 11 if self.part[0] == "中" else 21
                last_day = last.day if self.part[-1] == "下" else 20 if self.part[-1] == "中" else 10
                return last.replace(day=first_day), last.replace(day=last_day), Precision.DECADE_OF_MONTH
            return last.replace(day=1), last, Precision.MONTH
        except ValueError as error:
            raise DamagedDateError from error

    def _part_of_year(self, year: int) -> tuple[date, date, Precision]:
        first, last = date(year, 1, 1), date(year, 12, 31)
        match self.part:
            case "底":
                return last, last, Precision.DAY
            case "初":
                return first, date(year, 1, 31), Precision.MONTH
            case "中":
                return date(year, 6, 1), date(year, 6, 30), Precision.MONTH
            case "上半":
                return first, date(year, 6, 30), Precision.MONTH
            case "下半":
                return date(year, 7, 1), last, Precision.MONTH
        return first, last, Precision.YEAR


def _month_end(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(year, month, calendar.monthrange(year, month)[1])


def _year_of(digits: str) -> int:
    year = number(digits)
    return year + (2000 if year < 70 else 1900) if len(digits) == 2 else year


def set_year(point: Point, digits: str | None, word: str | None) -> None:
    """Give `point` the printed year, either digits or a word such as 今年."""
    if digits:
        point.year = _year_of(digits)
    elif word:
        point.year_offset = {"明": 1, "次": 1, "去": -1, "上": -1}.get(word[0], 0)


def read_point(match: re.Match[str]) -> Point | None:
    """Turn a `POINT` match into a point; None when it is not a date after all ("10年", "3年")."""
    got = match.groupdict()
    if got["iy"]:
        return Point(int(got["iy"]), month=int(got["im"]), day=int(got["id"]) if got["id"] else None)
    if got["c"]:
        return Point(int(got["c"][:4]), month=int(got["c"][4:6]), day=int(got["c"][6:]))
    if got["whole"]:
        return Point()
    if got["bare"]:
        return Point(part=_year_part(got["bpart"]))
    point = Point()
    set_year(point, got["y"] or got["only_y"], got["yw"] or got["only_yw"])
    if got["q"]:
        point.quarter, point.part = number(got["q"]), (got["qpart"] or "").replace("末", "底")
    elif got["half"]:
        point.part = got["half"] + "半"
    elif got["m"]:
        point.month = number(got["m"])
        point.part = (got["decade"] or got["mpart"] or "").rstrip("旬").replace("末", "底")
        if day := got["d"] or got["d2"]:
            point.day = number(day)
        point.incomplete = bool(got["blank"])
    else:
        if got["only_y"] and len(got["only_y"]) != 4 and got["ypart"] in (None, "内"):
            return None
        point.part = _year_part(got["ypart"] or "")
        point.incomplete = bool(got["nomonth"])
        point.damaged = bool(got["junk"]) and not point.incomplete
    return point


def _year_part(word: str) -> str:
    return {"末": "底", "底": "底", "初": "初", "中": "中"}.get(word[-1:], "")
