"""Phases of an activity plan: period, parts, dated sub-steps, deliverables, recurring sessions."""

import re
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from app.reading.deliverables import find_deliverables
from app.reading.fields import nature_of
from app.reading.measures import Piece, join, split_entries
from app.reading.model import Doubt, Line, Part, Phase, Step, Text
from app.reading.numbering import find_marker
from app.reading.outline import BARE_REQUIREMENTS, SIGNATURE, sections
from app.reading.phase_checks import days_in_words, uncovered_days, with_label_doubts, with_order_doubts
from app.reading.sessions import find_sessions
from app.time_limit import FoundLimit, LimitKind, Precision, find_time_limits

__all__ = ["only_phase", "read_phases"]

_NTH = re.compile(r"第\s*([一二三四五六七八1-8])\s*(?:个)?\s*(?:阶段|步|环节|周(?!岁|年))\s*[:、,.]?\s*")
_PHASE_NAME = re.compile(r"[^。,;:()\[\]]{1,24}?(?:阶段|环节|步骤)(?!性|的?目标|任务|成果)")
# Which headers are phases, when sub-steps are called 阶段 too.
_RANK = {"nth": 3, "cn": 2, "cn_paren": 2, "step": 1, "num": 1}
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_TIME_LABEL = re.compile(r"^\W*(?:阶段|活动|起止|实施|学习)?时间(?:安排)?\s*[:为从]")
_PARTS = {
    "goal": "学习目标 目标 目标要求 工作目标 阶段目标 目标任务 主要目标 任务目标 目的 目的要求 活动目标 总体要求 本阶段目标 要求",
    "content": """学习内容 内容 主要内容 工作内容 主要任务 重点工作 活动内容 主要工作 任务 重点内容 工作任务 内容安排 时间安排 工作重点
重点环节 方法步骤 步骤安排 工作安排 学习安排 活动安排 主要环节 学习任务 具体内容 具体安排 内容步骤 内容及步骤 内容和步骤 学习内容及时间安排 内容与时间 查摆内容
整改内容 讨论内容 调研内容 实践内容 阶段内容 内容及时间安排 内容和时间安排""",
    "method": """学习方式方法 方式方法 方式 方法 学习方式 活动方式 工作方法 学习方法 方法措施 主要方式 形式 活动形式 方法方式 具体方法 措施
工作方式 主要方法 方式和方法 方法和步骤 方法形式 活动方式方法 工作方式方法 开展方式 具体措施 学习形式 工作措施 主要措施 学习方式及方法 学习方式和方法""",
    "result": """成果体现 成果 学习成果 阶段成果 成果形式 成果要求 工作成果 预期成果 达到效果 成果展示 阶段性成果 成果转化 成效 预期效果 活动成果 体现形式
成果体现形式 体现成果 成果标准 主要成果""",
}
_FIELD_OF = {word: name for name, words in _PARTS.items() for word in words.split()}
_SPACED = "|".join(r"\s*".join(word) for word in sorted(_FIELD_OF, key=len, reverse=True))
_PART_END = r"(?:[\])]?\s*[:。]\s*|[\])]\s*|\s*$)"
_PART_FIRST = re.compile(rf"[\[(]?\s*({_SPACED})\s*{_PART_END}")
_PART_INSIDE = re.compile(rf"(?<=[。;\s])\s*[\[(]?({_SPACED})\s*[\])]?\s*:\s*")
_STEP_DATE_END = re.compile(r"^[\s,、:()\[\]。;—-]*(?:期间)?(?:为|是|前|完成)?[\s,、:()\[\]]*")
_SENTENCE = re.compile(r"[^。;]+")


# Unnumbered headings and lines that stand under the last phase and are none of its own.
_CLOSING = re.compile(
    r"\s*(?:(?:组织(?:领导|机构|保障)|(?:工作|有关|相关|几点|具体|活动)要求|保障措施|联系人|报送方式)\s*(?:[:。]|$)|附\s*(?:件|表)|(?:副?组\s*长|总指挥)\s*:)"
)


class _Header(Struct, frozen=True):
    at: int
    style: str
    value: int | None
    name_first: int


def read_phases(lines: list[Line], year: int | None) -> tuple[Phase, ...]:
    """Return the phases in printed order; dates without a year take `year` and are marked."""
    headers = _headers(lines)
    phases: list[Phase] = []
    for at, header in enumerate(headers):
        stop = headers[at + 1].at if at + 1 < len(headers) else _end(lines, header)
        phases.append(_phase(lines, header, stop, len(phases) + 1, year, phases[-1] if phases else None))
    whole = _whole_period(lines[: headers[0].at], year) if headers else None
    return with_label_doubts(with_order_doubts(phases, whole))


