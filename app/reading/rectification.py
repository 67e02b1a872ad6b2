"""Plans whose items are runs of labelled fields: 整改目标、整改措施、整改时限、责任领导、责任单位."""

import re
from collections import Counter
from dataclasses import dataclass, field

from msgspec import Struct

from app.reading.fields import Draft
from app.reading.item_paragraphs import items_apart
from app.reading.labels import Label, find_labels
from app.reading.measures import Piece, join, split_measures
from app.reading.model import Line, Text
from app.reading.numbering import Marker, find_marker, markers_inside
from app.reading.plain_items import LabelledItems, first_sentence, heading_text

__all__ = ["read_labelled"]

# Fields that fill a few words; what follows on further lines is not theirs.
_SHORT = frozenset({"no", "limit", "leaders", "units", "leaders_units", "title", "supervisor"})
_OPENERS = frozenset({"title", "problem", "no"})
_SUBSTANCE = frozenset({"measures", "limit", "leaders", "units", "leaders_units"})
_REPEATABLE = frozenset({"units", "leaders", "leaders_units", "goal", "limit"})
_NO_HEADER = re.compile(r"^[(\[]?\s*$")


class _Found(Struct, frozen=True):
    at: int  # index into the lines
    label: Label


@dataclass
class _Group:
    """The labels of one item, and where its header stands."""

    found: list[_Found] = field(default_factory=list)
    header: int | None = None
    style: str | None = None


def read_labelled(lines: list[Line]) -> LabelledItems | None:
    """Read the items of a plan in running text; None when no labelled items are found."""
    lines = [part for line in lines for part in items_apart(line)]
    found = _labels(lines)
    style = None
    groups = _groups(lines, found, None)
    for _ in range(2):
        style = _header_style(lines, groups)
        groups = _groups(lines, found, style)
    groups = _only_items(groups)
    if not groups:
        return None
    for previous, group in zip([None, *groups[:-1]], groups, strict=True):
        group.header = _header(lines, previous, group, style)
    drafts: list[Draft] = []
    restarts: set[int] = set()
    last = 0
    section: Marker | None = None
    for at, group in enumerate(groups):
        stop = _start(groups[at + 1]) if at + 1 < len(groups) else len(lines)
        category = _heading_between(
            lines, (_last_index(groups[at - 1]) + 1) if at else 0, _start(group), style=style
        )
        section = find_marker(lines[category].folded) if category is not None else section
        draft, end = _draft(lines, group, _section_end(lines, group, stop, section), style)
        if at and _heading_between(lines, end, _start(group)) is not None:
            restarts.add(at)
        if category is not None:
            draft.fields.setdefault("category", heading_text(lines[category]))
        elif at and (before := drafts[-1].fields.get("category")):
            draft.fields.setdefault("category", before)
        drafts.append(draft)
        last = end
    for at in range(1, len(groups)):
        if (
            _heading_between(lines, _last_index(groups[at - 1]) + 1, _start(groups[at]), style=style)
            is not None
        ):
            restarts.add(at)
    return LabelledItems(drafts, restarts, _start(groups[0]), last)


def _labels(lines: list[Line]) -> list[_Found]:
    found = [_Found(at, label) for at, line in enumerate(lines) for label in find_labels(line)]
    words = Counter(one.label.word for one in found)
    certain = {one.label.field for one in found if one.label.meant is None}
    bare = Counter(one.label.word for one in found if not one.label.colon)
    kept = []
    for one in found:
        label, line = one.label, lines[one.at]
        if label.meant is not None and label.field not in certain:
            continue
        marker = find_marker(line.folded)
        heading = marker is not None and marker.style in ("cn", "cn_paren")
        empty = not line.folded[label.last :].strip(" :。")
        if not label.colon and "]" not in line.folded[label.first : label.last] and bare[label.word] < 2:
            continue
        if heading and empty and words[label.word] < 2 and len(words) < 3:
            continue
        kept.append(one)
    return kept


def _groups(lines: list[Line], found: list[_Found], style: str | None) -> list[_Group]:
    groups: list[_Group] = []
    for one in found:
        if not groups or _opens(lines, groups[-1], one, style):
            groups.append(_Group())
        groups[-1].found.append(one)
    return groups


def _opens(lines: list[Line], group: _Group, one: _Found, style: str | None) -> bool:
    """Tell whether a label begins a new item."""
    fields = {other.label.field for other in group.found}
    previous = group.found[-1]
    between = range(previous.at + 1, one.at)
    markers = [m for at in between if (m := find_marker(lines[at].folded))]
    own = find_marker(lines[one.at].folded)
    if any(marker.style == "item" for marker in markers):
        return True
    if (
        not one.label.lead
        and own
        and own.last < one.label.first
        and one.at != previous.at
        and own.style == style
    ):
        return True
    if previous.label.field in _SHORT and style and any(marker.style == style for marker in markers):
        return True
    name = one.label.field
    if name not in fields:
        return name in _OPENERS and bool(fields & _SUBSTANCE)
    adjacent = previous.label.field == name and previous.label.word != one.label.word
    return not (name in _REPEATABLE and adjacent and not markers)


