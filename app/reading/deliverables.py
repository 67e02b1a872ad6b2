"""What a phase must produce, with the least quantity and for whom."""

import re
from itertools import pairwise

from msgspec.structs import replace

from app.reading.measures import Piece, join, split_entries
from app.reading.model import Deliverable

__all__ = ["find_deliverables"]

_N = r"(\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3})"
_UNIT = (
    r"(万?字|篇|份|次|条|本|期|场|项|件|种|部|幅|首|堂|课时|学时|小时|张|套|个|天|户|家|名|人次|册|块|盘|枚)"
)
_COUNT = re.compile(
    rf"(?P<least>至少|不少于|不低于|不得少于|最少|达到)?\s*(?:撰写|完成|有|提交|上报|写出|形成|为|开展|组织)?\s*{_N}\s*(?:-|至|~)?\s*(?:\d+)?\s*{_UNIT}\s*(?P<more>以上|\(含\))?"
)
_PER = re.compile(
    r"(?:每|各)(?:一)?(?:个|名|位)?(?:参学|机关|中层|领导|班子|党员|普通|在职|全体)*(?:党员干部|班子成员|领导干部|党员|干部职工|干部|职工|人员|工作人员|同志|成员|发言人|单位|股室|科室|乡镇|站所|站|所|支部|部门|行政村|村|户|组|次|场|期|周|月|季度|人)"
    r"|人均|人人|每人"
)
_CN = {**{c: i for i, c in enumerate("〇一二三四五六七八九")}, "两": 2}
_VAGUE_UNITS = frozenset({"个", "天", "名", "家", "户", "项", "人次", "小时", "学时", "课时"})
_CLAUSE = re.compile(r"[^。;]+")
_PAUSE = re.compile(r"[,]")


def find_deliverables(parts: list[tuple[bool, list[Piece]]]) -> tuple[Deliverable, ...]:
    """Return the deliverables of a phase.

    Args:
        parts: Pairs of (is the part on results, its text). A results part gives one deliverable an entry;
            elsewhere only clauses count that name a quantity and for whom, or a least quantity.
    """
    found: list[Deliverable] = []
    for is_result, pieces in parts:
        if is_result:
            entries, style = split_entries(pieces)
            for _, entry in entries:
                clauses = [entry] if style else [c for piece in entry for c in _clauses(piece)]
                found += [one for clause in clauses for one in _deliverables(clause) if one.text.text]
        else:
            entries, _ = split_entries(pieces)
            clauses = [clause for _, entry in entries for piece in entry for clause in _clauses(piece)]
            found += [
                one
                for clause in clauses
                for one in _deliverables(clause)
                if one.minimum is not None and _binding(clause, one)
            ]
    return tuple(found)


def _clauses(piece: Piece) -> list[list[Piece]]:
    return [[piece.cut(m.start(), m.end())] for m in _CLAUSE.finditer(piece.folded) if m[0].strip()]


def _binding(clause: list[Piece], one: Deliverable) -> bool:
    folded = "".join(piece.folded for piece in clause)
    count = _count(folded)
    least = count is not None and bool(count["least"] or count["more"])
    return (one.per is not None or least) and (one.unit not in _VAGUE_UNITS or least) and len(folded) <= 120


def _deliverables(clause: list[Piece]) -> list[Deliverable]:
    """A clause with several quantities ("笔记2万字以上，心得不少于2篇") is several deliverables."""
    if len(clause) != 1:
        return [_deliverable(clause)]
    folded = clause[0].folded
    bounds = [0, *(m.end() for m in _PAUSE.finditer(folded)), len(folded)]
    parts = [clause[0].cut(a, b) for a, b in pairwise(bounds) if b > a]
    joined: list[Piece] = []
    for part in parts:
        if joined and not (_count(part.folded) and _count(joined[-1].folded)):
            joined[-1] = Piece(part.line, joined[-1].first, part.last)
        else:
            joined.append(part)
    made = [_deliverable([part]) for part in joined]
    per = next((one.per for one in made if one.per), None)
    return [replace(one, per=one.per or per) for one in made]


def _deliverable(clause: list[Piece]) -> Deliverable:
    folded = "".join(piece.folded for piece in clause)
    printed = "".join(piece.line.text[piece.first : piece.last] for piece in clause)
    count = _count(folded)
    found = _whom(folded)
    before = [one for one in found if count is not None and one[1] <= count.start(2)]
    per = before[-1] if before else next(iter(found), None)
    minimum = unit = None
    if count is not None:
        unit = count[3]
        minimum = _value(count[2])
        if unit.startswith("万"):
            minimum, unit = minimum * 10000, unit[1:]
    return Deliverable(join(clause), minimum, unit, printed[per[0] : per[1]] if per else None)


def _whom(folded: str) -> list[tuple[int, int]]:
    """Where it says for whom; words side by side are one ("每人每次")."""
    found: list[tuple[int, int]] = []
    for match in _PER.finditer(folded):
        if found and found[-1][1] == match.start():
            found[-1] = (found[-1][0], match.end())
        else:
            found.append(match.span())
    return found


def _count(folded: str) -> re.Match[str] | None:
    """The quantity of a clause: the one with 至少 or 以上, else the first with a unit that counts papers."""
    matches = list(_COUNT.finditer(folded))
    binding = [m for m in matches if m["least"] or m["more"]]
    plain = [m for m in matches if m[3] not in _VAGUE_UNITS and folded[m.start(2) - 1 : m.start(2)] != "第"]
    return next(iter(binding or plain), None)


def _value(digits: str) -> int:
    if digits[0].isdecimal():
        return int(float(digits))
    if "十" in digits:
        tens, _, ones = digits.partition("十")
        return (_CN.get(tens, 1) if tens else 1) * 10 + (_CN.get(ones, 0) if ones else 0)
    return _CN[digits[0]]
