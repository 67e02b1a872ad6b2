"""What every document has: title, basis, theme, year, sections, organisation list, requirements."""

import re
from collections import Counter
from itertools import zip_longest

from msgspec import Struct

from app.reading.measures import Piece, join, split_entries
from app.reading.model import Line, Member, Span, Text
from app.reading.numbering import Marker, find_marker
from app.reading.people import split_people

__all__ = [
    "BARE_REQUIREMENTS",
    "SIGNATURE",
    "Section",
    "document_year",
    "find_basis",
    "find_organisation",
    "find_requirements",
    "find_theme",
    "find_title",
    "sections",
]

_TITLE_END = re.compile(
    r"(?:方案|计划|清单|台账|台帐|任务书|一览表|登记表|统计表|汇总表|分解表|明细表|目录|通知|意见|安排|安排表|认领表|推进表|表|要点|办法|规划|细则|名册|花名册|名单|账)"
    r"\s*(?:[(\[][^)\]]*[)\]])?\s*$"
)
_TITLE_SPACED = re.compile(r"^\s*\S(?:\s+\S)+\s*$")
_HALF_TITLE = re.compile(r"^[^。;,:!?]{2,40}$")
_BASIS = re.compile(
    r"(?:根据|按照|依据|遵照|贯彻(?:落实)?|对照)[^。;《]{0,40}?(《[^》]{4,120}》(?:\s*[(\[][^()\[\]]*[(\[]?\d{4}[)\]]?[^()\[\]]{0,12}[)\]]?)?)"
)
# Not a slogan: 按照“四个到位”的要求.
_BASIS_PLAIN = re.compile(
    r"(?:根据|按照|依据|遵照)(?![“\"「『‘])([^。;,]{4,60}?(?:精神|要求|部署|安排|规定|通知|意见))|以([^。;,“”]{3,50}?)为(?:主要|基本|重要)?依据"
)
_NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z×*]{1,16}\s*[\[(]\s*(?:19|20)\d\d\s*[\])]\s*\d{1,5}\s*号|第\s*\d{1,4}\s*号令?"
)
_THEME_AS = re.compile(
    r"以\s*[“\"「『‘]([^”\"」』’]{2,60})[”\"」』’]\s*为\s*(?:活动|教育|实践)?(?:主题|载体)"
)
_THEME_LABEL = re.compile(
    r"(?:活动|方案|教育|学习|实践|创建)?主题(?:是|为|:)\s*[:]?\s*[“\"「『]?([^”\"」』。;\n]{2,60})"
)
_QUOTED = re.compile(r"^[“\"「『]([^”\"」』]+)[”\"」』]$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_YEAR_CN = re.compile(r"([一二][一二三四五六七八九〇○零Oo]{3})\s*年")
_CN_DIGIT = {
    **{c: str(i) for i, c in enumerate("〇一二三四五六七八九")},
    "○": "0",
    "零": "0",
    "O": "0",
    "o": "0",
}
_DOC_NUMBER_YEAR = re.compile(r"[\[(]\s*((?:19|20)\d\d)\s*[\])]\s*\d{1,5}\s*号")
SIGNATURE = re.compile(
    r"^\s*(?:(?:19|20)\d\d\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|[一二][一二三四五六七八九〇○零Oo]{3}年\S{1,3}月\S{1,4}日)\s*$"
)
ANNEX = re.compile(r"^\s*附\s*(?:件|表|:)")
_REQUIREMENTS = re.compile(r"要求|保障|纪律|注意事项|工作机制|总体要求")
BARE_REQUIREMENTS = re.compile(r"\s*(?:工作|有关|相关|几点|具体|活动|总的)?要求\s*(?:[:。]|$)")
_NOT_REQUIREMENTS = re.compile(r"目标要求|目标任务|时间要求|指导思想|总体要求")
_ROLE = re.compile(
    r"(?:^|(?<=[;。,]))\s*(第一组长|常务副组长|副组长|组\s*长|成\s*员|总指挥|副总指挥|指挥长|副指挥长|(?:办公室)?副?主\s*任|顾\s*问|联络员|政委|秘书长|(?:副)?总召集人|召集人|联系人)\s*[:]\s*"
)


# 由镇长张明任组长，副镇长李强任副组长，各村书记为成员
_APPOINTED = re.compile(
    r"(?:(?<=由)|(?<=[,;、])|^)\s*(?!由)([^,;。:由]{2,30}?)(?:同志)?(?:(?:担)?任(?:领导小组)?(常务副组长|副组长|组长)|为(成员))(?=[,;。、]|的|$)"
)


_GENERAL = re.compile(r"总体要求|总要求")


class Section(Struct, frozen=True):
    """A heading of the highest level and the lines under it; the first section has no heading."""

    heading: Line | None
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        """The folded heading without its number."""
        if self.heading is None:
            return ""
        marker = find_marker(self.heading.folded)
        return self.heading.folded[marker.last if marker else 0 :].strip(" :。")


def sections(lines: list[Line]) -> list[Section]:
    """Split lines at their top-level headings: 一、 where there are any, else (一), else 1. on short lines."""
    marked = [(line, find_marker(line.folded)) for line in lines]
    style = next(
        (s for s in ("cn", "cn_paren", "num") if sum(1 for _, m in marked if m and m.style == s) > 1), None
    )
    parts: list[tuple[Line | None, list[Line]]] = [(None, [])]
    for line, marker in marked:
        if marker and marker.style == style and _is_heading(line, marker):
            parts.append((line, []))
        elif unnumbered := BARE_REQUIREMENTS.match(line.folded):
            rest = Line(
                line.number, line.text[unnumbered.end() :], line.hidden, line.offset + unnumbered.end()
            )
            parts.append((line, [rest] if rest.text.strip() else []))
        else:
            parts[-1][1].append(line)
    return [Section(heading, tuple(body)) for heading, body in parts]


def _is_heading(line: Line, marker: Marker) -> bool:
    return marker.style != "num" or len(line.folded.strip()) <= 30


def find_title(lines: list[Line]) -> Text | None:
    """Return the title: the first of the top lines that ends like one; a title set in two lines is joined."""
    top = [line for line in lines if line.folded.strip()][:10]
    for at, line in enumerate(top):
        folded = line.folded.strip()
        if find_marker(line.folded) and at > 0:
            break
        spaced = re.sub(r"\s", "", folded) if _TITLE_SPACED.match(folded) else folded
        if (
            "\t" in line.text.strip()
            or not _TITLE_END.search(spaced)
            or len(folded) > 80
            or re.search(r"[。;]", folded)
            or folded.startswith("附件")
        ):
            continue
        pieces = [line]
        if at and _belongs_before(top[at - 1].folded.strip(), spaced):
            pieces.insert(0, top[at - 1])
        if re.search(r"(?:通知|意见)\s*$", spaced) and (inner := _inner_title(top[at + 1 :])):
            return inner
        return join([Piece(one, 0, len(one.text)) for one in pieces], stops=" \u3000")
    first = next(
        (
            line
            for line in top
            if not find_marker(line.folded)
            and len(line.folded.strip()) <= 40
            and "\t" not in line.text.strip()
        ),
        None,
    )
    if first is None or re.search(r"[。;:]", first.folded):
        return None
    return join([Piece(first, 0, len(first.text))], stops=" \u3000")


def _inner_title(rest: list[Line]) -> Text | None:
    """A circular that hands down a plan: the plan's own title is the one that matters."""
    for line in rest:
        folded = line.folded.strip()
        if (
            re.search(r"(?:方案|计划|清单|台账|任务书)$", folded)
            and not re.search(r"[。;,:]", folded)
            and len(folded) <= 50
        ):
            return join([Piece(line, 0, len(line.text))], stops=" \u3000")
    return None


def _belongs_before(before: str, title: str) -> bool:
    if not _HALF_TITLE.match(before) or re.search(r"文件$|号$|^附", before) or _TITLE_END.search(before):
        return False
    return (
        before.endswith("的")
        or before.startswith(("关于", "中共"))
        or len(title) <= 8
        or title.startswith(("关于", "开展"))
    )


def find_basis(lines: list[Line]) -> tuple[Text | None, str | None]:
    """Return the document a plan rests on, as printed, and its number where one is printed."""
    for line in lines[:60]:
        match = _BASIS.search(line.folded) or _BASIS_PLAIN.search(line.folded)
        if match:
            first, last = next(
                span for span in map(match.span, range(1, match.re.groups + 1)) if span[0] >= 0
            )
            text = Text(line.text[first:last], (line.span(first, last),))
            number = _NUMBER.search(line.folded, first, min(len(line.folded), last + 2))
            return text, line.text[number.start() : number.end()] if number else None
    return None, None


def find_theme(lines: list[Line]) -> Text | None:
    """Return the theme without its quotation marks."""
    for at, line in enumerate(lines):
        for pattern in (_THEME_AS, _THEME_LABEL):
            if match := pattern.search(line.folded):
                return _unquoted(line, match.start(1), match.end(1))
        marker = find_marker(line.folded)
        heading = line.folded[marker.last :] if marker else line.folded.strip()
        if re.fullmatch(rf"(?:活动|教育|实践|学习|创建)?主题\s*:{'?' if marker else ''}\s*", heading):
            following = next((one for one in lines[at + 1 :] if one.folded.strip()), None)
            if following and not find_marker(following.folded):
                if inner := re.search(r"[“\"「『]([^”\"」』]{2,60})[”\"」』]", following.folded):
                    return _unquoted(following, inner.start(1), inner.end(1))
                return _unquoted(following, 0, len(following.text))
    return None


def _unquoted(line: Line, first: int, last: int) -> Text:
    text = join([Piece(line, first, last)])
    if quoted := _QUOTED.match(text.text):
        span = text.spans[0]
        return Text(quoted[1], (Span(span.line, span.first + 1, span.last - 1),))
    return text


def document_year(title: Text | None, lines: list[Line]) -> int | None:
    """Return the year that dates without one belong to.

    In order: a year in the title, the date under the text, a document number, the year most often printed.
    """
    from app.script import fold

    for text in [
        fold(title.text) if title else "",
        *[line.folded for line in reversed(lines) if SIGNATURE.match(line.folded)],
    ]:
        if years := _years(text):
            return years[0]
    numbers = [int(year) for line in lines for year in _DOC_NUMBER_YEAR.findall(line.folded)]
    printed = Counter(year for line in lines for year in _years(line.folded))
    if numbers and (not printed or numbers[0] in printed):
        return numbers[0]
    return min(printed, key=lambda year: (-printed[year], year)) if printed else None


def _years(folded: str) -> list[int]:
    found = [int(year) for year in _YEAR.findall(folded)]
    return found + [int("".join(_CN_DIGIT[c] for c in year)) for year in _YEAR_CN.findall(folded)]


def find_organisation(lines: list[Line]) -> tuple[Member, ...]:
    """Return the organisation list: lines such as "组长：张明（局长）", also several roles on one line."""
    members = []
    for at, line in enumerate(lines):
        roles = list(_ROLE.finditer(line.folded)) if _ROLE.match(line.folded) else []
        for match, after in zip_longest(roles, roles[1:]):
            role = re.sub(r"\s", "", line.text[match.start(1) : match.end(1)])
            value = [line.text[match.end() : after.start() if after else len(line.text)]]
            numbers = [line.number]
            for following in lines[at + 1 :] if after is None else []:
                if not _goes_on(following):
                    break
                value.append(following.text)
                numbers.append(following.number)
            names = split_people("\n".join(value))
            members.append(Member(role, names.names, names.masked, tuple(numbers)))
        for match in [] if roles else _APPOINTED.finditer(line.folded):
            names = split_people(line.text[match.start(1) : match.end(1)].removesuffix("同志"))
            role = line.text[slice(*match.span(2 if match[2] else 3))]
            members.append(Member(role, names.names, names.masked, (line.number,)))
    return tuple(members)


def _goes_on(line: Line) -> bool:
    """Tell whether a line continues the names above it."""
    folded = line.folded
    ended = not folded.strip() or _ROLE.match(folded) or find_marker(folded) or SIGNATURE.match(folded)
    return not ended and len(folded) <= 40 and not re.search(r"[。;:]", folded)


def find_requirements(parts: list[Section], after: int) -> tuple[Text, ...]:
    """Return the paragraphs of the sections on requirements and safeguards, without their numbers.

    Args:
        parts: Of the whole document.
        after: The last line of the items or phases: below it 总体要求 are requirements, above it an aim.
    """
    found = []
    for section in parts:
        below = section.heading is not None and section.heading.number >= after > 0
        if not _REQUIREMENTS.search(section.name) or (
            _NOT_REQUIREMENTS.search(section.name) and not (below and _GENERAL.search(section.name))
        ):
            continue
        for line in _unsigned(section.lines):
            if not line.folded.strip() or _ROLE.match(line.folded) or SIGNATURE.match(line.folded):
                continue
            entries, _ = split_entries([Piece(line, 0, len(line.text))])
            found += [text for _, entry in entries if (text := join(entry)).text]
    return tuple(found)


def _unsigned(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Leave out the list of annexes, the issuing office and the date under a text."""
    annexed = next((at for at, line in enumerate(lines) if ANNEX.match(line.folded)), len(lines))
    lines = lines[:annexed]
    signed = next((at for at, line in enumerate(lines) if SIGNATURE.match(line.folded)), None)
    if signed is None:
        return lines
    while (
        signed
        and re.fullmatch(r"[^。;,:]{0,30}", lines[signed - 1].folded)
        and not find_marker(lines[signed - 1].folded)
    ):
        signed -= 1
    return lines[:signed]