def _only_items(groups: list[_Group]) -> list[_Group]:
    """Leave out lone labels before, between and after the items, such as the goal of the whole plan."""
    if not any(len({one.label.field for one in group.found}) > 1 for group in groups):
        kinds = Counter(one.label.field for group in groups for one in group.found)
        usual = kinds.most_common(1)[0][0] if kinds else ""
        return groups if len(groups) > 1 and usual in _SUBSTANCE else []
    return [
        group
        for group in groups
        if (len(fields := {one.label.field for one in group.found}) > 1 and fields & _SUBSTANCE)
        or (
            len(fields) == 1
            and fields & {"measures", "limit", "units", "leaders_units"}
            and len(groups) > 3
            and not group.found[0].label.lead
        )
    ]


def _start(group: _Group) -> int:
    return group.header if group.header is not None else group.found[0].at


def _last_index(group: _Group) -> int:
    return group.found[-1].at


def _header_style(lines: list[Line], groups: list[_Group]) -> str | None:
    """The numbering style most item headers have."""
    votes: Counter[str] = Counter()
    previous = -1
    for group in groups:
        first = group.found[0]
        own = find_marker(lines[first.at].folded)
        if (
            own
            and (not first.label.lead or first.label.field in _OPENERS)
            and not _sub_numbered(lines, group)
        ):
            votes[own.style] += 1
        else:
            for at in range(first.at - 1, previous, -1):
                marker = find_marker(lines[at].folded)
                if marker:
                    votes[marker.style] += 1
                    break
        previous = _last_index(group)
    if not votes:
        return None
    return "item" if votes["item"] > 1 else votes.most_common(1)[0][0]


def _header(lines: list[Line], previous: _Group | None, group: _Group, style: str | None) -> int | None:
    """The line with number and title of an item, above its first label; None when they share a line."""
    first = group.found[0]
    own = find_marker(lines[first.at].folded)
    if _sub_numbered(lines, group):
        return _above(lines, previous, first.at, style, any_line=True)
    if first.label.field == "no":
        return None
    if first.label.field == "title" or (not first.label.lead and own):
        named = _above(lines, previous, first.at, style)
        return named if first.label.field == "title" and own is None and named is not None else None
    if first.label.field == "problem" and own and own.style == style:
        return None
    return _above(lines, previous, first.at, style, any_line=True)


def _sub_numbered(lines: list[Line], group: _Group) -> bool:
    """Tell whether the labels of an item are numbered themselves: (1)整改内容, (2)整改目标, ..."""
    first = group.found[0]
    later = next((one for one in group.found if one.at > first.at), None)
    own = find_marker(lines[first.at].folded)
    second = find_marker(lines[later.at].folded) if later else None
    if own is None or second is None or own.value is None:
        return False
    return first.label.lead and own.style == second.style and second.value == own.value + 1


def _above(
    lines: list[Line], previous: _Group | None, at: int, style: str | None, *, any_line: bool = False
) -> int | None:
    floor = _last_index(previous) if previous else -1
    candidates = [n for n in range(at - 1, floor, -1) if lines[n].folded.strip()]
    marked = {n: m for n in candidates if (m := find_marker(lines[n].folded))}
    for wanted in (style, "item"):
        for n in candidates:
            if n in marked and marked[n].style == wanted:
                return n
    if not any_line:
        return None
    open_field = previous is not None and previous.found[-1].label.field not in _SHORT
    for n in candidates:
        if n in marked and marked[n].style not in ("cn",) and not open_field:
            return n
    return candidates[0] if candidates and len(lines[candidates[0]].folded.strip()) <= 60 else None


def _heading_between(lines: list[Line], first: int, last: int, *, style: str | None = None) -> int | None:
    """The last section heading in lines `first` to `last` (exclusive) whose style is not the items' own."""
    for at in range(last - 1, first - 1, -1):
        marker = find_marker(lines[at].folded)
        if (
            marker
            and marker.style in ("cn", "cn_paren")
            and marker.style != style
            and len(lines[at].folded.strip()) <= 50
        ):
            return at
    return None


def _section_end(lines: list[Line], group: _Group, stop: int, section: Marker | None) -> int:
    """Where the section of an item ends: at the heading numbered next after the section's own."""
    if section is None or section.value is None:
        return stop
    first = _last_index(group)
    if markers_inside(lines[first].folded[group.found[-1].label.last :], section.style):
        return stop  # the field's own list
    for at in range(first + 1, stop):
        marker = find_marker(lines[at].folded)
        if marker and (marker.style, marker.value) == (section.style, 1) and section.value > 0:
            return stop
        if marker and (marker.style, marker.value) == (section.style, section.value + 1):
            return at
    return stop


