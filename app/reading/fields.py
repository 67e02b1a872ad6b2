"""From the printed fields of one item to the item: times, names, nature, and what is doubtful about them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from msgspec.structs import replace

from app.reading.model import Doubt, Item, Nature, Picture, Text
from app.reading.people import Names, split_both, split_people, split_units
from app.script import fold
from app.time_limit import LimitKind, Precision, TimeLimit, parse_time_limit

__all__ = ["Draft", "label_variants", "make_item", "nature_of", "number_doubts"]

_REQUIRED = re.compile(
    r"必须|务必|应当|必需|不得|确保|严格|(?<![需只想首简概摘纪重主紧])要(?!求|素|点|闻|领|件|是)|须(?!知)"
)
_ENCOURAGED = re.compile(r"(?:^|[。;,:、!?)\]\s])(?:积极|大力)?(?:鼓励|提倡|倡导)|自愿|鼓励项|鼓励开展")
_OPTIONAL = re.compile(
    r"(?<!不)可以|(?:^|[。;,:、!?)\]\s])(?:也|还)?可(?:由|根据|视|结合|适当|自行|选择|采取|组织)|自选|选做|酌情|视情况"
)
_NATURE_WORDS = (
    (Nature.ENCOURAGED, re.compile(r"鼓励|提倡|倡导")),
    (Nature.OPTIONAL, re.compile(r"自选|选做|可选|可以|选择")),
    (Nature.REQUIRED, re.compile(r"规定|必做|必须|必选|必要|要")),
)


@dataclass
class Draft:
    """The printed fields of one item, gathered before they are understood.

    `expected` names fields whose absence is worth a warning ("goal", "limit", "measures"); `table` is the
    table it stands in.
    """

    title: Text
    printed_no: str | None = None
    fields: dict[str, Text] = field(default_factory=dict)
    measures: tuple[Text, ...] = ()
    measure_style: str | None = None
    labels: dict[str, list[str]] = field(default_factory=dict)
    misprints: dict[str, str] = field(default_factory=dict)
    other: dict[str, Text] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    lines: set[int] = field(default_factory=set)
    expected: tuple[str, ...] = ()
    table: int | None = None
    doubts: list[Doubt] = field(default_factory=list)

    def add(self, name: str, text: Text, *, between: str = "；") -> None:
        """Add a field; a second text for the same field is appended."""
        old = self.fields.get(name)
        if text.text and old and old.text:
            text = Text(f"{old.text}{between}{text.text}", old.spans + text.spans)
        if text.text or old is None:
            self.fields[name] = text


@lru_cache(maxsize=4096)
def nature_of(*texts: str) -> Nature:
    """Tell required from encouraged and optional by the words of obligation: 要/必须/须, 鼓励, 可以."""
    folded = " ".join(fold(text) for text in texts)
    encouraged, optional = _ENCOURAGED.search(folded), _OPTIONAL.search(folded)
    required = _REQUIRED.search(folded)
    if encouraged and not (required and required.start() < encouraged.start()):
        return Nature.ENCOURAGED
    if optional and not required:
        return Nature.OPTIONAL
    return Nature.REQUIRED


def make_item(draft: Draft, seq: int, *, year: int | None) -> Item:
    """Understand the fields of a draft; `year` is for dates printed without one."""
    fields = dict(draft.fields)
    doubts = list(draft.doubts)
    lines = tuple(sorted(draft.lines))
    limit_text = fields.pop("limit", None)
    limit = parse_time_limit(limit_text.text, year=year) if limit_text else None
    goal = fields.pop("goal", None)
    leaders_text, units_text = fields.pop("leaders", None), fields.pop("units", None)
    leaders = split_people(leaders_text.text) if leaders_text else Names((), 0)
    units = split_units(units_text.text) if units_text else Names((), 0)
    if both := fields.pop("leaders_units", None):
        persons, offices = split_both(both.text)
        leaders = Names(leaders.names + persons.names, leaders.masked + persons.masked)
        units = Names(units.names + offices.names, units.masked + offices.masked)
        leaders_text, units_text = leaders_text or both, units_text or both
    if named := fields.get("responsible"):
        persons, offices = split_both(named.text)
        leaders = Names(leaders.names or persons.names, leaders.masked + persons.masked)
        leaders_text = leaders_text or named
        if units_text is None:
            units = offices
    has = {"goal": goal and goal.text, "limit": limit_text and limit_text.text, "measures": draft.measures}
    missing = {"goal": "没有写整改目标", "limit": "没有写时限", "measures": "没有写措施"}
    doubts += [
        Doubt(f"missing_{name}", f"{missing[name]}。", lines) for name in draft.expected if not has[name]
    ]
    doubts += _limit_doubts(limit, limit_text)
    if leaders.masked:
        doubts.append(
            Doubt("masked_leader", f"责任人有 {leaders.masked} 处是遮盖符号，不是姓名，待补。", lines)
        )
    if units.masked:
        doubts.append(Doubt("masked_unit", f"责任单位有 {units.masked} 处是遮盖符号，待补。", lines))
    for word, meant in draft.misprints.items():
        doubts.append(Doubt("label_misprint", f"“{word}”可能是“{meant}”的笔误，已按“{meant}”理解。", lines))
    nature_text = fields.get("nature")
    nature = _printed_nature(nature_text) if nature_text else None
    return Item(
        seq=seq,
        printed_no=draft.printed_no,
        title=draft.title,
        goal=goal if goal and goal.text else None,
        measures=draft.measures,
        measure_style=draft.measure_style,
        limit=limit,
        limit_text=limit_text,
        leaders=leaders.names,
        leaders_text=leaders_text,
        masked_leaders=leaders.masked,
        units=units.names,
        units_text=units_text,
        masked_units=units.masked,
        nature=nature or nature_of(*_binding_texts(draft, fields)),
        fields=fields,
        other=draft.other,
        pictures=draft.pictures,
        table=draft.table,
        lines=lines,
        doubts=tuple(doubts),
    )


def _binding_texts(draft: Draft, fields: dict[str, Text]) -> list[str]:
    """What tells required from encouraged: title, content, standard; measures only where nothing labels them so."""
    texts = [draft.title.text, *(fields[name].text for name in ("content", "standard") if name in fields)]
    return texts if "measures" in draft.labels else texts + [measure.text for measure in draft.measures]


def _printed_nature(text: Text) -> Nature | None:
    folded = fold(text.text)
    return next((nature for nature, pattern in _NATURE_WORDS if pattern.search(folded)), None)


def _limit_doubts(limit: TimeLimit | None, text: Text | None) -> list[Doubt]:
    if text is None or not text.text:
        return []
    lines = text.lines
    if limit is None:
        return [Doubt("limit_not_understood", f"时限“{text.text}”没有看懂，已原样保留。", lines)]
    sentences = {
        "damaged_date": f"“{text.text}”里的日期有误，不作改动，请核对。",
        "incomplete_date": f"“{text.text}”里的日期没有写全。",
        "year_unknown": f"“{text.text}”没有写年份，也推不出年份。",
        "end_before_start": f"“{text.text}”的结束早于开始。",
        "several_dates": f"“{text.text}”里有几个时间，已取其全程。",
        "relative_period": f"“{text.text}”要从某一天算起，需要补一个日期。",
    }
    doubts = [Doubt(code, sentences[code], lines) for code in limit.warnings]
    if limit.kind is LimitKind.OPEN and "relative_period" not in limit.warnings:
        doubts.append(Doubt("open_ended", f"“{text.text}”没有写到什么时候为止。", lines))
    if limit.precision is Precision.YEAR and limit.kind is not LimitKind.RECURRING and limit.end:
        doubts.append(Doubt("year_only", f"“{text.text}”只写到年，年末以后才算逾期。", lines))
    return doubts


def number_doubts(items: list[Item], restarts: set[int]) -> list[Item]:
    """Mark items whose printed number repeats or leaves a gap.

    Args:
        items: In document order.
        restarts: Positions in `items` before which a heading stands, so that numbering may begin again.
    """
    runs: list[list[int]] = []
    for at, item in enumerate(items):
        begins_again = at in restarts and _arabic(item.printed_no) == 1
        if not runs or begins_again:
            runs.append([])
        runs[-1].append(at)
    doubts: dict[int, list[Doubt]] = {}
    for run in runs:
        numbers = [items[at].printed_no for at in run]
        times = Counter(numbers)
        for position, at in enumerate(run):
            no = numbers[position]
            if no is None:
                continue
            if times[no] > 1:
                doubts.setdefault(at, []).append(
                    Doubt(
                        "duplicate_number",
                        f"序号“{no}”印了 {times[no]} 次，已按先后顺序另行编号。",
                        items[at].lines,
                    )
                )
            before, value = (_arabic(numbers[position - 1]) if position else None), _arabic(no)
            if before is not None and value is not None and value > before + 1:
                doubts.setdefault(at, []).append(
                    Doubt(
                        "number_gap",
                        f"序号从“{numbers[position - 1]}”跳到“{no}”，中间可能有遗漏。",
                        items[at].lines,
                    )
                )
    return [replace(item, doubts=item.doubts + tuple(doubts.get(at, ()))) for at, item in enumerate(items)]


def _arabic(no: str | None) -> int | None:
    from app.time_words import number

    try:
        return number(no) if no else None
    except (ValueError, KeyError):
        return None


def label_variants(drafts: list[Draft]) -> list[Doubt]:
    """Mark drafts whose label for a field is not the one most used; return what to say of the document.

    Labels that stand together in one item (牵头单位, 配合单位) are two roles, not two names for one.
    """
    document: list[Doubt] = []
    for name in dict.fromkeys(name for draft in drafts for name in draft.labels):
        together = {frozenset(d.labels[name]) for d in drafts if len(set(d.labels.get(name, ()))) > 1}
        first = [draft.labels[name][0] for draft in drafts if draft.labels.get(name)]
        usual = Counter(first).most_common(1)[0][0]
        odd = {
            word for word in first if word != usual and not any({word, usual} <= both for both in together)
        }
        if not odd:
            continue
        names = "、".join([usual, *sorted(odd)])
        document.append(Doubt("label_variant", f"同一内容用了几种叫法：{names}，已归为一栏。"))
        for draft in drafts:
            word = next(iter(draft.labels.get(name, ())), usual)
            if word in odd:
                sentence = f"这里写作“{word}”，其他各项写作“{usual}”。"
                draft.doubts.append(Doubt("label_variant", sentence, tuple(sorted(draft.lines))))
    return document
