"""Cells copied out of the middle of a sheet come without their headers: these are put back, by what the cells hold."""

import csv
import re
from collections.abc import Mapping, Sequence
from typing import Final

from app.reading import read_text
from app.reading.people import split_both
from app.script import fold
from app.time_limit import parse_time_limit

__all__ = ["with_headers"]

# subject -> what its cells may hold, and the header the reader knows it by; texts go by their length
_HEADERS: Final[Mapping[str, Mapping[str, str | Sequence[str]]]] = {
    "problems": {
        "no": "序号",
        "text": ("存在问题", "整改措施", "整改目标"),
        "day": "整改时限",
        "person": "责任人",
        "unit": "责任单位",
        "village": "行政村",
    },
    "log": {
        "no": "序号",
        "text": ("工作内容", "备注"),
        "day": "日期",
        "number": "参加人数",
        "person": "负责人",
        "unit": "责任单位",
        "village": "行政村",
    },
}
_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗"
    "毕郝安常乐于时傅皮卞齐康伍余元卜顾孟黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆"
    "高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班"
    "仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿"
    "通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙"
    "乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖付代覃闫"
)
_SAMPLE: Final = 50  # rows looked at
_MOST: Final = 0.6  # of the filled cells decide what a column holds


def with_headers(text: str, subject: str) -> str:
    """Return pasted cells with a line of headers above them, where they have none that the reader knows.

    A single column is taken as one record a line. Text that is no table of cells, and records of other
    subjects, are returned as they are.

    Args:
        text: From the clipboard; cells parted by tabs, lines inside a cell in quotation marks.
        subject: Key of the subject the records are meant for.
    """
    known = _HEADERS.get(subject)
    rows = [
        row for row in csv.reader(text.splitlines(keepends=True), delimiter="\t") if any(map(str.strip, row))
    ]
    if known is None or not rows or _is_read(text):
        return text
    width = max(map(len, rows))
    if width == 1:
        if any(len(row[0]) > 200 for row in rows):
            return text
        titles = known["text"]
        return "\n".join([f"序号\t{titles[0]}", *(f"{n}\t{row[0].strip()}" for n, row in enumerate(rows, 1))])
    columns = [[row[at].strip() for row in rows[:_SAMPLE] if at < len(row)] for at in range(width)]
    headers = _named(columns, known)
    return "\t".join(headers) + "\n" + text if headers else text


def _is_read(text: str) -> bool:
    document = read_text(text)
    return bool(document.items or document.phases or document.tables)


def _named(columns: Sequence[Sequence[str]], known: Mapping[str, str | Sequence[str]]) -> list[str]:
    """A header for each column; none where no column holds what a record is about."""
    held = [_holds(values) for values in columns]
    by_length = sorted(range(len(columns)), key=lambda at: -sum(map(len, columns[at])))
    texts = [at for at in by_length if held[at] == "text"]
    if not texts:  # 开放阅览室 looks like an office, and may be what was done
        texts = [at for at in by_length if held[at] in ("unit", "person", "village")][:1]
        held = ["text" if at in texts else kind for at, kind in enumerate(held)]
    words = known["text"]
    chosen = dict(zip(texts, words, strict=False))
    if not chosen:
        return []
    # the first of two long columns is what it is about, the second what is done
    first_two = sorted(texts[:2])
    chosen |= dict(zip(first_two, words, strict=False))
    headers, used = [], set[str]()
    for at, kind in enumerate(held):
        header = chosen.get(at) or (known.get(kind, "") if kind != "text" else "")
        if header in used or not header:
            header = f"第{at + 1}列"
        used.add(str(header))
        headers.append(str(header))
    return headers


def _holds(values: Sequence[str]) -> str:
    filled = [value for value in values if value]
    if not filled:
        return ""
    kinds = [_kind(value) for value in filled]
    if all(kind == "number" for kind in kinds):
        numbers = [int(fold(value)) for value in filled]
        return "no" if numbers == list(range(numbers[0], numbers[0] + len(numbers))) else "number"
    return next((kind for kind in dict.fromkeys(kinds) if kinds.count(kind) >= _MOST * len(kinds)), "text")


def _kind(value: str) -> str:
    folded = fold(value)
    if re.fullmatch(r"\d{1,6}", folded):
        return "number"
    if len(folded) <= 24 and parse_time_limit(folded, year=2000) is not None:
        return "day"
    if re.fullmatch(r"\S{1,8}(?:村|社区|居委会)", folded):
        return "village"
    if len(folded) <= 24:
        persons, units = split_both(value)
        if units.names and not persons.names:
            return "unit"
        if persons.names and all(2 <= len(name) <= 4 and name[0] in _SURNAMES for name in persons.names):
            return "person"
    return "text"