def _draft(lines: list[Line], group: _Group, stop: int, style: str | None) -> tuple[Draft, int]:
    """Gather the fields of one item; return it with the index after its last line."""
    draft = Draft(Text(""))
    end = group.found[0].at + 1
    body = _title(lines, group, draft)
    for one, following in zip(group.found, [*group.found[1:], None], strict=True):
        label = one.label
        pieces, end = _value(lines, one, following, stop, style, end)
        draft.labels.setdefault(label.field, []).append(label.word)
        if label.meant:
            draft.misprints[label.word] = label.meant
        draft.lines.update(piece.line.number for piece in pieces)
        draft.lines.add(lines[one.at].number)
        if label.field == "measures":
            measures, measure_style = split_measures(pieces)
            draft.measures += measures
            draft.measure_style = draft.measure_style or measure_style
        elif label.field == "no":
            draft.printed_no = _field_text(pieces).text or draft.printed_no
        elif label.field == "title" and not draft.title.text:
            draft.title = _field_text(pieces)
        else:
            draft.add("content" if label.field == "title" else label.field, _field_text(pieces))
    if body:
        draft.lines.update(piece.line.number for piece in body)
        if draft.measures or any(one.label.field == "measures" for one in group.found):
            draft.add("content", join(body))
        else:
            draft.measures, draft.measure_style = split_measures(body)
    first = _start(group)
    filled = {one.number for one in lines[first:end] if one.folded.strip()}
    draft.lines &= filled
    if not draft.title.text:
        named = next((name for name in ("problem", "content") if name in draft.fields), None)
        draft.title = draft.fields.pop(named) if named else draft.title
    return draft, end


def _field_text(pieces: list[Piece]) -> Text:
    text = join(pieces)
    if text.text.endswith((")", "）")) and not re.search(r"[(（]", text.text):
        text = join([*pieces[:-1], _without_bracket(pieces[-1])])
    return text


def _without_bracket(piece: Piece) -> Piece:
    closing = max(piece.folded.rfind(")"), 0)
    return piece.cut(0, closing)


def _title(lines: list[Line], group: _Group, draft: Draft) -> list[Piece]:
    """Set title and number from the header; return the text between header and first label."""
    first = group.found[0]
    line = lines[first.at]
    marker: Marker | None
    body: list[Piece] = []
    if group.header is None:
        marker = find_marker(line.folded)
        if not first.label.lead:
            before = [label.last for label in find_labels(line) if label.last <= first.label.first]
            lead = Piece(line, max([marker.last if marker else 0, *before[-1:]]), first.label.first)
            draft.title, body = first_sentence(lead)
    else:
        header = lines[group.header]
        marker = find_marker(header.folded)
        draft.lines.add(header.number)
        whole = Piece(header, marker.last if marker else 0, len(header.text))
        draft.title, body = first_sentence(whole)
        body += [Piece(one, 0, len(one.text)) for one in lines[group.header + 1 : first.at]]
        if not first.label.lead and first.label.first:
            body.append(Piece(line, 0, first.label.first))
        if not draft.title.text and body and first.label.field != "title":
            draft.title, rest = first_sentence(body[0])
            body = rest + body[1:]
    draft.printed_no = marker.bare if marker and marker.value is not None else None
    return [piece for piece in body if piece.folded.strip(" (:。")]


def _value(
    lines: list[Line], one: _Found, following: _Found | None, stop: int, style: str | None, end: int
) -> tuple[list[Piece], int]:
    """The pieces of a field's value, up to the next label, and the index after its last line."""
    line = lines[one.at]
    after = next((label for label in find_labels(line) if label.first >= one.label.last), None)
    if after is not None and (following is None or following.at == one.at):
        return [Piece(line, one.label.last, max(after.first, one.label.last))], max(end, one.at + 1)
    pieces = [Piece(line, one.label.last, len(line.text))]
    until = following.at if following is not None else stop
    at = one.at + 1
    while at < until and not _ends_field(lines, at, one, pieces, style, last=following is None):
        pieces.append(Piece(lines[at], 0, len(lines[at].text)))
        at += 1
    if following is not None and at == following.at and not following.label.lead and following.label.first:
        pieces.append(Piece(lines[at], 0, following.label.first))
    return pieces, at


def _ends_field(
    lines: list[Line], at: int, one: _Found, pieces: list[Piece], style: str | None, *, last: bool
) -> bool:
    folded = lines[at].folded
    if not folded.strip():
        return False
    marker = find_marker(folded)
    value = "".join(piece.folded for piece in pieces).strip()
    if one.label.field in _SHORT:
        if not value:
            return bool(marker and marker.style in ("cn", "item"))
        return not (value[-1:] in "、," or folded.strip()[0] in "、,")
    if not last:
        return False
    if marker is None:
        # After the last field a paragraph that is no continuation belongs to the document.
        return value[-1:] in "。" and _closing(lines, at)
    return marker.style in ("cn", "item") or (
        marker.style == "cn_paren" and style != "cn_paren" and _closing(lines, at)
    )


def _closing(lines: list[Line], at: int) -> bool:
    """Tell whether only the end of the document follows: no more numbered measures."""
    return not any(
        (m := find_marker(line.folded)) and m.style not in ("cn", "cn_paren") for line in lines[at : at + 3]
    )