def only_phase(lines: list[Line], year: int | None) -> Phase | None:
    """Return the section of dated entries of an activity without phases, over the period of the whole."""
    for section in sections(lines):
        if section.heading is None or not re.search(r"内容|安排|步骤|日程|项目|任务", section.name):
            continue
        body = [Piece(line, 0, len(line.text)) for line in section.lines]
        steps = _steps(body, year)
        if len([step for step in steps if step.start or step.end]) < 2:
            continue
        at = lines.index(section.heading)
        period = _whole_period(lines[:at], year) or _whole_period(list(section.lines), year)
        start, end = (period.limit.start, period.limit.end) if period else (None, None)
        doubts = [doubt for step in steps for doubt in step.doubts]
        if period is None:
            doubts.append(Doubt("missing_limit", "没有写活动的起止时间。", (section.heading.number,)))
        marker = find_marker(section.heading.folded)
        name = Piece(section.heading, marker.last if marker else 0, len(section.heading.text))
        return Phase(
            no=1,
            name=join([name], stops="。：: \u3000"),
            start=start,
            end=end,
            year_inferred=bool(period and period.limit.year_inferred),
            steps=tuple(_inside(step, start, end) for step in steps),
            deliverables=find_deliverables([(False, body)]),
            sessions=find_sessions(body, start, end),
            lines=tuple(one.number for one in (section.heading, *section.lines) if one.folded.strip()),
            doubts=tuple(doubts),
        )
    return None


def _whole_period(before: list[Line], year: int | None) -> FoundLimit | None:
    """The period the text gives for the whole activity ("从3月1日开始，至10月31日结束，分三个阶段")."""
    for at in range(len(before) - 1, -1, -1):
        line = before[at]
        heading = before[at - 1].folded if at and find_marker(before[at - 1].folded) else ""
        if re.search(r"阶段|结束|为期|时间", line.folded) or re.search(r"时间\W*$", heading):
            for found in find_time_limits(line.text, year=year):
                if found.limit.kind is LimitKind.RANGE:
                    return found
    return None


# -- headers ------------------------------------------------------------------------------------------------


def _headers(lines: list[Line]) -> list[_Header]:
    found = [header for at, line in enumerate(lines) if (header := _header(at, line))]
    by_style: dict[str, list[_Header]] = {}
    for header in found:
        by_style.setdefault(header.style, []).append(header)
    runs = [run for style in by_style.values() for run in _runs(style) if len(run) > 1]
    if not runs:
        return []
    dated = [run for run in runs if any(find_time_limits(lines[h.at].text) for h in run)]
    return max(dated or runs, key=lambda run: (_RANK.get(run[0].style, 0), len(run), -run[0].at))


def _runs(headers: list[_Header]) -> list[list[_Header]]:
    """Cut a list of headers where the numbering begins again."""
    runs: list[list[_Header]] = []
    for header in headers:
        if not runs or (header.value is not None and header.value <= (runs[-1][-1].value or 0)):
            runs.append([])
        runs[-1].append(header)
    return runs


def _header(at: int, line: Line) -> _Header | None:
    folded = line.folded
    marker = find_marker(folded)
    numbered = marker is not None and marker.style not in ("step", "di", "item")
    first = marker.last if marker and numbered else len(folded) - len(folded.lstrip())
    nth = _NTH.match(folded, first)
    if nth:
        from app.time_words import number

        return _Header(at, "step" if "步" in nth[0] else "nth", number(nth[1]), first)
    name = _PHASE_NAME.match(folded, first)
    if marker is None or name is None or marker.style in ("yishi", "yiyao", "bullet"):
        return None
    after = folded[name.end() :].lstrip()
    if after[:1] in ("", "(", "[", ":", "。", ",", "-") or find_time_limits(after[:24]):
        return _Header(at, marker.style, marker.value, first)
    return None


def _end(lines: list[Line], last: _Header) -> int:
    """Where the last phase ends: at the next heading of a higher level."""
    own = find_marker(lines[last.at].folded)
    levels = ["cn", "cn_paren", "num"]
    style = own.style if own else "cn_paren"
    higher = levels[: levels.index(style) + 1] if style in levels else ["cn"]
    for at in range(last.at + 1, len(lines)):
        marker = find_marker(lines[at].folded)
        folded = lines[at].folded
        if _CLOSING.match(folded) or SIGNATURE.match(folded):
            return at
        if BARE_REQUIREMENTS.match(folded) and not any(
            BARE_REQUIREMENTS.match(line.folded) for line in lines[: last.at]
        ):
            return at
        if marker and marker.style in higher and not _PART_FIRST.match(lines[at].folded, marker.last):
            return at
    return len(lines)


# -- one phase ----------------------------------------------------------------------------------------------


def _phase(
    lines: list[Line], header: _Header, stop: int, no: int, year: int | None, previous: Phase | None
) -> Phase:
    line = lines[header.at]
    found, inferred_from = _period(lines, header.at, stop, year)
    start, end = (found.limit.start, found.limit.end) if found else (None, None)
    if (
        found
        and found.limit.year_inferred
        and start
        and end
        and previous
        and previous.start
        and start < previous.start
    ):
        start, end = _next_year(start), _next_year(end)
    name, rest = _name(line, header.name_first)
    body = ([rest] if rest else []) + [Piece(one, 0, len(one.text)) for one in lines[header.at + 1 : stop]]
    parts, loose = _parts(body)
    content = [piece for part, pieces in parts if part.field == "content" for piece in pieces]
    phase_year = start.year if start else year
    steps = _steps(content, phase_year) or _steps(
        [p for part, ps in parts for p in ps] if parts else loose, phase_year
    )
    doubts: list[Doubt] = []
    if found:
        doubts += [
            Doubt(code, f"“{found.limit.text}”里的日期有疑问，请核对。", (inferred_from,))
            for code in found.limit.warnings
        ]
    else:
        doubts.append(Doubt("missing_limit", "这个阶段没有写起止时间。", (line.number,)))
    steps = tuple(_inside(step, start, end) for step in steps)
    doubts += [doubt for step in steps for doubt in step.doubts]
    uncovered = uncovered_days(steps, start, end)
    if uncovered:
        days = days_in_words(uncovered)
        doubts.append(Doubt("uncovered_days", f"各步骤没有排到的日子：{days}。", (line.number,)))
    results = [(part.field == "result", pieces) for part, pieces in parts] + [(False, loose)]
    return Phase(
        no=no,
        name=name,
        start=start,
        end=end,
        year_inferred=bool(found and found.limit.year_inferred),
        parts=tuple(part for part, _ in parts),
        steps=steps,
        methods=_methods([p for part, ps in parts if part.field == "method" for p in ps], phase_year),
        deliverables=find_deliverables(results),
        sessions=find_sessions([piece for _, pieces in results for piece in pieces], start, end),
        uncovered=uncovered,
        lines=tuple(sorted({one.number for one in lines[header.at : stop] if one.folded.strip()})),
        doubts=tuple(doubts),
    )


def _period(lines: list[Line], at: int, stop: int, year: int | None) -> tuple[FoundLimit | None, int]:
    """The period in the header, else in a line that says 时间, else in the first line after the header."""
    following = [n for n in range(at + 1, stop) if lines[n].folded.strip()]
    labelled = [n for n in following[:6] if _TIME_LABEL.match(lines[n].folded)]
    first = [n for n in following[:1] if not find_marker(lines[n].folded)]
    for n in (at, *labelled, *first):
        found = find_time_limits(lines[n].text, year=year)
        ranged = [
            one
            for one in found
            if one.limit.kind is not LimitKind.DATE or one.limit.precision is not Precision.DAY
        ]
        if chosen := (ranged or (found if n not in first else [])):
            return chosen[0], lines[n].number
    return None, lines[at].number


def _next_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _name(line: Line, first: int) -> tuple[Text, Piece | None]:
    """The phase's name without number and period; and what follows it on the line."""
    folded = line.folded
    nth = _NTH.match(folded, first)
    begin = nth.end() if nth else first
    while bracket := _BRACKET.match(folded, begin):
        begin = bracket.end()
    begin += len(folded[begin:]) - len(folded[begin:].lstrip(" :、,为是-"))
    dated = next((one for one in find_time_limits(line.text[begin:]) if one.first == 0), None)
    if dated is not None:  # 第一阶段：2月20日至4月30日，学习提高阶段
        after = begin + dated.last
        after += len(folded[after:]) - len(folded[after:].lstrip(" ,、:)为是"))
        begin = after if _PHASE_NAME.match(folded, after) else begin
    name = _PHASE_NAME.match(folded, begin)
    plain = re.compile(r"[^。;:()\[\],]*").match(folded, begin)
    last = name.end() if name else plain.end() if plain else begin
    text = join([Piece(line, begin, last)])
    if nth and (not text.text or find_time_limits(text.text)):
        text = join([Piece(line, nth.start(), nth.end())])
    rest_first = last
    while bracket := _BRACKET.match(folded, rest_first):
        rest_first = bracket.end()
    rest_first += len(folded[rest_first:]) - len(folded[rest_first:].lstrip(" :。,、-"))
    return text, Piece(line, rest_first, len(line.text)) if folded[rest_first:].strip() else None


def _parts(body: list[Piece]) -> tuple[list[tuple[Part, list[Piece]]], list[Piece]]:
    """Split a phase at its part labels; return the parts and what stands before them."""
    parts: list[tuple[str, str, list[Piece]]] = []
    loose: list[Piece] = []
    for piece in body:
        folded = piece.folded
        marker = find_marker(folded)
        begin = marker.last if marker else 0
        opening = _PART_FIRST.match(folded, begin)
        cuts = ([opening] if opening else []) + list(
            _PART_INSIDE.finditer(folded, opening.end() if opening else begin)
        )
        head = piece.cut(0, 0 if opening else cuts[0].start() if cuts else len(folded))
        if head.folded.strip():
            (parts[-1][2] if parts else loose).append(head)
        for at, cut in enumerate(cuts):
            end = cuts[at + 1].start() if at + 1 < len(cuts) else len(folded)
            label = re.sub(r"\s", "", piece.line.text[piece.first + cut.start(1) : piece.first + cut.end(1)])
            parts.append((label, _FIELD_OF[re.sub(r"\s", "", cut[1])], [piece.cut(cut.end(), end)]))
    made = [(Part(label, name, join(pieces)), pieces) for label, name, pieces in parts]
    return made, loose


# -- steps --------------------------------------------------------------------------------------------------


def _steps(pieces: list[Piece], year: int | None) -> tuple[Step, ...]:
    """Numbered entries of which some are dated; without numbers, the dated paragraphs."""
    entries, style = split_entries(pieces)
    steps: list[Step] = []
    dated = 0
    for marker, entry in entries:
        text = join(entry)
        if not text.text:
            continue
        found = find_time_limits(text.text, year=year)
        chosen = found[0] if found else None
        if style is None and (chosen is None or chosen.first > 12):
            continue
        dated += chosen is not None and chosen.first <= 40
        steps.append(_step(marker.digits if marker else str(len(steps) + 1), text, chosen))
    return tuple(steps) if dated else ()


def _methods(pieces: list[Piece], year: int | None) -> tuple[Step, ...]:
    """The sentences of the part on methods, each with how binding it is and when."""
    methods: list[Step] = []
    for piece in pieces:
        for match in _SENTENCE.finditer(piece.folded):
            text = join([piece.cut(match.start(), match.end())])
            found = find_time_limits(text.text, year=year)
            limit = found[0].limit if found else None
            if text.text:
                dates = (limit.start, limit.end) if limit else (None, None)
                methods.append(Step(str(len(methods) + 1), text, *dates, nature_of(text.text)))
    return tuple(methods)


def _step(no: str, text: Text, found: FoundLimit | None) -> Step:
    if found is None:
        return Step(no, _sentence(text), None, None, nature_of(text.text))
    limit = found.limit
    before = text.text[: found.first].rstrip("(（[【 从自:：，,")
    if before:
        title = (
            _shortened(text, 0, len(before))
            if found.first <= 24 and text.text[found.first - 1] in "(（[【"
            else _sentence(text)
        )
    else:
        skipped = _STEP_DATE_END.match(text.text[found.last :].translate(_PAUSES))
        title = _sentence(_shortened(text, found.last + (skipped.end() if skipped else 0), len(text.text)))
    doubts = tuple(
        Doubt(code, f"“{limit.text}”里的日期有误，不作改动，请核对。", text.lines)
        for code in limit.warnings
        if code in ("damaged_date", "incomplete_date", "end_before_start")
    )
    end = limit.end if limit.kind is not LimitKind.OPEN else None
    return Step(no, title, limit.start, end, nature_of(text.text), doubts)


_PAUSES = str.maketrans("，：（）；、", ",:();,")


def _shortened(text: Text, first: int, last: int) -> Text:
    return Text(text.text[first:last].strip(" 　，,。；;：:、"), text.spans)


def _sentence(text: Text) -> Text:
    stop = re.search(r"[。；;]", text.text)
    return _shortened(text, 0, stop.start()) if stop else text


def _inside(step: Step, start: date | None, end: date | None) -> Step:
    outside = (step.start and start and step.start < start) or (step.end and end and step.end > end)
    if not outside:
        return step
    doubt = Doubt(
        "step_outside_phase", f"步骤“{step.title.text[:20]}”的时间超出了所在阶段。", step.title.lines
    )
    return replace(step, doubts=(*step.doubts, doubt))
